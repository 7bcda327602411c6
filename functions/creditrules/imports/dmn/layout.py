"""Where texts stand in a DMN file: each with its place in the model, its column, and the names bound around it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from creditrules.dmn.exchange.xml import Element
from creditrules.imports.dmn.trees import altered, child, children, leaf_text, name_of, own_name, set_text, text_of
from creditrules.records import dataclass, field

__all__ = ["PARTS", "Column", "Part", "Places", "Text", "laid_out"]

PARTS: Final = {
    "inputData": "facts",
    "businessKnowledgeModel": "functions",
    "decisionService": "services",
    "decision": "decisions",
}
_BOXES: Final = frozenset(
    [
        "literalExpression",
        "decisionTable",
        "context",
        "invocation",
        "functionDefinition",
        "list",
        "relation",
        "conditional",
        "filter",
        "for",
        "some",
        "every",
    ]
)


@dataclass(eq=False, slots=True)
class Text:
    """An expression, or unary tests. holder: the element around its <text>. bound: names that are given around it.

    column: whose cell or allowed values it is. heads: whether it is what a column tests. seen: the names of parts that
    it can speak of, None for all. text: what it says.
    """

    holder: Element
    place: str
    tests: bool
    bound: frozenset[str] = frozenset()
    column: Column | None = None
    heads: bool = False
    seen: frozenset[str] | None = None
    text: str = field(init=False)

    def __post_init__(self) -> None:
        self.text = text_of(self.holder)

    @property
    def near(self) -> Element:
        """The element to point at."""
        return child(self.holder, "text") or self.holder

    def say(self, text: str) -> None:
        """Have it say something else, in FEEL."""
        self.text = text
        set_text(self.holder, text)
        altered(self.holder, expressionLanguage=None)


@dataclass(eq=False, slots=True)
class Column:
    """A column of a table. typed: the element with its typeRef. values: allowed; ranked: their order counts."""

    clause: Element
    typed: Element
    place: str
    tests: bool
    ranked: bool = False
    expression: Text | None = None
    values: Text | None = None
    default: Text | None = None
    cells: list[Text] = field(default_factory=list)

    @property
    def type(self) -> str:
        """The type reference."""
        return self.typed.get("typeRef")


@dataclass(eq=False, slots=True)
class Part:
    """A fact, decision, function or service of the file. name: by which texts speak of it."""

    element: Element
    texts: list[Text] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    name: str = field(init=False)

    def __post_init__(self) -> None:
        self.name = own_name(self.element)

    @property
    def kind(self) -> str:
        """One of facts, decisions, functions and services."""
        return PARTS[self.element.name]

    @property
    def place(self) -> str:
        """Its place in the model."""
        return f"{self.kind}.{self.name}"


def laid_out(root: Element) -> tuple[list[Part], list[Text]]:
    """The parts of a file with all their texts, and the texts of its item definitions."""
    parts = []
    for element in children(root, *PARTS):
        part = Part(element)
        _Walk(part).inside(child(element, "encapsulatedLogic") or element, part.place, frozenset())
        parts.append(part)
    items = [text for item in children(root, "itemDefinition") for text in _of_item(item, f"types.{name_of(item)}")]
    return parts, items


def _of_item(item: Element, place: str) -> Iterator[Text]:
    waiting = [(item, place)]
    while waiting:
        current, here = waiting.pop()
        for holder in children(current, "allowedValues", "typeConstraint"):
            yield Text(holder, f"{here}.{holder.name}", tests=True)
        components = children(current, "itemComponent")
        waiting.extend((one, f"{here}.entries[{index}]") for index, one in enumerate(components, 1))


class _Walk:
    def __init__(self, part: Part) -> None:
        self._part = part

    def inside(self, parent: Element, place: str, bound: frozenset[str]) -> None:
        """The boxed expressions directly inside `parent`, and what is in them."""
        if parent.name in {"encapsulatedLogic", "functionDefinition"}:
            bound |= {name_of(one) for one in children(parent, "formalParameter")}
        for box in children(parent):
            if box.name in _BOXES:
                self._box(box, place, bound)

    def _box(self, box: Element, place: str, bound: frozenset[str]) -> None:  # noqa: C901  (one case for each kind)
        match box.name:
            case "literalExpression":
                self._text(box, place, bound)
            case "decisionTable":
                self._table(box, place, bound)
            case "context":
                self._context(box, place, bound)
            case "invocation":
                self.inside(box, f"{place}.function", bound)
                for binding in children(box, "binding"):
                    parameter = child(binding, "parameter")
                    name = name_of(parameter) if parameter is not None else ""
                    self.inside(binding, f"{place}.arguments.{name}", bound)
            case "functionDefinition":
                self.inside(box, f"{place}.body", bound)
            case "list":
                for index, item in enumerate([one for one in children(box) if one.name in _BOXES], 1):
                    self._box(item, f"{place}[{index}]", bound)
            case "relation":
                for number, row in enumerate(children(box, "row"), 1):
                    for index, cell in enumerate([one for one in children(row) if one.name in _BOXES], 1):
                        self._box(cell, f"{place}.rows[{number}][{index}]", bound)
            case _:
                self._parts(box, place, bound)

    def _parts(self, box: Element, place: str, bound: frozenset[str]) -> None:
        given = {"filter": {"item"}, "for": {name_of_iterator(box), "partial"}}.get(box.name, {name_of_iterator(box)})
        for part in children(box, "if", "then", "else", "in", "match", "return", "satisfies"):
            inner = bound | given if part.name in {"match", "return", "satisfies"} else bound
            self.inside(part, f"{place}.{part.name}", frozenset(inner - {""}))

    def _context(self, box: Element, place: str, bound: frozenset[str]) -> None:
        for entry in children(box, "contextEntry"):
            variable = child(entry, "variable")
            name = name_of(variable) if variable is not None else "result"
            self.inside(entry, f"{place}.{name}", bound)
            bound |= {name} if variable is not None else set()

    def _text(
        self, holder: Element, place: str, bound: frozenset[str], column: Column | None = None, *, tests: bool = False
    ) -> Text:
        text = Text(holder, place, tests, bound, column)
        self._part.texts.append(text)
        return text

    def _table(self, table: Element, place: str, bound: frozenset[str]) -> None:
        inputs = [
            self._input(one, f"{place}.inputs[{at}]", bound) for at, one in enumerate(children(table, "input"), 1)
        ]
        outputs = [
            self._output(one, f"{place}.outputs[{at}]", bound) for at, one in enumerate(children(table, "output"), 1)
        ]
        ranked = table.get("hitPolicy").upper() in {"PRIORITY", "OUTPUT ORDER"}
        for column in outputs:
            column.ranked = ranked
        self._part.columns += [*inputs, *outputs]
        for number, rule in enumerate(children(table, "rule"), 1):
            here = f"{place}.rules[{number}]"
            for kind, step, columns in (("inputEntry", "inputs", inputs), ("outputEntry", "outputs", outputs)):
                for at, (cell, column) in enumerate(zip(children(rule, kind), columns, strict=False), 1):
                    cell_place = f"{here}.{step}[{at}]"
                    column.cells.append(self._text(cell, cell_place, bound, column, tests=column.tests))

    def _input(self, clause: Element, place: str, bound: frozenset[str]) -> Column:
        expression, values = child(clause, "inputExpression"), child(clause, "inputValues")
        column = Column(clause, expression if expression is not None else clause, place, tests=True)
        if expression is not None:
            column.expression = self._text(expression, place, bound)
            column.expression.heads = True
        if values is not None and leaf_text(child(values, "text")):
            column.values = self._text(values, f"{place}.allowedValues", bound, column, tests=True)
        return column

    def _output(self, clause: Element, place: str, bound: frozenset[str]) -> Column:
        column = Column(clause, clause, place, tests=False)
        values, default = child(clause, "outputValues"), child(clause, "defaultOutputEntry")
        if values is not None and leaf_text(child(values, "text")):
            column.values = self._text(values, f"{place}.allowedValues", bound, column, tests=True)
        if default is not None:
            column.default = self._text(default, f"{place}.default", bound, column)
        return column


def name_of_iterator(box: Element) -> str:
    """The variable of a boxed iteration."""
    return " ".join(box.get("iteratorVariable").split())


class Places:
    """The place in the model of every element of a file, as it was when it was first asked for."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._found: dict[int, str] | None = None

    def __call__(self, element: Element) -> str:
        """The place of an element; "" outside all parts."""
        if self._found is None:
            self._found = dict(self._all())
        return self._found.get(id(element), "")

    def _all(self) -> Iterator[tuple[int, str]]:
        parts, items = laid_out(self._root)
        known = {id(text.holder): text.place for text in items}
        for part in parts:
            known[id(part.element)] = part.place
            known |= {id(text.holder): text.place for text in part.texts}
            known |= {id(one): column.place for column in part.columns for one in (column.clause, column.typed)}
        known |= {id(item): f"types.{name_of(item)}" for item in children(self._root, "itemDefinition")}
        waiting = [(self._root, "")]
        while waiting:
            element, place = waiting.pop()
            here = known.get(id(element), place)
            if element.name == "itemComponent" and name_of(element):
                here = f"{place}.{name_of(element)}"
            yield id(element), here
            waiting.extend((part, here) for part in element)
