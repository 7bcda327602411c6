"""Declared types that their texts contradict, as the checker finds: the text counts, if all is well then."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from creditrules.dmn.exchange.xml import Element
from creditrules.errors import Diagnostic
from creditrules.imports.dmn.file import DmnFile
from creditrules.imports.dmn.layout import Column, Part, Text, laid_out
from creditrules.imports.dmn.trees import altered, child
from creditrules.imports.report import Source

__all__ = ["Repairs"]

_CONVERTING: Final = (Source.CAMUNDA7, Source.FLOWABLE)
_CODES: Final = ("dmn.type", "feel.type")


class Repairs:
    """Repairs of one file, which can be taken back."""

    def __init__(self, file: DmnFile) -> None:
        self._file = file
        self._parts, _ = laid_out(file.root)
        self._undo: list[Callable[[], None]] = []
        self._before = len(file.notes.interpretations)

    def repair(self, errors: Sequence[Diagnostic]) -> bool:
        """Whether each of the errors could be met; whoever finds that it did not help takes it back."""
        columns = {column.place: column for part in self._parts for column in part.columns}
        cells = {cell.place: cell for column in columns.values() for cell in column.cells}
        decisions = {part.place: part for part in self._parts if part.kind == "decisions"}
        wrong: dict[Column, list[Text]] = {}
        for error in errors:
            if error.code not in _CODES:
                return False
            cell, column = cells.get(error.place), columns.get(error.place)
            if cell is not None and cell.column is not None and not cell.tests:
                wrong.setdefault(cell.column, []).append(cell)
            elif column is not None and column.tests:
                self._forget(column.typed, column.place, f"What the column tests is no {column.type}.")
            elif error.place in decisions:
                self._variable(decisions[error.place])
            else:
                return False
        return all(self._results(column, found) for column, found in wrong.items())

    def take_back(self) -> None:
        """Undo all of it."""
        for undo in reversed(self._undo):
            undo()
        del self._file.notes.interpretations[self._before :]

    def _forget(self, element: Element, place: str, why: str) -> None:
        before = element.get("typeRef")
        if not before:
            return
        altered(element, typeRef=None)
        self._undo.append(lambda: altered(element, typeRef=before))
        self._file.notes.interpreted("import.type", element, place, before, "Any", why)

    def _variable(self, part: Part) -> None:
        variable = child(part.element, "variable")
        if variable is not None:
            self._forget(variable, part.place, "What the decision yields is of another type than it declares.")

    def _results(self, column: Column, wrong: Sequence[Text]) -> bool:
        """Results of another type than their column's: made texts where texts are wanted; else the column is open."""
        all_wrong = len({id(one) for one in wrong}) == sum(bool(re.search(r"[^-\s]", one.text)) for one in column.cells)
        if column.type == "string" and (self._file.source in _CONVERTING or not all_wrong):
            for text in {id(one): one for one in wrong}.values():
                self._as_text(text)
            return True
        if all_wrong:
            self._forget(column.typed, column.place, f"No result of the column is a {column.type}.")
        return all_wrong

    def _as_text(self, text: Text) -> None:
        before = text.text
        after = f"string({before})"
        text.say(after)
        self._undo.append(lambda: text.say(before))
        why = "The column is declared string, and the value becomes one."
        self._file.notes.interpreted("import.constant", text.near, text.place, before, after, why)
