"""The page for every address that has none: it says the same whatever was asked for."""

from __future__ import annotations

from functools import cache
from typing import Final

from creditrules.disclosure.shell import whole_page
from creditrules.markup import Markup, tag

__all__ = ["missing_page"]

_SAID: Final = (
    ("en", "There is nothing here", "No changes are published at this address."),
    ("zh", "此处没有内容", "该地址没有公布的变更信息。"),
)


@cache
def missing_page() -> str:
    """In all languages at once, as nothing is known of its reader that may make a difference."""
    said = [tag("div", tag("h1", title), tag("p", text), lang=language) for language, title, text in _SAID]
    return whole_page("en", _SAID[0][1], Markup(), tag("main", *said))
