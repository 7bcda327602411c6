"""What people call the parts of a model: names and labels, each as one spelling of what expressions call it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from creditrules.dmn import Decision, DecisionTable, Model
from creditrules.dmn.model import OutputClause
from creditrules.imports.sheets.layout import BusinessTable
from creditrules.imports.sheets.notes import RefusedError
from creditrules.suggestions import suggestion

__all__ = ["Spoken", "key_of"]


def key_of(text: str) -> str:
    """A name however it is spelt: capitals and blanks apart."""
    return " ".join(text.split()).casefold()


class Spoken:
    """The names of a model by what people call them. A label that two things have names neither."""

    def __init__(self, model: Model) -> None:
        self._types = {one.name: one.item.type for one in model.facts}
        self._tables = [one for one in model.decisions if isinstance(one.expression, DecisionTable)]
        self._named = _unique(_names(model))
        labels = [(one.name, one.item.label) for one in model.facts]
        labels += ((one.name, one.label) for one in model.decisions)
        self._labels = {name: next(iter(label.values()), "") for name, label in labels}
        self.types: Mapping[str, str] = dict(self._typed())

    def type_of(self, expression: str) -> str:
        """The declared type of a fact; "" for anything else."""
        return self._types.get(expression, "")

    def decision(self, read: BusinessTable) -> Decision:
        """The table that one of a sheet is. Raises RefusedError where none or several can be meant."""
        called = _unique((name, one.name) for one in self._tables for name in (one.name, *one.label.values()))
        outputs = read.table.outputs
        asked = [read.title, read.layout.sheet, *([outputs[0].name] if len(outputs) == 1 else [])]
        found = next((called[key] for name in asked if (key := key_of(name)) in called), None)
        if found is None and len(self._tables) == 1:
            return self._tables[0]
        if found is None:
            message = f"The model has no table that is called {read.title}."
            hint = suggestion(read.title, [one.name for one in self._tables])
            hint = hint or f"Write its name over the table: {', '.join(one.name for one in self._tables)}."
            raise RefusedError("import.sheet.unknown-table", message, hint, read.place)
        return next(one for one in self._tables if one.name == found)

    def expression(self, heading: str, table: DecisionTable, place: str) -> str:
        """What a column of conditions tests. Raises RefusedError for what nothing is called."""
        own = _unique((name, one.expression) for one in table.inputs for name in (one.expression, one.label))
        found = own.get(key_of(heading)) or self._named.get(key_of(heading))
        if found is None:
            known = sorted({*own.values(), *self._named.values()})
            hint = (
                suggestion(heading, known) or f"Columns are called as facts and decisions are: {', '.join(known[:12])}."
            )
            message = f"Nothing in the model is called {heading}."
            raise RefusedError("import.sheet.unknown-column", message, hint, place)
        return found

    def label_of(self, expression: str) -> str:
        """The first label of a fact or a decision; "" for anything else."""
        return self._labels.get(expression, "")

    def leads_to(self, heading: str, expression: str, table: DecisionTable) -> bool:
        """Whether a column with this heading tests that."""
        try:
            return self.expression(heading, table, "") == expression
        except RefusedError:
            return False

    def output(self, heading: str, free: Sequence[OutputClause], decision: Decision, place: str) -> OutputClause:
        """The result that a column gives. Raises RefusedError for what no result is called."""
        for one in free:
            called = (one.name, one.label) if one.name else (decision.name, one.label, *decision.label.values())
            if key_of(heading) in {key_of(name) for name in called if name}:
                return one
        known = [one.name or decision.name for one in free]
        message = f"The table {decision.name} gives no result that is called {heading}."
        hint = suggestion(heading, known) or f"It gives {', '.join(known) or 'no other'}."
        raise RefusedError("import.sheet.unknown-column", message, hint, place)

    def _typed(self) -> Iterator[tuple[str, str]]:
        """The types of columns that are texts, by heading: a number among them is a text too."""
        for key, name in self._named.items():
            if self._types.get(name):
                yield key, self._types[name]
        for decision in self._tables:
            assert isinstance(decision.expression, DecisionTable)  # noqa: S101 - it was found as one
            for clause in decision.expression.inputs:
                type_ = clause.type or self.type_of(clause.expression)
                yield from ((key_of(name), type_) for name in (clause.expression, clause.label) if name and type_)
            for one in decision.expression.outputs:
                name = one.name or decision.name
                yield from ((key_of(each), one.type) for each in (name, one.label) if each and one.type)


def _names(model: Model) -> Iterator[tuple[str, str]]:
    for fact in model.facts:
        yield from ((name, fact.name) for name in (fact.name, *fact.item.label.values()))
    for decision in model.decisions:
        yield from ((name, decision.name) for name in (decision.name, *decision.label.values()))


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What each key stands for, own names before labels; a key of several things stands for none."""
    own: dict[str, str] = {}
    labels: dict[str, set[str]] = {}
    for called, name in pairs:
        if called == name:
            own[key_of(called)] = name
        elif called:
            labels.setdefault(key_of(called), set()).add(name)
    return {key: next(iter(names)) for key, names in labels.items() if len(names) == 1} | own
