"""When a node runs: always, or by which branches of which switches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from creditrules.imports.jdm.words.phrase import FALSE, Level, Phrase, boolean, call, infix, text
from creditrules.imports.jdm.words.shapes import Kind
from creditrules.records import dataclass

__all__ = ["ALWAYS", "Activity", "Branches", "either", "phrase_of"]

Activity: TypeAlias = frozenset[tuple[str, str]] | None
"""Pairs of a switch and a branch of it, any of which lets the node run; None if it always runs."""

ALWAYS: Activity = None


@dataclass(frozen=True, slots=True)
class Branches:
    """A switch that was translated. labels: what its decision yields, one for each branch.

    exhaustive: one of them is always taken. several: the decision yields a list of them.
    """

    labels: tuple[str, ...]
    exhaustive: bool
    several: bool
    activity: Activity


def either(activities: Iterable[Activity], switches: Mapping[str, Branches]) -> Activity:
    """Any of them; where every branch of a switch leads here, so does whatever leads to the switch."""
    found: set[tuple[str, str]] = set()
    for activity in activities:
        if activity is None:
            return None
        found |= activity
    for name in reversed(list(switches)):
        branches = switches[name]
        own = {(name, label) for label in branches.labels}
        if own and branches.exhaustive and own <= found:
            if branches.activity is None:
                return None
            found = (found - own) | branches.activity
    return frozenset(found)


def phrase_of(activity: Activity, switches: Mapping[str, Branches]) -> Phrase | None:
    """As a condition; None if it always holds."""
    if activity is None:
        return None
    whole: Phrase | None = None
    for name, branches in switches.items():
        labels = [label for label in branches.labels if (name, label) in activity]
        if labels:
            part = _one(name, labels, several=branches.several)
            whole = part if whole is None else boolean("or", whole, part)
    return FALSE if whole is None else whole


def _one(name: str, labels: list[str], *, several: bool) -> Phrase:
    switch = Phrase(name, roots=frozenset({name}))
    if several:
        parts = [call("list contains", switch, text(label), shape=Kind.BOOLEAN, nullable=False) for label in labels]
        whole = parts[0]
        for part in parts[1:]:
            whole = boolean("or", whole, part)
        return whole
    if len(labels) == 1:
        return infix("=", switch, text(labels[0]), Level.COMPARE, Kind.BOOLEAN)
    written = f"{name} in ({', '.join(text(label).text for label in labels)})"
    return Phrase(written, Kind.BOOLEAN, Level.COMPARE, nullable=False, roots=switch.roots)
