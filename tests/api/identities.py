"""Queries generated from the schema that reach nodes by many paths, and what came back of each, by id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)
from tests.exported import exported_schema

PAGE: Final = 1
DEEPEST: Final = 1
"""How deep plain objects are selected that lie in each other."""
ONCE: Final = frozenset(
    {
        "RuleVersion.coverage",
        "RecordedDecision.evidence",
        "RecordedDecision.shadows",
        "RecordedDecision.changesThatHelp",
    }
    | {"VersionDiff.outcomes", "Experiment.proof", "Experiment.results", "Decision.changesThatHelp"}
    | {"RuleVersion.diff", "ProductVersion.diff", "ParameterVersion.diff", "ExperimentVersion.diff"}
    | {
        "Decision.alternatives",
        "Decision.principalReasons",
        "Decision.nextQuestion",
        "RuleChange.publishedDiff",
        "EligibilityBatch.lines",
    }
)
"""Answered once a request, or counted by what a whole request may ask for; and ways that others have been before."""
SEALED: Final = frozenset({"cursor", "startCursor", "endCursor"})
"""Sealed anew each time."""

Nodes = dict[str, dict[str, Any]]


def is_node(kind: GraphQLNamedType) -> bool:
    """Whether the type, or each type of the interface, has an id."""
    return "id" in getattr(kind, "fields", {})


@cache
def concrete(kind: GraphQLNamedType) -> tuple[GraphQLObjectType, ...]:
    """The types that a value of this type may have."""
    if isinstance(kind, GraphQLInterfaceType):
        return tuple(exported_schema().get_possible_types(kind))
    return (kind,) if isinstance(kind, GraphQLObjectType) else ()


def node_types() -> list[GraphQLObjectType]:
    """Every type with an id."""
    found = (
        kind for kind in exported_schema().type_map.values() if isinstance(kind, GraphQLObjectType) and is_node(kind)
    )
    return sorted(found, key=lambda kind: kind.name)


@cache
def leads_to_nodes(kind: GraphQLNamedType) -> bool:
    """Whether there is a node in a value of this plain type, at whatever depth."""
    return _leads(kind, frozenset())


def _leads(kind: GraphQLNamedType, above: frozenset[str]) -> bool:
    if is_node(kind):
        return True
    if kind.name in above:
        return False
    plain = [get_named_type(each.type) for one in concrete(kind) for _, each in askable(one)]
    return any(_leads(each, above | {kind.name}) for each in plain if not is_leaf_type(each))


def askable(kind: GraphQLObjectType) -> Iterator[tuple[str, GraphQLField]]:
    """The fields that can be selected without an argument."""
    for name, each in kind.fields.items():
        if (
            name not in SEALED
            and f"{kind.name}.{name}" not in ONCE
            and not any(map(is_required_argument, each.args.values()))
        ):
            yield name, each


def call(name: str, each: GraphQLField) -> str:
    if "format" in each.args:
        return f"{name}(format: JSON)"  # as it is kept; YAML of it takes longer than all else
    return f"{name}(first: {PAGE})" if "first" in each.args else name


def own_fields(kind: GraphQLObjectType, depth: int = DEEPEST) -> str:
    """Everything of a value but the nodes that it leads to, of which there is the id alone."""
    parts = ["__typename"]
    for name, each in askable(kind):
        inner = get_named_type(each.type)
        if is_leaf_type(inner):
            parts.append(call(name, each))
        elif is_node(inner):
            parts.append(f"{call(name, each)} {{ __typename id }}")
        elif depth:
            parts.append(f"{call(name, each)} {{ {_plain(inner, depth - 1)} }}")
    return " ".join(parts)


def _plain(kind: GraphQLNamedType, depth: int) -> str:
    """Of an interface only what all have: fields of its types may clash."""
    if isinstance(kind, GraphQLInterfaceType):
        return "__typename"
    assert isinstance(kind, GraphQLObjectType)
    return own_fields(kind, depth)


@cache
def fragments_of(selection: str | None) -> str:
    """A fragment of its own fields for each type of node that is spread in the selection; None: for every type."""
    spread = [kind for kind in node_types() if selection is None or f"...{kind.name}Own" in selection]
    return "\n".join(f"fragment {kind.name}Own on {kind.name} {{ {own_fields(kind)} }}" for kind in spread)


def paths(kind: GraphQLNamedType, depth: int, above: frozenset[str] = frozenset()) -> str:
    """A value's nodes with their own fields, and those that they lead to, `depth` links deep."""
    if not is_node(kind):
        if kind.name in above:
            return "__typename"
        return " ".join(["__typename", *(_links(one, depth, above | {kind.name}) for one in concrete(kind))])
    parts = ["__typename id"]
    for one in concrete(kind):
        further = _links(one, depth - 1, frozenset()) if depth else ""
        parts.append(f"... on {one.name} {{ ...{one.name}Own {further} }}")
    return " ".join(parts)


def _links(kind: GraphQLObjectType, depth: int, above: frozenset[str]) -> str:
    parts = []
    for name, each in askable(kind):
        inner = get_named_type(each.type)
        if is_leaf_type(inner) or not leads_to_nodes(inner) or name == "edges":
            continue
        parts.append(f"{call(name, each)} {{ {paths(inner, depth, above)} }}")
        if "validAt" in each.args and is_node(inner):
            then = f"{name}(validAt: $then)"
            parts.append(f"{name}_then: {then} {{ {paths(inner, depth, above)} }}")
    return " ".join(parts)


@dataclass
class Collected:
    """What was told of each node, to one role. differing: where two tellings of one id contradict each other."""

    nodes: Nodes = field(default_factory=dict)
    differing: list[str] = field(default_factory=list)

    def take(self, answer: Mapping[str, Any], of: str) -> set[str]:
        """Hold all nodes of an answer against what is known of them; the ids that it told.

        What was refused for its size says nothing.
        """
        for error in answer.get("errors", ()):
            if error["extensions"]["code"] != "FORBIDDEN":
                self._forget(answer["data"], error)
        told: set[str] = set()
        self._walk(answer["data"], of, told)
        return told

    def _forget(self, data: Any, error: Mapping[str, Any]) -> None:
        assert error["extensions"]["kind"] == "TOO_LARGE", error
        *path, last = error["path"]
        for step in path:
            data = data[step]
        if isinstance(last, str):
            data.pop(last, None)

    def _walk(self, value: Any, of: str, ids: set[str]) -> None:
        if isinstance(value, list):
            for each in value:
                self._walk(each, of, ids)
        if not isinstance(value, dict):
            return
        if "id" in value and "__typename" in value:
            ids.add(value["id"])
            known = self.nodes.setdefault(value["id"], {})
            for name, told in ((name, flat(told)) for name, told in value.items()):
                if not agree(known.setdefault(name, told), told):
                    self.differing.append(f"{value['__typename']} {value['id']} {name} in {of}: {told} {known[name]}")
        for each in value.values():
            self._walk(each, of, ids)


def agree(one: Any, other: Any) -> bool:
    """Whether two tellings are the same, as far as both were asked for."""
    if isinstance(one, dict) and isinstance(other, dict):
        return all(agree(one[name], other[name]) for name in one.keys() & other.keys())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(agree, one, other))
    return bool(one == other)


def flat(value: Any) -> Any:
    """A value in which nodes are their ids, and what was selected on the way to further nodes is left out."""
    if isinstance(value, list):
        return [flat(each) for each in value]
    if not isinstance(value, dict):
        return value
    if "id" in value and "__typename" in value:
        return value["id"]
    return {name: flat(each) for name, each in value.items()}
