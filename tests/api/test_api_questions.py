"""What missing facts can still lead to, and what to ask for next, as partners and the lender are told it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.api.conftest import ADMINISTRATOR, BEHAVIOUR, PARTNER, Service, recording_lender

from creditrules.desk import catalogue
from creditrules.desk.budgets import PRICES, Work

ASKED = """
query($input: EligibilityInput!) { eligibility(input: $input) { decisions {
  outcome possibleOutcomes possibleOutcomesBasis missingFacts { name }
  nextQuestion { best expectedQuestions facts { fact { name ruleSets } decides { of ranges } } }
} } }
"""
DECIDE = """
mutation($input: DecideInput!) { decide(input: $input) { decision { id answers {
  outcome possibleOutcomes possibleOutcomesBasis missingFacts
} } } }
"""
REPLAY = """
query($id: ID!) {
  replay(input: {decision: $id}) { same answers { possibleOutcomes possibleOutcomesBasis missingFacts } }
}
"""
NOTHING: dict[str, Any] = {"facts": {}, "products": ["cash-loan"]}


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with recording_lender() as service:
        yield service


def asked(service: Service, token: str = PARTNER, **facts: Any) -> Any:
    (decision,) = service.data(ASKED, {"input": NOTHING | {"facts": facts}}, token)["eligibility"]["decisions"]
    return decision


def test_the_lender_is_told_where_the_next_fact_decides_and_a_partner_which_it_is(service: Service) -> None:
    for token, told in ((ADMINISTRATOR, [{"of": "overdueDays", "ranges": ["<= 300", "> 300"]}]), (PARTNER, [])):
        decision = asked(service, token)
        assert decision["possibleOutcomes"] == ["ALLOW", "DECLINE"]
        assert decision["possibleOutcomesBasis"] == "PROVED"
        assert decision["nextQuestion"] == {
            "best": True,
            "expectedQuestions": "1.0",
            "facts": [{"fact": {"name": "overdueDays", "ruleSets": ["behaviour"]}, "decides": told}],
        }


def test_nothing_is_asked_where_the_outcome_is_certain(service: Service) -> None:
    decision = asked(service, overdueDays=3)
    assert (decision["outcome"], decision["possibleOutcomesBasis"]) == ("ALLOW", "PROVED")
    assert decision["nextQuestion"] is None


def test_how_many_are_worked_out_is_bounded(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PRICES, Work.QUESTION, 10**9)
    assert service.error(ASKED, {"input": NOTHING})["extensions"]["code"] == "BUDGET_SPENT"


def test_how_many_decisions_of_an_answer_are_narrowed_is_bounded(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PRICES, Work.NARROWING, 1_500_000)
    batch = """query($input: EligibilityBatchInput!) { eligibilityBatch(input: $input) {
      results { report { decisions { possibleOutcomesBasis } } } } }"""
    subjects: list[dict[str, Any]] = [{"subject": name, "facts": {}} for name in ("first", "second")]
    question = {"subjects": subjects, "products": ["cash-loan"]}
    answers = service.data(batch, {"input": question}, PARTNER)["eligibilityBatch"]["results"]
    assert [each["report"]["decisions"][0]["possibleOutcomesBasis"] for each in answers] == ["PROVED", "SUPPOSED"]


def test_a_narrowed_decision_is_on_record_as_such_and_replayed_so(service: Service) -> None:
    question = NOTHING | {"idempotencyKey": "narrowed", "subject": "subject-1"}
    decision = service.data(DECIDE, {"input": question}, PARTNER)["decide"]["decision"]
    told = {
        "possibleOutcomes": ["ALLOW", "DECLINE"],
        "possibleOutcomesBasis": "PROVED",
        "missingFacts": ["overdueDays"],
    }
    assert decision["answers"] == [{"outcome": "UNDETERMINED"} | told]
    assert service.publish("behaviour", f"{BEHAVIOUR}publishThresholds: true\n")["userErrors"] == []
    assert service.data(REPLAY, {"id": decision["id"]}, PARTNER)["replay"] == {"same": True, "answers": [told]}


def test_how_much_is_analysed_anew_for_one_request_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    with recording_lender() as service:
        monkeypatch.setattr(catalogue, "FRESH_STEPS", 0)
        decision = asked(service)
        assert decision["possibleOutcomesBasis"] == "SUPPOSED"
        assert set(decision["possibleOutcomes"]) >= {"ALLOW", "DECLINE"}
        monkeypatch.undo()
        assert asked(service)["possibleOutcomesBasis"] == "PROVED"
        monkeypatch.setattr(catalogue, "FRESH_STEPS", 0)
        assert asked(service)["possibleOutcomesBasis"] == "PROVED", "it is kept"
