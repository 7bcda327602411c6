"""The answer to a partner's question: decisions with their terms, reasons, missing facts, alternatives and versions."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from operator import attrgetter
from typing import Annotated, Final

from creditrules.api.engine.plans.keeping import Keeping, Standing
from creditrules.api.types.answer_nodes import AnswerNodes
from creditrules.api.types.applied_parameters import KEPT_PARAMETERS, AppliedParameter
from creditrules.api.types.at_hand import at_hand
from creditrules.api.types.beside import RestsOn, rests_on_of
from creditrules.api.types.declaring import Private, strawberry
from creditrules.api.types.diagnostics import Diagnostic
from creditrules.api.types.enums import Outcome
from creditrules.api.types.facts import (
    FactDefinition,
    RetiredFact,
    fact_definitions,
    retired_facts,
)
from creditrules.api.types.helps import ChangesThatHelp, changes_that_help
from creditrules.api.types.notices import Notice, NoticeLocale, PackAsked, notice_text_of
from creditrules.api.types.offers import Offer, OfferNote, RequestMade, notes_in, offer_in, request_in
from creditrules.api.types.permissions import needs
from creditrules.api.types.products import Product, product_of
from creditrules.api.types.proof_enums import PossibleOutcomesBasis
from creditrules.api.types.questions import NextQuestion, next_question_of
from creditrules.api.types.reasons import (
    KEPT_REASONS,
    KEPT_VERSIONS,
    AppliedVersion,
    PrincipalReason,
    Reason,
    cause_parts,
    finding_parts,
    principal_told,
)
from creditrules.api.types.resolved import field, told
from creditrules.api.types.settled import kept, settled_attributes
from creditrules.api.types.terms import KEPT_TERMS, Terms, terms_parts
from creditrules.api.types.trials import DecisionExperiment, met_of
from creditrules.auth import Action
from creditrules.desk import (
    Report,
    View,
    expected_of_answers,
    experiments_asked,
    notice_preview,
    principal_of,
    some_reasons,
)
from creditrules.eligibility import AppliedParameter as DomainParameter
from creditrules.eligibility import AppliedVersion as DomainApplied
from creditrules.eligibility import Decision as DomainDecision
from creditrules.eligibility import Reason as DomainReason
from creditrules.eligibility import Terms as DomainTerms
from creditrules.eligibility import adverse_reasons, plain_offered
from creditrules.rules import ProductForm

__all__ = ["Decision", "EligibilityReport", "report_of"]

MOST_REASONS: Final = 50
"""Of a decision that is kept as it was written; with more, the same hardly ever come together again."""

_KEPT_PRODUCTS: Final = Keeping(
    tell=lambda of, form: product_of(of.view, form),
    stands=lambda _, form: (form.product, (form,)),
    fragments=lambda of: of.nodes.fragments,
)

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


@settled_attributes()
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
    warnings: list[str] = strawberry.field(description="What to know about how the answer came about.")

    @field
    @at_hand
    @kept(Product, _KEPT_PRODUCTS)
    def product(self) -> ProductForm:
        """The product, as it is at the report's two times."""
        return self.decision.product

    @field
    @at_hand
    @kept(Terms | None, KEPT_TERMS)
    def terms(self) -> DomainTerms | None:
        """The terms of an open or paused product; null otherwise."""
        return self.decision.terms

    @field
    @at_hand
    def problems(self) -> list[Diagnostic]:
        """Facts whose values a rule set of the product cannot take: it could not be evaluated, so a person decides."""
        return [Diagnostic.of(problem) for problem in self.decision.problems]

    @field
    @kept(list[Reason], KEPT_REASONS)
    def reasons(self, first: FirstReasons = None, adverse_only: AdverseOnly = False) -> Sequence[DomainReason]:  # noqa: FBT002
        """Why, the severest first: all reasons unless fewer are asked for."""
        return some_reasons(self.decision, first, adverse_only=adverse_only)

    @field
    def principal_reasons(self, first: FirstPrincipal = None) -> list[PrincipalReason]:
        """The reasons that counted most, of those that take something away or ask for more.

        First the severest; then the one whose row the applicant is farthest from leaving; then the author's order, of
        rule sets in the product and of rows. A reason that several rows give stands once.
        """
        return [principal_told(self.view, self.nodes, each) for each in principal_of(self.view, self.decision, first)]

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
    @kept(list[AppliedVersion], KEPT_VERSIONS)
    def applied_versions(self) -> Sequence[DomainApplied]:
        """The versions of the rule sets that the answer rests on; `appliedParameters` has those of parameters."""
        return self.decision.applied

    @field
    @at_hand
    @kept(list[AppliedParameter], KEPT_PARAMETERS)
    def applied_parameters(self) -> Sequence[DomainParameter]:
        """The versions of the parameters that these rule sets use: reference rates, caps and the like."""
        return self.decision.parameters

    def _askers(self, fact: str) -> list[str]:
        compiled = self.view.catalogue.rule_sets(self.view.tenant, [a.digest for a in self.decision.applied])
        return [a.rule_set for a in self.decision.applied if compiled[a.digest].asks_for(fact)]


