"""Parties, exposures and sources of facts, sent with a question, answered by it, recorded and evaluated again."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from creditrules.auth import Role, make_key
from creditrules.bootstrap import LocalService, build_local
from creditrules.cli.local.tokens import IN_CHARGE, LocalTokens
from creditrules.cli.service.client import NoAnswerError
from creditrules.cli.service.in_process import in_process
from creditrules.cli.service.publishing import publish_content

FOLDER = Path(__file__).parents[1] / "policies" / "joint-loan"
GUARANTOR = {"name": "gina", "role": "GUARANTOR", "facts": {"monthlyIncome": 1500}}
ANN = {"monthlyIncome": 1500, "years": 6}
ASK = """query($input: EligibilityInput!) { eligibility(input: $input) { decisions {
  product { slug } outcome preQualification terms { limit exposureLimit }
  reasons { code party { name role } exposureLimit } missingFacts { name }
  restsOn { fact source purpose confidence soft decisive }
} } }"""
DECIDE = """mutation($input: DecideInput!) { decide(input: $input) { userErrors { code field } decision {
  id answers { outcome reasons { code party { name role } } restsOn { fact soft decisive confidence } }
} } }"""
KEYS = itertools.count()


class Lender:
    """The joint loan of the policies, on a service of one machine in memory."""

    def __init__(self, service: LocalService, tokens: LocalTokens) -> None:
        staff = in_process(service.application, tokens.issue(IN_CHARGE, "alice"))
        for name in ("income", "exposure", "stock", "loan"):
            publish_content(staff, (FOLDER / f"{name}.yaml").read_text("utf-8"), create=True)
        self.data = in_process(service.application, tokens.issue(Role.PARTNER, "shop")).ask


@pytest.fixture(scope="module")
def joint() -> Iterator[Lender]:
    key = make_key()
    with build_local(key=key) as service:
        yield Lender(service, LocalTokens(key, "acme"))


def loan(service: Lender, **given: Any) -> dict[str, Any]:
    found: dict[str, Any] = service.data(ASK, {"input": {"products": ["loan"], "exposures": [], **given}})
    return found["eligibility"]["decisions"][0]  # type: ignore[no-any-return]


def test_a_reason_says_of_whom_it_was_found(joint: Lender) -> None:
    found = loan(joint, facts=ANN, parties=[GUARANTOR])
    assert found["outcome"] == "REFER"
    assert [(one["code"], one["party"]) for one in found["reasons"]][:2] == [
        ("INCOME_LOW", {"name": "gina", "role": "GUARANTOR"}),
        ("EXPOSURE", None),
    ]


def test_terms_say_the_limit_of_all_together_and_what_is_left(joint: Lender) -> None:
    found = loan(joint, facts=ANN, exposures=[{"product": "car", "amount": "9999.50"}])
    assert found["terms"] == {"limit": "0.50", "exposureLimit": "10000"}


def test_a_soft_fact_makes_it_a_pre_qualification_that_says_whether_it_decides(joint: Lender) -> None:
    sources = [
        {"fact": "monthlyIncome", "source": "applicant", "purpose": "affordability", "confidence": "0.6"},
        {"fact": "years", "source": "our books"},
    ]
    found = loan(joint, facts=ANN, sources=sources)
    assert found["preQualification"] is True
    told = {one["fact"]: (one["soft"], one["decisive"], one["confidence"]) for one in found["restsOn"]}
    assert told == {"monthlyIncome": (True, True, "0.6"), "years": (False, None, None)}
    assert loan(joint, facts=ANN, sources=sources[1:])["preQualification"] is False


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"parties": [{**GUARANTOR, "name": "no blank"}]}, ["parties", 0, "name"]),
        ({"parties": [GUARANTOR] * 2}, ["parties"]),
        ({"parties": [{**GUARANTOR, "facts": {"nope": 1}}]}, ["parties", 0, "facts", "nope"]),
        ({"exposures": [{"product": "", "amount": 1}]}, ["exposures", 0, "product"]),
        ({"sources": [{"fact": "years", "confidence": "1.5"}]}, ["sources", "years", "confidence"]),
        ({"sources": [{"fact": "other"}]}, ["sources"]),
    ],
)
def test_what_is_no_such_thing_is_refused_at_its_place(joint: Lender, given: dict[str, Any], field: list[Any]) -> None:
    with pytest.raises(NoAnswerError) as refused:
        joint.data(ASK, {"input": {"facts": ANN, "products": ["loan"], **given}})
    assert refused.value.code in {"INVALID_FACT", "UNKNOWN_FACT"}
    assert [str(step) for step in refused.value.field] == ["input", *map(str, field)]


def test_all_of_it_is_recorded_and_evaluated_again_to_the_same(joint: Lender) -> None:
    given = {
        "facts": ANN,
        "products": ["loan"],
        "parties": [GUARANTOR],
        "exposures": [{"product": "car", "amount": "1.10"}],
        "sources": [{"fact": "years", "confidence": "0.5"}],
        "subject": "ann",
        "idempotencyKey": f"key {next(KEYS)}",
    }
    done = joint.data(DECIDE, {"input": given})["decide"]
    assert done["userErrors"] == []
    [answer] = done["decision"]["answers"]
    assert {"code": "INCOME_LOW", "party": {"name": "gina", "role": "GUARANTOR"}} in answer["reasons"]
    assert answer["restsOn"] == [{"fact": "years", "soft": True, "decisive": False, "confidence": "0.5"}]
    again = joint.data("query($id: ID!) { replay(input: {decision: $id}) { same } }", {"id": done["decision"]["id"]})
    assert again["replay"] == {"same": True}
