"""Input fields: what the data dictionary declares, and what the mining schema does to values first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from creditrules.dmn import Decision
from creditrules.dmn.exchange.xml import Element
from creditrules.dmn.model import ContextBox, ContextEntry, FactDefinition, ItemDefinition, LiteralExpression
from creditrules.imports.names import Names
from creditrules.imports.pmml.elements import children, needed, one_of
from creditrules.imports.pmml.literals import FEEL_TYPES, Literal, literal
from creditrules.imports.pmml.notes import Notes, RefusedError
from creditrules.records import dataclass

__all__ = ["Field", "InputFields", "read_dictionary"]

_TARGETS = frozenset(("target", "predicted"))
_NOT_SEEN = frozenset(("group", "order", "frequencyWeight", "analysisWeight"))
_INVALID = ("returnInvalid", "asIs", "asMissing", "asValue", "returnInvalid")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the data dictionary. type: of FEEL. order: the values of an ordinal field, from the lowest."""

    element: Element
    name: str
    type: str
    valid: tuple[Literal, ...] = ()
    intervals: tuple[str, ...] = ()
    missing: tuple[Literal, ...] = ()
    invalid: tuple[Literal, ...] = ()
    order: tuple[Literal, ...] = ()


def read_dictionary(root: Element, notes: Notes) -> Mapping[str, Field]:
    """The fields of the data dictionary, by name. Raises RefusedError."""
    found: dict[str, Field] = {}
    for dictionary in children(root, "DataDictionary"):
        for element in children(dictionary, "DataField"):
            field = _field(element, notes)
            if field.name in found:
                message = f"The data dictionary has two fields {field.name}."
                raise RefusedError(element, "import.pmml.content", message, "Rename one of them.")
            found[field.name] = field
    return found


def _field(element: Element, notes: Notes) -> Field:
    name, data_type = needed(element, "name"), needed(element, "dataType")
    type_ = FEEL_TYPES.get(data_type, "number")
    if data_type not in FEEL_TYPES:
        why = "PMML counts such a value from a fixed moment, so it is stated as a number."
        notes.interpreted(element, "import.type", f"facts.{name}", data_type, type_, why)
    if element.get("isCyclic") == "1":
        hint = "Derive a field that is not cyclic, and test that."
        raise RefusedError(element, "import.pmml.unsupported", f"{name} is a cyclic field.", hint)
    values: dict[str, list[Literal]] = {"valid": [], "invalid": [], "missing": []}
    for part in children(element, "Value"):
        kind = one_of(part, "property", "valid", "invalid", "missing")
        values[kind].append(literal(part, part.get("value"), type_))
    intervals = tuple(interval_tests(part, type_) for part in children(element, "Interval"))
    valid = tuple(values["valid"])
    order = valid if element.get("optype") == "ordinal" else ()
    return Field(element, name, type_, valid, intervals, tuple(values["missing"]), tuple(values["invalid"]), order)


def interval_tests(element: Element, type_: str) -> str:
    """An <Interval> as a unary test."""
    closure = one_of(element, "closure", "closedClosed", "openOpen", "openClosed", "closedOpen")
    low, high = element.get("leftMargin"), element.get("rightMargin")
    from_low, to_high = closure.startswith("closed"), closure.endswith("Closed")
    if low and high:
        ends = literal(element, low, type_).text, literal(element, high, type_).text
        return f"{'[' if from_low else '('}{ends[0]}..{ends[1]}{']' if to_high else ')'}"
    if low:
        return f"{'>=' if from_low else '>'} {literal(element, low, type_).text}"
    if high:
        return f"{'<=' if to_high else '<'} {literal(element, high, type_).text}"
    raise RefusedError(element, "import.pmml.content", "An interval has no margin.", "Give leftMargin, rightMargin.")


