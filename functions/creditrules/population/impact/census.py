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
from creditrules.population.impact.coded import Coded
from creditrules.population.impact.plan import Bands, ImpactPlan, KnownOutcome, number_in
from creditrules.population.impact.values import Values
from creditrules.population.tally import Tally
from creditrules.records import dataclass

__all__ = ["SIDES", "Batch", "Census", "Move", "Side"]

_MOST_GROUPS: Final = 50
_OTHERS: Final = "(others)"

Side = str
SIDES: Final[tuple[Side, Side]] = ("before", "after")
Move = tuple[Outcome, Outcome]
_Counted = Iterable[tuple[Answer, Answer, int]]


@dataclass(frozen=True, slots=True)
class Batch:
    """Applicants that both versions answered, side by side.

    rows: their numbers in the population, from 1. columns: the plan's, as texts.
    """

    rows: Sequence[int]
    columns: Mapping[str, Coded[str]]
    before: Coded[Answer]
    after: Coded[Answer]

    def pairs(self) -> _Counted:
        """The distinct pairs of answers, each with how many rows have it."""
        before, after = self.before, self.after
        for (b, a), rows in Counter(zip(before.codes, after.codes, strict=True)).items():
            yield before.values[b], after.values[a], rows

    def pairs_by(self, *columns: str) -> Iterable[tuple[tuple[str, ...], Answer, Answer, int]]:
        """The same apart by the cells of some columns."""
        cells = [self.columns[name] for name in columns]
        both = (self.before.codes, self.after.codes)
        for (*found, b, a), rows in Counter(zip(*(each.codes for each in cells), *both, strict=True)).items():
            texts = tuple(each.values[code] for each, code in zip(cells, found, strict=True))
            yield texts, self.before.values[b], self.after.values[a], rows


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
        self._groups: defaultdict[str, set[str]] = defaultdict(set)

    def refuse(self, row: int, faults: Iterable[Diagnostic]) -> None:
        """Count a row that one of the versions cannot be asked about; it counts nowhere else."""
        self.faults.add_faults(row, faults)

    def add(self, batch: Batch) -> list[ChangedRow]:
        """Count a batch; what changed in it, in the order of the rows."""
        self.rows += len(batch.rows)
        pairs = list(batch.pairs())
        self._count_pairs(pairs)
        self._count_values(pairs)
        for bands in (*self.plan.segments, *self.plan.protected):
            self._count_groups(bands, batch)
        if self.plan.outcome is not None:
            self._count_outcomes(self.plan.outcome, batch)
        return self._changed(batch)

    def _count_pairs(self, pairs: _Counted) -> None:
        for before, after, rows in pairs:
            move = before.outcome, after.outcome
            self.moves[move] += rows
            for given in {*before.codes, *after.codes}:
                self.reasons[*given, given in before.codes, given in after.codes] += rows
            kind = change_of(before, after)
            if kind is not None:
                self.kinds[kind] += rows
            if kind is ChangeKind.OUTCOME:
                self.grounds[*move, _first(before), _first(after)] += rows

    def _count_values(self, pairs: _Counted) -> None:
        found: defaultdict[tuple[str, Side], Counter[Decimal]] = defaultdict(Counter)
        for before, after, rows in pairs:
            for side, answer in zip(SIDES, (before, after), strict=True):
                for measure, number in _measures(answer):
                    found[measure, side][number] += rows
        for which, numbers in found.items():
            self.values[which].add(numbers)

    def _count_groups(self, bands: Bands, batch: Batch) -> None:
        groups = self._group_names(bands, batch.columns[bands.column])
        counts = self.by.setdefault(bands.column, Counter())
        pairs = list(batch.pairs_by(bands.column))
        for (text,), before, after, rows in pairs:
            counts[groups[text], before.outcome, after.outcome] += rows
        if bands in self.plan.protected:
            apart = ((groups[text], before, after, rows) for (text,), before, after, rows in pairs)
            self._count_means(bands.column, apart)
            for score in self.plan.scores:
                cells = batch.pairs_by(bands.column, score)
                self._count_scores(bands.column, score, ((groups[text], cell, n) for (text, cell), _, _, n in cells))

    def _count_means(self, column: str, pairs: Iterable[tuple[str, Answer, Answer, int]]) -> None:
        found: defaultdict[tuple[str, str, Side], Counter[Decimal]] = defaultdict(Counter)
        for group, before, after, rows in pairs:
            for side, answer in zip(SIDES, (before, after), strict=True):
                for measure, number in _measures(answer):
                    found[group, measure, side][number] += rows
        for which, numbers in found.items():
            self.means[column, *which].add(numbers.items())

    def _count_scores(self, column: str, score: str, cells: Iterable[tuple[str, str, int]]) -> None:
        for group, cell, rows in cells:
            number = number_in(cell)
            if number is not None:
                self.means[column, group, score, ""].add([(number, rows)])

    def _group_names(self, bands: Bands, cells: Coded[str]) -> Mapping[str, str]:
        """The groups of a batch's cells; those beyond a bound together, the first met apart."""
        seen = self._groups[bands.column]
        told: dict[str, str] = {}
        for text in _in_order(cells):
            name = bands.group(text)
            if name not in seen and len(seen) < _MOST_GROUPS:
                seen.add(name)
            told[text] = name if name in seen else _OTHERS
        return told

    def _count_outcomes(self, outcome: KnownOutcome, batch: Batch) -> None:
        exposure = self.plan.exposure
        columns = (outcome.column,) if exposure is None else (outcome.column, exposure)
        for (text, *amounts), before, after, rows in batch.pairs_by(*columns):
            cell = before.outcome.is_open, after.outcome.is_open, outcome.label(text)
            self.known[cell] += rows
            for amount in amounts:
                number = number_in(amount)
                self.exposure_unread += rows if number is None else 0
                self.exposure[cell] += (number or 0) * rows

    def _changed(self, batch: Batch) -> list[ChangedRow]:
        before, after = batch.before.values, batch.after.values
        kinds = {
            (b, a): change_of(before[b], after[a])
            for b, a in set(zip(batch.before.codes, batch.after.codes, strict=True))
        }
        moved = {pair: kind for pair, kind in kinds.items() if kind is not None}
        codes = zip(batch.before.codes, batch.after.codes, strict=True)
        found = [
            ChangedRow(row, moved[pair], before[pair[0]], after[pair[1]])
            for row, pair in zip(batch.rows, codes, strict=True)
            if pair in moved
        ]
        self.sample.extend(found[: max(0, self.plan.sample - len(self.sample))])
        return found


def _measures(answer: Answer) -> Iterable[tuple[str, Decimal]]:
    """The figures that an open answer says."""
    if answer.outcome.is_open:
        for measure in MEASURES:
            number = getattr(answer, measure)
            if number is not None:
                yield measure, number


def _first(answer: Answer) -> str:
    return answer.reasons[0].code if answer.reasons else ""


def _in_order(cells: Coded[str]) -> Iterable[str]:
    """The distinct values in the order in which they first occur."""
    return (cells.values[code] for code in dict.fromkeys(cells.codes))
