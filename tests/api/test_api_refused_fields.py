"""A field that is refused is null, with its error at its path, and nothing else of the answer is lost."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from graphql import (
    GraphQLField,
    GraphQLNonNull,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_object_type,
    is_required_argument,
)

from creditrules.api import GRAPHQL_SCHEMA
from creditrules.api.schema.refusable import refusable_fields
from creditrules.errors import Kind, Refusal

ADMINISTRATOR = "administrator"
FACTS = "{overdueDays: 1}"
GIVEN = {
    "Query.eligibility": f"(input: {{facts: {FACTS}}})",
    "Query.eligibilityBatch": f'(input: {{subjects: [{{subject: "1", facts: {FACTS}}}]}})',
    "Query.product": '(slug: "cash-loan")',
    "Query.ruleSet": '(slug: "behaviour")',
    "RuleSet.diff": "(from: {version: 1}, to: {version: 2})",
    "RuleSet.publishedDiff": "(from: {version: 1}, to: {version: 2})",
}
DEEPEST = 5


@dataclass(frozen=True)
class Way:
    """Fields from the root to an object: each as it is written, and by the name that the answer has."""

    steps: tuple[str, ...] = ()

    def query(self, inner: str) -> str:
        for step in reversed(self.steps):
            inner = f"{step} {{ __typename {inner} }}"
        return f"{{ __typename {inner} }}"

    def found(self, data: Any) -> list[dict[str, Any]]:
        """The objects that the way leads to in an answer."""
        objects = [data]
        for step in self.steps:
            if not step.startswith("..."):
                inner = [each[step.partition("(")[0]] for each in objects]
                objects = [one for each in inner for one in (each if isinstance(each, list) else [each]) if one]
        return objects


def fields_of(owner: str) -> dict[str, GraphQLField]:
    type_ = GRAPHQL_SCHEMA.type_map[owner]
    assert is_object_type(type_)
    return dict(type_.fields)


def written(owner: str, name: str, definition: GraphQLField) -> str | None:
    """The field with its arguments; None where it needs some that this test has none for."""
    given = GIVEN.get(f"{owner}.{name}", "")
    if not given and any(is_required_argument(argument) for argument in definition.args.values()):
        return None
    return name + (given or ("(first: 2)" if "first" in definition.args else ""))


def ways(lender: Any) -> Iterator[tuple[str, Way]]:
    """A shortest way to every type of which the lender has an object."""
    waiting, seen = deque([("Query", Way())]), {"Query"}
    while waiting:
        owner, way = waiting.popleft()
        yield owner, way
        for name, definition in fields_of(owner).items():
            step, inner = written(owner, name, definition), get_named_type(definition.type)
            if step is None or is_leaf_type(inner) or len(way.steps) >= DEEPEST or inner.name in seen:
                continue
            further = Way((*way.steps, step))
            answer = lender.answer(further.query(""), token=ADMINISTRATOR)
            assert "data" in answer, (further, answer)
            for found in {each["__typename"] for each in further.found(answer["data"])} - seen:
                seen.add(found)
                narrowed = Way((*further.steps, f"... on {found}")) if is_abstract_type(inner) else further
                waiting.append((found, narrowed))


def failing(definition: GraphQLField, failure: Exception, patched: pytest.MonkeyPatch, *, once: bool = False) -> None:
    """Let the field fail for every object, or for the first that it is asked of alone."""
    resolve, asked = definition.resolve, count()

    def fail(*given: Any, **named: Any) -> Any:
        if once and next(asked):
            return resolve(*given, **named)  # type: ignore[misc]  # every field of ours has a resolver
        raise failure

    patched.setattr(definition, "resolve", fail)


FAILURES = {
    "FORCED": Refusal(Kind.UNAVAILABLE, "FORCED", "Refused for the test."),
    "INTERNAL_SERVER_ERROR": RuntimeError("A fault of ours."),
}


def test_all_that_can_be_refused_is_nullable_and_root_fields_above_all() -> None:
    strict = [f"{owner}.{name}" for owner, name, it in refusable_fields(GRAPHQL_SCHEMA) if _strict(it)]
    roots = [GRAPHQL_SCHEMA.query_type, GRAPHQL_SCHEMA.mutation_type]
    strict += [f"{root}.{name}" for root in roots if root for name, it in root.fields.items() if _strict(it)]
    assert strict == []


def _strict(definition: GraphQLField) -> bool:
    return isinstance(definition.type, GraphQLNonNull)


@pytest.mark.parametrize("code", FAILURES)
def test_each_field_that_is_refused_or_fails_is_null_alone(history: Any, code: str) -> None:
    known = {(owner, name): definition for owner, name, definition in refusable_fields(GRAPHQL_SCHEMA)}
    tried = set()
    for owner, way in list(ways(history)):
        for name, definition in fields_of(owner).items():
            step = written(owner, name, definition)
            if (owner, name) not in known or step is None:
                continue
            leaf = is_leaf_type(get_named_type(definition.type))
            query = way.query(step if leaf else step + " { __typename }")
            with pytest.MonkeyPatch.context() as patched:
                failing(definition, FAILURES[code], patched)
                answer = history.answer(query, token=ADMINISTRATOR)
            assert "data" in answer, (query, answer)
            objects = way.found(answer["data"])
            assert objects
            assert all(each[name] is None and "__typename" in each for each in objects), (query, answer)
            codes = {error["extensions"]["code"] for error in answer["errors"]}
            assert codes == {code}
            assert all(error["path"][-1] == name for error in answer["errors"])
            tried.add((owner, name))
    types = {owner for owner, _ in tried}
    assert {"Query", "Product", "RuleSet", "RuleVersion", "VersionDiff", "Decision", "RuleChange"} <= types
    assert len(tried) > 100


def test_a_field_that_fails_in_one_of_several_leaves_the_others(history: Any) -> None:
    several = 0
    for owner, name, definition in refusable_fields(GRAPHQL_SCHEMA):
        way, step = SEVERAL.get(owner), written(owner, name, definition)
        if way is None or step is None:
            continue
        leaf = is_leaf_type(get_named_type(definition.type))
        query = way.query(step if leaf else step + " { __typename }")
        unharmed = history.answer(query, token=ADMINISTRATOR)
        if "errors" in unharmed:  # answered once a request
            continue
        whole = way.found(unharmed["data"])
        with pytest.MonkeyPatch.context() as patched:
            failing(definition, FAILURES["INTERNAL_SERVER_ERROR"], patched, once=True)
            answer = history.answer(f"{query} ", token=ADMINISTRATOR)  # another text: the plan of the first is made
        first, *others = way.found(answer["data"])
        assert first == whole[0] | {name: None}
        assert others == whole[1:]
        several += bool(others)
    assert several > 30


ELIGIBILITY = f"eligibility{GIVEN['Query.eligibility']}"
SEVERAL = {
    "Product": Way(("products(first: 3)", "nodes")),
    "RuleSet": Way(("ruleSets(first: 3)", "nodes")),
    "RuleVersion": Way(('ruleSet(slug: "behaviour")', "versions(first: 3)", "nodes")),
    "RuleChange": Way(("ruleChanges(first: 3)", "nodes")),
    "Decision": Way((ELIGIBILITY, "decisions")),
    "Reason": Way((ELIGIBILITY, "decisions", "reasons")),
}
"""Ways that lead to more than one."""


def test_what_is_worked_out_of_what_is_at_hand_does_not_read(history: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the store fail at one read after another: only fields that may be null are hit, and they alone."""
    query = history_query()
    whole = history.data(query, token=ADMINISTRATOR)
    reads = counted_reads(history, monkeypatch, fail_at=None)
    history.data(query, token=ADMINISTRATOR)
    assert reads.count > 3
    for number in range(reads.count):
        reads.count, reads.fail_at = 0, number
        answer = history.answer(query, token=ADMINISTRATOR)
        for error in answer.get("errors", ()):
            position: Any = answer["data"]
            for step in error["path"]:
                assert position is not None, error["path"]
                position = position[step]
            assert position is None
        assert kept(whole, answer["data"])


