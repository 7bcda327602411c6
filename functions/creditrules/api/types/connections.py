"""Relay connections."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Generic, TypeVar

from creditrules.api.types.declaring import strawberry
from creditrules.api.types.permissions import needs
from creditrules.auth import Action
from creditrules.desk import View
from creditrules.rules.ports import Page

__all__ = ["Connection", "Edge", "PageInfo", "connect"]

NodeType = TypeVar("NodeType")
Listed = TypeVar("Listed")


@strawberry.type(description="Where a page stands in its listing.", directives=needs(Action.ASK))
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether there is more after this page.")
    has_previous_page: bool = strawberry.field(description="Whether there is more before this page.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first item: pass it as `before` to go back.")
    end_cursor: str | None = strawberry.field(description="Cursor of the last item: pass it as `after` to go on.")


@strawberry.type(description="An item of a listing with its cursor.", directives=needs(Action.ASK))
class Edge(Generic[NodeType]):
    cursor: str = strawberry.field(
        description="Opaque; `after` continues behind this item, `before` ends in front of it."
    )
    node: NodeType = strawberry.field(description="The item.")


@strawberry.type(description="A page of a listing.", directives=needs(Action.ASK))
class Connection(Generic[NodeType]):
    edges: list[Edge[NodeType]] = strawberry.field(description="The items with their cursors.")
    nodes: list[NodeType] = strawberry.field(description="The items.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    total_count: int | None = strawberry.field(
        description="How many items the listing has; null where counting would cost reading them."
    )
    valid_at: datetime | None = strawberry.field(
        description="The valid time the listing holds for; null where it plays no part."
    )
    known_at: datetime = strawberry.field(description="The recorded time the listing holds for.")


def connect(
    view: View, page: Page[Listed], make: Callable[[View, Listed], NodeType], *, valid: bool = False
) -> Connection[NodeType]:
    """A page of the domain as a connection of nodes. valid: whether the valid time plays a part."""
    nodes = [make(view, item) for item in page.items]
    cursors = page.cursors
    return Connection(
        edges=[Edge(cursor=cursor, node=node) for cursor, node in zip(cursors, nodes, strict=True)],
        nodes=nodes,
        page_info=PageInfo(
            has_next_page=page.has_next,
            has_previous_page=page.has_previous,
            start_cursor=(page.resume if page.backward else None) or next(iter(cursors), None),
            end_cursor=(None if page.backward else page.resume) or next(reversed(cursors), None),
        ),
        total_count=page.total,
        valid_at=view.moments.valid_at if valid else None,
        known_at=view.moments.known_at,
    )
