"""One file through all passes, in their order."""

from __future__ import annotations

from creditrules.dmn.exchange.xml import is_feel
from creditrules.imports.dmn.arrows import settle_arrows, settle_clashes
from creditrules.imports.dmn.cells import settle_cells
from creditrules.imports.dmn.dialect import Dialect
from creditrules.imports.dmn.file import DmnFile
from creditrules.imports.dmn.graph import Graph
from creditrules.imports.dmn.keywords import settle_keywords
from creditrules.imports.dmn.layout import laid_out
from creditrules.imports.dmn.naming import settle_columns
from creditrules.imports.dmn.shapes import settle_shapes
from creditrules.imports.dmn.trees import altered
from creditrules.imports.dmn.types import Types, settle_types
from creditrules.imports.dmn.undeclared import settle_facts
from creditrules.imports.dmn.words import words_of

__all__ = ["rewrite"]


def rewrite(file: DmnFile) -> None:
    """Take the dialect out of a file, so that the ordinary reader finds DMN and FEEL."""
    settle_keywords(file)
    settle_shapes(file)
    settle_types(file)
    parts, items = laid_out(file.root)
    words = words_of(file, parts)
    graph = Graph(file, parts, words)
    settle_arrows(graph)
    graph.narrow()
    dialect = Dialect(file.notes, words, file.root.get("expressionLanguage"))
    for text in (*items, *(text for part in parts for text in part.texts)):
        dialect.read(text)
    if not is_feel(file.root.get("expressionLanguage")):
        altered(file.root, expressionLanguage=None)
    settle_columns(graph)
    settle_cells(parts, words, file.notes, Types(file.root), file.source)
    settle_clashes(graph)
    settle_facts(graph)
