"""Enumerations of what is proved of rules before they are published, as clients see them."""

from __future__ import annotations

from creditrules.api.types.described import describe
from creditrules.desk import HelpProof
from creditrules.dmn import Better, Direction, FlawProof
from creditrules.eligibility import Claim as ClaimKind
from creditrules.eligibility import ClaimStanding, OutcomePart, OutcomeVerdict
from creditrules.eligibility import PossibleBasis as PossibleOutcomesBasis

__all__ = [
    "Better",
    "ClaimKind",
    "ClaimStanding",
    "Direction",
    "FlawProof",
    "HelpProof",
    "OutcomePart",
    "OutcomeVerdict",
    "PossibleOutcomesBasis",
]


describe(
    ClaimKind,
    "What a fact declares that rules can be held against.",
    "ClaimKind",
    BETTER="Nobody is treated worse for a better value, all else alike: by the step, then the limit, then the rate.",
    PROTECTED="It cannot change step, limit or rate.",
)
describe(
    ClaimStanding,
    "Whether something that is claimed of rules holds.",
    "ClaimStanding",
    PROVED="For all applicants.",
    REFUTED="Not for two who are shown; a flaw has them.",
    SEARCHED="Nobody was found of whom it is not so, which is no proof.",
)
describe(
    FlawProof,
    "How a flaw of a decision table is known.",
    PROVED="For all values that there are.",
    SUPPOSED="Proved of what the columns test; whether worked out values come so together is not known.",
    SEARCHED="Shown by the sample; there may be more, where cells are no sets of constants.",
    NOT_ANALYSED="Nothing is known here: the message says why.",
)
describe(
    OutcomeVerdict,
    "What a comparison of answers came to.",
    name="OutcomeVerdict",
    EQUIVALENT="Every applicant is answered alike, proved.",
    DIFFERENT="Some applicants are answered otherwise.",
    NOT_PROVED="Nobody was found who is answered otherwise, and not all could be analysed.",
)
describe(
    OutcomePart,
    "What two answers may differ in.",
    OUTCOME="The outcome.",
    LIMIT="The highest amount.",
    RATE="The highest all-in cost a year.",
    EXPOSURE_LIMIT="The highest that all products of the subject may come to.",
    RESTRICTED_FEATURES="Features that are restricted.",
    UNTIL="When the intervention ends.",
    REASONS="Reasons that only one of the two gives.",
    OFFER="What is offered to those who ask for something.",
)
describe(
    HelpProof,
    "How is known what would help.",
    PROVED="Nothing else helps that the changeable facts can come to, and nothing for less.",
    SEARCHED="Conditions are of several of these facts at once, or of more than reasoning reaches: there may be more.",
)
describe(
    Better,
    "Which values of a fact speak for the applicant.",
    HIGHER="Higher ones, or those that stand later in its list of allowed values.",
    LOWER="Lower ones, or those that stand earlier in its list of allowed values.",
)
describe(
    Direction,
    "In which direction an applicant could change a fact.",
    name="ChangeDirection",
    UP="To higher values, or those that stand later in its list of allowed values.",
    DOWN="To lower values, or those that stand earlier in its list of allowed values.",
    ANY="To any value.",
)
describe(
    PossibleOutcomesBasis,
    "How it is known which outcomes missing facts may lead to, and which of them count.",
    name="PossibleOutcomesBasis",
    PROVED=(
        "An applicant with the known facts was decided for each outcome; there is no other, and each missing fact can "
        "change the outcome or the terms."
    ),
    SUPPOSED=(
        "There is no other outcome, and some may be none: each rule set was asked by itself what it may find, as "
        "reasoning about all of them did not reach."
    ),
)
