"""What an applicant could change of a fact, typed; and which facts have an order in which a value can be better."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from creditrules.dmn.domains.domain import Domain
from creditrules.dmn.model.declarations import USUAL_COST, ChangeableDefinition, Direction
from creditrules.feel import (
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS_TIME,
    NUMBER,
    STRING,
    TIME,
    YEARS_MONTHS,
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Type,
    Value,
    exact,
    parse_date,
    parse_date_time,
    parse_duration,
)
from creditrules.records import dataclass

__all__ = ["Changeable", "changeable_of", "has_order", "ranks_of", "wrong_changeable"]

_DAY: Final = 86_400 * 10**9
"""In the nanoseconds of a duration's key."""
_ORDERED: Final = frozenset({NUMBER, DATE, TIME, DATE_TIME, DAYS_TIME, YEARS_MONTHS})
_LISTED: Final = frozenset({STRING, BOOLEAN})
_Parse = Callable[[str], Value]
_VALUES: Final[Mapping[Type, tuple[type, _Parse, str]]] = {
    DATE: (Date, parse_date, "2026-01-31"),
    DATE_TIME: (DateTime, parse_date_time, "2026-01-31T14:30:00+08:00"),
    DAYS_TIME: (DaysDuration, parse_duration, "P30D"),
    YEARS_MONTHS: (MonthsDuration, parse_duration, "P1Y6M"),
}
_STEPS: Final[Mapping[Type, tuple[tuple[type, ...], str]]] = {
    DATE: ((DaysDuration, MonthsDuration), "P30D"),
    DATE_TIME: ((DaysDuration, MonthsDuration), "P30D"),
    DAYS_TIME: ((DaysDuration,), "P30D"),
    YEARS_MONTHS: ((MonthsDuration,), "P1M"),
}


@dataclass(frozen=True, slots=True)
class Changeable:
    """How an applicant could change a fact.

    step: changes are whole multiples of it, a duration where the fact is a date or a moment; None for any size.
    minimum, maximum: the bounds of what can be reached, both reachable; None for none. cost: of one step; without one,
    of a unit, a day, a month, or a place in the list of allowed values.
    """

    direction: Direction = Direction.ANY
    step: Value = None
    minimum: Value = None
    maximum: Value = None
    cost: Decimal = USUAL_COST


def ranks_of(domain: Domain) -> tuple[Value, ...]:
    """The allowed values of a fact of texts or booleans that lists them, lowest first; empty for all others."""
    listed = domain.allowed.listed if domain.allowed is not None else None
    return tuple(value for value in listed or () if value is not None) if domain.type in _LISTED else ()


def has_order(domain: Domain) -> bool:
    """Whether one value can be higher than another: by nature, or by its place in the list of allowed values."""
    return domain.type in _ORDERED or len(ranks_of(domain)) > 1


def changeable_of(definition: ChangeableDefinition | None, domain: Domain) -> Changeable | None:
    """What is declared, typed by the fact's domain; None where nothing is, or it is wrong."""
    if definition is None or any(wrong_changeable(definition, domain)):
        return None
    return Changeable(
        definition.direction,
        _step(definition.step, domain.type),
        _value(definition.minimum, domain.type),
        _value(definition.maximum, domain.type),
        definition.cost,
    )


def wrong_changeable(definition: ChangeableDefinition, domain: Domain) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a declaration for this domain: the key, a sentence, a hint."""
    bounds = {"min": definition.minimum, "max": definition.maximum}
    if domain.type in _LISTED:
        yield from _wrong_of_listed(definition, domain)
        return
    if domain.type != NUMBER and domain.type not in _VALUES:
        what = "Only numbers, dates, moments, durations, texts and booleans are changed step by step"
        yield "", f"{what}, not a {domain.type}.", 'Leave "changeable" out.'
        return
    for key, bound in bounds.items():
        if bound is not None and _value(bound, domain.type) is None:
            example = "100" if domain.type == NUMBER else f'"{_VALUES[domain.type][2]}"'
            yield key, f'"{key}" has to be a {domain.type} like the fact.', f"Write it as {example}."
    low, high = (_value(bound, domain.type) for bound in bounds.values())
    if low is not None and high is not None and not _in_order(low, high):
        yield "max", '"max" is below "min", or cannot be compared with it.', "Exchange them, or leave one out."
    if definition.step is not None and _step(definition.step, domain.type) is None:
        example = "100" if domain.type == NUMBER else f'"{_STEPS[domain.type][1]}"'
        whole = ", of whole days" if domain.type == DATE else ""
        yield "step", f'"step" has to say by how much a {domain.type} moves: more than nothing{whole}.', example


def _wrong_of_listed(definition: ChangeableDefinition, domain: Domain) -> Iterator[tuple[str, str, str]]:
    for key, given in (("step", definition.step), ("min", definition.minimum), ("max", definition.maximum)):
        if given is not None:
            yield key, f'A {domain.type} has no "{key}".', f'Leave "{key}" out: each listed value is one step.'
    if definition.direction is not Direction.ANY and not has_order(domain):
        hint = "List its allowed values, the lowest first, or write direction: any."
        yield "direction", f"A {domain.type} has no up and down unless its allowed values list them.", hint


def _value(written: Decimal | str | None, type_: Type) -> Value:
    if written is None or isinstance(written, Decimal):
        return exact(written) if written is not None and type_ == NUMBER else None
    class_, parse, _ = _VALUES.get(type_, (Decimal, lambda _: None, ""))
    found = parse(written)
    return found if isinstance(found, class_) else None


def _step(written: Decimal | str | None, type_: Type) -> Value:
    if type_ == NUMBER:
        found = _value(written, NUMBER)
        return found if isinstance(found, Decimal) and found > 0 else None
    step = parse_duration(written) if isinstance(written, str) else None
    if step is None or not isinstance(step, _STEPS[type_][0]) or step.key <= 0:
        return None
    parted = type_ == DATE and isinstance(step, DaysDuration) and step.key % _DAY
    return None if parted else step


def _in_order(low: Value, high: Value) -> bool:
    if isinstance(low, DateTime) and isinstance(high, DateTime) and low.zoned != high.zoned:
        return False
    return bool(low <= high)  # type: ignore[operator]  # both are of one ordered kind
