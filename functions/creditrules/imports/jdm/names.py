"""Names of decisions, columns and entries: those of the graph, as far as FEEL can tell where such a name ends."""

from __future__ import annotations

import re
from collections.abc import Iterable

from creditrules.feel import BUILTINS
from creditrules.imports.names import RESERVED

__all__ = ["Names"]

_WORD = re.compile(r"[^\W_]\w*|_\w+")
_MAX_NAME = 100


class Names:
    """Names that are taken, and new ones."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {*taken, *BUILTINS, "item", "partial", "each"}

    def new(self, wanted: str, otherwise: str = "Node") -> str:
        """A name that nothing else has; numbered where it is wanted twice."""
        name = spoken(wanted) or otherwise
        number, found = 1, name
        while found in self._taken:
            number += 1
            found = f"{name} {number}"
        self._taken.add(found)
        return found

    def columns(self, paths: Iterable[tuple[str, ...]]) -> list[str]:
        """Short names for outputs: the last part of each, or all of it where two have the same."""
        listed = list(paths)
        lasts = [spoken(path[-1]) for path in listed]
        own = Names()
        return [
            own.new(last if last and lasts.count(last) == 1 else " ".join(path), "output")
            for last, path in zip(lasts, listed, strict=True)
        ]


def spoken(wanted: str) -> str:
    """Only the words of a name; keywords in it are capitalised, so that they are none."""
    words = [word.capitalize() if word in RESERVED else word for word in _WORD.findall(wanted[:_MAX_NAME])]
    while words and words[0][0].isdigit():
        words = [f"N{words[0]}", *words[1:]]
    return " ".join(words)
