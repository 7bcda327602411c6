"""Parsed text to checked text: names, types and calls, and then what is null whatever the facts."""

from __future__ import annotations

from collections.abc import Mapping

from creditrules.feel.check import checker
from creditrules.feel.check.plain import plain_cell
from creditrules.feel.checked import Checked
from creditrules.feel.faults.finding import looks_grouped, with_faults
from creditrules.feel.tree.parsed import Parsed
from creditrules.feel.types import Type

__all__ = ["check_expression", "check_unary_tests"]


def check_expression(
    parsed: Parsed,
    scope: Mapping[str, Type],
    expected: Type | None = None,
    types: Mapping[str, Type] | None = None,
) -> Checked:
    """Infer types and report everything that FEEL would turn into null whatever the data.

    scope: the variables by name. expected: what the whole has to be, conversions allowed (clause 10.3.2.9.4).
    types: the item definitions that `instance of` and parameters may name.
    """
    return with_faults(checker.check_expression(parsed, scope, expected, types))


def check_unary_tests(
    parsed: Parsed, scope: Mapping[str, Type], input_type: Type, types: Mapping[str, Type] | None = None
) -> Checked:
    """The same for a table's cell, whose tested value is an `input_type`."""
    plain = plain_cell(parsed, input_type) if parsed.plain and not looks_grouped(parsed.text) else None
    return plain or with_faults(checker.check_unary_tests(parsed, scope, input_type, types))
