"""Values by the day from which they hold, as a table over the day that is asked about."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from creditrules.dmn import DecisionTable, HitPolicy
from creditrules.dmn.model import InputClause, OutputClause, TableRule
from creditrules.document import Plain
from creditrules.feel import literal, to_feel
from creditrules.imports.openfisca.notes import Notes
from creditrules.records import dataclass

__all__ = ["DAY", "Dated", "dated", "table_of", "type_of"]

DAY = "instant"
"""The fact that says for which day parameters are asked; OpenFisca calls it so."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A parameter's values. steps: the day from which each holds, ascending; None is no value from then on."""

    steps: tuple[tuple[date, Plain], ...]
    notes: Mapping[date, str]


def dated(written: Plain, file: str, place: str, notes: Notes, references: Plain = None) -> Dated:
    """Values as they are written: `{2005-01-01: {value: 1}}`, or `{2005-01-01: 1}` for short."""
    if not isinstance(written, dict):
        notes.refuse(
            file, place, "Values are listed by the day from which they hold.", "Write `2024-01-31: {value: 1}`."
        )
        return Dated((), {})
    steps: dict[date, Plain] = {}
    cited: dict[date, str] = {}
    for key, given in written.items():
        day = _day(key, file, f"{place}.{key}", notes)
        if day is None:
            continue
        value = _value(given, file, f"{place}.{key}", notes)
        if value is not _NOTHING:
            steps[day] = value
            own = given.get("metadata", given) if isinstance(given, dict) else {}
            cited[day] = _cited(references, str(key)) or _cited(own, "reference")
    return Dated(tuple(sorted(steps.items(), key=lambda step: step[0])), cited)


class _Nothing:
    """Stands for a value that is only expected, and so none."""


_NOTHING: Plain = _Nothing()  # type: ignore[assignment]


def _day(key: object, file: str, place: str, notes: Notes) -> date | None:
    try:
        return date.fromisoformat(str(key))
    except ValueError:
        notes.refuse(file, place, f"“{key}” is no day.", "Write days as 2024-01-31.")
        return None


def _value(given: Plain, file: str, place: str, notes: Notes) -> Plain:
    if isinstance(given, dict):
        if "value" not in given:
            if "expected" not in given:
                notes.refuse(file, place, "There is no value for this day.", "Write `value: …`.")
            return _NOTHING
        given = given["value"]
    if type_of(given) is None:
        message = "A value is a number, a text, true or false, null, or a list of these of one kind."
        notes.refuse(file, place, message, "Write the parts of a value as parameters of their own.")
        return _NOTHING
    return given


def _cited(references: Plain, key: str) -> str:
    """The titles and addresses of what a value rests on."""
    found = references.get(key) if isinstance(references, dict) else None
    listed = found if isinstance(found, list) else [found]
    return "; ".join(filter(None, map(_reference, listed)))


def _reference(one: Plain) -> str:
    if isinstance(one, dict):
        return " ".join(str(one[key]) for key in ("title", "href") if one.get(key))
    return str(one) if isinstance(one, str) else ""


def type_of(value: Plain) -> str | None:
    """The FEEL type of a value; "" for null, None for what is no value."""
    match value:
        case None:
            return ""
        case bool():
            return "boolean"
        case int() | float() | Decimal():
            return "number"
        case str():
            return "date" if _is_day(value) else "string"
        case list():
            kinds = {type_of(one) for one in value}
            return (
                f"list<{kinds.pop()}>" if len(kinds) == 1 and kinds <= {"boolean", "number", "string", "date"} else None
            )
    return None


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def table_of(values: Dated) -> tuple[DecisionTable, str]:
    """The table, and the type of its values. Before the first day, and from a null on, there is no value: null."""
    kinds = {type_of(value) for _, value in values.steps} - {""}
    type_ = kinds.pop() if len(kinds) == 1 else ""
    rules = []
    for number, (day, value) in enumerate(values.steps, 1):
        end = values.steps[number][0] if number < len(values.steps) else None
        when = f">= {_feel(day)}" if end is None else f"[{_feel(day)}..{_feel(end)})"
        rules.append(TableRule((when,), (_feel(value),), day.isoformat(), values.notes.get(day, "")))
    output = OutputClause(type=type_ or "")
    return DecisionTable((InputClause(DAY, "date"),), (output,), tuple(rules), HitPolicy.UNIQUE), type_ or ""


def _feel(value: Plain | date) -> str:
    match value:
        case date():
            return f'date("{value.isoformat()}")'
        case str() if _is_day(value):
            return f'date("{value}")'
        case list():
            return f"[{', '.join(map(_feel, value))}]"
    return literal(to_feel(value), sys.maxsize) or "null"
