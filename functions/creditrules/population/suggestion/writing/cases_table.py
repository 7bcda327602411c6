"""A tree as decisions: one table of cases, and what of it is the score and what stands against the applicant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from creditrules.population.suggestion.tree import Leaf, Tree
from creditrules.population.suggestion.writing.cells import cell_of, spelt

__all__ = ["table_decisions"]


def table_decisions(tree: Tree, codes: Mapping[str, str]) -> list[dict[str, Any]]:
    """`Case`, a table with a row for each leaf, then `Score` and `Against`. codes: of reasons, by column."""
    rules = [_row(number, leaf, tree, codes) for number, leaf in enumerate(tree.leaves, 1)]
    outputs = [{"name": "points", "type": "number"}, {"name": "against", "type": "list<string>"}]
    table = {"inputs": [each.column for each in tree.bins], "outputs": outputs, "rules": rules}
    return [
        {"name": "Case", "table": table},
        {"name": "Score", "type": "number", "expression": "Case.points"},
        {"name": "Against", "type": "list<string>", "expression": "Case.against"},
    ]


def _row(number: int, leaf: Leaf, tree: Tree, codes: Mapping[str, str]) -> dict[str, Any]:
    cells = [cell_of(binned, places) for binned, places in zip(tree.bins, leaf.places, strict=True)]
    against = ", ".join(spelt(codes[column]) for column in leaf.against)
    note = f"{leaf.rows} applicants, {leaf.bad / leaf.rows:.1%} bad."
    return {"id": f"case-{number}", "when": cells, "then": [format(leaf.points, "f"), f"[{against}]"], "note": note}
