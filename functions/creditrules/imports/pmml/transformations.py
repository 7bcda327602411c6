"""Derived fields as decisions, and defined functions as knowledge models."""

from __future__ import annotations

from collections.abc import Iterable

from creditrules.dmn import Decision
from creditrules.dmn.exchange.xml import Element
from creditrules.dmn.model import BusinessKnowledgeModel, FunctionBox, LiteralExpression, Parameter
from creditrules.imports.names import Names, safe
from creditrules.imports.pmml.elements import children, needed
from creditrules.imports.pmml.expressions import Scope, expression_in
from creditrules.imports.pmml.fields import InputFields
from creditrules.imports.pmml.literals import FEEL_TYPES, literal
from creditrules.imports.pmml.predicates import Tested

__all__ = ["Transformations"]


class Transformations:
    """What a model derives, on top of its input fields.

    decisions, functions: for the model. scope: what its expressions may name. tested: what its predicates may test.
    """

    def __init__(self, places: Iterable[Element], inputs: InputFields, names: Names) -> None:
        self.decisions: list[Decision] = []
        self.functions: list[BusinessKnowledgeModel] = []
        self._fields = dict(inputs.names)
        self._types = {name: field.type for name, field in inputs.fields.items()}
        self._functions: dict[str, tuple[str, int]] = {}
        self.tested = {name: Tested(field.type, field.order) for name, field in inputs.fields.items()}
        self._names = names
        for place in places:
            for element in children(place, "DefineFunction"):
                self._define(element)
            for element in children(place, "DerivedField"):
                self._derive(element)

    @property
    def scope(self) -> Scope:
        """What an expression may name now."""
        return Scope(self._fields, self._types, self._functions)

    def _define(self, element: Element) -> None:
        name = needed(element, "name")
        fields, types, parameters = {}, {}, []
        for part in children(element, "ParameterField"):
            called, type_ = needed(part, "name"), FEEL_TYPES.get(part.get("dataType"), "")
            fields[called], types[called] = safe(called), type_
            parameters.append(Parameter(safe(called), type_))
        body = expression_in(element, Scope(fields, types, self._functions))
        given = self._names.give(name, "function")
        box = FunctionBox(tuple(parameters), LiteralExpression(body), FEEL_TYPES.get(element.get("dataType"), ""))
        self.functions.append(BusinessKnowledgeModel(given, box))
        self._functions[name] = given, len(parameters)

    def _derive(self, element: Element) -> None:
        name, type_ = needed(element, "name"), FEEL_TYPES.get(needed(element, "dataType"), "number")
        text = expression_in(element, self.scope)
        given = self._names.give(name, "derived")
        self.decisions.append(Decision(given, LiteralExpression(text), type_))
        self._fields[name], self._types[name] = given, type_
        order = list(children(element, "Value")) if element.get("optype") == "ordinal" else []
        self.tested[name] = Tested(type_, tuple(literal(one, one.get("value"), type_) for one in order))
