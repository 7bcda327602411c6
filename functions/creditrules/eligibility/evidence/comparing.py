"""Whether the parts of evidence say the same: what was asked, what was digested of it, and what the receipt sums up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from creditrules.document import decimal_text, given_out
from creditrules.eligibility.evidence.faults import contradicts, unreadable
from creditrules.eligibility.recording import NUMBERS

__all__ = ["compare"]

_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{6})?(?:Z|[+-]\d\d:\d\d)", re.ASCII)


def compare(question: Mapping[str, Any], said: Mapping[str, Any], taken: Mapping[str, Any]) -> None:
    """Raise where question, receipt and what was digested contradict each other. said: the receipt's text."""
    for name in ("validAt", "knownAt"):
        if _moment(question[name]) != _moment(said[name]):
            raise contradicts(f"question and receipt name another {name}")
    for name in sorted(taken.keys() - {"trace"}):
        if not _same(question[name], taken[name], texts=said.get("numbers") == NUMBERS):
            raise contradicts(f"the question has other {name} than the receipt")
    trace = taken["trace"]
    if not all(isinstance(answer, dict) and "product" in answer and "outcome" in answer for answer in trace):
        raise unreadable("its trace is not one of answers")
    summaries = given_out(said["products"])
    if not _within(summaries, given_out(trace)):
        raise contradicts("the trace has other answers than the receipt")
    if question["products"] is not None and _once(question["products"]) != [answer["product"] for answer in trace]:
        raise contradicts("the question is about other products than the answer")
    if any(row.get("pinned") is True and not _is_pin(question, row) for row in _rows(trace)):
        raise contradicts("the question has other pins than the answer")


def _once(products: object) -> object:
    return list(dict.fromkeys(map(str, products))) if isinstance(products, list) else products


def _rows(value: object) -> Iterator[Mapping[str, Any]]:
    """All objects in a value."""
    inner: Iterable[object] = ()
    if isinstance(value, Mapping):
        yield value
        inner = value.values()
    elif isinstance(value, list):
        inner = value
    for each in inner:
        yield from _rows(each)


def _is_pin(question: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Whether a version that was pinned is the one that was asked for."""
    pins, name = ("pins", "ruleSet") if "ruleSet" in row else ("parameterPins", "parameter")
    asked = question.get(pins, {})
    return isinstance(asked, Mapping) and given_out(asked.get(str(row.get(name)))) == given_out(row.get("version"))


def _same(given: object, taken: object, *, texts: bool) -> bool:
    """Whether facts are the same; numbers may have lost zeros at their end that those that were digested had."""
    match given:
        case Decimal():
            return _number(taken, texts=texts) == given
        case dict() if isinstance(taken, dict):
            return given.keys() == taken.keys() and all(_same(given[n], taken[n], texts=texts) for n in given)
        case list() if isinstance(taken, list):
            return len(given) == len(taken) and all(map(lambda a, b: _same(a, b, texts=texts), given, taken))
    return type(given) is type(taken) and given == taken


def _number(value: object, *, texts: bool) -> object:
    if not texts or not isinstance(value, str):
        return None if texts else value
    try:
        number = Decimal(value)
        return number if number.is_finite() and decimal_text(number) == value else None
    except ArithmeticError:
        return None


def _within(summary: object, answer: object) -> bool:
    """Whether a summary says nothing else than the answer: of what both have, all is the same."""
    match summary:
        case dict() if isinstance(answer, dict):
            return all(_within(value, answer[name]) for name, value in summary.items() if name in answer)
        case list() if isinstance(answer, list):
            return len(summary) == len(answer) and all(map(_within, summary, answer))
    return summary == answer


def _moment(text: object) -> datetime:
    try:
        if isinstance(text, str) and _TIME.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    raise unreadable("a time of it is none")
