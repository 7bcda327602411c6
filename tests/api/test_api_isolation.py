"""Two lenders with the same slugs and the same contents: nothing of one is read, changed or guessed by the other.

Generated: every field of both roots, with every id, cursor, name and idempotency key that the other has, by every role.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from graphql import (
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    is_enum_type,
    is_leaf_type,
    is_required_argument,
    is_required_input_field,
)
from tests.api.conftest import BEHAVIOUR, CHANGE, Clock, Service, catalogue_on
from tests.api.engines import UNHURRIED, engine_of

from creditrules.api import GRAPHQL_SCHEMA, Application
from creditrules.api.schema.built import RIGHTS_OF_FIELDS
from creditrules.auth import RIGHTS, LocalSigner, Principal, Role
from creditrules.desk import Recording
from creditrules.store import DecisionsInTable, RulesInTable, open_data

TENANTS = ("acme", "zenith")
PAIRS = [(one, other) for one in TENANTS for other in TENANTS if one != other]
MOST = 450
"""Names in a selection: a document may have 500 fields."""
SCALARS: Mapping[str, object] = {
    "Int": 1,
    "Boolean": True,
    "Decimal": "1",
    "DateTime": "2026-06-01T00:00:00Z",
    "Date": "2026-01-02",
    "JSON": {},
}


def who(token: str) -> Principal:
    """Of whose token it is: "tenant.roles.name"."""
    tenant, roles, name = token.split(".")
    return Principal(tenant, name, frozenset(map(Role, roles.split("+"))))


def everything(tenant: str) -> str:
    return f"{tenant}.{'+'.join(Role)}.shop"


@dataclass
class Held:
    """What a lender has, by the names of arguments that ask for such a thing."""

    named: Mapping[str, object]
    ids: frozenset[str]
    cursors: Mapping[str, str]


@dataclass
class Lenders:
    service: Service
    held: Mapping[str, Held]

    def answer(self, query: str, variables: Mapping[str, object], token: str) -> dict[str, Any]:
        response = self.service.post({"query": query, "variables": dict(variables)}, token)
        answer: dict[str, Any] = json.loads(response.body)
        return answer


def secret(tenant: str) -> str:
    """A word that only this lender's own things have."""
    return f"only-{tenant}-knows"


@pytest.fixture(scope="module")
def lenders() -> Iterator[Lenders]:
    clock = Clock()
    with open_data(None, clock=clock) as kept:
        store = RulesInTable(kept.table, clock=clock, cursor_secret=kept.cursor_secret, keys=kept.keys)
        decisions = DecisionsInTable(kept.table, clock=clock, keys=kept.keys)
        recording = Recording(decisions, 30, LocalSigner(kept.evidence_key))
        catalogue = catalogue_on(kept.table, store)
        application = Application(engine_of(), catalogue, who, recording=recording, budgets=UNHURRIED)
        service = Service(application, clock, store)
        for tenant in TENANTS:
            service.found(everything(tenant))
        yield Lenders(service, {tenant: _held(service, tenant) for tenant in TENANTS})


def _held(service: Service, tenant: str) -> Held:
    def act(mutation: str, given: Mapping[str, object], told: str) -> Any:
        kind = mutation[0].upper() + mutation[1:]
        query = (
            f"mutation($input: {kind}Input!) {{ {mutation}(input: $input) {{ {told} userErrors {{ code message }} }} }}"
        )
        done = service.data(query, {"input": dict(given)}, everything(tenant))[mutation]
        assert done["userErrors"] == [], (mutation, done)
        return done

    word = secret(tenant)
    why = CHANGE | {"comment": word, "notice": [{"language": "en", "text": word}]}
    proposal = act(
        "draftRuleVersion",
        {"slug": "behaviour", "content": BEHAVIOUR.replace("> 30", "> 31"), "change": why},
        "proposal { id binding }",
    )["proposal"]
    act("commentOnProposal", {"proposal": proposal["id"], "comment": word}, "replayed")
    facts = {"facts": {"overdueDays": 1, "requestedAmount": 5}, "products": ["pay-later"]}
    decided = act(
        "decide", facts | {"subject": word, "idempotencyKey": word}, "decision { id receipt { hash number text } }"
    )["decision"]
    asked = {"decision": decided["id"], "comment": word, "idempotencyKey": word}
    review = act("requestReview", asked, "review { id }")["review"]
    job = act("startBatchJob", {"idempotencyKey": word, "products": ["pay-later"]}, "job { id }")["job"]
    line = json.dumps({"subject": word, "facts": facts["facts"]})
    act("addToBatchJob", {"job": job["id"], "number": 1, "lines": line}, "replayed")
    act("registerContract", facts | {"name": word}, "contract { name }")
    text = f"# {word}\nquery Count {{ products {{ totalCount }} }}"
    registered = act("registerDocuments", {"documents": [text], "note": word}, "documents { document { documentId } }")
    rule_set = service.data(
        '{ ruleSet(slug: "behaviour") { id versionInForce { id } activations(first: 1) { nodes { id } } } }',
        token=everything(tenant),
    )["ruleSet"]
    activation = rule_set["activations"]["nodes"][0]["id"]
    named = {
        "proposal": proposal["id"], "binding": proposal["binding"], "decision": decided["id"], "id": decided["id"],
        "review": review["id"], "job": job["id"], "activation": activation, "correction": activation,
        "version": rule_set["versionInForce"]["id"], "document": rule_set["id"], "slug": "behaviour",
        "subject": word, "idempotencyKey": word, "name": word, "partner": "shop", "statement": word, "text": word,
        "kind": "RULE_SET", "product": "pay-later", "content": BEHAVIOUR, "lines": line, "comment": word,
        "documentId": registered["documents"][0]["document"]["documentId"],
        "population": word, "expiresAt": "2026-06-01T00:00:00Z",
    }  # fmt: skip
    ids = {str(named[each]) for each in ("proposal", "decision", "review", "job", "activation", "version", "document")}
    ids.add(str(named["documentId"]))
    return Held(named, frozenset(ids), _cursors(service, tenant))


