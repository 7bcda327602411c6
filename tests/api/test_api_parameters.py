"""Parameters through the API: made, published, proposed, read at two times, compared, audited, retired."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.api.conftest import ADMINISTRATOR, CHANGE, PARTNER, STRANGER, Service

from creditrules.auth import Principal, Role
from creditrules.desk import Catalogue, Question, Recording, ask
from creditrules.store import DecisionsInTable
from creditrules.store.aws import embedded_kms

OPERATIONS = Path(__file__).parents[2] / "graphql" / "operations"
RATE = """
parameter: lpr-1y
category: REGULATION
name: {en: One-year loan prime rate, zh: 一年期LPR}
unit: /1
published: true
values:
  2025-12-01: {value: 0.031, references: [{citation: NIFC}]}
  2026-06-01: {value: 0.03}
"""
CAP = "{parameter: house-cap, category: RISK, name: {en: House cap}, value: 0.36}"


def operation(name: str) -> str:
    [path, *_] = (path for part in ("partner", "admin") if (path := OPERATIONS / part / f"{name}.graphql").exists())
    return path.read_text("utf-8")


def act(service: Service, name: str, given: dict[str, Any], token: str = ADMINISTRATOR) -> dict[str, Any]:
    [payload] = service.data(operation(name), {"input": given}, token).values()
    return dict(payload)


def sent(slug: str, content: str, **change: Any) -> dict[str, Any]:
    return {"slug": slug, "content": content, "change": CHANGE | change}


@pytest.fixture
def rated(service: Service) -> Service:
    made = act(service, "create-parameter", sent("lpr-1y", RATE))
    assert made["userErrors"] == []
    assert act(service, "create-parameter", sent("house-cap", CAP))["userErrors"] == []
    return service


def test_a_parameter_is_made_with_its_first_version_and_read_by_partners_where_it_is_published(rated: Service) -> None:
    found = rated.data(operation("parameters"), {"validAt": "2026-02-01T00:00:00Z"})["parameters"]["nodes"]
    assert [(each["slug"], each["expression"], each["value"]) for each in found] == [
        ("house-cap", "param.house cap", None),
        ("lpr-1y", "param.lpr 1y", {"value": "0.031", "validFrom": "2025-12-01"}),
    ]
    own = rated.data(operation("parameters"), {}, ADMINISTRATOR)["parameters"]["nodes"]
    assert own[0]["value"] == {"value": "0.36", "validFrom": None}
    one = rated.data(operation("parameter"), {"slug": "lpr-1y", "validAt": "2026-07-01T00:00:00Z"})["parameter"]
    assert one["value"]["value"] == "0.03"
    assert (one["versionInForce"]["unit"], one["versionInForce"]["type"]) == ("/1", "number")


def test_what_was_known_of_a_value_stays_readable_after_a_correction(rated: Service) -> None:
    then = "2026-06-15T00:00:00Z"
    rated.clock.moment = datetime(2026, 7, 1, tzinfo=UTC)
    righted = RATE.replace("0.03}", "0.0305}")
    given = sent("lpr-1y", righted, validFrom="2026-06-01T00:00:00Z", correction=True)
    assert act(rated, "publish-parameter-version", given)["userErrors"] == []
    query = 'query($known: DateTime) { parameter(slug: "lpr-1y") { value(validAt: "%s", knownAt: $known) { value } } }'
    now = rated.data(query % then)["parameter"]["value"]["value"]
    as_known = rated.data(query % then, {"known": "2026-06-20T00:00:00Z"})["parameter"]["value"]["value"]
    assert (as_known, now) == ("0.03", "0.0305")


def test_history_diff_node_feed_and_audit_are_as_of_rule_sets(rated: Service) -> None:
    more = RATE + "  2026-09-01: {value: 0.028}\n"
    assert act(rated, "publish-parameter-version", sent("lpr-1y", more))["version"]["number"] == 2
    history = rated.data(operation("parameter-history"), {"slug": "lpr-1y"}, ADMINISTRATOR)["parameter"]["versions"]
    assert [len(version["values"]["nodes"]) for version in history["nodes"]] == [3, 2]
    changes = "changes(first: 9) { nodes { section place } }"
    diff = f'{{ parameter(slug: "lpr-1y") {{ id diff(from: {{version: 1}}, to: {{version: 2}}) {{ {changes} }} }} }}'
    found = rated.data(diff, token=ADMINISTRATOR)["parameter"]
    assert found["diff"]["changes"]["nodes"] == [{"section": "VALUES", "place": "values.2026-09-01"}]
    node = "query($id: ID!) { node(id: $id) { __typename ... on Parameter { slug versionInForce { id } } } }"
    again = rated.data(node, {"id": found["id"]})["node"]
    assert (again["__typename"], again["slug"]) == ("Parameter", "lpr-1y")
    version = rated.data(node, {"id": again["versionInForce"]["id"]})["node"]
    assert version == {"__typename": "ParameterVersion"}
    assert rated.data(node, {"id": found["id"]}, STRANGER)["node"] is None
    feed = rated.data("{ ruleChanges(first: 9, category: RISK) { nodes { document { __typename slug } } } }")
    assert feed["ruleChanges"]["nodes"] == [{"document": {"__typename": "Parameter", "slug": "house-cap"}}]
    audit = '{ parameter(slug: "lpr-1y") { auditEntries(first: 9) { nodes { number } } auditEnd { number } } }'
    audited = rated.data(audit, token=ADMINISTRATOR)["parameter"]
    assert len(audited["auditEntries"]["nodes"]) == audited["auditEnd"]["number"]


def test_a_parameter_keeps_its_type_and_its_category(rated: Service) -> None:
    other = CAP.replace("RISK", "PRODUCT").replace("0.36", '"36 %", type: string')
    refused = act(rated, "publish-parameter-version", sent("house-cap", other))
    assert [error["code"] for error in refused["userErrors"]] == ["CONTENT_REFUSED"]
    assert {found["code"] for found in refused["diagnostics"]} == {"parameter.category", "parameter.type"}


def test_who_counts_on_a_type_or_a_unit_is_named_where_it_would_be_another(used: Service) -> None:
    altered = RATE.replace("unit: /1", "unit: percent, type: string").replace("0.031", '"3.1"').replace("0.03}", '"3"}')
    refused = act(used, "publish-parameter-version", sent("lpr-1y", altered.replace(", type", "\ntype")))
    found = {each["code"]: each["hint"] for each in refused["diagnostics"]}
    assert found.keys() == {"parameter.type", "parameter.unit"}
    assert all(hint.endswith("It is used by version 1 of the rule set 'ceiling'.") for hint in found.values())


def test_another_unit_and_values_that_are_never_asked_are_warned_of(rated: Service) -> None:
    altered = RATE.replace("unit: /1", "unit: percent").replace("0.031", "0.0345")
    checked = act(rated, "check-parameter-version", sent("lpr-1y", altered, validFrom="2026-06-02T00:00:00Z"))
    assert checked["ok"]
    assert [(found["code"], found["place"]) for found in checked["diagnostics"]] == [
        ("parameter.unit", "unit"),
        ("parameter.before-start", "values.2025-12-01"),
    ]


def test_a_parameter_is_proposed_approved_published_rolled_back_and_retired(rated: Service) -> None:
    policy = {"rules": [{"scope": "RISK_RULES", "required": 1, "roles": ["APPROVER"]}], "statement": STATEMENT}
    assert act(rated, "set-approval-policy", policy)["userErrors"] == []
    given = sent("house-cap", CAP.replace("0.36", "0.24"))
    refused = act(rated, "publish-parameter-version", given)["userErrors"]
    assert [error["code"] for error in refused] == ["APPROVAL_REQUIRED"]
    proposal = act(rated, "draft-parameter-version", given)["proposal"]
    act(rated, "submit-proposal", {"proposal": proposal["id"]})
    yes = {"proposal": proposal["id"], "binding": proposal["binding"]}
    assert act(rated, "approve-proposal", yes, "approver")["userErrors"] == []
    assert act(rated, "publish-proposal", {"proposal": proposal["id"]})["userErrors"] == []
    value = '{ parameter(slug: "house-cap") { value { value } } }'
    now = rated.data(value, token=ADMINISTRATOR)["parameter"]
    assert now["value"]["value"] == "0.24"
    back = {"kind": "PARAMETER", "slug": "house-cap", "version": 1, "statement": STATEMENT}
    assert act(rated, "roll-back", back)["userErrors"] == []
    assert rated.data(value, token=ADMINISTRATOR)["parameter"]["value"]["value"] == "0.36"
    gone = {"kind": "PARAMETER", "slug": "house-cap", "statement": STATEMENT}
    assert act(rated, "retire", gone)["userErrors"] == []
    assert rated.data(value, token=ADMINISTRATOR)["parameter"]["value"] is None


def test_what_is_not_there_is_refused_by_name(service: Service) -> None:
    refused = act(service, "publish-parameter-version", sent("lpr-1y", RATE))["userErrors"]
    assert [(error["code"], error["hint"]) for error in refused] == [
        ("UNKNOWN_PARAMETER", "Create it with createParameter.")
    ]
    assert service.data(operation("parameter"), {"slug": "lpr-1y"}, PARTNER)["parameter"] is None


STATEMENT = {key: CHANGE[key] for key in ("basis", "comment", "notice")}


CEILING = """
ruleSet: ceiling
category: REGULATION
name: {en: Ceiling}
reasons: {CEILING: {message: {en: All costs stay within four times the reference rate.}}}
facts: [{name: age, type: number}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [age]
      outputs: [intervention, reason, rate]
      rules: [["-", '"ALLOW"', '"CEILING"', "4 * param.lpr 1y"]]
tests:
  - {name: today, facts: {age: 30}, expect: {outcome: ALLOW, rate: 0.124}}
  - {name: given, facts: {age: 30}, params: {lpr 1y: 0.01}, expect: {outcome: ALLOW, rate: 0.04}}
"""
LOAN = "{product: loan, name: {en: Loan}, kind: LOAN, segment: CONSUMER, currency: CNY, ruleSets: [ceiling]}"
ASKED = """query($at: DateTime, $known: DateTime) {
  eligibility(input: {facts: {}, products: ["loan"], validAt: $at, knownAt: $known}) { decisions {
    outcome terms { rate } reasons { code detail }
    appliedVersions { ruleSet number }
    appliedParameters { parameter number digest validFrom value { value validFrom } version { parameter { slug } } }
  } } }"""


@pytest.fixture
def used(rated: Service) -> Service:
    given = {"slug": "ceiling", "name": [{"language": "en", "text": "Ceiling"}], "category": "REGULATION"}
    assert rated.mutate("createRuleSet", given)["userErrors"] == []
    done = rated.publish("ceiling", CEILING)
    assert done["userErrors"] == []
    assert [found["code"] for found in done["diagnostics"]] == ["cases.parameter-moves"]
    assert rated.mutate("createProduct", sent("loan", LOAN))["userErrors"] == []
    return rated


def asked(service: Service, at: str | None = None, known: str | None = None) -> dict[str, Any]:
    [decision] = service.data(ASKED, {"at": at, "known": known})["eligibility"]["decisions"]
    return dict(decision)


def test_an_answer_rests_on_the_value_at_its_times_and_names_the_version(used: Service) -> None:
    now = asked(used)
    assert (now["outcome"], now["terms"]["rate"]) == ("ALLOW", "0.124")
    [applied] = now["appliedParameters"]
    assert (applied["parameter"], applied["number"]) == ("lpr-1y", 1)
    assert applied["value"] == {"value": "0.031", "validFrom": "2025-12-01"}
    assert applied["version"] == {"parameter": {"slug": "lpr-1y"}}
    assert [each["ruleSet"] for each in now["appliedVersions"]] == ["ceiling"]
    assert asked(used, "2026-07-01T00:00:00Z")["terms"]["rate"] == "0.12"


def test_a_change_of_a_parameter_says_what_it_touches_and_is_fed_for_the_product(used: Service) -> None:
    lower = "{parameter: lpr-1y, category: REGULATION, name: {en: LPR}, unit: /1, value: 0.02}"
    checked = act(used, "check-parameter-version", sent("lpr-1y", lower))
    assert checked["impact"] == {
        "products": ["loan"],
        "ruleSets": ["ceiling"],
        "cases": 2,
        "casesChanged": ["ceiling: today"],
    }
    assert act(used, "publish-parameter-version", sent("lpr-1y", lower))["userErrors"] == []
    assert asked(used)["terms"]["rate"] == "0.08"
    impact = "statement { impact { products ruleSets } }"
    feed = f'{{ ruleChanges(product: "loan", first: 1) {{ nodes {{ document {{ slug }} {impact} }} }} }}'
    [change] = used.seen(feed)["ruleChanges"]["nodes"]
    assert change["document"] == {"slug": "lpr-1y"}
    assert change["statement"]["impact"] == {"products": ["loan"], "ruleSets": None}, "partners see no rule sets"


ON_ITS_DAY = """query($from: DateTime, $to: DateTime, $since: DateTime, $until: DateTime, $known: DateTime) {
  ruleChanges(
    product: "loan", effectiveFrom: $from, effectiveTo: $to
    since: $since, until: $until, knownAt: $known
  ) {
    nodes { id kind validFrom valueFrom document { slug } version { number } publishedDiff { identical } }
  }
}"""
BEGINS = "2026-06-01T00:00:00Z"


def listed(service: Service, **asked: str) -> list[tuple[str, int, str | None]]:
    nodes = service.data(ON_ITS_DAY, dict(asked))["ruleChanges"]["nodes"]
    return [(node["validFrom"], node["version"]["number"], node["valueFrom"]) for node in nodes]


def test_a_dated_value_is_a_change_on_its_day_for_the_products_that_it_can_reach(used: Service) -> None:
    may, july = "2026-05-01T00:00:00Z", "2026-07-01T00:00:00Z"
    known = used.clock().isoformat()
    [change] = used.data(ON_ITS_DAY, {"from": BEGINS, "to": july})["ruleChanges"]["nodes"]
    assert (change["kind"], change["validFrom"], change["valueFrom"]) == ("PUBLICATION", BEGINS, "2026-06-01")
    assert (change["document"]["slug"], change["publishedDiff"]) == ("lpr-1y", None)
    assert listed(used, **{"from": may, "to": BEGINS}) == []
    assert listed(used, since=may, until=july) == listed(used, **{"from": may}) == [(BEGINS, 1, "2026-06-01")]
    node = "query($id: ID!) { node(id: $id) { id ... on RuleChange { valueFrom validFrom } } }"
    assert used.data(node, {"id": change["id"]})["node"] == {
        "id": change["id"], "valueFrom": "2026-06-01", "validFrom": BEGINS,
    }  # fmt: skip
    everywhere = f'{{ ruleChanges(effectiveFrom: "{may}") {{ nodes {{ id }} }} }}'
    assert used.data(everywhere)["ruleChanges"]["nodes"] == [{"id": change["id"]}]
    assert used.data(everywhere, token=STRANGER)["ruleChanges"]["nodes"] == []
    later = RATE.replace("2026-06-01", "2026-06-15") + "  2026-09-01: {value: 0.03}\n"
    assert act(used, "publish-parameter-version", sent("lpr-1y", later))["userErrors"] == []
    assert listed(used, **{"from": may}) == [("2026-06-15T00:00:00Z", 2, "2026-06-15")], "the same again is no change"
    assert listed(used, **{"from": may, "known": known}) == [(BEGINS, 1, "2026-06-01")]


def test_a_dated_value_is_none_of_a_product_whose_rules_then_do_without_it(used: Service) -> None:
    asked_ = {"from": "2026-05-01T00:00:00Z", "to": "2026-07-01T00:00:00Z"}
    assert [day for _, _, day in listed(used, **asked_)] == ["2026-06-01"]
    without, _, _ = CEILING.replace("param.lpr 1y", "0.03").partition("tests:")
    assert used.publish("ceiling", without, change={"validFrom": BEGINS})["userErrors"] == []
    assert [day for _, _, day in listed(used, **asked_) if day] == []
    every = used.data(f'{{ ruleChanges(effectiveFrom: "{BEGINS}") {{ nodes {{ valueFrom }} }} }}')["ruleChanges"]
    assert {"valueFrom": "2026-06-01"} in every["nodes"]


def test_values_of_versions_that_the_head_no_longer_tells_of_are_listed_too(
    used: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("creditrules.rules.time.history.HEAD_WINDOW", 2)
    for month in ("2026-07", "2026-08", "2026-09"):
        used.clock.moment = datetime.fromisoformat(f"{month}-01T00:00:00+00:00")
        content = RATE.replace("0.03}", "0.029}").replace("2026-06-01", f"{month}-15")
        assert act(used, "publish-parameter-version", sent("lpr-1y", content))["userErrors"] == []
    days = ["2026-09-15", "2026-08-15", "2026-07-15", "2026-06-01"]
    assert [day for _, _, day in listed(used, **{"from": "2026-02-01T00:00:00Z"}) if day] == days
    assert [day for _, _, day in listed(used, **{"from": "2026-09-02T00:00:00Z"})] == days[:1]
    monkeypatch.setattr("creditrules.desk.dated_values.MOST_PARAMETERS", 0)
    refused = used.error(f'{{ ruleChanges(effectiveFrom: "{BEGINS}") {{ totalCount }} }}')
    assert refused["extensions"]["code"] == "TOO_MANY_PARAMETERS"


def test_a_parameter_in_use_is_not_retired_and_no_unknown_one_is_used(used: Service) -> None:
    rate, rules = ({"kind": k, "slug": s} for k, s in (("PARAMETER", "lpr-1y"), ("RULE_SET", "ceiling")))
    refused = act(used, "retire", {**rate, "statement": STATEMENT})["userErrors"]
    assert [error["code"] for error in refused] == ["PARAMETER_IN_USE"]
    wrong = used.publish("ceiling", CEILING.replace("param.lpr 1y", "param.lpr 5y"))
    [found] = [each for each in wrong["diagnostics"] if each["severity"] == "ERROR"]
    assert (found["code"], found["hint"]) == ("rule-set.unknown-parameter", "Did you mean 'lpr 1y'?")
    assert found["place"] == "decisions.Findings.rules[1].outputs[3]"
    assert act(used, "retire", {**rules, "statement": STATEMENT})["userErrors"] == []
    done = act(used, "retire", {**rate, "statement": STATEMENT})
    assert done["userErrors"] == []


def test_without_a_value_in_force_a_person_decides(used: Service) -> None:
    ended = RATE + "  2026-09-01: {value: null}\n"
    done = act(used, "publish-parameter-version", sent("lpr-1y", ended))
    assert done["userErrors"] == []
    decision = asked(used, "2026-10-01T00:00:00Z")
    assert decision["outcome"] == "REFER"
    assert [(r["code"], r["detail"]) for r in decision["reasons"]] == [
        ("NOT_EVALUABLE", "The parameter 'lpr 1y' has no value in force at the time asked for.")
    ]
    without = RATE.replace("0.031", "null").replace("0.03}", "null}")
    warned = act(used, "check-parameter-version", sent("lpr-1y", without))
    assert "parameter.no-value" in {found["code"] for found in warned["diagnostics"]}


def test_a_cold_process_reads_rules_and_parameters_in_one_go(used: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[int] = []

    def counted(read: Callable[..., Any]) -> Callable[..., Any]:
        def reading(tenant: str, digests: Sequence[str], *more: Any) -> Any:
            reads.append(len(digests))
            return read(tenant, digests, *more)

        return reading

    for name in ("content", "content_and_forms"):
        monkeypatch.setattr(used.store, name, counted(getattr(used.store, name)))
    catalogue, shop = Catalogue(used.store), Principal("acme", "shop", frozenset({Role.PARTNER}))
    for _ in range(2):
        ask(catalogue, shop, Question({}, ("loan",)))
    assert reads == [1, 2], "the product; then its rule set with the parameter that it uses; then nothing"


@pytest.fixture
def kept(used: Service) -> Iterator[Service]:
    """The service with decisions on record."""
    with embedded_kms() as keys:
        recording = Recording(DecisionsInTable(used.store._table, clock=used.clock, keys=keys), 30)  # noqa: SLF001
        application = replace(used.application, recording=recording)
        yield replace(used, application=application)


def decided(service: Service, key: str = "one", token: str = PARTNER, **more: Any) -> dict[str, Any]:
    given = {"facts": {"age": 30}, "products": ["loan"], "idempotencyKey": key, "subject": "customer 7"} | more
    made = act(service, "decide", given, token)
    assert made["userErrors"] == []
    return dict(made["decision"])


def test_a_recorded_decision_keeps_the_versions_and_is_replayed_on_them_whatever_the_parameter_says_by_now(
    kept: Service,
) -> None:
    decision = decided(kept)
    applied = decision["answers"][0]["appliedParameters"]
    assert [(each["parameter"], each["number"]) for each in applied] == [("lpr-1y", 1)]
    lower = RATE.replace("0.031", "0.02")
    assert act(kept, "publish-parameter-version", sent("lpr-1y", lower))["userErrors"] == []
    asked_at = "replay(input: {decision: $id, validAt: $at, knownAt: $at})"
    replay = f"query($id: ID!, $at: DateTime) {{ {asked_at} {{ same differences {{ aspect }} }} }}"
    as_it_was = kept.data(replay, {"id": decision["id"]})["replay"]
    assert as_it_was == {"same": True, "differences": []}
    kept.clock.moment += timedelta(hours=1)
    today = kept.data(replay, {"id": decision["id"], "at": kept.clock.moment.isoformat()})["replay"]
    assert {each["aspect"] for each in today["differences"]} == {"TERMS", "REASONS", "VERSIONS"}


PRICED = LOAN.replace("ruleSets", "pricing: {rate: param.base rate + 0.02, term: {minimum: 6, maximum: 60}}, ruleSets")
BASE = "{parameter: base-rate, category: REGULATION, name: {en: Base}, unit: /1, published: true, value: 0.04}"


def test_a_price_may_rest_on_a_parameter_which_is_then_among_the_versions_and_in_use(used: Service) -> None:
    refused = used.mutate("publishProductVersion", sent("loan", PRICED))
    assert [(found["code"], found["place"]) for found in refused["diagnostics"]] == [
        ("rule-set.unknown-parameter", "pricing.rate")
    ]
    assert act(used, "create-parameter", sent("base-rate", BASE))["userErrors"] == []
    assert used.mutate("publishProductVersion", sent("loan", PRICED))["userErrors"] == []
    query = """{ eligibility(input: {facts: {age: 30}, products: ["loan"],
      request: {amount: "12000", termMonths: 12}}) { decisions {
        offer { rate } appliedParameters { parameter } } } }"""
    [decision] = used.data(query)["eligibility"]["decisions"]
    assert decision["offer"] == {"rate": "0.06"}
    assert [each["parameter"] for each in decision["appliedParameters"]] == ["base-rate", "lpr-1y"]
    refused = act(used, "retire", {"kind": "PARAMETER", "slug": "base-rate", "statement": STATEMENT})
    assert [error["code"] for error in refused["userErrors"]] == ["PARAMETER_IN_USE"]


OLD = {"pins": [{"parameter": "lpr-1y", "version": 1}]}
BATCH = """query($input: EligibilityBatchInput!) { eligibilityBatch(input: $input) { whatIf results { decisions {
  terms { rate } appliedParameters { number pinned } } } } }"""


def test_a_parameter_is_pinned_as_a_rule_set_is_and_says_its_value_at_the_valid_time(kept: Service) -> None:
    assert act(kept, "publish-parameter-version", sent("lpr-1y", RATE.replace("0.031", "0.02")))["userErrors"] == []
    asked_for = {"facts": {"age": 30}, "products": ["loan"]}
    for more, rate in (({}, "0.08"), (OLD, "0.124"), (OLD | {"validAt": "2026-07-01T00:00:00Z"}, "0.12")):
        found = kept.data(operation("eligibility"), {"input": asked_for | more})["eligibility"]
        [loan] = found["decisions"]
        [applied] = loan["appliedParameters"]
        assert (found["whatIf"], loan["terms"]["rate"]) == (bool(more), rate)
        assert (applied["number"], applied["pinned"]) == ((1, True) if more else (2, False))
        assert (applied["validFrom"] is None) == bool(more)
    batch = {"subjects": [{"subject": "one", "facts": {}}], "products": ["loan"]} | OLD
    found = kept.data(BATCH, {"input": batch})["eligibilityBatch"]
    applied = [{"number": 1, "pinned": True}]
    assert found["results"] == [{"decisions": [{"terms": {"rate": "0.124"}, "appliedParameters": applied}]}]
    assert found["whatIf"]


def test_a_pin_of_a_parameter_is_refused_as_one_of_a_rule_set_is(used: Service) -> None:
    assert act(used, "create-parameter", sent("base-rate", BASE))["userErrors"] == []
    for pin, code, field, message in (
        ({"parameter": "lpr-1y", "version": 2}, "UNKNOWN_VERSION", [], "The parameter 'lpr-1y' has no version 2."),
        ({"parameter": "base-rate", "version": 1}, "UNUSED_PIN", [], "The pinned parameter 'base-rate' is used by"),
        ({"parameter": "lpr-2y", "version": 1}, "UNUSED_PIN", [], "The pinned parameter 'lpr-2y' is used by none"),
        ({"ruleSet": "lpr-1y", "version": 1}, "UNUSED_PIN", [], "The pinned rule set 'lpr-1y' governs none"),
        ({"parameter": "lpr-1y", "ruleSet": "ceiling", "version": 1}, "BAD_PIN", ["0"], "A pin names either"),
        ({"version": 1}, "BAD_PIN", ["0"], "A pin names either"),
    ):
        error = used.error(operation("eligibility"), {"input": {"facts": {}, "products": ["loan"], "pins": [pin]}})
        assert (error["extensions"]["code"], error["extensions"]["field"]) == (code, ["input", "pins", *field])
        assert error["message"].startswith(message)
    twice = {"input": {"facts": {}, "pins": OLD["pins"] * 2}}
    assert used.error(operation("eligibility"), twice)["extensions"]["code"] == "PINNED_TWICE"


def test_a_decision_on_a_pinned_parameter_is_recorded_replayed_and_proved_as_such(kept: Service) -> None:
    assert act(kept, "publish-parameter-version", sent("lpr-1y", RATE.replace("0.031", "0.02")))["userErrors"] == []
    error = kept.error(operation("decide"), {"input": {"facts": {}, "idempotencyKey": "1", "subject": "one"} | OLD})
    assert error["extensions"]["reason"] == "RULES_NOT_YOURS_TO_CHOOSE"
    done = decided(kept, "pinned", "chooser", **OLD)
    assert done["rulesChosenBy"] == ["PINS"]
    assert [(a["number"], a["pinned"]) for a in done["answers"][0]["appliedParameters"]] == [(1, True)]
    replay = """query($id: ID!, $pins: [VersionPin!], $at: DateTime) {
      replay(input: {decision: $id, pins: $pins, validAt: $at}) {
      same answers { terms { rate } appliedParameters { number pinned } } } }"""
    for given, rate, pin in (
        ({}, "0.124", (1, True)),
        ({"at": "2026-07-01T00:00:00Z"}, "0.12", (1, True)),
        ({"pins": [{"parameter": "lpr-1y", "version": 2}]}, "0.08", (2, True)),
        ({"pins": []}, "0.08", (2, False)),
    ):
        found = kept.data(replay, {"id": done["id"]} | given, "chooser")["replay"]
        [answer] = found["answers"]
        assert (answer["terms"]["rate"], found["same"]) == (rate, rate == "0.124")
        assert [(a["number"], a["pinned"]) for a in answer["appliedParameters"]] == [pin]


PRODUCT_CHECKED = """mutation($input: PublishProductVersionInput!) { publishProductVersion(input: $input) {
  userErrors { code } diagnostics { code severity place message } } }"""


def told(done: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["code"], each["place"]) for each in done["diagnostics"]]


def test_a_price_takes_no_parameter_of_another_type_and_is_warned_of_another_unit(used: Service) -> None:
    table = 'type: "list<context<from: number, rate: number>>", value: [{from: 0, rate: 0.1}]'
    for slug, held in (
        ("as-text", 'type: string, value: "four per cent"'),
        ("as-list", "type: list<number>, value: [0.04]"),
        ("as-table", table),
        ("as-time", "type: years and months duration, value: P1Y"),
        ("as-percent", "unit: '%', value: 4"),
        ("as-money", "unit: CNY, value: 4"),
    ):
        content = f"{{parameter: {slug}, category: REGULATION, name: {{en: Base}}, {held}}}"
        assert act(used, "create-parameter", sent(slug, content))["userErrors"] == []
        name = slug.replace("-", " ")
        priced = PRICED.replace("param.base rate + 0.02", f"param.{name}")
        done = used.data(PRODUCT_CHECKED, {"input": sent("loan", priced)}, ADMINISTRATOR)["publishProductVersion"]
        capped = used.publish("ceiling", CEILING.replace("4 * param.lpr 1y", f"param.{name}"))
        if slug in {"as-percent", "as-money"}:
            assert (told(done), done["userErrors"]) == ([("rule-set.parameter-unit", "pricing.rate")], [])
            assert ("rule-set.parameter-unit", "decisions.Findings.rules[1].outputs[3]") in told(capped)
        else:
            assert told(done) == [("feel.type", "pricing.rate")]
            assert f"'param.{name}' is a " in done["diagnostics"][0]["message"]
            assert done["diagnostics"][0]["message"].endswith(", where a number is wanted.")
            assert told(capped)[-1] == ("findings.column-type", "decisions.Findings.rate")
            draft = act(used, "draft-product-version", sent("loan", priced))
            assert [error["code"] for error in draft["userErrors"]] == ["CONTENT_REFUSED"]


def test_no_act_takes_the_value_from_what_uses_it(used: Service) -> None:
    """Publishing, going back, cancelling: each is refused with who counts on the value, and from when on."""
    ended = act(used, "publish-parameter-version", sent("lpr-1y", RATE.replace("0.031", "null")))
    [lost] = [each for each in ended["diagnostics"] if each["severity"] == "ERROR"]
    assert (lost["code"], lost["place"]) == ("parameter.no-value", "values")
    assert lost["message"].endswith("it is used by version 1 of the rule set 'ceiling'.")
    ahead = act(used, "check-parameter-version", sent("lpr-1y", RATE + "  2026-09-01: {value: null}\n"))
    assert ahead["ok"]
    assert told(ahead) == [("parameter.no-value", "values")]
    assert ahead["diagnostics"][0]["message"].startswith("From 2026-09-01T00:00:00+00:00 on 'lpr-1y' would")

    later = RATE.replace("lpr-1y", "cap-2027").replace("2025-12-01", "2027-01-01").replace("2026-06-01", "2027-06-01")
    assert act(used, "create-parameter", sent("cap-2027", later))["userErrors"] == []
    early = used.publish("ceiling", CEILING.replace("lpr 1y", "cap 2027"))
    assert ("rule-set.parameter-not-in-force", "decisions") in told(early)
    in_time = {"validFrom": "2027-02-01T00:00:00Z"}
    other = CEILING.replace("4 * param.lpr 1y", "4 * param.cap 2027").split("tests:")[0]
    assert used.publish("ceiling", other, change=in_time)["userErrors"] == []

    empty = later.replace("2027-01-01", "2028-01-01").replace("2027-06-01", "2028-06-01")
    early = act(used, "check-parameter-version", sent("cap-2027", empty, validFrom="2027-01-15T00:00:00Z"))
    assert [(each["code"], each["severity"]) for each in early["diagnostics"]] == [("parameter.no-value", "ERROR")]
    assert early["diagnostics"][0]["message"].startswith("From 2027-02-01T00:00:00+00:00 on 'cap-2027' would have")

    retired = act(used, "retire", {"kind": "PARAMETER", "slug": "cap-2027", "statement": STATEMENT})["userErrors"]
    assert [error["code"] for error in retired] == ["PARAMETER_IN_USE"]
    assert retired[0]["message"] == "The parameter 'cap-2027' is used by version 2 of the rule set 'ceiling'."

    flat = "{parameter: cap-2028, category: RISK, name: {en: Cap}, value: 0.3}"
    assert act(used, "create-parameter", sent("cap-2028", flat, validFrom="2027-12-01T00:00:00Z"))["userErrors"] == []
    named = '{ parameter(slug: "cap-2028") { activations(first: 1) { nodes { id } } } }'
    [coming] = used.data(named, token=ADMINISTRATOR)["parameter"]["activations"]["nodes"]
    third = CEILING.replace("4 * param.lpr 1y", "param.cap 2028").split("tests:")[0]
    assert used.publish("ceiling", third, change={"validFrom": "2028-01-01T00:00:00Z"})["userErrors"] == []
    taken = act(used, "cancel-activation", {"activation": coming["id"], "statement": STATEMENT})["userErrors"]
    assert [(error["code"], error["field"]) for error in taken] == [("PARAMETER_IN_USE", ["input", "activation"])]
    assert "From 2028-01-01T00:00:00+00:00 on 'cap-2028' would have no value" in taken[0]["message"]


def test_a_value_is_not_taken_away_from_a_time_that_the_head_no_longer_tells_of(
    used: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("creditrules.rules.time.history.HEAD_WINDOW", 2)
    start = used.clock.moment.isoformat()
    for number in range(3):
        more = RATE.replace("0.03}", f"0.02{number}}}")
        assert act(used, "publish-parameter-version", sent("lpr-1y", more))["userErrors"] == []
    late = RATE.replace("2025-12-01", used.clock.moment.date().replace(day=28).isoformat())
    taken = act(used, "check-parameter-version", sent("lpr-1y", late, validFrom=start, correction=True))
    assert [(each["code"], each["severity"]) for each in taken["diagnostics"]] == [("parameter.no-value", "ERROR")]
    assert "it is used by version 1 of the rule set 'ceiling'." in taken["diagnostics"][0]["message"]


def test_nothing_comes_back_that_uses_a_parameter_without_a_value(used: Service) -> None:
    plain = CEILING.replace("4 * param.lpr 1y", "0.24").split("tests:")[0]
    assert used.publish("ceiling", plain)["userErrors"] == []
    proposal = act(used, "draft-rule-version", sent("ceiling", CEILING))["proposal"]
    gone = {"kind": "PARAMETER", "slug": "lpr-1y", "statement": STATEMENT}
    assert act(used, "retire", gone)["userErrors"] == []
    old = {"kind": "RULE_SET", "slug": "ceiling", "version": 1, "statement": STATEMENT}
    back = act(used, "roll-back", old)
    assert [(e["code"], e["field"]) for e in back["userErrors"]] == [("PARAMETER_NOT_IN_FORCE", ["input", "version"])]
    submitted = act(used, "submit-proposal", {"proposal": proposal["id"]})["userErrors"]
    assert [error["code"] for error in submitted] == ["PARAMETER_NOT_IN_FORCE"]
    assert submitted[0]["message"].startswith("The parameter 'lpr 1y' has no value in force from ")


def test_where_the_price_rests_on_a_parameter_without_a_value_the_note_names_it(used: Service) -> None:
    assert act(used, "create-parameter", sent("base-rate", BASE))["userErrors"] == []
    assert used.mutate("publishProductVersion", sent("loan", PRICED))["userErrors"] == []
    later = BASE.replace("value: 0.04", "values: {2026-12-31: {value: 0.04}}")
    taken = act(used, "publish-parameter-version", sent("base-rate", later))
    assert "it is used by version 2 of the product 'loan'." in taken["diagnostics"][0]["message"]
    until = later.replace("2026-12-31: {value: 0.04}", "2025-12-01: {value: 0.05}, 2026-12-31: {value: null}")
    assert act(used, "publish-parameter-version", sent("base-rate", until))["userErrors"] == []
    query = """{ eligibility(input: {facts: {age: 30}, products: ["loan"], validAt: "2027-01-01T00:00:00Z"
      request: {amount: "12000", termMonths: 12}}) {
      decisions { outcome offer { rate } offerNotes { code message } } } }"""
    [decision] = used.data(query)["eligibility"]["decisions"]
    assert decision["offer"] is None
    message = "The rate rests on the parameter 'base rate', which has no value in force at the time asked for."
    assert decision["offerNotes"] == [{"code": "PARAMETER_WITHOUT_VALUE", "message": message}]


def test_why_an_answer_changed_names_the_value_whose_day_came(used: Service) -> None:
    asked_for: dict[str, Any] = {"from": {"facts": {"age": 30}, "validAt": "2026-05-01T00:00:00Z"}}
    asked_for = {"input": asked_for | {"to": {"validAt": "2026-07-01T00:00:00Z"}, "products": ["loan"]}}
    [cause] = used.data(operation("what-changed"), asked_for)["whatChanged"]["causes"]
    assert (cause["kind"], cause["effect"]) == ("TIME", "DECISIVE")
    before, after = (
        {"value": value, "validFrom": day} for value, day in (("0.031", "2025-12-01"), ("0.03", "2026-06-01"))
    )
    moved = {"parameter": "lpr-1y", "version": 1, "before": before, "after": after}
    assert cause["values"] == [moved]
    secret = sent("lpr-1y", RATE.replace("published: true", "published: false"))
    assert act(used, "publish-parameter-version", secret)["userErrors"] == []
    for who, shown in ((PARTNER, {"before": None, "after": None}), (ADMINISTRATOR, {})):
        [cause] = used.data(operation("what-changed"), asked_for, who)["whatChanged"]["causes"]
        assert cause["values"] == [moved | {"version": 2} | shown]


def test_redress_of_a_parameter_lists_what_the_wrong_value_decided_and_not_what_its_caller_chose(kept: Service) -> None:
    """And a decision is replayed on the wrong value that it rested on, whatever was corrected since."""
    wrong = act(kept, "publish-parameter-version", sent("lpr-1y", RATE.replace("0.031", "0.02")))["activation"]
    one = decided(kept, "one")
    decided(kept, "two", "chooser", pins=[{"parameter": "lpr-1y", "version": 2}])
    right = sent("lpr-1y", RATE, validFrom=wrong["validFrom"], correction=True)
    assert act(kept, "publish-parameter-version", right)["userErrors"] == []
    latest = '{ parameter(slug: "lpr-1y") { activations(first: 1) { nodes { id } } } }'
    [correction] = kept.data(latest, token=ADMINISTRATOR)["parameter"]["activations"]["nodes"]
    found = kept.data(operation("redress"), {"correction": correction["id"]}, "auditor")["redress"]
    assert [each["decision"]["decisionId"] for each in found["affected"]["nodes"]] == [one["id"]]
    assert {name: found["affected"][name] for name in ("changed", "apart", "failed")} == {
        "changed": 1,
        "apart": 1,
        "failed": 0,
    }
    terms = next(each for each in found["affected"]["nodes"][0]["differences"] if each["aspect"] == "TERMS")
    assert (terms["before"]["rate"], terms["after"]["rate"]) == ("0.08", "0.124")
    again = "query($id: ID!) { replay(input: {decision: $id}) { same answers { terms { rate } } } }"
    assert kept.data(again, {"id": one["id"]})["replay"] == {"same": True, "answers": [{"terms": {"rate": "0.08"}}]}


def test_what_any_price_of_a_product_rested_on_is_among_its_changes(used: Service) -> None:
    assert act(used, "create-parameter", sent("base-rate", BASE))["userErrors"] == []
    for content in (PRICED, LOAN):
        assert used.mutate("publishProductVersion", sent("loan", content))["userErrors"] == []
    feed = used.data('{ ruleChanges(product: "loan", first: 20) { nodes { document { slug } } } }')["ruleChanges"]
    assert "base-rate" in {each["document"]["slug"] for each in feed["nodes"]}


FAR = """
{parameter: far, category: RISK, name: {en: Far}, timeZone: Asia/Shanghai, published: true,
 values: {0001-01-01: {value: 1}, 2020-01-01: {value: 2}, 9999-12-31: {value: 3}}}
"""
FAR_USED = """
ruleSet: far-used
category: RISK
name: {en: Uses it}
timeZone: Asia/Shanghai
facts: [{name: income, type: number}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [{expression: income, type: number}]
      outputs: [{name: intervention, type: string}, {name: reason, type: string}]
      rules:
        - {id: low, when: ["< param.far"], then: ['"DECLINE"', '"LOW"']}
        - {id: fine, when: ["-"], then: ['"ALLOW"', '"FINE"']}
reasons: {LOW: {message: {en: Low.}}, FINE: {message: {en: Fine.}}}
tests: [{name: low, facts: {income: 1}, expect: {outcome: DECLINE}}]
"""


def test_the_ends_of_the_calendar_are_answered_or_refused(service: Service) -> None:
    assert act(service, "create-parameter", sent("far", FAR))["userErrors"] == []
    made = {"slug": "far-used", "name": [{"language": "en", "text": "Uses it"}], "category": "RISK"}
    service.mutate("createRuleSet", made)
    assert service.publish("far-used", FAR_USED)["userErrors"] == []
    for day, known in (("0001-01-01", False), ("0001-01-02", False), ("9999-12-31", True)):
        change = urlsafe_b64encode(f"RuleChange:M:far:1:{day}".encode()).decode().rstrip("=")
        found = service.data("query($id: ID!) { node(id: $id) { id } }", {"id": change})["node"]
        assert (found is not None) is known
    last = '{ parameter(slug: "far") { version(number: 1) { value(validAt: "9999-12-31T23:59:59Z") { value } } } }'
    assert service.data(last)["parameter"]["version"]["value"]["value"] == "3"
    late = {"validFrom": "9999-12-31T23:59:59Z"}
    refused = service.publish("far-used", FAR_USED.replace("Fine.", "Good."), change=late)["userErrors"]
    assert [(error["code"], error["field"][-1]) for error in refused] == [("CHANGE_STATEMENT_INVALID", "validFrom")]
    early = FAR_USED + f"change: {json.dumps(CHANGE | {'validFrom': '0001-01-01T00:00:00+14:00'})}"
    [refused] = service.mutate("publishRuleVersion", {"slug": "far-used", "content": early})["userErrors"]
    assert refused["code"] == "CONTENT_REFUSED"
    gone = {"kind": "RULE_SET", "slug": "far-used", "statement": STATEMENT, **late}
    back = {**gone, "version": 1}
    for name, given in (("roll-back", back), ("retire", gone)):
        assert [each["code"] for each in act(service, name, given)["userErrors"]] == ["TIME_OUT_OF_RANGE"]


RATIO = """
ruleSet: ratio
category: RISK
name: {en: Ratio}
facts: [{name: income, type: number}]
decisions:
  - {name: Burden, expression: param.house cap / income}
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [{expression: Burden, type: number}]
      outputs: [{name: intervention, type: string}, {name: reason, type: string}, {name: limit, type: number}]
      rules:
        - {id: all, when: ["-"], then: ['"ALLOW"', '"FINE"', "0 - Burden"]}
reasons: {FINE: {message: {en: Fine.}}}
"""
TOLD = """query($input: EligibilityInput!) {
  eligibility(input: $input) { decisions { outcome warnings reasons { detail } } }
  eligibilityBatch(input: {subjects: [{subject: "one", facts: {income: 0}}]}) { lines } }"""


def test_why_nothing_was_evaluated_does_not_tell_a_value_that_is_not_published(service: Service) -> None:
    assert act(service, "create-parameter", sent("house-cap", CAP))["userErrors"] == []
    name = [{"language": "en", "text": "Ratio"}]
    service.mutate("createRuleSet", {"slug": "ratio", "name": name, "category": "RISK"})
    assert service.publish("ratio", RATIO)["userErrors"] == []
    loan = (
        "{product: loan, name: {en: L}, kind: CASH_LOAN, segment: CONSUMER, scenario: GENERAL, currency: CNY, "
        "ruleSets: [ratio]}"
    )
    assert service.mutate("createProduct", {"slug": "loan", "content": loan, "change": CHANGE})["userErrors"] == []
    for income, kind in ((0, "division"), (1, "a row gives what is no finding")):
        asked = {"input": {"facts": {"income": income}, "products": ["loan"]}}
        told = service.data(TOLD, asked)
        [decision] = told["eligibility"]["decisions"]
        assert decision["outcome"] == "REFER"
        assert kind in decision["reasons"][0]["detail"]
        assert kind in decision["warnings"][0]
        assert "0.36" not in str(told)
    published = CAP.replace("value:", "published: true, value:")
    assert act(service, "publish-parameter-version", sent("house-cap", published))["userErrors"] == []
    asked = {"input": {"facts": {"income": 0}, "products": ["loan"]}}
    [decision] = service.data(TOLD, asked)["eligibility"]["decisions"]
    assert decision["reasons"][0]["detail"] == "0.36 is divided by zero."
