"""The instalment schedule of a loan: exact, down to nothing, what rounding leaves over in the last instalment."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from creditrules.lending.annuity import Row
from creditrules.lending.charging import PaidFee, balloon_units, charged
from creditrules.lending.checks import check_loan, check_terms
from creditrules.lending.errors import LendingError, impossible
from creditrules.lending.money import Units
from creditrules.lending.plan import Plan, plan_of
from creditrules.lending.repaying import Repaying
from creditrules.lending.terms import FeeTiming, Loan, PricingTerms
from creditrules.records import dataclass

__all__ = ["Instalment", "Schedule", "schedule"]


class Instalment(NamedTuple):
    """One payment. payment: interest, principal and fee together. balance: the principal left after it."""

    number: int
    due: date
    payment: Decimal
    interest: Decimal
    principal: Decimal
    fee: Decimal
    balance: Decimal


@dataclass(frozen=True, slots=True)
class Schedule:
    """What a loan costs, and when it is paid.

    principal: the amount with the fees financed and the interest capitalised; the principal of all instalments
    together. received: the amount less the fees deducted from it. fees: those that are paid, each with its sum.
    regular: whether the first period is as long as the others, and there is no grace without payments. total_cost:
    interest, also what is capitalised, and the fees that are part of the cost of the credit (2008/48/EC art. 3(g)).
    total_payable: the amount and that cost (art. 3(h)). balloon: what of the last payment it is.
    """

    terms: PricingTerms
    loan: Loan
    instalments: tuple[Instalment, ...]
    fees: tuple[PaidFee, ...]
    regular: bool
    principal: Decimal
    received: Decimal
    total_interest: Decimal
    total_fees: Decimal
    total_cost: Decimal
    total_payable: Decimal
    balloon: Decimal = Decimal(0)
    capitalised: Decimal = Decimal(0)

    @property
    def instalment(self) -> Decimal:
        """What has to be afforded: the highest payment before the last, or the only one."""
        return max(each.payment for each in self.instalments[:-1] or self.instalments)


def schedule(terms: PricingTerms, loan: Loan) -> Schedule:
    """The schedule of a loan.

    Interest of a period is the balance times the rate times the period's part of a year, rounded; the last instalment
    pays what is left, so that the principal of all instalments is exactly what was lent.

    Raises LendingError: terms or loan out of bounds, fees that leave nothing to pay out, payments that the product
    rounds so coarsely that they do not cover the interest, or that the loan would be repaid before its last instalment.
    """
    faults = check_terms(terms) or check_loan(terms, loan)
    if faults:
        raise LendingError(faults)
    scale = Units.of(terms.rounding.unit)
    amount = scale.exact(loan.amount) or 0
    plan = plan_of(terms, loan)
    fees = charged(terms, amount, len(plan.due))
    if fees.of(FeeTiming.DEDUCTED) >= amount:
        hint = "Ask for more, or lower the fees."
        raise impossible("lending.fees", "loan.amount", "The fees deducted are as much as the amount.", hint)
    principal = amount + fees.of(FeeTiming.FINANCED)
    repaying, balloon = Repaying(terms, plan), balloon_units(terms, loan, amount, scale)
    if balloon > amount:
        message = f"The balloon, {scale.decimal(balloon)}, is more than the amount."
        raise impossible("lending.balloon", "loan.amount", message, "Ask for more, or pay less down.")
    owed = repaying.owed(principal)
    rows = repaying.rows(owed, balloon)
    interest = sum(row[0] for row in rows) + owed - principal
    each, every = fees.of(FeeTiming.EACH_INSTALMENT), len(rows)
    cost = interest + fees.sum(every, charges_only=True)
    return Schedule(
        terms,
        loan,
        _instalments(rows, plan, owed, each, scale),
        fees.fees,
        plan.regular,
        scale.decimal(owed),
        scale.decimal(amount - fees.of(FeeTiming.DEDUCTED)),
        scale.decimal(interest),
        scale.decimal(fees.sum(every)),
        scale.decimal(cost),
        scale.decimal(amount + cost),
        scale.decimal(balloon),
        scale.decimal(owed - principal),
    )


def _instalments(rows: list[Row], plan: Plan, principal: int, fee: int, scale: Units) -> tuple[Instalment, ...]:
    decimal, balance, shown_fee = scale.decimal, principal, scale.decimal(fee)
    instalments = []
    for number, (due, (interest, repaid)) in enumerate(zip(plan.due, rows, strict=True), 1):
        balance -= repaid
        payment = decimal(interest + repaid + fee)
        shown = decimal(interest), decimal(repaid), shown_fee, decimal(balance)
        instalments.append(Instalment(number, due, payment, *shown))
    return tuple(instalments)
