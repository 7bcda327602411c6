"""The fields about what callers have asked."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from typing import Annotated

from creditrules.api.context import RequestContext
from creditrules.api.types.connections import Connection, connect
from creditrules.api.types.declaring import Info, strawberry
from creditrules.api.types.resolved import field, paged
from creditrules.api.types.uses import CallerUse, use_of
from creditrules.auth import Action
from creditrules.desk import own_use, uses_page
from creditrules.rules.ports import Asked

__all__ = ["UseQueries"]


@strawberry.type(description="Reading what was asked, and who was refused.")
class UseQueries:
    @field(needs=Action.READ_DECISIONS)
    @paged
    def uses(
        self,
        info: Info[RequestContext, None],
        asked: Asked,
        throttled: Annotated[  # noqa: FBT002 - an argument of a field
            bool, strawberry.argument(description="Only callers that were refused something for asking too much.")
        ] = False,
    ) -> Connection[CallerUse]:
        """What callers have asked in the last days, by their subjects; of more than 1,000 callers some are left out."""
        view = info.context.view()
        return connect(view, uses_page(view, asked, throttled=throttled), use_of)

    @field(needs=Action.ASK)
    def own_use(self, info: Info[RequestContext, None]) -> CallerUse | None:
        """What you have asked in the last days; null before anything was told of it."""
        view = info.context.view()
        found = own_use(view)
        return use_of(view, found) if found else None
