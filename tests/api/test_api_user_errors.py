"""What is wrong in a mutation's input is told in `userErrors`: a place of the input that there is, a sentence, a code.

Generated: every mutation, with every field of its input left empty, too long, unknown or out of bounds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from graphql import (
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    get_named_type,
    get_nullable_type,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    is_required_argument,
)
from tests.api.conftest import BEHAVIOUR, CASH_LOAN
from tests.api.listings import RATE, World, two_lenders
from tests.api.test_api_isolation import root, value

from creditrules.api import GRAPHQL_SCHEMA
from creditrules.api.schema.own_types import DEFINITION
from creditrules.api.types.input_places import place_in
from creditrules.codes import code_named

ODD: Mapping[str, tuple[object, ...]] = {
    "String": ("", "no such thing", "x" * 5_000, "a\u202eb"),
    "ID": ("", "x", "UHJvZHVjdDpQOnBheS1sYXRlcg"),
    "Int": (-1, 10**6),
    "Decimal": ("-1",),
    "DateTime": ("1601-01-01T00:00:00Z", "2026-01-01T00:00:00Z"),
    "Date": ("1601-01-01",),
    "JSON": (1, {"no such fact": 1}),
}
MUTATIONS = root("Mutation").fields


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with two_lenders() as (made, _):
        yield made


@pytest.fixture(scope="module")
def told(world: World) -> dict[str, list[Any]]:
    """By mutation, all that was told of its inputs."""
    version = world.ask('{ ruleSet(slug: "behaviour") { version(number: 1) { id } } }')["data"]["ruleSet"]["version"]
    known = {
        "proposal": world.clashing, "activation": world.correction, "version": version["id"], "product": "pay-later",
        "partner": "a", "name": "a", "validFrom": "2020-01-01T00:00:00Z",
    }  # fmt: skip
    return {
        name: [error for given in inputs(name, known | written(name)) for error in errors(world, name, given)]
        for name in MUTATIONS
    }


def written(name: str) -> dict[str, object]:
    """A document of the kind that the mutation is about, and its content."""
    documents = {"Product": ("cash-loan", CASH_LOAN), "Parameter": ("rate", RATE)}
    found = next((each for kind, each in documents.items() if kind in name), ("behaviour", BEHAVIOUR))
    return dict(zip(("slug", "content"), found, strict=True))


def input_of(name: str) -> Any:
    return get_nullable_type(MUTATIONS[name].args["input"].type)


def inputs(name: str, known: Mapping[str, object]) -> Iterator[dict[str, Any]]:
    plain: Any = value("input", input_of(name), known)
    yield plain
    for path, kind in leaves(input_of(name)):
        for odd in ODD.get(kind, ()):
            yield placed(plain, path, odd)


def leaves(type_: GraphQLInputObjectType) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every field of it and of the objects in it, with the name of its type; of lists the one element."""
    for name, field in type_.fields.items():
        inner, many = get_named_type(field.type), isinstance(get_nullable_type(field.type), GraphQLList)
        path = (name, "0") if many else (name,)
        if isinstance(inner, GraphQLInputObjectType):
            yield from (((*path, *further), kind) for further, kind in leaves(inner) if len(further) < 2)
        elif not is_enum_type(inner):
            yield path, inner.name


def placed(given: Any, path: tuple[str, ...], odd: object) -> Any:
    """The same with something odd at the path; what is not there on the way is made."""
    if not path:
        return odd
    step, further = path[0], path[1:]
    if step == "0":
        return [placed(given[0] if given else None, further, odd)]
    inner = given if isinstance(given, dict) else {}
    return {**inner, step: placed(inner.get(step), further, odd)}


def errors(world: World, name: str, given: dict[str, Any]) -> list[Any]:
    told = "userErrors { field message code hint }"
    query = f"mutation($input: {input_of(name)}!) {{ {name}(input: $input) {{ {told} }} }}"
    answer = world.tried(query, {"input": given})
    return ((answer.get("data") or {}).get(name) or {"userErrors": []})["userErrors"]  # type: ignore[no-any-return]


def test_every_mutation_takes_one_input_and_tells_user_errors() -> None:
    for name, mutation in MUTATIONS.items():
        assert list(mutation.args) == ["input"], name
        assert is_required_argument(mutation.args["input"])
        assert str(get_named_type(mutation.type).fields["userErrors"].type) == "[UserError!]!"


def test_every_mutation_tells_what_is_wrong(told: dict[str, list[Any]]) -> None:
    assert [name for name, found in told.items() if not found] == []


def test_the_field_is_a_place_of_the_input(told: dict[str, list[Any]]) -> None:
    wrong = [
        (name, error["field"], error["code"])
        for name, found in told.items()
        for error in found
        if error["field"][:1] != ["input"] or not is_place(input_of(name), error["field"][1:])
    ]
    assert wrong == []


def is_place(type_: Any, path: list[str]) -> bool:
    """Whether the path leads somewhere in a value of the type; into facts it goes by names, into texts by lines."""
    if isinstance(type_, GraphQLNonNull):
        return is_place(type_.of_type, path)
    if not path or str(type_) in {"JSON", "String"}:
        return True
    if isinstance(type_, GraphQLList):
        return path[0].isdecimal() and is_place(type_.of_type, path[1:])
    fields = getattr(type_, "fields", {})
    return path[0] in fields and is_place(fields[path[0]].type, path[1:])


def test_messages_are_sentences_and_codes_are_in_the_catalogue(told: dict[str, list[Any]]) -> None:
    for name, found in told.items():
        for error in found:
            assert re.fullmatch(r"\S.{,299}[.!?…]", error["message"]), (name, error)
            assert code_named(error["code"]) is not None, (name, error)
            assert error["hint"] is None or re.fullmatch(r"\S.*[.!?…]", error["hint"]), (name, error)


INPUTS = [kind for kind in GRAPHQL_SCHEMA.type_map.values() if isinstance(kind, GraphQLInputObjectType)]


def ways(kind: Any, depth: int = 3) -> Iterator[tuple[str, ...]]:
    """Into values of the type, as the schema has it, and into what facts and texts have."""
    kind = get_nullable_type(kind)
    if is_list_type(kind):
        yield from (("7", *way) for way in ((), *ways(kind.of_type, depth)))
    elif is_input_object_type(kind) and depth:
        for name, each in kind.fields.items():
            yield from ((name, *way) for way in ((), *ways(each.type, depth - 1)))
    elif get_named_type(kind).name in {"String", "JSON"}:
        yield ("any",)


@pytest.mark.parametrize("kind", INPUTS, ids=lambda kind: kind.name)
def test_every_place_that_the_schema_has_in_an_input_is_found_and_no_other(kind: GraphQLInputObjectType) -> None:
    given = kind.extensions[DEFINITION].origin
    found = list(ways(kind))
    assert [place_in(given, way) for way in found] == found
    assert place_in(given, ("noSuchThing",)) == (("proposal",) if "proposal" in kind.fields else ())
    ends = [way for way in found if way[-1] != "7" and (*way, "any") not in found]
    assert {place_in(given, (*way, "noSuchThing")) for way in ends if way[-1] != "any"} <= set(ends)
