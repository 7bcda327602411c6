"""What was in force, what has changed and why: listings, pages, ids, and what partners do not see."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.api.conftest import Service

from creditrules.document import digest, read_yaml

OPERATIONS = Path(__file__).parents[2] / "graphql" / "operations"
ADMINISTRATOR = "administrator"
PARTNER = "partner"
STRANGER = "administrator of another lender"
LENDER = Path(__file__).parent / "lender"
LINE_CAP, BEHAVIOUR = ((LENDER / f"{name}.yaml").read_text("utf-8") for name in ("line-cap", "behaviour"))
VERSIONS = """query($first: Int, $after: String) {
  ruleSet(slug: "behaviour") {
    versions(first: $first, after: $after) {
      totalCount
      nodes { number }
      edges { cursor node { number } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
}"""
CHANGES = """query(
  $product: String, $category: RuleCategory, $since: DateTime, $until: DateTime, $first: Int, $after: String,
  $known: DateTime
) {
  ruleChanges(
    product: $product, category: $category, since: $since, until: $until
    first: $first, after: $after, knownAt: $known
  ) {
    nodes { document { __typename slug } version { number } recordedAt }
    pageInfo { hasNextPage endCursor }
  }
}"""
IN_FORCE = """query($v: DateTime, $k: DateTime) {
  ruleSet(slug: "behaviour") {
    versionInForce(validAt: $v, knownAt: $k) { number inForce { validAt knownAt since } }
  }
}"""
IMPACT = """{
  ruleSet(slug: "behaviour") {
    versionInForce { statement { impact { products tables { decision } casesChanged } } }
  }
}"""
LONG_AGO = """{
  products(validAt: "1999-01-01T00:00:00Z") { totalCount }
  ruleSets(knownAt: "1999-01-01T00:00:00Z") { nodes { slug } }
  ruleSet(slug: "behaviour", knownAt: "1999-01-01T00:00:00Z") { slug }
  product(slug: "cash-loan", knownAt: "1999-01-01T00:00:00Z") { slug }
}"""
PRODUCTS = """query($after: String) {
  products(first: 1, after: $after) { nodes { slug } pageInfo { hasNextPage endCursor } }
}"""
EVERYTHING = """{
  products { totalCount }
  ruleSets { nodes { slug } }
  ruleChanges { nodes { id } }
  ruleSet(slug: "behaviour") { slug }
  product(slug: "pay-later") { slug }
  eligibility(input: {facts: {}}) { decisions { outcome } }
}"""
UNKNOWN = """{
  a: ruleSet(slug: "nothing") { slug }
  b: product(slug: "a#b") { slug }
  c: ruleSet(slug: "behaviour") { version(number: 99) { number } }
}"""


@pytest.fixture(scope="module")
def history(history_on_dynamo: Service) -> Service:
    """On DynamoDB, so that all ways of reading are tried there too."""
    return history_on_dynamo


def operation(name: str) -> str:
    return next(OPERATIONS.rglob(f"{name}.graphql")).read_text("utf-8")


def pages(service: Any, query: str, path: list[str], **variables: Any) -> list[list[Any]]:
    found, after = [], None
    for _ in range(50):
        value: Any = service.data(query, variables | {"after": after})
        for step in path:
            value = value[step]
        found.append(value["nodes"])
        after = value["pageInfo"]["endCursor"]
        if not value["pageInfo"]["hasNextPage"]:
            return found
    raise AssertionError("the pages have no end")


def test_versions_come_newest_first_and_page_by_page_whole(history: Any) -> None:
    found = pages(history, VERSIONS, ["ruleSet", "versions"], first=3)
    assert [[version["number"] for version in page] for page in found] == [[8, 7, 6], [5, 4, 3], [2, 1]]


def test_a_page_says_where_it_stands(history: Any) -> None:
    first = history.data(VERSIONS, {"first": 3})["ruleSet"]["versions"]
    assert (first["totalCount"], first["pageInfo"]["hasNextPage"], first["pageInfo"]["hasPreviousPage"]) == (
        8,
        True,
        False,
    )
    cursors = [edge["cursor"] for edge in first["edges"]]
    assert (first["pageInfo"]["startCursor"], first["pageInfo"]["endCursor"]) == (cursors[0], cursors[-1])
    second = history.data(VERSIONS, {"first": 3, "after": cursors[0]})["ruleSet"]["versions"]
    assert [node["number"] for node in second["nodes"]] == [7, 6, 5]
    assert second["pageInfo"]["hasPreviousPage"] is True


@pytest.mark.parametrize(("first", "code"), [(0, "BAD_PAGE_SIZE"), (-1, "BAD_PAGE_SIZE"), (101, "BAD_PAGE_SIZE")])
def test_a_page_has_from_one_to_a_hundred_items(history: Any, first: int, code: str) -> None:
    assert history.error(VERSIONS, {"first": first})["extensions"]["code"] == code


@pytest.mark.parametrize(
    "query",
    [
        VERSIONS,
        CHANGES,
        "query($after: String) { products(after: $after) { totalCount } }",
        "query($after: String) { ruleSets(after: $after) { totalCount } }",
    ],
)
@pytest.mark.parametrize("cursor", ["", "garbage", "c2x1ZzphI2I", "x" * 5000, "é"])
def test_a_cursor_that_is_none_is_refused_by_name(history: Any, query: str, cursor: str) -> None:
    assert history.error(query, {"after": cursor})["extensions"]["code"] == "BAD_CURSOR"


def test_a_cursor_of_another_listing_is_refused(history: Any) -> None:
    cursor = history.data(VERSIONS, {"first": 1})["ruleSet"]["versions"]["pageInfo"]["endCursor"]
    assert history.error(CHANGES, {"after": cursor})["extensions"]["code"] == "BAD_CURSOR"


def test_changes_of_a_product_are_its_own_and_its_rule_sets_newest_first(history: Any) -> None:
    changes = history.data(CHANGES, {"product": "pay-later", "first": 100})["ruleChanges"]["nodes"]
    assert {change["document"]["slug"] for change in changes} == {"pay-later", "behaviour", "line-cap"}
    moments = [change["recordedAt"] for change in changes]
    assert moments == sorted(moments, reverse=True)
    assert len(changes) == 1 + 8 + 1


def test_rule_sets_that_a_product_no_longer_names_belong_to_its_past(history: Any) -> None:
    changes = history.data(CHANGES, {"product": "cash-loan", "first": 100})["ruleChanges"]["nodes"]
    assert {change["document"]["slug"] for change in changes} == {"cash-loan", "behaviour", "line-cap"}


def test_all_changes_come_page_by_page_without_gap_or_double(history: Any) -> None:
    found = [change for page in pages(history, CHANGES, ["ruleChanges"], first=4) for change in page]
    names = [(change["document"]["slug"], change["version"]["number"]) for change in found]
    assert len(names) == len(set(names)) == 12


def test_changes_are_told_apart_by_category(history: Any) -> None:
    by_category = {
        category: [c for page in pages(history, CHANGES, ["ruleChanges"], first=3, category=category) for c in page]
        for category in ("RISK", "REGULATION", "PRODUCT")
    }
    assert [len(found) for found in by_category.values()] == [8, 1, 3]
    assert {change["document"]["__typename"] for change in by_category["PRODUCT"]} == {"Product"}
    of_product = history.data(CHANGES, {"product": "pay-later", "category": "REGULATION"})["ruleChanges"]["nodes"]
    assert [change["document"]["slug"] for change in of_product] == ["line-cap"]


def test_changes_are_told_apart_by_when_they_were_recorded(history: Any) -> None:
    every = history.data(CHANGES, {"first": 100})["ruleChanges"]["nodes"]
    moment = every[4]["recordedAt"]
    assert history.data(CHANGES, {"first": 100, "since": moment})["ruleChanges"]["nodes"] == every[:5]
    assert history.data(CHANGES, {"first": 100, "until": moment})["ruleChanges"]["nodes"] == every[5:]
    assert history.data(CHANGES, {"first": 100, "known": moment})["ruleChanges"]["nodes"] == every[4:]


def test_changes_of_a_product_that_is_not_there_are_refused(history: Any) -> None:
    for slug in ("nothing", "a#b", ""):
        assert history.error(CHANGES, {"product": slug})["extensions"]["code"] == "UNKNOWN_PRODUCT"


def test_a_change_tells_why_with_what_impact_and_what_users_were_told(history: Any) -> None:
    nodes = history.data(operation("product-changes"), {"product": "pay-later", "locale": "zh"})["ruleChanges"]["nodes"]
    statement = nodes[0]["statement"]
    assert statement["basis"]["citation"] == "Notice 2020-07-17"
    assert statement["notice"] == "规则已更新。"
    assert statement["impact"]["products"] == ["cash-loan", "pay-later"]
    document = {"slug": "behaviour", "name": "行为风险", "category": "RISK"}
    assert nodes[0]["document"] == {"__typename": "RuleSet"} | document


def test_what_was_in_force_is_asked_for_by_both_times(history: Any) -> None:
    activations = history.data(operation("activations"), {"slug": "behaviour"}, ADMINISTRATOR)["ruleSet"][
        "activations"
    ]["nodes"]
    for activation in activations:
        moment = activation["validFrom"]
        version = history.data(IN_FORCE, {"v": moment, "k": activation["recordedAt"]})["ruleSet"]["versionInForce"]
        assert version["number"] == activation["version"]["number"]
        assert version["inForce"] == {"validAt": moment, "knownAt": activation["recordedAt"], "since": moment}
    assert history.data(IN_FORCE, {"v": "1999-01-01T00:00:00Z"})["ruleSet"]["versionInForce"] is None


def test_activations_are_seen_as_they_were_known(history: Any) -> None:
    query = operation("activations")
    every = history.data(query, {"slug": "behaviour"}, ADMINISTRATOR)["ruleSet"]["activations"]["nodes"]
    known = history.data(query, {"slug": "behaviour", "knownAt": every[3]["recordedAt"]}, ADMINISTRATOR)["ruleSet"][
        "activations"
    ]
    assert known["nodes"] == every[3:]
    assert known["knownAt"] == every[3]["recordedAt"]


def test_versions_are_listed_as_they_were_known(history: Any) -> None:
    query = """query($known: DateTime, $after: String) {
      ruleSet(slug: "behaviour", knownAt: $known) {
        versions(first: 2, after: $after) { totalCount nodes { number recordedAt } pageInfo { hasNextPage endCursor } }
      }
    }"""
    every = [version for page in pages(history, query, ["ruleSet", "versions"]) for version in page]
    known = every[3]["recordedAt"]
    assert [v for page in pages(history, query, ["ruleSet", "versions"], known=known) for v in page] == every[3:]


def test_content_reads_back_to_the_same_digest_in_both_formats(history: Any) -> None:
    query = operation("rule-set-history")
    for form in ("YAML", "JSON"):
        versions = history.data(query, {"slug": "line-cap", "format": form}, ADMINISTRATOR)["ruleSet"]["versions"][
            "nodes"
        ]
        assert [digest(read_yaml(version["content"]).value) for version in versions] == [versions[0]["digest"]]
    assert versions[0]["digest"] == digest(read_yaml(LINE_CAP).value)


def test_an_answer_holds_content_up_to_a_bound(own_lender: Any) -> None:
    query = """query($n: Int) {
      ruleSet(slug: "behaviour") { versions(first: $n) { nodes { number content(format: JSON) } } }
    }"""
    for letter in "abc":
        content = BEHAVIOUR.replace("{id: late-line", f"{{note: {letter * 2_000_000}, id: late-line")
        assert own_lender.publish("behaviour", content)["userErrors"] == []
    two = own_lender.data(query, {"n": 2}, ADMINISTRATOR)["ruleSet"]["versions"]["nodes"]
    assert all(len(version["content"]) > 2_000_000 for version in two)
    answer = own_lender.answer(query, {"n": 3}, ADMINISTRATOR)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["ANSWER_TOO_LARGE"]
    found = [version["content"] is not None for version in answer["data"]["ruleSet"]["versions"]["nodes"]]
    assert found == [True, True, False]


def test_partners_see_no_policy_and_no_names_of_authors(history: Any) -> None:
    versions = history.seen(operation("rule-set-history"), {"slug": "line-cap"}, PARTNER)["ruleSet"]["versions"][
        "nodes"
    ]
    assert [(version["content"], version["author"]) for version in versions] == [(None, None)]
    as_partner = history.seen(IMPACT)["ruleSet"]["versionInForce"]["statement"]["impact"]
    as_administrator = history.data(IMPACT, token=ADMINISTRATOR)["ruleSet"]["versionInForce"]["statement"]["impact"]
    assert (as_partner["products"], as_partner["tables"]) == (["cash-loan", "pay-later"], None)
    assert as_administrator["tables"] == [{"decision": "Findings"}]


def test_partners_see_what_rules_ask_for_and_may_answer(history: Any) -> None:
    version = history.data(operation("rule-set"), {"slug": "line-cap", "locale": "zh"})["ruleSet"]["versionInForce"]
    assert [(fact["name"], fact["label"], fact["unit"]) for fact in version["facts"]] == [
        ("requestedAmount", "申请金额", "CNY")
    ]
    assert {reason["code"]: reason["message"] for reason in version["reasons"]}["LINE_CAP"] == "授信额度最高为20万元。"


def test_rule_sets_and_products_are_listed_by_slug_and_filtered(history: Any) -> None:
    rule_sets = "query($c: RuleCategory) { ruleSets(category: $c) { nodes { slug latestVersion } } }"
    assert [node["slug"] for node in history.data(rule_sets)["ruleSets"]["nodes"]] == ["behaviour", "line-cap"]
    assert [node["slug"] for node in history.data(rule_sets, {"c": "RISK"})["ruleSets"]["nodes"]] == ["behaviour"]
    assert history.data(rule_sets, {"c": "PRODUCT"})["ruleSets"]["nodes"] == []
    products = "query($s: Segment, $p: Scenario) { products(segment: $s, scenario: $p) { totalCount nodes { slug } } }"
    assert history.data(products, {"p": "ELECTRONICS"})["products"] == {
        "totalCount": 1,
        "nodes": [{"slug": "cash-loan"}],
    }
    assert history.data(products, {"s": "BUSINESS"})["products"] == {"totalCount": 0, "nodes": []}


def test_products_come_page_by_page(history: Any) -> None:
    assert pages(history, PRODUCTS, ["products"]) == [[{"slug": "cash-loan"}], [{"slug": "pay-later"}]]


def test_what_was_not_there_yet_is_not_shown_in_the_past(history: Any) -> None:
    assert history.data(LONG_AGO) == {
        "products": {"totalCount": 0},
        "ruleSets": {"nodes": []},
        "ruleSet": None,
        "product": None,
    }


def test_unknown_things_are_null(history: Any) -> None:
    assert history.data(UNKNOWN) == {"a": None, "b": None, "c": {"version": None}}


NODES = """{
  ruleSet(slug: "behaviour") { id versions(first: 1) { nodes { id } } activations(first: 1) { nodes { id } } }
  product(slug: "pay-later") { id versions { nodes { id } } }
  ruleChanges(first: 1) { nodes { id } }
}"""


def ids_of(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [*([value["id"]] if "id" in value else []), *(i for part in value.values() for i in ids_of(part))]
    return [i for part in value for i in ids_of(part)] if isinstance(value, list) else []


def test_every_id_leads_back_to_its_node(history: Any) -> None:
    ids = ids_of(history.data(NODES))
    assert len(ids) == len(set(ids)) == 6
    found = [history.data(operation("node"), {"id": each})["node"] for each in ids]
    assert [node["id"] for node in found] == ids
    assert {node["__typename"] for node in found} == {
        "RuleSet", "RuleVersion", "Activation", "Product", "ProductVersion", "RuleChange",
    }  # fmt: skip


@pytest.mark.parametrize(
    "name",
    ["", "x", "é", "UnVsZVNldDpSOm5vdGhpbmc", "UnVsZVNldDpSOmEjYg", "UHJvZHVjdDpSOmJlaGF2aW91cg", "x" * 10_000, "////"],
)
def test_an_id_that_is_none_is_null(history: Any, name: str) -> None:
    assert history.data(operation("node"), {"id": name})["node"] is None


def test_another_lender_sees_nothing_of_it(history: Any) -> None:
    for each in ids_of(history.data(NODES)):
        assert history.data(operation("node"), {"id": each}, STRANGER)["node"] is None
    assert history.data(EVERYTHING, token=STRANGER) == {
        "products": {"totalCount": 0},
        "ruleSets": {"nodes": []},
        "ruleChanges": {"nodes": []},
        "ruleSet": None,
        "product": None,
        "eligibility": {"decisions": []},
    }


def test_another_lenders_cursor_is_refused(history: Any) -> None:
    cursor = history.data(CHANGES, {"first": 1})["ruleChanges"]["pageInfo"]["endCursor"]
    assert history.error(CHANGES, {"after": cursor}, STRANGER)["extensions"]["code"] == "BAD_CURSOR"


def test_two_lenders_use_the_same_names_without_meeting(own_lender: Any) -> None:
    own_lender.found(STRANGER)
    own_lender.publish("behaviour", BEHAVIOUR.replace('"> 30"', '"> 90"'), STRANGER)
    query = '{ ruleSet(slug: "behaviour") { id latestVersion } ruleChanges(first: 100) { nodes { id } } }'
    ours, theirs = own_lender.data(query), own_lender.data(query, token=STRANGER)
    assert (ours["ruleSet"]["latestVersion"], theirs["ruleSet"]["latestVersion"]) == (1, 2)
    assert (len(ours["ruleChanges"]["nodes"]), len(theirs["ruleChanges"]["nodes"])) == (4, 5)


DOCUMENT = """query($kind: DocumentKind!, $slug: String!, $valid: DateTime, $known: DateTime) {
  document(kind: $kind, slug: $slug, validAt: $valid, knownAt: $known) {
    __typename slug name activations(first: 1) { totalCount nodes { standing } }
  }
}"""


def test_a_document_is_found_whether_or_not_it_is_in_force_by_the_lenders_people_alone(history: Any) -> None:
    cash = {"kind": "PRODUCT", "slug": "cash-loan"}
    before = {"valid": "2025-01-01T00:00:00Z"}
    assert history.data('{ product(slug: "cash-loan", validAt: "2025-01-01T00:00:00Z") { slug } }')["product"] is None
    found = history.data(DOCUMENT, cash | before, ADMINISTRATOR)["document"]
    assert (found["__typename"], found["activations"]["nodes"]) == ("Product", [{"standing": "SCHEDULED"}])
    for kind, slug in (("RULE_SET", "cash-loan"), ("PRODUCT", "Cash"), ("POLICY", "approvals")):
        assert history.data(DOCUMENT, {"kind": kind, "slug": slug}, ADMINISTRATOR)["document"] is None
    assert history.data(DOCUMENT, cash | {"known": "2025-06-01T00:00:00Z"}, ADMINISTRATOR)["document"] is None
    assert history.data(DOCUMENT, cash, STRANGER)["document"] is None
    assert history.error(DOCUMENT, cash, PARTNER)["extensions"]["kind"] == "FORBIDDEN"
