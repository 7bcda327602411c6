"""One file through all passes, in their order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from creditrules.dmn.exchange.xml import Element, is_feel
from creditrules.imports.dmn.arrows import settle_arrows, settle_clashes
from creditrules.imports.dmn.cells import settle_cells
from creditrules.imports.dmn.dialect import Dialect
from creditrules.imports.dmn.file import DmnFile
from creditrules.imports.dmn.graph import Graph
from creditrules.imports.dmn.layout import laid_out
from creditrules.imports.dmn.naming import settle_columns
from creditrules.imports.dmn.shapes import settle_shapes
from creditrules.imports.dmn.trees import altered, everything, name_of, text_of
from creditrules.imports.dmn.types import Types, settle_types
from creditrules.imports.dmn.undeclared import settle_facts

__all__ = ["rewrite"]

_NAMED: Final = frozenset(
    [
        "inputData",
        "decision",
        "businessKnowledgeModel",
        "decisionService",
        "variable",
        "parameter",
        "formalParameter",
        "column",
        "itemComponent",
        "output",
    ]
)
_ENTRY: Final = re.compile(r'[{,]\s*(?:"((?:[^"\\]|\\.)+)"|([^\W\d][^:{}\[\]",]*?))\s*:')


def rewrite(file: DmnFile) -> None:
    """Take the dialect out of a file, so that the ordinary reader finds DMN and FEEL."""
    settle_shapes(file)
    settle_types(file)
    parts, items = laid_out(file.root)
    dialect = Dialect(file.notes, set(_names(file)), file.root.get("expressionLanguage"))
    for text in (*items, *(text for part in parts for text in part.texts)):
        dialect.read(text)
    if not is_feel(file.root.get("expressionLanguage")):
        altered(file.root, expressionLanguage=None)
    types = Types(file.root)
    graph = Graph(file, parts, dialect)
    settle_columns(graph)
    settle_cells(parts, dialect, file.notes, types, file.source)
    settle_arrows(graph)
    settle_clashes(graph)
    settle_facts(graph)


def _names(file: DmnFile) -> Iterator[str]:
    """Every name that a text of the file may speak of."""
    for element in everything(file.root):
        if element.name in _NAMED and name_of(element):
            yield name_of(element)
        if element.get("iteratorVariable"):
            yield " ".join(element.get("iteratorVariable").split())
        if "{" in text_of(element):
            yield from (quoted or plain for quoted, plain in _ENTRY.findall(text_of(element)))
    yield from (name for names in file.names.values() for name in names.values())
    yield from _ids(file.root)


def _ids(root: Element) -> Iterator[str]:
    return (part.get("id") for part in root if part.name in {"inputData", "decision"} and part.get("id"))
