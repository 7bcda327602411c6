"""No answer outgrows what the platform gives out: it is measured as it is made."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditrules.api import GRAPHQL_SCHEMA, Engine
from creditrules.api.engine.answer_size import text_size
from creditrules.config import Limits

LISTED = "products(first: 5) { nodes { slug names { language text } versions { nodes { number digest } } } }"
ADMINISTRATOR = "administrator"


def within(lender: Any, room: int) -> Any:
    limits = Limits(answer_bytes=room)
    engine = Engine(GRAPHQL_SCHEMA, limits, introspection=True, suggestions=True)
    return replace(lender, application=replace(lender.application, engine=engine))


def as_the_platform_counts(answer: dict[str, Any]) -> int:
    data = json.dumps(answer["data"], ensure_ascii=False, separators=(",", ":"))
    return len(json.dumps(data, ensure_ascii=False).encode())


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_text_is_counted_as_it_stands_in_an_answer_that_is_escaped_once_more(text: str) -> None:
    once = json.dumps(text, ensure_ascii=False)
    assert text_size(text) == len(json.dumps(once, ensure_ascii=False).encode()) - 2


def test_an_answer_beyond_the_bound_is_refused_at_its_field_and_others_are_given(lender: Any) -> None:
    query = (
        f'{{ few: product(slug: "cash-loan") {{ slug }} many: {LISTED} last: product(slug: "pay-later") {{ slug }} }}'
    )
    answer = within(lender, 300).answer(query)
    assert answer["data"] == {"few": {"slug": "cash-loan"}, "many": None, "last": {"slug": "pay-later"}}
    [error] = answer["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["many"], "ANSWER_TOO_LARGE")


def test_no_answer_is_larger_than_its_bound(lender: Any) -> None:
    query = "{" + " ".join(f"a{n}: {LISTED}" for n in range(8)) + "}"
    whole = as_the_platform_counts(within(lender, 10**7).answer(query))
    given_out = []
    for room in range(500, whole + 500, whole // 25):
        answer = within(lender, room).answer(query)
        size = as_the_platform_counts(answer)
        assert size < room * 1.15 + 200, (room, size)
        given_out.append(sum(part is not None for part in answer["data"].values()))
    assert given_out == sorted(given_out)
    assert (given_out[0], given_out[-1]) == (0, 8)


def test_an_act_is_carried_out_and_its_answer_refused(own_lender: Any) -> None:
    name = [{"language": "en", "text": "x" * 1000}]
    query = """mutation($i: CreateRuleSetInput!) { createRuleSet(input: $i) { ruleSet { slug names { text } } } }"""
    given_ = {"slug": "made", "name": name, "category": "RISK"}
    answer = within(own_lender, 600).answer(query, {"i": given_}, ADMINISTRATOR)
    assert answer["data"] == {"createRuleSet": None}
    assert answer["errors"][0]["extensions"]["hint"].startswith("The act was carried out.")
    assert own_lender.data('{ ruleSet(slug: "made") { slug } }', token=ADMINISTRATOR)["ruleSet"]


@pytest.mark.parametrize("text", ['"' * 4000, "\\" * 4000, "\x01" * 1000, "é" * 3000, "\n" * 4000])
def test_what_grows_when_it_is_escaped_counts_for_what_it_becomes(text: str) -> None:
    assert text_size(text) > 5000
