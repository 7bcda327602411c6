"""Plans against graphql-core over made-up answers: nulls, errors, wrong values and types, at any size of the answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from graphql import (
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    OperationDefinitionNode,
    OperationType,
    build_schema,
    execute_sync,
    parse,
    validate,
)

from creditrules.api.engine.cost_told import objects_in
from creditrules.api.engine.measuring import executor_within
from creditrules.api.engine.plans import selections
from creditrules.api.engine.plans.inputs import Coercions
from creditrules.api.engine.plans.leaves import plain_json
from creditrules.api.engine.plans.marks import ATTRIBUTE
from creditrules.api.engine.plans.plan import Plan, Unplanned
from creditrules.auth import Principal
from creditrules.errors import Kind, Refusal

SCHEMA = build_schema("""
interface Named { name: String id: ID! }
enum Colour { RED GREEN }
scalar Any
type Thing implements Named {
  name: String id: ID! strict: String! number: Int sure: Int! ok: Boolean colour: Colour any: Any
  texts: [String] strictTexts: [String!] grid: [[Int!]]
  things: [Thing] strictThings: [Thing!]! one: Thing must: Thing! named: Named either: Either
  times(by: Int = 2, at: [Int!], in: Box): String
}
type Other implements Named { name: String id: ID! weight: Int! of: Thing }
union Either = Thing | Other
input Box { width: Int! = 3 depth: [Int] inner: Box }
type Query { thing: Thing must: Thing! things: [Thing!] named: [Named] word: String! }
type Mutation { thing: Thing must: Thing! }
""")
DOCUMENT = parse("""
query Q($skip: Boolean!, $take: Boolean! = true, $by: Int, $box: Box, $w: Int = 7) {
  __typename
  thing { ...All }
  again: thing { name one { ...Some } one { id } }
  must { strict must { sure } }
  things @skip(if: $skip) { ...Some things { strict } }
  named { __typename name ... on Thing { ...Some } ... on Other { weight of { id } } }
  word @include(if: $take)
}
mutation M { thing { name strict } must { id } last: thing { id } }
fragment All on Thing {
  ...Some @include(if: $take)
  grid strictTexts strictThings { id sure }
  either { __typename ... on Named { id } ... on Other { weight } }
  times(by: $by, at: [1, 2]) other: times(in: $box) more: times(in: {inner: {width: $w}, depth: null})
}
fragment Some on Thing { id name strict number sure ok colour any texts named { id } one { name ok @skip(if: $skip) } }
""")
assert validate(SCHEMA, DOCUMENT) == []
ODDS = 1 / 15
KINDS = ("Thing", "Thing", "Thing", "Other", "Nothing", "")
PRINCIPAL = Principal("acme", "shop", frozenset())


class Thing:
    """Holds what it was given; what it was not given is a missing attribute."""

    def __init__(self, kind: str, values: dict[str, Any]) -> None:
        self.kind = kind
        self.__dict__.update(values)


class Gadget(Thing):
    """Of another class, with an attribute that is worked out."""

    @property
    def name(self) -> str:
        raise Refusal(Kind.NOT_FOUND, "NO_NAME", "There is no name.")


def _reading(name: str) -> Any:
    def resolve(source: Any, _info: Any) -> Any:
        return getattr(source, name)

    setattr(resolve, ATTRIBUTE, name)
    return resolve


def _times(_source: Any, info: Any, **given: Any) -> str:
    return json.dumps([info.field_name, given])


def _of_root(_source: Any, info: Any) -> Any:
    return getattr(info.context.root, info.field_name)


def _made() -> None:
    """Half of the fields are plain attributes to plans, the others are left to graphql-core's own resolver."""
    for type_ in SCHEMA.type_map.values():
        fields: dict[str, GraphQLField] = type_.fields if isinstance(type_, GraphQLObjectType) else {}
        for name, field in fields.items():
            if type_.name.startswith("__"):
                continue
            if name == "times":
                field.resolve = _times
            elif type_.name in {"Query", "Mutation"}:
                field.resolve = _of_root
            elif len(name) % 2 == 0 or name in {"strict", "ok"}:
                field.resolve = _reading(name)
    for name in ("Named", "Either"):
        abstract: Any = SCHEMA.type_map[name]
        abstract.resolve_type = lambda value, _info, _type: value.kind


_made()

ERRORS = (ValueError("x"), Refusal(Kind.FORBIDDEN, "NO", "Not for you."), GraphQLError("Ours."), KeyError("k"))
ODD: tuple[Any, ...] = (None, *ERRORS, 1.5, object, b"x", (), {}, [[]], "text", 2**40, True)
TEXTS = ("", "name", '"', "\\", "\x00\x7f", "\u2028é", "x" * 90, "\ud800")
BOXES: tuple[Any, ...] = (None, {}, {"width": 1}, {"depth": 3}, {"depth": [None, 1], "inner": {"inner": {}}})


