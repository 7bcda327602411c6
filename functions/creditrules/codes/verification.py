"""Codes of what verification finds in decision tables, and of what of a model is never used."""

from __future__ import annotations

from typing import Final

__all__ = ["VERIFICATION"]

VERIFICATION: Final = {
    "claims.better-worse": (
        "A fact declares which values are better, and somebody with a better one is treated worse, all else alike.",
        "Correct the rows that tell the two apart, or the declaration.",
    ),
    "claims.not-proved": (
        "What a fact declares could not be proved of the rules; nobody was found of whom it is not so.",
        "Nothing, or simplify what the rules reckon with the fact.",
    ),
    "claims.protected-matters": (
        "A protected fact changes the outcome: two who differ in it alone are treated differently.",
        "Take it out of all conditions, also of what they are worked out from.",
    ),
    "model.unreachable-reason": (
        "No applicant is ever told a reason, though rows give it.",
        "Correct the rows, or remove the reason.",
    ),
    "model.unreachable": ("Nothing that is asked for reads a decision.", "Remove it, or publish what it yields."),
    "model.unused-fact": ("Nothing that is asked for reads a fact.", "Remove it, or test it somewhere."),
    "table.conflict": (
        "Rows of an ANY table match together and say different things.",
        "Make them say the same, or their conditions exclude one another.",
    ),
    "table.contradiction": (
        "A row can match nothing: its own cells exclude one another.",
        "Correct the ends of the range, or the cell of the other column.",
    ),
    "table.dead-row": (
        "A row never counts: wherever it matches, another one goes before it.",
        "Remove it, move it up, or narrow the rows before it.",
    ),
    "table.duplicate-row": ("Rows differ in nothing.", "Remove all but one."),
    "table.gap": (
        "For some allowed values no row matches, and there is no default output.",
        "Add a row or a default output; or narrow what is allowed.",
    ),
    "table.masked-row": (
        "Somewhere in its region a row does not count, as another goes before it.",
        "Nothing: it is the order of the rows that says so.",
    ),
    "table.mergeable": (
        "Rows with the same results differ in one column only.",
        "Nothing; one row with both cells would say the same.",
    ),
    "table.never-matches": (
        "A row can match nothing that is allowed.",
        "Correct the value, allow it, or remove the row.",
    ),
    "table.not-analysed": (
        "Something about a table is not known: cells compare with what is worked out, or it takes too long.",
        "Compare the column with constants, or split the table.",
    ),
    "table.overlap": (
        "Rows of a UNIQUE table match together; the table then has no result.",
        "Make their conditions exclude one another, or choose the hit policy FIRST.",
    ),
    "table.unreachable-row": (
        "No facts lead to what a row of the findings asks of what is worked out.",
        "Remove the row, or correct the decisions that it rests on.",
    ),
    "table.unused-column": ("No row asks anything of a column.", "Remove the column."),
    "table.unused-output": (
        "An allowed result is given by no row.",
        "Add a row, or take it out of what is allowed.",
    ),
}
