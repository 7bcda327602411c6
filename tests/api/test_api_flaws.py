"""Flaws of decision tables through the service: told with region and sample, kept with the version, or refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from creditrules.eligibility import ENGINE

LENDER = Path(__file__).parent / "lender"
BEHAVIOUR = (LENDER / "behaviour.yaml").read_text("utf-8")
CHANGE: dict[str, Any] = json.loads((LENDER / "change.json").read_text("utf-8"))
OPERATIONS = Path(__file__).parents[2] / "graphql" / "operations" / "admin"
GAPPED = BEHAVIOUR.replace('["<= 300", "-"]', '["< 300", "-"]')
OVERLAPPING = BEHAVIOUR.replace("hitPolicy: FIRST", "hitPolicy: UNIQUE")
CHECK = """query($input: CheckRuleVersionInput!) { checkRuleVersion(input: $input) {
  ok impact { flaws { flaw count } proved }
  flaws { code place message proof rows columns region sample { name value } }
  diagnostics { code severity place line }
  userErrors { code message }
} }"""
KEPT = """{ ruleSet(slug: "behaviour") { versions(first: 1) { nodes {
  statement { impact { flaws { flaw count } proved } }
} } } }"""
STATEMENT = {
    "basis": {"category": "RISK", "citation": "Policy 9"},
    "comment": "Gaps are mended first.",
    "notice": [{"language": "en", "text": "Rules are checked more strictly."}],
}


def weigh(service: Any, severities: str) -> dict[str, Any]:
    given = {"content": f"verification: {{severities: {severities}}}", "statement": STATEMENT}
    answer = service.seen((OPERATIONS / "set-settings.graphql").read_text("utf-8"), {"input": given}, "chief")
    found: dict[str, Any] = answer["setSettings"]
    return found


def check(service: Any, content: str) -> dict[str, Any]:
    given = {"slug": "behaviour", "content": content, "change": CHANGE}
    found: dict[str, Any] = service.seen(CHECK, {"input": given}, "administrator")["checkRuleVersion"]
    return found


def test_a_dry_run_tells_the_flaws_with_region_and_sample(lender: Any) -> None:
    told = check(lender, GAPPED)
    assert told["ok"]
    [gap] = told["flaws"]
    assert gap == {
        "code": "table.gap",
        "place": "decisions.Findings",
        "message": 'No row matches where overdueDays = 300 and product.kind != "PAY_LATER_LINE".',
        "proof": "PROVED",
        "rows": [],
        "columns": [1, 2],
        "region": 'overdueDays = 300 and product.kind != "PAY_LATER_LINE"',
        "sample": [{"name": "overdueDays", "value": "300"}, {"name": "product.kind", "value": '"other"'}],
    }
    assert ("table.gap", "WARNING") in [(each["code"], each["severity"]) for each in told["diagnostics"]]
    assert told["impact"] == {"flaws": [{"flaw": "table.gap", "count": 1}], "proved": True}


def test_what_was_found_is_kept_with_the_version_and_not_told_to_partners(own_lender: Any) -> None:
    assert own_lender.publish("behaviour", GAPPED)["userErrors"] == []
    for token, expected in (
        ("administrator", {"flaws": [{"flaw": "table.gap", "count": 1}], "proved": True}),
        ("partner", {"flaws": None, "proved": None}),
    ):
        [version] = own_lender.seen(KEPT, token=token)["ruleSet"]["versions"]["nodes"]
        assert version["statement"]["impact"] == expected


def test_rows_of_a_unique_table_that_overlap_are_refused_with_their_place(lender: Any) -> None:
    refused = lender.publish("behaviour", OVERLAPPING)
    assert [error["code"] for error in refused["userErrors"]] == ["CONTENT_REFUSED"]
    errors = [each for each in refused["diagnostics"] if each["severity"] == "ERROR"]
    assert [(each["code"], each["place"], each["line"]) for each in errors] == [
        ("table.overlap", "decisions.Findings.rules[2]", 19),
        ("table.overlap", "decisions.Findings.rules[3]", 20),
    ]


def test_a_lender_sets_what_a_flaw_weighs(own_lender: Any) -> None:
    assert weigh(own_lender, "{table.gap: ERROR, table.overlap: WARNING}")["userErrors"] == []
    refused = own_lender.publish("behaviour", GAPPED)
    assert [error["code"] for error in refused["userErrors"]] == ["CONTENT_REFUSED"]
    assert [each["code"] for each in refused["diagnostics"] if each["severity"] == "ERROR"] == ["table.gap"]
    assert own_lender.publish("behaviour", OVERLAPPING)["userErrors"] == []

    assert weigh(own_lender, "{table.gap: 'OFF'}")["userErrors"] == []
    told = check(own_lender, GAPPED)
    assert (told["flaws"], told["impact"]["flaws"]) == ([], [])
    assert "table.gap" not in [each["code"] for each in told["diagnostics"]]


def test_a_code_that_no_flaw_has_is_refused(own_lender: Any) -> None:
    refused = weigh(own_lender, "{table.gaps: ERROR}")
    assert [error["code"] for error in refused["userErrors"]] == ["CONTENT_REFUSED"]
    [told] = refused["diagnostics"]
    assert told["place"] == "verification.severities"
    assert "'table.gaps'" in told["message"]
    assert "table.gap" in told["message"]


CLAIMS = """query($input: CheckRuleVersionInput!) { checkRuleVersion(input: $input) {
  claims { fact claim standing why }
  flaws { code place message sample { name value } beside { name value } }
} }"""


def test_what_a_fact_declares_is_held_against_the_rules(lender: Any) -> None:
    declared = BEHAVIOUR.replace("unit: days,", "unit: days, better: higher, protected: true,")
    given = {"slug": "behaviour", "content": declared, "change": CHANGE}
    told = lender.seen(CLAIMS, {"input": given}, "administrator")["checkRuleVersion"]
    assert told["claims"] == [
        {"fact": "overdueDays", "claim": "BETTER", "standing": "REFUTED", "why": None},
        {"fact": "overdueDays", "claim": "PROTECTED", "standing": "REFUTED", "why": None},
    ]
    found = {flaw["code"]: flaw for flaw in told["flaws"]}
    assert set(found) == {"claims.better-worse", "claims.protected-matters"}
    one, other = (
        {each["name"]: each["value"] for each in found["claims.better-worse"][of]} for of in ("sample", "beside")
    )
    assert float(one["overdueDays"]) < float(other["overdueDays"])
    assert {**one, "overdueDays": ""} == {**other, "overdueDays": ""}
    assert found["claims.better-worse"]["place"] == "facts.overdueDays"


STORED = """{ ruleSet(slug: "behaviour") { versions(first: 1) { nodes {
  statement { verification { engine validAt claims { fact claim standing why }
    flaws(first: 1) { totalCount nodes { code region sample { name value } } } } }
} } versionInForce { coverage { rows tables { rows(first: 1) { totalCount } } } } } }"""


def test_findings_claims_and_coverage_of_a_stored_version_can_be_read_but_not_by_partners(own_lender: Any) -> None:
    declared = GAPPED.replace("unit: days,", "unit: days, better: lower,")
    assert own_lender.publish("behaviour", declared)["userErrors"] == []
    assert weigh(own_lender, "{table.gap: 'OFF'}")["userErrors"] == []
    found = own_lender.seen(STORED, token="auditor")["ruleSet"]
    kept = found["versions"]["nodes"][0]["statement"]["verification"]
    assert kept["engine"] == ENGINE
    assert kept["claims"] == [{"fact": "overdueDays", "claim": "BETTER", "standing": "PROVED", "why": None}]
    assert kept["flaws"]["totalCount"] == 1, "as it was weighed then"
    [gap] = kept["flaws"]["nodes"]
    assert (gap["code"], gap["sample"][0]) == ("table.gap", {"name": "overdueDays", "value": "300"})
    coverage = found["versionInForce"]["coverage"]
    assert coverage["rows"] == coverage["tables"][0]["rows"]["totalCount"] > 0

    hidden = own_lender.seen(STORED, token="partner")["ruleSet"]
    assert hidden["versions"]["nodes"][0]["statement"]["verification"] is None
    assert hidden["versionInForce"]["coverage"] is None


def _act(service: Any, name: str, token: str, **given: Any) -> Any:
    kind = name[0].upper() + name[1:]
    asked = "proposal { id binding obstacles { code } } userErrors { code message }"
    query = f"mutation($input: {kind}Input!) {{ {name}(input: $input) {{ {asked} }} }}"
    return service.seen(query, {"input": given}, token)[name]


def test_a_severity_set_after_a_draft_counts_when_it_is_approved_and_published(own_lender: Any) -> None:
    drafted = _act(own_lender, "draftRuleVersion", "administrator", slug="behaviour", content=GAPPED, change=CHANGE)
    proposal = drafted["proposal"]
    assert (drafted["userErrors"], proposal["obstacles"]) == ([], [])
    assert _act(own_lender, "submitProposal", "administrator", proposal=proposal["id"])["userErrors"] == []

    assert weigh(own_lender, "{table.gap: ERROR}")["userErrors"] == []
    for name, token, given in (
        ("approveProposal", "approver", {"binding": proposal["binding"]}),
        ("publishProposal", "administrator", {}),
    ):
        [refused] = _act(own_lender, name, token, proposal=proposal["id"], **given)["userErrors"]
        assert refused["code"] == "FLAWS_REFUSED"
        assert "No row matches where overdueDays = 300" in refused["message"]
    shown = own_lender.seen(
        "query($id: ID!) { node(id: $id) { ... on Proposal { obstacles { code } } } }", {"id": proposal["id"]}, "chief"
    )
    assert "FLAWS_REFUSED" in [each["code"] for each in shown["node"]["obstacles"]]

    assert weigh(own_lender, "{table.gap: WARNING}")["userErrors"] == []
    assert _act(own_lender, "publishProposal", "administrator", proposal=proposal["id"])["userErrors"] == []
