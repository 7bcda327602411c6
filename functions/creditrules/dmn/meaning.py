"""What texts and models say, whatever their spelling: `1.50` as `1.5`, `<18` as `< 18`, a blank condition as `-`."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Final

from creditrules.dmn.check.names import spoken_names
from creditrules.dmn.check.texts import condition_text, result_text
from creditrules.dmn.model.boxed import Boxed, DecisionTable, FunctionBox, Invocation, LiteralExpression
from creditrules.dmn.model.definitions import (
    BusinessKnowledgeModel,
    Decision,
    FactDefinition,
    ItemDefinition,
    Model,
)
from creditrules.dmn.model.walking import with_children
from creditrules.document import canonical
from creditrules.feel import ast, parse_expression, parse_unary_tests
from creditrules.records import replace

__all__ = ["Meanings", "same_meaning", "tree_text"]

_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_MAYBE_IN_NAMES: Final = re.compile(r"(?<=\w)\s*[-+*/'.]+\s*(?=\w)[\w.]*")


class Meanings:
    """Meanings as texts that are equal exactly where two spellings have one tree; they are to be compared, not read.

    A text that cannot be read means itself. Texts that come to the same by computing (`1 + 1` and `2`) differ.
    """

    def __init__(self, names: frozenset[str] | None = None) -> None:
        """names: those that are no plain words, as a model has them: a text does not tell where such a name ends.

        Without them texts count as alike only where they are whatever names there may be: `a-b` is not `a - b` then.
        """
        self._names = names
        self._found: dict[tuple[str, bool], str] = {}

    def expression(self, text: str) -> str:
        """What an expression says."""
        return self._of(text, tests=False)

    def tests(self, text: str) -> str:
        """What unary tests say, such as allowed values."""
        return self._of(text, tests=True)

    def condition(self, cell: str) -> str:
        """What a table's cell of conditions says."""
        return self.tests(condition_text(cell))

    def result(self, cell: str) -> str:
        """What a table's cell of results says."""
        return self.expression(result_text(cell))

    def model(self, model: Model) -> Model:
        """The model with what they say in place of all texts; models that say the same are equal then."""
        return replace(
            model,
            facts=tuple(map(self._fact, model.facts)),
            types=tuple(map(self._item, model.types)),
            functions=tuple(map(self._function, model.functions)),
            decisions=tuple(map(self._decision, model.decisions)),
        )

    def _of(self, text: str, *, tests: bool) -> str:
        found = self._found.get((text, tests))
        if found is None:
            read = (parse_unary_tests if tests else parse_expression)(text, self._names or frozenset(), told=False)
            found = text if read.expr is None or read.diagnostics else tree_text(read.expr)
            if self._names is None:
                found += _maybe_names(text)
            self._found[text, tests] = found
        return found

    def _some(self, text: str, *, tests: bool = False) -> str:
        return self._of(text, tests=tests) if text.strip() else ""

    def _item(self, item: ItemDefinition) -> ItemDefinition:
        return replace(
            item,
            entries=tuple(map(self._item, item.entries)),
            allowed_values=self._some(item.allowed_values, tests=True),
            type_constraint=self._some(item.type_constraint, tests=True),
        )

    def _fact(self, fact: FactDefinition) -> FactDefinition:
        return replace(fact, item=self._item(fact.item))

    def _function(self, model: BusinessKnowledgeModel) -> BusinessKnowledgeModel:
        body = self._box(model.function.body)
        return replace(model, function=replace(model.function, body=body))

    def _decision(self, decision: Decision) -> Decision:
        return decision if decision.expression is None else replace(decision, expression=self._box(decision.expression))

    def _box(self, box: Boxed) -> Boxed:
        inner = with_children(box, self._box)
        match inner:
            case LiteralExpression(text, language="") if text.strip():
                return replace(inner, text=self.expression(text))
            case Invocation(function):
                return replace(inner, function=self.expression(function))
            case DecisionTable():
                return self._table(inner)
            case FunctionBox(kind=kind) if kind != "FEEL":
                return box
        return inner

    def _table(self, table: DecisionTable) -> DecisionTable:
        inputs = tuple(
            replace(
                clause,
                expression=self._some(clause.expression),
                allowed_values=self._some(clause.allowed_values, tests=True),
            )
            for clause in table.inputs
        )
        outputs = tuple(
            replace(
                clause,
                allowed_values=self._some(clause.allowed_values, tests=True),
                default=self._some(clause.default),
            )
            for clause in table.outputs
        )
        rules = tuple(
            replace(
                rule,
                when=tuple(map(self.condition, rule.when)),
                then=tuple(map(self.result, rule.then)),
            )
            for rule in table.rules
        )
        return replace(table, inputs=inputs, outputs=outputs, rules=rules)


def same_meaning(one: Model, other: Model) -> bool:
    """Whether two models say the same, part by part in the same order."""
    meanings = Meanings(spoken_names(one) | spoken_names(other))
    return meanings.model(one) == meanings.model(other)


def _maybe_names(text: str) -> str:
    """The spelling of all that could be a part of a name with signs in it."""
    plain = _STRING.sub('""', text)
    found = _MAYBE_IN_NAMES.findall(plain) if any(map(str.isalpha, plain)) else []
    return "".join(" ".join(f"_{part}_".split()) for part in found)


def tree_text(node: ast.Node) -> str:
    """A tree as a text: the same for two trees exactly where they are alike, spans apart."""
    parts = ",".join(_part(getattr(node, name)) for name in type(node).__slots__)
    return f"{type(node).__name__}({parts})"


def _part(value: object) -> str:
    match value:
        case ast.Node():
            return tree_text(value)
        case tuple():
            return f"[{','.join(map(_part, value))}]"
        case bool() | None:
            return repr(value)
        case Decimal():
            return canonical(value).decode()
    return json.dumps(value, ensure_ascii=False)
