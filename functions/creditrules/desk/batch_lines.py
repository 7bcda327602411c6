"""Applicants as JSON lines: one object a line, read strictly and exactly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError

from creditrules.desk.batching import MOST_SUBJECTS, BatchSubject
from creditrules.document import DocumentLimits, form_fault, read_json
from creditrules.eligibility import EVERY_PRODUCT, Requests
from creditrules.errors import Kind, Refusal
from creditrules.rules import Request

__all__ = ["read_lines", "requests_in"]

_LINE: Final = DocumentLimits(size=1 << 20, depth=16, nodes=20_000)
_KEYS: Final = frozenset({"subject", "facts", "request", "requests"})


def read_lines(text: str) -> list[BatchSubject]:
    """The applicants, each `{"subject", "facts", "request"?, "requests"?}`.

    What is wrong with facts or requests is the applicant's own refusal. Raises Refusal INVALID "BAD_LINE" where a line
    cannot be told apart or read; TOO_LARGE "TOO_MANY_SUBJECTS".
    """
    lines = text.rstrip().split("\n") if text.strip() else []
    if len(lines) > MOST_SUBJECTS:
        message = f"There are {len(lines):,} subjects; at most {MOST_SUBJECTS:,} make a part."
        raise Refusal(Kind.TOO_LARGE, "TOO_MANY_SUBJECTS", message, ("lines",), "Send several parts.")
    return [_subject(line, place) for place, line in enumerate(lines)]


def _request(parts: Mapping[str, object], place: tuple[str | int, ...]) -> Request:
    """What is asked for, of its parts. Raises Refusal INVALID "INVALID_REQUEST"."""
    try:
        return Request.model_validate(parts)
    except ValidationError as error:
        faults = tuple(form_fault(fault, quoted=False) for fault in error.errors(include_url=False))
        first = faults[0]
        raise Refusal(
            Kind.INVALID, "INVALID_REQUEST", first.message, (*place, first.place), first.hint, faults
        ) from None


def requests_in(every: Mapping[str, object] | None, by_product: list[tuple[str, Mapping[str, object]]]) -> Requests:
    """Requests by product. Raises Refusal INVALID "INVALID_REQUEST", "REQUESTED_TWICE"."""
    found = {} if every is None else {EVERY_PRODUCT: _request(every, ("request",))}
    for place, (product, parts) in enumerate(by_product):
        if product in found:
            message = "Something is asked of one product twice."
            raise Refusal(Kind.INVALID, "REQUESTED_TWICE", message, ("requests", place), "Keep one of them.")
        found[product] = _request(parts, ("requests", place))
    return found


def _subject(line: str, place: int) -> BatchSubject:
    read = read_json(line, _LINE)
    if not read.ok:
        first = read.diagnostics[0]
        raise _bad(place, f"cannot be read: {first.message}", first.hint)
    value = read.value
    if not isinstance(value, Mapping) or not isinstance(value.get("subject"), str):
        raise _bad(place, "is no object with a text as `subject`.")
    strange = sorted(value.keys() - _KEYS)
    if strange:
        raise _bad(place, f"has the unknown key {strange[0][:60]!r}.")
    name = str(value["subject"])
    try:
        return BatchSubject(name, _facts(value), _requests(value))
    except Refusal as refusal:
        return BatchSubject(name, {}, {}, refusal)


def _facts(value: Mapping[str, Any]) -> Mapping[str, object]:
    facts: object = value.get("facts")
    if not isinstance(facts, Mapping):
        raise Refusal(Kind.INVALID, "INVALID_FACT", "`facts` is an object of values by fact name.", ("facts",))
    return facts


def _requests(value: Mapping[str, Any]) -> Requests:
    every, several = value.get("request"), value.get("requests") or []
    if every is None and not several:
        return {}
    if not isinstance(several, list) or not all(_names_product(each) for each in several):
        raise _no_request("requests", "`requests` is a list of objects, each with a text as `product`.")
    if every is not None and not isinstance(every, Mapping):
        raise _no_request("request", "`request` is an object.")
    return requests_in(every, [(each["product"], _parts(each)) for each in several])


def _names_product(given: object) -> bool:
    return isinstance(given, Mapping) and isinstance(given.get("product"), str)


def _parts(given: Mapping[str, Any]) -> Mapping[str, object]:
    return {name: part for name, part in given.items() if name != "product"}


def _no_request(field: str, message: str) -> Refusal:
    return Refusal(Kind.INVALID, "INVALID_REQUEST", message, (field,), "The schema's `RequestInput` has its parts.")


def _bad(place: int, why: str, hint: str = "") -> Refusal:
    example = 'A line is like {"subject": "no. 1", "facts": {"age": 26}}.'
    return Refusal(Kind.INVALID, "BAD_LINE", f"Line {place + 1} {why}", ("lines", place), hint or example)
