"""A scorecard as decisions: a table of points for each column, their sum, and what cost points."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from creditrules.population.suggestion.bins import Bin, Binned
from creditrules.population.suggestion.scorecard import Attribute, Scorecard
from creditrules.population.suggestion.writing.cells import cell_of, spelt

__all__ = ["points_decisions"]


def points_decisions(card: Scorecard, codes: Mapping[str, str]) -> list[dict[str, Any]]:
    """The tables of points, `Score`, and `Against`: the reasons of the columns that gave less than they can.

    The most points lost come first, and of equal ones the column that stands first.
    """
    tables = [_table(attribute) for attribute in card.attributes]
    names = [table["name"] for table in tables]
    score = " + ".join([format(card.base, "f"), *names])
    lost = ",\n".join(
        f'  {{reason: "{codes[attribute.binned.column]}", points: {attribute.best} - {name}}}'
        for attribute, name in zip(card.attributes, names, strict=True)
    )
    against = f"sort([\n{lost}\n][points > 0], function(a, b) a.points > b.points).reason"
    return [
        *tables,
        {"name": "Score", "type": "number", "expression": score},
        {"name": "Against", "type": "list<string>", "expression": against},
    ]


def _table(attribute: Attribute) -> dict[str, Any]:
    binned = attribute.binned
    rules = [
        {
            "id": _id(place, each),
            "when": [cell_of(binned, [place])],
            "then": [format(points, "f")],
            "note": _note(each),
        }
        for place, (each, points) in enumerate(zip(binned.bins, attribute.points, strict=True))
    ]
    table = {"inputs": [binned.column], "outputs": [{"name": "points", "type": "number"}], "rules": rules}
    return {"name": points_name(binned), "table": table}


def points_name(binned: Binned) -> str:
    """What the decision is called that gives a column's points."""
    return f"Points of {binned.column}"


def _id(place: int, bin_: Bin) -> str:
    return "missing" if bin_.missing else f"bin-{place + 1}"


def _note(bin_: Bin) -> str:
    """What was seen; where a cell says only what is not in it, also what is."""
    told = f"{bin_.rows} applicants, {bin_.bad_share:.1%} bad; evidence {bin_.evidence:+.3f}."
    if not bin_.other:
        return told
    named = ", ".join(map(spelt, bin_.values))
    return f"{told} {named} and whatever else is named nowhere." if named else f"{told} Whatever is named nowhere."
