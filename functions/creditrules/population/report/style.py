"""How the report looks: light and dark by the reader's setting, on paper, and without colour."""

from __future__ import annotations

from typing import Final

__all__ = ["STYLE"]

STYLE: Final = """
:root{color-scheme:light dark;--bg:#fff;--ink:#1b1f27;--soft:#545d6d;--line:#d5dae2;--pane:#f5f7fa;--before:#7a5a00;
--after:#0b57b7;--shade:11,87,183;--bad:#a3161f;--focus:#0b57b7}
@media (prefers-color-scheme:dark){:root{--bg:#12151b;--ink:#e8ebf0;--soft:#aab3c1;--line:#39414f;--pane:#1b2029;
--before:#e3b341;--after:#79b8ff;--shade:121,184,255;--bad:#ff9a94;--focus:#79b8ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",
"Noto Sans CJK SC",sans-serif}
header,main,footer{max-width:62rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:1.5rem}
h1{font-size:1.7rem;line-height:1.25;margin:.25rem 0 .5rem}
h2{font-size:1.25rem;margin:2.25rem 0 .5rem;padding-top:.75rem;border-top:1px solid var(--line)}
h3{font-size:1rem;margin:1.5rem 0 .25rem}
p{margin:.4rem 0;max-width:46rem}
a{color:var(--after)}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;background:var(--bg);padding:.25rem .75rem}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1rem;padding:0;margin:.75rem 0}
.lead{list-style:none;padding:.75rem 1rem;margin:1rem 0;background:var(--pane);border-left:.3rem solid var(--after)}
.lead li:first-child{font-size:1.2rem;font-weight:600}
.soft{color:var(--soft);font-size:.9rem}
.wide{overflow-x:auto;margin:.75rem 0}
table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--soft);padding:.25rem 0}
th,td{padding:.3rem .65rem;text-align:left;border-bottom:1px solid var(--line);vertical-align:top}
tbody th{min-width:7.5rem}
thead th{border-bottom:2px solid var(--soft)}
td{white-space:nowrap}
td:last-child:not(.n){white-space:normal;min-width:11rem}
.n{text-align:right}
.warn{color:var(--bad);font-weight:600}
.cell{background:rgba(var(--shade),calc(var(--s)*.45))}
.stay{outline:1px dashed var(--soft);outline-offset:-3px}
code{font-size:.85em;overflow-wrap:anywhere}
figure{margin:.75rem 0}
figcaption{color:var(--soft);font-size:.9rem}
svg{display:block;width:100%;max-width:47rem;height:auto;font-size:13px}
svg text{fill:var(--ink)}
svg .faint{fill:var(--soft);font-size:12px}
svg .grid{stroke:var(--line)}
svg .mark{stroke:var(--bad);stroke-dasharray:5 4;stroke-width:1.5}
svg .before{fill:var(--before);stroke:var(--before)}
svg .after{fill:var(--after);stroke:var(--after)}
svg .dot.before{fill:var(--bg)}
svg .dot{stroke-width:2}
svg .bar{stroke:none}
svg .span{stroke-width:2;fill:none}
footer{padding:2rem 1.25rem;color:var(--soft);font-size:.85rem}
@media print{:root{--bg:#fff;--ink:#000;--soft:#444;--line:#bbb;--pane:#f3f3f3;--before:#7a5a00;--after:#0b57b7;
--shade:11,87,183;--bad:#a3161f}nav,.skip{display:none}.wide{overflow:visible}h2,h3{break-after:avoid}
figure,tr{break-inside:avoid}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
"""
