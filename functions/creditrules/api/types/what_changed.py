"""Why an applicant is answered otherwise at another moment, as clients ask and are told."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from creditrules.api.types.bounded import MOST_PINS, at_most
from creditrules.api.types.declaring import Private, strawberry
from creditrules.api.types.enums import CauseKind, DocumentKind, Effect
from creditrules.api.types.global_ids import read_decision
from creditrules.api.types.history import RuleChange, rule_change
from creditrules.api.types.parameter_values import ParameterValue, parameter_value
from creditrules.api.types.permissions import needs
from creditrules.api.types.recorded import AnswerDifference, RecordedAnswer, answer_of, difference_of
from creditrules.api.types.requests import ProductRequestInput, RequestInput, requests_of
from creditrules.api.types.resolved import field, told
from creditrules.api.types.scalars import JSON
from creditrules.auth import Action
from creditrules.desk import CauseOfChange as DomainCause
from creditrules.desk import Comparing, Expected, Unrelated, View, Was
from creditrules.desk import MovedValue as DomainMoved
from creditrules.desk import WhatChanged as DomainWhatChanged
from creditrules.errors import Kind, Refusal
from creditrules.rules import DocumentKey, Entry
from creditrules.rules.ports import ListedChange

__all__ = ["WhatChanged", "WhatChangedInput", "what_changed_of"]


@strawberry.input(description="An applicant at a moment: facts, or the facts of a decision on record.")
class ApplicantAtInput:
    facts: JSON | None = strawberry.field(default=None, description="What is known: an object of values by fact name.")
    decision: strawberry.ID | None = strawberry.field(
        default=None,
        description="A decision on record whose facts are meant; its times are taken unless others are said.",
    )
    valid_at: datetime | None = strawberry.field(
        default=None, description="When the rules are to be in force. The decision's time, or now, unless said."
    )
    known_at: datetime | None = strawberry.field(
        default=None, description="What had been recorded by then. The decision's time, or now, unless said."
    )

    def was(self, place: str) -> Was:
        """The applicant at that moment. Raises Refusal INVALID "INVALID_FACT"."""
        if self.facts is not None and not isinstance(self.facts, Mapping):
            message = "`facts` is an object of values by fact name."
            raise Refusal(Kind.INVALID, "INVALID_FACT", message, (place, "facts"))
        decision = None if self.decision is None else read_decision(self.decision)
        return Was(self.facts, decision, self.valid_at, self.known_at)


@strawberry.input(description="Two moments of one applicant that are to be compared.")
class WhatChangedInput:
    from_: ApplicantAtInput = strawberry.field(name="from", description="How it was.")
    to: ApplicantAtInput = strawberry.field(
        default_factory=ApplicantAtInput,
        description="How it is: with the facts of `from` where it has none of its own, and now unless a time is said.",
    )
    subject: str | None = strawberry.field(
        default=None,
        description="Whose facts are meant, in place of `facts` and `decision`: of its latest decisions by then.",
    )
    partner: str | None = strawberry.field(
        default=None,
        description="Who names the `subject` so, as `author` of its decisions; for those who may read all of them.",
    )
    products: list[str] | None = strawberry.field(
        default=None,
        description="Slugs of the products of interest; all where left out or empty.",
        metadata=at_most(1000),
    )
    request: RequestInput | None = strawberry.field(default=None, description="What is asked for, of every product.")
    requests: list[ProductRequestInput] = strawberry.field(
        default_factory=list,
        description="What is asked of single products, in place of `request`.",
        metadata=at_most(MOST_PINS),
    )
    locale: str | None = strawberry.field(default=None, description="Language of all texts, as in `eligibility`.")

    def comparing(self) -> Comparing:
        """The question. Raises Refusal as `requests_of` does."""
        requests = requests_of(self.request, self.requests)
        products = tuple(self.products or ()) or None
        before, after = self.from_.was("from"), self.to.was("to")
        return Comparing(before, after, products, self.subject, requests, self.partner)


@strawberry.type(description="The answers at one of the two moments.", directives=needs(Action.ASK))
class AnsweredAt:
    valid_at: datetime = strawberry.field(description="The valid time that they hold for.")
    known_at: datetime = strawberry.field(description="The recorded time that they hold for.")
    answers: list[RecordedAnswer] = strawberry.field(description="One for each product.")


@strawberry.type(description="A difference between the two answers, and what made it.", directives=needs(Action.ASK))
class AttributedDifference:
    difference: AnswerDifference = strawberry.field(description="In what they differ.")
    causes: list[int] = strawberry.field(
        description="Places in `causes`, counted from 0, of those in whose steps this aspect changed."
    )
    among: list[int] = strawberry.field(
        description="Places of causes of which some changed it, where the bound was reached before it was found which."
    )


@strawberry.type(
    description="An activation at which the answers changed, among those of a document in between.",
    directives=needs(Action.ASK),
)
class ActivationStep:
    view: Private[View]
    key: Private[DocumentKey | None]
    entry: Private[Entry | None]
    differences: list[AnswerDifference] = strawberry.field(description="In what they changed.")

    @field
    def change(self) -> RuleChange | None:
        """What decided from then on, with its statement; null where nothing does any more."""
        return _change(self.view, self.key, self.entry)


@strawberry.type(
    description="A parameter whose value became another by itself: a day came from which another holds.",
    directives=needs(Action.ASK),
)
class MovedValue:
    parameter: str = strawberry.field(description="Slug of the parameter.")
    version: int = strawberry.field(description="Number of the version, which says both values.")
    before: ParameterValue | None = strawberry.field(
        description="The value before; null where there was none, and for partners unless it publishes its values."
    )
    after: ParameterValue | None = strawberry.field(description="The value after, null as `before` is.")


@strawberry.type(
    description=(
        "One thing that was other at the second moment. Causes are applied one after the other: time, documents in the "
        "order in which they came into force, facts by name, the request. `step` is what each changed after those "
        "before it, so that all steps together are the whole difference."
    ),
    directives=needs(Action.ASK),
)
class CauseOfChange:
    view: Private[View]
    key: Private[DocumentKey | None]
    entry: Private[Entry | None]
    between: Private[tuple[Entry, ...]]
    kind: CauseKind = strawberry.field(description="What it is.")
    effect: Effect = strawberry.field(description="What it has to do with the difference.")
    document_kind: DocumentKind | None = strawberry.field(description="What the document is; null where it is none.")
    slug: str | None = strawberry.field(description="Of the document.")
    version_before: int | None = strawberry.field(description="The version in force before; null where none was.")
    version_after: int | None = strawberry.field(description="The version in force after; null where none is.")
    apart: bool = strawberry.field(
        description=(
            "Whether it was tried by itself. Of more than 32 causes those without effect are tried together: all of "
            "them change nothing, applied or left out; that one undoes another is not seen."
        )
    )
    steps: list[ActivationStep] = strawberry.field(
        description="At which of the document's activations in between its step was made, in their order."
    )
    steps_complete: bool = strawberry.field(
        description="Whether all of them were found before the bound of evaluations was reached."
    )
    facts: list[str] = strawberry.field(description="Names of the facts.")
    before: JSON | None = strawberry.field(description='The fact as it was; "***" where you may not see it.')
    after: JSON | None = strawberry.field(description="The fact as it is.")
    values: list[MovedValue] = strawberry.field(
        description="Of time: the parameters whose values became others by themselves; of other causes none."
    )
    step: list[AnswerDifference] = strawberry.field(description="What it changed after all causes before it.")
    alone: list[AnswerDifference] = strawberry.field(description="What it would have changed alone.")
    without: list[AnswerDifference] = strawberry.field(
        description="What it made of the end: the answer with all causes but it, and with all."
    )

    @field
    def change(self) -> RuleChange | None:
        """The activation that put in force what is so at the second moment, with its statement."""
        return _change(self.view, self.key, self.entry)

    @field
    def passed(self) -> list[RuleChange]:
        """What else of the document came into force in between, and was replaced again."""
        changes = (_change(self.view, self.key, entry) for entry in self.between)
        return [change for change in changes if change]


@strawberry.type(
    description="Something that came into force in between and did not cause the difference.",
    directives=needs(Action.ASK),
)
class UnrelatedChange:
    view: Private[View]
    key: Private[DocumentKey]
    entry: Private[Entry]
    kind: DocumentKind = strawberry.field(description="What the document is.")
    slug: str = strawberry.field(description="Of the document.")
    asked: bool = strawberry.field(
        description="Whether the answers rest on the document, so that the very same content was put in force."
    )

    @field
    def change(self) -> RuleChange | None:
        """The activation, with its statement."""
        return _change(self.view, self.key, self.entry)


@strawberry.type(
    description="Why an applicant is answered otherwise at one moment than at another.", directives=needs(Action.ASK)
)
class WhatChanged:
    same: bool = strawberry.field(description="Whether the answers say the same, but for the versions they rest on.")
    from_: AnsweredAt = strawberry.field(name="from", description="How it was.")
    to: AnsweredAt = strawberry.field(description="How it is.")
    differences: list[AttributedDifference] = strawberry.field(description="Where they differ, and what made it.")
    causes: list[CauseOfChange] = strawberry.field(
        description="All that was other at the second moment, those without an effect included."
    )
    unrelated: list[UnrelatedChange] = strawberry.field(
        description="What else came into force in between, newest recorded first: at most 100."
    )
    more_unrelated: int = strawberry.field(description="How many more of those there are.")
    evaluations: int = strawberry.field(description="How often the answers were evaluated to find out.")
    complete: bool = strawberry.field(
        description=(
            "Whether every cause was tried, all steps were found and all activations in between were read, so that "
            "nothing is left open: otherwise the effect UNTRIED, `among` and `stepsComplete` say what is."
        )
    )


def what_changed_of(view: View, found: DomainWhatChanged) -> WhatChanged:
    """What was found, as clients are told."""
    ends = [
        AnsweredAt(
            valid_at=moments.valid_at,
            known_at=moments.known_at,
            answers=[answer_of(view, answer) for answer in answers],
        )
        for moments, answers in zip(found.moments, (found.before, found.after), strict=True)
    ]
    differences = [
        AttributedDifference(
            difference=difference_of(view, each.difference), causes=list(each.causes), among=list(each.among)
        )
        for each in found.differences
    ]
    view.catalogue.expect(partial(_expected, found))
    return told(
        WhatChanged,
        found,
        same=not found.differences,
        from_=ends[0],
        to=ends[1],
        differences=differences,
        causes=[_cause(view, cause) for cause in found.causes],
        unrelated=[_unrelated(view, each) for each in found.unrelated],
    )


def _expected(found: DomainWhatChanged) -> Expected:
    """What may be asked of all the changes together."""
    told_of = [(each.key, entry) for each in found.causes for entry in (each.after, *each.passed)]
    told_of += [(each.key, each.entry) for each in found.unrelated]
    told_of += [(each.key, step.entry) for each in found.causes for step in each.steps]
    known = [(key, entry) for key, entry in told_of if key and entry]
    versions = [(key, entry.version) for key, entry in known if not entry.retires]
    return Expected(versions, [(key, entry.sequence) for key, entry in known])


def _cause(view: View, cause: DomainCause) -> CauseOfChange:
    return CauseOfChange(
        view=view,
        key=cause.key,
        entry=cause.after,
        between=cause.passed,
        kind=cause.kind,
        effect=cause.effect.effect,
        document_kind=cause.key.kind if cause.key else None,
        slug=cause.key.slug if cause.key else None,
        version_before=_version(cause.before),
        version_after=_version(cause.after),
        apart=cause.effect.apart,
        steps=[
            ActivationStep(
                view=view,
                key=cause.key,
                entry=each.entry,
                differences=[difference_of(view, difference) for difference in each.differences],
            )
            for each in cause.steps
        ],
        steps_complete=cause.steps_complete,
        facts=list(cause.facts),
        before=_plain(cause.values[0]),
        after=_plain(cause.values[1]),
        values=[_moved(view, moved) for moved in cause.moved],
        step=[difference_of(view, each) for each in cause.effect.step],
        alone=[difference_of(view, each) for each in cause.effect.alone],
        without=[difference_of(view, each) for each in cause.effect.missed],
    )


def _moved(view: View, moved: DomainMoved) -> MovedValue:
    seen = view.sees_policy or moved.published
    before, after = (parameter_value(step) if step and seen else None for step in (moved.before, moved.after))
    return MovedValue(parameter=moved.key.slug, version=moved.version, before=before, after=after)


def _unrelated(view: View, found: Unrelated) -> UnrelatedChange:
    return UnrelatedChange(
        view=view,
        key=found.key,
        entry=found.entry,
        kind=found.key.kind,
        slug=found.key.slug,
        asked=found.same_content,
    )


def _change(view: View, key: DocumentKey | None, entry: Entry | None) -> RuleChange | None:
    activation = view.documents.activation(key, entry.sequence) if key and entry else None
    return rule_change(view, ListedChange(activation)) if activation else None


def _version(entry: Entry | None) -> int | None:
    return entry.version or None if entry else None


def _plain(value: object) -> JSON | None:
    return None if value is None else JSON(value)
