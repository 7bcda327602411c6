"""Every field of the schema has a permission, is null and refused without it, and answered with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import strawberry
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    is_non_null_type,
    parse,
    visit,
)
from tests.exported import exported_schema

from creditrules.api import GRAPHQL_SCHEMA, rights_page
from creditrules.api.schema.built import RIGHTS_OF_FIELDS
from creditrules.api.schema.rights import guard
from creditrules.api.types.declaring import strawberry as declared
from creditrules.api.types.permissions import needs
from creditrules.api.types.resolved import field
from creditrules.auth import RIGHTS, Action, Principal, Role, permitted
from creditrules.errors import Kind, Refusal

ROOT = Path(__file__).parents[2]
NOBODY = Principal("acme", "nobody", frozenset())
WHO = {role.value: Principal("acme", "ana", frozenset({role})) for role in Role} | {"NOBODY": NOBODY}


@declared.type(description="For some.", directives=needs(Action.SEE_POLICY))
class Secret:
    word: str = declared.field(description="The word.")


def told_types() -> Iterator[GraphQLObjectType | GraphQLInterfaceType]:
    for name, type_ in GRAPHQL_SCHEMA.type_map.items():
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType) and not name.startswith("__"):
            yield type_


def fields() -> Iterator[tuple[str, str, GraphQLField]]:
    for type_ in told_types():
        if isinstance(type_, GraphQLObjectType):
            for name, definition in type_.fields.items():
                yield type_.name, name, definition


def test_no_field_is_without_a_permission() -> None:
    assert {
        (type_.name, name)
        for type_ in told_types()
        for name in type_.fields
        if not isinstance(RIGHTS_OF_FIELDS.needed[type_.name].get(name), Action)
    } == set()


def test_the_exported_schema_says_each_permission_where_the_code_enforces_it() -> None:
    exported = exported_schema()
    for type_ in told_types():
        found = exported.type_map[type_.name]
        assert isinstance(found, GraphQLObjectType | GraphQLInterfaceType)
        default = _said(found)
        for name, definition in found.fields.items():
            assert (_said(definition) or default) == RIGHTS_OF_FIELDS.needed[type_.name][name].value, (type_, name)


def _said(definition: Any) -> str | None:
    directives = definition.ast_node.directives or ()
    said = [each.arguments[0].value.value for each in directives if each.name.value == "permission"]
    return said[0] if said else None


def test_the_page_of_rights_is_what_the_code_enforces() -> None:
    assert (ROOT / "docs" / "rights.md").read_text("utf-8") == rights_page(), "run: creditrules rights > docs/rights.md"


def test_a_field_that_some_may_not_have_is_nullable() -> None:
    strict = [
        f"{owner}.{name}"
        for owner, name, definition in fields()
        if RIGHTS_OF_FIELDS.checked(owner, name) and is_non_null_type(definition.type)
    ]
    assert strict == []


def is_refused(definition: GraphQLField, principal: Principal) -> bool:
    """Whether the right is asked for before anything is read: there is nothing here that could be."""
    info: Any = SimpleNamespace(context=SimpleNamespace(principal=principal))
    try:
        assert definition.resolve is not None
        definition.resolve(None, info)
    except Refusal as refused:
        return refused.kind is Kind.FORBIDDEN
    except Exception:  # noqa: BLE001  (it went on, to what is not there)
        return False
    return False


@pytest.mark.parametrize("who", WHO)
def test_each_field_is_refused_to_every_role_without_its_permission_and_to_no_other(who: str) -> None:
    principal, allowed = WHO[who], permitted(WHO[who])
    for owner, name, definition in fields():
        needed = RIGHTS_OF_FIELDS.needed[owner][name]
        if RIGHTS_OF_FIELDS.checked(owner, name):
            assert is_refused(definition, principal) is (needed not in allowed), (owner, name)
        else:
            assert needed in RIGHTS_OF_FIELDS.held[owner], "whoever reaches the type may have the field"


def test_whoever_reaches_a_type_really_holds_what_is_said_of_it() -> None:
    """By following every way, role by role, without the calculation that the schema is built with."""
    for role in Role:
        reached, waiting = {"Query", "Mutation"}, ["Query", "Mutation"]
        while waiting:
            owner = GRAPHQL_SCHEMA.type_map[waiting.pop()]
            assert isinstance(owner, GraphQLObjectType)
            assert RIGHTS_OF_FIELDS.held[owner.name] <= RIGHTS[role], (role, owner.name)
            for name, definition in owner.fields.items():
                if RIGHTS_OF_FIELDS.needed[owner.name][name] in RIGHTS[role]:
                    for further in possible(definition):
                        if RIGHTS_OF_FIELDS.own[further] in RIGHTS[role] and further not in reached:
                            reached.add(further)
                            waiting.append(further)


def possible(definition: GraphQLField) -> Iterator[str]:
    type_: Any = definition.type
    while hasattr(type_, "of_type"):
        type_ = type_.of_type
    if isinstance(type_, GraphQLObjectType):
        yield type_.name
    elif isinstance(type_, GraphQLInterfaceType):
        yield from (each.name for each in GRAPHQL_SCHEMA.get_possible_types(type_))


def test_a_schema_with_a_field_without_a_permission_is_not_built() -> None:
    @declared.type(description="No right is said.")
    class Query:
        @field
        def open(self) -> str:
            """To whom?"""
            return ""

    with pytest.raises(TypeError, match=r"Query\.open has no permission"):
        guard(strawberry.Schema(query=Query)._schema)  # noqa: SLF001


def test_a_schema_that_gives_a_type_to_who_may_not_have_it_is_not_built() -> None:
    @declared.type(description="For all.", directives=needs(Action.ASK))
    class Query:
        @field
        def secret(self) -> Secret:
            """Told to anybody."""
            return Secret(word="")

    with pytest.raises(TypeError, match=r"Query\.secret gives a Secret to some who may not have it"):
        guard(strawberry.Schema(query=Query)._schema)  # noqa: SLF001


@pytest.mark.parametrize(
    "path", sorted((ROOT / "graphql" / "operations" / "partner").glob("*.graphql")), ids=lambda path: path.stem
)
def test_operations_for_partners_ask_for_nothing_that_is_refused_to_them(path: Path) -> None:
    types, forbidden = TypeInfo(GRAPHQL_SCHEMA), []

    class Asked(Visitor):
        def enter_field(self, node: Any, *_: Any) -> None:
            owner, name = types.get_parent_type(), node.name.value
            if owner and not name.startswith("__"):
                needed = RIGHTS_OF_FIELDS.needed[owner.name][name]
                forbidden.extend([] if needed in RIGHTS[Role.PARTNER] else [f"{owner.name}.{name}"])

    visit(parse(path.read_text("utf-8")), TypeInfoVisitor(types, Asked()))
    assert forbidden == []
