"""The schema as a subgraph of a federated graph, in the form of Apollo Federation 2.

Documents, their versions and what puts them in force are entities: other subgraphs may add fields to them, and ask for
them by id, documents also by slug. `_entities` and `_service` are in the schema only where an operator wants them, so
that all others have a schema without them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Annotated, Any, Final, Union

from graphql import (
    ConstDirectiveNode,
    DirectiveDefinitionNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    GraphQLSchema,
    ObjectTypeDefinitionNode,
    Visitor,
    parse,
    print_ast,
    visit,
)
from strawberry.types import get_object_definition

from creditrules.api.context import RequestContext
from creditrules.api.fields.nodes import node_of
from creditrules.api.fields.queries import Query
from creditrules.api.schema.built import executable, schema_of
from creditrules.api.schema.sdl import schema_sdl
from creditrules.api.types.at_hand import at_hand
from creditrules.api.types.bounded import MOST_NAMED, at_most
from creditrules.api.types.declaring import Info, strawberry
from creditrules.api.types.document_at import document_at
from creditrules.api.types.history import Activation, RuleChange
from creditrules.api.types.node import Node
from creditrules.api.types.parameters import Parameter
from creditrules.api.types.permissions import needs
from creditrules.api.types.products import Product
from creditrules.api.types.rule_sets import RuleSet
from creditrules.api.types.scalars import Representation
from creditrules.api.types.versions import ParameterVersion, ProductVersion, RuleVersion
from creditrules.auth import Action
from creditrules.errors import Kind, Refusal
from creditrules.rules import DocumentKey, DocumentKind
from creditrules.slugs import is_slug

__all__ = ["federated_schema", "federation_sdl"]

_LINK: Final = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])\n\n'
)
_BY_SLUG: Final[Mapping[str, DocumentKind]] = {
    "Product": DocumentKind.PRODUCT,
    "RuleSet": DocumentKind.RULE_SET,
    "Parameter": DocumentKind.PARAMETER,
}
_ENTITIES: Final = (
    *(Product, RuleSet, Parameter),
    *(ProductVersion, RuleVersion, ParameterVersion, Activation, RuleChange),
)
"""What everybody may see who may ask; all else with an id is nobody's to extend."""
_NAMES: Final = frozenset(get_object_definition(each, strict=True).name for each in _ENTITIES)

Entity = Annotated[
    Union[Product, RuleSet, Parameter, ProductVersion, RuleVersion, ParameterVersion, Activation, RuleChange],  # noqa: UP007  (strawberry reads it at run time)
    strawberry.union("_Entity", description="What other subgraphs may add fields to."),
]


@strawberry.type(name="_Service", description="This subgraph.", directives=needs(Action.ASK))
class Service:
    sdl: str = strawberry.field(description="Its schema, for composition.")


@at_hand
def _service() -> Service:
    return Service(sdl=federation_sdl())


def _entities(
    info: Info[RequestContext, None],
    representations: Annotated[
        list[Representation],
        strawberry.argument(
            description="Each with its `__typename` and its `id`, or the `slug` of a document.",
            metadata=at_most(MOST_NAMED),
        ),
    ],
) -> list[Entity | None]:
    return [_entity(info.context, each) for each in representations]


@strawberry.type(name="Query", description=get_object_definition(Query, strict=True).description)
class _FederatedQuery(Query):
    service: Service = strawberry.field(
        name="_service", resolver=_service, description="This subgraph.", directives=needs(Action.ASK)
    )
    entities: list[Entity | None] = strawberry.field(
        name="_entities",
        resolver=_entities,
        description="What is represented, in that order; null where there is no such thing, or none for you.",
        directives=needs(Action.ASK),
    )


def _entity(context: RequestContext, representation: object) -> Any:
    """What is represented; a Refusal in its place, which is told at that place of the list."""
    if not isinstance(representation, Mapping) or representation.get("__typename") not in _NAMES:
        message, hint = "A representation names no entity of this subgraph.", "`_service` says what they are."
        return Refusal(Kind.INVALID, "BAD_REPRESENTATION", message, ("representations",), hint)
    name = representation["__typename"]
    try:
        found = _found(context, name, representation)
    except Refusal as refusal:
        return None if refusal.kind is Kind.NOT_FOUND else refusal
    return found if found is not None and get_object_definition(type(found), strict=True).name == name else None


def _found(context: RequestContext, name: str, representation: Mapping[str, object]) -> Node | None:
    id_, slug = representation.get("id"), representation.get("slug")
    if isinstance(id_, str):
        return node_of(context, id_)
    if name in _BY_SLUG and isinstance(slug, str) and is_slug(slug):
        return document_at(context.view(), DocumentKey(_BY_SLUG[name], slug))
    return None


@cache
def federated_schema() -> GraphQLSchema:
    """The schema that is executed where gateways may ask."""
    made, _ = executable(schema_of(_FederatedQuery))
    return made


@cache
def federation_sdl() -> str:
    """The schema as a subgraph, to be composed: keys of entities, shared types, and none of our own directives."""
    document: DocumentNode = visit(parse(schema_sdl(), no_location=True), _AsSubgraph())
    return _LINK + print_ast(document) + "\n"


class _AsSubgraph(Visitor):
    """Takes `@permission` out, which is this service's to enforce, and puts the directives of federation in."""

    def enter_directive_definition(self, node: DirectiveDefinitionNode, *_: Any) -> Any:
        return self.REMOVE if node.name.value == _PERMISSION else None

    def enter_enum_type_definition(self, node: EnumTypeDefinitionNode, *_: Any) -> Any:
        return self.REMOVE if node.name.value == _PERMISSION.capitalize() else None

    def enter_directive(self, node: ConstDirectiveNode, *_: Any) -> Any:
        return self.REMOVE if node.name.value == _PERMISSION else None

    def leave_object_type_definition(self, node: ObjectTypeDefinitionNode, *_: Any) -> Any:
        added = _directives(node.name.value)
        return replace(node, directives=(*(node.directives or ()), *added)) if added else None


_PERMISSION: Final = "permission"


def _directives(name: str) -> tuple[ConstDirectiveNode, ...]:
    """Those of federation that a type has."""
    keys = [key for key, has in (("id", name in _NAMES), ("slug", name in _BY_SLUG)) if has]
    wanted = [*(f'@key(fields: "{key}")' for key in keys), *(["@shareable"] if name == "PageInfo" else [])]
    [definition] = parse(f"type X {' '.join(wanted)} {{ x: Int }}", no_location=True).definitions
    assert isinstance(definition, ObjectTypeDefinitionNode)  # noqa: S101  (as it was written one line above)
    return tuple(definition.directives or ())
