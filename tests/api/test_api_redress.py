"""Redress, figures and drift through the service: what a correction would have changed, and what was decided."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from creditrules.api import GRAPHQL_SCHEMA, Application, Engine, OperationLimits
from creditrules.auth import Principal, Role
from creditrules.desk import Catalogue, Recording
from creditrules.store import DecisionsInTable, RulesInTable
from creditrules.store.aws import DynamoTable, create_table, embedded_client, embedded_kms

OPERATIONS = Path(__file__).parents[2] / "graphql" / "operations" / "admin"
REDRESS, FIGURES = ((OPERATIONS / f"{name}.graphql").read_text("utf-8") for name in ("redress", "decision-figures"))
DECIDE = "mutation($input: DecideInput!) { decide(input: $input) { decision { id } userErrors { code } } }"
ERASE = "mutation($input: EraseSubjectInput!) { eraseSubject(input: $input) { userErrors { code } } }"
PEOPLE = {
    "administrator": Principal("acme", "alice", frozenset({Role.ADMINISTRATOR, Role.CHIEF})),
    "shop": Principal("acme", "shop", frozenset({Role.PARTNER})),
    "bank": Principal("acme", "bank", frozenset({Role.PARTNER})),
    "auditor": Principal("acme", "otto", frozenset({Role.AUDITOR})),
}
BEHAVIOUR = (Path(__file__).parent / "lender" / "behaviour.yaml").read_text("utf-8")


@pytest.fixture(scope="module")
def corrected(lender: Any) -> Iterator[Any]:
    """Eight decisions of two partners, one about a subject that is erased; then 30 days overdue corrected to 50."""
    with embedded_client() as client, embedded_kms() as keys:
        create_table(client, "rules")
        table = DynamoTable(client, "rules")
        store = RulesInTable(table, clock=lender.clock, cursor_secret=b"a secret of this test run")
        recording = Recording(DecisionsInTable(table, clock=lender.clock, keys=keys), 30)
        engine = Engine(GRAPHQL_SCHEMA, OperationLimits(), introspection=True, suggestions=True)
        application = Application(engine, Catalogue(store), PEOPLE.__getitem__, recording=recording)
        service = replace(lender, application=application, store=store)
        service.found()
        start = service.clock().isoformat()
        service.published[:] = [decide(service, number) for number in range(8)]
        erased = {"subject": "customer 7", "statement": "Asked for."}
        assert service.data(ERASE, {"input": erased}, "administrator")["eraseSubject"]["userErrors"] == []
        made = service.publish(
            "behaviour", BEHAVIOUR.replace('"> 30"', '"> 50"'), change={"correction": True, "validFrom": start}
        )
        assert made["userErrors"] == []
        service.published.append(made["activation"]["id"])
        yield service


def decide(service: Any, number: int) -> str:
    facts = {"requestedAmount": 100_000, "overdueDays": (0, 40, 60, 400)[number % 4]}
    given = {"facts": facts, "idempotencyKey": f"order {number}", "subject": f"customer {number}"}
    payload = service.data(DECIDE, {"input": given}, "bank" if number == 5 else "shop")["decide"]
    assert payload["userErrors"] == []
    name: str = payload["decision"]["id"]
    return name


def redress(service: Any, **asked: Any) -> dict[str, Any]:
    found: dict[str, Any] = service.data(REDRESS, {"correction": service.published[8]} | asked, "auditor")["redress"]
    return found


def test_a_correction_lists_exactly_the_decisions_that_it_would_have_changed(corrected: Any) -> None:
    found = redress(corrected)
    nodes = found["affected"]["nodes"]
    assert [corrected.published.index(node["decision"]["id"]) for node in nodes] == [5, 1]
    outcomes = [d for d in nodes[0]["differences"] if (d["product"], d["aspect"]) == ("pay-later", "OUTCOME")]
    assert [(d["before"], d["after"]) for d in outcomes] == [("PAUSE", "ALLOW")]
    counts = {name: found[name] for name in ("examined", "changed", "unchanged", "gone", "apart", "failed")}
    assert counts == {"examined": 8, "changed": 2, "unchanged": 5, "gone": 1, "apart": 0, "failed": 0}
    assert not found["affected"]["pageInfo"]["hasNextPage"]


def test_pages_examine_each_decision_once_and_their_counts_add_up(corrected: Any) -> None:
    total: dict[str, int] = {}
    names, after = [], None
    while True:
        found = redress(corrected, first=3, after=after)
        assert found["examined"] <= 3
        for name in ("examined", "changed", "unchanged", "gone"):
            total[name] = total.get(name, 0) + found[name]
        names += [corrected.published.index(node["decision"]["id"]) for node in found["affected"]["nodes"]]
        after = found["affected"]["pageInfo"]["endCursor"]
        if not found["affected"]["pageInfo"]["hasNextPage"]:
            break
    assert (names, total) == ([5, 1], {"examined": 8, "changed": 2, "unchanged": 5, "gone": 1})


def test_nothing_on_record_is_changed_by_asking(corrected: Any) -> None:
    query = "query($id: ID!) { decision(id: $id) { answers { product outcome } } }"
    before = corrected.data(query, {"id": corrected.published[1]}, "auditor")
    redress(corrected)
    assert corrected.data(query, {"id": corrected.published[1]}, "auditor") == before


@pytest.mark.parametrize(
    ("who", "correction", "code"), [("auditor", "xx", "UNKNOWN_ACTIVATION"), ("shop", None, "FORBIDDEN")]
)
def test_what_is_no_correction_and_who_may_not_is_refused(
    corrected: Any, who: str, correction: str | None, code: str
) -> None:
    error = corrected.error(REDRESS, {"correction": correction or corrected.published[8]}, who)
    assert error["extensions"]["code"] == code


def test_a_correction_that_is_only_proposed_says_what_it_would_change(corrected: Any) -> None:
    query = """mutation($input: DraftRuleVersionInput!) {
        draftRuleVersion(input: $input) { proposal { id } userErrors { code message } } }"""
    change = {"correction": True, "validFrom": "2026-01-01T00:00:01Z"}
    from_file = (Path(__file__).parent / "lender" / "change.json").read_text("utf-8")
    given = {
        "slug": "behaviour",
        "content": BEHAVIOUR.replace('"> 30"', '"> 20"').replace('"> 300"', '"> 399"').replace('"<= 300"', '"<= 399"'),
        "change": json.loads(from_file) | change,
    }
    made = corrected.data(query, {"input": given}, "administrator")["draftRuleVersion"]
    assert made["userErrors"] == []
    found = redress(corrected, correction=made["proposal"]["id"])
    assert found["examined"] == 8
    assert found["changed"] + found["unchanged"] + found["gone"] + found["apart"] == 8


def figures(service: Any, by: list[str], **asked: Any) -> list[tuple[Any, ...]]:
    given = {"from": "2026-01-01", "to": "2026-01-31", "by": by} | asked
    found = service.data(FIGURES, given, "auditor")["decisionFigures"]
    assert (found["decisions"], found["complete"]) == (8, True)
    keys = ("product", "outcome", "partner", "ruleSet", "reason", "version", "day")
    return [(*(figure[key] for key in keys if figure[key] is not None), figure["count"]) for figure in found["figures"]]


def test_figures_count_answers_reasons_partners_versions_and_days(corrected: Any) -> None:
    assert figures(corrected, ["OUTCOME"]) == [("ALLOW", 8), ("PAUSE", 6), ("DECLINE", 2)]
    assert figures(corrected, ["PRODUCT", "OUTCOME"], product="pay-later") == [
        ("pay-later", "PAUSE", 6),
        ("pay-later", "ALLOW", 2),
    ]
    assert figures(corrected, ["PARTNER"]) == [("shop", 14), ("bank", 2)]
    assert figures(corrected, ["DAY"]) == [("2026-01-01", 16)]
    assert figures(corrected, ["VERSION"]) == [("behaviour", 1, 8), ("line-cap", 1, 8)]
    assert ("behaviour", "OVERDUE", 6) in figures(corrected, ["REASON"])
    assert figures(corrected, [], partner="bank") == [(2,)]


@pytest.mark.parametrize(
    ("who", "asked", "code"),
    [
        ("auditor", {"by": ["REASON", "OUTCOME"]}, "BAD_GROUPING"),
        ("auditor", {"by": ["VERSION"], "product": "pay-later"}, "BAD_GROUPING"),
        ("auditor", {"by": ["DAY"], "to": "2025-01-01"}, "BAD_PERIOD"),
        ("auditor", {"by": ["DAY"], "to": "2028-01-01"}, "BAD_PERIOD"),
        ("shop", {"by": ["DAY"]}, "FORBIDDEN"),
    ],
)
def test_what_cannot_be_counted_is_refused(corrected: Any, who: str, asked: dict[str, Any], code: str) -> None:
    given = {"from": "2026-01-01", "to": "2026-01-31"} | asked
    assert corrected.error(FIGURES, given, who)["extensions"]["code"] == code


DRIFT = (OPERATIONS / "decision-drift.graphql").read_text("utf-8")
JANUARY = {"since": "2026-01-01", "until": "2026-01-31"}


def test_drift_is_of_all_answers_and_of_no_facts_where_there_are_too_few(corrected: Any) -> None:
    asked = {"from": JANUARY, "to": JANUARY, "product": "pay-later"}
    found = corrected.data(DRIFT, asked, "auditor")["decisionDrift"]
    [outcomes] = found["outcomes"]
    assert (outcomes["product"], outcomes["drift"]["psi"]) == ("pay-later", "0.0000")
    assert outcomes["drift"]["bins"] == [
        {"name": "ALLOW", "before": 2, "after": 2},
        {"name": "PAUSE", "before": 6, "after": 6},
    ]
    assert (found["facts"], found["tooFew"]) == ([], ["overdueDays", "requestedAmount"])
    assert (found["sampledBefore"], found["sampledAfter"]) == (7, 7)  # one was erased
    assert corrected.error(DRIFT, asked, "shop")["extensions"]["code"] == "FORBIDDEN"
    assert corrected.error(DRIFT, asked | {"sample": 5}, "auditor")["extensions"]["code"] == "BAD_SAMPLE"
