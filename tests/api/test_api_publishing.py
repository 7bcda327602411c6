"""An administrator's act through the whole service: published and in force, or refused with every reason."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

ADMINISTRATOR = "administrator"
PARTNER = "partner"
LENDER = Path(__file__).parent / "lender"
LINE_CAP, BEHAVIOUR, CASH_LOAN = (
    (LENDER / f"{name}.yaml").read_text("utf-8") for name in ("line-cap", "behaviour", "cash-loan")
)
CHANGE = json.loads((LENDER / "change.json").read_text("utf-8"))
OUTCOME = """{
  eligibility(input: {facts: {overdueDays: 40, requestedAmount: 1}, products: ["pay-later"]}) { decisions { outcome } }
}"""
THEN = """query($valid: DateTime, $known: DateTime) {
  eligibility(
    input: {facts: {overdueDays: 40, requestedAmount: 1}, products: ["pay-later"], validAt: $valid, knownAt: $known}
  ) { decisions { outcome } }
}"""
RELAXED = BEHAVIOUR.replace('["> 30", ', '["> 60", ')


def codes(payload: dict[str, Any]) -> list[str]:
    return [error["code"] for error in payload["userErrors"]]


def create(service: Any, slug: str, token: str = ADMINISTRATOR, **extra: Any) -> dict[str, Any]:
    name = [{"language": "en", "text": "A name"}]
    payload: dict[str, Any] = service.mutate(
        "createRuleSet", {"slug": slug, "name": name, "category": "RISK"} | extra, token
    )
    return payload


def test_what_was_published_is_in_force_for_the_next_question(own_lender: Any) -> None:
    before = own_lender.data(OUTCOME)["eligibility"]["decisions"]
    published = own_lender.publish("behaviour", RELAXED)
    assert published["version"]["number"] == 2
    after = own_lender.data(OUTCOME)["eligibility"]["decisions"]
    assert [before[0]["outcome"], after[0]["outcome"]] == ["PAUSE", "ALLOW"]


def test_the_past_stays_as_it_was_and_a_correction_changes_what_is_known_of_it(own_lender: Any) -> None:
    moment = own_lender.data("{ products { knownAt } }")["products"]["knownAt"]
    change = {"validFrom": moment, "correction": True}
    published = own_lender.publish("behaviour", RELAXED, change=change)
    assert (published["activation"]["kind"], published["activation"]["validFrom"]) == ("CORRECTION", moment)
    as_known_then = own_lender.data(THEN, {"valid": moment, "known": moment})["eligibility"]["decisions"]
    as_known_now = own_lender.data(THEN, {"valid": moment})["eligibility"]["decisions"]
    assert [as_known_then[0]["outcome"], as_known_now[0]["outcome"]] == ["PAUSE", "ALLOW"]


def test_a_later_start_is_a_schedule(own_lender: Any) -> None:
    published = own_lender.publish("behaviour", RELAXED, change={"validFrom": "2027-01-01T00:00:00Z"})
    assert published["activation"]["validFrom"] == "2027-01-01T00:00:00Z"
    query = """{
      ruleSet(slug: "behaviour") {
        latestVersion
        versionInForce { number }
        later: versionInForce(validAt: "2027-01-01T00:00:00Z") { number inForce { since } }
      }
    }"""
    assert own_lender.data(query)["ruleSet"] == {
        "latestVersion": 2,
        "versionInForce": {"number": 1},
        "later": {"number": 2, "inForce": {"since": "2027-01-01T00:00:00Z"}},
    }


def test_the_answer_tells_the_impact_computed_by_the_service(own_lender: Any) -> None:
    impact = own_lender.publish("behaviour", RELAXED)["version"]["statement"]["impact"]
    assert impact["products"] == ["cash-loan", "pay-later"]
    assert impact["tables"] == [{"decision": "Findings", "changed": 1}]


def test_the_same_sent_twice_is_one_act(own_lender: Any) -> None:
    first = own_lender.publish("behaviour", RELAXED, idempotencyKey="k-1")
    second = own_lender.publish("behaviour", RELAXED, idempotencyKey="k-1")
    assert (first["replayed"], second["replayed"]) == (False, True)
    assert first["version"]["id"] == second["version"]["id"]
    assert own_lender.data('{ ruleSet(slug: "behaviour") { latestVersion } }')["ruleSet"]["latestVersion"] == 2


def test_a_retry_key_belongs_to_one_request(own_lender: Any) -> None:
    own_lender.publish("behaviour", RELAXED, idempotencyKey="k-1")
    assert codes(own_lender.publish("behaviour", BEHAVIOUR, idempotencyKey="k-1")) == ["KEY_REUSED"]


def test_a_version_that_the_author_had_not_seen_stands_in_the_way(own_lender: Any) -> None:
    own_lender.publish("behaviour", RELAXED)
    assert codes(own_lender.publish("behaviour", BEHAVIOUR, basedOn=1)) == ["STALE_BASE"]
    assert codes(own_lender.publish("behaviour", BEHAVIOUR, basedOn=2)) == []


def test_versions_published_at_once_are_numbered_without_gap_or_double(own_lender: Any) -> None:
    contents = [BEHAVIOUR.replace('"> 30"', f'"> {limit}"') for limit in range(40, 48)]
    with ThreadPoolExecutor(8) as pool:
        payloads = list(pool.map(lambda content: own_lender.publish("behaviour", content), contents))
    numbers = sorted(payload["version"]["number"] for payload in payloads if payload["version"])
    lost = [code for payload in payloads for code in codes(payload)]
    assert numbers == list(range(2, 2 + len(numbers)))
    assert set(lost) <= {"CHANGED_MEANWHILE"}
    assert len(numbers) + len(lost) == 8


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"basis": {"category": "RISK", "citation": ""}}, ["input", "change", "basis", "citation"]),
        ({"comment": ""}, ["input", "change", "comment"]),
        ({"notice": [{"language": "e n", "text": "x"}]}, ["input", "change", "notice"]),
        (
            {"basis": {"category": "RISK", "citation": "note", "link": "javascript:alert(1)"}},
            ["input", "change", "basis", "link"],
        ),
    ],
)
def test_a_change_statement_that_says_nothing_is_refused(lender: Any, change: dict[str, Any], field: list[str]) -> None:
    payload = lender.publish("behaviour", RELAXED, change=change)
    assert codes(payload) == ["CHANGE_STATEMENT_INVALID"]
    assert payload["userErrors"][0]["field"][: len(field)] == field
    assert lender.data('{ ruleSet(slug: "behaviour") { latestVersion } }')["ruleSet"]["latestVersion"] == 1


@pytest.mark.parametrize(
    ("notice", "code"),
    [
        ([], "TEXT_MISSING"),
        ([{"language": "en", "text": " "}], "TEXT_MISSING"),
        ([{"language": "en", "text": "a"}, {"language": "en", "text": "b"}], "LANGUAGE_TWICE"),
    ],
)
def test_users_must_be_told_something(lender: Any, notice: list[Any], code: str) -> None:
    assert codes(lender.publish("behaviour", RELAXED, change={"notice": notice})) == [code]


def test_without_a_change_statement_nothing_is_published(lender: Any) -> None:
    payload = lender.mutate("publishRuleVersion", {"slug": "behaviour", "content": RELAXED})
    assert codes(payload) == ["CHANGE_STATEMENT_MISSING"]
    assert payload["version"] is None


def test_the_content_may_carry_its_own_change_statement(own_lender: Any) -> None:
    section = """
