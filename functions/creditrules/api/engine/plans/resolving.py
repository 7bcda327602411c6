"""How the value of a field is come by: by the resolver itself, without what the guard put around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any, TypeAlias

from graphql import FieldNode, GraphQLField, GraphQLSchema, get_nullable_type, is_list_type

from creditrules.api.engine.plans.arguments import Raw, raw_arguments
from creditrules.api.engine.plans.keeping import Keeping, Untold
from creditrules.api.engine.plans.marks import ATTRIBUTE, CALL, WITHOUT_INFO, Guarded, taken_apart
from creditrules.api.engine.plans.run import AskedInfo, Run
from creditrules.auth import Action, require

__all__ = ["Read", "Resolve", "attribute_of", "guarded_of", "read_of", "resolve_of", "values_of"]

Resolve: TypeAlias = Callable[[Run, Any], Any]
"""From the object that a field stands in to its value. Raises what the resolver raises, and refusals."""
Read: TypeAlias = Callable[[Any], Any]
"""As `Resolve`, where nothing but the object plays a part."""


def guarded_of(definition: GraphQLField) -> Guarded:
    """The field's resolver, taken apart."""
    if definition.resolve is None:
        from graphql.execution import default_field_resolver  # noqa: PLC0415 - asyncio; no field of ours is without one

        return taken_apart(default_field_resolver)
    return taken_apart(definition.resolve)


def attribute_of(definition: GraphQLField) -> str | None:
    """The attribute that the field is, where it is no more than that."""
    guarded = guarded_of(definition)
    return None if guarded.needs or guarded.kinds else getattr(guarded.inner, ATTRIBUTE, None)


def read_of(definition: GraphQLField) -> Read | None:
    """What reads the field off its object; None where more plays a part."""
    guarded = guarded_of(definition)
    if guarded.needs or guarded.kinds:
        return None
    attribute, call = getattr(guarded.inner, ATTRIBUTE, None), getattr(guarded.inner, CALL, None)
    return call if attribute is None else attrgetter(attribute)


def resolve_of(schema: GraphQLSchema, definition: GraphQLField, node: FieldNode) -> Resolve:
    """What resolves the field as its node asks. Raises what graphql-core raises of arguments that do not fit."""
    raw, guarded = raw_arguments(definition, node), guarded_of(definition)
    resolve = _called(schema, guarded.inner, node.name.value, raw)
    if guarded.kinds:
        resolve = _of_kinds(resolve, guarded.kinds)
    return _needing(resolve, guarded.needs, raw) if guarded.needs else resolve


def values_of(schema: GraphQLSchema, definition: GraphQLField, node: FieldNode, keeping: Keeping) -> Resolve:
    """As `resolve_of`, of a field whose objects are known again: they are not made yet."""
    raw, needs = raw_arguments(definition, node), guarded_of(definition).needs
    values = _called(schema, keeping.values, node.name.value, raw)
    resolve = _all_untold(values) if is_list_type(get_nullable_type(definition.type)) else _untold(values)
    return _needing(resolve, needs, raw) if needs else resolve


def _untold(values: Resolve) -> Resolve:
    def resolved(run: Run, source: Any) -> Any:
        value = values(run, source)
        return None if value is None else Untold(source, value)

    return resolved


def _all_untold(values: Resolve) -> Resolve:
    return lambda run, source: [Untold(source, each) for each in values(run, source)]


def _called(schema: GraphQLSchema, inner: Callable[..., Any], name: str, raw: Raw | None) -> Resolve:
    attribute, call = getattr(inner, ATTRIBUTE, None), getattr(inner, CALL, None)
    if attribute is not None:
        return lambda _run, source: getattr(source, attribute)
    if call is not None:
        return lambda _run, source: call(source)
    if hasattr(inner, WITHOUT_INFO):
        if raw is None:
            return lambda _run, source: inner(source, None)
        return lambda run, source: inner(source, None, **raw(run))
    if raw is None:
        return lambda run, source: inner(source, AskedInfo(run.context, name, schema))
    return lambda run, source: inner(source, AskedInfo(run.context, name, schema), **raw(run))


def _needing(resolve: Resolve, actions: tuple[Action, ...], raw: Raw | None) -> Resolve:
    """Arguments first, as graphql-core has it: what is wrong with them is told to whoever asks."""

    def resolved(run: Run, source: Any) -> Any:
        if raw is not None:
            raw(run)
        for action in actions:
            if action not in run.held:
                require(run.context.principal, action)
        return resolve(run, source)

    return resolved


def _of_kinds(resolve: Resolve, kinds: Mapping[type, Action]) -> Resolve:
    def resolved(run: Run, source: Any) -> Any:
        value = resolve(run, source)
        action = kinds.get(type(value))
        if action is not None:
            require(run.context.principal, action)
        return value

    return resolved
