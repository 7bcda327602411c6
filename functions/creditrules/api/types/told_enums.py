"""Enumerations of what notices, lifts, records and audit chains say, as clients see them."""

from __future__ import annotations

from creditrules.api.types.described import describe
from creditrules.eligibility import ComparisonOperator, NoticePartKind
from creditrules.eligibility.recording import RuleChoice
from creditrules.rules.audit import AuditAct

__all__ = ["AuditAct", "ComparisonOperator", "NoticePartKind", "RuleChoice"]


describe(
    ComparisonOperator,
    "How a fact would have to stand to the value of a condition.",
    EQUAL="The same.",
    LESS="Lower, or earlier.",
    LESS_OR_EQUAL="At most that.",
    GREATER="Higher, or later.",
    GREATER_OR_EQUAL="At least that.",
)
describe(
    NoticePartKind,
    "Which part of a notice it is.",
    PREVIEW="That it is a preview, and no notice.",
    ACTION="What was decided, on what, by whom.",
    REASONS="The principal reasons.",
    SCORE="The credit score that was used.",
    REPORT="The agency whose report was used.",
    DATA="Which facts were used.",
    DATABASE="The database that was consulted.",
    CHANGE="What would lead to another decision.",
    RIGHTS="What the applicant may ask for.",
    AUTHORITY="To whom to complain.",
    ADVICE="Where there is advice about debts.",
)
describe(
    RuleChoice,
    "By what a caller chose the rules of a decision.",
    PINS="By pinned versions.",
    VALID_AT="By the valid time.",
    KNOWN_AT="By the recorded time.",
)
describe(
    AuditAct,
    "What a link of an audit chain says was done.",
    CREATE="A document was made.",
    PUBLISH="A version was published directly.",
    CORRECT="A version was published as a correction of the past.",
    CANCEL="An activation was taken back before it began.",
    ROLL_BACK="An old version was put in force again.",
    RETIRE="The document was ended.",
    DRAFT="A change was proposed.",
    EDIT="A proposal was edited.",
    SUBMIT="A proposal was submitted for approval.",
    APPROVE="A proposal was approved.",
    REJECT="A proposal was rejected.",
    WITHDRAW="A proposal was withdrawn.",
    COMMENT="Somebody commented on a proposal.",
    PUBLISH_PROPOSAL="A proposal became a version.",
    DECIDE="A decision was recorded.",
    ERASE_SUBJECT="The facts of a subject were erased.",
    REQUEST_REVIEW="A person's look at a decision was asked for.",
    RESOLVE_REVIEW="Somebody looked at a decision.",
)