@dataclass
class Maker:
    """Makes things of all kinds by lot; now and then what they hold is not what the schema says."""

    lot: Random

    def mostly(self, good: Any) -> Any:
        return self.lot.choice(ODD) if self.lot.random() < ODDS else good

    def several(self, of: Callable[[], Any]) -> Any:
        found = [self.mostly(of()) for _ in range(self.lot.randrange(4))]
        return self.lot.choice([tuple, list, list])(found)

    def text(self) -> str:
        return self.lot.choice(TEXTS)

    def any(self, depth: int = 2) -> Any:
        if not depth or self.lot.random() < 1 / 2:
            return self.lot.choice([None, 1, 2**70, False, *TEXTS])
        inner = [self.any(depth - 1) for _ in range(2)]
        return self.lot.choice([inner, {self.text(): each for each in inner}])

    def thing(self, depth: int) -> Any:
        if not depth:
            return None
        lot = self.lot
        leaves = {
            "name": self.text(), "id": lot.choice([self.text(), 7]), "strict": self.text(), "ok": lot.random() < 1 / 2,
            "number": lot.choice([0, -5, 2**31 - 1, 2**31]), "sure": lot.randrange(9), "weight": lot.randrange(9),
            "colour": lot.choice(["RED", "GREEN"]), "any": self.any(), "texts": self.several(self.text),
            "strictTexts": self.several(self.text), "grid": self.several(lambda: self.several(lambda: 1)),
        }  # fmt: skip
        inner = {name: self.thing(depth - 1) for name in ("one", "must", "named", "either", "of")}
        lists = {name: self.several(lambda: self.thing(depth - 1)) for name in ("things", "strictThings")}
        values = {name: self.mostly(value) for name, value in (leaves | inner | lists).items()} | {"any": leaves["any"]}
        if lot.random() < ODDS:
            del values[lot.choice(list(values))]
        return self.mostly(lot.choice([Thing, Thing, Thing, Gadget])(lot.choice(KINDS), values))

    def root(self) -> dict[str, Any]:
        several = {name: self.several(lambda: self.thing(2)) for name in ("things", "named")}
        return several | {"thing": self.thing(3), "must": self.thing(2), "word": self.mostly(self.text())}

    def variables(self) -> dict[str, Any]:
        lot = self.lot
        given = {"take": lot.random() < 1 / 2, "by": lot.choice([None, 3]), "w": 4, "box": lot.choice(BOXES)}
        some = {name: value for name, value in given.items() if lot.random() < 1 / 2}
        return some | {"skip": lot.random() < 1 / 2}


FRAGMENTS = {each.name.value: each for each in DOCUMENT.definitions if isinstance(each, FragmentDefinitionNode)}
PLANS = {
    each.operation: Plan(SCHEMA, each, FRAGMENTS, Coercions())
    for each in DOCUMENT.definitions
    if isinstance(each, OperationDefinitionNode)
}


def told(errors: list[GraphQLError] | None) -> list[Any]:
    return [(each.message, each.path, each.locations, repr(each.original_error)) for each in errors or ()]


def hold_equal(operation: OperationType, root: Any, variables: dict[str, Any], room: int) -> None:
    context: Any = SimpleNamespace(principal=PRINCIPAL, root=Thing("", root))
    name = "Q" if operation is OperationType.QUERY else "M"
    plain = execute_sync(
        SCHEMA, DOCUMENT, None, context, variables, name, executor_class=executor_within(room), hide_suggestions=True
    )
    written = PLANS[operation].execute(context, variables, room)
    assert written is not None
    assert written.data == plain_json(plain.data)
    assert told(written.errors) == told(plain.errors)
    assert written.objects == objects_in(plain.data)


@pytest.mark.parametrize("seed", range(8))
def test_an_operation_comes_to_the_same_whatever_resolvers_come_to(seed: int) -> None:
    maker = Maker(Random(seed))  # noqa: S311 - made-up answers, the same each time
    for _ in range(40):
        room = maker.lot.choice([10**6, 10**6, maker.lot.randrange(900)])
        hold_equal(OperationType.QUERY, maker.root(), maker.variables(), room)
        hold_equal(OperationType.MUTATION, maker.root(), {}, room)


def test_every_size_of_an_answer_ends_where_it_does_without_a_plan() -> None:
    leaf: dict[str, Any] = {
        "name": "é",
        "id": "1",
        "strict": "s",
        "number": None,
        "sure": 1,
        "ok": True,
        "colour": "RED",
        "any": {"a": [{}]},
    }
    empty = {
        "texts": ["x", None],
        "named": None,
        "one": None,
        "grid": [[1], None],
        "strictTexts": [],
        "strictThings": [],
    }
    inner = Thing("Thing", leaf | empty)
    thing = Thing("Thing", leaf | empty | {"either": inner, "one": inner, "strictThings": [inner], "things": [inner]})
    root = {"thing": thing, "must": thing, "things": [thing, inner], "named": [inner, None], "word": "w"}
    for room in range(-1, 1700, 6):
        hold_equal(OperationType.QUERY, root, {"skip": False}, room)


def test_what_is_beyond_what_is_kept_comes_to_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selections, "MOST_STEPS", 30)
    [operation] = [each for each in DOCUMENT.definitions if isinstance(each, OperationDefinitionNode)][:1]
    monkeypatch.setitem(PLANS, OperationType.QUERY, Plan(SCHEMA, operation, FRAGMENTS, Coercions()))
    maker = Maker(Random(8))  # noqa: S311 - as above
    for _ in range(20):
        hold_equal(OperationType.QUERY, maker.root(), maker.variables(), 10**6)


def test_what_is_no_plan_s_is_said_and_nothing_done() -> None:
    context: Any = SimpleNamespace(principal=PRINCIPAL, root=None)
    plan = PLANS[OperationType.QUERY]
    assert plan.execute(context, {}, 100) is None
    assert plan.execute(context, {"skip": "no"}, 100) is None
    [directive] = [each for each in parse("query @a { word }").definitions if isinstance(each, OperationDefinitionNode)]
    with pytest.raises(Unplanned):
        Plan(SCHEMA, directive, {}, Coercions())
