"""The field about the fact dictionary."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from typing import Annotated

from creditrules.api.context import RequestContext
from creditrules.api.types.arguments import KnownAt, ValidAt
from creditrules.api.types.connections import Connection, connect
from creditrules.api.types.declaring import Info, strawberry
from creditrules.api.types.dictionary import DictionaryFact, dictionary_fact
from creditrules.api.types.enums import FactStanding
from creditrules.api.types.resolved import field, paged
from creditrules.auth import Action
from creditrules.desk import facts_page
from creditrules.rules.ports import Asked

__all__ = ["DictionaryQueries"]


@strawberry.type(description="Reading what may be sent.")
class DictionaryQueries:
    @field(needs=Action.ASK)
    @paged
    def facts(
        self,
        info: Info[RequestContext, None],
        asked: Asked,
        standing: Annotated[FactStanding | None, strawberry.argument(description="Only those that stand so.")] = None,
        valid_at: ValidAt = None,
        known_at: KnownAt = None,
    ) -> Connection[DictionaryFact]:
        """The fact dictionary: what the lender's rule sets ask for, in force and to come, and what they no longer do.

        By name.
        """
        view = info.context.view(valid_at, known_at)
        page = facts_page(view, asked, standing)
        return connect(view, page, dictionary_fact, valid=True)
