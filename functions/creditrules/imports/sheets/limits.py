"""Pairs of columns that hold the lower and the upper limit of one thing: `Min score` and `Max score`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from creditrules.imports.sheets.columns import Column
from creditrules.records import dataclass

__all__ = ["Limit", "limits_of"]

_LOWER: Final = frozenset(("min", "minimum", "from", "lower", "low", "lowest", "von", "ab", "start", "floor"))
_UPPER: Final = frozenset(("max", "maximum", "to", "upper", "high", "highest", "bis", "end", "cap"))
_OPEN: Final = frozenset(("excl", "exclusive", "below", "under"))
_BESIDE: Final = frozenset(("incl", "inclusive", "limit", "bound", "value"))
_WORD: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Limit:
    """A column holds a limit of `name`; its plain values are compared with `sign`. paired: another has the other."""

    name: str
    sign: str
    paired: bool


def limits_of(columns: Sequence[Column]) -> dict[int, Limit]:
    """The columns whose names say that they hold limits, by their numbers."""
    found = {one.number: limit for one in columns if (limit := _limit(one.name)) is not None}
    signs = {(limit.name.casefold(), limit.sign[0]) for limit in found.values()}
    other = {"<": ">", ">": "<"}
    return {
        number: Limit(limit.name, limit.sign, (limit.name.casefold(), other[limit.sign[0]]) in signs)
        for number, limit in found.items()
    }


def _limit(name: str) -> Limit | None:
    words = [(word[0], word.start(), word.end()) for word in _WORD.finditer(name)]
    sides = [word for word in words if word[0].casefold() in _LOWER | _UPPER]
    if len(sides) != 1 or sides[0] not in {words[0], *(words[-3:])}:
        return None
    beside = {word for word in words if word[0].casefold() in _OPEN | _BESIDE}
    kept = [word for word in words if word not in {sides[0], *beside}]
    if not kept:
        return None
    base = name[kept[0][1] : kept[-1][2]] if _together(words, kept) else " ".join(word[0] for word in kept)
    strict = any(word[0].casefold() in _OPEN for word in beside)
    sign = ">" if sides[0][0].casefold() in _LOWER else "<"
    return Limit(base, sign if strict else f"{sign}=", paired=False)


def _together(words: Sequence[tuple[str, int, int]], kept: Sequence[tuple[str, int, int]]) -> bool:
    first, last = words.index(kept[0]), words.index(kept[-1])
    return last - first + 1 == len(kept)
