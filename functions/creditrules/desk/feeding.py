"""What the feed works with, for use cases that are asked about it."""

from __future__ import annotations

from creditrules.desk.catalogue import Catalogue
from creditrules.errors import Kind, Refusal
from creditrules.feed import Feeding, PeopleStore

__all__ = ["feeding_of", "people_of"]


def feeding_of(catalogue: Catalogue) -> Feeding:
    """What the feed works with. Raises Refusal UNAVAILABLE "FEED_NOT_SET_UP" where there is none."""
    if catalogue.feeding is None:
        message = "This service was set up without a change feed."
        raise Refusal(Kind.UNAVAILABLE, "FEED_NOT_SET_UP", message, (), "Ask the lender's operators.")
    return catalogue.feeding()


def people_of(catalogue: Catalogue) -> PeopleStore:
    """How people are told. Raises Refusal UNAVAILABLE "FEED_NOT_SET_UP" where nobody is."""
    people = feeding_of(catalogue).people
    if people is None:
        message = "This service was set up without messages to people."
        raise Refusal(Kind.UNAVAILABLE, "FEED_NOT_SET_UP", message, (), "Ask the lender's operators.")
    return people
