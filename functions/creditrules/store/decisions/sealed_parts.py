"""What is sealed of a decision, as fields that are encrypted, and read back from them."""

from __future__ import annotations

from collections.abc import Mapping
from secrets import token_hex
from typing import Any, Final

from creditrules.eligibility import plain_pins, read_pins
from creditrules.eligibility.recording import Answered, SealedPart, Withheld

__all__ = ["part_of", "sealed_fields", "sealed_part"]

_SALT_BYTES: Final = 32
_LESSER_SALT_BYTES: Final = 16
"""Enough that nobody tries them out; half the bytes of a record that is paid for by the KB."""
_COUNTS: Final = frozenset({"row", "version", "sequence", "termMonths", "place", "most"})


def part_of(answered: Answered) -> SealedPart:
    """What is sealed of an answer, with salts of its own."""
    return SealedPart(
        facts=answered.facts,
        sensitive=answered.sensitive,
        products=answered.products,
        pins=answered.pins,
        answers=answered.answers,
        salt=token_hex(_SALT_BYTES),
        requests=answered.requests,
        withheld=Withheld(answered.withheld, token_hex(_LESSER_SALT_BYTES)) if answered.withheld else None,
    )


def sealed_fields(part: SealedPart) -> dict[str, Any]:
    """The part as it is sealed."""
    requests = {"requests": part.requests} if part.requests else {}
    withheld = {"answers": part.withheld.answers, "salt": part.withheld.salt} if part.withheld else {}
    return {
        "facts": part.facts,
        "sensitive": part.sensitive,
        "products": part.products,
        **plain_pins(part.pins),
        "traces": part.answers,
        "salt": part.salt,
        **requests,
        **({"withheld": withheld} if withheld else {}),
    }


def sealed_part(fields: Mapping[str, Any]) -> SealedPart:
    """The part that `sealed_fields` has made them of, or an earlier release."""
    return SealedPart(
        facts=fields["facts"],
        sensitive=tuple(fields["sensitive"]),
        products=None if fields["products"] is None else tuple(fields["products"]),
        pins=read_pins(fields),
        answers=tuple(_with_counts(answer) for answer in fields["traces"]),
        salt=fields["salt"],
        requests=_with_counts(fields.get("requests", {})),
        withheld=_withheld(fields.get("withheld")),
    )


def _withheld(fields: Mapping[str, Any] | None) -> Withheld | None:
    return Withheld(tuple(_with_counts(fields["answers"])), fields["salt"]) if fields else None


def _with_counts(value: Any) -> Any:
    """Unsealing makes every number a Decimal; counts were whole numbers, and are again."""
    match value:
        case dict():
            return {
                name: int(inner) if name in _COUNTS and inner is not None else _with_counts(inner)
                for name, inner in value.items()
            }
        case list():
            return [_with_counts(inner) for inner in value]
    return value
