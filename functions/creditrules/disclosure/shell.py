"""What is around every page: the head with its one style, and nothing that is run or loaded."""

from __future__ import annotations

from creditrules.disclosure.style import STYLE
from creditrules.markup import Markup, tag

__all__ = ["whole_page"]

_META = Markup(
    '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="referrer" content="no-referrer">'
)


def whole_page(language: str, title: str, links: Markup, body: Markup) -> str:
    """A document of HTML. links: what else stands in its head."""
    head = tag("head", _META, tag("title", title), links, tag("style", Markup(STYLE)))
    return f"<!DOCTYPE html>\n{tag('html', head, tag('body', body), lang=language)}\n"
