"""llms.txt, the index for models (https://llmstxt.org), has every page once and leads nowhere else."""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
TEXT = (DOCS / "llms.txt").read_text("utf-8")
LINKS = re.findall(r"^- \[([^\]]+)\]\(([^)]+)\): \S", TEXT, re.MULTILINE)


def test_it_has_the_form_title_summary_sections_of_links() -> None:
    title, summary, *rest = TEXT.split("\n\n")
    assert re.fullmatch(r"# \S+", title)
    assert all(line.startswith("> ") for line in summary.splitlines())
    after = "\n\n".join(rest)
    assert re.findall(r"^#+ ", after, re.MULTILINE) == ["## "] * after.count("## ")
    lines = [line for line in after[after.index("## ") :].splitlines() if line]
    assert [line for line in lines if not line.startswith(("## ", "- ["))] == []
    assert len(LINKS) == sum(line.startswith("- [") for line in lines)


def test_every_page_is_in_it_once() -> None:
    pages = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))
    assert sorted(target for _, target in LINKS) == pages, "add a line to docs/llms.txt for a new page"
