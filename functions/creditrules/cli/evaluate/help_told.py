"""What would help one applicant, for a reader and as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from rich.console import Console

from creditrules.dmn.analysis import Proof
from creditrules.document import decimal_text
from creditrules.eligibility import Decision, in_words
from creditrules.eligibility.explain import Passing, ToldHelp, ToldNeed, WhatHelps, passes_from, told_helps, what_helps

__all__ = ["HelpTold", "help_told"]

_MOST: Final = 3
_KNOWN: Final = {
    (True, Proof.PROVED): "Proved: nothing else helps that these facts can come to, and nothing for less.",
    (True, Proof.SEARCHED): "Found by search: there may be others, and cheaper ones.",
    (False, Proof.PROVED): "Proved: no change helps that rule sets declare possible.",
    (False, Proof.SEARCHED): "None was found; that there is none is not proved.",
}
"""By whether there are ways, and how that is known."""


class HelpTold(NamedTuple):
    """ways: so many that differ, the cheapest first. passing: when the same facts pass; None where they do not."""

    found: WhatHelps
    ways: Sequence[ToldHelp]
    passing: Passing | None

    def record(self) -> Mapping[str, Any]:
        """As plain data, in the words of the API."""
        ways = [
            {
                "outcome": way.outcome.value,
                "cost": None if way.cost is None else decimal_text(way.cost),
                "changes": [
                    {"fact": each.fact, "direction": _direction(each), "to": in_words(each.value)}
                    for each in way.changes
                ],
            }
            for way in self.ways
        ]
        passing = None
        if self.passing is not None:
            starts = self.passing.starts.isoformat()
            passing = {"outcome": self.passing.outcome.value, "starts": starts, "proof": self.passing.proof.value}
        return {"proof": self.found.proof.value, "ways": ways, "passesFrom": passing}

    def print(self, console: Console) -> None:
        """In words."""
        console.print("\n[bold]What would help[/]")
        for way in self.ways:
            changes = " and ".join(f"{each.fact} {_move(each)}" for each in way.changes)
            cost = "" if way.cost is None else f" (cost {decimal_text(way.cost)})"
            console.print(f"  {way.outcome.value:8} {changes}{cost}", soft_wrap=True, markup=False)
        console.print(f"  {_KNOWN[bool(self.ways), self.found.proof]}", soft_wrap=True, markup=False)
        if self.passing is not None:
            when = f"{self.passing.starts:%Y-%m-%dT%H:%M:%SZ}"
            sure = "" if self.passing.proof is Proof.PROVED else ", perhaps earlier,"
            text = (
                f"  From {when} on{sure} the same facts come to {self.passing.outcome.value}, if nothing else changes."
            )
            console.print(text, soft_wrap=True, markup=False)


def help_told(decision: Decision) -> HelpTold | None:
    """What would help with a decision, with all that its rules say; None of ALLOW and while facts are missing."""
    found = what_helps(decision)
    if found is None:
        return None
    return HelpTold(found, told_helps(decision, found, _MOST, sees_policy=True), passes_from(decision))


def _direction(change: ToldNeed) -> str | None:
    return None if change.upwards is None else "UP" if change.upwards else "DOWN"


def _move(change: ToldNeed) -> str:
    direction = _direction(change)
    return f"{direction.lower()} to {in_words(change.value)}" if direction else f"to {in_words(change.value)}"
