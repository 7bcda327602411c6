"""The answer to a partner's question: decisions with their terms, reasons, missing facts, alternatives and versions."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Annotated

import strawberry
from strawberry import Private

from creditrules.api.engine.plans.keeping import Standing
from creditrules.api.types.answer_nodes import AnswerNodes
from creditrules.api.types.applied_parameters import AppliedParameter, applied_parameter
from creditrules.api.types.arguments import Locale
from creditrules.api.types.at_hand import at_hand
from creditrules.api.types.beside import Party, RestsOn, party_of, rests_on_of
from creditrules.api.types.diagnostics import Diagnostic
from creditrules.api.types.enums import BasisCategory, Category, Intervention, LiftKind, Origin, Outcome
from creditrules.api.types.facts import (
    FactDefinition,
    RegBReason,
    RetiredFact,
    fact_definitions,
    reg_b_of,
    retired_facts,
)
from creditrules.api.types.helps import ChangesThatHelp, changes_that_help
from creditrules.api.types.lifts import LiftCondition, lift_condition_of, lift_kind_of
from creditrules.api.types.notices import Notice, NoticeLocale, PackAsked, notice_text_of
from creditrules.api.types.offers import Offer, OfferNote, RequestMade, notes_in, offer_in, request_in
from creditrules.api.types.permissions import needs
from creditrules.api.types.products import Product, product_of
from creditrules.api.types.proof_enums import PossibleOutcomesBasis
from creditrules.api.types.questions import NextQuestion, next_question_of
from creditrules.api.types.resolved import field, told
from creditrules.api.types.rule_sets import RuleSet
from creditrules.api.types.settled import kept, settled, settled_attributes
from creditrules.api.types.statements import Basis
from creditrules.api.types.trials import DecisionExperiment, met_of
from creditrules.api.types.versions import RuleVersion
from creditrules.auth import Action
from creditrules.desk import (
    Report,
    View,
    expected_of_answers,
    experiments_asked,
    notice_preview,
    principal_of,
    rule_since,
    some_reasons,
)
from creditrules.eligibility import AppliedVersion as DomainApplied
from creditrules.eligibility import Decision as DomainDecision
from creditrules.eligibility import PrincipalReason as DomainPrincipal
from creditrules.eligibility import Reason as DomainReason
from creditrules.eligibility import plain_offered
from creditrules.rules import LiftForm, ProductForm

__all__ = ["AppliedVersion", "Decision", "EligibilityReport", "PrincipalReason", "Reason", "Terms", "report_of"]


@strawberry.type(
    description="On which terms the product is open: each figure is the narrowest that all rule sets together leave.",
    directives=needs(Action.ASK),
)
class Terms:
    limit: Decimal | None = strawberry.field(
        description="The highest amount, in `currency`; null when no rule sets one."
    )
    rate: Decimal | None = strawberry.field(
        description="The highest all-in cost a year, as a fraction: 0.24 is 24 %. Null when no rule sets one."
    )
    currency: str = strawberry.field(description="ISO 4217 code.")
    restricted_features: list[str] = strawberry.field(
        description="Features of the product that the applicant cannot use."
    )
    until: datetime | None = strawberry.field(
        description="When the intervention ends, that moment excluded; null when no end is set."
    )
    exposure_limit: Decimal | None = strawberry.field(
        description="The highest that all products of the subject may come to; `limit` is what it leaves."
    )


@settled_attributes()
@strawberry.type(description="A version of a rule set that a decision rests on.", directives=needs(Action.ASK))
class AppliedVersion:
    applied: Private[DomainApplied]
    nodes: Private[AnswerNodes]
    rule_set: str = strawberry.field(description="Slug of the rule set.")
    category: Category = strawberry.field(description="Why the rule set exists.")
    number: int = strawberry.field(description="Number of the version.")
    digest: str = strawberry.field(description="SHA-256 of its canonical form.")
    valid_from: datetime | None = strawberry.field(description="Since when it is in force; null when pinned.")
    recorded_at: datetime | None = strawberry.field(description="When that was recorded; null when pinned.")
    pinned: bool = strawberry.field(description="Whether the caller chose it in place of the version in force.")

    @field
    @at_hand
    @settled
    def version(self) -> RuleVersion:
        """The version itself: its facts, reasons and change statement."""
        return self.nodes.version(self.applied)


def _applied(nodes: AnswerNodes, applied: DomainApplied) -> AppliedVersion:
    return told(AppliedVersion, applied, applied=applied, nodes=nodes, number=applied.version)


@settled_attributes()
@strawberry.type(
    description="Why: what one fired rule found, or that no usable answer was there.", directives=needs(Action.ASK)
)
class Reason:
    reason: Private[DomainReason]
    view: Private[View]
    nodes: Private[AnswerNodes]
    code: str = strawberry.field(
        description="Of the rule set's reason catalogue; the origin's name where no rule answered."
    )
    intervention: Intervention = strawberry.field(description="The step of the ladder that it brings about.")
    category: Category = strawberry.field(
        description="Of its rule set: a risk interception, the product, or regulation."
    )
    origin: Origin = strawberry.field(description="Whether a rule fired or no usable answer was there.")
    detail: str | None = strawberry.field(
        description="What stood in the way, where the rule set could not be evaluated."
    )
    row: int | None = strawberry.field(
        description="The row of the decision table that fired, counted from 1.", directives=needs(Action.SEE_POLICY)
    )
    rule_id: str | None = strawberry.field(
        description="The id its author gave that row.", directives=needs(Action.SEE_POLICY)
    )
    until: datetime | None = strawberry.field(
        description="When the intervention ends, that moment excluded; null when no end is set."
    )
    limit: Decimal | None = strawberry.field(description="The limit that this rule sets, in the product's currency.")
    rate: Decimal | None = strawberry.field(
        description="The highest all-in cost a year that this rule sets, as a fraction."
    )
    restricted_features: list[str] = strawberry.field(description="Features that this rule restricts.")
    exposure_limit: Decimal | None = strawberry.field(
        description="The highest that this rule lets all products of the subject come to."
    )

    @field
    def party(self) -> Party | None:
        """Of whose facts it was found; null for the applicant's."""
        return party_of(self.reason.party)

    @field
    @at_hand
    @settled
    def message(self, locale: Locale = None) -> str:
        """What the applicant is told."""
        return self.view.text(self.reason.texts, locale) or self.code

    @field
    @settled
    def lift(self, locale: Locale = None) -> str | None:
        """What would lift it, as told to the applicant; null where nothing is said."""
        lift = self.reason.definition.lift_texts if self.reason.definition else None
        return self.view.text(lift, locale) if lift else None

    @field
    @settled
    def lift_kind(self) -> LiftKind | None:
        """Whether `lift` is words alone, or says a condition that is worked out; null where nothing is said."""
        return lift_kind_of(self.reason.definition)

    @field
    def lift_condition(self) -> LiftCondition | None:
        """The condition that would lift it, solved and proved; null where there is none."""
        return lift_condition_of(self.view, self.reason)

    @field
    @settled
    def reg_b(self) -> RegBReason | None:
        """The reason of Regulation B's form C-1 that it is mapped to; null where it is to none."""
        return reg_b_of(self.reason.definition)

    @field
    @settled
    def basis(self) -> Basis | None:
        """What it rests on: the reason's own citation, else that of the version; null when there is no version."""
        definition, applied = self.reason.definition, self.reason.applied
        if definition and definition.basis:
            return told(Basis, definition.basis, category=BasisCategory(self.reason.category.value))
        if applied is None:
            return None
        version = self.nodes.version(applied)
        return told(Basis, version.ref.read().statement.basis)

    @field
    @settled
    def valid_from(self) -> datetime | None:
        """Since when this very rule has been in force without a break, through all versions that carry it unchanged.

        Null when the version is pinned or no rule fired.
        """
        return rule_since(self.view, self.reason)

    @field
    @settled
    def rule_set(self) -> RuleSet | None:
        """The rule set that gives it; null of one that the product names and that was never made."""
        return self.nodes.rule_set(self.reason.rule_set)

    @field
    @at_hand
    @settled
    def version(self) -> RuleVersion | None:
        """The version of the rule set that gives it; null when none was in force."""
        return self.nodes.version(self.reason.applied) if self.reason.applied else None


