"""What plans make of variables is what graphql-core makes of them, for every input type of the schema."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

import pytest
from graphql import (
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLNonNull,
    build_schema,
    is_enum_type,
    is_input_type,
    is_list_type,
    is_non_null_type,
    parse,
)
from graphql.utilities.coerce_input_value import coerce_input_value

from creditrules.api import GRAPHQL_SCHEMA
from creditrules.api.engine.plans.inputs import Coercions
from creditrules.api.engine.plans.variables import Variables

TYPES = [each for name, each in GRAPHQL_SCHEMA.type_map.items() if is_input_type(each) and not name.startswith("__")]
ODD: tuple[Any, ...] = (
    None,
    "",
    "x",
    0,
    1,
    -1,
    2**40,
    1.5,
    Decimal("1.50"),
    True,
    [],
    {},
    [None],
    {"x": 1},
    "2026-01-01",
)
GOOD: dict[str, tuple[Any, ...]] = {
    "DateTime": ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00.1+08:00"),
    "Decimal": ("1.50", 3),
    "JSON": ({"a": [1, {"b": None}]}, "x"),
    "Date": ("2026-02-28",),
    "Boolean": (True, False),
    "Int": (3, 7),
}
OTHERS = build_schema("""
input Deep { inner: Deep, one: One, grid: [[Int!]!] = [[1]], name: String! = "n", ids: [ID] }
input One @oneOf { a: Int, b: [String!], c: Deep }
type Query { word(deep: Deep): Int }
""")


def made(lot: Random, type_: Any, depth: int = 4) -> Any:
    """A value that fits more often than not."""
    if lot.random() < 1 / 12 or not depth:
        return lot.choice(ODD)
    if is_non_null_type(type_):
        return made(lot, type_.of_type, depth)
    if is_list_type(type_):
        several = [made(lot, type_.of_type, depth - 1) for _ in range(lot.randrange(3))]
        return lot.choice([several, several, tuple(several), made(lot, type_.of_type, depth - 1)])
    if isinstance(type_, GraphQLInputObjectType):
        wanted = [name for name, field in type_.fields.items() if is_non_null_type(field.type) or lot.random() < 1 / 3]
        wanted = [*wanted, "unknown"] if lot.random() < 1 / 20 else wanted
        fields = type_.fields
        return {name: made(lot, fields[name].type, depth - 1) if name in fields else 1 for name in wanted}
    return lot.choice(list(type_.values) if is_enum_type(type_) else GOOD.get(type_.name, ("x", "é")))


@pytest.mark.parametrize("type_", [*TYPES, *map(OTHERS.get_type, ("Deep", "One"))], ids=str)
def test_a_value_comes_to_the_same(type_: Any) -> None:
    lot, coercions = Random(str(type_)), Coercions()  # noqa: S311 - made-up values, the same each time
    for each in (type_, GraphQLNonNull(type_)):
        coerce = coercions.of(each)
        for _ in range(60):
            value = made(lot, each)
            assert repr(coerce(value)) == repr(coerce_input_value(value, each)), value


def test_a_type_that_refuses_a_whole_object_says_that_a_variable_does_not_fit() -> None:
    def refuse(value: Any) -> Any:
        message = "Not so."
        raise GraphQLError(message)

    schema = build_schema("input Whole { a: Int } type Query { word(whole: Whole): Int }")
    operation: Any = parse("query($whole: Whole, $other: Int! = 3) { word(whole: $whole) }").definitions[0]
    whole: Any = schema.type_map["Whole"]
    variables = Variables(schema, operation, Coercions())
    fits = variables.coerced({"whole": {"a": 1}})
    assert fits is not None
    assert fits.coerced == {"whole": {"a": 1}, "other": 3}
    whole.out_type = refuse
    assert variables.coerced({"whole": {"a": 1}}) is None
    assert variables.coerced({"other": None}) is None
