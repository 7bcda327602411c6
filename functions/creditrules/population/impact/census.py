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
from creditrules.population.impact.changed import ChangeKind, change_of
from creditrules.population.impact.coded import Coded, counted, recoded
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


@dataclass(frozen=True, slots=True)
class Batch:
    """Kinds of applicants that both versions answered, side by side.

    times: of each kind how many there are. columns: the plan's, as texts.
    """

    times: Sequence[int]
    columns: Mapping[str, Coded[str]]
    before: Coded[Answer]
    after: Coded[Answer]


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
        self._groups: defaultdict[str, set[str]] = defaultdict(set)

    def refuse(self, rows: Sequence[int], times: int, faults: Iterable[Diagnostic]) -> None:
        """Count rows that one of the versions cannot be asked about; they count nowhere else. rows: the first ones."""
        self.faults.add_rows_with_faults(rows, times, faults)

    def add(self, batch: Batch) -> None:
        """Count a batch."""
        self.rows += sum(batch.times)
        self._count_pairs(counted(batch.times, batch.before, batch.after))
        sides = batch.before, batch.after
        moves = [recoded(side, lambda answer: answer.outcome) for side in sides]
        for side, answers in zip(SIDES, sides, strict=True):
            self._count_values(side, counted(batch.times, answers))
        for bands in (*self.plan.segments, *self.plan.protected):
            cells = batch.columns[bands.column]
            groups = self._grouped(bands, cells)
            self.by.setdefault(bands.column, Counter()).update(
                {(group, b, a): rows for group, b, a, rows in counted(batch.times, groups, *moves)}
            )
            if bands in self.plan.protected:
                self._count_means(bands.column, groups, batch)
        if self.plan.outcome is not None:
            self._count_outcomes(self.plan.outcome, batch, moves)

    def _count_pairs(self, pairs: Iterable[tuple[Answer, Answer, int]]) -> None:
        for before, after, rows in pairs:
            move = before.outcome, after.outcome
            self.moves[move] += rows
            codes = before.codes, after.codes
            for given in {*codes[0], *codes[1]}:
                self.reasons[*given, given in codes[0], given in codes[1]] += rows
            kind = change_of(before, after)
            if kind is not None:
                self.kinds[kind] += rows
            if kind is ChangeKind.OUTCOME:
                self.grounds[*move, _first(before), _first(after)] += rows

    def _count_values(self, side: Side, answers: Iterable[tuple[Answer, int]]) -> None:
        found: defaultdict[str, Counter[Decimal]] = defaultdict(Counter)
        for answer, rows in answers:
            for measure, number in _measures(answer):
                found[measure][number] += rows
        for measure, numbers in found.items():
            self.values[measure, side].add(numbers)

    def _count_means(self, column: str, groups: Coded[str], batch: Batch) -> None:
        found: defaultdict[tuple[str, str, Side], Counter[Decimal]] = defaultdict(Counter)
        for side, answers in zip(SIDES, (batch.before, batch.after), strict=True):
            for group, answer, rows in counted(batch.times, groups, answers):
                for measure, number in _measures(answer):
                    found[group, measure, side][number] += rows
        for score in self.plan.scores:
            for group, number, rows in counted(batch.times, groups, recoded(batch.columns[score], number_in)):
                if number is not None:
                    found[group, score, ""][number] += rows
        for which, numbers in found.items():
            self.means[column, *which].add(numbers.items())

    def _grouped(self, bands: Bands, cells: Coded[str]) -> Coded[str]:
        """The groups of a batch's cells; those beyond a bound together, the first met apart."""
        seen = self._groups[bands.column]
        told: dict[str, str] = {}
        for text in (cells.values[code] for code in dict.fromkeys(cells.codes)):
            name = bands.group(text)
            if name not in seen and len(seen) < _MOST_GROUPS:
                seen.add(name)
            told[text] = name if name in seen else _OTHERS
        return recoded(cells, lambda text: told.get(text, _OTHERS))

    def _count_outcomes(self, outcome: KnownOutcome, batch: Batch, moves: Sequence[Coded[Outcome]]) -> None:
        opened = [recoded(side, lambda found: found.is_open) for side in moves]
        labels = recoded(batch.columns[outcome.column], outcome.label)
        for before, after, label, rows in counted(batch.times, *opened, labels):
            self.known[before, after, label] += rows
        if self.plan.exposure is not None:
            amounts = recoded(batch.columns[self.plan.exposure], number_in)
            for before, after, label, amount, rows in counted(batch.times, *opened, labels, amounts):
                self.exposure_unread += rows if amount is None else 0
                self.exposure[before, after, label] += (amount or 0) * rows


def _measures(answer: Answer) -> Iterable[tuple[str, Decimal]]:
    """The figures that an open answer says."""
    if answer.outcome.is_open:
        for measure in MEASURES:
            number = getattr(answer, measure)
            if number is not None:
                yield measure, number


def _first(answer: Answer) -> str:
    return answer.reasons[0].code if answer.reasons else ""
