"""The count of a population under two versions, batch by batch, in memory that does not grow with it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from creditrules.eligibility import Outcome
from creditrules.errors import Diagnostic
from creditrules.population.fairness import Moments
from creditrules.population.impact.answers import MEASURES, Answer
from creditrules.population.impact.changed import ChangedRow, ChangeKind, change_of
from creditrules.population.impact.plan import Bands, ImpactPlan, number_in
from creditrules.population.impact.values import Values
from creditrules.population.tally import Tally
from creditrules.records import dataclass

__all__ = ["SIDES", "Batch", "Census", "Move", "Side"]

_MOST_GROUPS: Final = 50
_OTHERS: Final = "(others)"

Side = str
SIDES: Final[tuple[Side, Side]] = ("before", "after")
Move = tuple[Outcome, Outcome]


@dataclass(frozen=True, slots=True)
class Batch:
    """Applicants that both versions answered, side by side.

    rows: their numbers in the population, from 1. columns: the plan's, as texts. An answer that many have may be one
    object, and is quicker for it.
    """

    rows: Sequence[int]
    columns: Mapping[str, Sequence[str]]
    before: Sequence[Answer]
    after: Sequence[Answer]


class Census:
    """Counts of one pair of versions. All of it is exact and does not hang on how the rows are cut into batches."""

    def __init__(self, plan: ImpactPlan) -> None:
        self.plan = plan
        self.faults = Tally()
        self.rows = 0
        self.moves: Counter[Move] = Counter()
        self.by: dict[str, Counter[tuple[str, Outcome, Outcome]]] = {}
        self.kinds: Counter[ChangeKind] = Counter()
        self.reasons: Counter[tuple[str, str, bool, bool]] = Counter()
        self.grounds: Counter[tuple[Outcome, Outcome, str, str]] = Counter()
        self.known: Counter[tuple[bool, bool, bool | None]] = Counter()
        self.exposure: defaultdict[tuple[bool, bool, bool | None], Decimal] = defaultdict(Decimal)
        self.exposure_unread = 0
        self.values: dict[tuple[str, Side], Values] = {(m, s): Values() for m in MEASURES for s in SIDES}
        self.means: defaultdict[tuple[str, str, str, Side], Moments] = defaultdict(Moments)
        self.sample: list[ChangedRow] = []

    def refuse(self, row: int, faults: Iterable[Diagnostic]) -> None:
        """Count a row that one of the versions cannot be asked about; it counts nowhere else."""
        self.faults.add_faults(row, faults)

    def add(self, batch: Batch) -> list[ChangedRow]:
        """Count a batch; what changed in it, in the order of the rows."""
        self.rows += len(batch.rows)
        moves = [(b.outcome, a.outcome) for b, a in zip(batch.before, batch.after, strict=True)]
        self.moves.update(moves)
        groups = {bands: self._groups(bands, batch) for bands in (*self.plan.segments, *self.plan.protected)}
        for bands, names in groups.items():
            self.by.setdefault(bands.column, Counter()).update(
                (name, b, a) for name, (b, a) in zip(names, moves, strict=True)
            )
        self._count_reasons(batch)
        self._count_outcomes(batch, moves)
        self._count_values(batch, {bands.column: groups[bands] for bands in self.plan.protected})
        return self._changed(batch)

    def _groups(self, bands: Bands, batch: Batch) -> list[str]:
        """The groups of a batch's rows; those beyond a bound together, the first met apart."""
        seen = {name for name, _, _ in self.by.get(bands.column, ())}
        told: dict[str, str] = {}
        for text in batch.columns[bands.column]:
            if text not in told:
                name = bands.group(text)
                told[text] = name if name in seen or len(seen) < _MOST_GROUPS else _OTHERS
                seen.add(told[text])
        return [told[text] for text in batch.columns[bands.column]]

    def _count_reasons(self, batch: Batch) -> None:
        pairs = Counter((b.codes, a.codes) for b, a in zip(batch.before, batch.after, strict=True))
        for (before, after), rows in pairs.items():
            for rule_set, code in {*before, *after}:
                given = (rule_set, code)
                self.reasons[rule_set, code, given in before, given in after] += rows

    def _count_outcomes(self, batch: Batch, moves: Sequence[Move]) -> None:
        outcome = self.plan.outcome
        if outcome is None:
            return
        labels = [outcome.label(text) for text in batch.columns[outcome.column]]
        cells = [(b.is_open, a.is_open, label) for (b, a), label in zip(moves, labels, strict=True)]
        self.known.update(cells)
        if self.plan.exposure is not None:
            for cell, text in zip(cells, batch.columns[self.plan.exposure], strict=True):
                amount = number_in(text)
                self.exposure_unread += amount is None
                self.exposure[cell] += amount or 0

    def _count_values(self, batch: Batch, groups: Mapping[str, Sequence[str]]) -> None:
        for side, answers in zip(SIDES, (batch.before, batch.after), strict=True):
            for measure in MEASURES:
                numbers = [getattr(answer, measure) if answer.outcome.is_open else None for answer in answers]
                self.values[measure, side].add(Counter(number for number in numbers if number is not None))
                self._count_means(measure, side, numbers, groups)
        for score in self.plan.scores:
            self._count_means(score, "", [number_in(text) for text in batch.columns[score]], groups)

    def _count_means(
        self, measure: str, side: Side, numbers: Sequence[Decimal | None], groups: Mapping[str, Sequence[str]]
    ) -> None:
        for column, names in groups.items():
            pairs: Counter[tuple[str, Decimal | None]] = Counter(zip(names, numbers, strict=True))
            for (group, number), times in pairs.items():
                if number is not None:
                    self.means[column, group, measure, side].add([(number, times)])

    def _changed(self, batch: Batch) -> list[ChangedRow]:
        found = []
        for row, before, after in zip(batch.rows, batch.before, batch.after, strict=True):
            kind = change_of(before, after)
            if kind is not None:
                self.kinds[kind] += 1
                found.append(ChangedRow(row, kind, before, after))
                if before.outcome is not after.outcome:
                    self.grounds[before.outcome, after.outcome, _first(before), _first(after)] += 1
        self.sample.extend(found[: max(0, self.plan.sample - len(self.sample))])
        return found


def _first(answer: Answer) -> str:
    return answer.reasons[0].code if answer.reasons else ""