class InputFields:
    """The fields that one model uses: its facts, and decisions that prepare their values as its mining schema says.

    facts, decisions: for the model. names: by which expressions know a field, by PMML's name. fields: the same keys.
    target: the field that the model predicts, if it is named.
    """

    def __init__(self, model: Element, dictionary: Mapping[str, Field], names: Names, notes: Notes) -> None:
        self._notes = notes
        self.facts: list[FactDefinition] = []
        self.decisions: list[Decision] = []
        self.names: dict[str, str] = {}
        self.fields: dict[str, Field] = {}
        self.target: Field | None = None
        for schema in children(model, "MiningSchema"):
            for element in children(schema, "MiningField"):
                self._add(element, dictionary, names)

    def _add(self, element: Element, dictionary: Mapping[str, Field], names: Names) -> None:
        name, usage = needed(element, "name"), element.get("usageType", "active")
        field = dictionary.get(name)
        if usage in _TARGETS:
            self.target = field if self.target is None else self.target
            return
        if usage in _NOT_SEEN:
            return
        if field is None:
            message = f"The mining schema uses {name}, which the data dictionary does not declare."
            raise RefusedError(element, "import.pmml.content", message, f'Add <DataField name="{name}" …>.')
        fact = names.give(name, name)
        treatment = one_of(element, "invalidValueTreatment", *_INVALID)
        valid = _tests(field) if treatment == "returnInvalid" else ""
        may_be_missing = element.get("missingValueTreatment") != "returnInvalid"
        self.facts.append(FactDefinition(ItemDefinition(fact, field.type, allowed_values=valid), may_be_missing))
        self.fields[name] = field
        self.names[name] = fact
        steps = list(_steps(element, field, treatment))
        if steps:
            self._prepare(element, field, names.give(f"{fact} prepared", fact), fact, steps)

    def _prepare(self, element: Element, field: Field, name: str, fact: str, steps: list[str]) -> None:
        entries, value = [], fact
        for count, step in enumerate(steps, 1):
            entries.append(ContextEntry(f"value {count}", LiteralExpression(step.replace("{}", value))))
            value = f"value {count}"
        one = LiteralExpression(steps[0].replace("{}", fact))
        box = one if len(steps) == 1 else ContextBox(tuple(entries), LiteralExpression(value))
        self.decisions.append(Decision(name, box, field.type, (fact,)))
        self.names[field.name] = name
        why = "The mining schema replaces values before the model sees them."
        after = "; ".join(entry.value.text for entry in entries if isinstance(entry.value, LiteralExpression))
        self._notes.interpreted(element, "import.pmml.prepared", f"decisions.{name}", field.name, after, why)


def _tests(field: Field) -> str:
    """The allowed values of a fact: null is always one, and so is each spelling of a missing value."""
    tests = [one.text for one in field.valid] or list(field.intervals)
    if tests:
        return ", ".join(("null", *tests, *(one.text for one in field.missing)))
    return f"not({', '.join(one.text for one in field.invalid)})" if field.invalid else ""


def _steps(element: Element, field: Field, treatment: str) -> Iterator[str]:
    """What happens to a value, in order, as texts in which {} is the value so far."""
    if field.missing:
        yield f"if {{}} in ({', '.join(one.text for one in field.missing)}) then null else {{}}"
    if treatment in {"asMissing", "asValue"}:
        valid = _tests(field)
        if valid:
            instead = "null"
            if treatment == "asValue":
                instead = literal(element, needed(element, "invalidValueReplacement"), field.type).text
            yield f"if {{}} = null or {{}} in ({valid}) then {{}} else {instead}"
    outliers = one_of(element, "outliers", "asIs", "asMissingValues", "asExtremeValues")
    if outliers != "asIs":
        yield from _outliers(element, field, outliers)
    if element.get("missingValueReplacement"):
        instead = literal(element, element.get("missingValueReplacement"), field.type).text
        yield f"if {{}} = null then {instead} else {{}}"


def _outliers(element: Element, field: Field, treatment: str) -> Iterator[str]:
    for attribute, sign in (("lowValue", "<"), ("highValue", ">")):
        if element.get(attribute):
            end = literal(element, element.get(attribute), field.type).text
            yield f"if {{}} {sign} {end} then {end if treatment == 'asExtremeValues' else 'null'} else {{}}"
