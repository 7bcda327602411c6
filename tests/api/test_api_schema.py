"""The schema as clients see it: described throughout, exported, and able to say what a change breaks."""

from __future__ import annotations

from pathlib import Path

import pytest
import strawberry
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    parse,
    validate,
)

from creditrules.api import GRAPHQL_SCHEMA, schema_sdl, sdl_changes
from creditrules.api.engine.limits import refuse_oversized
from creditrules.api.types import enums, lending_enums, proof_enums, trial_enums
from creditrules.api.types.resolved import linked
from creditrules.config import Limits

ROOT = Path(__file__).parents[2]
OPERATIONS = sorted((ROOT / "graphql" / "operations").rglob("*.graphql"))


def undescribed() -> list[str]:
    missing = []
    for name, type_ in GRAPHQL_SCHEMA.type_map.items():
        if name.startswith("__"):
            continue
        if not type_.description:
            missing.append(name)
        if isinstance(type_, GraphQLEnumType):
            missing += [f"{name}.{value}" for value, it in type_.values.items() if not it.description]
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            missing += [f"{name}.{field}" for field, it in type_.fields.items() if not it.description]
            missing += [
                f"{name}.{field}({argument})"
                for field, it in type_.fields.items()
                for argument, given in it.args.items()
                if not given.description
            ]
        if isinstance(type_, GraphQLInputObjectType):
            missing += [f"{name}.{field}" for field, it in type_.fields.items() if not it.description]
    return missing


def test_everything_is_described() -> None:
    assert undescribed() == []


def test_every_value_of_the_domains_enumerations_is_told_to_clients() -> None:
    untold = {
        f"{name}.{member}"
        for room in (enums, lending_enums, proof_enums, trial_enums)
        for name in room.__all__
        for member in set(getattr(room, name).__members__)
        - {value.name for value in getattr(room, name).__strawberry_definition__.values}
    }
    not_approving = {"Role.PARTNER", "Role.CHOOSER", "Role.ADMINISTRATOR", "Role.AUDITOR", "Role.ASSISTANT"}
    assert untold == not_approving


def test_the_exported_schema_is_the_one_that_is_served() -> None:
    assert (ROOT / "graphql" / "schema.graphql").read_text(encoding="utf-8") == schema_sdl(), "run `make sdl`"


def test_the_graphql_folder_is_no_package_that_could_stand_before_graphql_core() -> None:
    assert not list((ROOT / "graphql").rglob("*.py"))


@pytest.mark.parametrize("path", OPERATIONS, ids=lambda path: path.stem)
def test_the_operations_to_start_from_are_valid(path: Path) -> None:
    document = parse(path.read_text(encoding="utf-8"))
    assert validate(GRAPHQL_SCHEMA, document) == []
    refuse_oversized(document, Limits())


def test_a_removed_field_breaks_and_a_new_enum_value_is_dangerous() -> None:
    old = "type Query { gone: Int kept: Step } enum Step { ALLOW }"
    new = "type Query { kept: Step new: Int } enum Step { ALLOW PAUSE }"
    found = [(change.severity, change.kind) for change in sdl_changes(old, new)]
    assert found == [
        ("BREAKING", "FIELD_REMOVED"),
        ("DANGEROUS", "VALUE_ADDED_TO_ENUM"),
        ("SAFE", "FIELD_ADDED"),
    ]


def test_a_schema_does_not_change_from_itself() -> None:
    assert sdl_changes(schema_sdl(), schema_sdl()) == ()


def test_a_schema_with_a_place_that_nothing_was_linked_to_is_refused() -> None:
    @strawberry.type
    class Query:
        somewhere = linked()

    with pytest.raises(TypeError, match="Unlinked"):
        strawberry.Schema(query=Query)
