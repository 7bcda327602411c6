"""Two lenders, one with twice as much of everything, and for each list of the schema a query of what is in it."""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from unittest.mock import patch

from graphql import GraphQLField, get_named_type, is_abstract_type, is_leaf_type, is_list_type, is_required_argument
from tests.api import listings as made
from tests.api.conftest import BEHAVIOUR, CHANGE
from tests.api.listings import FACTS, World, two_lenders

from creditrules.api import GRAPHQL_SCHEMA
from creditrules.desk import catalogue
from creditrules.eligibility import stored_rule_set
from creditrules.store import SqliteTable
from creditrules.store.port import ItemKey

FEW = 2
AT_ONCE = 100
PAGE = 90
"""Items that are asked for: more than there are, and no more than are read at once."""


def enlarge(world: World, times: int) -> None:
    """So many more of everything."""
    made.more_experiments(world)
    for _ in range(times):
        for more in (
            made.more_rule_sets, made.more_products, made.more_parameters, made.more_drafts,
            made.another_version, made.another_product_version, made.another_value, made.another_experiment_version,
            made.another_comment, made.more_contracts, made.more_populations, made.more_keys, made.more_callers,
            made.more_documents, made.more_refused, made.more_webhooks, made.more_deliveries, made.more_advice,
        ):  # fmt: skip
            more(world)
        for _ in range(4):
            made.another_decision(world)


def wide_products(many: int) -> list[str]:
    """All of them governed by the same rule sets."""
    return ["wide", *(f"wide-{number}" for number in range(1, many))]


def widen(world: World, many: int) -> None:
    """A product that is governed by so many rule sets, each with a parameter, and all with versions and drafts."""
    slugs = [f"wide-{number}" for number in range(many)]

    def put(kind: str, slug: str, content: str) -> None:
        world.act(kind, {"slug": slug, "content": content, "change": CHANGE})

    for number, slug in enumerate(slugs):
        world.rule_set(slug)
        level = f"{{parameter: level{number}, category: RISK, name: {{en: Level}}, value: %}}"
        put("createParameter", f"level{number}", level.replace("%", "25"))
        for value in ("30", "35"):
            put("publishParameterVersion", f"level{number}", level.replace("%", value))
            put("draftParameterVersion", f"level{number}", level.replace("%", f"{value}1"))
        for days in (20, 21, f"param.level{number}"):
            content = BEHAVIOUR.replace("ruleSet: behaviour", f"ruleSet: {slug}").replace('"> 30"', f'"> {days}"')
            world.publish(slug, content)
            put("draftRuleVersion", slug, content.replace("Nothing against", "Not against"))
    for product in wide_products(many):
        content = (
            f"{{product: {product}, name: {{en: Wide %}}, kind: LINE, segment: CONSUMER, currency: CNY,"
            f" ruleSets: [{', '.join(slugs)}]}}"
        )
        put("createProduct", product, content.replace("%", "0"))
        for number in range(many):
            put("publishProductVersion", product, content.replace("%", f"{number} now"))
            put("draftProductVersion", product, content.replace("%", f"{number} then"))


