"""Scalars and enums written as JSON, each with the room that it takes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any, Final, TypeAlias

from graphql import GraphQLBoolean, GraphQLEnumType, GraphQLID, GraphQLInt, GraphQLLeafType, GraphQLString, Undefined
from graphql.type.scalars import GRAPHQL_MAX_INT, GRAPHQL_MIN_INT

from creditrules.api.engine.answer_size import OTHER_LEAF, json_size, text_size

__all__ = ["Writer", "plain_json", "quoted", "writer_of"]

Writer: TypeAlias = Callable[[Any], tuple[str, int, int]]
"""From a value that is not null to its JSON, its size, and how many objects are in it.

Raises what the type does, and for what is no value: an exception, Undefined.
"""

quoted: Final[Callable[[str], str]] = encode_basestring
"""A text as it stands in JSON."""


plain_json: Final[Callable[[object], str]] = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""JSON as answers are written in: no spaces, no escapes but those that are needed."""


def writer_of(type_: GraphQLLeafType) -> Writer:
    """What writes values of a scalar or an enum: exactly what graphql-core makes of them."""
    if isinstance(type_, GraphQLEnumType):
        return _enum_writer(type_)
    quick = _QUICK.get(type_.name)
    return quick(type_) if quick is not None else _general_writer(type_)


def _general_writer(type_: GraphQLLeafType) -> Writer:
    def write(value: Any) -> tuple[str, int, int]:
        if isinstance(value, Exception):
            raise value
        if value is Undefined:
            raise TypeError
        leaf = type_.coerce_output_value(value)
        if leaf is None or leaf is Undefined:
            raise _no_leaf(type_, value)
        if isinstance(leaf, str):
            return quoted(leaf), text_size(leaf), 0
        return plain_json(leaf), json_size(leaf), _objects_in(leaf)

    return write


def _no_leaf(type_: GraphQLLeafType, value: Any) -> Exception:
    from graphql.execution import Executor  # noqa: PLC0415 - asyncio, for what is a fault of ours

    try:
        Executor.complete_leaf_value(type_, value)
    except TypeError as told:
        return told
    return TypeError(type_.name)


def _objects_in(value: object) -> int:
    if isinstance(value, dict):
        return 1 + sum(map(_objects_in, value.values()))
    return sum(map(_objects_in, value)) if isinstance(value, list) else 0


def _text_writer(type_: GraphQLLeafType) -> Writer:
    other = _general_writer(type_)

    def write(value: Any) -> tuple[str, int, int]:
        if type(value) is not str:
            return other(value)
        text = quoted(value)
        if len(text) == len(value) + 2 and text.isascii():
            return text, len(text) + 2, 0
        return text, text_size(value), 0

    return write


def _boolean_writer(type_: GraphQLLeafType) -> Writer:
    other = _general_writer(type_)
    known = {True: ("true", OTHER_LEAF, 0), False: ("false", OTHER_LEAF, 0)}
    return lambda value: known[value] if value is True or value is False else other(value)


def _int_writer(type_: GraphQLLeafType) -> Writer:
    other = _general_writer(type_)

    def write(value: Any) -> tuple[str, int, int]:
        if type(value) is int and GRAPHQL_MIN_INT <= value <= GRAPHQL_MAX_INT:
            return str(value), OTHER_LEAF, 0
        return other(value)

    return write


def _own_writer(kind: type) -> Callable[[GraphQLLeafType], Writer]:
    """Of scalars of ours that leave as a text without anything to escape."""

    def made(type_: GraphQLLeafType) -> Writer:
        other, serialize = _general_writer(type_), type_.coerce_output_value

        def write(value: Any) -> tuple[str, int, int]:
            if type(value) is not kind:
                return other(value)
            text = f'"{serialize(value)}"'
            return text, len(text) + 2, 0

        return write

    return made


def _moment_writer(type_: GraphQLLeafType) -> Writer:
    other = _own_writer(datetime)(type_)
    return lambda value: _utc(value) if type(value) is datetime and value.tzinfo is UTC else other(value)


@lru_cache(2048)
def _utc(moment: datetime) -> tuple[str, int, int]:
    """Most of what is told of moments are those of versions, the same with every answer."""
    text = f'"{moment.isoformat()[:-6]}Z"'
    return text, len(text) + 2, 0


def _enum_writer(type_: GraphQLEnumType) -> Writer:
    """By the identity of a member, which its enum keeps: their own hashes are slow."""
    other = _general_writer(type_)
    known: dict[int, tuple[str, int, int]] = {}

    def write(value: Any) -> tuple[str, int, int]:
        found = known.get(id(value))
        if found is None:
            found = other(value)
            if isinstance(value, Enum):
                known[id(value)] = found
        return found

    return write


_QUICK: Final[dict[str, Callable[[GraphQLLeafType], Writer]]] = {
    GraphQLString.name: _text_writer,
    GraphQLID.name: _text_writer,
    GraphQLBoolean.name: _boolean_writer,
    GraphQLInt.name: _int_writer,
    "Decimal": _own_writer(Decimal),
    "DateTime": _moment_writer,
}
