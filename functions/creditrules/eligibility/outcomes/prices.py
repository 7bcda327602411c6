"""Where two products offer something else by their prices: at another rate, or by anything else that is reckoned with.

An offer is a function of what is asked for, of the terms and of the price. Where prices are the same but for the rate,
it is another only where the rate is; that is an expression over the terms, the request and what rule sets published,
and so a function of facts like any amount. Schedules are not followed: where anything else of a price differs,
everybody who is offered something may be offered something else.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from creditrules.dmn.analysis import (
    Algebra,
    Confines,
    Diagram,
    Known,
    Said,
    Term,
    TooLarge,
    compare,
    known,
    least,
    read_expression,
    term_text,
    terminals,
    value_of,
)
from creditrules.eligibility.compared import OutcomePart
from creditrules.eligibility.outcomes.changed import ChangedPart
from creditrules.eligibility.outcomes.findings import Told
from creditrules.eligibility.outcomes.parts import UNTOLD_PART, in_order
from creditrules.eligibility.outcomes.products import Combined, ProductOutcome
from creditrules.eligibility.outcomes.requests import requests_in
from creditrules.eligibility.outcomes.sides import ProductSide
from creditrules.eligibility.pricing import is_rate
from creditrules.eligibility.situation import parameter_facts, product_facts
from creditrules.feel import Unknown, from_datetime
from creditrules.rules import DepositUse, PricingForm, checked_rate

__all__ = ["PriceParts", "price_parts"]

_ANYBODY: Final = "1"
_NULL: Final = Said(known(None))


class PriceParts(NamedTuple):
    """parts: tuples of `ChangedPart` where both are open and price differently, UNTOLD_PART where that cannot be told.

    judged: whether rules judge offers that differ: what they say of them is not in the parts.
    """

    parts: Diagram
    judged: bool


def price_parts(algebra: Algebra, before: ProductSide, after: ProductSide) -> PriceParts:
    """In what two products' offers differ by their prices. The facts of both have to be declared before.

    Raises TooLarge.
    """
    try:
        return _Prices(algebra, before, after).found()
    except RecursionError as error:
        raise TooLarge("depth", "pricing.rate") from error


class _Prices:
    def __init__(self, algebra: Algebra, before: ProductSide, after: ProductSide) -> None:
        self.algebra, self.sides = algebra, (before, after)
        self.forms = tuple(side.product.pricing for side in self.sides)
        parts = requests_in(algebra, "")
        axes = {name: algebra.fact_axis(("request", name)) for name, part in parts.items() if isinstance(part, Unknown)}
        self.request = {name: algebra.value(axis) for name, axis in axes.items() if axis is not None}

    def found(self) -> PriceParts:
        """See `price_parts`."""
        nothing = self.algebra.diagrams.leaf(())
        judged = any(side.judges_offers for side in self.sides)
        outcomes: Sequence[ProductOutcome] = ()
        if self._only_rates():
            if any(_hangs_on_answers(form) for form in self.forms):
                outcomes = [side.outcome(self.algebra) for side in self.sides]
            everywhere = self._rates(outcomes or (None, None))
        else:
            everywhere = self._everybody()
        first = self._rates([each.before_offers for each in outcomes]) if judged and outcomes else everywhere
        parts = nothing if everywhere is nothing else self._where_open(everywhere, outcomes)
        return PriceParts(parts, judged and not first is everywhere is nothing)

    def _only_rates(self) -> bool:
        was, now = self.forms
        if was is None or now is None or self.sides[0].product.currency != self.sides[1].product.currency:
            return False
        return was.model_copy(update={"rate": now.rate}) == now

    def _everybody(self) -> Diagram:
        texts = _other_texts(*self.forms)
        return self.algebra.diagrams.map(
            lambda said: (ChangedPart(OutcomePart.OFFER, *texts),) if _holds(said) else (), self._asked()
        )

    def _asked(self) -> Diagram:
        """1 where what is asked for may be offered by either side; elsewhere both say the same of it."""
        text = checked_rate(_asked(*self.forms))
        return read_expression(self.algebra, text, self.algebra.now, {"request": self.request})

    def _rates(self, outcomes: Sequence[ProductOutcome | None]) -> Diagram:
        """Where the rates are others, by the terms that these leave, whatever the outcome is."""
        leaf = self.algebra.diagrams.leaf

        def differ(asked: Said, was: Said | None, now: Said | None) -> Diagram:
            if not _holds(asked):
                return leaf(())
            if was is None or now is None:
                return leaf(UNTOLD_PART)
            if was.value == now.value:
                return leaf(())
            part = ChangedPart(OutcomePart.OFFER, *(f"rate {term_text(each.value)}" for each in (was, now)))
            same = compare(self.algebra, "=", was.value, now.value)
            return self.algebra.diagrams.map(lambda said: () if value_of(said.value) is True else (part,), same)

        rates = [self._rate(side, outcome) for side, outcome in zip(self.sides, outcomes, strict=True)]
        return self.algebra.diagrams.combine(differ, self._asked(), *rates)

    def _rate(self, side: ProductSide, outcome: ProductOutcome | None) -> Diagram:
        """The rate as its expression has it, None where it cannot be told; a text where a parameter has no value."""
        form, values = side.product.pricing, parameter_facts(side.parameters)
        assert form is not None  # noqa: S101 - only rates differ, so that both have prices
        for name in side.product.parameters:
            if values.get(name) is None:
                return self.algebra.said(f"param.{name} has no value")
        given: dict[str, Mapping[str, Any]] = {
            "product": product_facts(side.product),
            "param": values,
            "request": {**self.request, "currency": side.product.currency},
            "results": {},
            "terms": {},
        }
        if outcome is not None:
            given |= {"results": outcome.published, "terms": self._terms(outcome)}
        untold = [part for name in ("results", "terms") for part in given[name].values() if None in terminals(part)]
        for name in ("results", "terms"):
            given[name] = {part: self.algebra.diagrams.map(_or_null, told) for part, told in given[name].items()}
        moment = from_datetime(side.now.astimezone(ZoneInfo(form.time_zone)))
        rate = read_expression(self.algebra, checked_rate(form.rate), moment, given)
        leaf = self.algebra.diagrams.leaf
        return self.algebra.diagrams.combine(
            lambda said, *parts: leaf(None if None in parts else _as_rate(said)), rate, *untold
        )

    def _terms(self, outcome: ProductOutcome) -> Mapping[str, Diagram]:
        """The bounds that the rule sets leave, as `Said`; null where there is none, None where it cannot be told."""
        diagrams = self.algebra.diagrams
        found = [diagrams.map(_bounds, findings) for _, findings in outcome.voices]

        def lowest(at: int) -> Callable[..., Diagram]:
            def bound(*parts: _Bounds | None) -> Diagram:
                known = [part for part in parts if part is not None]
                if len(known) < len(parts):
                    return diagrams.leaf(None)
                terms = in_order(frozenset[Term]().union(*(part[at] for part in known)))
                return least(self.algebra, terms) if terms else self.algebra.said(None)

            return bound

        return {
            name: diagrams.combine(lowest(at), *found) if found else self.algebra.said(None)
            for at, name in enumerate(("limit", "rate"))
        }

    def _where_open(self, parts: Diagram, outcomes: Sequence[ProductOutcome] = ()) -> Diagram:
        """These parts where both answers are open: elsewhere nothing is offered, or the outcome is another."""
        diagrams = self.algebra.diagrams
        if not outcomes:
            self.algebra.confines = Confines(diagrams.map(bool, parts))
            outcomes = [side.outcome(self.algebra) for side in self.sides]
        found = [each.diagram(_whether_open) for each in outcomes]

        def both(some: Any, *opened: bool | None) -> Diagram:
            if not some or False in opened:
                return diagrams.leaf(())
            return diagrams.leaf(some if all(opened) else UNTOLD_PART)

        return diagrams.combine(both, parts, *found)


_Bounds = tuple[frozenset[Term], frozenset[Term]]


def _bounds(findings: tuple[Told, ...]) -> _Bounds | None:
    """The limits and rates that one rule set says; None where that cannot be told."""
    if any(told.origin is None for told in findings):
        return None
    limits, rates = ([getattr(told, name) for told in findings] for name in ("limit", "rate"))
    return frozenset(each for each in limits if each is not None), frozenset(each for each in rates if each is not None)


def _as_rate(said: Said) -> Said:
    """Null for what is no rate, as no loans are made then, whatever it is."""
    return said if not isinstance(said.value, Known) or is_rate(said.value.value) else _NULL


def _or_null(said: Said | None) -> Said:
    return said or _NULL


def _whether_open(each: Combined) -> bool | None:
    """None where that cannot be told."""
    return each.outcome.is_open if each.told else None


def _hangs_on_answers(form: PricingForm | None) -> bool:
    """Whether a rate is reckoned by what rule sets say; sooner yes than no."""
    return form is not None and ("terms" in form.rate or "results" in form.rate)


def _holds(said: Said) -> bool:
    return isinstance(said.value, Known) and said.value.value is not None


def _asked(was: PricingForm | None, now: PricingForm | None) -> str:
    if was is None or now is None:
        return _ANYBODY
    asked = [
        f"request.termMonths >= {min(was.term.minimum, now.term.minimum)}",
        f"request.termMonths <= {max(was.term.maximum, now.term.maximum)}",
    ]
    if (was.smallest, was.deposit, was.term) == (now.smallest, now.deposit, now.term):
        credit = "request.amount" + (" - request.deposit" if was.deposit is DepositUse.SUBTRACTED else "")
        asked.append(f"{credit} >= {was.smallest:f}")
    return f"if {' and '.join(asked)} then {_ANYBODY} else null"


def _other_texts(was: PricingForm | None, now: PricingForm | None) -> tuple[str, str]:
    """What is written otherwise, in short; of one that has a price alone, by which rate."""
    if was is None or now is None:
        one, other = (f"rate {form.rate}" if form else "" for form in (was, now))
        return one, other
    told = [_written(each) for each in (was, now)]
    others = [name for name in told[0] if told[0][name] != told[1][name]]
    one, other = (", ".join(f"{name} {each[name]}" for name in others) for each in told)
    return one, other


def _written(form: PricingForm) -> Mapping[str, str]:
    plain = form.model_dump(mode="json", by_alias=True)
    return {
        name: part if isinstance(part, str) else json.dumps(part, ensure_ascii=False) for name, part in plain.items()
    }
