"""Which products a caller may ask about: all, but with an API key that was made for some."""

from __future__ import annotations

from collections.abc import Iterable

from creditrules.auth import Principal
from creditrules.desk.asking import Question
from creditrules.errors import Kind, Refusal
from creditrules.records import replace

__all__ = ["named_within_scope", "within_scope"]


def within_scope(principal: Principal, question: Question) -> Question:
    """The question as the caller may ask it: of all products, only its own are meant.

    Raises Refusal FORBIDDEN "PRODUCT_OUT_OF_SCOPE".
    """
    if principal.scopes is None or principal.scopes.products is None:
        return question
    _refuse_others(principal.scopes.products, question.products or ())
    return replace(question, within=principal.scopes.products)


def named_within_scope(principal: Principal, products: Iterable[str] | None) -> None:
    """Raises Refusal FORBIDDEN "PRODUCT_OUT_OF_SCOPE" unless the caller may ask about what it names, or about all."""
    if principal.scopes is None or principal.scopes.products is None:
        return
    named = tuple(products or ())
    if not named:
        message = "The API key is for some products only, and none is named."
        raise Refusal(Kind.FORBIDDEN, "PRODUCT_OUT_OF_SCOPE", message, ("products",), "Name the products.")
    _refuse_others(principal.scopes.products, named)


def _refuse_others(allowed: frozenset[str], named: Iterable[str]) -> None:
    for place, slug in enumerate(named):
        if slug not in allowed:
            message = "The API key is not for this product."
            hint = "Leave it out, or ask the lender for a key that is."
            raise Refusal(Kind.FORBIDDEN, "PRODUCT_OUT_OF_SCOPE", message, ("products", place), hint)
