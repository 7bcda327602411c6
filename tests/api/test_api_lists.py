"""Every list of an answer says what bounds it; what nothing bounds is a connection."""

from __future__ import annotations

import re

import pytest

from creditrules.api import GRAPHQL_SCHEMA
from creditrules.api.schema.list_ends import list_end, output_lists, told_places

OWN_WORDS = re.compile(r"at most (\d|ten)|the first \d", re.IGNORECASE)
LISTS = {f"{owner}.{name}": definition for owner, name, definition in output_lists(GRAPHQL_SCHEMA)}


def test_every_list_is_bounded_and_says_by_what() -> None:
    """One that fails here is to be a connection, or to be told of in `api/schema/list_ends.py`."""
    untold = [
        place
        for place, definition in LISTS.items()
        if not list_end(*place.split(".")) and not OWN_WORDS.search(definition.description or "")
    ]
    assert untold == []


@pytest.mark.parametrize("place", ["Product.ruleSets", "WhatChanged.unrelated", "CallerUse.days", "ApiKey.products"])
def test_what_bounds_it_stands_in_its_description(place: str) -> None:
    assert list_end(*place.split(".")).rstrip(".").lower() in (LISTS[place].description or "").lower()


def test_nothing_is_said_of_lists_that_there_are_not() -> None:
    assert {each for each in told_places() if not each.startswith("*")} - LISTS.keys() == set()
