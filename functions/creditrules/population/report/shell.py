"""The page around sections: a heading, links to them, and nothing that is loaded or run."""

from __future__ import annotations

from collections.abc import Sequence

from creditrules.markup import Markup, joined, tag
from creditrules.population.report.sections import Section
from creditrules.population.report.style import STYLE

__all__ = ["whole_page"]

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def whole_page(title: str, above: Markup, lead: Markup, sections: Sequence[Section], below: Markup) -> str:
    """A report for a browser, a screen reader or paper. above, lead: before the sections. below: after them."""
    links = joined(tag("li", tag("a", section.title, href=f"#{section.anchor}")) for section in sections)
    header = tag("header", above, tag("h1", title), tag("nav", tag("ul", links), aria_label="Sections"))
    main = tag("main", lead, joined(_section(section) for section in sections), id="main")
    body = tag("body", tag("a", "To the figures", href="#main", class_="skip"), header, main, tag("footer", below))
    return f'<!DOCTYPE html>\n<html lang="en">{_head(title)}{body}</html>\n'


def _head(title: str) -> Markup:
    meta = (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    )
    return tag("head", Markup(meta), tag("title", title), tag("style", Markup(STYLE)))


def _section(section: Section) -> Markup:
    heading = tag("h2", section.title, id=f"{section.anchor}-title")
    return tag("section", heading, section.content, id=section.anchor, aria_labelledby=f"{section.anchor}-title")
