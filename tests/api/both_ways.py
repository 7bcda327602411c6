"""A lender that answers by plan and by graphql-core, and what may be sent to each shipped document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from itertools import count
from typing import Any
from unittest.mock import patch
from uuid import UUID

from graphql import FieldNode, OperationDefinitionNode, OperationType, parse, print_ast
from tests.api.conftest import LINE_CAP, PAY_LATER
from tests.api.engines import engine_of
from tests.api.possible_acts import DOCUMENT, FACTS, LATER, PEOPLE, RATE, STRICTER, _decided, _job, published, sent
from tests.api.test_api_experiments import SHADOW
from tests.api.worlds import ALICE, World, founded, on_sqlite, world_of

from creditrules.api import Application, Budgets, Engine, Request, Response, shipped_documents
from creditrules.config import Limits

Variables = dict[str, Any]
PARTNER = "acme.PARTNER.shop"
WIDE = Limits(query_cost=10**6, evaluation_milliseconds=10**6)
ABSENT = object()


@dataclass(frozen=True)
class Shipped:
    """A shipped document: its name, its text, and the operation in it."""

    name: str
    text: str
    operation: OperationDefinitionNode = field(compare=False)

    @property
    def is_query(self) -> bool:
        return self.operation.operation is OperationType.QUERY

    @property
    def root(self) -> str:
        """The first field of the root."""
        first = self.operation.selection_set.selections[0]
        assert isinstance(first, FieldNode)
        return first.name.value


@cache
def shipped() -> tuple[Shipped, ...]:
    found = []
    for name, text in shipped_documents().items():
        [operation] = [each for each in parse(text).definitions if isinstance(each, OperationDefinitionNode)]
        found.append(Shipped(name, text, operation))
    return tuple(found)


@contextmanager
def drawn_alike() -> Iterator[None]:
    """What is drawn by lot is the same each time."""
    numbers = count(1)
    with (
        patch("uuid.uuid4", lambda: UUID(int=next(numbers))),
        patch("random._urandom", lambda size: next(numbers).to_bytes(size)),
        patch("secrets.token_bytes", lambda size=32: next(numbers).to_bytes(size)),
        patch("os.urandom", lambda size: next(numbers).to_bytes(size)),
    ):
        yield


@dataclass
class Both:
    """plans, without: the same service but for how it executes. On one world, or each on one of its own."""

    plans: Application
    without: Application

    def answers(self, body: Variables, token: str = ALICE, languages: str = "") -> list[Response]:
        headers = {
            "accept-language": languages,
            "authorization": f"Bearer {token}",
            "content-type": "application/json",
            "x-request-id": "one",
            "accept": "application/graphql-response+json",
        }
        request = Request("POST", "/graphql", headers, "", json.dumps(body).encode())
        found = []
        for application in (self.plans, self.without):
            with drawn_alike():
                found.append(application.handle(request))
        return found

    def same(self, body: Variables, token: str = ALICE, languages: str = "") -> Response:
        """The answer, which is the same in every byte."""
        planned, plain = self.answers(body, token, languages)
        assert _unsigned(planned.body) == _unsigned(plain.body), (token, body)
        assert replace(planned, body=b"", headers=()) == replace(plain, body=b"", headers=()), (token, body)
        return planned

    def with_limits(self, **limits: int) -> Both:
        """The same with other limits."""
        given = replace(WIDE, **limits)
        both = [
            replace(each, engine=engine(plans=plans, limits=given), budgets=Budgets(given))
            for each, plans in ((self.plans, True), (self.without, False))
        ]
        return Both(*both)


def _unsigned(body: bytes) -> str:
    """Without what is drawn by lot where something is signed."""
    return re.sub(r'(signature[\\":]+)[0-9a-f]{128}', r"\1*", body.decode())


def engine(*, plans: bool, limits: Limits = WIDE) -> Engine:
    return engine_of(limits=limits, plans=plans)


def both_on(one: World, other: World) -> Both:
    """One world answers by plan, the other without."""
    made = []
    for world, plans in ((one, True), (other, False)):
        application = world.service.application
        made.append(replace(application, engine=engine(plans=plans), budgets=Budgets(WIDE)))
    return Both(*made)


def lived_in() -> tuple[World, Variables]:
    """A lender in which something of everything happened, whose clock stands; plausible values by variables' names."""
    world = world_of(on_sqlite, *founded())
    decision, job = _decided(world), _job(world)
    world.act(
        "addToBatchJob",
        {"job": job, "number": 1, "lines": json.dumps({"subject": "one", "facts": FACTS["facts"]})},
        "replayed",
    )
    world.act("createParameter", sent("rate", RATE), "replayed")
    world.act("registerContract", FACTS | {"name": "ours"}, "replayed")
    world.act("registerPopulation", {"name": "people", "product": "pay-later", "content": PEOPLE}, "replayed")
    world.act("registerDocuments", {"documents": [DOCUMENT]}, "documents { registration }")
    world.act("requestReview", {"decision": decision, "comment": 'Look "again".', "idempotencyKey": "r"}, "replayed")
    drafted = world.act("draftRuleVersion", sent("line-cap", LINE_CAP.replace("200000", "190000")), "proposal { id }")
    proposal = drafted["proposal"]["id"]
    world.act("commentOnProposal", {"proposal": proposal, "comment": "为什么？"}, "replayed")
    correction = published(world, STRICTER, correction=True, validFrom="2026-01-01T00:01:00Z")["id"]
    published(world, STRICTER.replace("20", "15"), **LATER)
    world.act("createExperiment", sent("strict", SHADOW.replace("challenger: 2", "challenger: 3")), "replayed")
    now = world.clock.moment
    world.clock.step = timedelta(0)
    question = {"facts": {"overdueDays": 1, "requestedAmount": 5}, "products": ["pay-later", "cash-loan"]}
    given = {
        "slug": "behaviour", "product": "pay-later", "kind": "RULE_SET", "first": 2, "number": 1, "proposal": proposal,
        "correction": correction, "from": {"version": 1}, "to": {"version": 2}, "pack": "EU", "locale": "en",
        "since": "2026-01-01T00:00:00Z", "until": now.isoformat(), "validAt": now.isoformat(), "stage": 1,
        "id": decision, "content": STRICTER, "change": {"comment": "So."}, "comment": "No.", "digit": "a",
        "EligibilityInput": question, "ids": [decision, job, proposal, correction],
        "EligibilityBatchInput": {"products": ["pay-later"], "subjects": [{"subject": "one", "facts": FACTS["facts"]}]},
        "WhatChangedInput": {"from": FACTS | {"validAt": "2026-01-01T01:00:00Z"}, "to": {}, "products": ["pay-later"]},
        "ReplayInput": {"decision": decision}, "ProposalRebaseInput": {"proposal": proposal},
        "CheckRuleVersionInput": sent("behaviour", STRICTER), "CheckParameterVersionInput": sent("rate", RATE),
        "CheckExperimentVersionInput": sent("strict", SHADOW), "PlanVersionInput": {"content": PAY_LATER},
        "DecisionDriftInput": {"product": "pay-later"}, "DecisionFiguresInput": {"by": ["PRODUCT"]},
        "ImpactOnRecordedInput": {"proposal": proposal},
        "ImportRulesInput": {"files": [{"name": "a.json", "content": "{}"}]},
    }  # fmt: skip
    return world, given


