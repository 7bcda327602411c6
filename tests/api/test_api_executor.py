"""Plans take shorter ways than graphql-core's own executor, to the same leaves, arguments and errors."""

from enum import StrEnum
from types import SimpleNamespace
from typing import Any

import pytest
from graphql import (
    FragmentDefinitionNode,
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLField,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLString,
    Undefined,
    execute_sync,
    parse,
)

from creditrules.api.engine.plans.inputs import Coercions
from creditrules.api.engine.plans.leaves import plain_json
from creditrules.api.engine.plans.marks import ATTRIBUTE, WITHOUT_INFO
from creditrules.api.engine.plans.plan import Plan
from creditrules.auth import Principal


class Colour(StrEnum):
    RED = "red"


def backwards(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("No text.")
    return value[::-1]


LEAVES: dict[str, Any] = {
    "string": GraphQLString,
    "id": GraphQLID,
    "boolean": GraphQLBoolean,
    "int": GraphQLInt,
    "float": GraphQLFloat,
    "colour": GraphQLEnumType("Colour", Colour),
    "backwards": GraphQLScalarType("Backwards", serialize=backwards),
}
VALUES: dict[str, Any] = {
    "text": "text",
    "empty": "",
    "red": "red",
    "member": Colour.RED,
    "one": 1,
    "large": 2**40,
    "true": True,
    "half": 0.5,
    "nothing": None,
    "undefined": Undefined,
    "fault": ValueError("A value that is a fault."),
    "list": ["text"],
    "object": object,
}


def reading(name: str) -> Any:
    def resolve(source: Any, _info: Any, /) -> Any:
        return getattr(source, name)

    setattr(resolve, ATTRIBUTE, name)
    return resolve


def raising(_source: Any, info: Any, /) -> Any:
    raise RuntimeError(f"At {info.field_name}.")


def saying(_source: Any, _info: Any, /, **given: Any) -> str:
    return repr(given)


setattr(saying, WITHOUT_INFO, True)


def schema_of(value: Any) -> GraphQLSchema:
    """Each leaf plain, strict and in a list, of an object that may be null and of one that may not."""
    fields = {}
    for name, leaf in LEAVES.items():
        for kind, type_ in {"plain": leaf, "strict": GraphQLNonNull(leaf), "listed": GraphQLList(leaf)}.items():
            fields[f"{kind}_{name}"] = GraphQLField(type_, resolve=reading("value"))
        fields[f"raising_{name}"] = GraphQLField(leaf, resolve=raising)
        fields[f"raisingStrict_{name}"] = GraphQLField(GraphQLNonNull(leaf), resolve=raising)
    arguments = {
        "said": GraphQLArgument(GraphQLString),
        "usual": GraphQLArgument(GraphQLInt, default_value=3),
        "listed": GraphQLArgument(GraphQLList(GraphQLInt), default_value=[1]),
    }
    fields["saying"] = GraphQLField(GraphQLString, args=arguments, resolve=saying)
    del arguments["listed"]
    fields["sayingLess"] = GraphQLField(GraphQLString, args=dict(arguments), resolve=saying)
    needed = {"needed": GraphQLArgument(GraphQLNonNull(GraphQLInt))}
    fields["sayingNeeded"] = GraphQLField(GraphQLString, args=needed, resolve=saying)
    thing = GraphQLObjectType("Thing", fields)
    source = SimpleNamespace(value=value)
    root = {
        "thing": GraphQLField(thing, resolve=lambda *_: source),
        "things": GraphQLField(GraphQLList(GraphQLNonNull(thing)), resolve=lambda *_: [source, None, source]),
        "strictThing": GraphQLField(GraphQLNonNull(thing), resolve=lambda *_: source),
    }
    return GraphQLSchema(GraphQLObjectType("Query", root))


def both(schema: GraphQLSchema, query: str, variables: dict[str, Any]) -> list[Any]:
    document = parse(query)
    core = execute_sync(schema, document, variable_values=variables, hide_suggestions=True)
    operation: Any = document.definitions[0]
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    context: Any = SimpleNamespace(principal=Principal("acme", "shop", frozenset()))
    ours = Plan(schema, operation, fragments, Coercions()).execute(context, variables, 10**6)
    assert ours is not None
    told = [(plain_json(core.data), core.errors), (ours.data, ours.errors)]
    return [(data, [error.formatted for error in errors or ()]) for data, errors in told]


@pytest.mark.parametrize("value", VALUES)
def test_each_leaf_is_what_graphql_core_makes_of_it(value: str) -> None:
    schema = schema_of(VALUES[value])
    thing: Any = schema.type_map["Thing"]
    seen = 0
    for name, field in thing.fields.items():
        if field.args:
            continue
        for root in ("thing", "things", "strictThing"):
            core, ours = both(schema, f"{{ {root} {{ __typename again: {name} {name} }} }}", {})
            assert ours == core, (name, root)
            seen += 1
    assert seen == 3 * 5 * len(LEAVES)


@pytest.mark.parametrize(
    "asked",
    [
        "saying sayingLess",
        'saying(said: "x") sayingLess(said: "x", usual: 4)',
        "saying(usual: null) sayingLess(usual: null)",
        "saying(said: $text) sayingLess(said: $text) sayingLess2: sayingLess(usual: $number)",
        "sayingNeeded(needed: $number) sayingNeeded2: sayingNeeded",
    ],
)
@pytest.mark.parametrize("variables", [{}, {"text": "t", "number": 5}, {"text": None, "number": None}])
def test_leaves_get_the_arguments_that_graphql_core_gives(asked: str, variables: dict[str, Any]) -> None:
    query = f"query($text: String, $number: Int) {{ thing {{ ...Asked }} }} fragment Asked on Thing {{ {asked} }}"
    core, ours = both(schema_of("text"), query, variables)
    assert ours == core


def test_a_resolver_that_was_put_in_place_of_another_is_the_one_that_is_asked() -> None:
    schema = schema_of("text")
    query = "{ thing { plain_string } }"
    assert both(schema, query, {})[1] == ('{"thing":{"plain_string":"text"}}', [])
    thing: Any = schema.type_map["Thing"]
    thing.fields["plain_string"].resolve = lambda _source, info: str(info.field_name)
    assert both(schema, query, {})[1] == ('{"thing":{"plain_string":"plain_string"}}', [])
