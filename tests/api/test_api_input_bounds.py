"""Inputs are bounded before anything is made of them: lists, values, texts of documents, parameters of addresses."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any, NoReturn, TypeAlias

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLInputField,
    OperationDefinitionNode,
    get_named_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    parse,
)

from creditrules.api import GRAPHQL_SCHEMA, Request
from creditrules.api.engine.inputs.holding import MOST_ITEMS
from creditrules.api.engine.inputs.variables import ListBounds, refuse_many_values
from creditrules.api.schema.list_bounds import input_lists
from creditrules.errors import Refusal

BOUNDS = ListBounds(GRAPHQL_SCHEMA)
QUESTION = "query($i: EligibilityInput!) { eligibility(input: $i) { forecast } }"


Lists: TypeAlias = tuple[list[str | int], int, Any]


class Untouched(list[Any]):
    """A list that nobody may look into."""

    def __iter__(self) -> NoReturn:
        raise AssertionError("looked into")

    def __getitem__(self, _: object) -> NoReturn:
        raise AssertionError("looked into")


def bare(type_: Any) -> Any:
    return type_.of_type if is_non_null_type(type_) else type_


def within(
    definition: GraphQLArgument | GraphQLInputField, depth: int = 4
) -> Iterator[tuple[list[str | int], int, Any]]:
    """Each list inside an argument: its path, its bound, and a value that holds one item too many there."""
    type_ = bare(definition.type)
    if is_list_type(type_):
        most = definition.extensions[MOST_ITEMS]
        yield [], most, Untouched([None] * (most + 1))
        type_ = bare(type_.of_type)
        if is_input_object_type(type_) and depth:
            for name, field in type_.fields.items():
                yield from (([0, name, *path], most, [{name: value}]) for path, most, value in within(field, depth - 1))
    elif is_input_object_type(type_) and depth:
        for name, field in type_.fields.items():
            yield from (([name, *path], most, {name: value}) for path, most, value in within(field, depth - 1))


def all_lists() -> list[Any]:
    found = []
    for root in (GRAPHQL_SCHEMA.query_type, GRAPHQL_SCHEMA.mutation_type):
        assert root
        for name, field in root.fields.items():
            for given, argument in field.args.items():
                for path, most, value in within(argument):
                    found.append(pytest.param(argument, path, most, value, id=f"{name}({given}:){path}"))
    return found


def test_every_list_of_an_input_has_a_bound_and_says_it() -> None:
    lists = dict(input_lists(GRAPHQL_SCHEMA))
    assert len(lists) > 40
    for place, definition in lists.items():
        assert definition.description, place
        assert definition.description.endswith(f"At most {definition.extensions[MOST_ITEMS]:,}."), place


@pytest.mark.parametrize(("argument", "path", "most", "value"), all_lists())
def test_a_list_beyond_its_bound_is_refused_before_anybody_looks_into_it(
    argument: GraphQLArgument, path: list[str | int], most: int, value: Any
) -> None:
    if not is_input_object_type(get_named_type(argument.type)):
        pytest.skip("a list of leafs as an argument has its bound from where the variable stands")
    operation = parse(f"query($v: {argument.type}) {{ x(v: $v) }}").definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    with pytest.raises(Refusal) as refused:
        BOUNDS.refuse_long(operation, {"v": value}, {"v": most})
    assert (refused.value.code, refused.value.field) == ("LIST_TOO_LONG", ("v", *path))
    assert refused.value.message == f"A list of {most + 1} items; {most} are allowed."


def test_a_list_that_is_a_variable_itself_has_the_bound_of_its_place(lender: Any) -> None:
    query = "query($p: [String!]) { eligibility(input: {facts: {}, products: $p}) { forecast } }"
    [error] = lender.answer(query, {"p": ["a"] * 1001})["errors"]
    assert (error["extensions"]["code"], error["extensions"]["field"]) == ("LIST_TOO_LONG", ["p"])
    assert "data" in lender.answer(query, {"p": ["a"] * 1000})


def test_a_literal_is_held_to_the_same(lender: Any) -> None:
    parties = ", ".join(['{name: "a", role: GUARANTOR, facts: {}}'] * 21)
    [error] = lender.answer(f"{{ eligibility(input: {{facts: {{}}, parties: [{parties}]}}) {{ forecast }} }}")["errors"]
    assert (error["extensions"]["code"], error["extensions"]["field"]) == ("LIST_TOO_LONG", ["input", "parties"])


def test_all_values_are_counted_and_counting_stops_at_the_bound() -> None:
    refuse_many_values({"a": [1, {"b": 2}], "c": None}, 5, 3)
    for variables, code in (
        ({"a": Untouched([1] * 6)}, "TOO_MANY_VALUES"),
        ({"a": [1, {"b": [2, 3]}], "c": None}, "TOO_MANY_VALUES"),
        ({"a": [[[[1]]]]}, "TOO_DEEP"),
    ):
        with pytest.raises(Refusal) as refused:
            refuse_many_values(variables, 5, 3)
        assert refused.value.code == code


def test_a_document_longer_than_the_bound_is_not_read(lender: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("creditrules.api.engine.preparing.parse", lambda *_, **__: pytest.fail("it was read"))
    [error] = lender.answer("{ __typename } #" + "x" * 300_000)["errors"]
    assert error["extensions"]["code"] == "QUERY_TOO_LONG"


@pytest.mark.parametrize("name", ["query", "variables", "operationName", "extensions"])
def test_a_parameter_of_the_address_given_twice_is_refused(lender: Any, name: str) -> None:
    headers = {"authorization": "Bearer partner"}
    response = lender.send(Request("GET", "/graphql", headers, f"query=%7B__typename%7D&{name}=1&{name}=2"))
    assert (response.status, json.loads(response.body)["errors"][0]["extensions"]["code"]) == (400, "BAD_ADDRESS")


PIN = {"ruleSet": "behaviour", "version": 1}
HOSTILE: dict[str, tuple[str, Any]] = {
    "100,000 pins": (QUESTION, {"i": {"facts": {}, "pins": [PIN] * 100_000}}),
    "100,000 parties": (QUESTION, {"i": {"facts": {}, "parties": [{"facts": {}}] * 100_000}}),
    "100,000 products": (QUESTION, {"i": {"facts": {}, "products": ["a"] * 100_000}}),
    "100,000 names that are none": (QUESTION, {"i": {f"x{n}": n for n in range(100_000)}}),
    "100,000 wrong variables": (QUESTION, {f"x{n}": n for n in range(100_000)}),
    "1,000 subjects of 500 exposures": (
        "query($i: EligibilityBatchInput!) { eligibilityBatch(input: $i) { lines } }",
        {"i": {"subjects": [{"subject": str(n), "facts": {}, "exposures": [{}] * 500} for n in range(1000)]}},
    ),
    "a megabyte of text": (QUESTION, {"i": {"facts": {"x": "x" * 1_000_000}}}),
    "a megabyte as a number": (QUESTION, {"i": {"facts": {}, "validAt": "9" * 1_000_000}}),
    "a megabyte as a name": (QUESTION, {"i": {"x" * 1_000_000: 1}}),
    "a megabyte as an operation": ("query " + "x" * 200_000 + " { __typename }", None),
    "a wrong list of a thousand": (QUESTION, {"i": {"facts": {}, "products": [5] * 1000}}),
    "half a megabyte of wrong fields": ("{" + " ".join(f"a{n}(x: 1)" for n in range(450)) + "}", None),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_hostile_is_answered_shortly_and_soon(lender: Any, name: str) -> None:
    """Read once as JSON it costs most of what it costs at all; the bound is wide as machines are loaded."""
    query, variables = HOSTILE[name]
    body = json.dumps({"query": query, "variables": variables}).encode()
    start = time.process_time()
    json.loads(body)
    read = time.process_time() - start
    start = time.process_time()
    response = lender.post(body)
    took = time.process_time() - start
    assert json.loads(response.body)["errors"]
    assert len(response.body) < 64 * 1024
    assert took < 0.5 + 12 * read, (took, read)
