"""Test cases from real rows: few, of every rung and bin, with numbers blurred inside their bins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any

import numpy as np

from creditrules.population.suggestion.bins import Binned
from creditrules.population.suggestion.candidate import Candidate
from creditrules.population.suggestion.ladder import Ladder
from creditrules.population.suggestion.samples import Codes, Level, Sample
from creditrules.population.suggestion.writing.findings import MOST_REASONS
from creditrules.rules import Intervention

__all__ = ["cases_of"]

_MOST_CASES = 60
_DIGITS = Context(prec=2, rounding=ROUND_HALF_EVEN)


def cases_of(candidate: Candidate, ladder: Ladder, sample: Sample, codes: Mapping[str, str]) -> list[dict[str, Any]]:
    """A case for each row that is needed to meet every rung, both ends of each, and every bin that some row has.

    codes: of reasons, by column.
    """
    scores = candidate.scores(sample)
    said = ladder.interventions(scores)
    return [
        {
            "name": f"case {number}: {int(scores[row])} points",
            "facts": {binned.column: _blurred(sample, binned, row) for binned in candidate.bins},
            "expect": _expected(said[row], [codes[column] for column in candidate.against(sample, row)]),
        }
        for number, row in enumerate(_needed(candidate, ladder, sample), 1)
    ]


def _expected(said: Intervention, reasons: list[str]) -> dict[str, Any]:
    told = [] if said is Intervention.ALLOW else reasons[:MOST_REASONS]
    return {"outcome": said.value, **({"reasons": told} if told else {})}


def _needed(candidate: Candidate, ladder: Ladder, sample: Sample) -> Iterator[int]:
    """Rows that together meet all that any row meets, each chosen for meeting most of what is left."""
    met = np.column_stack(
        [
            ladder.places(candidate.scores(sample)),
            _ends(candidate, ladder, sample),
            *(binned.places(sample.columns[binned.column].codes) for binned in candidate.bins),
        ]
    )
    left = np.ones(met.shape, dtype=np.bool_)
    for _ in range(_MOST_CASES):
        gains = left.sum(axis=1)
        row = int(gains.argmax())
        if not gains[row]:
            return
        yield row
        left &= met != met[row]


def _ends(candidate: Candidate, ladder: Ladder, sample: Sample) -> Codes:
    """By row whether its score is the lowest or the highest that some row has on its rung."""
    scores = candidate.scores(sample)
    places = ladder.places(scores)
    found = np.zeros(sample.rows, dtype=np.int32)
    for place in range(len(ladder.rungs)):
        here = places == place
        if here.any():
            found[here & (scores == scores[here].min())] = 2 * place + 1
            found[here & (scores == scores[here].max())] = 2 * place + 2
    return found


def _blurred(sample: Sample, binned: Binned, row: int) -> Level | None:
    """What the row holds; a number with two digits only, if it stays in its bin: nobody is to be found by a test."""
    value = sample.columns[binned.column].value(row)
    if not isinstance(value, Decimal):
        return value
    short = Decimal(format(_DIGITS.plus(value), "f"))
    home = next(each for each in binned.bins if each.holds(value))
    return short if home.holds(short) else value
