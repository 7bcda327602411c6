"""How large a model may be; strangers send them, and a table's index grows with rows times distinct values."""

from __future__ import annotations

__all__ = [
    "ANALYSIS_BOXES",
    "ANALYSIS_DEPTH",
    "ANALYSIS_INEQUALITIES",
    "ANALYSIS_NODES",
    "ANALYSIS_PARTS",
    "ANALYSIS_SAMPLES",
    "ANALYSIS_STEPS",
    "ANALYSIS_WORK",
    "CELLS",
    "EXPRESSIONS",
    "INDEX_BYTES",
    "ROWS",
    "TABLE_FLAWS",
    "TABLE_INDEX_BYTES",
    "TABLE_STEPS",
]

ROWS = 100_000
"""Rows of one decision table."""

CELLS = 1_500_000
"""Cells of all tables of one model together: 100,000 rows of 12 columns take about 10 s and 200 MB to be made ready."""

EXPRESSIONS = 250_000
"""Cells of all tables of one model together, each distinct one of a column once, that have to be parsed: those that are
more than a number, a text, a comparison with a number or an interval. One takes ten times what a plain cell takes."""

INDEX_BYTES = 4 * 1024 * 1024
"""What the row sets of one column may take; beyond it only some are kept, and the others worked out from those."""

TABLE_INDEX_BYTES = 24 * 1024 * 1024
"""What the row sets of all columns of a table may take, so that each of very many columns gets less."""

ANALYSIS_NODES = 400_000
"""Nodes of all diagrams of one analysis together."""

ANALYSIS_PARTS = 100_000
"""Parts of one value that is told apart from others; what is shared counts as often as it is there."""

ANALYSIS_STEPS = 4_000_000
"""Combinations of nodes that one analysis may work out."""

ANALYSIS_WORK = 2_000_000
"""Steps that the evaluator may take for one analysis, in what only it can tell: a loop in a cell costs each sample."""

ANALYSIS_BOXES = 20_000
"""Boxes that one diagram may be taken apart into."""

ANALYSIS_DEPTH = 100
"""Operations that the analysis cannot tell the results of, worked out of one another."""

ANALYSIS_SAMPLES = 200
"""Applicants that are tried, for one box, where no reasoning finds one."""

ANALYSIS_INEQUALITIES = 2_000
"""Inequalities that the elimination of variables may hold at a time."""

TABLE_STEPS = 750_000
"""Rows that the verification of a model's tables looks at, each on one column; of what is left nothing is known."""

TABLE_FLAWS = 20
"""Flaws of one code that are told of one table; of more it is told with the last that there are."""
