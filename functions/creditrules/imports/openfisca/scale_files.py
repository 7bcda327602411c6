"""The brackets of a scale as files have them, and whether a parameter is written as such."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from creditrules.document import Plain
from creditrules.feel import NUMBER, ContextType, ListType, Type
from creditrules.imports.openfisca.scale_values import FROM, PARTS, THRESHOLD, Brackets, brackets_of

__all__ = ["in_order", "is_scale", "read_brackets", "written_brackets"]

Refuse = Callable[[str, str, str], None]
"""Takes place, message and hint."""
_HINT = "Write `- threshold: {2024-01-31: {value: 0}}` and `rate: …` for each."


def read_brackets(given: Plain, refuse: Refuse) -> Brackets | None:
    """What is written of each bracket, every day with its `value`; None where something is refused."""
    if not isinstance(given, list) or not given:
        refuse("brackets", "Brackets are a list.", _HINT)
        return None
    found = [_bracket(one, f"brackets[{count}]", refuse) for count, one in enumerate(given, 1)]
    return [one for one in found if one is not None] if None not in found else None


def _bracket(given: Plain, place: str, refuse: Refuse) -> dict[str, dict[str, dict[str, Plain]]] | None:
    if not isinstance(given, dict) or THRESHOLD not in given:
        refuse(place, "A bracket has a threshold.", _HINT)
        return None
    made: dict[str, dict[str, dict[str, Plain]]] = {}
    for part, series in given.items():
        if part not in PARTS or not isinstance(series, dict):
            refuse(f"{place}.{part}", "This is no part of a bracket.", f"It may have {', '.join(PARTS)}, each by day.")
            return None
        made[part] = {}
        for key, said in series.items():
            entry: dict[str, Plain] = dict(said) if isinstance(said, dict) else {"value": said}
            day = _day(key)
            if day is None or not _is_one(entry):
                refuse(f"{place}.{part}.{key}", "There is no number for this day.", "Write `2024-01-31: {value: 0.1}`.")
                return None
            made[part][day] = entry
    return made


def _day(key: str) -> str | None:
    try:
        return date.fromisoformat(key).isoformat()
    except ValueError:
        return None


def _is_one(entry: Mapping[str, Plain]) -> bool:
    value = entry.get("value")
    if "value" not in entry:
        return "expected" in entry
    return value is None or (isinstance(value, (int, Decimal)) and not isinstance(value, bool))


def is_scale(type_: Type) -> bool:
    """Whether a parameter of this type can be written as brackets."""
    item = type_.item if isinstance(type_, ListType) else None
    if not isinstance(item, ContextType):
        return False
    entries = dict(item.entries)
    return FROM in entries and entries.keys() <= {FROM, *PARTS} - {THRESHOLD} and set(entries.values()) == {NUMBER}


def written_brackets(values: Mapping[str, Plain], layout: Plain) -> Plain:
    """The brackets of values by day. layout: as the file had them, where it is known."""
    return [{part: dict(series) for part, series in each.items()} for each in brackets_of(_lists(values), layout)]


def in_order(values: Mapping[str, Plain]) -> bool:
    """Whether the brackets of each value are in the order of their thresholds, as they are when they are read again."""
    for found in _lists(values).values():
        froms = [each.get(FROM) for each in found or ()]
        numbers = [each for each in froms if isinstance(each, (int, Decimal))]
        if len(numbers) < len(froms) or numbers != sorted(numbers):
            return False
    return True


def _lists(values: Mapping[str, Plain]) -> dict[str, list[Mapping[str, Plain]] | None]:
    return {
        day: [each for each in found if isinstance(each, dict)] if isinstance(found, list) and found else None
        for day, found in values.items()
    }
