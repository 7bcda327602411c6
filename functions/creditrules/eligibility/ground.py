"""What a finding was found on: kept with the reason, so that it can be looked into when somebody asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.eligibility.situation import Situation
from creditrules.feel import DateTime, Value, from_datetime
from creditrules.rules import Party

__all__ = ["Ground"]


class Ground(NamedTuple):
    """The rule set, the typed facts that it was given, and the situation. party: whose facts; None: the applicant's."""

    compiled: CompiledRuleSet
    facts: Mapping[str, Value]
    situation: Situation
    party: Party | None = None

    @property
    def given(self) -> Mapping[str, Value]:
        """The facts with the reserved ones that the rule set asks for."""
        return self.situation.added_to(self.facts, self.compiled.given)

    @property
    def moment(self) -> DateTime:
        """What `now()` answers in the rule set's zone."""
        return from_datetime(self.situation.now.astimezone(self.compiled.zone))

    def distances(self, rows: Iterable[int]) -> Mapping[int, Decimal | None]:
        """Per row of the findings table how far it is from not firing: the least of its conditions' distances.

        None where a condition cannot be measured, or the row has none.
        """
        found = self.compiled.model.margins(
            self.given, self.moment, self.compiled.rule_set.form.findings, sorted(set(rows))
        )
        return {row: _least([each.distance for each in conditions]) for row, conditions in found.items()}


def _least(distances: list[Decimal | None]) -> Decimal | None:
    known = [each for each in distances if each is not None]
    return min(known) if known and len(known) == len(distances) else None
