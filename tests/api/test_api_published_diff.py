"""What a partner is told of a change: what is published of it, and nothing of how the lender decides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.api.conftest import ADMINISTRATOR, BEHAVIOUR, CHANGE, PARTNER, STRANGER, build_service

from creditrules.desk.budgets import PRICES, Work

Service = Any
OPERATION = Path("graphql/operations/partner/published-diff.graphql").read_text("utf-8")
CHANGES = """query($product: String, $first: Int) { ruleChanges(product: $product, first: $first) { nodes {
  kind version { number }
  publishedDiff { from { number } to { number } restDiffers changes { nodes { kind section place before after } } }
} } }"""
LATER, STRICTER = BEHAVIOUR.replace('"> 30"', '"> 31415"'), BEHAVIOUR.replace('"> 30"', '"> 27182"')
WORDED = STRICTER.replace("A payment is overdue.", "A bill is overdue.")
OCTOBER = "2026-10-01T00:00:00Z"


@pytest.fixture(scope="module")
def changed() -> Iterator[Service]:
    """Four versions: other numbers, other numbers again, then words, which come in October."""
    for service in build_service(founded=True):
        for content, more in ((LATER, {}), (STRICTER, {}), (WORDED, {"validFrom": OCTOBER})):
            assert service.publish("behaviour", content, change=more)["userErrors"] == []
        yield service


def diff(service: Service, old: dict[str, Any], new: dict[str, Any], token: str = PARTNER) -> dict[str, Any]:
    asked = {"slug": "behaviour", "from": old, "to": new}
    found: dict[str, Any] = service.data(OPERATION, asked, token)["ruleSet"]["publishedDiff"]
    return found


def test_a_partner_sees_words_that_changed_and_of_numbers_that_something_did(changed: Service) -> None:
    words = diff(changed, {"version": 3}, {"validAt": OCTOBER})
    assert (words["identical"], words["restDiffers"], words["to"]["number"]) == (False, False, 4)
    assert [(each["place"], each["after"]) for each in words["changes"]["nodes"]] == [
        ("reasons.OVERDUE.message.en", "A bill is overdue.")
    ]
    assert words["statement"]["notice"] == CHANGE["notice"][0]["text"]
    numbers = diff(changed, {"version": 1}, {"version": 2})
    assert (numbers["changes"]["nodes"], numbers["restDiffers"], numbers["identical"]) == ([], True, False)
    same = diff(changed, {"version": 2}, {"version": 2})
    assert (same["changes"]["nodes"], same["restDiffers"], same["identical"]) == ([], False, True)


def test_all_readers_see_the_same_and_the_lender_the_whole_as_well(changed: Service) -> None:
    versions = ({"version": 1}, {"version": 4})
    assert diff(changed, *versions) == diff(changed, *versions, token=ADMINISTRATOR)
    assert "27182" not in str(diff(changed, *versions))
    whole = OPERATION.replace("publishedDiff(", "diff(").replace("restDiffers", "tables { rows { nodes { place } } }")
    asked = {"slug": "behaviour", "from": versions[0], "to": versions[1]}
    found = changed.data(whole, asked, ADMINISTRATOR)["ruleSet"]["diff"]
    assert [row["place"] for row in found["tables"][0]["rows"]["nodes"]] == ["decisions.Findings.table.rules[1]"]
    assert changed.error(whole, asked)["extensions"]["reason"] == "NOT_ALLOWED"
    stranger = changed.data(OPERATION, asked, STRANGER)
    assert stranger == {"ruleSet": None}


def test_each_change_says_what_it_takes_over_from(changed: Service) -> None:
    nodes = changed.data(CHANGES, {"product": "pay-later", "first": 20})["ruleChanges"]["nodes"]
    found = [node["publishedDiff"] for node in nodes]
    told = [(each["from"]["number"], each["to"]["number"], each["restDiffers"]) for each in found if each]
    assert told == [(3, 4, False), (2, 3, True), (1, 2, True)]
    assert [len(each["changes"]["nodes"]) for each in found if each] == [1, 0, 0]
    assert sum(each is None for each in found) == 3, "first versions take over from nothing"


def test_what_is_not_there_is_refused_by_name_and_knowledge_is_that_of_the_asker(changed: Service) -> None:
    asked = {"slug": "behaviour", "from": {"version": 1}, "to": {"version": 9}}
    error = changed.error(OPERATION, asked)["extensions"]
    assert (error["code"], error["field"]) == ("UNKNOWN_VERSION", ["to", "version"])
    first = changed.data('{ ruleSet(slug: "behaviour") { version(number: 1) { recordedAt } } }')
    known = first["ruleSet"]["version"]["recordedAt"]
    past = OPERATION.replace("ruleSet(slug: $slug)", f'ruleSet(slug: $slug, knownAt: "{known}")')
    asked = {"slug": "behaviour", "from": {"version": 1}, "to": {"version": 2}}
    assert changed.error(past, asked)["extensions"]["code"] == "UNKNOWN_VERSION"


def test_an_answer_compares_no_more_than_a_page_of_changes(changed: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PRICES, Work.PUBLISHED_DIFF, 1_500_000)
    pairs = [(1, 3), (2, 4), (4, 2)]
    asked = " ".join(
        f"a{at}: publishedDiff(from: {{version: {old}}}, to: {{version: {new}}}) {{ restDiffers }}"
        for at, (old, new) in enumerate(pairs)
    )
    error = changed.answer(f'{{ ruleSet(slug: "behaviour") {{ {asked} }} }}')["errors"][0]
    assert error["extensions"]["code"] == "BUDGET_SPENT"


def test_taking_back_a_schedule_says_what_stays(own_lender: Service) -> None:
    made = own_lender.publish("behaviour", WORDED, change={"validFrom": OCTOBER})
    statement = {name: CHANGE[name] for name in ("basis", "comment", "notice")}
    given = {"input": {"activation": made["activation"]["id"], "statement": statement}}
    cancel = "mutation($input: CancelActivationInput!) { cancelActivation(input: $input) { userErrors { code } } }"
    assert own_lender.data(cancel, given, ADMINISTRATOR)["cancelActivation"]["userErrors"] == []
    first, second = own_lender.data(CHANGES, {"first": 2})["ruleChanges"]["nodes"]
    assert [first["kind"], second["kind"]] == ["CANCELLATION", "PUBLICATION"]
    assert [
        (each["publishedDiff"]["from"]["number"], each["publishedDiff"]["to"]["number"]) for each in (first, second)
    ] == [
        (2, 1),
        (1, 2),
    ]


def test_what_the_diff_tells_is_read_of_one_version_as_well(own_lender: Service) -> None:
    lifts = "lift: {condition: overdueDays <= 27182, publishThresholds: PUBLISHED, message: {en: Pay., zh: 请还款。}}"
    written = "lift: {en: Pay what is overdue., zh: 请还清逾期款项。}"
    assert written in BEHAVIOUR
    for published in ("true", "false"):
        content = BEHAVIOUR.replace(written, lifts.replace("PUBLISHED", published))
        assert own_lender.publish("behaviour", content)["userErrors"] == []
    versions = "a: version(number: 2) { ...R } b: version(number: 3) { ...R }"
    asked = f'{{ ruleSet(slug: "behaviour") {{ {versions} }} }}'
    asked += " fragment R on RuleVersion { reasons { code interventions liftExpression } }"
    told, hidden = own_lender.data(asked)["ruleSet"].values()
    assert told["reasons"][0] == {
        "code": "OVERDUE", "interventions": ["PAUSE"], "liftExpression": "overdueDays <= 27182",
    }  # fmt: skip
    assert hidden["reasons"][0] == {"code": "OVERDUE", "interventions": ["PAUSE"], "liftExpression": None}
    assert own_lender.data(asked, token=ADMINISTRATOR)["ruleSet"]["b"]["reasons"][0]["liftExpression"] is not None
    changes = diff(own_lender, {"version": 2}, {"version": 3})["changes"]["nodes"]
    assert [(each["kind"], each["place"], each["before"], each["after"]) for each in changes] == [
        ("REMOVED", "reasons.OVERDUE.lift.condition", "overdueDays <= 27182", None),
        ("CHANGED", "reasons.OVERDUE.lift.publishThresholds", "true", "false"),
    ]


def test_a_product_has_it_too(own_lender: Service) -> None:
    content = "product: pay-later\nname: {en: Pay later}\nkind: PAY_LATER_LINE\nsegment: CONSUMER\ncurrency: CNY\n"
    content += "features: [CASH_OUT]\nruleSets: [line-cap, behaviour]\n"
    given = {"slug": "pay-later", "content": content, "change": CHANGE}
    assert own_lender.mutate("publishProductVersion", given)["userErrors"] == []
    asked = (
        "publishedDiff(from: {version: 1}, to: {version: 2}) { changes(section: FEATURES) { nodes { kind after } } }"
    )
    found = own_lender.data(f'{{ product(slug: "pay-later") {{ {asked} }} }}')["product"]["publishedDiff"]
    assert {"kind": "ADDED", "after": "CASH_OUT"} in found["changes"]["nodes"]
