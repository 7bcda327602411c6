"""Two versions of a document compared by what they answer, alone and on a product."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.api.conftest import BEHAVIOUR, CHANGE, LINE_CAP, PAY_LATER, build_service

Service = Any
LENDER = Path(__file__).parents[3] / "shared" / "cases" / "lender"
ASKED = """query($kind: DocumentKind!, $slug: String!, $product: String, $validAt: DateTime) {
  document(kind: $kind, slug: $slug) {
    diff(from: {version: 1}, to: {version: 2}) {
      outcomes(product: $product, validAt: $validAt) {
        verdict complete sentences notAnalysed
        differences(first: 50) { totalCount nodes {
          changed { part before after } where proved before { outcome } after { outcome }
        } }
      }
    }
  }
}"""
HARDER = BEHAVIOUR.replace("> 30", "> 20").replace("<= 30", "<= 20")
STRICTER = LINE_CAP.replace('"> 200000"', '"> 150000"').replace('"<= 200000"', '"<= 150000"')


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    """The sample lender after a second version of a rule set and of a product."""
    for service in build_service(founded=True):
        assert service.publish("line-cap", STRICTER)["userErrors"] == []
        assert service.publish("behaviour", HARDER)["userErrors"] == []
        for content in (PAY_LATER.replace("[line-cap, behaviour]", "[behaviour]"), PAY_LATER):
            given = {"slug": "pay-later", "content": content, "change": CHANGE}
            assert service.mutate("publishProductVersion", given)["userErrors"] == []
        yield service


def outcomes(service: Service, slug: str, kind: str = "RULE_SET", **given: Any) -> Any:
    found = service.data(ASKED, {"kind": kind, "slug": slug, **given}, "auditor")
    return found["document"]["diff"]["outcomes"]


def test_two_versions_of_a_rule_set_alone(service: Service) -> None:
    found = outcomes(service, "line-cap")
    assert (found["verdict"], found["complete"]) == ("DIFFERENT", True)
    assert found["sentences"] == [
        "Applicants in 1 region are answered otherwise, in 1 way.",
        "Some move from ALLOW to LIMIT.",
    ]
    [region] = found["differences"]["nodes"]
    assert (region["where"], region["proved"]) == ("requestedAmount: (150000..200000]", True)


def test_on_a_product_the_other_rule_sets_have_their_say(service: Service) -> None:
    found = outcomes(service, "line-cap", product="pay-later")
    moved = [each for each in found["differences"]["nodes"] if each["changed"][0]["part"] == "OUTCOME"]
    assert [each["where"] for each in moved] == ["requestedAmount: (150000..200000], overdueDays: <= 20"]
    unused = outcomes(service, "line-cap", product="cash-loan")
    assert (unused["verdict"], unused["differences"]["totalCount"]) == ("EQUIVALENT", 0)


def test_all_else_is_as_it_was_in_force_then(service: Service) -> None:
    made = service.data('{ ruleSet(slug: "behaviour") { activations(first: 1) { nodes { validFrom } } } }')
    began = datetime.fromisoformat(made["ruleSet"]["activations"]["nodes"][0]["validFrom"])
    found = outcomes(service, "line-cap", product="pay-later", validAt=(began - timedelta(seconds=1)).isoformat())
    moved = [each for each in found["differences"]["nodes"] if each["changed"][0]["part"] == "OUTCOME"]
    assert [each["where"] for each in moved] == ["requestedAmount: (150000..200000], overdueDays: <= 30"]


def test_versions_of_a_product_are_compared_with_their_rule_sets(service: Service) -> None:
    found = outcomes(service, "pay-later", "PRODUCT")
    assert "Some move from LIMIT to ALLOW." in found["sentences"]


def test_a_partner_is_refused(service: Service) -> None:
    [error] = service.answer(ASKED, {"kind": "RULE_SET", "slug": "line-cap"}, "partner")["errors"]
    assert error["extensions"]["code"] == "FORBIDDEN"


def test_a_product_that_is_not_there_is_refused(service: Service) -> None:
    given = {"kind": "RULE_SET", "slug": "line-cap", "product": "pay-never"}
    assert service.error(ASKED, given, "auditor")["extensions"]["code"] == "UNKNOWN_PRODUCT"


def test_a_parameter_is_compared_on_a_product_that_uses_it(service: Service) -> None:
    create = (
        "mutation($input: CreateParameterInput!) { createParameter(input: $input) { userErrors { code message } } }"
    )
    publish = create.replace("CreateParameterI", "PublishParameterVersionI").replace("createP", "publishP")
    publish = publish.replace("publishParameter(", "publishParameterVersion(")
    for value, query in ((200000, create), (180000, publish)):
        content = f"{{parameter: line-bound, category: REGULATION, name: {{en: Bound}}, value: {value}}}"
        sent = {"input": {"slug": "line-bound", "content": content, "change": CHANGE}}
        [answer] = service.data(query, sent, "administrator").values()
        assert answer["userErrors"] == []
    bound = STRICTER.replace("150000", "param.line bound")
    assert service.publish("line-cap", bound)["userErrors"] == []
    found = outcomes(service, "line-bound", "PARAMETER", product="pay-later")
    moved = [each for each in found["differences"]["nodes"] if each["changed"][0]["part"] == "OUTCOME"]
    assert [each["where"] for each in moved] == ["requestedAmount: (180000..200000], overdueDays: <= 20"]
    alone = service.error(ASKED, {"kind": "PARAMETER", "slug": "line-bound"}, "auditor")
    assert alone["extensions"]["code"] == "NOTHING_TO_COMPARE"


def test_it_is_answered_once_a_request(service: Service) -> None:
    query = """{ ruleSet(slug: "line-cap") { diff(from: {version: 1}, to: {version: 2}) {
        a: outcomes { verdict } b: outcomes { verdict } } } }"""
    assert service.error(query, {}, "auditor")["extensions"]["code"] == "ASKED_TWICE"


@pytest.mark.shared("cases/lender")
def test_a_step_of_a_real_rule_set_is_found(service: Service) -> None:
    name = [{"language": "en", "text": "Behaviour risk"}]
    made = {"slug": "behaviour-risk", "name": name, "category": "RISK"}
    assert service.mutate("createRuleSet", made)["userErrors"] == []
    for age in ("old", "new"):
        assert service.publish("behaviour-risk", (LENDER / f"br-{age}.yaml").read_text("utf-8"))["userErrors"] == []
    found = outcomes(service, "behaviour-risk")
    assert "Some move from LIMIT to PAUSE." in found["sentences"]
    assert found["complete"]
    assert all("cashOutSuspicion: [70..75)" in each["where"] for each in found["differences"]["nodes"])
