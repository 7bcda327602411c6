"""The field about the fact dictionary."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from typing import Annotated

import strawberry
from strawberry import Info

from creditrules.api.context import RequestContext
from creditrules.api.types.arguments import After, Before, First, KnownAt, Last, ValidAt
from creditrules.api.types.connections import Connection, connect
from creditrules.api.types.dictionary import DictionaryFact, dictionary_fact
from creditrules.api.types.enums import FactStanding
from creditrules.api.types.resolved import field
from creditrules.desk import asked_page, facts_page

__all__ = ["DictionaryQueries"]


@strawberry.type(description="Reading what may be sent.")
class DictionaryQueries:
    @field
    def facts(  # noqa: PLR0913, PLR0917  (arguments of a field)
        self,
        info: Info[RequestContext, None],
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        standing: Annotated[FactStanding | None, strawberry.argument(description="Only those that stand so.")] = None,
        valid_at: ValidAt = None,
        known_at: KnownAt = None,
    ) -> Connection[DictionaryFact]:
        """The fact dictionary: what the lender's rule sets ask for, in force and to come, and what they no longer do.

        By name.
        """
        view = info.context.view(valid_at, known_at)
        page = facts_page(view, asked_page(first, after, last, before), standing)
        return connect(view, page, dictionary_fact, valid=True)
