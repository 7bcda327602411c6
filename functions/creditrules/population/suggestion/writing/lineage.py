"""Where a candidate comes from: the data, the parameters and the versions with which it can be made again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from creditrules.document import exact_json
from creditrules.population.suggestion.wishes import Wishes

__all__ = ["Source", "lineage_of", "lineage_text"]

_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Source:
    """The population, and with what it is fitted.

    digest: SHA-256 of what the file holds, packed or not. outcome, bad: the column, and its values that mean bad.
    moment: the column of times by which rows are split; None where they are by seed. versions: of libraries, by name.
    """

    digest: str
    outcome: str
    bad: tuple[str, ...]
    moment: str | None
    versions: Mapping[str, str]


def lineage_of(source: Source, wishes: Wishes, rows: int, training_rows: int) -> dict[str, Any]:
    """All of it as plain values."""
    return {
        "population": f"sha256:{source.digest}",
        "rows": rows,
        "trainingRows": training_rows,
        "outcome": source.outcome,
        "bad": list(source.bad),
        "split": {"by": source.moment or "seed", "testShare": _plain(wishes.test_share), "seed": wishes.seed},
        "form": wishes.form.value,
        "columns": list(wishes.columns),
        "leftOut": list(wishes.left_out),
        "protected": list(wishes.protected),
        "better": {name: better.value for name, better in wishes.better.items()},
        "bins": {"leastShare": _plain(wishes.binning.least_share), "most": wishes.binning.most_bins},
        "mostColumns": wishes.most_columns,
        "tree": {"cases": wishes.most_leaves, "depth": wishes.most_depth, "leastShare": _plain(wishes.least_leaf)},
        "leastInformation": _plain(wishes.least_information),
        "leak": _plain(wishes.leak),
        "proxyLimit": _plain(wishes.proxy_limit),
        "points": {
            "baseScore": wishes.scale.base_score,
            "baseOdds": wishes.scale.base_odds,
            "double": wishes.scale.double,
        },
        "accept": _plain(wishes.accept),
        "refer": _plain(wishes.refer),
        "versions": dict(source.versions),
    }


def lineage_text(lineage: Mapping[str, Any]) -> str:
    """The same in one text, as a rule set's description can hold it; lists of columns that are too long are cut."""
    text = f"Fitted by creditrules suggest. {exact_json(lineage)}"
    if len(text) <= _LONGEST:
        return text
    shorter = {name: part for name, part in lineage.items() if name not in {"columns", "leftOut", "better"}}
    return f"Fitted by creditrules suggest; its report has the columns asked for. {exact_json(shorter)}"[:_LONGEST]


def _plain(number: float) -> Decimal:
    return Decimal(repr(number))
