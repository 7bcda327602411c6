"""Whether there are the parameters that a product's price uses, of a type that a rate can be made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from creditrules.errors import Diagnostic
from creditrules.feel import ANY, NULL, NUMBER, Checked, ContextType, ast
from creditrules.records import replace
from creditrules.rules.content.forms import ProductForm
from creditrules.rules.content.parameter_checks import KnownParameters, unknown_parameter
from creditrules.rules.content.parameter_figures import RATE, check_unit, no_number
from creditrules.rules.content.parameter_names import parameter_name
from creditrules.rules.content.pricing import checked_rate, parameters_in

__all__ = ["check_price"]

_PLACE: Final = "pricing.rate"


def check_price(form: ProductForm, known: KnownParameters) -> Iterator[Diagnostic]:
    """An error for each parameter that there is not or that makes no rate, a warning for one of another unit."""
    yield from _exchange(form, known)
    used = parameters_in(form.pricing.rate) if form.pricing else ()
    if form.pricing is None or not used:
        return
    unknown = [name for name in used if name not in known.types]
    yield from (unknown_parameter(name, known.names, _PLACE) for name in unknown)
    types = tuple((name, known.types.get(name, ANY)) for name in used)
    told, found = set(checked_rate(form.pricing.rate).diagnostics), checked_rate(form.pricing.rate, ContextType(types))
    wrong = [replace(one, place=_PLACE) for one in found.diagnostics if one not in told]
    yield from wrong or _no_numbers(found)
    if isinstance(found.expr, ast.Expr):
        yield from check_unit(RATE, found.expr, found.text, known.units, _PLACE)


def _exchange(form: ProductForm, known: KnownParameters) -> Iterator[Diagnostic]:
    """The same of rates that amounts in other currencies are converted at."""
    for currency, slug in form.exchange.items():
        name, place = parameter_name(slug), f"exchange.{currency}"
        type_ = known.types.get(name)
        if type_ is None:
            yield unknown_parameter(name, known.names, place)
        elif type_ not in {ANY, NUMBER}:
            message = f"The parameter '{name}' is a {type_}, and a rate of exchange is a number."
            yield Diagnostic("product.exchange-rate", message, "Name a parameter with numbers.", place)


def _no_numbers(checked: Checked) -> Iterator[Diagnostic]:
    """An error for each branch of the rate that is something else: no list of one is taken for what is in it."""
    for each in _branches(checked.expr):
        if checked.types.get(each, ANY) not in {ANY, NULL, NUMBER}:
            yield no_number(each, checked, _PLACE)


def _branches(expr: ast.Node | None) -> Iterator[ast.Expr]:
    if isinstance(expr, ast.If):
        yield from _branches(expr.then)
        yield from _branches(expr.otherwise)
    elif isinstance(expr, ast.Expr):
        yield expr