def ground_of(world: World, many: int) -> dict[str, str]:
    """What the required arguments are, by field."""
    facts = "{" + ", ".join(f"{name}: {value}" for name, value in FACTS.items()) + "}"
    products, now = wide_products(many), world.service.clock.moment.isoformat()
    wide = f"products: {json.dumps(products)}"
    decided = world.act(
        "decide",
        {"facts": FACTS, "products": products, "subject": "wide", "idempotencyKey": "wide"},
        "decision { id }",
    )["decision"]["id"]
    for number in range(many):
        asked = {"decision": decided, "comment": f"Look {number}.", "idempotencyKey": f"r{number}"}
        review = world.act("requestReview", asked, "review { id }")["review"]["id"]
        answered = {"review": review, "result": "UPHELD", "comment": "It is right.", "idempotencyKey": f"a{number}"}
        other = replace(world, name="other")
        other.act("resolveReview", answered)
    job = world.act("startBatchJob", {"products": ["wide"], "idempotencyKey": "j"}, "job { id }")["job"]["id"]
    lines = "\n".join(json.dumps({"subject": f"s{number}", "facts": FACTS}) for number in range(many))
    for number in range(1, many + 1):
        world.act("addToBatchJob", {"job": job, "number": number, "lines": lines})
    subjects = ", ".join(f'{{subject: "s{number}", facts: {facts}}}' for number in range(many))
    diff = "(from: {version: 1}, to: {version: 2})"
    return {
        "Query.batchJob": f'(id: "{job}")',
        "BatchJob.part": "(number: 1)",
        "Query.compareOutcomes": "",
        "Query.decision": f'(id: "{decided}")',
        "Query.replay": f'(input: {{decision: "{decided}"}})',
        "Query.document": '(kind: RULE_SET, slug: "behaviour")',
        "Query.product": '(slug: "wide")',
        "Query.ruleSet": '(slug: "behaviour")',
        "Query.parameter": '(slug: "rate")',
        "Query.experiment": '(slug: "tried")',
        "Query.whatChanged": f'(input: {{from: {{facts: {facts}, validAt: "{now}"}}, to: {{}}, {wide}}})',
        "Query.redress": f'(correction: "{world.correction}")',
        "Query.eligibility": f"(input: {{facts: {facts}, {wide}}})",
        "Query.eligibilityBatch": f"(input: {{{wide}, subjects: [{subjects}]}})",
        "Query.proposalRebase": f'(input: {{proposal: "{world.clashing}"}})',
        **{
            f"{kind}.{name}": diff
            for kind in ("RuleSet", "Product", "Parameter", "Experiment")
            for name in ("diff", "publishedDiff")
        },
        **{f"{kind}.version": "(number: 1)" for kind in ("RuleSet", "Product", "Parameter", "Experiment")},
    }


def fields_of(kind: Any) -> Iterator[tuple[str, GraphQLField]]:
    for name, each in getattr(kind, "fields", {}).items():
        if not name.startswith("__"):
            yield name, each


def call(owner: str, name: str, each: GraphQLField, given: dict[str, str]) -> str | None:
    """The field with its arguments; None where it needs some that there are none for, or is left out."""
    if f"{owner}.{name}" in ONCE | A_QUERY_EACH:
        return None
    if arguments := given.get(f"{owner}.{name}"):
        return name + arguments
    if any(map(is_required_argument, each.args.values())):
        return None
    if "format" in each.args:
        return f"{name}(format: JSON)"  # as it is kept: writing YAML takes time, and no request
    return f"{name}(first: {PAGE})" if "first" in each.args else name


def is_listing(each: GraphQLField) -> bool:
    """Whether it gives many objects."""
    kind = each.type
    while hasattr(kind, "of_type"):
        if is_list_type(kind):
            return not is_leaf_type(get_named_type(kind))
        kind = kind.of_type
    return get_named_type(kind).name.endswith("Connection")


@dataclass(frozen=True)
class Listed:
    """A list of the schema: a shortest way to it, and the type of its items or, of a connection, its own."""

    name: str
    way: tuple[str, ...]
    kind: Any


def lists(given: dict[str, str]) -> Iterator[Listed]:
    """Each list that can be reached; what an interface leads to comes last, as it need not be what it may be."""
    seen, waiting, later = {"Query"}, deque[Any]([(GRAPHQL_SCHEMA.query_type, ())]), deque[Any]()
    while waiting or later:
        kind, way = waiting.popleft() if waiting else later.popleft()
        if len(way) > 1 and way[-1] == f"... on {kind.name}":
            if kind.name in seen:
                continue
            seen.add(kind.name)
        for name, each in fields_of(kind):
            inner, step = get_named_type(each.type), call(kind.name, name, each, given)
            if step is None or is_leaf_type(inner):
                continue
            further = (*way, step)
            if is_listing(each) and not kind.name.endswith("Connection"):
                yield Listed(f"{kind.name}.{name}", further, inner)
            if is_abstract_type(inner):
                possible = GRAPHQL_SCHEMA.get_possible_types(inner)
                later.extend((one, (*further, f"... on {one.name}")) for one in possible)
            elif inner.name not in seen:
                seen.add(inner.name)
                waiting.append((inner, further))


ONCE = {"RuleVersion.coverage", "RecordedDecision.evidence", "Experiment.proof"}
"""Answered once a request, so that none of it can be asked of many."""
A_QUERY_EACH = {"Product.changes"}
"""Asks for the pointers of each of a product's documents, and so costs a request for each of them."""
DEPTH = 1
"""So many objects in each other are looked into below the items of a list."""
WITHIN = 1
"""So many lists in each other: into the items of an item's own lists, objects are looked into as deep."""