change:
  basis: {category: RISK, citation: Risk note 7}
  comment: Relaxed after review.
  notice: {en: Rules were relaxed.}
"""
    payload = own_lender.mutate("publishRuleVersion", {"slug": "behaviour", "content": RELAXED + section})
    assert payload["userErrors"] == []
    assert payload["version"]["statement"]["basis"]["citation"] == "Risk note 7"


def test_a_faulty_change_section_is_told_with_its_line(lender: Any) -> None:
    section = "\nchange:\n  basis: {category: RISK, citation: Risk note 7}\n  notice: {en: Relaxed.}\n"
    payload = lender.mutate("publishRuleVersion", {"slug": "behaviour", "content": RELAXED + section})
    assert payload["version"] is None
    assert payload["userErrors"]
    assert [d["place"] for d in payload["diagnostics"]] == ["change.comment"]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (BEHAVIOUR.replace("overdueDays, type: number}\n        -", "overdueDayz, type: number}\n        -"), "inputs"),
        (BEHAVIOUR.replace("'\"OVERDUE\"'", "'\"OVERDEW\"'"), "rules[1]"),
        (BEHAVIOUR.replace("'\"PAUSE\"'", "'\"STOP\"'"), "rules[1]"),
        (BEHAVIOUR.replace('["> 30", ', '["> \\"x\\"", '), "rules[1]"),
        (BEHAVIOUR.replace("category: RISK", "category: RISQUE"), "category"),
        ("ruleSet: [", ""),
        ("a: &a [x]\nb: *a", ""),
        ("!!python/object/apply:os.system ['true']", ""),
        ("", ""),
        ("null", ""),
        ('{"ruleSet": "behaviour"', ""),
    ],
)
def test_content_that_does_not_check_is_refused_with_every_diagnostic_and_its_place(
    lender: Any, content: str, place: str
) -> None:
    payload = lender.publish("behaviour", content)
    assert codes(payload) == ["CONTENT_REFUSED"]
    assert payload["version"] is None
    errors = [d for d in payload["diagnostics"] if d["severity"] == "ERROR"]
    assert errors
    assert all(d["code"] and d["message"] for d in errors)
    assert any(place in (d["place"] or "") for d in errors)
    assert lender.data('{ ruleSet(slug: "behaviour") { latestVersion } }')["ruleSet"]["latestVersion"] == 1


def test_an_expression_that_is_wrong_is_shown_with_carets(lender: Any) -> None:
    payload = lender.publish("behaviour", BEHAVIOUR.replace("product.kind", "product.kint"))
    shown = [d["excerpt"] for d in payload["diagnostics"] if d["excerpt"]]
    assert any("product.kint\n" in excerpt and "^" in excerpt for excerpt in shown)


def test_what_mends_an_expression_comes_with_it(lender: Any) -> None:
    payload = lender.publish("behaviour", BEHAVIOUR.replace('["> 30", ', '["=> 30", '))
    told = [one for one in payload["diagnostics"] if one["code"] == "feel.foreign"]
    assert [(one["expression"], one["edits"]) for one in told] == [
        ("=> 30", [{"title": "Write '>='", "start": 0, "end": 2, "replacement": ">=", "safe": True}])
    ]


def test_a_test_case_that_fails_stops_publishing(lender: Any) -> None:
    payload = lender.publish("line-cap", LINE_CAP.replace("outcome: LIMIT", "outcome: ALLOW"))
    assert codes(payload) == ["CONTENT_REFUSED"]


def test_a_dry_run_says_the_same_and_writes_nothing(lender: Any) -> None:
    query = """query($i: CheckRuleVersionInput!) { checkRuleVersion(input: $i) {
        ok impact { tables { decision changed } } diagnostics { severity } userErrors { code } } }"""
    good = {"slug": "behaviour", "content": RELAXED, "change": CHANGE}
    checked = lender.data(query, {"i": good}, ADMINISTRATOR)["checkRuleVersion"]
    assert (checked["ok"], checked["userErrors"]) == (True, [])
    assert checked["impact"]["tables"] == [{"decision": "Findings", "changed": 1}]
    for content, code in (
        (RELAXED.replace("product.kind", "product.kint"), "CONTENT_REFUSED"),
        ("ruleSet: [", "CONTENT_REFUSED"),
    ):
        bad = lender.data(query, {"i": good | {"content": content}}, ADMINISTRATOR)["checkRuleVersion"]
        assert (bad["ok"], [e["code"] for e in bad["userErrors"]]) == (False, [code])
    unknown = lender.data(query, {"i": good | {"slug": "nothing"}}, ADMINISTRATOR)["checkRuleVersion"]
    assert [e["code"] for e in unknown["userErrors"]] == ["UNKNOWN_RULE_SET"]
    assert lender.data('{ ruleSet(slug: "behaviour") { latestVersion } }')["ruleSet"]["latestVersion"] == 1


@pytest.mark.parametrize(
    "query",
    [
        'mutation { createRuleSet(input: {slug: "x", name: [], category: RISK}) { userErrors { code } } }',
        'mutation { publishRuleVersion(input: {slug: "behaviour", content: "x"}) { userErrors { code } } }',
        'mutation { createProduct(input: {slug: "x", content: "x"}) { userErrors { code } } }',
        'mutation { publishProductVersion(input: {slug: "cash-loan", content: "x"}) { userErrors { code } } }',
        '{ checkRuleVersion(input: {slug: "behaviour", content: "x"}) { ok } }',
    ],
)
def test_a_partner_may_ask_but_not_publish(lender: Any, query: str) -> None:
    extensions = lender.error(query, token=PARTNER)["extensions"]
    assert (extensions["code"], extensions["kind"]) == ("FORBIDDEN", "FORBIDDEN")


def test_a_slug_is_taken_once(lender: Any) -> None:
    assert codes(create(lender, "behaviour")) == ["SLUG_TAKEN"]


@pytest.mark.parametrize("slug", ["", "a#b", "Upper", "-a", "a" * 65, "a b", "ä", "../x", "a\n"])
def test_a_slug_that_could_be_mistaken_for_a_key_is_refused(lender: Any, slug: str) -> None:
    payload = create(lender, slug)
    assert codes(payload) == ["BAD_SLUG"]
    assert payload["ruleSet"] is None


@pytest.mark.parametrize("slug", ["nothing", "a#b", ""])
def test_what_does_not_exist_cannot_be_published(lender: Any, slug: str) -> None:
    payload = lender.publish(slug, BEHAVIOUR)
    assert codes(payload)[0] in {"UNKNOWN_RULE_SET", "BAD_SLUG"}


def test_a_product_that_names_a_rule_set_which_is_not_there_is_not_made(lender: Any) -> None:
    content = CASH_LOAN.replace("cash-loan", "new-loan").replace("[behaviour]", "[behavior]")
    payload = lender.mutate("createProduct", {"slug": "new-loan", "content": content, "change": CHANGE})
    assert codes(payload) == ["CONTENT_REFUSED"]
    assert lender.data('{ product(slug: "new-loan") { slug } }')["product"] is None


def test_a_product_changes_in_versions_too(own_lender: Any) -> None:
    content = CASH_LOAN.replace("scenario: ELECTRONICS", "scenario: AUTO")
    given = {"slug": "cash-loan", "content": content, "change": CHANGE}
    payload = own_lender.mutate("publishProductVersion", given)
    assert payload["version"]["number"] == 2
    assert own_lender.data('{ product(slug: "cash-loan") { scenario } }')["product"] == {"scenario": "AUTO"}


@pytest.mark.parametrize("key", ["", "x" * 201, "a\x00b"])
def test_an_odd_retry_key_is_refused(lender: Any, key: str) -> None:
    assert codes(lender.publish("behaviour", RELAXED, idempotencyKey=key)) == ["BAD_IDEMPOTENCY_KEY"]


def test_content_beyond_the_bound_is_refused_and_nothing_is_written(lender: Any) -> None:
    payload = lender.publish("behaviour", BEHAVIOUR + "# " + "x" * (4 * 1024 * 1024 + 1))
    assert payload["version"] is None
    assert payload["userErrors"]


def test_content_of_fifty_megabytes_is_stopped_at_the_door(lender: Any) -> None:
    body = json.dumps({"query": "mutation { __typename }", "variables": {"content": "x" * 50_000_000}}).encode()
    assert lender.post(body, ADMINISTRATOR).status == 413
