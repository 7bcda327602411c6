"""How the page looks: light and dark by the reader's setting, on a narrow screen and on paper; and what it may load."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import Final

__all__ = ["POLICY", "STYLE"]

STYLE: Final = """
:root{color-scheme:light dark;--bg:#fff;--ink:#1b1f27;--soft:#525b6b;--line:#d0d6df;--pane:#f5f7fa;--link:#0b57b7;
--coming:#7a4b00;--force:#0a6138;--past:#525b6b;--gone:#9b1b24}
@media (prefers-color-scheme:dark){:root{--bg:#12151b;--ink:#e8ebf0;--soft:#aab3c1;--line:#3a4250;--pane:#1b2029;
--link:#8ec3ff;--coming:#f0c060;--force:#7fd6a6;--past:#aab3c1;--gone:#ff9f99}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--ink);font:1rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",
"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;overflow-wrap:anywhere}
header,main,footer{max-width:46rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:1.5rem;display:flow-root}
h1{font-size:1.75rem;line-height:1.25;margin:.15rem 0 .5rem}
h2{font-size:1.25rem;line-height:1.3;margin:2.25rem 0 .75rem}
h3{font-size:1.0625rem;line-height:1.4;margin:0}
p{margin:.4rem 0}
a{color:var(--link);text-underline-offset:.15em}
.lender{color:var(--soft);font-weight:600;margin:0}
.lead,.soft{color:var(--soft)}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;background:var(--bg);padding:.4rem .9rem;z-index:1}
:focus-visible{outline:3px solid var(--link);outline-offset:3px;border-radius:.15rem}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;padding:0;margin:.75rem 0}
nav a,nav span{display:inline-block;min-height:1.75rem}
nav [aria-current]{font-weight:600}
article{border:1px solid var(--line);border-radius:.5rem;background:var(--pane);padding:1rem 1.15rem;margin:0 0 1rem}
article:target{border-color:var(--link)}
.marks{display:flex;flex-wrap:wrap;gap:.4rem;margin:.4rem 0 .6rem;padding:0;list-style:none}
.marks li{border:1px solid currentColor;border-radius:1rem;padding:0 .65rem;font-size:.875rem;font-weight:600;
color:var(--past)}
.marks .coming{color:var(--coming)}.marks .in-force{color:var(--force)}
.marks .withdrawn,.marks .corrected{color:var(--gone)}
.notice{white-space:pre-line;margin:.4rem 0}
dl{display:grid;grid-template-columns:minmax(7.5rem,max-content) 1fr;gap:.3rem 1.15rem;margin:.75rem 0 0;
font-size:.9375rem}
dt{color:var(--soft)}
dd{margin:0;min-width:0}
dd p{margin:0}
details{margin:.6rem 0 0;font-size:.9375rem}
summary{cursor:pointer;color:var(--link);width:fit-content;padding:.1rem 0}
footer{margin-top:2rem;padding-bottom:2.5rem;color:var(--soft);font-size:.9375rem}
footer p{margin:.25rem 0}
@media (max-width:32rem){header,main,footer{padding-left:.9rem;padding-right:.9rem}article{padding:.85rem .9rem}
h1{font-size:1.45rem}dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}}
@media (forced-colors:active){article,.marks li{border-color:CanvasText}}
@media print{:root{color-scheme:light;--bg:#fff;--ink:#000;--soft:#444;--line:#999;--pane:#fff;--link:#000;
--coming:#000;--force:#000;--past:#444;--gone:#000}.skip,nav,footer .feeds,summary{display:none}body{font-size:10.5pt}
header,main,footer{max-width:none;padding:0}article{break-inside:avoid}h2,h3{break-after:avoid}
details::details-content{content-visibility:visible;display:block}}
"""

POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
"""Nothing is run, nothing is loaded, no other page may hold it; its one style is known by its digest."""
