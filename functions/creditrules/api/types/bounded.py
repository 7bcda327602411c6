"""Lists in inputs say where they are defined how many items they may have; the schema and the engine take it there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from creditrules.api.engine.inputs.holding import MOST_ITEMS

__all__ = ["MOST_FEW", "MOST_LANGUAGES", "MOST_NAMED", "MOST_PINS", "at_most"]

MOST_FEW: Final = 20
MOST_LANGUAGES: Final = 50
MOST_NAMED: Final = 100
MOST_PINS: Final = 200


def at_most(items: int) -> Mapping[str, int]:
    """The metadata of a list: with more items the request is refused before any is looked at."""
    return {MOST_ITEMS: items}
