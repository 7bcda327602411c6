"""Drift: how far answers, and the facts they were given for, differ between two periods.

Answers are counted from the tallies, all of them. Facts are those of a sample of the decisions of each period, evenly
spread over it: no facts lie anywhere but under their subjects' keys, so that what was erased or is over its time is in
no histogram either, and there is none to forget it from. Only bins of several applicants are told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from creditrules.auth import Action, may, require
from creditrules.desk.counting import MOST_DAYS
from creditrules.desk.deciding import Recording, recording_of
from creditrules.desk.moments import LATEST
from creditrules.desk.view import View
from creditrules.eligibility import Drift, drift_of_counts, drift_of_values
from creditrules.eligibility.figures import Tally
from creditrules.eligibility.recording import DecisionRecords, SealedPart
from creditrules.errors import Kind, Refusal
from creditrules.records import dataclass

__all__ = ["Drifts", "FactDrift", "OutcomeDrift", "Period", "decision_drift"]

MOST_SAMPLED = 500
LEAST_SAMPLED = 50
MOST_FACTS = 100


@dataclass(frozen=True, slots=True)
class Period:
    """Days in UTC, both included."""

    since: date
    until: date


@dataclass(frozen=True, slots=True)
class OutcomeDrift:
    """How far the outcomes of one product differ."""

    product: str
    drift: Drift


@dataclass(frozen=True, slots=True)
class FactDrift:
    """How far the values of one fact differ in the two samples; margin: see `Drift.margin`."""

    fact: str
    drift: Drift
    margin: Decimal


@dataclass(frozen=True, slots=True)
class Drifts:
    """Most drift first. sampled: how many decisions with facts of each period were looked at, of `decisions`.

    too_few: facts given for too few of them to tell nobody apart; hidden: sensitive ones that the asker may not see.
    """

    outcomes: tuple[OutcomeDrift, ...]
    facts: tuple[FactDrift, ...]
    sampled: tuple[int, int]
    decisions: tuple[int, int]
    too_few: tuple[str, ...]
    hidden: tuple[str, ...]


def decision_drift(
    view: View, recording: Recording | None, before: Period, after: Period, product: str | None, sample: int
) -> Drifts:
    """Compare two periods. Raises Refusal FORBIDDEN; INVALID "BAD_PERIOD", "BAD_SAMPLE"."""
    require(view.principal, Action.READ_DECISIONS)
    for period, field in ((before, "before"), (after, "after")):
        if not 0 <= (period.until - period.since).days < MOST_DAYS:
            message = f"A period has 1 to {MOST_DAYS} days, from its first to its last."
            raise Refusal(Kind.INVALID, "BAD_PERIOD", message, (field,), "Give the first day before the last.")
    if not LEAST_SAMPLED <= sample <= MOST_SAMPLED:
        message = f"A sample is of {LEAST_SAMPLED} to {MOST_SAMPLED} decisions."
        raise Refusal(Kind.INVALID, "BAD_SAMPLE", message, ("sample",))
    records, tenant = recording_of(recording).records, view.tenant
    days = [records.figures(tenant, each.since, each.until).days for each in (before, after)]
    counts = [_outcomes(each, product) for each in days]
    decisions = (_decisions(days[0], product), _decisions(days[1], product))
    samples = [_sampled(records, tenant, each, product, sample) for each in (before, after)]
    sees_sensitive = may(view.principal, Action.SEE_SENSITIVE_FACTS)
    facts, too_few, hidden = _facts(samples, decisions, sees_sensitive=sees_sensitive)
    outcomes = [
        OutcomeDrift(slug, drift_of_counts(counts[0].get(slug, {}), counts[1].get(slug, {})))
        for slug in sorted({*counts[0], *counts[1]})
    ]
    return Drifts(
        tuple(sorted(outcomes, key=lambda each: -each.drift.psi)),
        tuple(sorted(facts, key=lambda each: -each.drift.psi)),
        (len(samples[0]), len(samples[1])),
        decisions,
        too_few,
        hidden,
    )


def _decisions(days: Mapping[date, Tally], product: str | None) -> int:
    """How many decisions there were, of those with an answer for the product."""
    kind = "decision" if product is None else "answer"
    return sum(
        count for tally in days.values() for names, count in tally.of(kind) if product is None or names[0] == product
    )


def _outcomes(days: Mapping[date, Tally], product: str | None) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for tally in days.values():
        for (slug, outcome, _), count in tally.of("answer"):
            if slug and product in {None, slug}:
                of_product = counts.setdefault(slug, {})
                of_product[outcome] = of_product.get(outcome, 0) + count
    return counts


def _sampled(records: DecisionRecords, tenant: str, period: Period, product: str | None, size: int) -> list[SealedPart]:
    since = datetime.combine(period.since, time(), UTC)
    until = datetime.combine(period.until, time(), UTC) + timedelta(days=1) if period.until < date.max else LATEST
    found = records.sample(tenant, since, until, size)
    ids = [
        decision.id
        for decision in found
        if product is None or any(summary["product"] == product for summary in decision.summaries)
    ]
    return [each.sealed for each in records.opened(tenant, ids).values() if each.sealed is not None]


def _facts(
    samples: Sequence[Sequence[SealedPart]], decisions: tuple[int, int], *, sees_sensitive: bool
) -> tuple[list[FactDrift], tuple[str, ...], tuple[str, ...]]:
    parts = [part for sample in samples for part in sample]
    names = sorted({name for part in parts for name in part.facts})
    sensitive = set() if sees_sensitive else {name for part in parts for name in part.sensitive}
    found: list[FactDrift] = []
    too_few = []
    for name in [name for name in names if name not in sensitive][:MOST_FACTS]:
        drift = drift_of_values(*([part.facts.get(name) for part in sample] for sample in samples))
        if drift is None:
            too_few.append(name)
        else:
            found.append(FactDrift(name, drift, drift.margin(*decisions)))
    return found, tuple(too_few), tuple(name for name in names if name in sensitive)
