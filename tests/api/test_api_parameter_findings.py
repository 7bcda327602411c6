"""What a parameter's new values do to what is proved of the rule sets that read it, told at its own proposal."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import ADMINISTRATOR, CHANGE, Service

AGE = "{parameter: least-age, category: RISK, name: {en: Least age}, value: 18}"
ADULTS = """
ruleSet: adults
category: RISK
name: {en: Adults}
reasons: {YOUNG: {message: {en: You are too young for this loan.}}}
facts: [{name: age, type: number, better: higher}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [age]
      outputs: [intervention, reason]
      rules:
        - ["< param.least age", '"DECLINE"', '"YOUNG"']
        - ["-", '"ALLOW"', "null"]
tests: [{name: grown up, facts: {age: 30}, params: {least age: 18}, expect: {outcome: ALLOW}}]
properties: [{name: minors are declined, when: age < 18, always: DECLINE}]
"""
DRAFT = """mutation($input: DraftParameterVersionInput!) { draftParameterVersion(input: $input) {
  proposal { statement { impact { flaws { flaw count } ruleSets } } }
  diagnostics { code message } userErrors { code } } }"""


def draft(service: Service, value: str) -> dict[str, Any]:
    given = {"slug": "least-age", "content": AGE.replace("18", value), "change": CHANGE}
    found: dict[str, Any] = service.data(DRAFT, {"input": given}, ADMINISTRATOR)["draftParameterVersion"]
    return found


def test_a_value_that_refutes_what_is_proved_of_rules_is_told_or_refused(service: Service) -> None:
    made = service.mutate("createParameter", {"slug": "least-age", "content": AGE, "change": CHANGE})
    assert made["userErrors"] == []
    given = {"slug": "adults", "name": [{"language": "en", "text": "Adults"}], "category": "RISK"}
    assert service.mutate("createRuleSet", given)["userErrors"] == []
    assert service.publish("adults", ADULTS)["userErrors"] == []

    refused = draft(service, "16")
    assert [error["code"] for error in refused["userErrors"]] == ["CONTENT_REFUSED"]
    [told] = [each for each in refused["diagnostics"] if each["code"] == "properties.refuted"]
    assert told["message"].startswith("In the rule set 'adults', properties[1]: ")

    older = draft(service, "21")
    assert older["userErrors"] == []
    assert older["proposal"]["statement"]["impact"] == {"flaws": [], "ruleSets": ["adults"]}


OLD = """
ruleSet: old
category: RISK
name: {en: Old}
reasons: {OLD: {message: {en: You are too old for this loan.}}}
facts: [{name: age, type: number, allowedValues: "[0..100]", better: higher}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [age]
      outputs: [intervention, reason]
      rules: [["> param.least age", '"DECLINE"', '"OLD"'], ["-", '"ALLOW"', "null"]]
tests: [{name: grown up, facts: {age: 30}, params: {least age: 40}, expect: {outcome: ALLOW}}]
"""
ACT = "{ proposal { id obstacles { code } } userErrors { code message } } }"


def test_a_proposal_is_verified_again_where_a_parameter_has_another_value_by_then(service: Service) -> None:
    hundred = AGE.replace("18", "100")
    service.mutate("createParameter", {"slug": "least-age", "content": hundred, "change": CHANGE})
    service.mutate("createRuleSet", {"slug": "old", "name": [{"language": "en", "text": "Old"}], "category": "RISK"})
    strict = {"content": "verification: {severities: {claims.better-worse: ERROR}}"}
    set_ = "mutation($input: SetSettingsInput!) { setSettings(input: $input) { userErrors { code } } }"
    statement = {name: CHANGE[name] for name in ("basis", "comment", "notice")}
    service.data(set_, {"input": {**strict, "statement": statement}}, "chief")
    drafting = f"mutation($input: DraftRuleVersionInput!) {{ draftRuleVersion(input: $input) {ACT}"
    given = {"slug": "old", "content": OLD, "change": CHANGE}
    drafted = service.data(drafting, {"input": given}, ADMINISTRATOR)["draftRuleVersion"]
    assert drafted["userErrors"] == [], "nobody is older than 100"

    fifty = {"slug": "least-age", "content": AGE.replace("18", "50"), "change": CHANGE}
    assert service.mutate("publishParameterVersion", fifty)["userErrors"] == []
    publishing = f"mutation($input: PublishProposalInput!) {{ publishProposal(input: $input) {ACT}"
    done = service.data(publishing, {"input": {"proposal": drafted["proposal"]["id"]}}, ADMINISTRATOR)
    [refused] = done["publishProposal"]["userErrors"]
    assert refused["code"] == "FLAWS_REFUSED"
    assert "A better age is treated worse" in refused["message"]
