"""What no applicant ever comes to: rows and reasons of the findings, and gaps that only seem to be some."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from creditrules.dmn import Flaw, FlawProof
from creditrules.dmn.analysis import (
    Algebra,
    Box,
    Budget,
    Facts,
    Proof,
    Sampler,
    Spent,
    TooLarge,
    is_added,
    paths,
    region_text,
    support,
    terminals,
)
from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.eligibility.leaves import leaves_of
from creditrules.eligibility.outcomes import NOTHING_FIRED, RuleSetOutcome, Told, outcome_of_rule_set
from creditrules.eligibility.treatment import Evaluator
from creditrules.feel import RequestBudget, Value, from_datetime
from creditrules.rules import asking_rows, reasons_of_asking_rows

__all__ = ["with_reached"]

_BUDGET = (20_000, 100_000, 2_000)
_MOST_BOXES = 200
_GAPS = ("table.gap",)


def with_reached(
    compiled: CompiledRuleSet,
    now: datetime,
    parameters: Mapping[str, Value],
    flaws: Sequence[Flaw],
    request: RequestBudget | None = None,
) -> tuple[Flaw, ...]:
    """The flaws of a rule set's tables, with what its whole graph of decisions tells of its findings.

    Where these rest on facts alone there is nothing to add. Gaps of what is worked out are told with an applicant who
    falls into one, or left out where nobody does. Where the graph is beyond the budget, they are as they were.
    parameters: the values that the rule set uses, by name. request: the budget of the request that it is for; where
    that is spent, it is said.
    """
    checked = compiled.model.checked
    if checked.decisions.keys().isdisjoint(checked.decisions[compiled.rule_set.form.findings].requires):
        return tuple(flaws)
    place = f"decisions.{compiled.rule_set.form.findings}"
    supposed = [flaw for flaw in flaws if _is_supposed_gap(flaw, place)]
    kept = [flaw for flaw in flaws if flaw not in supposed]
    try:
        looking = _Looking(compiled, now, parameters, request)
        if looking.is_untold:
            return tuple(flaws)
        gaps = _gaps(looking.outcome, looking.evaluator, supposed) if supposed else ()
        got = looking.got()
    except Spent as spent:
        message = f"Whether somebody gets each row and reason is not known. {spent}"
        return (*flaws, Flaw("table.not-analysed", place, message, proof=FlawProof.NOT_ANALYSED))
    except TooLarge:
        return tuple(flaws)
    return (*kept, *gaps, *_unreached(compiled, got, flaws, place))


class _Got(NamedTuple):
    """Rows and reasons that somebody gets, as far as it is known."""

    rows: frozenset[int | None]
    reasons: frozenset[str | None]


class _Looking:
    """The findings of one rule set as a function of all facts, and what of it somebody gets."""

    def __init__(
        self,
        compiled: CompiledRuleSet,
        now: datetime,
        parameters: Mapping[str, Value],
        request: RequestBudget | None,
    ) -> None:
        given: Mapping[str, Value] = {"param": dict(parameters)} if compiled.parameters else {}
        self.evaluator = Evaluator(compiled, now, parameters, request)
        self.outcome = outcome_of_rule_set(
            compiled,
            now,
            given,
            algebra=Algebra(from_datetime(now.astimezone(compiled.zone)), Budget(*_BUDGET, request), coarse=True),
        )
        self._told: Sequence[Sequence[Told]] = terminals(self.outcome.findings)

    @property
    def is_untold(self) -> bool:
        """Whether the analysis cannot tell what some row says."""
        return any(each.origin is None for found in self._told for each in found)

    def got(self) -> _Got:
        """What the cuts lead to; of sums that are told by their ends alone without what is proved that nobody gets.

        A reason that is a constant comes with its row.
        """
        if not any(map(is_added, support(self.outcome.findings))):
            return _of(self._told)
        sampler, shown = Sampler(self.outcome.algebra), list[Sequence[Told]]()
        for number, box in enumerate(paths(self.outcome.findings, self.outcome.algebra.budget)):
            known = _of(shown)
            if not known.rows.issuperset(each.row for each in box.value) and (
                number >= _MOST_BOXES or sampler.sample(box).proof is not Proof.EMPTY
            ):
                shown.append(box.value)
        return _of(shown)


def _of(told: Collection[Sequence[Told]]) -> _Got:
    every = [each for found in told for each in found]
    return _Got(frozenset(each.row for each in every), frozenset(each.reason for each in every))


def _is_supposed_gap(flaw: Flaw, place: str) -> bool:
    return flaw.code in _GAPS and flaw.place == place and flaw.proof is FlawProof.SUPPOSED


def _gaps(outcome: RuleSetOutcome, evaluator: Evaluator, supposed: Sequence[Flaw]) -> Sequence[Flaw]:
    """The supposed gaps with the first that somebody falls into; none of them where it is proved that nobody does."""
    sampler = Sampler(outcome.algebra)
    boxes = (box for box in paths(outcome.findings, outcome.algebra.budget) if box.value == NOTHING_FIRED)
    looked = list(islice(boxes, _MOST_BOXES + 1))
    certain = len(looked) <= _MOST_BOXES
    for box in looked[:_MOST_BOXES]:
        sample, proof = sampler.sample(box)
        if sample is not None and evaluator.is_silent(sample):
            return (_shown(supposed[0], box, sample), *supposed)
        certain = certain and proof is Proof.EMPTY
    return () if certain else supposed


def _shown(flaw: Flaw, box: Box, sample: Facts) -> Flaw:
    """The gap with an applicant's facts."""
    named = dict(leaves_of(sample))
    region = " and ".join(f"{axis.name} in ({region_text(axis, part)})" for axis, part in box.regions)
    where = f" where {region}" if region else ""
    return replace(
        flaw,
        message=f"No row matches{where}.",
        proof=FlawProof.PROVED if box.exact else FlawProof.SEARCHED,
        region=region,
        sample=named,
    )


def _unreached(compiled: CompiledRuleSet, got: _Got, flaws: Sequence[Flaw], place: str) -> Iterator[Flaw]:
    """Rows and reasons that nobody gets; a row that asks for nothing is a precaution, and no flaw."""
    known = {row for flaw in flaws if flaw.code in _DEAD and flaw.place.startswith(place) for row in flaw.rows[:1]}
    for row in asking_rows(compiled.rule_set):
        if row not in got.rows and row not in known:
            message = f"Row {row} never counts: no facts lead to what it asks of what is worked out."
            hint = "Remove it, or correct the decisions that it rests on."
            yield Flaw("table.unreachable-row", f"{place}.rules[{row}]", message, hint, rows=(row,))
    for code in reasons_of_asking_rows(compiled.rule_set):
        if code not in got.reasons:
            message = f"No applicant is ever told the reason '{code}': the rows that give it never count."
            hint = "Remove it, or correct the rows."
            yield Flaw("model.unreachable-reason", f"reasons.{code}", message, hint)


_DEAD = ("table.dead-row", "table.never-matches", "table.contradiction")
