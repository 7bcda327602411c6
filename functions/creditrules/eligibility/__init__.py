"""One decision: facts → findings → outcome, terms, reasons, what is missing, alternatives; pure.

    decision = Decider(product, digest, governing).decide(Applicant(facts), now)

What is kept of a decision, and the store that keeps it, have a door of their own: `creditrules.eligibility.recording`.
"""

from creditrules.eligibility.absent import AbsentRuleSet
from creditrules.eligibility.again import (
    Again,
    RecordedContents,
    currencies_asked,
    differences_from_record,
    recorded_digests,
)
from creditrules.eligibility.alternatives import with_alternatives
from creditrules.eligibility.answers import (
    Aspect,
    Difference,
    PlainAnswer,
    applied_in,
    differences,
    plain_answer,
    plain_offered,
    possible_basis_in,
    summary_of,
)
from creditrules.eligibility.applicant import Applicant
from creditrules.eligibility.asked import EVERY_PRODUCT, REQUEST_FACTS, Requests, plain_requests, read_requests
from creditrules.eligibility.attribution import (
    Attributed,
    AttributedDifference,
    Attribution,
    Effect,
    difference_in_effect,
)
from creditrules.eligibility.beside import BESIDE
from creditrules.eligibility.cases import NO_CASES, cases_moved, changed_cases, judged_properties, run_cases
from creditrules.eligibility.claimed import Claim, ClaimFound, ClaimStanding
from creditrules.eligibility.compared import OutcomePart, OutcomeVerdict
from creditrules.eligibility.compiled import CompiledRuleSet, compile_rule_set
from creditrules.eligibility.contracts import Breach, BreachKind, breaches, refused_contract
from creditrules.eligibility.coverage import Coverage, Generated, covered
from creditrules.eligibility.decide import Decider, MakeNarrow, Narrow
from creditrules.eligibility.decision import Decision, Outcome, PossibleBasis, RestsOn, RetiredFact, Terms
from creditrules.eligibility.drift import Drift, drift_of_counts, drift_of_values
from creditrules.eligibility.engine import ENGINE
from creditrules.eligibility.explanation import (
    MOST_LIFTS,
    Explained,
    explained,
    explained_all,
    lifts_in,
    most_in,
    principal_in,
    with_withheld,
)
from creditrules.eligibility.fit import Misfit, misfits
from creditrules.eligibility.generated_on_demand import generate_cases
from creditrules.eligibility.governing import GoverningRuleSet
from creditrules.eligibility.kept_forms import FORM, compiled_form, from_form, is_outdated_form
from creditrules.eligibility.lifting import (
    ComparisonOperator,
    Doubt,
    LiftState,
    ToldChange,
    ToldLift,
    as_published,
    in_words,
    lifted,
    publishes,
    stated,
    told_lift,
)
from creditrules.eligibility.narrowings import FreshAnalyses, Narrowings
from creditrules.eligibility.notices import LANGUAGES, Notice, NoticePack, NoticePartKind, NoticeSubject, made_notice
from creditrules.eligibility.offer import Offer, OfferNote, OfferNoteCode
from creditrules.eligibility.parameters import (
    AppliedParameter,
    Parameters,
    ParametersAt,
    none_at,
    value_in_force,
)
from creditrules.eligibility.parameters_given import ParametersGiven
from creditrules.eligibility.pins import Pins, plain_pins, read_pins
from creditrules.eligibility.principal import PrincipalReason, adverse_reasons, principal_reasons
from creditrules.eligibility.questions import NextQuestion
from creditrules.eligibility.reach import can_reach
from creditrules.eligibility.reason import SILENCE, AppliedVersion, Finding, Origin, Reason
from creditrules.eligibility.search import attribute, walk_steps
from creditrules.eligibility.stages import given_to_all
from creditrules.eligibility.stored import stored_experiment, stored_parameter, stored_product, stored_rule_set
from creditrules.eligibility.times import EARLIEST, LATEST
from creditrules.eligibility.verifying import VerifiedRuleSet, verify_compiled

__all__ = [
    "BESIDE",
    "EARLIEST",
    "ENGINE",
    "EVERY_PRODUCT",
    "FORM",
    "LANGUAGES",
    "LATEST",
    "MOST_LIFTS",
    "NO_CASES",
    "REQUEST_FACTS",
    "SILENCE",
    "AbsentRuleSet",
    "Again",
    "Applicant",
    "AppliedParameter",
    "AppliedVersion",
    "Aspect",
    "Attributed",
    "AttributedDifference",
    "Attribution",
    "Breach",
    "BreachKind",
    "Claim",
    "ClaimFound",
    "ClaimStanding",
    "ComparisonOperator",
    "CompiledRuleSet",
    "Coverage",
    "Decider",
    "Decision",
    "Difference",
    "Doubt",
    "Drift",
    "Effect",
    "Explained",
    "Finding",
    "FreshAnalyses",
    "Generated",
    "GoverningRuleSet",
    "LiftState",
    "MakeNarrow",
    "Misfit",
    "Narrow",
    "Narrowings",
    "NextQuestion",
    "Notice",
    "NoticePack",
    "NoticePartKind",
    "NoticeSubject",
    "Offer",
    "OfferNote",
    "OfferNoteCode",
    "Origin",
    "Outcome",
    "OutcomePart",
    "OutcomeVerdict",
    "Parameters",
    "ParametersAt",
    "ParametersGiven",
    "Pins",
    "PlainAnswer",
    "PossibleBasis",
    "PrincipalReason",
    "Reason",
    "RecordedContents",
    "Requests",
    "RestsOn",
    "RetiredFact",
    "Terms",
    "ToldChange",
    "ToldLift",
    "VerifiedRuleSet",
    "adverse_reasons",
    "applied_in",
    "as_published",
    "attribute",
    "breaches",
    "can_reach",
    "cases_moved",
    "changed_cases",
    "compile_rule_set",
    "compiled_form",
    "covered",
    "currencies_asked",
    "difference_in_effect",
    "differences",
    "differences_from_record",
    "drift_of_counts",
    "drift_of_values",
    "explained",
    "explained_all",
    "from_form",
    "generate_cases",
    "given_to_all",
    "in_words",
    "is_outdated_form",
    "judged_properties",
    "lifted",
    "lifts_in",
    "made_notice",
    "misfits",
    "most_in",
    "none_at",
    "plain_answer",
    "plain_offered",
    "plain_pins",
    "plain_requests",
    "possible_basis_in",
    "principal_in",
    "principal_reasons",
    "publishes",
    "read_pins",
    "read_requests",
    "recorded_digests",
    "refused_contract",
    "run_cases",
    "stated",
    "stored_experiment",
    "stored_parameter",
    "stored_product",
    "stored_rule_set",
    "summary_of",
    "told_lift",
    "value_in_force",
    "verify_compiled",
    "walk_steps",
    "with_alternatives",
    "with_withheld",
]