def leaves(kind: Any, depth: int, given: dict[str, str], lists: int = WITHIN) -> Iterator[tuple[str, ...]]:
    """The ways from an object to what it holds, through objects that lie in each other, and its own lists."""
    if is_abstract_type(kind):
        for one in GRAPHQL_SCHEMA.get_possible_types(kind):
            yield from ((f"... on {one.name}", *way) for way in leaves(one, depth, given, lists))
        return
    within = kind.name.endswith("Connection")
    for name, each in fields_of(kind):
        inner, step = get_named_type(each.type), call(kind.name, name, each, given)
        if step is None or inner.name == "PageInfo" or (within and name == "edges"):
            continue
        if is_leaf_type(inner):
            yield (step,)
        elif within:
            yield from ((step, *way) for way in leaves(inner, depth, given, lists))
        elif depth == DEPTH and lists and is_listing(each):
            yield from ((step, *way) for way in leaves(inner, DEPTH, given, lists - 1))
        elif depth:
            yield from ((step, *way) for way in leaves(inner, depth - 1, given, 0))


def query_of(listed: Listed, given: dict[str, str]) -> str:
    """The list with all that its items lead to."""
    tree: dict[str, Any] = {}
    for way in leaves(listed.kind, DEPTH, given):
        at = tree
        for step in (*listed.way, "__typename"):
            at = at.setdefault(step, {}) if step != "__typename" else at
        at["__typename"] = {}
        for step in way:
            at = at.setdefault(step, {})
    return f"{{ {_told(tree)} }}"


def _told(tree: dict[str, Any]) -> str:
    return " ".join(f"{step} {{ {_told(inner)} }}" if inner else step for step, inner in tree.items())


def items_of(listed: Listed, data: Any) -> int:
    """How many items the answer has in all lists of that name."""
    found = [data]
    for step in listed.way:
        if not step.startswith("..."):
            inner = [each.get(step.partition("(")[0]) for each in found if each]
            found = [one for each in inner for one in (each if isinstance(each, list) else [each]) if one]
    nodes = [one for each in found for one in each.get("nodes", ())] if "nodes" in (found or [{}])[0] else found
    return len(nodes)


class Trips(Counter[str]):
    """Round trips to the table, by what was read. full: those that brought all that comes at once, or nearly."""

    def __init__(self) -> None:
        super().__init__()
        self.full: Counter[str] = Counter()


@contextmanager
def counted() -> Iterator[Trips]:
    """The round trips to the table."""
    trips = Trips()
    read, page = SqliteTable.read, SqliteTable._page  # noqa: SLF001 - where pages are read

    def reading(self: SqliteTable, keys: Iterable[ItemKey]) -> Any:
        keys = tuple(keys)
        if keys:
            kind = "read " + "+".join(sorted({_kind(key.partition, key.sort) for key in keys}))
            trips[kind] += -(-len(keys) // AT_ONCE)
            trips.full[kind] += len(keys) // PAGE
        return read(self, keys)

    def paging(self: SqliteTable, statement: str, parameters: Any) -> Any:
        trips["walk " + _kind(parameters[0], parameters[1])] += 1
        return page(self, statement, parameters)

    with patch.object(SqliteTable, "read", reading), patch.object(SqliteTable, "_page", paging):
        yield trips


def _kind(partition: str, sort: str) -> str:
    parts = partition.split("#")
    first = sort.split("#", maxsplit=1)[0]
    return parts[1] + (f".{first}" if parts[1] == "DOC" else "")


@dataclass(frozen=True)
class Lender:
    """given: the arguments of fields, as they are asked of it."""

    world: World
    given: dict[str, str]


@contextmanager
def few_and_many() -> Iterator[tuple[Lender, Lender]]:
    """Two lenders, the other with twice as much of everything.

    A process that has read nothing reads a rule set's content; that it compiles it once more takes no request.
    """
    compiled_once = patch.object(catalogue, "stored_rule_set", cache(stored_rule_set))
    with compiled_once, two_lenders() as (one, other):
        for world, many in ((one, FEW), (other, 2 * FEW)):
            widen(world, many)
        enlarge(other, 2)
        yield Lender(one, ground_of(one, FEW)), Lender(other, ground_of(other, 2 * FEW))
