"""Principal reasons and lifts of recorded decisions: what was told then, to whom it may be told now."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from tests.api.conftest import ADMINISTRATOR, CHANGE, PARTNER, Clock, Service, authenticate, catalogue_on
from tests.api.engines import UNHURRIED, engine_of

from creditrules.api import Application
from creditrules.auth import LocalSigner
from creditrules.desk import Recording
from creditrules.document import digest
from creditrules.eligibility import Decision, Explained, plain_answer
from creditrules.store import DecisionsInTable, RulesInTable, open_data

AUDITOR, CHIEF = "auditor", "chief"
RISK = """
ruleSet: risk
category: RISK
name: {en: Risk}
reasons:
  LONG:
    message: {en: A payment is long overdue.}
    lift: {condition: overdueDays <= 300, publishThresholds: true, message: {en: Pay.}}
  LATE: {message: {en: A payment is overdue.}, lift: {condition: overdueDays <= 30, message: {en: Pay.}}}
  SIGNAL:
    message: {en: A payment was odd.}
    lift: {condition: 'today() >= signal + duration("P30D")', message: {en: Wait.}}
  INCOME:
    message: {en: The income is low.}
    lift: {condition: income >= 2000, publishThresholds: true, message: {en: Earn.}}
facts:
  - {name: overdueDays, type: number, unit: days, allowedValues: "[0..1000]", label: {en: Days overdue}}
  - {name: signal, type: date, label: {en: Signal}}
  - {name: income, type: number, allowedValues: "[0..10000]", sensitive: true, label: {en: Income}}
decisions:
  - name: Findings
    table:
      hitPolicy: COLLECT
      inputs: [overdueDays, signal, income]
      outputs: [intervention, reason]
      rules:
        - ["> 300", "-", "-", '"DECLINE"', '"LONG"']
        - ["> 30", "-", "-", '"PAUSE"', '"LATE"']
        - ["-", '> today() - duration("P30D")', "-", '"PAUSE"', '"SIGNAL"']
        - ["-", "-", "< 2000", '"LIMIT"', '"INCOME"']
        - ["<= 30", '<= today() - duration("P30D")', ">= 2000", '"ALLOW"', "null"]
"""
LINE = """
product: line
name: {en: Line}
kind: LINE
segment: CONSUMER
currency: CNY
jurisdiction: US
ruleSets: [risk]
"""
FACTS = {"overdueDays": 400, "signal": "2025-12-20", "income": 1500}
WHY = """
  reasons { code lift liftKind liftCondition {
    state doubt waits validFrom outcome condition thresholdsPublished sentence
    changes { fact label higher operator threshold }
  } }
  principalReasons { rank distance reason { code message } }
