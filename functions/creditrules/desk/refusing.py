"""What of a question is refused before anybody is answered: strange requests, currencies unsaid, facts of no use."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from creditrules.desk.catalogue import ProductInForce
from creditrules.eligibility import EVERY_PRODUCT, Applicant, Decision, Requests
from creditrules.errors import Kind, Refusal
from creditrules.slugs import quoted_slug
from creditrules.suggestions import suggestion

__all__ = ["refuse_currencies_unsaid", "refuse_invalid_facts", "refuse_strange_requests"]


def refuse_strange_requests(requests: Requests, products: Iterable[ProductInForce]) -> None:
    """Raises Refusal where something is asked of a product that there is not, or in another currency than its own."""
    named = {slug: request for slug, request in requests.items() if slug != EVERY_PRODUCT}
    by_slug = {product.form.product: product.form for product in products} if named else {}
    for place, (slug, request) in enumerate(named.items()):
        if slug not in by_slug:
            hint = suggestion(slug, sorted(by_slug)) or "The query `products` lists what there is."
            message = f"There is no product {quoted_slug(slug)} in force to ask something of."
            raise Refusal(Kind.NOT_FOUND, "UNKNOWN_PRODUCT", message, ("requests", place, "product"), hint)
        currency = by_slug[slug].currency
        if request.currency not in {None, currency}:
            message = f"The amounts of '{slug}' are in {currency}, and {request.currency} is asked for."
            hint = "Ask for an amount in the product's currency, or leave the currency out."
            raise Refusal(Kind.INVALID, "REQUEST_CURRENCY", message, ("requests", place, "currency"), hint)


def refuse_currencies_unsaid(applicant: Applicant, products: Iterable[ProductInForce]) -> None:
    """Raises Refusal where an amount says no currency and may be in one or another."""
    currencies, request = applicant.currencies, applicant.requests.get(EVERY_PRODUCT)
    amounts = (request.amount, request.deposit) if request else ()
    if len(currencies) > 1 and request and request.currency is None and any(part is not None for part in amounts):
        message = f"Products in {' and '.join(sorted(currencies))} are asked about, and the request says no currency."
        hint = "Say its currency, or make a request of each product."
        raise Refusal(Kind.INVALID, "REQUEST_CURRENCY", message, ("request", "currency"), hint)
    own = {product.form.product: product.form.currency for product in products}
    for place, each in enumerate(applicant.beside.exposures or ()):
        if each.currency is None and own.get(each.product) not in {None, *currencies}:
            message = f"What is owed of '{each.product}' says no currency; the product is in {own[each.product]}."
            hint = f"Say its currency, be it {' or '.join(sorted(currencies))}."
            raise Refusal(Kind.INVALID, "INVALID_FACT", message, ("exposures", place, "currency"), hint)


def refuse_invalid_facts(decisions: Collection[Decision]) -> None:
    """Raises Refusal INVALID "INVALID_FACT" where no product at all can be answered for."""
    if decisions and all(decision.problems for decision in decisions):
        problems = tuple(dict.fromkeys(problem for decision in decisions for problem in decision.problems))
        first = problems[0]
        raise Refusal(Kind.INVALID, "INVALID_FACT", first.message, _field(first.place), first.hint, problems)


def _field(place: str) -> tuple[str | int, ...]:
    """Where callers find it: an exposure is counted from 1 in places, and from 0 in fields."""
    kind, _, number = place.partition("[")
    if kind != "exposures" or not number:
        return ("facts", place)
    counted, _, part = number.partition("].")
    return (kind, int(counted) - 1, part)
