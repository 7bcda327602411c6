"""Decision tables as a decision tree over loans yields them, with faults put in as the literature does.

Calvanese, Dumas, Laurson, Maggi, Montali and Teinemaa (BPM 2016; Information Systems 78, 2018) train trees on loans of
LendingClub, turn them into tables of about 500, 1,000 and 1,500 rules, and change one column in a tenth of the rules:
made wider it overlaps, made narrower it leaves a gap. Here the tree is drawn by chance over columns of such loans.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

from creditrules.dmn import CheckedModel, check_model, read_model

__all__ = ["COLUMNS", "Cut", "Rule", "model_of", "spoilt", "table"]

Cut = tuple[float, float] | frozenset[str]
Rule = dict[str, Cut]

_PURPOSES = (
    "debt_consolidation",
    "credit_card",
    "home_improvement",
    "major_purchase",
    "small_business",
    "car",
    "other",
)
_HOMES = ("RENT", "OWN", "MORTGAGE", "OTHER")
_GRADES = ("A", "B", "C", "D", "E", "F", "G")
COLUMNS: Mapping[str, Cut] = {
    "loan amount": (500, 40_000),
    "term": frozenset(("36 months", "60 months")),
    "annual income": (4_000, 1_000_000),
    "dti": (0, 100),
    "grade": frozenset(_GRADES),
    "home ownership": frozenset(_HOMES),
    "purpose": frozenset(_PURPOSES),
    "interest rate": (5, 31),
    "open accounts": (0, 90),
    "revolving utilisation": (0, 150),
    "inquiries": (0, 33),
    "delinquencies": (0, 30),
    "public records": (0, 60),
    "employment length": (0, 10),
    "total accounts": (1, 160),
}
"""Columns with the numbers, or the texts, that they may have."""


def table(columns: int, rules: int, fault: str = "", seed: int = 1) -> CheckedModel:
    """A checked model of one UNIQUE table. fault: "overlap" or "gap", in a tenth of the rules; "" for none."""
    rng = random.Random(seed)
    names = list(COLUMNS)[:columns]
    whole = {name: COLUMNS[name] for name in names}
    return model_of(whole, spoilt(_leaves(rng, names, rules), whole, fault, rng), len(_GRADES))


def spoilt(rows: list[Rule], whole: Mapping[str, Cut], fault: str, rng: random.Random) -> list[Rule]:
    """The rules with a fault in a tenth of them."""
    if fault:
        for row in rng.sample(rows, len(rows) // 10):
            _spoil(rng, row, whole, wider=fault == "overlap")
    return rows


def model_of(whole: Mapping[str, Cut], rows: Sequence[Rule], grades: int) -> CheckedModel:
    """A checked model of one UNIQUE table over these columns. grades: how many results there are."""
    facts = [_fact(name, each) for name, each in whole.items()]
    written = [
        [*(_cell(row.get(name), each) for name, each in whole.items()), f'"{_GRADES[at % grades]}"']
        for at, row in enumerate(rows)
    ]
    decision = {"name": "Rating", "table": {"inputs": list(whole), "outputs": ["rating"], "rules": written}}
    model = read_model({"facts": facts, "decisions": [decision]}).model
    assert model is not None
    return check_model(model)


def _leaves(rng: random.Random, names: Sequence[str], count: int) -> list[Rule]:
    leaves: list[Rule] = [{}]
    while len(leaves) < count:
        leaf = leaves.pop(rng.randrange(len(leaves)))
        name = rng.choice(names)
        halves = _halves(rng, leaf.get(name, COLUMNS[name]))
        leaves += [{**leaf, name: half} for half in halves] if halves else [leaf]
    rng.shuffle(leaves)
    return leaves


def _halves(rng: random.Random, cut: Cut) -> tuple[Cut, Cut] | None:
    if isinstance(cut, frozenset):
        if len(cut) < 2:
            return None
        part = frozenset(rng.sample(sorted(cut), rng.randint(1, len(cut) - 1)))
        return part, cut - part
    low, high = cut
    middle = round(rng.uniform(low, high), 2)
    return ((low, middle), (middle, high)) if low < middle < high else None


def _spoil(rng: random.Random, row: Rule, columns: Mapping[str, Cut], *, wider: bool) -> None:
    name = rng.choice([name for name in columns if name in row] or list(columns))
    cut, whole = row.get(name, columns[name]), columns[name]
    if isinstance(cut, frozenset) and isinstance(whole, frozenset):
        other = rng.choice(sorted(whole - cut if wider else cut) or sorted(whole))
        row[name] = cut | {other} if wider else (cut - {other} or cut)
    elif not isinstance(cut, frozenset) and not isinstance(whole, frozenset):
        low, high = cut
        room = (high - low) / 4
        low, high = (max(whole[0], low - room), min(whole[1], high + room)) if wider else (low + room, high - room)
        row[name] = round(low, 2), round(high, 2)


def _fact(name: str, whole: Cut) -> dict[str, Any]:
    if isinstance(whole, frozenset):
        return {"name": name, "type": "string", "allowedValues": ", ".join(f'"{each}"' for each in sorted(whole))}
    return {"name": name, "type": "number", "allowedValues": f"[{whole[0]}..{whole[1]})"}


def _cell(cut: Cut | None, whole: Cut) -> str:
    if cut is None or cut == whole:
        return "-"
    if isinstance(cut, frozenset):
        return ", ".join(f'"{each}"' for each in sorted(cut))
    return f"[{cut[0]}..{cut[1]})"
