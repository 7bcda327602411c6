"""The fields that look over many recorded decisions."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import Info

from creditrules.api.context import RequestContext
from creditrules.api.types.arguments import After, Before, First, Last
from creditrules.api.types.connections import Connection
from creditrules.api.types.enums import Outcome
from creditrules.api.types.listed import ListedDecision, listed_page
from creditrules.api.types.resolved import field
from creditrules.api.types.what_changed import WhatChanged, WhatChangedInput, what_changed_of
from creditrules.desk import asked_page, decisions_page, what_changed
from creditrules.eligibility.recording import Wanted

__all__ = ["RecordQueries"]

Subject = Annotated[
    str | None,
    strawberry.argument(description="Only those about this subject, as `decide` was told. After its erasure: none."),
]
Partner = Annotated[str | None, strawberry.argument(description="Only those that this partner asked for.")]
OfProduct = Annotated[str | None, strawberry.argument(description="Only those with an answer for this product.")]
OfOutcome = Annotated[Outcome | None, strawberry.argument(description="Only those with an answer of this outcome.")]
OfReason = Annotated[str | None, strawberry.argument(description="Only those with an answer that gives this reason.")]
OfRuleSet = Annotated[
    str | None, strawberry.argument(description="Only those with an answer that rests on this rule set.")
]
OfVersion = Annotated[int | None, strawberry.argument(description="Only those that rest on this version of `ruleSet`.")]
Since = Annotated[datetime | None, strawberry.argument(description="Only those recorded then or later.")]
Until = Annotated[datetime | None, strawberry.argument(description="Only those recorded before then.")]


@strawberry.type(description="Looking over recorded decisions.")
class RecordQueries:
    @field
    def decisions(  # noqa: PLR0913, PLR0917  (arguments of a field)
        self,
        info: Info[RequestContext, None],
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        subject: Subject = None,
        product: OfProduct = None,
        outcome: OfOutcome = None,
        reason: OfReason = None,
        rule_set: OfRuleSet = None,
        version: OfVersion = None,
        partner: Partner = None,
        since: Since = None,
        until: Until = None,
    ) -> Connection[ListedDecision]:
        """Decisions on record, newest first: all of them for those who may read them, a partner's own for itself.

        What is said of product, outcome, reason and rule set has to hold of one and the same answer. A page may hold
        fewer than asked for, or none, and yet not be the last: go on with `endCursor` while `hasNextPage` is true.
        """
        context = info.context
        view = context.view()
        wanted = Wanted(
            subject=subject,
            author=partner,
            product=product,
            outcome=outcome.value if outcome else None,
            reason=reason,
            rule_set=rule_set,
            version=version,
            since=since,
            until=until,
        )
        page = decisions_page(view, context.recording, wanted, asked_page(first, after, last, before))
        return listed_page(view, context.recording, page)

    @field
    def what_changed(
        self,
        info: Info[RequestContext, None],
        input: Annotated[WhatChangedInput, strawberry.argument(description="The two moments.")],  # noqa: A002
    ) -> WhatChanged:
        """Why an applicant is answered otherwise at one moment than at another, and what in between did not cause it.

        Each cause is tried alone, after those before it, and left out of all; nothing is written.
        """
        context = info.context
        context.only_once("whatChanged")
        found = what_changed(context.view(), context.recording, input.comparing())
        second = found.moments[1]
        return what_changed_of(context.view(second.valid_at, second.known_at).in_language(input.locale), found)
