"""What is owed already, in the currency of a product: converted at rates that the lender states, or not known."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Context, Decimal
from typing import Final

from creditrules.eligibility.parameters import Parameters
from creditrules.errors import Diagnostic
from creditrules.feel import Unknown, Value
from creditrules.records import dataclass
from creditrules.rules import Exposure, ProductForm, parameter_name

__all__ = ["NOTHING_SAID", "Exchange", "Owed", "owed_in"]

_EXACT: Final = Context(prec=34)
_UNKNOWN: Final = Unknown(frozenset({"exposures"}))
_UNTOLD: Final[Mapping[str, Value]] = {"total": _UNKNOWN, "ofProduct": _UNKNOWN, "items": _UNKNOWN}


@dataclass(frozen=True, slots=True)
class Owed:
    """facts: what rules read as `exposure.…`; not known where there are problems: amounts that cannot be converted."""

    facts: Mapping[str, Value]
    problems: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Exchange:
    """How amounts come into one currency.

    unsaid: the currencies that an amount may be in which says none. rates: by currency, what one unit of it is worth;
    None where the rate is not in force.
    """

    currency: str
    unsaid: frozenset[str]
    rates: Mapping[str, Value]

    @classmethod
    def of(cls, product: ProductForm, asked: Collection[str], parameters: Parameters) -> Exchange:
        """That of a product. asked: the currencies of the products asked about; its own where none is told."""
        found = {currency: parameters.get(parameter_name(slug)) for currency, slug in product.exchange.items()}
        rates = {currency: each.value if each else None for currency, each in found.items()}
        return cls(product.currency, frozenset(asked or (product.currency,)), rates)

    def amount(self, exposure: Exposure, place: str) -> Decimal | Diagnostic:
        """What is owed in the one currency, or why that is not known."""
        currencies = {exposure.currency} if exposure.currency else self.unsaid
        if currencies == {self.currency}:
            return exposure.amount
        if len(currencies) > 1:
            message = f"{place} does not say its currency, and products in {_listed(currencies)} are asked about."
            return _problem(message, "Say its currency.", place)
        (currency,) = currencies
        rate = self.rates.get(currency)
        if isinstance(rate, Decimal) and rate > 0:
            return _EXACT.multiply(exposure.amount, rate)
        message = f"{place} is in {currency}, and the product in {self.currency}."
        if currency in self.rates:
            message = f"{place} is in {currency}, for which no rate above 0 is in force."
        hint = f"Say it in {self.currency}, or let the product name a parameter for {currency} under `exchange`."
        return _problem(message, hint, place)


NOTHING_SAID: Final = Owed(_UNTOLD)
"""Where nobody told of anything, which is not that there is nothing."""


def owed_in(exchange: Exchange, product: str, exposures: Sequence[Exposure] | None) -> Owed:
    """What rules are told when they are asked about a product. exposures: None where nothing was said of them."""
    if exposures is None:
        return NOTHING_SAID
    amounts, problems = [], []
    for number, each in enumerate(exposures, 1):
        amount = exchange.amount(each, f"exposures[{number}]")
        if isinstance(amount, Diagnostic):
            problems.append(amount)
        else:
            amounts.append((each.product, amount))
    if problems:
        return Owed(_UNTOLD, tuple(problems))
    items: list[Value] = [{"product": of, "amount": amount} for of, amount in amounts]
    own = sum((amount for of, amount in amounts if of == product), Decimal(0))
    return Owed({"total": sum((amount for _, amount in amounts), Decimal(0)), "ofProduct": own, "items": items})


def _problem(message: str, hint: str, place: str) -> Diagnostic:
    return Diagnostic("facts.exposure-currency", message, hint, f"{place}.currency")


def _listed(currencies: Collection[str]) -> str:
    *others, last = sorted(currencies)
    return f"{', '.join(others)} and {last}"
