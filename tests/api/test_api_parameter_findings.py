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