def kept(whole: Any, part: Any) -> bool:
    """Whether `part` is `whole` but for nulls."""
    if part is None or whole == part:
        return True
    if isinstance(whole, list):
        return isinstance(part, list) and len(part) == len(whole) and all(map(kept, whole, part))
    return isinstance(whole, dict) and whole.keys() == part.keys() and all(kept(whole[key], part[key]) for key in whole)


def history_query() -> str:
    decision = """outcome reasons { code message ruleSet { slug latestVersion } } missingFacts { name label }
        product { name ruleSets { slug name } } appliedVersions { version { number recordedAt statement { notice }}}"""
    return f"""{{
        eligibility(input: {{facts: {FACTS}}}) {{ forecast decisions {{ {decision} }} }}
        products(first: 5) {{ nodes {{ slug name names {{ text }} latestVersion versions(first: 3) {{ nodes {{
            number recordedAt statement {{ comment notice basis {{ citation }} }} }} }} }} }}
        ruleChanges(first: 5) {{ nodes {{ document {{ slug name }} statement {{ notice impact {{ products }} }} }} }}
    }}"""


@dataclass
class Reads:
    fail_at: int | None
    count: int = 0


READS = (
    "heads",
    "all_heads",
    "list_heads",
    "deciding",
    "in_force",
    "content",
    "version",
    "versions",
    "changes",
    "effects",
)


def counted_reads(history: Any, monkeypatch: pytest.MonkeyPatch, fail_at: int | None) -> Reads:
    reads = Reads(fail_at)
    for name in READS:
        monkeypatch.setattr(history.store, name, _counting(getattr(history.store, name), reads))
    return reads


def _counting(read: Any, reads: Reads) -> Any:
    def reading(*given: Any, **named: Any) -> Any:
        number, reads.count = reads.count, reads.count + 1
        if number == reads.fail_at:
            raise Refusal(Kind.UNAVAILABLE, "STORE_UNAVAILABLE", "The store does not answer.")
        return read(*given, **named)

    return reading