def _reason(view: View, nodes: AnswerNodes, reason: DomainReason) -> Reason:
    finding, features = reason.finding, sorted(reason.finding.restricted_features)
    plain = {"code": reason.code, "category": reason.category, "detail": finding.detail or None}
    return told(Reason, finding, reason=reason, view=view, nodes=nodes, restricted_features=features, **plain)


def _stands(reason: DomainReason) -> Standing | None:
    """What a reason hangs on; None of another party's, and of a rule set without a version."""
    if reason.applied is None or reason.party is not None:
        return None
    on = reason.finding, reason.definition, reason.applied
    return (reason.rule_set, reason.finding.row), on


def _has_condition(reason: DomainReason) -> bool:
    """Whether what would lift it is worked out of the applicant's facts."""
    return reason.definition is not None and isinstance(reason.definition.lift, LiftForm)


@settled_attributes(but=("distance",))
@strawberry.type(description="One of the reasons that counted most.", directives=needs(Action.ASK))
class PrincipalReason:
    principal: Private[DomainPrincipal]
    view: Private[View]
    nodes: Private[AnswerNodes]
    rank: int = strawberry.field(description="Its place among them, counted from 1.")
    distance: Decimal | None = strawberry.field(
        description=(
            "How far the applicant is from where its row would not fire any more, 0 to 1, as a part of the values that "
            "the fact may have; null where that cannot be measured."
        ),
        directives=needs(Action.SEE_POLICY),
    )

    @field
    @at_hand
    @kept(
        Reason,
        lambda self, reason: _reason(self.view, self.nodes, reason),
        stands=lambda _self, reason: _stands(reason),
        fragments=lambda self: self.nodes.fragments,
        unless={"liftCondition": _has_condition},
    )
    def reason(self) -> DomainReason:
        """The reason."""
        return self.principal.reason