def _cursors(service: Service, tenant: str) -> dict[str, str]:
    found = {}
    for name, definition in root("Query").fields.items():
        if "after" in definition.args and not any(map(is_required_argument, definition.args.values())):
            answer = service.answer(f"{{ {name}(first: 1) {{ pageInfo {{ endCursor }} }} }}", token=everything(tenant))
            page = (answer.get("data") or {}).get(name)
            if page and page["pageInfo"]["endCursor"]:
                found[name] = page["pageInfo"]["endCursor"]
    return found


def root(name: str) -> GraphQLObjectType:
    type_ = GRAPHQL_SCHEMA.type_map[name]
    assert isinstance(type_, GraphQLObjectType)
    return type_


def value(name: str, type_: Any, held: Mapping[str, object]) -> object:
    """A value of the type: what a lender has by that name, else anything."""
    if isinstance(type_, GraphQLNonNull):
        return value(name, type_.of_type, held)
    if isinstance(type_, GraphQLList):
        return [value(name, type_.of_type, held)]
    if isinstance(type_, GraphQLInputObjectType):
        wanted = {key: it for key, it in type_.fields.items() if is_required_input_field(it) or key in held}
        return {key: value(key, it.type, held) for key, it in wanted.items()}
    if is_enum_type(type_):
        return held[name] if held.get(name) in type_.values else next(iter(type_.values))
    if type_.name in SCALARS:
        return SCALARS[type_.name]
    return held.get(name, "x")


def asking(owner: str, name: str, held: Mapping[str, object], told: str = "") -> tuple[str, dict[str, object]]:
    """The field with what the lender has by the names of its arguments; told: of its answer, else as much as may be."""
    definition = root(owner).fields[name]
    wanted = {key: it for key, it in definition.args.items() if is_required_argument(it)}
    given = {key: value(key, it.type, held) for key, it in wanted.items()}
    kind = "mutation" if owner == "Mutation" else "query"
    declared = ", ".join(f"${key}: {it.type}" for key, it in wanted.items())
    passed = ", ".join(f"{key}: ${key}" for key in wanted)
    inner = told or next(
        text for depth in (2, 1, 0) if len((text := selection(get_named_type(definition.type), depth)).split()) < MOST
    )
    return f"{kind}{f'({declared})' if declared else ''} {{ {name}{f'({passed})' if passed else ''} {inner} }}", given


def selection(type_: Any, depth: int) -> str:
    if is_leaf_type(type_):
        return ""
    told = ["__typename"]
    for name, it in getattr(type_, "fields", {}).items():
        if any(is_required_argument(argument) for argument in it.args.values()) or name in _ONCE:
            continue
        named = get_named_type(it.type)
        if is_leaf_type(named):
            told.append(name)
        elif depth:
            told.append(f"{name} {selection(named, depth - 1)}")
    return f"{{ {' '.join(told)} }}"


_ONCE = frozenset({"evidence", "coverage", "outcomes", "shadows", "proof", "changesThatHelp", "nextQuestion", "total"})
"""Asked once a request, or dear."""


def roles() -> list[str]:
    return [*(role.value for role in Role), "+".join(Role)]


def texts_in(given: object) -> Iterator[str]:
    """What was sent, which is no secret where it comes back."""
    if isinstance(given, str):
        yield given
    elif isinstance(given, dict | list):
        for inner in given.values() if isinstance(given, dict) else given:
            yield from texts_in(inner)


