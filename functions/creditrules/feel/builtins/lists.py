"""Functions of lists (DMN 1.5, clause 10.3.4.4): membership, parts, changes, set operations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from creditrules.feel import limits
from creditrules.feel.builtins.arguments import bounded_list, builtin, pay, strict
from creditrules.feel.builtins.signature import Builtin, Parameter, Signature
from creditrules.feel.run.evaluation import Run
from creditrules.feel.types import ANY, BOOLEAN, NUMBER, FunctionType, ListType, Type
from creditrules.feel.values.comparison import Identities, equal
from creditrules.feel.values.display import brief
from creditrules.feel.values.kinds import Function, Value

__all__ = ["LISTS"]

_ANY_LIST = ListType(ANY)
_LIST = Parameter("list", _ANY_LIST)
_POSITION = Parameter("position", NUMBER)
_NEW_ITEM = Parameter("newItem", ANY)


def _list_contains(run: Run, items: list[Value], element: Value) -> Value:
    return any(equal(item, element, run) for item in items)


def _index(run: Run, name: str, items: list[Value], position: Decimal) -> int | None:
    """A position from 1, or from -1 at the end, as Python counts; null with a warning where the list has none."""
    if position.copy_abs() > len(items) or not int(position):
        run.null("feel.position", f"{name}() has no position {brief(position)} in a list of {len(items)} items.")
        return None
    return int(position) - 1 if position > 0 else len(items) + int(position)


def _sublist(run: Run, items: list[Value], start: Decimal, length: Decimal | None = None) -> Value:
    first = _index(run, "sublist", items, start)
    if first is None:
        return None
    if length is None:
        return items[first:]
    if length < 1:
        return run.null("feel.position", f"sublist() needs a length of 1 or more, not {brief(length)}.")
    return items[first : first + int(min(length, Decimal(len(items))))]


def _insert_before(run: Run, items: list[Value], position: Decimal, new_item: Value) -> Value:
    index = _index(run, "insert before", items, position)
    return None if index is None else bounded_list(run, "insert before", [*items[:index], new_item, *items[index:]])


def _remove(run: Run, items: list[Value], position: Decimal) -> Value:
    index = _index(run, "remove", items, position)
    return None if index is None else [*items[:index], *items[index + 1 :]]


def _list_replace(run: Run, items: Value, place: Value, new_item: Value) -> Value:
    """By position, or every item for which a function of the item and the new one is true."""
    if not isinstance(items, list):
        return run.null("feel.argument", f"list replace() needs a list and was given {brief(items)}.")
    pay(run, items)
    if isinstance(place, Decimal):
        index = _index(run, "list replace", items, place)
        return None if index is None else [*items[:index], new_item, *items[index + 1 :]]
    if isinstance(place, Function):
        return _replace_matching(run, items, place, new_item)
    return run.null("feel.argument", f"list replace() needs a position or a function and was given {brief(place)}.")


def _replace_matching(run: Run, items: list[Value], match: Function, new_item: Value) -> Value:
    replaced: list[Value] = []
    for item in items:
        found = match(run, item, new_item)
        if not isinstance(found, bool):
            return run.null("feel.argument", f"list replace() needs true or false for {brief(item)}.")
        replaced.append(new_item if found else item)
    return replaced


def _reverse(_run: Run, items: list[Value]) -> Value:
    return items[::-1]


def _index_of(run: Run, items: list[Value], match: Value) -> Value:
    return [Decimal(index) for index, item in enumerate(items, 1) if equal(item, match, run)]


def _append(run: Run, items: Value, *new: Value) -> Value:
    if not isinstance(items, list):
        return run.null("feel.argument", f"append() needs a list and was given {brief(items)}.")
    pay(run, items)
    return bounded_list(run, "append", [*items, *new])


def _joined(run: Run, name: str, lists: tuple[Value, ...]) -> list[Value] | None:
    total: list[Value] = []
    for part in lists:
        if not isinstance(part, list):
            run.null("feel.argument", f"{name}() takes lists only and was given {brief(part)}.")
            return None
        pay(run, part)
        if len(total) + len(part) > limits.LIST_LENGTH:
            run.null("feel.list-length", f"{name}() would give more than {limits.LIST_LENGTH} items.")
            return None
        total += part
    return total


def _concatenate(run: Run, *lists: Value) -> Value:
    return _joined(run, "concatenate", lists)


def _union(run: Run, *lists: Value) -> Value:
    total = _joined(run, "union", lists)
    return None if total is None else _distinct_values(run, total)


def _distinct_values(run: Run, items: list[Value]) -> Value:
    """The first of each, in their order; every part of them is paid for once."""
    identities = Identities()
    first: dict[object, Value] = {}
    for item in items:
        first.setdefault(identities.of(item), item)
        run.spend(identities.taken_parts())
    return list(first.values())


def _flatten(run: Run, items: list[Value]) -> Value:
    """Without recursion; every item looked at is paid for, as lists may share parts many times over."""
    flat: list[Value] = []
    inside: list[Iterator[Value]] = [iter(items)]
    while inside:
        for item in inside[-1]:
            run.spend()
            if isinstance(item, list):
                inside.append(iter(item))
                break
            flat.append(item)
        else:
            inside.pop()
    return bounded_list(run, "flatten", flat)


def _items_joined(types: tuple[Type, ...]) -> Type:
    """Lists of one type make a list of it."""
    inner = {type_.item if isinstance(type_, ListType) else type_ for type_ in types}
    return ListType(inner.pop()) if len(inner) == 1 else _ANY_LIST


def _same_list(types: tuple[Type, ...]) -> Type:
    return types[0] if types and isinstance(types[0], ListType) else _ANY_LIST


def _of_list(name: str, function: Callable[..., Value], *further: Parameter, result: Type = _ANY_LIST) -> Builtin:
    parameters = (_LIST, *further)
    result_of = _same_list if result is _ANY_LIST and _NEW_ITEM not in further and name != "flatten" else None
    return builtin(name, strict(name, function, *parameters), Signature(parameters, result, result_of))


def _lists() -> Iterator[Builtin]:
    length = Parameter("length", NUMBER, optional=True)
    yield _of_list("list contains", _list_contains, Parameter("element", ANY), result=BOOLEAN)
    yield _of_list("sublist", _sublist, Parameter("start position", NUMBER), length)
    yield _of_list("insert before", _insert_before, _POSITION, _NEW_ITEM)
    yield _of_list("remove", _remove, _POSITION)
    matching = Parameter("match", FunctionType((("item", ANY), ("newItem", ANY)), BOOLEAN))
    yield builtin(
        "list replace",
        _list_replace,
        Signature((_LIST, matching, _NEW_ITEM), _ANY_LIST),
        Signature((_LIST, _POSITION, _NEW_ITEM), _ANY_LIST),
    )
    yield _of_list("reverse", _reverse)
    yield _of_list("index of", _index_of, Parameter("match", ANY), result=ListType(NUMBER))
    item = Parameter("item", ANY, variadic=True)
    yield builtin("append", _append, Signature((_LIST, item), _ANY_LIST))
    several = (Parameter("list", _ANY_LIST, variadic=True),)
    yield builtin("concatenate", _concatenate, Signature(several, _ANY_LIST, _items_joined))
    yield builtin("union", _union, Signature(several, _ANY_LIST, _items_joined))
    yield _of_list("distinct values", _distinct_values)
    yield _of_list("flatten", _flatten)


LISTS = tuple(_lists())
