"""What to ask for next, so that few and cheap questions end in a certain outcome."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from creditrules.api.types.declaring import strawberry
from creditrules.api.types.facts import FactDefinition, fact_definitions
from creditrules.api.types.permissions import needs
from creditrules.api.types.resolved import told
from creditrules.auth import Action
from creditrules.desk import View, questions_expected, seen_question
from creditrules.eligibility import Decision

__all__ = ["NextQuestion", "next_question_of"]


@strawberry.type(description="Where a fact decides.", directives=needs(Action.ASK))
class DecidingRanges:
    of: str = strawberry.field(description="The fact, or what rules work out of it and of other facts, in FEEL.")
    ranges: list[str] = strawberry.field(
        description='FEEL unary tests, ascending: as long as it stays in one of them the answer stays, as in "< 18".'
    )


@strawberry.type(description="A fact to ask for.", directives=needs(Action.ASK))
class FactToAsk:
    fact: FactDefinition = strawberry.field(description="The fact.")
    decides: list[DecidingRanges] = strawberry.field(
        description=(
            "The ranges in which it decides, with what is known already; empty where that is not known, and for "
            "partners where it would tell what a rule set does not publish."
        )
    )


@strawberry.type(description="What to ask for next.", directives=needs(Action.ASK))
class NextQuestion:
    facts: list[FactToAsk] = strawberry.field(
        description="The fact to ask for first, then all others that still count, the cheapest first."
    )
    best: bool = strawberry.field(
        description=(
            "Whether asking for the first is proved to be part of a dialogue with the least expected cost; where there "
            "are too many dialogues it is the fact that is expected to tell most for its cost."
        )
    )
    expected_questions: Decimal | None = strawberry.field(
        description=(
            "How many questions are left to be expected, to a tenth, where each range of a fact is as likely as the "
            "others; null where that is too much to find out."
        )
    )


def next_question_of(view: View, decision: Decision, askers: Callable[[str], Sequence[str]]) -> NextQuestion | None:
    """What to ask for next, as its reader may see it. askers: the rule sets that ask for a fact."""
    found = seen_question(view, decision)
    if found is None:
        return None
    definitions = fact_definitions(view, ((each.fact, askers(each.fact.name)) for each in found.questions))
    facts = [
        FactToAsk(fact=fact, decides=[told(DecidingRanges, part, ranges=list(part.ranges)) for part in each.decides])
        for fact, each in zip(definitions, found.questions, strict=True)
    ]
    return NextQuestion(facts=facts, best=found.best, expected_questions=questions_expected(found))
