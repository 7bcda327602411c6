"""Whether parameters are what figures of findings and prices are made of: numbers, in units that go with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from creditrules.dmn import CheckedModel, entries_yielded
from creditrules.errors import Diagnostic, Severity
from creditrules.feel import ANY, NULL, NUMBER, Checked, ast
from creditrules.rules.content.units import Measure, carried, measure_of

__all__ = ["RATE", "check_figures", "check_unit", "no_number"]

Units = Mapping[str, str | None]
"""Of parameters, by name."""

RATE: Final = "rate"
_WANTED: Final = {RATE: Measure.FRACTION, "limit": Measure.MONEY, "exposureLimit": Measure.MONEY}
_HINT: Final = "See that it is the parameter that is meant, and that its unit is right."


def check_figures(checked: CheckedModel, findings: str, units: Units) -> Iterator[Diagnostic]:
    """Of each figure of a finding: an error where it is no number, a warning where it is a parameter of another unit.

    findings: the decision's name. units: of the parameters that it uses, all of which have their types.
    """
    for each in entries_yielded(checked, findings, _WANTED):
        if each.type not in {ANY, NULL, NUMBER}:
            yield no_number(each.expr, each.checked, each.place)
        yield from check_unit(each.name, each.expr, each.checked.text, units, each.place)


def no_number(expr: ast.Expr, checked: Checked, place: str) -> Diagnostic:
    """An expression gives something else than a figure."""
    message = f"'{checked.text[slice(*expr.span)]}' is a {checked.types[expr]}, where a number is wanted."
    return Diagnostic("feel.type", message, "", place, checked.text, expr.span)


def check_unit(entry: str, expr: ast.Expr, text: str, units: Units, place: str) -> Iterator[Diagnostic]:
    """A warning for each parameter whose value the expression's is, where its unit does not go with the entry."""
    wanted = _WANTED[entry]
    for name, where in carried(expr):
        given = measure_of(units.get(name))
        if given not in {None, wanted}:
            message = f"The parameter '{name}' has the unit '{units[name]}', {given}, and a {entry} is {wanted}."
            hint = "Divide it by 100." if (given, wanted) == (Measure.PERCENT, Measure.FRACTION) else _HINT
            yield Diagnostic(
                "rule-set.parameter-unit", message, hint, place, text, where.span, severity=Severity.WARNING
            )
