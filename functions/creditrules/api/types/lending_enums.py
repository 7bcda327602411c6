"""Enumerations of loans and their prices, as clients see them."""

from __future__ import annotations

from creditrules.api.types.described import describe
from creditrules.eligibility import OfferNoteCode
from creditrules.lending import AprMethod, FeeTiming, GraceKind
from creditrules.lending import Method as RepaymentMethod

__all__ = ["AprMethod", "FeeTiming", "GraceKind", "OfferNoteCode", "RepaymentMethod"]


describe(
    AprMethod,
    "By which law an annual percentage rate is worked out.",
    EU_CONSUMER_CREDIT="The equation of the Consumer Credit Directive, annex I. Effective.",
    UK_CONSUMER_CREDIT="The same as the FCA's handbook has it, CONC App 1.2. Effective.",
    UK_MORTGAGE="The APRC of the FCA's handbook, MCOB 10A: the same equation. Effective.",
    US_REGULATION_Z="The actuarial method of Regulation Z, appendix J. Nominal.",
)
describe(
    RepaymentMethod,
    "How a loan is repaid.",
    name="RepaymentMethod",
    ANNUITY="Level payments of interest and principal.",
    EQUAL_PRINCIPAL="The same principal each time, and the interest on what is left.",
    INTEREST_ONLY="Interest each time, the principal with the last.",
    BULLET="Everything in one payment at the end.",
)
describe(
    GraceKind,
    "What is paid while there is grace at the start.",
    INTEREST="The interest, no principal.",
    CAPITALISED="Nothing; interest is added to what is owed.",
    CHARGED="Nothing; interest is due with the first payment.",
    FREE="Nothing, and there is no interest.",
)
describe(
    FeeTiming,
    "When a fee is paid.",
    UPFRONT="At the start, out of the borrower's pocket.",
    DEDUCTED="Kept back from what is paid out.",
    FINANCED="Added to the principal and repaid with interest.",
    EACH_INSTALMENT="With every instalment.",
)
describe(
    OfferNoteCode,
    "In what an offer differs from what was asked for, or why there is none.",
    AMOUNT_ABOVE_LIMIT="More is asked for than the terms leave; their limit is offered.",
    AMOUNT_ABOVE_MAXIMUM="More is asked for than the product lends; its most is offered.",
    AMOUNT_ROUNDED="Amounts are lent in steps; the next lower one is offered.",
    RATE_LOWERED="The product's rate is lowered, so that the cost stays within the terms.",
    AMOUNT_BELOW_MINIMUM="Less is asked for than the product lends.",
    LIMIT_BELOW_MINIMUM="The terms leave less than the product lends.",
    DEPOSIT_COVERS="The deposit leaves nothing to be lent.",
    TERM_NOT_OFFERED="The product is not lent for so many months.",
    OTHER_CURRENCY="The request is in another currency, and counts as not made.",
    REQUEST_INCOMPLETE="An offer takes an amount and a term.",
    NOT_PRICED="The product states no prices.",
    RATE_UNKNOWN="The product's rate cannot be told for this applicant.",
    BUDGET_SPENT="The request's budget of evaluation was spent before the product was priced.",
    PARAMETER_WITHOUT_VALUE="A parameter that the product's rate is made of has no value in force.",
    COST_ABOVE_TERMS="At no rate does the cost stay within the terms.",
    NOT_LENDABLE="No loan can be made so; the message says why.",
)