def _decision(view: View, nodes: AnswerNodes, decision: DomainDecision) -> Decision:
    basis = decision.possible_basis
    return told(Decision, decision, decision=decision, view=view, nodes=nodes, possible_outcomes_basis=basis)


def _stands(of: EligibilityReport | Decision, decision: DomainDecision) -> Standing | None:
    """What a decision hangs on, but for amounts; None of one of many reasons, and of unknown parameters."""
    if len(decision.reasons) > MOST_REASONS:
        return None
    rows: list[int | None] = []
    on: list[object] = [*_decision_parts(decision)]
    for reason in decision.reasons:
        cause = reason.cause
        finding = cause.finding
        rows.append(finding.row)
        on += cause_parts(cause)
        on += finding_parts(finding)
    terms = decision.terms
    features = None
    if terms is not None:
        features = terms.restricted_features
        on += terms_parts(terms)
    parameters = of.nodes.parameters(decision.parameters)
    if parameters is None:
        return None
    on += parameters
    return (decision.product.product, decision.possible_outcomes, tuple(rows), features), tuple(on)


_decision_parts: Final = attrgetter("product", "outcome", "narrowed", "warnings", "applied")


def _is_asked_for(decision: DomainDecision) -> bool:
    return decision.request is not None or decision.offer is not None or bool(decision.offer_notes)


_KEPT_DECISIONS: Final = Keeping(
    tell=lambda of, decision: _decision(of.view, of.nodes, decision),
    stands=_stands,
    fragments=lambda of: of.nodes.decisions,
    unless={
        "missingFacts": lambda decision: bool(decision.missing_facts),
        "problems": lambda decision: bool(decision.problems),
        "principalReasons": lambda decision: bool(adverse_reasons(decision)),
        "restsOn": lambda decision: bool(decision.rests_on),
        "preQualification": lambda decision: bool(decision.rests_on),
        "alternatives": lambda decision: bool(decision.alternatives),
        "request": _is_asked_for,
        "offer": _is_asked_for,
        "offerNotes": _is_asked_for,
    },
    within={
        "product": lambda decision: (decision.product,),
        "terms": lambda decision: (decision.terms,),
        "reasons": attrgetter("reasons"),
        "appliedVersions": attrgetter("applied"),
        "appliedParameters": attrgetter("parameters"),
    },
    parts=lambda decision: (decision.terms, *decision.reasons),
)


@strawberry.type(
    description="The answers to one question, and the two times that they hold for.", directives=needs(Action.ASK)
)
class EligibilityReport:
    report: Private[Report]
    view: Private[View]
    nodes: Private[AnswerNodes]
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

    @field
    @at_hand
    @kept(list[Decision], _KEPT_DECISIONS)
    def decisions(self) -> Sequence[DomainDecision]:
        """One for each product asked about, in that order; by slug where all were."""
        return self.report.decisions

    @field
    def experiments(self) -> list[DecisionExperiment]:
        """The experiments that it met; for partners those alone that the lender publishes."""
        return [met_of(self.view, each, drawn=self.drawn) for each in experiments_asked(self.view, self.report)]


def report_of(view: View, report: Report, subject: str | None) -> EligibilityReport:
    """A report as clients see it, with a view at the report's times; subject: whom it was asked about, if said."""
    view.documents.have(report.heads)
    view.catalogue.expect(partial(expected_of_answers, view, report.decisions))
    nodes = AnswerNodes(view, report)
    return told(
        EligibilityReport,
        report,
        report=report,
        view=view,
        nodes=nodes,
        drawn=subject is not None,
        what_if=bool(report.chosen),
        retired_facts=retired_facts(report.retired),
    )