def _principal(view: View, nodes: AnswerNodes, principal: DomainPrincipal) -> PrincipalReason:
    return told(PrincipalReason, principal, principal=principal, view=view, nodes=nodes)


FirstReasons = Annotated[int | None, strawberry.argument(description="How many at most: 1 to 100; all unless said.")]
AdverseOnly = Annotated[
    bool, strawberry.argument(description="Only those that take something away or ask for more: severer than WARN.")
]
FirstPrincipal = Annotated[
    int | None,
    strawberry.argument(
        description="How many at most: 1 to 100. Unless said what the settings have for the product's jurisdiction: 4."
    ),
]


@strawberry.type(description="The answer for one product.", directives=needs(Action.ASK))
class Decision:
    decision: Private[DomainDecision]
    view: Private[View]
    nodes: Private[AnswerNodes]
    outcome: Outcome = strawberry.field(
        description="The severest intervention that any rule set brings about, or UNDETERMINED."
    )
    possible_outcomes: list[Outcome] = strawberry.field(
        description="The outcome alone, or, when UNDETERMINED, all that the missing facts may lead to, mildest first."
    )
    possible_outcomes_basis: PossibleOutcomesBasis = strawberry.field(
        description="How it is known which outcomes are possible, and which missing facts count."
    )
    terms: Terms | None = strawberry.field(description="The terms of an open or paused product; null otherwise.")
    warnings: list[str] = strawberry.field(description="What to know about how the answer came about.")

    @field
    @at_hand
    @kept(
        Product,
        lambda self, form: product_of(self.view, form),
        stands=lambda _self, form: (form.product, (form,)),
        fragments=lambda self: self.nodes.fragments,
    )
    def product(self) -> ProductForm:
        """The product, as it is at the report's two times."""
        return self.decision.product

    @field
    @at_hand
    def problems(self) -> list[Diagnostic]:
        """Facts whose values a rule set of the product cannot take: it could not be evaluated, so a person decides."""
        return [Diagnostic.of(problem) for problem in self.decision.problems]

    @field
    @kept(
        list[Reason],
        lambda self, reason: _reason(self.view, self.nodes, reason),
        stands=lambda _self, reason: _stands(reason),
        fragments=lambda self: self.nodes.fragments,
        unless={"liftCondition": _has_condition},
    )
    def reasons(self, first: FirstReasons = None, adverse_only: AdverseOnly = False) -> Sequence[DomainReason]:  # noqa: FBT002
        """Why, the severest first: all reasons unless fewer are asked for."""
        return some_reasons(self.decision, first, adverse_only=adverse_only)

    @field
    def principal_reasons(self, first: FirstPrincipal = None) -> list[PrincipalReason]:
        """The reasons that counted most, of those that take something away or ask for more.

        First the severest; then the one whose row the applicant is farthest from leaving; then the author's order, of
        rule sets in the product and of rows. A reason that several rows give stands once.
        """
        return [_principal(self.view, self.nodes, each) for each in principal_of(self.view, self.decision, first)]

    @field
    def changes_that_help(self) -> ChangesThatHelp | None:
        """The smallest changes of facts that reach a better outcome; null for ALLOW, and while facts are missing.

        Of the applicant's facts that rule sets declare changeable, none of them protected or sensitive; all others, the
        request and the facts of other parties stay as they are. Counts as 20 objects of the operation's cost besides.
        """
        return changes_that_help(self.view, self.decision)

    @field
    @at_hand
    def missing_facts(self) -> list[FactDefinition]:
        """Facts not given that could change the outcome or the terms; those that most rule sets wait for first."""
        return fact_definitions(self.view, ((fact, self._askers(fact.name)) for fact in self.decision.missing_facts))

    @field
    def next_question(self) -> NextQuestion | None:
        """What to ask for next, so that few and cheap questions end in a certain outcome; null unless UNDETERMINED.

        Counts as 20 objects of the operation's cost besides.
        """
        return next_question_of(self.view, self.decision, self._askers)

    @field
    @at_hand
    def rests_on(self) -> list[RestsOn]:
        """Facts whose source the question tells and for which a rule set asks."""
        return [rests_on_of(each) for each in self.decision.rests_on]

    @field
    @at_hand
    def pre_qualification(self) -> bool:
        """Whether it rests on soft facts, and so is no final answer; see `restsOn`."""
        return self.decision.is_pre_qualification

    @field
    @at_hand
    def alternatives(self) -> list[Decision]:
        """Other products of the segment that the same facts do qualify for: mildest first, then the highest limit."""
        return [_decision(self.view, self.nodes, other) for other in self.decision.alternatives]

    @field(needs=Action.SEE_POLICY)
    def notice_preview(self, pack: PackAsked, locale: NoticeLocale) -> Notice | None:
        """What the applicant would be told if this went against them and were recorded; null where it did not.

        Marked as a preview, and for the lender's own people: a notice is given of a recorded decision, by its `notice`.
        """
        made = notice_preview(self.view, self.decision, pack, locale)
        return notice_text_of(made) if made else None

    @field
    def request(self) -> RequestMade | None:
        """What was asked of the product; null where nothing was."""
        return request_in(plain_offered(self.decision, rows=False))

    @field
    def offer(self) -> Offer | None:
        """What the lender would give, within the terms; null unless something was asked for of an open product."""
        return offer_in(plain_offered(self.decision))

    @field
    def offer_notes(self) -> list[OfferNote]:
        """In what the offer differs from what was asked for, or why an open product makes none."""
        return notes_in(self.view, plain_offered(self.decision, rows=False))

    @field
    @at_hand
    @kept(
        list[AppliedVersion],
        lambda self, applied: _applied(self.nodes, applied),
        stands=lambda _self, applied: (applied.rule_set, (applied,)),
        fragments=lambda self: self.nodes.fragments,
    )
    def applied_versions(self) -> Sequence[DomainApplied]:
        """The versions of the rule sets that the answer rests on; `appliedParameters` has those of parameters."""
        return self.decision.applied

    @field
    @at_hand
    def applied_parameters(self) -> list[AppliedParameter]:
        """The versions of the parameters that these rule sets use: reference rates, caps and the like."""
        return [applied_parameter(self.view, applied) for applied in self.decision.parameters]

    def _askers(self, fact: str) -> list[str]:
        compiled = self.view.catalogue.rule_sets(self.view.tenant, [a.digest for a in self.decision.applied])
        return [a.rule_set for a in self.decision.applied if compiled[a.digest].asks_for(fact)]