"""
DECIDE = f"""mutation($input: DecideInput!) {{ decide(input: $input) {{
  decision {{ id answers {{ {WHY} principalMethod }} }} userErrors {{ code message }} }} }}"""
READ = f"""query($id: ID!) {{ decision(id: $id) {{
  salt trace withheld withheldSalt factsState receipt {{ text }} answers {{ {WHY} principalMethod }} }} }}"""
ASK = f"query($input: EligibilityInput!) {{ eligibility(input: $input) {{ decisions {{ {WHY} }} }} }}"
REPLAY = f"""query($id: ID!, $at: DateTime) {{ replay(input: {{decision: $id, validAt: $at, knownAt: $at}}) {{
  same differences {{ aspect before after }} answers {{ {WHY} }} }} }}"""


@dataclass
class Lender:
    service: Service
    numbers: Iterator[int]

    def publish(self, content: str = RISK) -> str:
        """Publish the rule set; when that was recorded."""
        made = self.service.publish("risk", content)
        assert made["userErrors"] == [], made
        return str(made["version"]["recordedAt"])

    def decide(self, subject: str = "customer 7", **facts: object) -> Any:
        asked = {"products": ["line"], "facts": FACTS | facts, "subject": subject}
        given = {"input": {**asked, "idempotencyKey": f"order {next(self.numbers)}"}}
        done = self.service.seen(DECIDE, given)["decide"]
        assert done["userErrors"] == [], done
        return done["decision"]

    def read(self, name: str, token: str = PARTNER) -> Any:
        return self.service.seen(READ, {"id": name}, token)["decision"]

    def replay(self, name: str, token: str = PARTNER, at: str | None = None) -> Any:
        return self.service.seen(REPLAY, {"id": name, "at": at}, token)["replay"]

    def told(self, token: str = PARTNER) -> Any:
        question = {"input": {"products": ["line"], "facts": FACTS}}
        return self.service.seen(ASK, question, token)["eligibility"]["decisions"][0]

    def set_settings(self, content: str) -> None:
        statement = {"basis": {"category": "REGULATION", "citation": "Counsel's note"}, "comment": "As counsel has it."}
        given = {"content": content, "statement": statement | {"notice": [{"language": "en", "text": "Settings."}]}}
        query = "mutation($i: SetSettingsInput!) { setSettings(input: $i) { userErrors { code message } } }"
        assert self.service.seen(query, {"i": given}, CHIEF)["setSettings"]["userErrors"] == []


@pytest.fixture(scope="module")
def lender() -> Iterator[Lender]:
    clock = Clock()
    with open_data(None, clock=clock) as kept:
        store = RulesInTable(kept.table, clock=clock, cursor_secret=b"a secret of this test run")
        records = DecisionsInTable(kept.table, clock=clock, keys=kept.keys)
        recording = Recording(records, 30, LocalSigner(kept.evidence_key))
        catalogue = catalogue_on(kept.table, store)
        application = Application(engine_of(), catalogue, authenticate, recording=recording, budgets=UNHURRIED)
        found = Lender(Service(application, clock, store), count(1))
        made = {"slug": "risk", "name": [{"language": "en", "text": "Risk"}], "category": "RISK"}
        assert found.service.mutate("createRuleSet", made)["userErrors"] == []
        found.publish()
        product = {"slug": "line", "content": LINE, "change": CHANGE}
        assert found.service.mutate("createProduct", product)["userErrors"] == []
        yield found


def by_code(answer: Any) -> Any:
    return {reason["code"]: reason["liftCondition"] for reason in answer["reasons"]}


def test_a_record_tells_what_the_answer_told_and_still_does_when_rules_and_settings_have_changed(
    lender: Lender,
) -> None:
    told = lender.told()
    done = lender.decide()
    (answer,) = done["answers"]
    assert answer.pop("principalMethod") == "SEVERITY_DISTANCE_ORDER/1"
    assert answer == told
    assert [each["reason"]["code"] for each in answer["principalReasons"]] == ["LONG", "LATE", "SIGNAL", "INCOME"]
    lender.set_settings("reasons: {principal: {default: 1}}")
    lender.publish(RISK.replace("<= 300", "<= 200"))
    assert [each["reason"]["code"] for each in lender.told()["principalReasons"]] == ["LONG"]
    (later,) = lender.read(done["id"])["answers"]
    assert {name: value for name, value in later.items() if name != "principalMethod"} == told
    again = lender.replay(done["id"])
    assert (again["same"], again["differences"], again["answers"]) == (True, [], [told])
    lender.publish()
    lender.set_settings("reasons: {principal: {default: 4}}")


def test_a_partner_reads_no_number_that_is_not_published_and_who_sees_the_policy_does(lender: Lender) -> None:
    name = lender.decide()["id"]
    mine, theirs = lender.read(name), lender.read(name, AUDITOR)
    partners, auditors = (by_code(found["answers"][0]) for found in (mine, theirs))
    assert partners["LONG"]["sentence"] == "Days overdue: 300 days or less (now 400)."
    assert (partners["LATE"]["changes"][0]["threshold"], auditors["LATE"]["changes"][0]["threshold"]) == (None, "30")
    assert (partners["SIGNAL"]["waits"], partners["SIGNAL"]["validFrom"]) == (True, None)
    assert partners["SIGNAL"]["sentence"] == "Time has to pass."
    assert (auditors["SIGNAL"]["validFrom"], auditors["SIGNAL"]["condition"]) == (
        "2026-01-19T00:00:00Z",
        'today() >= signal + duration("P30D")',
    )
    assert partners["SIGNAL"]["condition"] is None
    assert [each["distance"] for each in mine["answers"][0]["principalReasons"]] == [None] * 4
    assert [each["distance"] for each in theirs["answers"][0]["principalReasons"]][:2] == ["0.1", "0.37"]
    assert (mine["withheld"], mine["withheldSalt"]) == (None, None)
    assert "2026-01-19" not in json.dumps(mine)
    assert "2026-01-19" not in json.dumps(lender.replay(name))


def test_what_is_told_and_what_is_withheld_have_digests_of_their_own_in_the_receipt(lender: Lender) -> None:
    name = lender.decide()["id"]
    found = lender.read(name, AUDITOR)
    said = json.loads(found["receipt"]["text"])
    assert said["traceDigest"] == digest({"trace": found["trace"], "salt": found["salt"]})
    assert found["trace"][0]["principal"]["reasons"] == [{"place": place} for place in ("0", "1", "2", "3")]
    assert found["withheldSalt"] != found["salt"]
    assert said["withheldDigest"] == digest({"withheld": found["withheld"], "salt": found["withheldSalt"]})
    for query in ("evidence", "evidence(contents: false)"):
        evidence = lender.service.seen(f'{{ decision(id: "{name}") {{ {query} }} }}', token=AUDITOR)["decision"]
        digested = json.loads(evidence["evidence"].splitlines()[0])["digested"]
        assert json.loads(digested["trace"])["trace"] == found["trace"]
        assert "withheld" not in digested


def test_whoever_sees_no_sensitive_facts_sees_nothing_that_was_worked_out_of_them(lender: Lender) -> None:
    name = lender.decide()["id"]
    found = lender.read(name, ADMINISTRATOR)
    lifts = by_code(found["answers"][0])
    assert (lifts["INCOME"]["state"], lifts["INCOME"]["changes"][0]["higher"]) == ("PROVED", True)
    assert {each["threshold"] for lift in lifts.values() for each in lift["changes"]} == {None}
    assert (lifts["SIGNAL"]["waits"], lifts["SIGNAL"]["validFrom"], found["withheld"]) == (True, None, None)
    assert found["answers"][0]["principalReasons"][0]["reason"]["code"] == "LONG"
    shown = json.dumps([found, lender.replay(name, ADMINISTRATOR)])
    assert all(number not in shown for number in ("0.37", "2026-01-19", '"400"', "(now"))


def test_a_replay_under_other_rules_tells_principal_reasons_and_lifts_under_headings_of_their_own(
    lender: Lender,
) -> None:
    name = lender.decide(overdueDays=100)["id"]
    since = lender.publish(RISK.replace("overdueDays <= 30,", "overdueDays <= 20,"))
    lifts_only = lender.replay(name, AUDITOR, since)["differences"]
    assert [each["aspect"] for each in lifts_only] == ["LIFTS", "VERSIONS"]
    sides = (lifts_only[0]["before"], lifts_only[0]["after"])
    before, after = (next(row for row in side if row["code"] == "LATE") for side in sides)
    assert (before["changes"][0]["threshold"], after["changes"][0]["threshold"]) == ("30", "20")
    assert [each["aspect"] for each in lender.replay(name, PARTNER, since)["differences"]] == ["VERSIONS"]
    since = lender.publish(RISK.replace('"[0..1000]"', '"[0..100]"').replace('"> 300"', '"> 99"'))
    found = {each["aspect"]: each for each in lender.replay(name, PARTNER, since)["differences"]}
    first = found["PRINCIPAL_REASONS"]["after"]["reasons"][0]
    assert first == {"ruleSet": "risk", "code": "LONG"}
    lender.publish()


def test_a_decision_from_before_it_was_recorded_says_so_and_a_replay_works_it_out(
    lender: Lender, monkeypatch: pytest.MonkeyPatch
) -> None:
    def of_earlier(decisions: tuple[Decision, ...], _: object) -> tuple[Explained, ...]:
        return tuple(Explained(plain_answer(decision), None) for decision in decisions)

    with monkeypatch.context() as patched:
        patched.setattr("creditrules.desk.deciding.explained_all", of_earlier)
        name = lender.decide()["id"]
    (answer,) = lender.read(name, AUDITOR)["answers"]
    assert (answer["principalReasons"], answer["principalMethod"]) == (None, None)
    assert [(reason["liftKind"], reason["liftCondition"]) for reason in answer["reasons"]] == [("CONDITION", None)] * 4
    assert "withheldDigest" not in lender.read(name)["receipt"]["text"]
    again = lender.replay(name)
    assert (again["same"], again["differences"]) == (True, [])
    assert again["answers"] == [lender.told()]


def test_a_notice_gives_the_reasons_on_record_whatever_would_count_most_today(lender: Lender) -> None:
    party = "{name: Acme, address: 1 Main St}"
    contacts = f"notices: {{creditor: {party}, US: {{authority: {party}}}}}"
    lender.set_settings(contacts)
    name = lender.decide()["id"]
    lender.set_settings("reasons: {principal: {default: 1}}\n" + contacts)
    query = '{ decision(id: "%s") { notice(pack: US, locale: "en") { parts { kind text } } } }'
    parts = lender.service.seen(query % name)["decision"]["notice"]["parts"]
    assert {part["kind"] for part in parts} == {"ACTION", "REASONS", "RIGHTS"}
    told = next(part["text"] for part in parts if part["kind"] == "REASONS")
    assert [line[:2] for line in told.splitlines()] == ["1.", "2.", "3.", "4."]
    lender.set_settings("reasons: {principal: {default: 4}}")


PREVIEW = """query($input: EligibilityInput!, $locale: String! = "en") { eligibility(input: $input) { decisions {
  outcome noticePreview(pack: US, locale: $locale) { preview text parts { kind text } } } } }"""


def test_the_lender_previews_a_notice_that_says_it_is_none_and_partners_do_not(lender: Lender) -> None:
    party = "{name: Acme, address: 1 Main St}"
    question = {"input": {"products": ["line"], "facts": FACTS}}
    lender.set_settings("reasons: {principal: {default: 4}}")
    assert lender.service.error(PREVIEW, question, AUDITOR)["extensions"]["code"] == "NOTICE_INCOMPLETE"
    lender.set_settings(f"notices: {{creditor: {party}, US: {{authority: {party}}}}}")
    assert lender.service.error(PREVIEW, question)["extensions"]["code"] == "FORBIDDEN"
    wrong = lender.service.error(PREVIEW, {**question, "locale": "de"}, ADMINISTRATOR)
    assert wrong["extensions"]["code"] == "NOTICE_LANGUAGE"
    (decision,) = lender.service.seen(PREVIEW, question, ADMINISTRATOR)["eligibility"]["decisions"]
    preview, name = decision["noticePreview"], lender.decide()["id"]
    query = f'{{ decision(id: "{name}") {{ notice(pack: US, locale: "en") {{ preview parts {{ kind text }} }} }} }}'
    notice = lender.service.seen(query)["decision"]["notice"]
    assert (preview["preview"], notice["preview"]) == (True, False)
    assert preview["text"].startswith("Preview, not a notice")
    assert "Reference: preview\n" in preview["text"]
    kinds = {part["kind"]: part["text"] for part in notice["parts"]}
    shown = {part["kind"]: part["text"] for part in preview["parts"]}
    assert shown.keys() - kinds.keys() == {"PREVIEW"}
    assert [shown[kind] for kind in ("REASONS", "RIGHTS")] == [kinds[kind] for kind in ("REASONS", "RIGHTS")]
    open_one = {"input": {"products": ["line"], "facts": {"overdueDays": 0, "signal": "2025-01-01", "income": 3000}}}
    (decision,) = lender.service.seen(PREVIEW, open_one, ADMINISTRATOR)["eligibility"]["decisions"]
    assert decision == {"outcome": "ALLOW", "noticePreview": None}


def test_with_the_subject_goes_what_was_worked_out_of_its_facts(lender: Lender) -> None:
    name = lender.decide("customer 8")["id"]
    query = "mutation($i: EraseSubjectInput!) { eraseSubject(input: $i) { userErrors { code } } }"
    given = {"subject": "customer 8", "reach": "ALL", "comment": "The person asked for it."}
    assert lender.service.seen(query, {"i": given}, CHIEF)["eraseSubject"]["userErrors"] == []
    found = lender.read(name, AUDITOR)
    (answer,) = found["answers"]
    assert (found["factsState"], found["withheld"], answer["principalReasons"]) == ("ERASED", None, None)
    assert {reason["liftCondition"] is None for reason in answer["reasons"]} == {True}
    assert all(number not in json.dumps(found) for number in ("0.37", "2026-01-19", "given"))
