"""Enumerations as clients see them, every value described. Their names are those of the domain's own."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from enum import Enum

import strawberry
from strawberry import enum_value

__all__ = [
    "ActivationKind",
    "ApprovingRole",
    "BasisCategory",
    "ContentFormat",
    "Intervention",
    "Outcome",
    "PolicyScope",
    "ProposalState",
    "ReasonOrigin",
    "RuleCategory",
    "Scenario",
    "Segment",
    "Severity",
    "Standing",
]


@strawberry.enum(
    description="The answer for one product: a step of the intervention ladder, mildest first, or UNDETERMINED."
)
class Outcome(Enum):
    ALLOW = enum_value("ALLOW", description="The applicant may have the product.")
    WARN = enum_value("WARN", description="The applicant may have the product and should be told of a risk.")
    STEP_UP = enum_value("STEP_UP", description="The applicant may have the product after giving more proof.")
    LIMIT = enum_value(
        "LIMIT", description="The applicant may have the product with a lower limit or restricted features."
    )
    PAUSE = enum_value(
        "PAUSE", description="The product is suspended for the applicant, until a date where one is set."
    )
    REFER = enum_value(
        "REFER", description="A person decides; also where no rule fired or a rule could not be evaluated."
    )
    DECLINE = enum_value("DECLINE", description="The applicant may not have the product.")
    UNDETERMINED = enum_value(
        "UNDETERMINED", description="Facts are missing that could change the answer: see missingFacts."
    )


@strawberry.enum(description="What one rule answers, mildest first. No rule answers with a bare yes or no.")
class Intervention(Enum):
    ALLOW = enum_value("ALLOW", description="Nothing against the applicant.")
    WARN = enum_value("WARN", description="The applicant should be told of a risk.")
    STEP_UP = enum_value("STEP_UP", description="More proof is needed.")
    LIMIT = enum_value("LIMIT", description="A lower limit or restricted features.")
    PAUSE = enum_value("PAUSE", description="Suspended, until a date where one is set.")
    REFER = enum_value("REFER", description="A person decides.")
    DECLINE = enum_value("DECLINE", description="Not for this applicant.")


@strawberry.enum(description="Why a rule set exists.")
class RuleCategory(Enum):
    RISK = enum_value("RISK", description="The lender's own view of risk, risk interception included.")
    PRODUCT = enum_value("PRODUCT", description="How the product is made: terms, scenarios, availability.")
    REGULATION = enum_value("REGULATION", description="Law or a regulator's rule.")


@strawberry.enum(
    description="Where a reason comes from. Only RULE is a rule's own answer; the others tell of the lack of one."
)
class ReasonOrigin(Enum):
    RULE = enum_value("RULE", description="A rule fired.")
    NO_RULE_FIRED = enum_value("NO_RULE_FIRED", description="The rule set had no rule for this applicant.")
    NOT_EVALUABLE = enum_value("NOT_EVALUABLE", description="The rule set could not be evaluated on these facts.")
    NO_VERSION_IN_FORCE = enum_value("NO_VERSION_IN_FORCE", description="No version of the rule set was in force.")


@strawberry.enum(description="Whom a product is for.")
class Segment(Enum):
    CONSUMER = enum_value("CONSUMER", description="Persons, for their own use.")
    BUSINESS = enum_value("BUSINESS", description="Businesses, the smallest included.")


@strawberry.enum(description="What the money is for.")
class Scenario(Enum):
    GENERAL = enum_value("GENERAL", description="Not bound to a purpose.")
    AUTO = enum_value("AUTO", description="Buying a car.")
    ELECTRONICS = enum_value("ELECTRONICS", description="Buying electronics.")
    HOME = enum_value("HOME", description="Furnishing and repairing a home.")
    EDUCATION = enum_value("EDUCATION", description="Education and training.")
    TRAVEL = enum_value("TRAVEL", description="Travel.")
    HEALTH = enum_value("HEALTH", description="Medical care.")
    CARE = enum_value("CARE", description="Care of children and of the old.")


@strawberry.enum(description="What a change rests on.")
class BasisCategory(Enum):
    REGULATION = enum_value("REGULATION", description="Law or a regulator's rule.")
    RISK = enum_value("RISK", description="A finding about risk.")
    PRODUCT = enum_value("PRODUCT", description="A decision about the product.")
    PARTNER = enum_value("PARTNER", description="An agreement with a partner.")
    CORRECTION = enum_value("CORRECTION", description="A mistake that is put right.")


@strawberry.enum(description="How a version came into force.")
class ActivationKind(Enum):
    PUBLICATION = enum_value("PUBLICATION", description="From the moment of recording on, or from a later one.")
    CORRECTION = enum_value("CORRECTION", description="Declared to hold from a moment that had already passed.")
    ROLLBACK = enum_value("ROLLBACK", description="An old version, put in force again.")
    RETIREMENT = enum_value("RETIREMENT", description="No version is in force from then on.")
    CANCELLATION = enum_value("CANCELLATION", description="Takes back an activation that had not started.")


@strawberry.enum(description="Where a proposal stands.")
class ProposalState(Enum):
    DRAFT = enum_value("DRAFT", description="Being written; any edit leads back here.")
    SUBMITTED = enum_value("SUBMITTED", description="Waiting for the approvals that the policy requires.")
    APPROVED = enum_value("APPROVED", description="Free to be published.")
    PUBLISHED = enum_value("PUBLISHED", description="Has become a version.")
    REJECTED = enum_value("REJECTED", description="Refused by those who approve.")
    WITHDRAWN = enum_value("WITHDRAWN", description="Given up by those who write.")


@strawberry.enum(description="Where an activation stands at the two times asked for.")
class Standing(Enum):
    SCHEDULED = enum_value("SCHEDULED", description="Has not started.")
    IN_FORCE = enum_value("IN_FORCE", description="Decides what is in force; a retirement, that nothing is.")
    SUPERSEDED = enum_value("SUPERSEDED", description="Another one decides.")
    EXPIRED = enum_value("EXPIRED", description="Its stated end has passed.")
    CANCELLED = enum_value("CANCELLED", description="Was taken back before it started; or takes another one back.")


@strawberry.enum(description="What a rule of the approval policy is for.")
class PolicyScope(Enum):
    RISK_RULES = enum_value("RISK_RULES", description="Rule sets of the category RISK.")
    PRODUCT_RULES = enum_value("PRODUCT_RULES", description="Rule sets of the category PRODUCT.")
    REGULATION_RULES = enum_value("REGULATION_RULES", description="Rule sets of the category REGULATION.")
    PRODUCTS = enum_value("PRODUCTS", description="Products.")


@strawberry.enum(description="Whose approval counts.")
class ApprovingRole(Enum):
    APPROVER = enum_value("APPROVER", description="Those whose work is to approve.")
    CHIEF = enum_value("CHIEF", description="Those who also correct, retire and set the policy.")


@strawberry.enum(description="How much a diagnostic weighs.")
class Severity(Enum):
    ERROR = enum_value("ERROR", description="Stops publishing.")
    WARNING = enum_value("WARNING", description="Is told and does not stop publishing.")


@strawberry.enum(description="How a version's content is written.")
class ContentFormat(Enum):
    YAML = enum_value("YAML", description="Rules as code, for reading and editing.")
    JSON = enum_value("JSON", description="The canonical form, of which the digest is taken.")
