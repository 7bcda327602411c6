"""A model under the names that another model gives it by importing it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from creditrules.dmn.exchange.xml.inferred import Inference
from creditrules.dmn.model.boxed import (
    Binding,
    Boxed,
    Conditional,
    ContextBox,
    ContextEntry,
    DecisionTable,
    FilterBox,
    FunctionBox,
    Invocation,
    Iteration,
    ListBox,
    LiteralExpression,
    Parameter,
    Relation,
)
from creditrules.dmn.model.definitions import (
    BusinessKnowledgeModel,
    Decision,
    DecisionService,
    FactDefinition,
    ItemDefinition,
    Model,
)
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
        type_ = self._type(box.type)
        match box:
            case LiteralExpression():
                return replace(box, type=type_)
            case DecisionTable(inputs, outputs):
                columns = tuple(replace(one, type=self._type(one.type)) for one in inputs)
                results = tuple(replace(one, type=self._type(one.type)) for one in outputs)
                return replace(box, inputs=columns, outputs=results, type=type_)
            case ContextBox(entries, result):
                return ContextBox(
                    tuple(ContextEntry(one.name, self._box(one.value), self._type(one.type)) for one in entries),
                    None if result is None else self._box(result),
                    type_,
                )
            case Invocation(function, bindings):
                return Invocation(function, tuple(Binding(one.name, self._box(one.value)) for one in bindings), type_)
            case FunctionBox(parameters, body, result_type, kind):
                typed = tuple(Parameter(one.name, self._type(one.type)) for one in parameters)
                return FunctionBox(typed, self._box(body), self._type(result_type), kind, type_)
            case ListBox() | Relation():
                return self._collection(box, type_)
            case Conditional() | FilterBox() | Iteration():
                return self._flow(box, type_)

    def _collection(self, box: ListBox | Relation, type_: str) -> Boxed:
        if isinstance(box, ListBox):
            return ListBox(tuple(self._box(item) for item in box.items), type_)
        return Relation(box.columns, tuple(tuple(self._box(cell) for cell in row) for row in box.rows), type_)

    def _flow(self, box: Conditional | FilterBox | Iteration, type_: str) -> Boxed:
        match box:
            case Conditional(condition, then, otherwise):
                return Conditional(self._box(condition), self._box(then), self._box(otherwise), type_)
            case FilterBox(source, match_):
                return FilterBox(self._box(source), self._box(match_), type_)
            case Iteration(source=source, body=body):
                return replace(box, source=self._box(source), body=self._box(body), type=type_)
