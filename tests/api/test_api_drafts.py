"""Partners know of no document that is a draft: on no path, by no name, and not by how it is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.api.conftest import ADMINISTRATOR, CHANGE, PARTNER, Service, build_service

SLUGS = {"ruleSet": "secret-plan", "product": "secret-line", "parameter": "secret-cap"}
NAME = [{"language": "en", "text": "Secret plan"}]
LINE = (
    "{product: secret-line, name: {en: Secret line}, kind: LINE, segment: CONSUMER, currency: CNY, "
    "ruleSets: [behaviour]}"
)
CAP = "{parameter: secret-cap, category: RISK, name: {en: Secret cap}, value: 0.5}"
DRAFT = "mutation($input: Draft%sVersionInput!) { draft%sVersion(input: $input) { userErrors { code message } } }"


@pytest.fixture(scope="module")
def lender() -> Iterator[Service]:
    """The sample lender with drafts that were never published: a rule set, a product and a parameter."""
    for service in build_service(founded=True):
        made = service.mutate("createRuleSet", {"slug": "secret-plan", "name": NAME, "category": "RISK"})
        assert made["userErrors"] == []
        for kind, slug, content in (("Product", "secret-line", LINE), ("Parameter", "secret-cap", CAP)):
            given = {"slug": slug, "content": content, "change": CHANGE}
            done = service.data(DRAFT % (kind, kind), {"input": given}, ADMINISTRATOR)[f"draft{kind}Version"]
            assert done["userErrors"] == []
        yield service


def ids(lender: Service) -> dict[str, str]:
    found = {}
    for kind, slug in SLUGS.items():
        document = f'{{ document(kind: {_kind(kind)}, slug: "{slug}") {{ id }} }}'
        found[kind] = str(lender.data(document, token=ADMINISTRATOR)["document"]["id"])
    return found


def _kind(kind: str) -> str:
    return {"ruleSet": "RULE_SET", "product": "PRODUCT", "parameter": "PARAMETER"}[kind]


def test_no_list_has_them_and_none_can_be_found_by_its_name_or_its_id(lender: Service) -> None:
    lists = "{ ruleSets { nodes { slug } } products { nodes { slug } } parameters { nodes { slug } } }"
    assert "secret" not in str(lender.data(lists))
    assert {node["slug"] for node in lender.data(lists, token=ADMINISTRATOR)["ruleSets"]["nodes"]} >= {"secret-plan"}
    for kind, slug in SLUGS.items():
        assert lender.data(f'{{ {kind}(slug: "{slug}") {{ slug }} }}')[kind] is None
    for kind, id_ in ids(lender).items():
        node = f'{{ node(id: "{id_}") {{ id }} }}'
        assert lender.data(node)["node"] is None, kind
        assert lender.data(node, token=ADMINISTRATOR)["node"] == {"id": id_}


def test_a_page_that_would_have_ended_in_a_draft_ends_before_it(lender: Service) -> None:
    page = lender.data("{ ruleSets(first: 2) { nodes { slug } pageInfo { hasNextPage } totalCount } }")["ruleSets"]
    assert [node["slug"] for node in page["nodes"]] == ["behaviour", "line-cap"]
    assert page["pageInfo"] == {"hasNextPage": False}
    assert page["totalCount"] in {None, 2}


REFUSED = {
    "eligibility": '{ eligibility(input: {facts: {}, products: ["%s"]}) { validAt } }',
    "eligibilityBatch": (
        '{ eligibilityBatch(input: {products: ["%s"], subjects: [{subject: "1", facts: {}}]}) { cost } }'
    ),
    "ruleChanges": '{ ruleChanges(product: "%s") { nodes { id } } }',
    "whatChanged": (
        '{ whatChanged(input: {products: ["%s"], from: {facts: {}, validAt: "2026-01-01T00:00:00Z"}}) { same } }'
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_draft_is_refused_as_what_was_never_made_is(lender: Service, name: str) -> None:
    draft, unmade = (lender.error(REFUSED[name] % slug) for slug in ("secret-line", "absent-line"))
    for error in (draft, unmade):
        error.pop("locations")
    assert str(draft).replace("secret-line", "absent-line") == str(unmade)


def test_a_pin_of_a_draft_is_refused_as_one_of_nothing(lender: Service) -> None:
    pinned = '{ eligibility(input: {facts: {}, pins: [{%s: "%s", version: 1}]}) { validAt } }'
    for kind in ("ruleSet", "parameter"):
        draft, unmade = (lender.error(pinned % (kind, slug)) for slug in (SLUGS[kind], "absent-plan"))
        assert draft["message"].replace(SLUGS[kind], "absent-plan") == unmade["message"]
        assert draft["extensions"] == unmade["extensions"]


def test_what_comes_close_to_a_draft_is_not_told(lender: Service) -> None:
    error = lender.error('{ eligibility(input: {facts: {}, products: ["secret-lin"]}) { validAt } }')
    assert "secret-line" not in str(error).replace("secret-lin'", "")


def test_a_contract_that_names_a_draft_says_what_it_says_of_what_was_never_made(lender: Service) -> None:
    register = (
        "mutation($input: RegisterContractInput!) { registerContract(input: $input) {"
        " breaches { kind message } userErrors { code message } } }"
    )
    told: list[Any] = []
    for slug in ("secret-line", "absent-line"):
        given = {"name": slug, "products": [slug], "facts": {"overdueDays": 1}}
        told.append(lender.answer(register, {"input": given}, PARTNER))
    assert str(told[0]).replace("secret-line", "absent-line") == str(told[1])


def test_the_dictionary_of_facts_has_none_of_theirs(lender: Service) -> None:
    declared = "declarations { nodes { ruleSet } }"
    assert "secret" not in str(lender.data(f"{{ facts(first: 100) {{ nodes {{ name {declared} }} }} }}"))
