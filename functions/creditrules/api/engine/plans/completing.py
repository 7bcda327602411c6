"""How what a field came to is written: leaves, lists, objects and abstract types, as graphql-core completes values."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any, Final, Generic, TypeAlias

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLOutputType,
    Undefined,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)
from graphql.pyutils import is_iterable

from creditrules.api.engine.plans.keeping import Untold
from creditrules.api.engine.plans.leaves import writer_of
from creditrules.api.engine.plans.run import NULL, AskedInfo, Full, Place, Run
from creditrules.api.engine.plans.selections import Planner, nullable
from creditrules.api.engine.plans.steps import Complete, FieldPlan, Selection, refuse_null

__all__ = ["completing"]

_DECLARED: Final = "__declared__"
"""What classes of the schema's types have, see `creditrules.api.types.declaring`."""


Untelling: TypeAlias = Callable[[Complete], Complete] | None
"""See `completing`."""


def completing(planner: Planner, planned: FieldPlan, untold: Untelling = None) -> Complete:
    """What writes the values of a field. untold: see `Completing`."""
    return _complete(planner, planned, planned.definition.type, untold)


def _complete(planner: Planner, planned: FieldPlan, type_: GraphQLOutputType, untold: Untelling) -> Complete:
    strict = bool(is_non_null_type(type_))
    bare: Any = nullable(type_)
    empty = _refusing_null(planned) if strict else _write_null
    if is_leaf_type(bare):
        return _leaf(bare, empty)
    if is_list_type(bare):
        return _list(_complete(planner, planned, bare.of_type, untold), planned, bare.of_type, empty)
    return _object(planner, planned, bare, empty, untold)


def _write_null(run: Run, value: Any, _place: Place) -> None:
    """Of what is no ordinary value: null, or an error in its place."""
    if isinstance(value, Exception):
        raise value
    run.out.append(NULL)


def _refusing_null(planned: FieldPlan) -> Complete:
    return lambda _run, value, _place: refuse_null(planned, value)


def _is_nothing(value: Any) -> bool:
    return value is None or value is Undefined or isinstance(value, Exception)


def _leaf(type_: Any, empty: Complete) -> Complete:
    write = writer_of(type_)

    def complete(run: Run, value: Any, place: Place) -> None:
        if value is None or value is Undefined or isinstance(value, Exception):
            empty(run, value, place)
            return
        text, size, objects = write(value)
        run.left -= size
        if run.left < 0:
            raise Full
        run.objects += objects
        run.out.append(text)

    return complete


def _list(each: Complete, planned: FieldPlan, item: GraphQLOutputType, empty: Complete) -> Complete:
    nodes, strict = planned.nodes, bool(is_non_null_type(item))

    def complete(run: Run, value: Any, place: Place) -> None:
        if type(value) is not list and _listed(value, planned) is None:
            empty(run, value, place)
            return
        out = run.out
        out.append("[")
        for index, found in enumerate(value):
            if index:
                out.append(",")
            mark = len(out), run.objects
            here = place, index
            try:
                each(run, found, here)
            except Exception as raw:  # noqa: BLE001  (an item's error is the item's where it can be null)
                run.failed(raw, nodes, here, mark, strict)
        out.append("]")

    return complete


def _listed(value: Any, planned: FieldPlan) -> Iterable[Any] | None:
    """What can be gone through; None for null. Raises GraphQLError where it cannot."""
    if _is_nothing(value):
        return None
    if not is_iterable(value):
        name = planned.details[0].node.name.value
        message = f"Expected Iterable, but did not find one for field '{planned.owner}.{name}'."
        raise GraphQLError(message)
    return value


def _object(planner: Planner, planned: FieldPlan, type_: Any, empty: Complete, untold: Untelling) -> Complete:
    known: dict[type, Selection] = {type(None): empty}
    abstract, details = bool(is_abstract_type(type_)), planned.details
    nodes: list[FieldNode] = planned.nodes
    schema, name = planner.schema, nodes[0].name.value

    def found(run: Run, value: Any) -> Selection:
        """As graphql-core goes about it; kept for the class where nothing else plays a part."""
        if _is_nothing(value):
            return empty
        info: Any = AskedInfo(run.context, name, schema)
        of: GraphQLObjectType = _runtime_type(planner, planned, type_, value, info) if abstract else type_
        if of.is_type_of and not of.is_type_of(value, info):
            from graphql.execution.executor import invalid_return_type_error  # noqa: PLC0415 - asyncio, for a fault

            raise invalid_return_type_error(of, value, details)
        selection = planner.selection(of, details, type(value))
        if planner.keeps and _goes_by_class(value):
            known[type(value)] = selection
        return selection

    def complete(run: Run, value: Any, place: Place) -> None:
        selection = known.get(type(value))
        if selection is None:
            selection = found(run, value)
        selection(run, value, place)

    if untold is not None:
        known[Untold] = untold(complete)
    return complete


def _goes_by_class(value: Any) -> bool:
    """Whether all objects of its class are of one type of the schema."""
    cls = type(value)
    return hasattr(cls, _DECLARED) and Generic not in cls.__mro__


def _runtime_type(planner: Planner, planned: FieldPlan, type_: Any, value: Any, info: Any) -> GraphQLObjectType:
    found = type_.resolve_type(value, info, type_) if type_.resolve_type else _by_default(value, info, type_)
    known = planner.schema.get_type(found) if isinstance(found, str) else None
    if is_object_type(known) and planner.schema.is_sub_type(type_, known):
        return known
    from graphql.execution import Executor  # noqa: PLC0415 - asyncio, for a fault

    check: Any = Executor.ensure_valid_runtime_type
    place = SimpleNamespace(parent_type=planned.owner, field_name=info.field_name)
    of: GraphQLObjectType = check(planner, found, type_, planned.details, place, value)
    return of


def _by_default(value: Any, info: Any, type_: Any) -> Any:
    from graphql.execution import default_type_resolver  # noqa: PLC0415 - as above

    return default_type_resolver(value, info, type_)
