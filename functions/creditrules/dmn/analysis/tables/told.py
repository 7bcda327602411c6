"""How many flaws are told."""

from __future__ import annotations

from collections.abc import Sequence

from creditrules.dmn.flaws import Flaw
from creditrules.dmn.limits import TABLE_FLAWS
from creditrules.records import replace

__all__ = ["cut"]


def cut(flaws: Sequence[Flaw], *, more: bool = False) -> Sequence[Flaw]:
    """Those of one code in one table that are told: of many the first, the last of them saying that there are more."""
    if not (more or len(flaws) > TABLE_FLAWS) or not flaws:
        return flaws
    *first, last = flaws[:TABLE_FLAWS]
    return (*first, replace(last, message=f"{last.message} There are more of this kind in the table."))
