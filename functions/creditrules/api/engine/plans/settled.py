"""Which selections are settled: all below them hangs on nothing but what their object stands on, see `keeping`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from graphql import GraphQLObjectType, get_named_type, is_leaf_type
from graphql.execution.collect_fields import FieldDetailsList

from creditrules.api.engine.plans.arguments import variables_in
from creditrules.api.engine.plans.fragments import Gap
from creditrules.api.engine.plans.keeping import Asked, Keeping
from creditrules.api.engine.plans.leaves import quoted, writer_of
from creditrules.api.engine.plans.marks import ATTRIBUTE, KEEPING, SETTLED, SETTLED_ATTRIBUTES
from creditrules.api.engine.plans.resolving import guarded_of
from creditrules.api.engine.plans.steps import FieldPlan

__all__ = ["asked_of", "keeping_of"]

Collect = Callable[[GraphQLObjectType, FieldDetailsList], Any]
"""The fields that are asked for of an object of a type, by their keys."""


def keeping_of(planned: FieldPlan) -> Keeping | None:
    """How the field's objects are known again; None where they are not."""
    guarded = guarded_of(planned.definition)
    return None if guarded.kinds else getattr(guarded.inner, KEEPING, None)


def asked_of(planned: FieldPlan, keeping: Keeping, schema: Any, collect: Collect) -> Asked | None:
    """What is asked of the objects of a field; None where it is not settled for any.

    It is not if an argument below has a variable in it: what is kept says nothing of the operation's variables.
    """
    type_ = get_named_type(planned.definition.type)
    if not isinstance(type_, GraphQLObjectType):
        return None
    unless: list[Callable[[Any], bool]] = []
    gaps: list[Gap] = []
    for place, (key, details) in enumerate(collect(type_, planned.details).items()):
        name = details[0].node.name.value
        if name in keeping.unless and not _takes_variables(details):
            unless.append(keeping.unless[name])
        elif name in keeping.open:
            head = f"{',' if place else ''}{quoted(key)}:"
            gaps.append(Gap(head, writer_of(get_named_type(type_.fields[name].type)), keeping.open[name]))
        elif name in keeping.within:
            inner = FieldPlan(type_, type_.fields[name], details, key, "")
            known = keeping_of(inner)
            asked = asked_of(inner, known, schema, collect) if known is not None else None
            if asked is None or _takes_variables(details):
                return None
            unless += [_for_any(each, keeping.within[name]) for each in asked.unless]
        elif not _is_settled(schema, collect, type_, details):
            return None
    return Asked(tuple(unless), tuple(gaps))


def _for_any(unless: Callable[[Any], bool], within: Callable[[Any], Iterable[Any]]) -> Callable[[Any], bool]:
    return lambda value: any(map(unless, within(value)))


def _is_settled(schema: Any, collect: Collect, owner: GraphQLObjectType, details: FieldDetailsList) -> bool:
    definition = schema.get_field(owner, details[0].node.name.value)
    if definition is None or details[0].node.name.value == "__typename":
        return True
    guarded = guarded_of(definition)
    attribute = getattr(guarded.inner, ATTRIBUTE, None)
    if attribute is None and not hasattr(guarded.inner, SETTLED):
        return False
    if attribute is not None and attribute not in SETTLED_ATTRIBUTES.get(owner.name, ()):
        return False
    if guarded.kinds or _takes_variables(details):
        return False
    type_ = get_named_type(definition.type)
    if is_leaf_type(type_):
        return True
    within = collect(type_, details).values() if isinstance(type_, GraphQLObjectType) else None
    return within is not None and all(_is_settled(schema, collect, type_, each) for each in within)


def _takes_variables(details: FieldDetailsList) -> bool:
    return any(True for each in details for _ in variables_in(*(each.node.arguments or ())))
