"""What verification finds in decision models, and how much that matters. It is found by `creditrules.dmn.analysis`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from enum import StrEnum

from creditrules.errors import Diagnostic, Severity
from creditrules.feel import Value
from creditrules.records import dataclass, field

__all__ = ["USUAL_WEIGHTS", "Flaw", "FlawProof", "Verification", "Weight"]


class FlawProof(StrEnum):
    """How a flaw is known.

    PROVED: for all values that there are. SUPPOSED: proved of the columns, whose values are worked out; whether they
    come so together is not. SEARCHED: shown by a sample, and there may be more. NOT_ANALYSED: nothing is known.
    """

    PROVED = "PROVED"
    SEARCHED = "SEARCHED"
    SUPPOSED = "SUPPOSED"
    NOT_ANALYSED = "NOT_ANALYSED"


class Weight(StrEnum):
    """How much a flaw matters. OFF: it is not told. ERROR: it stops publishing."""

    OFF = "OFF"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


USUAL_WEIGHTS: Mapping[str, Weight] = {
    "table.gap": Weight.WARNING,
    "table.overlap": Weight.ERROR,
    "table.conflict": Weight.ERROR,
    "table.dead-row": Weight.WARNING,
    "table.masked-row": Weight.OFF,
    "table.never-matches": Weight.WARNING,
    "table.contradiction": Weight.WARNING,
    "table.duplicate-row": Weight.WARNING,
    "table.mergeable": Weight.INFO,
    "table.unused-column": Weight.INFO,
    "table.unused-output": Weight.INFO,
    "table.unreachable-row": Weight.WARNING,
    "table.not-analysed": Weight.INFO,
    "model.unused-fact": Weight.INFO,
    "model.unreachable": Weight.INFO,
    "model.unreachable-reason": Weight.WARNING,
    "claims.better-worse": Weight.WARNING,
    "claims.protected-matters": Weight.WARNING,
    "claims.not-proved": Weight.INFO,
}
"""The codes of all flaws, and how much each matters unless the lender says otherwise."""

_LESS = {Weight.ERROR: Weight.WARNING, Weight.WARNING: Weight.INFO}
_SEVERITIES = {Weight.INFO: Severity.INFO, Weight.WARNING: Severity.WARNING, Weight.ERROR: Severity.ERROR}


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing found.

    place: as diagnostics have it. rows, columns: from 1. region: where it is so, as FEEL says it; "" everywhere.
    sample: a value for each thing that the table tests, or of each fact, by its name, which shows it. beside: another
    such sample, where it takes two to show it.
    """

    code: str
    place: str
    message: str
    hint: str = ""
    proof: FlawProof = FlawProof.PROVED
    rows: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()
    region: str = ""
    sample: Mapping[str, Value] = field(default_factory=dict)
    beside: Mapping[str, Value] = field(default_factory=dict)

    def weighed(self, weights: Mapping[str, Weight]) -> Weight:
        """How much it matters; what is only supposed a step less, so that it is never an error."""
        weight = weights.get(self.code, USUAL_WEIGHTS[self.code])
        return _LESS.get(weight, weight) if self.proof is FlawProof.SUPPOSED else weight

    def told(self, weights: Mapping[str, Weight]) -> Diagnostic | None:
        """As a diagnostic; None where it is not to be told."""
        severity = _SEVERITIES.get(self.weighed(weights))
        if severity is None:
            return None
        return Diagnostic(self.code, self.message, self.hint, self.place, severity=severity)


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found. tables: how many were analysed, with those of which something is not known."""

    flaws: tuple[Flaw, ...]
    tables: int

    def counts(self, weights: Mapping[str, Weight]) -> Mapping[str, int]:
        """How many of each code are told."""
        told = (flaw.code for flaw in self.flaws if flaw.weighed(weights) is not Weight.OFF)
        return dict(sorted(Counter(told).items()))

    @property
    def proved(self) -> bool:
        """Whether all there is to know of the tables is known."""
        return all(flaw.proof is FlawProof.PROVED for flaw in self.flaws)

    def told(self, weights: Mapping[str, Weight]) -> Iterator[Diagnostic]:
        """The flaws as diagnostics, as far as they are to be told."""
        for flaw in self.flaws:
            told = flaw.told(weights)
            if told is not None:
                yield told
