"""Tables of one file as one model: unique names, facts with their types, tables that use each other's results."""

from __future__ import annotations

from collections.abc import Sequence

from creditrules.dmn import Decision, DecisionTable, Model
from creditrules.dmn.model import FactDefinition, ItemDefinition
from creditrules.imports.names import Names, safe
from creditrules.imports.sheets.layout import BusinessTable
from creditrules.imports.sheets.notes import Notes, RefusedError
from creditrules.records import replace

__all__ = ["model_of"]


def model_of(name: str, tables: Sequence[BusinessTable], notes: Notes) -> Model:
    """The model of some tables. A column that is called as a result of another table tests that result."""

    def told(before: str, after: str) -> None:
        why = "Expressions can name it so, and no other part of the model is called so."
        notes.interpreted("import.name", after, before, after, why)

    names = Names(told)
    decisions = _decisions(tables, names)
    given = _given(decisions, notes)
    facts: dict[str, ItemDefinition] = {}
    spoken: dict[str, str] = {}
    done = []
    for one, decision in zip(tables, decisions, strict=True):
        table = decision.expression
        assert isinstance(table, DecisionTable)  # noqa: S101 - as it was made
        inputs = []
        for clause in table.inputs:
            key = safe(clause.expression).casefold()
            if key in given:
                inputs.append(replace(clause, expression=given[key]))
                why = "The column is called as a result of another table, and tests that."
                notes.interpreted(
                    "import.sheet.chained", f"decisions.{decision.name}", clause.expression, given[key], why
                )
                continue
            if key not in spoken:
                spoken[key] = names.give(clause.expression, "fact")
            fact = spoken[key]
            inputs.append(replace(clause, expression=fact))
            facts[fact] = _fact(facts.get(fact), ItemDefinition(fact, clause.type), one.place, notes)
        done.append(replace(decision, expression=replace(table, inputs=tuple(inputs))))
    return Model(name, facts=tuple(map(FactDefinition, facts.values())), decisions=tuple(done))


def _decisions(tables: Sequence[BusinessTable], names: Names) -> list[Decision]:
    """A table with one result is called by it, so that others can test it; one with several by its title."""
    found = []
    for one in tables:
        outputs = one.table.outputs
        wanted = outputs[0].name if len(outputs) == 1 else one.title or "Results"
        own = names.give(wanted, "Decision")
        label = {"": one.title} if one.title and one.title != own else {}
        apart = Names(lambda _before, _after: None)
        renamed = tuple(replace(output, name=apart.give(output.name, "result")) for output in outputs)
        found.append(Decision(own, replace(one.table, outputs=renamed), label=label))
    return found


def _given(decisions: Sequence[Decision], notes: Notes) -> dict[str, str]:
    """The results by their names: how an expression names each. One that two tables give is told as an error."""
    given: dict[str, str] = {}
    for decision in decisions:
        table = decision.expression
        assert isinstance(table, DecisionTable)  # noqa: S101 - as it was made
        for output in table.outputs:
            key = output.name.casefold()
            if key in given:
                message = f"Two tables give {output.name}."
                hint = "Call the results differently, or make one table of both."
                notes.refused(RefusedError("import.sheet.twice", message, hint, f"decisions.{decision.name}"))
            given[key] = decision.name if len(table.outputs) == 1 else f"{decision.name}.{output.name}"
    return given


def _fact(known: ItemDefinition | None, new: ItemDefinition, place: str, notes: Notes) -> ItemDefinition:
    if known is None or not known.type:
        return new
    if new.type and new.type != known.type:
        message = f"{new.name} is compared with a {known.type} in one table and with a {new.type} in another."
        notes.refused(RefusedError("import.sheet.kinds", message, "Write values of one kind.", place))
    return known
