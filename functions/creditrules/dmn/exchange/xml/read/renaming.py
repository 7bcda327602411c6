"""A model under the names that another model gives it by importing it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from creditrules.dmn.exchange.xml.inferred import Inference
from creditrules.dmn.model.boxed import (
    Boxed,
    ContextBox,
    ContextEntry,
    DecisionTable,
    FunctionBox,
    LiteralExpression,
    Parameter,
)
from creditrules.dmn.model.definitions import (
    BusinessKnowledgeModel,
    Decision,
    DecisionService,
    FactDefinition,
    ItemDefinition,
    Model,
)
from creditrules.dmn.model.walking import with_children
from creditrules.records import dataclass, replace

__all__ = ["Renaming"]

_TYPE_NAME = re.compile(r"[^<>,]+")


@dataclass(frozen=True, slots=True)
class Renaming:
    """parts, types: from the names that a file's own texts use to those of the whole."""

    parts: Mapping[str, str]
    types: Mapping[str, str]

    def model(self, model: Model) -> Model:
        """The model under its names in the whole.

        Texts are left as they are: an expression that uses other names than the whole does becomes the result of a
        context that binds them.
        """
        inference = Inference(model)
        return replace(
            model,
            facts=tuple(self._fact(fact) for fact in model.facts),
            types=tuple(replace(self._item(item), name=self._type(item.name)) for item in model.types),
            functions=tuple(self._function(one, inference) for one in model.functions),
            services=tuple(self._service(service) for service in model.services),
            decisions=tuple(self._decision(one, inference) for one in model.decisions),
        )

    def _name(self, name: str) -> str:
        return self.parts.get(name, name)

    def _names(self, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self._name(name) for name in names)

    def _type(self, reference: str) -> str:
        if reference in self.types or "<" not in reference:
            return self.types.get(reference, reference)
        return _TYPE_NAME.sub(self._type_inside, reference)

    def _type_inside(self, match: re.Match[str]) -> str:
        text = match.group()
        name = text.strip()
        return text.replace(name, self.types.get(name, name)) if name else text

    def _fact(self, fact: FactDefinition) -> FactDefinition:
        return replace(fact, item=replace(self._item(fact.item), name=self._name(fact.name)))

    def _item(self, item: ItemDefinition) -> ItemDefinition:
        return replace(item, type=self._type(item.type), entries=tuple(self._item(entry) for entry in item.entries))

    def _service(self, service: DecisionService) -> DecisionService:
        return replace(
            service,
            name=self._name(service.name),
            outputs=self._names(service.outputs),
            encapsulated=self._names(service.encapsulated),
            inputs=self._names(service.inputs),
            input_decisions=self._names(service.input_decisions),
            type=self._type(service.type),
        )

    def _decision(self, decision: Decision, inference: Inference) -> Decision:
        requires = decision.requires
        if requires is None:
            requires = inference.names(decision.expression, decision.name)
        same = self._names(requires) == requires and self._name(decision.name) == decision.name
        expression = None if decision.expression is None else self._bound(decision.expression, requires)
        return replace(
            decision,
            name=self._name(decision.name),
            expression=expression,
            type=self._type(decision.type),
            requires=decision.requires if same else self._names(requires),
        )

    def _function(self, model: BusinessKnowledgeModel, inference: Inference) -> BusinessKnowledgeModel:
        function = model.function
        requires = model.requires
        if requires is None:
            requires = inference.names(function.body, model.name)
        own = {parameter.name for parameter in function.parameters}
        typed = self._box(function)
        assert isinstance(typed, FunctionBox)  # noqa: S101  (a function stays one)
        body = self._bound(function.body, tuple(name for name in requires if name not in own))
        return replace(
            model, name=self._name(model.name), function=replace(typed, body=body), requires=self._names(requires)
        )

    def _bound(self, box: Boxed, names: tuple[str, ...]) -> Boxed:
        inner = self._box(box)
        changed = [name for name in names if self._name(name) != name]
        if not changed:
            return inner
        return ContextBox(tuple(ContextEntry(name, LiteralExpression(self._name(name))) for name in changed), inner)

    def _box(self, box: Boxed) -> Boxed:
        """The same expression with its types renamed."""
        inner = with_children(box, self._box)
        type_ = self._type(box.type)
        match inner:
            case DecisionTable(inputs, outputs):
                columns = tuple(replace(one, type=self._type(one.type)) for one in inputs)
                results = tuple(replace(one, type=self._type(one.type)) for one in outputs)
                return replace(inner, inputs=columns, outputs=results, type=type_)
            case ContextBox(entries):
                typed = tuple(replace(one, type=self._type(one.type)) for one in entries)
                return replace(inner, entries=typed, type=type_)
            case FunctionBox(parameters, result_type=result):
                own = tuple(Parameter(one.name, self._type(one.type)) for one in parameters)
                return replace(inner, parameters=own, result_type=self._type(result), type=type_)
        return replace(inner, type=type_)
