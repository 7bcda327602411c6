"""The schema as clients see it: described throughout, exported, and able to say what a change breaks."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
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
from tests.api.conftest import Service

from creditrules.api import GRAPHQL_SCHEMA, AllowedChange, refused_changes, schema_sdl, sdl_changes
from creditrules.api.engine.limits import refuse_oversized
from creditrules.api.types import enums, lending_enums, proof_enums, told_enums, trial_enums
from creditrules.api.types.declaring import strawberry as declared
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
    return missing + [f"@{directive.name}" for directive in GRAPHQL_SCHEMA.directives if not directive.description]


def test_everything_is_described() -> None:
    assert undescribed() == []


def test_every_value_of_the_domains_enumerations_is_told_to_clients() -> None:
    untold = {
        f"{name}.{member}"
        for room in (enums, lending_enums, proof_enums, told_enums, trial_enums)
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


def test_operations_and_fragments_have_names_of_their_own_so_that_generators_take_the_folder_whole() -> None:
    documents = [parse(path.read_text(encoding="utf-8")) for path in OPERATIONS]
    names = Counter(each.name.value for document in documents for each in document.definitions)  # type: ignore[attr-defined]  # operations and fragments have names
    assert [name for name, count in names.items() if count > 1] == []


def test_a_subscription_is_refused_with_what_to_ask_instead(service: Service) -> None:
    error = service.error("subscription { ruleChanges { kind } }")
    assert error["extensions"]["code"] == "NO_SUBSCRIPTIONS"
    assert "ruleChanges(recordedFrom:)" in error["extensions"]["hint"]


OLD = 'type Query { a: Int @deprecated(reason: "See b.") b(x: Int): E } enum E { P }'
DAY = date(2027, 1, 1)


@pytest.mark.parametrize(
    ("new", "listed", "why"),
    [
        (OLD + " type T { x: Int }", (), None),
        (OLD.replace("a: Int @deprecated", "c: Int @deprecated"), (), "It is not listed."),
        (OLD.replace("a: Int @", "c: Int @"), (("Field Query.a was removed.", 89),), "2027-01-02"),
        (OLD.replace("a: Int @", "c: Int @"), (("Field Query.a was removed.", 90),), None),
        (OLD.replace("b(x: Int): E", "c: E"), (("Field Query.b was removed.", 90),), "not deprecated"),
        (OLD.replace("{ P }", "{ P Q }"), (), "It is not listed."),
        (OLD.replace("{ P }", "{ P Q }"), (("Enum value E.Q was added.", 0),), None),
    ],
)
def test_what_breaks_clients_of_a_release_is_listed_in_time(
    new: str, listed: tuple[tuple[str, int], ...], why: str | None
) -> None:
    allowed = [AllowedChange(change, "A test.", DAY - timedelta(days=days)) for change, days in listed]
    found = refused_changes(OLD, new, allowed, DAY)
    assert len(found) == (why is not None)
    assert why is None or why in found[0]


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
    @declared.type
    class Query:
        somewhere = linked()

    with pytest.raises(TypeError, match="Unlinked"):
        strawberry.Schema(query=Query)
