"""What products answer, compared: the field for whoever judges rules rather than applicants."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from typing import Annotated

from creditrules.api.context import RequestContext
from creditrules.api.types.answering import CompareOutcomesInput
from creditrules.api.types.declaring import Info, strawberry
from creditrules.api.types.outcomes import OutcomeComparison, outcome_comparison
from creditrules.api.types.resolved import field, within
from creditrules.auth import Action
from creditrules.desk import compare_product_outcomes

__all__ = ["ComparingQueries"]


@strawberry.type(description="Comparing what rules answer.")
class ComparingQueries:
    @field(needs=Action.SEE_POLICY)
    def compare_outcomes(
        self,
        info: Info[RequestContext, None],
        input: Annotated[CompareOutcomesInput, strawberry.argument(description="The two.")],  # noqa: A002
    ) -> OutcomeComparison:
        """For which applicants two products, or one at two times or under two proposals, answer otherwise."""
        context = info.context
        context.only_once("outcomes")
        view = context.view()
        with within("input"):
            before, after = input.before.answering("before"), input.after.answering("after")
            found = compare_product_outcomes(view, before, after)
        return outcome_comparison(view, found.plain, found.sentences)
