"""Lists of differences that are expected: a heading "## reason and clause", under it one difference a line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

KNOWN = Path(__file__).with_name("known")
ARROW = " => "


@dataclass(frozen=True)
class Known:
    """A difference that is expected. theirs: the other engine's answer as text."""

    theirs: str
    reason: str


def known(of: str, engine: str) -> dict[str, Known]:
    """The expected differences of an engine by what it was asked. of: "expressions" or "models"."""
    file = KNOWN / of / f"{engine}.txt"
    reason, found = "", {}
    for line in file.read_text("utf-8").splitlines() if file.exists() else ():
        if line.startswith("## "):
            reason = line.removeprefix("## ")
        elif line.strip() and not line.startswith("#"):
            asked, _, theirs = line.rpartition(ARROW)
            assert asked not in found, f"{file.name} lists twice: {asked}"
            found[asked] = Known(theirs, reason)
    return found


def surprises(different: Mapping[str, str], expected: Mapping[str, Known]) -> list[str]:
    """Lines for differences that are not on the list or not as listed, and for listed ones that are gone."""
    lines = [
        f"{asked}{ARROW}{theirs}"
        for asked, theirs in different.items()
        if asked not in expected or expected[asked].theirs != theirs
    ]
    return lines + [f"gone: {asked}{ARROW}{one.theirs}" for asked, one in expected.items() if asked not in different]
