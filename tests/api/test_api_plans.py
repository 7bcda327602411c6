"""Plans answer as graphql-core does, in every byte: shipped queries with whatever may be sent with them."""

from __future__ import annotations

from typing import Any

import pytest
from tests.api.both_ways import PARTNER, Both, Shipped, Variables, both_on, lived_in, plausible, sendings, shipped

from creditrules.api.engine.executing import BY_PLAN
from creditrules.store import RulesInTable

QUERIES = [each for each in shipped() if each.is_query]
NO_RIGHTS = "acme.AUDITOR.ann"


@pytest.fixture(scope="module")
def lender() -> tuple[Both, Variables]:
    """What is found out once for all requests is found out before."""
    world, given = lived_in()
    both = both_on(world, world)
    for document in QUERIES:
        both.answers(body(document, plausible(document, given)))
    return both, given


def body(document: Shipped, variables: Variables) -> Variables:
    return {"query": document.text, "variables": variables}


@pytest.mark.parametrize("document", QUERIES, ids=lambda each: each.name)
def test_a_shipped_query_is_answered_the_same_whatever_is_sent(document: Shipped, lender: Any) -> None:
    both, given = lender
    for variables in sendings(document, given):
        both.same(body(document, variables))


@pytest.mark.parametrize("document", QUERIES, ids=lambda each: each.name)
def test_so_it_is_to_who_may_not_see_all(document: Shipped, lender: Any) -> None:
    both, given = lender
    for token in (PARTNER, NO_RIGHTS):
        both.same(body(document, plausible(document, given)), token)


@pytest.mark.parametrize("document", QUERIES, ids=lambda each: each.name)
def test_so_are_answers_that_grow_too_large_and_spent_budgets(document: Shipped, lender: Any) -> None:
    both, given = lender
    sent = body(document, plausible(document, given))
    for room in (10, 60, 200, 450, 700, 1200):
        both.with_limits(answer_bytes=room).same(sent)
    for steps in (1, 300):
        both.with_limits(evaluation_steps=steps, evaluation_milliseconds=10**6).same(sent)


@pytest.mark.parametrize("document", QUERIES, ids=lambda each: each.name)
def test_so_are_faults_of_ours(document: Shipped, lender: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    both, given = lender

    def fails(*_given: Any, **_named: Any) -> Any:
        raise RuntimeError

    for name in ("content", "version", "activation"):
        with monkeypatch.context() as patched:
            patched.setattr(RulesInTable, name, fails)
            both.same(body(document, plausible(document, given)))


def test_every_shipped_document_is_executed_by_plan(lender: Any) -> None:
    both, given = lender
    planned = both.with_limits().plans
    alone = Both(planned, planned)
    for document in shipped():
        alone.answers(body(document, plausible(document, given) if document.is_query else {}))
    assert dict(planned.engine.executions) == {BY_PLAN: 2 * len(shipped())}
