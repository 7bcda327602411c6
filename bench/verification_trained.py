"""Decision tables as a decision tree trained on loans yields them: one rule a leaf, all rules together leave nothing.

As Calvanese et al. (see `verification_tables`) do it: loans of LendingClub, the grade to be told, trees of about 500,
1,000 and 1,500 leaves. Theirs were 23,000 loans, ours are the 9,857 of modeldata (first quarter of 2016).
"""

from __future__ import annotations

import csv
import gzip
import random
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from verification_tables import Cut, Rule, model_of, spoilt

from creditrules.dmn import CheckedModel

__all__ = ["trained"]

FILE = Path(__file__).parents[2] / "shared" / "data" / "populations" / "lendingclub_modeldata_2016q1.csv.gz"
TARGET = "sub_grade"
NAMES = (
    "annual_inc",
    "term",
    "revol_util",
    "funded_amnt",
    "total_bal_il",
    "verification_status",
    "all_util",
    "inq_last_12m",
    "emp_length",
    "num_il_tl",
    "total_il_high_credit_limit",
    "open_il_24m",
    "inq_fi",
)
"""Columns in the order in which they are taken; the rate is left out, as it tells the grade by itself."""


def trained(columns: int, rules: int, fault: str = "", seed: int = 1) -> CheckedModel:
    """A checked model of one UNIQUE table of at most so many rules. fault: as of `verification_tables.table`."""
    names = NAMES[:columns]
    whole = {name: _whole(name) for name in names}
    rows = list(_leaves(names, rules))
    return model_of(whole, spoilt(rows, whole, fault, random.Random(seed)), 7)


@cache
def _records() -> list[dict[str, str]]:
    with gzip.open(FILE, "rt", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


@cache
def _values(name: str) -> tuple[Sequence[float], Sequence[str]]:
    """The numbers of a column; of texts their places in the order of the alphabet, and these texts."""
    written = [record[name] for record in _records()]
    try:
        return [float(each) for each in written], ()
    except ValueError:
        texts = sorted(set(written))
        places = {text: float(at) for at, text in enumerate(texts)}
        return [places[each] for each in written], texts


def _whole(name: str) -> Cut:
    numbers, texts = _values(name)
    return frozenset(texts) if texts else (min(numbers), max(numbers) + 1)


def _leaves(names: Sequence[str], count: int) -> Iterator[Rule]:
    from sklearn.tree import DecisionTreeClassifier  # noqa: PLC0415 - of the extra suggest

    table = list(zip(*[_values(name)[0] for name in names], strict=True))
    fitted = DecisionTreeClassifier(max_leaf_nodes=count, random_state=1).fit(table, _values(TARGET)[0])
    ends = [(min(_values(name)[0]), max(_values(name)[0]) + 1) for name in names]
    yield from (_rule(names, ends, leaf) for leaf in _boxes(fitted.tree_, 0, ends))


def _boxes(tree: Any, node: int, ends: list[tuple[float, float]]) -> Iterator[list[tuple[float, float]]]:
    if tree.children_left[node] == tree.children_right[node]:
        yield ends
        return
    at, cut = int(tree.feature[node]), round(float(tree.threshold[node]), 6)
    low, high = ends[at]
    for child, half in ((tree.children_left[node], (low, cut)), (tree.children_right[node], (cut, high))):
        yield from _boxes(tree, child, [*ends[:at], half, *ends[at + 1 :]])


def _rule(names: Sequence[str], ends: Sequence[tuple[float, float]], leaf: Sequence[tuple[float, float]]) -> Rule:
    found: Rule = {}
    for name, whole, (low, high) in zip(names, ends, leaf, strict=True):
        texts = _values(name)[1]
        if (low, high) != whole:
            found[name] = frozenset(text for at, text in enumerate(texts) if low <= at < high) if texts else (low, high)
    return found