def _decision(view: View, nodes: AnswerNodes, decision: DomainDecision) -> Decision:
    terms = told(Terms, decision.terms) if decision.terms else None
    basis = decision.possible_basis
    given = {"terms": terms, "possible_outcomes_basis": basis}
    return told(Decision, decision, decision=decision, view=view, nodes=nodes, **given)


@strawberry.type(
    description="The answers to one question, and the two times that they hold for.", directives=needs(Action.ASK)
)
class EligibilityReport:
    report: Private[Report]
    view: Private[View]
    drawn: Private[bool]
    valid_at: datetime = strawberry.field(description="The valid time: when the rules applied were in force.")
    known_at: datetime = strawberry.field(
        description="The recorded time: what had been recorded by then was taken into account."
    )
    forecast: bool = strawberry.field(
        description="Whether the valid time lies ahead: the answer may change before it comes."
    )
    what_if: bool = strawberry.field(
        description=(
            "Whether it answers what would be, not what is: the caller chose the rules by pins, or by a valid or "
            "recorded time that is not now (to the minute). `decide` records such an answer only where the lender "
            "lets the partner choose."
        )
    )
    retired_facts: list[RetiredFact] = strawberry.field(
        description="Facts given that no rule asks for any more: leave them out before they are refused."
    )
    decisions: list[Decision] = strawberry.field(
        description="One for each product asked about, in that order; by slug where all were."
    )

    @field
    def experiments(self) -> list[DecisionExperiment]:
        """The experiments that it met; for partners those alone that the lender publishes."""
        return [met_of(self.view, each, drawn=self.drawn) for each in experiments_asked(self.view, self.report)]


def report_of(view: View, report: Report, subject: str | None) -> EligibilityReport:
    """A report as clients see it, with a view at the report's times; subject: whom it was asked about, if said."""
    view.documents.have(report.heads)
    view.catalogue.expect(partial(expected_of_answers, view, report.decisions))
    nodes = AnswerNodes(view, report)
    decisions = [_decision(view, nodes, decision) for decision in report.decisions]
    return told(
        EligibilityReport,
        report,
        report=report,
        view=view,
        drawn=subject is not None,
        decisions=decisions,
        what_if=bool(report.chosen),
        retired_facts=retired_facts(report.retired),
    )
