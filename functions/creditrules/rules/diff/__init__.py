"""What differs between two contents of the same document, part by part; pure.

    diff = diff_contents(read_yaml(old).value, read_yaml(new).value)
    for difference in diff: ...                      # Change(kind, section, place, before, after) or Row of a table
    carried_rows(before, after)                      # the rows of the findings about which it tells nothing
    diff_published(face_of_rule_set(old), face_of_rule_set(new))     # what of it partners may read

Facts, decisions, tests and other items with a name are the same item by it; rows of tables by their id, then by what
they say, then by likeness. What stands in another order is MOVED, what bears another name RENAMED, and what says the
same in another spelling REWRITTEN.
"""

from creditrules.rules.diff.alignment import Alignment
from creditrules.rules.diff.carried import carried_rows
from creditrules.rules.diff.contents import diff_contents
from creditrules.rules.diff.parts import (
    Cell,
    Change,
    Column,
    ColumnRole,
    ContentDiff,
    DiffKind,
    Row,
    Section,
    TableDiff,
)
from creditrules.rules.diff.published import (
    Face,
    PublishedDiff,
    diff_published,
    face_of_parameter,
    face_of_product,
    face_of_rule_set,
)
from creditrules.rules.diff.words import Piece, PieceKind

__all__ = [
    "Alignment",
    "Cell",
    "Change",
    "Column",
    "ColumnRole",
    "ContentDiff",
    "DiffKind",
    "Face",
    "Piece",
    "PieceKind",
    "PublishedDiff",
    "Row",
    "Section",
    "TableDiff",
    "carried_rows",
    "diff_contents",
    "diff_published",
    "face_of_parameter",
    "face_of_product",
    "face_of_rule_set",
]
