"""One question about many applicants: each is answered as if asked alone, under the same rules, and may fail alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

BATCH = (Path(__file__).parents[2] / "graphql" / "operations" / "partner" / "eligibility-batch.graphql").read_text(
    "utf-8"
)
LINES = "query($input: EligibilityBatchInput!) { eligibilityBatch(input: $input) { knownAt lines } }"
ALONE = """query($input: EligibilityInput!) { eligibility(input: $input) { decisions {
  product { slug } outcome terms { limit rate currency until } reasons { code intervention } missingFacts { name }
} } }"""
APPLICANTS: list[dict[str, Any]] = [
    {},
    {"requestedAmount": 300_000, "overdueDays": 0},
    {"requestedAmount": 300_000, "overdueDays": 40},
    {"requestedAmount": 100, "overdueDays": 3},
]


def batch(lender: Any, subjects: list[dict[str, Any]], query: str = BATCH, **given: Any) -> dict[str, Any]:
    found: dict[str, Any] = lender.data(query, {"input": {"subjects": subjects, **given}})["eligibilityBatch"]
    return found


def named(applicants: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"subject": f"no. {number}", "facts": facts} for number, facts in enumerate(applicants)]


@pytest.mark.parametrize("products", [[], ["pay-later"]])
def test_each_is_answered_as_if_asked_alone(lender: Any, products: list[str]) -> None:
    found = batch(lender, named(APPLICANTS), products=products)
    alone = [lender.data(ALONE, {"input": {"facts": each, "products": products}}) for each in APPLICANTS]
    assert [one["decisions"] for one in found["results"]] == [each["eligibility"]["decisions"] for each in alone]
    assert [one["subject"] for one in found["results"]] == ["no. 0", "no. 1", "no. 2", "no. 3"]
    assert (found["answered"], found["refused"], found["whatIf"]) == (4, 0, False)


def test_what_is_wrong_with_one_is_its_own_error_with_its_place(lender: Any) -> None:
    found = batch(lender, [*named([{}, {"overdueDay": 1}]), {"subject": "third", "facts": [1]}])
    errors = [one["error"] for one in found["results"]]
    assert errors[0] is None
    assert (errors[1]["code"], errors[1]["field"]) == (
        "UNKNOWN_FACT",
        ["input", "subjects", "1", "facts", "overdueDay"],
    )
    assert (errors[2]["code"], errors[2]["field"]) == ("INVALID_FACT", ["input", "subjects", "2", "facts"])
    assert (found["answered"], found["refused"]) == (1, 2)
    assert [one["cost"] for one in found["results"]] == [found["cost"], 0, 0]


def test_lines_say_the_same_one_applicant_a_line(lender: Any) -> None:
    subjects = [*named(APPLICANTS), {"subject": "wrong", "facts": {"x": 1}}]
    lines = [json.loads(line) for line in batch(lender, subjects, LINES)["lines"].split("\n")]
    told = batch(lender, subjects)["results"]
    assert [(one["subject"], one["cost"]) for one in lines] == [(one["subject"], one["cost"]) for one in told]
    for line, one in zip(lines, told, strict=True):
        outcomes = {each["product"]["slug"]: each["outcome"] for each in one["decisions"]}
        assert {each["product"]: each["outcome"] for each in line["decisions"]} == outcomes
    assert [error["code"] for error in lines[-1]["errors"]] == ["UNKNOWN_FACT"]


def test_alternatives_are_looked_at_where_they_are_asked_for(lender: Any) -> None:
    query = LINES.replace("knownAt lines", "cost lines")
    without, with_ = (
        batch(lender, named(APPLICANTS[2:3]), query, products=["pay-later"], alternatives=asked)
        for asked in (False, True)
    )
    assert json.loads(without["lines"])["decisions"][0]["alternatives"] == []
    assert json.loads(with_["lines"])["decisions"][0]["alternatives"] == ["cash-loan"]
    assert without["cost"] < with_["cost"]


@pytest.mark.parametrize(
    ("subjects", "code"),
    [
        ([{"subject": "a", "facts": {}}, {"subject": "a", "facts": {}}], "SUBJECT_TWICE"),
        ([{"subject": "", "facts": {}}], "BAD_SUBJECT"),
        ([{"subject": "a\n", "facts": {}}], "BAD_SUBJECT"),
        ([{"subject": "a" * 257, "facts": {}}], "BAD_SUBJECT"),
        ([{"subject": str(number), "facts": {}} for number in range(1001)], "LIST_TOO_LONG"),
    ],
)
def test_a_batch_that_is_none_is_refused_whole(lender: Any, subjects: list[dict[str, Any]], code: str) -> None:
    assert lender.error(LINES, {"input": {"subjects": subjects}})["extensions"]["code"] == code


def test_a_thousand_are_answered_in_one_request_and_at_what_they_cost(lender: Any) -> None:
    subjects = named([{"requestedAmount": 100 * number, "overdueDays": number % 50} for number in range(1000)])
    answer = lender.answer(LINES, {"input": {"subjects": subjects, "products": ["pay-later"]}})
    assert len(answer["data"]["eligibilityBatch"]["lines"].split("\n")) == 1000
    dear = lender.answer(BATCH, {"input": {"subjects": subjects[:50]}})
    dearer = lender.answer(BATCH, {"input": {"subjects": subjects[:500]}})
    costs = [each["extensions"]["cost"]["requestedQueryCost"] for each in (dear, dearer)]
    assert costs[1] > 8 * costs[0]


def test_lines_that_would_not_fit_into_an_answer_are_refused(lender: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("creditrules.api.types.batches.MOST_CHARACTERS", 500)
    answer = lender.answer(LINES, {"input": {"subjects": named(APPLICANTS)}})
    assert answer["errors"][0]["extensions"]["code"] == "ANSWER_TOO_LARGE"


def test_it_is_asked_once_a_request(lender: Any) -> None:
    query = """query($input: EligibilityBatchInput!) {
      a: eligibilityBatch(input: $input) { cost } b: eligibilityBatch(input: $input) { cost }
    }"""
    assert lender.error(query, {"input": {"subjects": []}})["extensions"]["code"] == "ASKED_TWICE"


def test_nothing_in_force_is_a_matter_of_the_whole_batch(lender: Any) -> None:
    given = {"subjects": named([{}]), "products": ["no-such"]}
    assert lender.error(LINES, {"input": given})["extensions"]["code"] == "UNKNOWN_PRODUCT"
