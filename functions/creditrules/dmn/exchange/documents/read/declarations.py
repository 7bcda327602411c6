"""What a fact declares beside its type, from the document form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeVar

from creditrules.dmn.exchange.documents.read.reading import At, Reading, kind_of
from creditrules.dmn.model.declarations import USUAL_COST, Better, ChangeableDefinition, Direction

__all__ = ["CHANGEABLE_KEYS", "DECLARED_KEYS", "read_declarations"]

DECLARED_KEYS: Final = ("better", "protected", "changeable", "askCost")
CHANGEABLE_KEYS: Final = ("direction", "step", "min", "max", "cost")
_NUMERAL: Final = re.compile(r"-?[0-9]{1,34}(?:\.[0-9]{1,34})?(?:E[-+]?[0-9]{1,4})?")
_Word = TypeVar("_Word", bound=StrEnum)


def read_declarations(
    reading: Reading, fields: Mapping[str, object], at: At
) -> tuple[Better | None, bool, ChangeableDefinition | None, Decimal]:
    """What is better, whether it is protected, how it could be changed, what it costs to ask for."""
    return (
        _word(reading, fields, "better", at, Better),
        reading.flag(fields, "protected", at),
        _changeable(reading, fields, at),
        _cost(reading, fields, "askCost", at),
    )


def _changeable(reading: Reading, fields: Mapping[str, object], at: At) -> ChangeableDefinition | None:
    if fields.get("changeable") is None:
        return None
    here = at.key("changeable")
    inner = reading.mapping(fields["changeable"], here, CHANGEABLE_KEYS, "What can be changed of a fact")
    return ChangeableDefinition(
        _word(reading, inner, "direction", here, Direction) or Direction.ANY,
        _bound(reading, inner, "step", here),
        _bound(reading, inner, "min", here),
        _bound(reading, inner, "max", here),
        _cost(reading, inner, "cost", here),
    )


def _word(reading: Reading, fields: Mapping[str, object], key: str, at: At, words: type[_Word]) -> _Word | None:
    text = reading.text(fields, key, at)
    known = [word.value for word in words]
    if not text or text in known:
        return words(text) if text else None
    hint = reading.suggestions.near(text, known) or f"Use one of these: {', '.join(known)}."
    reading.wrong(at.key(key), "document.value", f'"{key}" takes no such word.', hint)
    return None


def _bound(reading: Reading, fields: Mapping[str, object], key: str, at: At) -> Decimal | str | None:
    """A number, also where it is written as a text, or another text; what it has to be the checker knows."""
    match fields.get(key):
        case None:
            return None
        case bool() as flag:
            reading.wrong(at.key(key), "document.shape", f'"{key}" must be a number or a text, not {kind_of(flag)}.')
        case Decimal() | int() as number:
            return Decimal(number)
        case str() as text:
            return Decimal(text) if _NUMERAL.fullmatch(text) else text
        case other:
            reading.wrong(at.key(key), "document.shape", f'"{key}" must be a number or a text, not {kind_of(other)}.')
    return None


def _cost(reading: Reading, fields: Mapping[str, object], key: str, at: At) -> Decimal:
    cost = _bound(reading, fields, key, at)
    if cost is None:
        return USUAL_COST
    if isinstance(cost, str):
        reading.wrong(at.key(key), "document.shape", f'"{key}" must be a number, not a text.')
        return USUAL_COST
    if cost < 0:
        reading.wrong(at.key(key), "document.value", f'"{key}" must not be below 0.')
    return cost
