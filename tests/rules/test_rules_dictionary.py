"""Which types of a fact can be meant by one value."""

from __future__ import annotations

import pytest

from creditrules.feel import ANY, BOOLEAN, DATE, DATE_TIME, NUMBER, STRING, ContextType, ListType, Type
from creditrules.rules.content.dictionary import same_type

PERSON = ContextType((("age", NUMBER), ("name", STRING)))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (NUMBER, NUMBER, True),
        (NUMBER, STRING, False),
        (NUMBER, BOOLEAN, False),
        (DATE, DATE_TIME, False),
        (ANY, NUMBER, True),
        (ListType(ANY), ListType(NUMBER), True),
        (ListType(STRING), ListType(NUMBER), False),
        (ListType(NUMBER), NUMBER, False),
        (PERSON, ContextType((("name", STRING), ("age", NUMBER))), True),
        (PERSON, ContextType((("name", STRING),)), False),
        (PERSON, ContextType((("name", STRING), ("age", STRING))), False),
        (PERSON, ContextType(()), True),
        (PERSON, STRING, False),
    ],
)
def test_two_types_are_the_same_where_one_value_can_be_meant_for_both(one: Type, other: Type, *, same: bool) -> None:
    assert (same_type(one, other), same_type(other, one)) == (same, same)
