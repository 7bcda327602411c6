"""A decision model in the document form ("rules as code")."""

from __future__ import annotations

from creditrules.dmn.exchange.documents.write.boxed import written_parameters, written_under
from creditrules.dmn.exchange.documents.write.declarations import written_declarations
from creditrules.dmn.exchange.documents.write.plain import filled, plain_label, plain_names
from creditrules.dmn.model.definitions import (
    BusinessKnowledgeModel,
    Decision,
    DecisionService,
    FactDefinition,
    ItemDefinition,
    Model,
)
from creditrules.document import Plain, digest

__all__ = ["model_digest", "written"]


def written(model: Model) -> dict[str, Plain]:
    """The document form: short, and the same for equal models.

    `read_model(written(model)).model == model` for every model that a reader yields.
    """
    return filled(
        name=model.name,
        description=model.description,
        facts=[_fact(fact) for fact in model.facts],
        types=[_item(item) for item in model.types],
        functions=[_function(function) for function in model.functions],
        services=[_service(service) for service in model.services],
        decisions=[_decision(decision) for decision in model.decisions],
    )


def model_digest(model: Model) -> str:
    """SHA-256 of the canonical document form: equal for equal models, wherever they were read from."""
    return digest(written(model))


def _item(item: ItemDefinition) -> dict[str, Plain]:
    return {
        "name": item.name,
        **filled(
            type="list" if item.is_list else item.type,
            of=item.type if item.is_list else "",
            entries=[_item(entry) for entry in item.entries],
            allowedValues=item.allowed_values,
            typeConstraint=item.type_constraint,
            label=plain_label(item.label),
            description=item.description,
        ),
    }


def _fact(fact: FactDefinition) -> dict[str, Plain]:
    flags = filled(nullable=fact.nullable or None, unit=fact.unit, sensitive=fact.sensitive or None)
    return {**_item(fact.item), **flags, **written_declarations(fact)}


def _function(model: BusinessKnowledgeModel) -> dict[str, Plain]:
    function = model.function
    kind = function.kind if function.kind != "FEEL" else ""
    return {
        "name": model.name,
        **filled(kind=kind, parameters=written_parameters(function.parameters), type=function.result_type),
        **_requires(model.requires),
        **filled(label=plain_label(model.label), description=model.description),
        **written_under(function.body, ""),
    }


def _service(service: DecisionService) -> dict[str, Plain]:
    return {
        "name": service.name,
        **filled(
            type=service.type,
            outputs=plain_names(service.outputs),
            encapsulated=plain_names(service.encapsulated),
            inputs=plain_names(service.inputs),
            inputDecisions=plain_names(service.input_decisions),
            label=plain_label(service.label),
            description=service.description,
        ),
    }


def _decision(decision: Decision) -> dict[str, Plain]:
    expression = {} if decision.expression is None else written_under(decision.expression, "")
    return {
        "name": decision.name,
        **filled(type=decision.type),
        **_requires(decision.requires),
        **filled(label=plain_label(decision.label), description=decision.description),
        **expression,
    }


def _requires(names: tuple[str, ...] | None) -> dict[str, Plain]:
    return {} if names is None else {"requires": plain_names(names)}