def test_no_query_reads_anything_of_another_lender(lenders: Lenders) -> None:
    tried = 0
    for one, other in PAIRS:
        for name in root("Query").fields:
            for role in roles():
                query, given = asking("Query", name, lenders.held[other].named)
                answer = lenders.answer(query, given, f"{one}.{role}.shop")
                told = json.dumps(answer)
                assert "TOO_MANY_FIELDS" not in told, name
                for sent in texts_in(given):
                    told = told.replace(json.dumps(sent)[1:-1], "")
                assert secret(other) not in told, (one, role, name)
                tried += 1
    assert tried == len(PAIRS) * len(root("Query").fields) * len(roles())


def test_what_is_looked_for_is_there_to_be_read_by_whose_it_is(lenders: Lenders) -> None:
    found = set()
    for name in root("Query").fields:
        query, given = asking("Query", name, lenders.held["acme"].named)
        told = json.dumps(lenders.answer(query, given, everything("acme")))
        found |= {name} if secret("acme") in told else set()
    assert found >= {"contracts", "openProposals", "decision"}


def test_no_id_names_anything_of_another_lender(lenders: Lenders) -> None:
    query = "query($id: ID!) { node(id: $id) { __typename id ... on Proposal { statement { comment notice } } } }"
    for one, other in PAIRS:
        for id_ in lenders.held[other].ids:
            for role in roles():
                found = lenders.answer(query, {"id": id_}, f"{one}.{role}.shop")
                assert secret(other) not in json.dumps(found)
        for name in ("decision", "review", "job"):
            assert lenders.answer(query, {"id": lenders.held[other].named[name]}, everything(one))["data"] == {
                "node": None
            }


def test_no_cursor_of_another_lender_is_taken(lenders: Lenders) -> None:
    for one, other in PAIRS:
        assert len(lenders.held[other].cursors) > 5
        for name, cursor in lenders.held[other].cursors.items():
            query = f"query($c: String) {{ {name}(first: 1, after: $c) {{ nodes {{ __typename }} }} }}"
            [error] = lenders.answer(query, {"c": cursor}, everything(one))["errors"]
            assert error["extensions"]["code"] == "BAD_CURSOR", name


def test_an_idempotency_key_of_another_lender_is_as_good_as_new(lenders: Lenders) -> None:
    query = "mutation($input: DecideInput!) { decide(input: $input) { replayed decision { id } userErrors { code } } }"
    facts = {"facts": {"overdueDays": 2, "requestedAmount": 7}, "products": ["pay-later"]}
    for one, other in PAIRS:
        given = facts | {"subject": "s", "idempotencyKey": secret(other)}
        done = lenders.answer(query, {"input": given}, everything(one))["data"]["decide"]
        assert (done["replayed"], done["userErrors"]) == (False, [])
        assert done["decision"]["id"] != lenders.held[other].named["decision"]


def test_no_mutation_changes_anything_of_another_lender(lenders: Lenders) -> None:
    counted = {"uses", "ownUse"}  # of what is asked here they change themselves
    state = [asking("Query", name, {}) for name in root("Query").fields if not _asks(name) and name not in counted]
    for one, other in PAIRS:
        before = [lenders.answer(query, given, everything(other))["data"] for query, given in state]
        for name in root("Mutation").fields:
            query, given = asking("Mutation", name, lenders.held[other].named)
            told = json.dumps(lenders.answer(query, given, everything(one)))
            assert str(lenders.held[other].named["binding"]) not in told, name
            assert "TOO_MANY_FIELDS" not in told, name
        after = [lenders.answer(query, given, everything(other))["data"] for query, given in state]
        assert _timeless(before) == _timeless(after)


def _asks(name: str) -> bool:
    return any(map(is_required_argument, root("Query").fields[name].args.values()))


def _timeless(told: object) -> object:
    if isinstance(told, dict):
        return {key: _timeless(inner) for key, inner in told.items() if key not in {"knownAt", "validAt", "usedAt"}}
    return [_timeless(inner) for inner in told] if isinstance(told, list) else told


@pytest.mark.parametrize("owner", ["Query", "Mutation"])
def test_each_operation_is_allowed_exactly_as_the_table_says(lenders: Lenders, owner: str) -> None:
    for role in Role:
        for name in root(owner).fields:
            leaf = is_leaf_type(get_named_type(root(owner).fields[name].type))
            query, given = asking(owner, name, {}, " " if leaf else "{ __typename }")
            errors = lenders.answer(query, given, f"nobodys.{role}.ann").get("errors", [])
            refused = any(
                error.get("path") == [name] and error["extensions"].get("reason") == "NOT_ALLOWED" for error in errors
            )
            assert refused is (RIGHTS_OF_FIELDS.needed[owner][name] not in RIGHTS[role]), (role, name, errors[:2])
