"""Messages are ours and short: no error repeats a literal, a value or a fact, whatever is sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLInputField,
    GraphQLInputType,
    get_named_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
    is_required_argument,
    is_required_input_field,
    specified_rules,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creditrules.api import GRAPHQL_SCHEMA
from creditrules.api.engine.validation import sentences

ADMINISTRATOR = "administrator"
MARK = "S3CR3T"
DIGITS = "8675309424242"
"""The mark where a number has to stand."""
FORMS = [f'"{MARK}"', MARK, DIGITS, f"-{DIGITS}.5", f'["{MARK}", {MARK}]', f'{{x: "{MARK}"}}', f'"""{MARK}"""']
VALUES: list[Any] = [MARK, int(DIGITS), [MARK, [MARK]], {"x": MARK}, True, None, 0.5, MARK * 1000]
LARGEST = 64 * 1024


def no_echo(answer: dict[str, Any]) -> None:
    told = json.dumps(answer.get("errors", []))
    assert MARK not in told, told
    assert DIGITS not in told, told
    assert len(told) < LARGEST
    for error in answer.get("errors", []):
        assert len(error["message"]) <= 300
        assert error["extensions"]["code"] != "INTERNAL_SERVER_ERROR"
        assert not any(word in error["message"] for word in ("not int", "instance>", "GraphQLError", "NoneType"))


def roots() -> list[tuple[str, str, dict[str, GraphQLArgument]]]:
    found = []
    for kind, type_ in (("query", GRAPHQL_SCHEMA.query_type), ("mutation", GRAPHQL_SCHEMA.mutation_type)):
        assert type_
        found += [(kind, name, field.args) for name, field in type_.fields.items() if field.args]
    return found


def places(arguments: dict[str, GraphQLArgument], around: Callable[[str], str], depth: int = 3) -> list[str]:
    """Texts of arguments in which one place of the input takes %s, with what is needed beside it filled."""
    found = []
    for name, argument in arguments.items():
        beside = [f"{other}: {_filled(it.type)}" for other, it in arguments.items() if _needed(it) and other != name]
        found += [around(", ".join([f"{name}: {inner}", *beside])) for inner in _places(argument.type, depth)]
    return found


def _places(type_: GraphQLInputType, depth: int) -> list[str]:
    bare: Any = type_.of_type if is_non_null_type(type_) else type_
    found = ["%s"]
    if is_list_type(bare):
        found += [f"[{inner}]" for inner in _places(bare.of_type, depth)]
    elif is_input_object_type(bare) and depth:
        for name, field in bare.fields.items():
            beside = [f"{o}: {_filled(it.type)}" for o, it in bare.fields.items() if _needed(it) and o != name]
            found += [f"{{{', '.join([f'{name}: {each}', *beside])}}}" for each in _places(field.type, depth - 1)]
    return found


def _needed(it: GraphQLArgument | GraphQLInputField) -> bool:
    return is_required_argument(it) if isinstance(it, GraphQLArgument) else is_required_input_field(it)


def _filled(type_: GraphQLInputType) -> str:
    bare: Any = type_.of_type if is_non_null_type(type_) else type_
    if is_list_type(bare):
        return "[]"
    if is_input_object_type(bare):
        return "{" + ", ".join(f"{name}: {_filled(it.type)}" for name, it in bare.fields.items() if _needed(it)) + "}"
    return {"Int": "1", "Boolean": "true", "JSON": "{}"}.get(bare.name, f'"{MARK}"')


def literals() -> list[str]:
    found = []
    for kind, name, arguments in roots():
        type_ = GRAPHQL_SCHEMA.query_type if kind == "query" else GRAPHQL_SCHEMA.mutation_type
        assert type_
        composite = is_object_type(get_named_type(type_.fields[name].type))
        braces = "{ __typename }" if composite or name == "node" else ""
        found += places(arguments, lambda given, k=kind, n=name, b=braces: f"{k} {{ {n}({given}) {b} }}")  # type: ignore[misc]
    return found


LITERALS = literals()


@given(query=st.sampled_from(LITERALS), form=st.sampled_from(FORMS))
@settings(
    max_examples=300, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_literal_comes_back_wherever_it_stands(lender: Any, query: str, form: str) -> None:
    no_echo(lender.answer(query % form, token=ADMINISTRATOR))


FACTS = st.dictionaries(st.sampled_from(["overdueDays", "requestedAmount", "none"]), st.sampled_from(VALUES))
PINS = st.fixed_dictionaries({}, optional={"version": st.sampled_from(VALUES), "ruleSet": st.sampled_from(VALUES)})
INPUTS = st.fixed_dictionaries(
    {"facts": FACTS | st.sampled_from(VALUES)},
    optional={
        "product": st.sampled_from(VALUES),
        "products": st.sampled_from(VALUES),
        "validAt": st.sampled_from(VALUES),
        "pins": st.sampled_from(VALUES)
        | st.lists(st.fixed_dictionaries({}, optional={"version": st.sampled_from(VALUES)})),
        "request": st.dictionaries(st.sampled_from(["amount", "currency", "term", "none"]), st.sampled_from(VALUES)),
        "parties": st.lists(st.fixed_dictionaries({"facts": FACTS | st.sampled_from(VALUES)}), max_size=2),
        "locale": st.sampled_from(VALUES),
    },
)


@given(input_=INPUTS)
@settings(
    max_examples=120, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_variable_and_no_fact_comes_back(lender: Any, input_: dict[str, Any]) -> None:
    query = "query($i: EligibilityInput!) { eligibility(input: $i) { decisions { outcome problems { code } } } }"
    no_echo(lender.answer(query, {"i": input_}))


@pytest.mark.parametrize(
    "text",
    [
        f'{{ products(first: "{MARK}" }}',
        f"{{ products }} {DIGITS}",
        f'{{ products(first: "{MARK}',
        f'{{ a(b: "\\u{MARK}") }}',
        f"{{ products(first: {DIGITS}x) }}",
        f'"{MARK}" {{ products }} "{MARK}"',
        f"query(${'a' * 100}: [[[[Int]]]] = {MARK}) {{ products {{ totalCount }} }}",
        f'{{ products @skip(if: "{MARK}") {{ totalCount }} }}',
        f'{{ products @include(if: {MARK}, unless: "{MARK}") {{ totalCount }} }}',
    ],
)
def test_what_does_not_parse_or_stand_is_not_repeated(lender: Any, text: str) -> None:
    answer = lender.answer(text)
    assert answer["errors"]
    no_echo(answer)


def test_every_rule_of_graphql_core_has_a_sentence_of_ours() -> None:
    """Those of what the schema has not, @defer and @stream, have the general one; values are held by a rule of ours."""
    named = {rule.__name__ for rule in specified_rules}
    untold = {name for name in named - set(sentences._SENTENCES) if "Defer" not in name and "Stream" not in name}  # noqa: SLF001
    assert untold == {"ValuesOfCorrectTypeRule"}


WRONG = [
    (
        "{ nope }",
        "The type Query has no field 'nope'.",
    ),
    (
        '{ product(slug: "a") { slugg } }',
        "The type Product has no field 'slugg'.",
    ),
    (
        '{ product(sluck: "a", slug: "b") { slug } }',
        "There is no argument 'sluck' here.",
    ),
    (
        "{ product { slug } }",
        "The argument 'slug' is missing.",
    ),
    (
        "{ product(slug: 5) { slug } }",
        "slug: A text is expected.",
    ),
    (
        '{ product(slug: "a") { slug { x } } }',
        "The field has no fields of its own.",
    ),
    (
        '{ product(slug: "a") }',
        "The field 'product' is an object.",
    ),
    (
        "{ products(category: 7) { totalCount } }",
        "There is no argument 'category' here.",
    ),
    (
        "{ ...f }",
        "There is no fragment 'f'.",
    ),
    (
        "{ __typename } fragment f on Product { slug }",
        "The fragment 'f' is not used.",
    ),
    (
        "{ ...f } fragment f on Product { slug }",
        "What is spread here can never be of the fragment's type.",
    ),
    (
        "{ ...f } fragment f on Query { ...f }",
        "The fragment 'f' leads back to itself.",
    ),
    (
        "{ ...f } fragment f on Nope { slug }",
        "The schema has no type 'Nope'.",
    ),
    (
        "query($a: Product) { __typename @skip(if: $a) }",
        "A variable cannot be of the type 'Product', which is one of answers.",
    ),
    (
        "query($a: Int) { __typename @skip(if: $a) }",
        "The variable '$a' is not of the type that its place takes.",
    ),
    (
        "query($a: Int) { __typename }",
        "The variable '$a' is not used.",
    ),
    (
        "{ product(slug: $a) { slug } }",
        "The variable '$a' is not declared.",
    ),
    (
        "{ __typename @nope }",
        "There is no directive @nope.",
    ),
    (
        "query @skip(if: true) { __typename }",
        "The directive @skip does not belong here.",
    ),
    (
        '{ a: product(slug: "a") { slug } a: product(slug: "b") { slug } }',
        "What is answered as 'a' differs from place to place.",
    ),
    (
        '{ product(slug: "a", slug: "b") { slug } }',
        "The argument 'slug' is given twice.",
    ),
    (
        "{ eligibility(input: {facts: {}, facts: {}}) { forecast } }",
        "The field 'facts' is given twice.",
    ),
    (
        "{ eligibility(input: {}) { forecast } }",
        "input.facts: It is missing.",
    ),
    (
        "{ eligibility(input: {facts: {}, factz: 1}) { forecast } }",
        "input.factz: The type EligibilityInput has no field 'factz'.",
    ),
    (
        '{ eligibility(input: {facts: {}, pins: [{version: "x"}]}) { forecast } }',
        "input.pins[1].version: A whole number from -2147483648 to 2147483647 is expected.",
    ),
    (
        "{ __typename } { __typename }",
        "An operation without a name stands alone in its document.",
    ),
    (
        "type A { b: Int }",
        "Only operations and fragments are taken, no definitions of types.",
    ),
]


@pytest.mark.parametrize(("query", "said"), WRONG)
def test_what_is_wrong_is_said_in_one_sentence(lender: Any, query: str, said: str) -> None:
    errors = lender.answer(query)["errors"]
    assert said in [error["message"] for error in errors]
    assert all(error["locations"] for error in errors)


def test_names_that_come_close_are_told_where_the_schema_may_be(lender: Any) -> None:
    [error] = lender.answer('{ product(slug: "a") { slugg } }')["errors"]
    assert error["extensions"]["hint"] == "Did you mean 'slug'?"


def test_each_wrong_variable_is_told_once_with_its_path(lender: Any) -> None:
    query = """query($a: EligibilityInput!, $b: EligibilityInput!, $c: Int!) {
        a: eligibility(input: $a) { forecast } b: eligibility(input: $b) { forecast }
        products(first: $c) { totalCount } }"""
    wrong = {"a": {"facts": {"x": "1" * 30_000}}, "b": {"pins": [{"version": 1}, {"version": None}]}, "c": "x"}
    answer = lender.answer(query, wrong)
    assert "data" not in answer
    told = [(error["extensions"]["field"], error["message"]) for error in answer["errors"]]
    assert told == [
        (["a", "facts", "x"], "a.facts.x: A text of 30000 characters is too long; 20000 are allowed."),
        (["b", "facts"], "b.facts: It is missing."),
        (["b", "pins", "1", "version"], "b.pins[2].version: A value is needed, not null."),
        (["c"], "c: A whole number from -2147483648 to 2147483647 is expected."),
    ]


FEW_BYTES = 20_000


def test_a_thousand_mistakes_are_a_short_answer(lender: Any) -> None:
    response = lender.post({"query": "{ products { nodes { " + " ".join(f"z{n}" for n in range(450)) + " } } }"})
    errors = json.loads(response.body)["errors"]
    assert (len(errors), errors[-1]["extensions"]["code"]) == (21, "MORE_ERRORS")
    assert len(response.body) < FEW_BYTES
    query = "query($i: EligibilityInput!) { eligibility(input: $i) { forecast } }"
    wrong: dict[str, Any] = {"facts": {}} | {f"{'z' * 5000}{n}": 1 for n in range(1000)}
    assert len(lender.post({"query": query, "variables": {"i": wrong}}).body) < FEW_BYTES
    facts = {f"{'z' * 5000}{n}": 1 for n in range(1000)}
    assert len(lender.post({"query": query, "variables": {"i": {"facts": facts}}}).body) < FEW_BYTES


def test_refused_fields_are_told_shortly_whatever_they_are_called(lender: Any) -> None:
    diff = "diff(from: {version: 0}, to: {version: 9}) { identical }"
    asked = " ".join(f'{"a" * 100}{n}: ruleSet(slug: "line-cap") {{ {"d" * 100}: {diff} }}' for n in range(12))
    response = lender.post({"query": "{" + asked + "}"})
    assert len(json.loads(response.body)["errors"]) == 12
    assert len(response.body) < FEW_BYTES


def test_names_beyond_a_bound_are_refused(lender: Any) -> None:
    [error] = lender.answer("{ " + "a" * 200 + ": __typename }")["errors"]
    assert error["extensions"]["code"] == "NAME_TOO_LONG"
