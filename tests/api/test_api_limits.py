"""Bounds on operations, and what they cost."""

from __future__ import annotations

import time
from typing import Any

import pytest
from graphql import FragmentDefinitionNode, OperationDefinitionNode, get_introspection_query, parse

from creditrules.api import GRAPHQL_SCHEMA
from creditrules.api.engine.cost import Cost, operation_cost
from creditrules.api.engine.limits import refuse_oversized
from creditrules.config import Limits
from creditrules.errors import Refusal

LIMITS = Limits()
DEEP = "versionInForce { ruleSet { " * 9 + "slug" + " } }" * 9
DOUBLING = "".join(
    f" fragment f{n} on ProductConnection {{ totalCount ...f{n + 1} ...f{n + 1} }}"
    for n in range(LIMITS.query_fragments - 1)
)


BY_FRAGMENTS = f"""
{{ ...a }}
fragment a on Query {{ products {{ ...b }} }}
fragment b on ProductConnection {{ nodes {{ ruleSets {{ ...c }} }} }}
fragment c on RuleSet {{ versionInForce {{ ruleSet {{ ...d }} }} }}
fragment d on RuleSet {{ {"versionInForce { ruleSet { " * 6} slug {"} } " * 6} }}
"""
NESTED = """{
  ruleSets(first: 100) {
    nodes { versions(first: 100) { nodes { ruleSet { versions(first: 100) { nodes { number } } } } } }
  }
}"""


def cost_of(text: str, variables: dict[str, Any] | None = None, most: int = 10**9) -> Cost:
    document = parse(text)
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    operation = next(d for d in document.definitions if isinstance(d, OperationDefinitionNode))
    return operation_cost(GRAPHQL_SCHEMA, operation, fragments, variables or {}, most)


SIZES = [
    "fields",
    "values",
    "aliases",
    "directives",
    "roots",
    "spread roots",
    "width",
    "repeats",
    "fragments",
    "spread depth",
]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f'{{ ruleSet(slug: "a") {{ {DEEP} }} }}', "TOO_DEEP"),
        ("{ node(id: " + "[" * 30 + "]" * 30 + ") { id } }", "TOO_DEEP"),
        ("{" + " ".join(f"a{n}: __typename" for n in range(31)) + "}", "TOO_MANY_ALIASES"),
        ("{ __typename" + " @skip(if: false)" * 41 + " }", "TOO_MANY_DIRECTIVES"),
        ("{" + " __typename" * 13 + "}", "TOO_MANY_ROOT_FIELDS"),
        ("{ ...many } fragment many on Query {" + " __typename" * 13 + "}", "TOO_MANY_ROOT_FIELDS"),
        ("{ products { nodes {" + " slug" * 501 + "} } }", "TOO_MANY_FIELDS"),
        ("{ products { nodes {" + " slug" * 61 + "} } }", "TOO_MANY_REPEATS"),
        ("{ a }" + "".join(f" fragment f{n} on Query {{ a }}" for n in range(61)), "TOO_MANY_FRAGMENTS"),
        (BY_FRAGMENTS, "TOO_DEEP"),
    ],
    ids=SIZES,
)  # fmt: skip
def test_documents_beyond_a_bound_are_refused_by_name(text: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        refuse_oversized(parse(text), LIMITS)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "text",
    [
        "{ products { ...f0 } }"
        + DOUBLING
        + f" fragment f{LIMITS.query_fragments - 1} on ProductConnection {{ totalCount }}",
        "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }",
        get_introspection_query(),
    ],
    ids=["fragments that double", "fragments in a ring", "introspection"],
)
def test_counting_takes_no_time_to_speak_of(text: str) -> None:
    start = time.process_time()
    refuse_oversized(parse(text), LIMITS)
    assert time.process_time() - start < 1


def test_scalars_are_free_and_pages_multiply() -> None:
    assert cost_of("{ __typename }").objects == 0
    assert cost_of('{ product(slug: "a") { slug name } }').objects == 1
    assert cost_of("{ products(first: 10) { nodes { slug } } }").objects == 11
    assert cost_of("{ products(first: 10) { nodes { ruleSets { slug } } } }").objects == 1 + 10 * (1 + 3)
    assert cost_of("{ products { nodes { slug } pageInfo { endCursor } } }").objects == 1 + 20 + 1


def test_page_sizes_in_variables_count_as_they_are_given() -> None:
    query = "query($n: Int) { products(first: $n) { nodes { slug } } }"
    assert cost_of(query, {"n": 50}) == Cost(51, fixed=False)
    assert cost_of(query) == Cost(21, fixed=False)


def test_a_page_size_beyond_all_bounds_is_no_free_ride() -> None:
    assert cost_of("{ products(first: 99999999999999999999) { nodes { slug } } }").objects == 101
    assert cost_of("{ products(first: -5) { nodes { slug } } }").objects == 2


def test_fragments_cost_what_they_bring() -> None:
    fragment = "fragment f on ProductConnection { nodes { slug } }"
    assert cost_of("{ products(first: 5) { ...f } } " + fragment).objects == 6
    assert cost_of("{ products(first: 5) { ... on ProductConnection { nodes { slug } } } }").objects == 6


def test_counting_stops_above_the_bound() -> None:
    assert cost_of(NESTED, most=20_000).objects == 20_001
