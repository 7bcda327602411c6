"""Redress, figures and drift through the service: what a correction would have changed, and what was decided."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.api.conftest import recording_lender

from creditrules.auth import Principal, Role

OPERATIONS = Path(__file__).parents[2] / "graphql" / "operations" / "admin"
REDRESS, FIGURES = ((OPERATIONS / f"{name}.graphql").read_text("utf-8") for name in ("redress", "decision-figures"))
DECIDE = "mutation($input: DecideInput!) { decide(input: $input) { decision { id } userErrors { code } } }"
ERASE = "mutation($input: EraseSubjectInput!) { eraseSubject(input: $input) { userErrors { code } } }"
PEOPLE = {
    "administrator": Principal("acme", "alice", frozenset({Role.ADMINISTRATOR, Role.CHIEF})),
    "shop": Principal("acme", "shop", frozenset({Role.PARTNER})),
    "bank": Principal("acme", "bank", frozenset({Role.PARTNER})),
    "auditor": Principal("acme", "otto", frozenset({Role.AUDITOR})),
    "another lender": Principal("zenith", "zoe", frozenset({Role.PARTNER, Role.ADMINISTRATOR, Role.CHIEF})),
    "its auditor": Principal("zenith", "otto", frozenset({Role.AUDITOR})),
}
BEHAVIOUR = (Path(__file__).parent / "lender" / "behaviour.yaml").read_text("utf-8")


@pytest.fixture(scope="module")
def corrected() -> Iterator[Any]:
    """Eight decisions of two partners, one about a subject that is erased; then 30 days overdue corrected to 50."""
    with recording_lender(PEOPLE.__getitem__) as service:
        start = service.clock().isoformat()
        service.published[:] = [decide(service, number) for number in range(8)]
        erased = {"subject": "customer 7", "reach": "ALL", "comment": "Asked for."}
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
    assert [corrected.published.index(node["decision"]["decisionId"]) for node in nodes] == [5, 1]
    outcomes = [d for d in nodes[0]["differences"] if (d["product"], d["aspect"]) == ("pay-later", "OUTCOME")]
    assert [(d["before"], d["after"]) for d in outcomes] == [("PAUSE", "ALLOW")]
    counts = {name: found["affected"][name] for name in ("examined", "changed", "unchanged", "gone", "apart", "failed")}
    assert counts == {"examined": 8, "changed": 2, "unchanged": 5, "gone": 1, "apart": 0, "failed": 0}
    assert not found["affected"]["pageInfo"]["hasNextPage"]
    assert found["candidates"] == {"decisions": 8, "exact": True}


def test_pages_examine_each_decision_once_and_their_counts_add_up(corrected: Any) -> None:
    total: dict[str, int] = {}
    names, after = [], None
    while True:
        found = redress(corrected, first=3, after=after)
        assert found["affected"]["examined"] <= 3
        for name in ("examined", "changed", "unchanged", "gone"):
            total[name] = total.get(name, 0) + found["affected"][name]
        names += [corrected.published.index(node["decision"]["decisionId"]) for node in found["affected"]["nodes"]]
        after = found["affected"]["pageInfo"]["endCursor"]
        if not found["affected"]["pageInfo"]["hasNextPage"]:
            break
    assert (names, total) == ([5, 1], {"examined": 8, "changed": 2, "unchanged": 5, "gone": 1})


TOTAL = """query($correction: ID!, $after: String) { redress(correction: $correction) {
    candidates { decisions exact }
    total(after: $after) { examined changed unchanged gone apart failed complete endCursor } } }"""


def total(service: Any, correction: str, who: str = "auditor", after: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = service.data(TOTAL, {"correction": correction, "after": after}, who)["redress"]
    return found


def test_all_are_counted_at_once_or_as_far_as_was_looked_and_then_on_from_there(
    corrected: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = total(corrected, corrected.published[8])["total"]
    counts = {"examined": 8, "changed": 2, "unchanged": 5, "gone": 1, "apart": 0, "failed": 0}
    assert whole == counts | {"complete": True, "endCursor": None}
    monkeypatch.setattr("creditrules.desk.redressing.MOST_TOTALLED", 3)
    monkeypatch.setattr("creditrules.desk.redressing.LARGEST_PAGE", 3)
    parts: list[dict[str, Any]] = []
    after = None
    while not parts or after:
        parts.append(total(corrected, corrected.published[8], after=after)["total"])
        after = parts[-1]["endCursor"]
    assert [(part["examined"], part["complete"]) for part in parts] == [(3, False), (3, False), (2, True)]
    assert {name: sum(part[name] for part in parts) for name in counts} == counts
    twice = TOTAL.replace("total(after", "more: total { examined } total(after")
    error = corrected.error(twice, {"correction": corrected.published[8]}, "auditor")
    assert error["extensions"]["code"] == "ASKED_TWICE"


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
    found = redress(corrected, correction=made["proposal"]["id"])["affected"]
    assert found["examined"] == 8
    assert found["changed"] + found["unchanged"] + found["gone"] + found["apart"] == 8


JANUARY = {"firstDay": "2026-01-01", "lastDay": "2026-01-31"}


def figures(service: Any, by: list[str], **asked: Any) -> list[tuple[Any, ...]]:
    given = {"period": JANUARY, "groupBy": by} | asked
    found = service.data(FIGURES, {"input": given}, "auditor")["decisionFigures"]
    assert (found["decisions"], found["complete"]) == (8, True)
    keys = ("product", "outcome", "author", "ruleSet", "reason", "version", "day")
    return [(*(figure[key] for key in keys if figure[key] is not None), figure["count"]) for figure in found["figures"]]


def test_figures_count_answers_reasons_partners_versions_and_days(corrected: Any) -> None:
    assert figures(corrected, ["OUTCOME"]) == [("ALLOW", 8), ("PAUSE", 6), ("DECLINE", 2)]
    assert figures(corrected, ["PRODUCT", "OUTCOME"], product="pay-later") == [
        ("pay-later", "PAUSE", 6),
        ("pay-later", "ALLOW", 2),
    ]
    assert figures(corrected, ["AUTHOR"]) == [("shop", 14), ("bank", 2)]
    assert figures(corrected, ["DAY"]) == [("2026-01-01", 16)]
    assert figures(corrected, ["VERSION"]) == [("behaviour", 1, 8), ("line-cap", 1, 8)]
    assert ("behaviour", "OVERDUE", 6) in figures(corrected, ["REASON"])
    asked = {"period": JANUARY, "groupBy": [], "author": "bank"}
    of_bank = corrected.data(FIGURES, {"input": asked}, "auditor")["decisionFigures"]
    assert (of_bank["decisions"], [figure["count"] for figure in of_bank["figures"]]) == (1, [2])


@pytest.mark.parametrize(
    ("who", "asked", "code"),
    [
        ("auditor", {"groupBy": ["REASON", "OUTCOME"]}, "BAD_GROUPING"),
        ("auditor", {"groupBy": ["VERSION"], "product": "pay-later"}, "BAD_GROUPING"),
        ("auditor", {"groupBy": ["DAY"], "period": JANUARY | {"lastDay": "2025-01-01"}}, "BAD_PERIOD"),
        ("auditor", {"groupBy": ["DAY"], "period": JANUARY | {"lastDay": "2028-01-01"}}, "BAD_PERIOD"),
        ("shop", {"groupBy": ["DAY"]}, "FORBIDDEN"),
    ],
)
def test_what_cannot_be_counted_is_refused(corrected: Any, who: str, asked: dict[str, Any], code: str) -> None:
    given = {"period": JANUARY} | asked
    assert corrected.error(FIGURES, {"input": given}, who)["extensions"]["code"] == code


DRIFT = (OPERATIONS / "decision-drift.graphql").read_text("utf-8")


def test_drift_is_of_all_answers_and_of_no_facts_where_there_are_too_few(corrected: Any) -> None:
    asked = {"before": JANUARY, "after": JANUARY, "product": "pay-later"}
    found = corrected.data(DRIFT, {"input": asked}, "auditor")["decisionDrift"]
    [outcomes] = found["outcomes"]
    assert (outcomes["product"], outcomes["drift"]["psi"]) == ("pay-later", "0.0000")
    assert outcomes["drift"]["bins"] == [
        {"name": "ALLOW", "before": 2, "after": 2},
        {"name": "PAUSE", "before": 6, "after": 6},
    ]
    assert (found["facts"], found["tooFew"]) == ([], ["overdueDays", "requestedAmount"])
    assert (found["sampledBefore"], found["sampledAfter"]) == (7, 7)  # one was erased
    assert (found["decisionsBefore"], found["decisionsAfter"]) == (8, 8)
    last, first = ({"firstDay": day, "lastDay": day} for day in ("9999-12-31", "0001-01-01"))
    nothing = corrected.data(DRIFT, {"input": {"before": last, "after": first}}, "auditor")["decisionDrift"]
    assert (nothing["decisionsBefore"], nothing["sampledAfter"], nothing["outcomes"]) == (0, 0, [])
    assert corrected.error(DRIFT, {"input": asked}, "shop")["extensions"]["code"] == "FORBIDDEN"
    assert corrected.error(DRIFT, {"input": asked | {"sample": 5}}, "auditor")["extensions"]["code"] == "BAD_SAMPLE"


RISK = BEHAVIOUR.replace("ruleSet: behaviour", "ruleSet: car-risk")
CAR = (Path(__file__).parent / "lender" / "cash-loan.yaml").read_text("utf-8").replace("cash-loan", "car-loan")
LATE = "{parameter: late-days, category: RISK, name: {en: Late}, value: 30}"


@pytest.fixture(scope="module")
def other(corrected: Any) -> Any:
    """Another lender, with a product whose rule set has no version yet, and a parameter; `published` has its start."""
    who, change = "another lender", CHANGE
    corrected.found(who)
    given: dict[str, Any] = {"slug": "car-risk", "name": [{"language": "en", "text": "Car"}], "category": "RISK"}
    assert corrected.mutate("createRuleSet", given, who)["userErrors"] == []
    given = {"slug": "late-days", "content": LATE, "change": change}
    assert corrected.data(MAKE_PARAMETER, {"input": given}, who)["createParameter"]["userErrors"] == []
    uses = BEHAVIOUR.replace('"> 30"', '"> param.late days"')
    assert corrected.publish("behaviour", uses, who)["userErrors"] == []
    given = {"slug": "car-loan", "content": CAR.replace("[behaviour]", "[car-risk]"), "change": change}
    assert corrected.mutate("createProduct", given, who)["userErrors"] == []
    start = corrected.clock().isoformat()
    asked = {"car": ("car-loan", 0), "late": ("pay-later", 60), "fine": ("cash-loan", 0), "any": (None, 0)}
    for name, (product, overdue) in asked.items():
        facts = {"requestedAmount": 100_000, "overdueDays": overdue}
        given = {"facts": facts, "idempotencyKey": name, "subject": name} | ({"products": [product]} if product else {})
        assert corrected.data(DECIDE, {"input": given}, who)["decide"]["userErrors"] == []
    return corrected, start


CHANGE = json.loads((Path(__file__).parent / "lender" / "change.json").read_text("utf-8"))
MAKE_PARAMETER = """mutation($input: CreateParameterInput!) {
    createParameter(input: $input) { userErrors { code } } }"""
CORRECT_PARAMETER = """mutation($input: PublishParameterVersionInput!) {
    publishParameterVersion(input: $input) { activation { id } userErrors { code message } } }"""


def became(service: Any, correction: str) -> tuple[int, dict[str, list[str]]]:
    """How many candidates there are, and of whom each changed decision was in what."""
    found = service.data(REDRESS, {"correction": correction}, "its auditor")["redress"]
    query = "query($id: ID!) { decision(id: $id) { facts answers { product } } }"
    told = {}
    for node in found["affected"]["nodes"]:
        decision = service.data(query, {"id": node["decision"]["decisionId"]}, "its auditor")["decision"]
        name = ",".join(answer["product"] for answer in decision["answers"])
        told[name] = sorted({f"{each['product']} {each['aspect']}" for each in node["differences"]})
    page = found["affected"]
    assert page["examined"] == found["candidates"]["decisions"]
    assert found["candidates"]["exact"]
    assert page["changed"] == len(told)
    assert page["failed"] == 0
    return page["examined"], told


def test_a_rule_set_that_should_have_been_there_and_what_it_opens_beside_others_is_seen(other: Any) -> None:
    service, start = other
    made = service.publish("car-risk", RISK, "another lender", change={"correction": True, "validFrom": start})
    assert made["userErrors"] == []
    candidates, told = became(service, made["activation"]["id"])
    assert candidates == 3, "what is open and rests on other rule sets cannot have been another"
    assert told["car-loan"] == [f"car-loan {aspect}" for aspect in ("ALTERNATIVES", "OUTCOME", "REASONS", "TERMS")]
    assert told["pay-later"] == ["pay-later ALTERNATIVES"]
    assert "car-loan OUTCOME" in told["car-loan,cash-loan,pay-later"]


def test_a_parameter_and_a_product_are_corrected_alike(other: Any) -> None:
    service, start = other
    change = CHANGE | {"correction": True, "validFrom": start}
    given = {"slug": "late-days", "content": LATE.replace("30", "90"), "change": change}
    made = service.data(CORRECT_PARAMETER, {"input": given}, "another lender")["publishParameterVersion"]
    assert made["userErrors"] == []
    candidates, told = became(service, made["activation"]["id"])
    assert (candidates, list(told)) == (4, ["pay-later"])
    assert "pay-later OUTCOME" in told["pay-later"]
    bike = CAR.replace("car-loan", "bike-loan")
    given = {"slug": "bike-loan", "content": bike, "change": change}
    made = service.mutate("createProduct", given, "another lender")
    assert made["userErrors"] == []
    _, told = became(service, made["activation"]["id"])
    assert told == {
        "pay-later": ["pay-later ALTERNATIVES"],
        "car-loan": ["car-loan ALTERNATIVES"],
        "car-loan,cash-loan,pay-later": ["bike-loan ANSWERED", "car-loan ALTERNATIVES"],
    }


def test_a_correction_of_before_what_the_head_remembers_does_not_reach_what_others_decided(
    other: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("creditrules.rules.time.history.HEAD_WINDOW", 1)
    service, start = other
    for days in (31, 32, 33):
        assert service.publish("behaviour", BEHAVIOUR.replace("30", str(days)), "another lender")["userErrors"] == []
        if days == 31:
            facts = {"requestedAmount": 100_000, "overdueDays": 100}
            given = {"facts": facts, "idempotencyKey": "apart", "subject": "a", "products": ["pay-later", "cash-loan"]}
            assert service.data(DECIDE, {"input": given}, "another lender")["decide"]["userErrors"] == []
    change = {"correction": True, "validFrom": start}
    made = service.publish("behaviour", BEHAVIOUR.replace("30", "200"), "another lender", change=change)
    assert made["userErrors"] == []
    found = service.data(REDRESS, {"correction": made["activation"]["id"]}, "its auditor")["redress"]["affected"]
    assert (found["examined"], found["changed"], found["apart"]) == (5, 1, 1)


def test_what_would_have_been_told_to_lift_a_reason_is_part_of_the_decision(other: Any) -> None:
    service, _ = other
    who = "another lender"
    given = {"slug": "scooter-risk", "name": [{"language": "en", "text": "Scooter"}], "category": "RISK"}
    assert service.mutate("createRuleSet", given, who)["userErrors"] == []
    lift = "lift: {condition: overdueDays <= 40, message: {en: Pay what is overdue., zh: 请还清逾期款项。}}"
    text = BEHAVIOUR.replace("ruleSet: behaviour", "ruleSet: scooter-risk")
    text = text.replace("lift: {en: Pay what is overdue., zh: 请还清逾期款项。}", lift)
    assert service.publish("scooter-risk", text, who)["userErrors"] == []
    scooter = (Path(__file__).parent / "lender" / "pay-later.yaml").read_text("utf-8").replace("pay-later", "scooter")
    given = {"slug": "scooter", "content": scooter.replace("[line-cap, behaviour]", "[scooter-risk]"), "change": CHANGE}
    assert service.mutate("createProduct", given, who)["userErrors"] == []
    start = service.clock().isoformat()
    asked = {"facts": {"overdueDays": 60}, "idempotencyKey": "lift", "subject": "a", "products": ["scooter"]}
    assert service.data(DECIDE, {"input": asked}, who)["decide"]["userErrors"] == []
    change = {"correction": True, "validFrom": start}
    made = service.publish("scooter-risk", text.replace("<= 40", "<= 30"), who, change=change)
    assert made["userErrors"] == []
    assert became(service, made["activation"]["id"]) == (1, {"scooter": ["scooter LIFTS"]})