def plausible(document: Shipped, given: Mapping[str, Any]) -> Variables:
    """Values for all variables of a document that something plausible is known for."""
    found: Variables = {}
    for each in document.operation.variable_definitions or ():
        name, type_ = each.variable.name.value, print_ast(each.type).strip("!")
        value = given.get(type_, given.get(name, ABSENT))
        if value is not ABSENT:
            found[name] = value
    return found


def sendings(document: Shipped, given: Mapping[str, Any]) -> Iterator[Variables]:
    """What may be sent: plausible, and one thing otherwise each time."""
    good = plausible(document, given)
    yield good
    yield {}
    if "id" in good:
        yield from (good | {"id": each} for each in given["ids"])
    for each in document.operation.variable_definitions or ():
        name = each.variable.name.value
        yield {key: value for key, value in good.items() if key != name}
        yield from (good | {name: value} for value in _otherwise(good.get(name), print_ast(each.type)))
    yield good | {"none": 1}


WRONG: Mapping[str, tuple[Any, ...]] = {
    "Int": (0, -1, 100, 101, 2**31, 1.0, 1.5, True, "1"),
    "String": ("", 'é"\\\u2028\x7f\ud800', "x" * 300, 1, True),
    "ID": ("", "UnVsZVNldDpSOm5vcGU", 7, "zzz", 1.5),
    "DateTime": ("2026-01-01T00:00:30Z", "2019-01-01T00:00:00+08:00", "9999-12-31T23:59:59Z", "2026-01-01", 1),
    "Boolean": (True, False, "true", 0),
}
PARTS: tuple[Any, ...] = (None, 'é"', 10**40, [], [None], {})
ANY: tuple[Any, ...] = (None, [], {}, [1], {"x": 1}, "nope")


def _otherwise(value: Any, type_: str) -> Iterator[Any]:
    yield from (*ANY, *WRONG.get(type_.strip("!"), ()))
    if isinstance(value, dict):
        yield value | {"unknown": 1}
        for name, inner in value.items():
            yield {key: each for key, each in value.items() if key != name}
            yield from (value | {name: wrong} for wrong in PARTS)
            if isinstance(inner, dict):
                yield value | {name: inner | {"é\u2028": "é\u2028"}}
                yield from (value | {name: {key: each for key, each in inner.items() if key != one}} for one in inner)
