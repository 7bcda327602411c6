"""Whether another partner has something is not found out: by no answer, and by no call of the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from graphql import GraphQLInputObjectType, GraphQLObjectType, get_named_type
from tests.api.partners import FACTS, Fresh, founded, fresh, nothing

from creditrules.api import GRAPHQL_SCHEMA
from creditrules.api.schema.built import RIGHTS_OF_FIELDS
from creditrules.auth import RIGHTS, Role

__all__ = ["founded", "fresh"]

Ask = Callable[[dict[str, str]], tuple[str, dict[str, Any]]]
DECISION = "replayed decision { author factsState answers { product outcome } }"


def mutation(name: str, told: str, given: Callable[[dict[str, str]], dict[str, Any]]) -> Ask:
    kind = name[0].upper() + name[1:]
    errors = "userErrors { code field message hint }"
    query = f"mutation($input: {kind}Input!) {{ {name}(input: $input) {{ {told} {errors} }} }}"
    return lambda has: (query, {"input": given(has)})


def asking(declared: str, query: str, *names: str) -> Ask:
    return lambda has: (f"query({declared}) {{ {query} }}", {name: has[name] for name in names})


LISTED = "nodes { decisionId author } edges { cursor } pageInfo { hasNextPage hasPreviousPage }"
OPERATIONS: dict[str, Ask] = {
    "decisions about a subject": asking("$subject: String", f"decisions(subject: $subject) {{ {LISTED} }}", "subject"),
    "decisions about a subject, from the end": asking(
        "$subject: String", f"decisions(subject: $subject, last: 3) {{ {LISTED} }}", "subject"
    ),
    "decision": asking("$decision: ID!", "decision(id: $decision) { factsState facts }", "decision"),
    "decision by its digest": asking("$digest: ID!", "decision(id: $digest) { factsState facts }", "digest"),
    "decision as a node": asking("$decision: ID!", "node(id: $decision) { id __typename }", "decision"),
    "review as a node": asking("$review: ID!", "node(id: $review) { id __typename }", "review"),
    "batch job as a node": asking("$job: ID!", "node(id: $job) { id __typename }", "job"),
    "batch job": asking("$job: ID!", "batchJob(id: $job) { state }", "job"),
    "replay": asking("$decision: ID!", "replay(input: {decision: $decision}) { same }", "decision"),
    "what changed for a subject": asking(
        "$subject: String", "whatChanged(input: {from: {}, subject: $subject}) { differences { causes } }", "subject"
    ),
    "what changed since a decision": asking(
        "$decision: ID", "whatChanged(input: {from: {decision: $decision}}) { differences { causes } }", "decision"
    ),
    "eligibility of a subject": lambda has: (
        "query($input: EligibilityInput!) { eligibility(input: $input) { decisions { outcome } } }",
        {"input": {**FACTS, "subject": has["subject"]}},
    ),
    "eligibility of a batch": lambda has: (
        "query($input: EligibilityBatchInput!) { eligibilityBatch(input: $input) { answered results { subject } } }",
        {"input": {"products": ["pay-later"], "subjects": [{"subject": has["subject"], "facts": FACTS["facts"]}]}},
    ),
    "decisions of a partner": asking("$author: String", f"decisions(author: $author) {{ {LISTED} }}", "author"),
    "what changed for a partner's subject": asking(
        "$subject: String, $author: String",
        "whatChanged(input: {from: {}, subject: $subject, partner: $author}) { differences { causes } }",
        "subject",
        "author",
    ),
    "decide about a subject": mutation(
        "decide", DECISION, lambda has: {**FACTS, "subject": has["subject"], "idempotencyKey": f"of {has['subject']}"}
    ),
    "decide with a key": mutation(
        "decide", DECISION, lambda has: {**FACTS, "subject": f"with {has['key']}", "idempotencyKey": has["key"]}
    ),
    "start a batch job with a key": mutation(
        "startBatchJob", "job { id state }", lambda has: {"idempotencyKey": has["key"]}
    ),
    "add to a batch job": mutation(
        "addToBatchJob", "replayed", lambda has: {"job": has["job"], "number": 1, "lines": "{}"}
    ),
    "finish a batch job": mutation("finishBatchJob", "job { id }", lambda has: {"job": has["job"]}),
    "delete a batch job": mutation("deleteBatchJob", "job { id }", lambda has: {"job": has["job"]}),
    "request a review": mutation(
        "requestReview",
        "review { id }",
        lambda has: {"decision": has["decision"], "comment": "Why?", "idempotencyKey": has["key"]},
    ),
    "resolve a review": mutation(
        "resolveReview",
        "review { id }",
        lambda has: {"review": has["review"], "result": "UPHELD", "comment": "So.", "idempotencyKey": has["key"]},
    ),
    "register a contract": mutation(
        "registerContract", "contract { name }", lambda has: {**FACTS, "name": has["contract"]}
    ),
    "remove a contract": mutation("removeContract", "removed", lambda has: {"name": f"{has['contract']}-2"}),
    "remove a contract of a partner": mutation(
        "removeContract", "removed", lambda has: {"name": has["contract"], "author": has["author"]}
    ),
    "how a subject is told": asking("$subject: String!", "contact(subject: $subject) { language }", "subject"),
    "say how a subject is told": mutation(
        "setContact", "contact { language }", lambda has: {"subject": has["subject"], "language": "zh"}
    ),
    "erase a subject": mutation(
        "eraseSubject",
        "recordedAt",
        lambda has: {"subject": has["subject"], "reach": "PARTNER", "partner": "shop", "comment": "Asked for."},
    ),
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_what_another_has_is_answered_and_read_as_what_nobody_has(fresh: Fresh, operation: str) -> None:
    ask = OPERATIONS[operation]
    with fresh() as one, fresh() as other:
        none, found = one.seen(*ask(nothing())), other.seen(*ask(other.theirs))
    assert found[0] == none[0]
    assert found[1] == none[1]
    assert "GRAPHQL_" not in none[0], none[0]


@pytest.mark.parametrize(
    "operation", ["decisions about a subject", "decision", "decision as a node", "replay", "decide about a subject"]
)
def test_a_difference_would_be_noticed(fresh: Fresh, operation: str) -> None:
    """What is one's own costs other calls, and is answered otherwise."""
    ask = OPERATIONS[operation]
    with fresh() as one, fresh() as other:
        given = {**FACTS, "idempotencyKey": "my own key", "subject": "my own subject"}
        own = [two.act("decide", given, "decision { id digest }")["decision"] for two in (one, other)][1]
        mine = {**nothing(), "subject": "my own subject", "decision": own["id"], "digest": own["digest"]}
        none, found = one.seen(*ask(nothing())), other.seen(*ask(mine))
    assert found[1] != none[1]


NAMING = frozenset({"id", "decision", "subject", "subjects", "author", "partner", "name", "idempotencyKey", "job"})
"""Arguments by which somebody could be asked for that another has."""


@pytest.mark.parametrize("root", ["Query", "Mutation"])
def test_every_operation_of_a_partner_that_takes_a_name_is_among_them(root: str) -> None:
    type_ = GRAPHQL_SCHEMA.type_map[root]
    assert isinstance(type_, GraphQLObjectType)
    asked = " ".join(ask(nothing())[0] for ask in OPERATIONS.values())
    for name, definition in type_.fields.items():
        taken = {one for key, it in definition.args.items() for one in arguments(key, get_named_type(it.type))}
        if RIGHTS_OF_FIELDS.needed[root][name] in RIGHTS[Role.PARTNER] and taken & NAMING:
            assert f" {name}(" in asked, f"{root}.{name} takes {taken & NAMING}"


def arguments(name: str, type_: object) -> set[str]:
    return set(type_.fields) if isinstance(type_, GraphQLInputObjectType) else {name}
