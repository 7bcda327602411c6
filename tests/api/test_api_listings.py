"""Cursors hold while listings grow, from both ends, for every connection of the schema; and are good for their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import pytest
from graphql import get_named_type, is_interface_type, is_object_type
from tests.api import listings as made
from tests.api.listings import World, two_lenders
from tests.exported import exported_schema

RULES, OTHER_RULES = 'ruleSet(slug: "behaviour")', 'ruleSet(slug: "line-cap")'
PRODUCT, OTHER_PRODUCT = 'product(slug: "cash-loan")', 'product(slug: "pay-later")'
PARAMETER, EXPERIMENT = 'parameter(slug: "rate")', 'experiment(slug: "tried")'
OTHER_EXPERIMENT = 'experiment(slug: "other")'
DOCUMENT = 'document(kind: RULE_SET, slug: "behaviour")'
DIFF, OTHER_DIFF = "diff(from: {version: 1}, to: {version: 2})", "diff(from: {version: 2}, to: {version: 3})"
PUBLISHED, OTHER_PUBLISHED = (each.replace("diff", "publishedDiff") for each in (DIFF, OTHER_DIFF))
PAGE = "edges { cursor node { KEY } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
SEQUENCE, NUMBER, SLUG, PLACE, NAME = "sequence", "number", "slug", "place", "name"


@dataclass(frozen=True)
class Listing:
    """A connection. around: the query with a PAGE in it. key: what tells its items apart.

    more: puts items into it, None where it never changes. other: the same field of something else. of: the name that
    it shares with other fields that list the very same.
    """

    around: str
    key: str
    more: Callable[[World], None] | None = None
    other: str = ""
    of: str = ""


def within(*steps: str) -> str:
    """The way to a connection."""
    return f"{' { '.join(steps)} {{ PAGE {'} ' * len(steps)}"


def of_document(around: str, more: Callable[[World], None], drafts: Callable[[World], None], other: str) -> Any:
    """The listings that every document has."""
    for name, key, act in (
        ("activations", SEQUENCE, more),
        ("proposals", "id", drafts),
        ("auditEntries", NUMBER, more),
    ):
        of = f"{around} {name}".replace(DOCUMENT, RULES)
        yield name, Listing(f"{around} {{ PAGE }}", key, act, f"{other} {{ PAGE }}" if other else "", of)


DOCUMENTS = {
    "RuleSet": (RULES, made.another_version, made.draft("Rule"), OTHER_RULES),
    "Product": (PRODUCT, made.another_product_version, made.draft("Product"), OTHER_PRODUCT),
    "Parameter": (PARAMETER, made.another_value, made.draft("Parameter"), ""),
    "Experiment": (EXPERIMENT, made.another_experiment_version, made.draft("Experiment"), OTHER_EXPERIMENT),
    "Document": (DOCUMENT, made.another_version, made.draft("Rule"), ""),
}
CHAIN = 'auditChains(kind: RULE_SET, slug: "behaviour") { nodes { PAGE } }'
LISTINGS = {
    **{f"{kind}.{name}": each for kind, given in DOCUMENTS.items() for name, each in of_document(*given)},
    **{
        f"{kind}.versions": Listing(f"{around} {{ PAGE }}", NUMBER, more, f"{other} {{ PAGE }}" if other else "")
        for kind, (around, more, _, other) in DOCUMENTS.items()
        if kind != "Document"
    },
    "Query.ruleSets": Listing("PAGE", SLUG, made.more_rule_sets),
    "Query.products": Listing("PAGE", SLUG, made.more_products),
    "Query.parameters": Listing("PAGE", SLUG, made.more_parameters),
    "Query.experiments": Listing("PAGE", SLUG, made.more_experiments),
    "Query.facts": Listing("PAGE", NAME, made.more_facts),
    "DictionaryFact.declarations": Listing(
        within("facts(last: 1, before: $nextFact)", "nodes"), "ruleSet version", made.more_rule_sets
    ),
    "Query.openProposals": Listing("PAGE", "id", made.more_drafts),
    "Query.contracts": Listing("PAGE", NAME, made.more_contracts),
    "Query.populations": Listing("PAGE", NAME, made.more_populations),
    "Query.apiKeys": Listing("PAGE", NAME, made.more_keys),
    "Query.uses": Listing("PAGE", "subject", made.more_callers),
    "Query.trustedDocuments": Listing("PAGE", NAME, made.more_documents),
    "Query.documentRefusals": Listing("PAGE", "subject", made.more_refused),
    "Query.webhooks": Listing("PAGE", NAME, made.more_webhooks),
    "Query.deliveries": Listing("PAGE", "receiver", made.more_deliveries),
    "Query.adviceDeliveries": Listing("PAGE", "name", made.more_advice),
    "Query.decisions": Listing("PAGE", "digest", made.more_decisions),
    "Query.ruleChanges": Listing("PAGE", "id", made.another_version, of="changes"),
    "Product.changes": Listing(f"{OTHER_PRODUCT} {{ PAGE }}", "id", made.another_version, of="changes"),
    "Query.auditChains": Listing("PAGE", "kind slug", made.more_chains),
    "AuditChain.entries": Listing(CHAIN, NUMBER, made.another_version, of=f"{RULES} auditEntries"),
    "DecisionChain.entries": Listing(
        'decisionChains(digit: "7") { PAGE }', NUMBER, made.more_decisions, 'decisionChains(digit: "3") { PAGE }'
    ),
    "Proposal.comments": Listing(
        f"{OTHER_RULES} {{ proposals(last: 1) {{ nodes {{ PAGE }} }} }}", NUMBER, made.another_comment
    ),
    "ParameterVersion.values": Listing(within(PARAMETER, "version(number: 1)"), "validFrom"),
    "VersionDiff.changes": Listing(within(RULES, DIFF), PLACE, None, within(RULES, OTHER_DIFF)),
    "PublishedDiff.changes": Listing(within(RULES, PUBLISHED), PLACE, None, within(RULES, OTHER_PUBLISHED)),
    "TableDiff.rows": Listing(within(RULES, OTHER_DIFF, "tables"), PLACE, None, within(RULES, DIFF, "tables")),
    "TableCoverage.rows": Listing(
        within(RULES, "version(number: 1)", "coverage", "tables"), "row", None,
        within(RULES, "version(number: 3)", "coverage", "tables"),
    ),
    "Verification.flaws": Listing(within(RULES, "version(number: 3)", "statement", "verification"), "region"),
    "OutcomeComparison.differences": Listing(
        within(RULES, OTHER_DIFF, "outcomes"), "where", None, within(RULES, DIFF, "outcomes")
    ),
    "ProposalRebase.conflicts": Listing(within("proposalRebase(input: {proposal: $clashing})"), PLACE),
    "Redress.affected": Listing(within("redress(correction: $correction)"), "decision { digest }"),
}  # fmt: skip


@pytest.fixture(scope="module")
def worlds() -> Iterator[tuple[World, World]]:
    with two_lenders() as made:
        yield made


def connections() -> dict[str, Any]:
    """Every field of the schema that gives a connection."""
    return {
        f"{kind.name}.{name}": field
        for kind in exported_schema().type_map.values()
        if is_object_type(kind) or is_interface_type(kind)
        for name, field in kind.fields.items()
        if get_named_type(field.type).name.endswith("Connection")
    }


def test_every_connection_is_looked_at() -> None:
    assert connections().keys() == LISTINGS.keys()


def asked_of(name: str, arguments: str, around: str = "", alias: str = "page") -> str:
    listing, field = LISTINGS[name], name.partition(".")[2]
    page = f"{alias}: {field}({arguments}) {{ {PAGE.replace('KEY', listing.key)} }}"
    return (around or listing.around).replace("PAGE", page)


def answered(world: World, query: str, cursor: str = "") -> dict[str, Any]:
    """cursor: what `$cursor` is; a query that differs in nothing else is read once."""
    texts = {"nextFact": world.next_fact, "cursor": cursor}
    known = {"correction": world.correction, "clashing": world.clashing, **texts}
    used = {name: value for name, value in known.items() if f"${name}" in query}
    declared = ", ".join(f"${name}: {'String' if name in texts else 'ID'}!" for name in used)
    return world.ask(f"query{f'({declared})' if declared else ''} {{ {query} }}", used)


def named(value: Any, alias: str) -> Any:
    """What stands under that name, at whatever depth; the first of several."""
    if isinstance(value, list):
        return next((found for each in value if (found := named(each, alias)) is not None), None)
    if not isinstance(value, dict):
        return None
    return value[alias] if alias in value else named(list(value.values()), alias)


def page(world: World, name: str, arguments: str, around: str = "", cursor: str = "") -> Any:
    answer = answered(world, asked_of(name, arguments, around), cursor)
    assert "errors" not in answer, (name, answer["errors"])
    return named(answer["data"], "page")


def keys(found: Any) -> list[str]:
    return [str(edge["node"]) for edge in found["edges"]]


def whole(world: World, name: str, last: str = "", also: str = "first: 100") -> list[str]:
    """All items in order. last: the cursor that they go on from; also: what else is asked."""
    found: list[str] = []
    while True:
        each = page(world, name, f"{also}, after: $cursor" if last else also, cursor=last)
        found += keys(each)
        if not each["pageInfo"]["hasNextPage"]:
            return found
        last = each["pageInfo"]["endCursor"]


@pytest.mark.parametrize("name", LISTINGS)
def test_what_comes_in_between_doubles_nothing_and_loses_nothing(worlds: tuple[World, World], name: str) -> None:
    world, more = worlds[0], LISTINGS[name].more
    before = whole(world, name)
    assert len(before) > (1 if more else 0), before
    front, back = page(world, name, "first: 1"), page(world, name, "last: 1")
    if more:
        more(world)
    after = whole(world, name)
    assert len(after) == len(set(after))
    assert [each for each in after if each in before] == before
    if more:
        assert len(after) > len(before)
    [first], [last] = keys(front), keys(back)
    assert whole(world, name, last=front["pageInfo"]["endCursor"]) == after[after.index(first) + 1 :]
    assert read_back(world, name, back["pageInfo"]["startCursor"]) == after[: after.index(last)]


def read_back(world: World, name: str, cursor: str) -> list[str]:
    found: list[str] = []
    while True:
        each = page(world, name, "last: 7, before: $cursor", cursor=cursor)
        found = [*keys(each), *found]
        if not each["pageInfo"]["hasPreviousPage"]:
            return found
        cursor = each["pageInfo"]["startCursor"]


@pytest.fixture(scope="module")
def cursors(worlds: tuple[World, World]) -> dict[str, str]:
    """By listing, a cursor of it, of the same of something else, and of the same of the other lender."""
    found = {name: page(worlds[0], name, "first: 1") for name in LISTINGS}
    found |= {
        name + ELSEWHERE: page(worlds[0], name, "first: 1", it.other) for name, it in LISTINGS.items() if it.other
    }
    found |= {name + ANOTHERS: page(worlds[1], name, "first: 1") for name in LISTINGS}
    return {name: each["pageInfo"]["endCursor"] for name, each in found.items()}


ELSEWHERE, ANOTHERS = " elsewhere", " of another lender"


@pytest.mark.parametrize("name", LISTINGS)
def test_a_cursor_is_good_for_its_own_listing(worlds: tuple[World, World], name: str, cursors: dict[str, str]) -> None:
    own = LISTINGS[name].of or name
    foreign = [each for each, listing in LISTINGS.items() if (listing.of or each) != own and name not in ONCE]
    foreign += [
        each for each in ("Query.decisions", name + ELSEWHERE, name + ANOTHERS) if each in cursors.keys() - {name}
    ]
    at_once = 1 if name in ONCE else len(foreign)
    for side, size in (("after", "first"), ("before", "last")):
        for start in range(0, len(foreign), at_once):
            some = foreign[start : start + at_once]
            refused = refusals(worlds[0], name, [f'{size}: 1, {side}: "{cursors[each]}"' for each in some])
            assert [each for place, each in enumerate(some) if refused.get(f"c{place}") != ("BAD_CURSOR", [side])] == []


ONCE = {"Redress.affected"}
"""Asked for once a request."""


def refusals(world: World, name: str, arguments: list[str]) -> dict[str, tuple[str, list[str]]]:
    """How the connection is refused when it is asked so many times in one request, by the names c0, c1, …"""
    listing, field = LISTINGS[name], name.partition(".")[2]
    asked = (f"c{place}: {field}({each}) {{ totalCount }}" for place, each in enumerate(arguments))
    answer = answered(world, listing.around.replace("PAGE", " ".join(asked)))
    return {
        error["path"][-1]: (error["extensions"]["code"], error["extensions"].get("field"))
        for error in answer.get("errors", ())
    }


FILTERS: dict[str, dict[str, str]] = {
    "Query.products": {"segment": "CONSUMER", "scenario": "GENERAL"},
    "Query.ruleSets": {"category": "RISK"},
    "Query.parameters": {"category": "REGULATION"},
    "Query.facts": {"standing": "IN_FORCE"},
    "Query.decisions": {
        "subject": '"decision 40"', "product": '"pay-later"', "outcome": "PAUSE", "reason": '"OVERDUE"',
        "ruleSet": '"behaviour"', "version": '1, ruleSet: "behaviour"', "author": '"shop"',
        "recordedFrom": '"2026-01-01T00:00:00Z"', "recordedTo": '"2026-01-01T01:00:00Z"',
    },
    "Query.ruleChanges": {
        "category": "RISK", "product": '"pay-later"', "since": '"2026-01-01T00:00:00Z"',
        "until": '"2026-01-01T01:00:00Z"', "effectiveFrom": '"2026-01-01T00:00:00Z"',
        "effectiveTo": '"2026-01-01T01:00:00Z"', "recordedFrom": '"2026-01-01T00:00:00Z"',
        "recordedTo": '"2026-01-01T01:00:00Z"',
    },
    "Query.auditChains": {"kind": "PRODUCT", "slug": '"behaviour"'},
    "Query.uses": {"throttled": "true"},
    "Query.trustedDocuments": {"origin": "REGISTERED"},
    "Query.deliveries": {
        "receiver": '"z-031"', "kind": "PRODUCT", "slug": '"behaviour"', "state": "PENDING",
    },
    "Query.adviceDeliveries": {"decision": f'"{sha256(b"z-051").hexdigest()}"', "state": "PENDING"},
    "Product.changes": {
        "category": "PRODUCT", "effectiveFrom": '"2026-01-01T00:00:00Z"', "effectiveTo": '"2026-01-01T01:00:00Z"',
    },
    "VersionDiff.changes": {"section": "REASONS"},
    "PublishedDiff.changes": {"section": "REASONS"},
    "TableCoverage.rows": {"uncovered": "true"},
}  # fmt: skip
OF_PAGES = {"first", "after", "last", "before", "validAt", "knownAt"}


def test_every_filter_is_looked_at() -> None:
    filters = {name: set(field.args) - OF_PAGES for name, field in connections().items()}
    assert {name: args for name, args in filters.items() if args} == {name: set(it) for name, it in FILTERS.items()}


@pytest.mark.parametrize(("name", "argument"), [(name, each) for name, args in FILTERS.items() for each in args])
def test_a_cursor_is_refused_under_another_filter_or_means_the_same(
    worlds: tuple[World, World], name: str, argument: str
) -> None:
    wanted = f"{argument}: {FILTERS[name][argument]}"
    size = min(len(whole(worlds[0], name)) // 2 + 1, 60)
    cursor = page(worlds[0], name, f"first: {size}")["pageInfo"]["endCursor"]
    answer = answered(worlds[0], asked_of(name, f"first: 100, after: $cursor, {wanted}"), cursor)
    if "errors" in answer:
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_CURSOR"]
        return
    behind = set(whole(worlds[0], name)[size:])
    fitting = whole(worlds[0], name, also=f"first: 100, {wanted}")
    assert keys(named(answer["data"], "page")) == [each for each in fitting if each in behind][:100]
