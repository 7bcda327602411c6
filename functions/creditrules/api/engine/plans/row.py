"""Attributes that stand side by side and are leaves: read at once, and written one after the other."""

from __future__ import annotations

import sys
from collections.abc import Callable
from operator import attrgetter
from typing import Any, Final, NamedTuple

from creditrules.api.engine.plans.leaves import Writer
from creditrules.api.engine.plans.run import NULL, Place, Run

__all__ = ["Cell", "row_step"]


class Cell(NamedTuple):
    """An attribute. step: how it is written where something is out of the ordinary."""

    name: str
    head: str
    charge: int
    nullable: bool
    write: Writer
    step: Callable[[Run, Any, Place], None]


_NOT_ALLOWED: Final = (NULL, sys.maxsize, 0)
"""What null comes to where it must not be: more than any answer may take."""


def row_step(cells: list[Cell]) -> Callable[[Run, Any, Place], None]:
    """Writes all of them.

    Where anything is out of the ordinary, such as an answer that grows too large, or null where it is not allowed, they
    are written again, each by itself: attributes can be read twice.
    """
    if len(cells) == 1:
        return cells[0].step
    read = attrgetter(*(cell.name for cell in cells))
    specs = [(cell.head, cell.charge, (NULL, 0, 0) if cell.nullable else _NOT_ALLOWED, cell.write) for cell in cells]
    steps = [cell.step for cell in cells]

    def step(run: Run, source: Any, place: Place) -> None:
        out, left, objects = run.out, run.left, run.objects
        mark = len(out)
        try:
            for value, (head, charge, null, write) in zip(read(source), specs):  # noqa: B905  (one value for each)
                if value is None:
                    text, size, inside = null
                else:
                    text, size, inside = write(value)
                left -= charge + size
                objects += inside
                out.append(head)
                out.append(text)
        except Exception:  # noqa: BLE001  (the steps come to the same, and tell it)
            left = -1
        if left >= 0:
            run.left, run.objects = left, objects
            return
        del out[mark:]
        for each in steps:
            each(run, source, place)

    return step
