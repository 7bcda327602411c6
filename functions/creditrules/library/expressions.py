"""FEEL on ordinary Python values."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from creditrules.errors import Diagnostic, Severity
from creditrules.feel import (
    ANY,
    Program,
    Run,
    check_expression,
    compile_expression,
    composed,
    from_datetime,
    from_feel,
    parse_expression,
)
from creditrules.library.errors import FactsError, RulesError, refuse_faults
from creditrules.library.given import feel_values, moment

__all__ = ["Explained", "Expression", "compile_feel", "evaluate"]

_KEPT = 256


class Explained(NamedTuple):
    """value: as `evaluate` gives it. warnings: each null on the way that was an error, with code and place."""

    value: Any
    warnings: tuple[Diagnostic, ...] = ()


class Expression:
    """A FEEL expression, compiled. Immutable; threads may share it.

    text: as it was given. names: what it may ask for.
    """

    __slots__ = ("_program", "names", "text")

    def __init__(self, text: str, names: tuple[str, ...], program: Program) -> None:
        self.text, self.names, self._program = text, names, program

    def __call__(self, names: object = None, /, *, at: datetime | None = None, **more: object) -> Any:
        """The value; see `evaluate`."""
        return self.explain(names, at=at, **more).value

    def explain(self, names: object = None, /, *, at: datetime | None = None, **more: object) -> Explained:
        """The value with the warnings that say why something in it became null; see `evaluate`.

        >>> compile_feel("amount / months", "amount", "months").explain(amount=100, months=0)
        Explained(value=None, warnings=(Diagnostic(code='feel.division-by-zero', ...),))
        """
        values = feel_values(names, more)
        absent = [name for name in self.names if name not in values]
        if absent:
            raise FactsError(Diagnostic("facts.missing", f"'{name}' is not given.", place=name) for name in absent)
        run = Run(from_datetime(moment(at)))
        value = from_feel(self._program.code(run, values))
        return Explained(value, tuple(_warning(told) for told in run.warnings))

    def __repr__(self) -> str:
        return f"<Expression {self.text!r}>"


def evaluate(text: str, names: object = None, /, *, at: datetime | None = None, **more: object) -> Any:
    r"""The value of a FEEL expression (DMN 1.5, clause 10.3).

    names: what the text may ask for, by name: a mapping, dataclass, named tuple or pydantic model, and named arguments.
    int, float (by its shortest decimal) and Decimal are numbers; date, datetime, time, timedelta, str, bool, None,
    list and dict are what they are in FEEL; so are dataclasses and pydantic models, as contexts.
    at: what `now()` and `today()` answer, with a zone; default now, in UTC.

    Numbers come back as Decimal, dates, times and days durations as Python's own, contexts as dict; a years and months
    duration stays a MonthsDuration and a range a Range. What FEEL cannot work out (a division by zero) is None, as its
    specification has it; `compile_feel(…).explain(…)` says why.

    Raises RulesError for a text that is wrong whatever the values, FactsError for values that FEEL does not have, and
    ValueError for a date beyond the years 1 to 9999, which Python does not have.

    >>> from datetime import date, timedelta
    >>> evaluate("signed + duration(\"P14D\")", signed=date(2026, 1, 20))
    datetime.date(2026, 2, 3)
    >>> evaluate("sum(amounts) * rate", amounts=[100, 0.1], rate=0.24)
    Decimal('24.024')
    """
    values = feel_values(names, more)
    return compile_feel(text, *values)(values, at=at)


@lru_cache(maxsize=_KEPT)
def compile_feel(text: str, *names: str) -> Expression:
    """An expression for many evaluations, which may ask for these names. The last ones that were asked for are kept.

    Raises RulesError, with every problem of the text.

    >>> adult = compile_feel("age >= 18", "age")
    >>> adult(age=17), adult({"age": 18})
    (False, True)
    """
    names = tuple(map(composed, names))
    parsed = parse_expression(text, frozenset(names))
    checked = check_expression(parsed, dict.fromkeys(names, ANY))
    refuse_faults(RulesError, checked.diagnostics)
    return Expression(text, names, compile_expression(checked))


def _warning(told: Any) -> Diagnostic:
    return Diagnostic(told.code, told.message, source=told.source, span=told.span, severity=Severity.WARNING)
