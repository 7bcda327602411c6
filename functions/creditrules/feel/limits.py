"""Every bound of the language in one place: rules are data from strangers, so nothing in them is without end.

A text over its bound is a diagnostic; a value or an evaluation over its bound is null with a warning.
"""

from __future__ import annotations

__all__ = [
    "CALL_DEPTH",
    "DIAGNOSTICS",
    "ELEMENT_MEMORY",
    "EXPONENT",
    "FOLDING_STEPS",
    "LIST_LENGTH",
    "MEMORY",
    "NAME_LENGTH",
    "NESTING",
    "PATTERN_LENGTH",
    "REGEX_STEPS",
    "STEPS",
    "STEPS_AT_ONCE",
    "STRING_LENGTH",
    "TEXT_LENGTH",
    "TOKENS",
    "VALUE_NESTING",
    "VALUE_PARTS",
    "WARNINGS",
]

TEXT_LENGTH = 100_000
"""Characters of one expression."""

TOKENS = 20_000
"""Words, numbers, strings and signs of one expression."""

NAME_LENGTH = 1_000
"""Characters of a number or of a date that is given as a fact in text, and bits of a whole one."""

NESTING = 50
"""Levels of brackets, calls, paths and the like in one expression; keeps every stage far from Python's own stack."""

VALUE_NESTING = 32
"""Levels of lists and contexts in one value that is handed in from Python."""

VALUE_PARTS = 1_000_000
"""Items and entries of all lists and contexts of one such value together."""

DIAGNOSTICS = 100
"""Diagnostics told about one expression; further ones would not be read."""

WARNINGS = 1_000
"""Warnings kept of one evaluation; a loop may leave as many as it has turns."""

STEPS = 1_000_000
"""Steps of one evaluation unless the caller gives another budget: turns of loops, calls, elements looked at."""

STEPS_AT_ONCE = 5_000
"""Steps that an evaluation takes from its request's budget at a time, and so between two looks at its clock."""

MEMORY = 20_000_000
"""Characters of all texts that one evaluation makes, and ELEMENT_MEMORY for each element of lists and contexts."""

ELEMENT_MEMORY = 16
"""What an element counts for in characters: about what it takes where characters take four bytes."""

CALL_DEPTH = 500
"""Nested calls of user-defined functions, each weighed with the depth of the function's body."""

FOLDING_STEPS = 1_000
"""Steps the compiler spends on working out one constant part beforehand."""

LIST_LENGTH = 1_000_000
"""Elements of one list."""

STRING_LENGTH = 1_000_000
"""Code points of one string."""

EXPONENT = 6_144
"""Largest decimal exponent of a number, positive or negative (IEEE 754-2008 decimal128)."""

PATTERN_LENGTH = 1_000
"""Characters of one regular expression."""

REGEX_STEPS = 1_000_000
"""Steps of matching one regular expression against one string."""
