"""The mix of requests: who sends what how often, and what has to stand in each answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from threading import Lock
from typing import Any

from creditrules.api import document_digest
from loading.people import PRODUCTS, person, person_facts

__all__ = ["Call", "Caller", "Documents", "Mix"]

OPERATIONS = Path(__file__).parents[2] / "graphql" / "operations"
PEOPLE = 2_000
"""Of each partner; a decision is recorded about each of them now and then."""
BATCH = 20
PAGE = 20
REMEMBERED = 200
"""Of the decisions that a partner got it asks for one of the last so many."""


class Documents:
    """The shipped documents, sent as partners do. by_id: by hash, as in production, in place of the text."""

    def __init__(self, *, by_id: bool) -> None:
        self._by_id = by_id
        self._sent: dict[str, Mapping[str, str]] = {}

    def body(self, name: str, variables: Mapping[str, Any]) -> bytes:
        """The body of a request. name: a file under graphql/operations, without its ending."""
        if name not in self._sent:
            text = (OPERATIONS / f"{name}.graphql").read_text("utf-8")
            self._sent[name] = {"documentId": f"sha256:{document_digest(text)}"} if self._by_id else {"query": text}
        return json.dumps({**self._sent[name], "variables": variables}).encode()


@dataclass(slots=True)
class Caller:
    """A partner with what it sends as its bearer; and what it knows of its own decisions: inputs and ids."""

    name: str
    bearer: str
    by_key: bool
    recorded: list[tuple[dict[str, Any], str]] = field(default_factory=list)

    def one_of(self, drawn: Random) -> tuple[dict[str, Any], str] | None:
        """One of its last decisions."""
        return drawn.choice(self.recorded[-REMEMBERED:]) if self.recorded else None


@dataclass(frozen=True, slots=True)
class Call:
    """One request. check: what is wrong with the `data` of its answer, or nothing; it notes what is to be kept."""

    kind: str
    caller: Caller
    body: bytes
    check: Callable[[Any], str | None]


class Mix:
    """Draws requests by their weights; safe between threads that each have a Random of their own."""

    def __init__(self, documents: Documents, callers: Sequence[Caller], run: str) -> None:
        self._documents = documents
        self._callers = callers
        self._run = run
        self._numbers = count()
        self._lock = Lock()
        self.recorded: set[str] = set()
        """The digests of all decisions that were answered."""
        self._kinds: dict[Callable[[Caller, Random], Call], int] = {
            self._eligibility: 50,
            self._decide: 17,
            self._decide_again: 2,
            self._batch: 3,
            self._changes: 8,
            self._of_subject: 7,
            self._by_id: 4,
            self._products: 9,
        }

    def next(self, drawn: Random) -> Call:
        """The next request of a random caller."""
        [make] = drawn.choices(tuple(self._kinds), tuple(self._kinds.values()))
        return make(drawn.choice(self._callers), drawn)

    def _eligibility(self, caller: Caller, drawn: Random) -> Call:
        subject = person(caller.name, drawn.randrange(PEOPLE))
        asked = {"facts": person_facts(subject), "subject": subject, "products": list(PRODUCTS[: drawn.randint(1, 3)])}
        kind = "eligibility, API key" if caller.by_key else "eligibility, token"
        body = self._documents.body("partner/eligibility", {"input": asked})
        return Call(kind, caller, body, lambda data: _unless(len(data["eligibility"]["decisions"]), asked["products"]))

    def _decide(self, caller: Caller, drawn: Random) -> Call:
        subject = person(caller.name, drawn.randrange(PEOPLE))
        asked = {
            "facts": person_facts(subject),
            "subject": subject,
            "products": list(PRODUCTS[: drawn.randint(1, 2)]),
            "idempotencyKey": f"{self._run} {next(self._numbers)}",
        }
        body = self._documents.body("partner/decide", {"input": asked})
        return Call("decide", caller, body, lambda data: self._note(data["decide"], caller, asked))

    def _note(self, answer: Any, caller: Caller, asked: dict[str, Any]) -> str | None:
        if answer["decision"] is None or answer["replayed"]:
            return f"not recorded: {answer['userErrors']}"
        with self._lock:
            if answer["decision"]["digest"] in self.recorded:
                return "two decisions of one id"
            self.recorded.add(answer["decision"]["digest"])
        caller.recorded.append((asked, answer["decision"]["id"]))
        return _unless(len(answer["decision"]["answers"]), asked["products"])

    def _decide_again(self, caller: Caller, drawn: Random) -> Call:
        before = caller.one_of(drawn)
        if before is None:
            return self._decide(caller, drawn)
        asked, its = before
        body = self._documents.body("partner/decide", {"input": asked})

        def check(data: Any) -> str | None:
            answer = data["decide"]
            same = answer["replayed"] and answer["decision"]["id"] == its
            return None if same else "not the first answer"

        return Call("decide, sent again", caller, body, check)

    def _batch(self, caller: Caller, drawn: Random) -> Call:
        people = [person(caller.name, number) for number in drawn.sample(range(PEOPLE), BATCH)]
        asked = {"subjects": [{"subject": each, "facts": person_facts(each)} for each in people], "products": PRODUCTS}
        body = self._documents.body("partner/eligibility-batch", {"input": asked})
        kind = f"batch of {BATCH} applicants"
        return Call(kind, caller, body, lambda data: _unless(data["eligibilityBatch"]["answered"], people))

    def _changes(self, caller: Caller, drawn: Random) -> Call:
        body = self._documents.body(
            "partner/product-changes", {"product": drawn.choice(PRODUCTS), "first": PAGE, "locale": "zh"}
        )
        return Call(f"ruleChanges, {PAGE}", caller, body, lambda data: _some(data["ruleChanges"]["nodes"]))

    def _of_subject(self, caller: Caller, drawn: Random) -> Call:
        before = caller.one_of(drawn)
        subject = before[0]["subject"] if before else person(caller.name, 0)
        body = self._documents.body("partner/decisions", {"subject": subject, "first": PAGE})

        def check(data: Any) -> str | None:
            found = [node["decisionId"] for node in data["decisions"]["nodes"]]
            there = before is None or before[1] in found or len(found) == PAGE
            return None if there else "a decision of the subject is not listed"

        return Call("decisions of a subject", caller, body, check)

    def _by_id(self, caller: Caller, drawn: Random) -> Call:
        before = caller.one_of(drawn)
        if before is None:
            return self._of_subject(caller, drawn)
        _, its = before
        body = self._documents.body("partner/decision", {"id": its})
        return Call(
            "decision by id", caller, body, lambda data: None if data["decision"] else "a decision is not there"
        )

    def _products(self, caller: Caller, drawn: Random) -> Call:
        body = self._documents.body("partner/products", {"first": PAGE, "locale": drawn.choice(("en", "zh"))})
        return Call("products", caller, body, lambda data: _some(data["products"]["nodes"]))


def _unless(found: int, wanted: Sequence[object]) -> str | None:
    return None if found == len(wanted) else f"{found} answers in place of {len(wanted)}"


def _some(nodes: Sequence[object]) -> str | None:
    return None if nodes else "an empty page"
