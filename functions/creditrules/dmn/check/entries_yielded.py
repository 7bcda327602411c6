"""By which expressions a decision's result gets its entries, as far as the decision's own texts say so."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from creditrules.dmn.check.checked import CheckedBox, CheckedContext, CheckedLiteral, CheckedTable
from creditrules.dmn.check.models import CheckedModel
from creditrules.feel import ANY, Checked, Type, ast

__all__ = ["Yielded", "entries_yielded"]


class Yielded(NamedTuple):
    """An expression that gives the entry `name`, in a text that was checked. place: as in diagnostics."""

    name: str
    expr: ast.Expr
    checked: Checked
    place: str

    @property
    def type(self) -> Type:
        """Of its value."""
        return self.checked.types.get(self.expr, ANY)


def entries_yielded(checked: CheckedModel, decision: str, names: Collection[str]) -> Iterator[Yielded]:
    """Those that give one of the named entries: columns of a table, entries of a context, on all branches."""
    found = checked.decisions.get(decision)
    if found is not None and found.value is not None:
        yield from _of_box(found.value, names, f"decisions.{decision}")


def _of_box(box: CheckedBox, names: Collection[str], place: str) -> Iterator[Yielded]:
    match box:
        case CheckedTable():
            yield from _of_table(box, names, place)
        case CheckedLiteral(checked=read):
            yield from _of_expression(read.expr, names, read, place)
        case CheckedContext(entries=entries, result=None):
            for entry in entries:
                if entry.name in names and isinstance(entry.value, CheckedLiteral):
                    yield from _whole(entry.name, entry.value.checked, f"{place}.{entry.name}")


def _of_table(box: CheckedTable, names: Collection[str], place: str) -> Iterator[Yielded]:
    for column, output in enumerate(box.outputs):
        if output.name in names:
            for number, rule in enumerate(box.table.rules, 1):
                text = rule.then[column]
                cell = None if text not in output.cells or output.cells.is_plain(text) else output.cells[text]
                if cell is not None and not (cell.expr is None or ast.is_plain(cell.expr)):
                    yield from _whole(output.name, cell, f"{place}.rules[{number}].outputs[{column + 1}]")


def _whole(name: str, checked: Checked, place: str) -> Iterator[Yielded]:
    if isinstance(checked.expr, ast.Expr):
        yield Yielded(name, checked.expr, checked, place)


def _of_expression(expr: ast.Node | None, names: Collection[str], read: Checked, place: str) -> Iterator[Yielded]:
    match expr:
        case ast.Context(entries=entries):
            yield from (Yielded(each.name, each.value, read, place) for each in entries if each.name in names)
        case ast.If(then=then, otherwise=otherwise):
            yield from _of_expression(then, names, read, place)
            yield from _of_expression(otherwise, names, read, place)
        case ast.List(items=items):
            for item in items:
                yield from _of_expression(item, names, read, place)
        case ast.For(result=result):
            yield from _of_expression(result, names, read, place)
