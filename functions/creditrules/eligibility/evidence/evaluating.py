"""Evidence evaluated again: whether the answer follows from the facts in the file under the contents in the file.

By the one evaluation that the service replays decisions with. What the file cannot show is taken as it says: which
versions were in force at its times, and that no other product was open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from creditrules.document import decimal_text
from creditrules.eligibility.absent import absent_as_recorded
from creditrules.eligibility.again import (
    Again,
    RecordedContents,
    currencies_asked,
    differences_from_record,
    evaluated_input,
    recorded_digests,
)
from creditrules.eligibility.answers import Difference, PlainAnswer, applied_in, every_answer, parameters_in
from creditrules.eligibility.applicant import Applicant
from creditrules.eligibility.asked import read_requests
from creditrules.eligibility.engine import is_known_engine
from creditrules.eligibility.evidence.checking import Checked
from creditrules.eligibility.recording import NUMBERS
from creditrules.eligibility.stored import stored_parameter, stored_product, stored_rule_set
from creditrules.eligibility.times import EARLIEST, LATEST
from creditrules.errors import Refusal
from creditrules.rules import Category

__all__ = ["Evaluated", "NotEvaluated", "WhyNot", "evaluate_evidence"]

MOST_EVALUATED: Final = 1_000
"""Answers, alternatives included: as many products as a lender may have."""
_PARTS: Final = frozenset(
    {"product", "productDigest", "outcome", "possibleOutcomes", "terms", "reasons", "missingFacts", "versions"}
    | {"warnings", "alternatives"}
)

Stored = TypeVar("Stored")


class WhyNot(StrEnum):
    """Why evidence that holds was not evaluated again."""

    CONTENTS_WITHHELD = "CONTENTS_WITHHELD"
    OTHER_ENGINE = "OTHER_ENGINE"
    CONTENTS_UNREADABLE = "CONTENTS_UNREADABLE"
    RECORD_UNREADABLE = "RECORD_UNREADABLE"
    TOO_MUCH = "TOO_MUCH"


@dataclass(frozen=True, slots=True)
class Evaluated:
    """Evaluated again, with what differs from the record.

    recorded_engine: the release that gave the recorded answer, None where the record does not say. absent: rule sets of
    which the record says that no version was in force.
    """

    differences: tuple[Difference, ...]
    recorded_engine: str | None
    absent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotEvaluated:
    """Not evaluated, and why: a sentence, and what would help."""

    why: WhyNot
    message: str
    hint: str
    recorded_engine: str | None


class _CannotError(Exception):
    def __init__(self, why: WhyNot, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.why, self.message, self.hint = why, message, hint


def _for_ever() -> bool:
    return True


def evaluate_evidence(checked: Checked, patient: Callable[[], bool] = _for_ever) -> Evaluated | NotEvaluated:
    """Evaluate what the evidence says was asked, from the contents in it, and compare with what it says was answered.

    Of evidence that holds: see `check_evidence`. patient: asked before each content is read and each answer evaluated
    whether to go on, for who has no time without end. Never raises.
    """
    engine = checked.said.get("engine")
    try:
        return _evaluated(checked, engine, patient)
    except _CannotError as cannot:
        return NotEvaluated(cannot.why, cannot.message, cannot.hint, engine if isinstance(engine, str) else None)


def _evaluated(checked: Checked, engine: object, patient: Callable[[], bool]) -> Evaluated:
    if checked.contents is None:
        hint = "The lender's own evidence has them: an auditor can have it made."
        raise _CannotError(WhyNot.CONTENTS_WITHHELD, "The contents of the rules are not in the file.", hint)
    if not is_known_engine(engine):
        message = f"The answer was given by release {str(engine)[:40]!r} of creditrules, which is not known here."
        raise _CannotError(WhyNot.OTHER_ENGINE, message, "Verify it with that release, or with a newer one.")
    recorded = _recorded(checked.trace)
    contents = _contents(checked.contents, recorded, patient)
    again = Again(
        contents,
        _applicant(checked, currencies_asked(recorded, contents.products)),
        _valid_at(checked),
        absent_as_recorded,
    )
    try:
        for each in every_answer(recorded):
            _ask(patient)
            again.decision(each)
        answers = [each.answer for each in again.answers(recorded)]
    except Refusal as refused:
        raise _CannotError(WhyNot.RECORD_UNREADABLE, refused.message, refused.hint) from None
    numbers = checked.said.get("numbers")
    spelt = [_spelt(old, new) for old, new in zip(recorded, answers, strict=True)] if numbers == NUMBERS else recorded
    found = differences_from_record(spelt, answers, numbers)
    return Evaluated(found, None if engine is None else str(engine), _absent(recorded, contents))


def _recorded(trace: Sequence[Mapping[str, Any]]) -> Sequence[PlainAnswer]:
    """The recorded answers, whose form is what this release reads."""
    try:
        every = list(every_answer(trace))
        names = [plain["product"] for plain in trace]
        well = all(each.keys() >= _PARTS and _is_read(each) for each in every) and len({*names}) == len(names)
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError):
        well = False
    if not well:
        raise _CannotError(WhyNot.RECORD_UNREADABLE, "The answers are not written as this release writes them.")
    if len({evaluated_input(each) for each in every}) > MOST_EVALUATED:
        message = f"There are more than {MOST_EVALUATED} answers, alternatives included."
        raise _CannotError(WhyNot.TOO_MUCH, message, "`replay` evaluates it in the service.")
    return trace


def _is_read(plain: PlainAnswer) -> bool:
    named = [(each.rule_set, each.digest) for each in applied_in(plain)]
    named += [(each.parameter, each.digest) for each in parameters_in(plain)]
    texts = [plain["product"], plain["productDigest"], *plain["warnings"], *(text for row in named for text in row)]
    said = [Category(each["category"]) for each in plain["reasons"] if each["ruleSet"] and each["origin"]]
    lists = (said, plain["possibleOutcomes"], plain["alternatives"])
    well = all(isinstance(each, str) for each in texts) and all(isinstance(each, list) for each in lists)
    return well and _whys_are_read(plain)


def _whys_are_read(plain: PlainAnswer) -> bool:
    """Whether principal reasons and lifts, where there are any, are of reasons that the answer has."""
    if "principal" not in plain:
        return "lifts" not in plain
    principal = plain["principal"]
    rows = [*principal["reasons"], *plain.get("lifts", ())]
    places = all(0 <= int(row["place"]) < len(plain["reasons"]) for row in rows)
    return places and isinstance(principal["method"], str) and int(principal["most"]) > 0


def _ask(patient: Callable[[], bool]) -> None:
    if not patient():
        raise _CannotError(WhyNot.TOO_MUCH, "It takes longer than it may here.", "Give it more time.")


def _contents(
    texts: Mapping[str, bytes], recorded: Sequence[PlainAnswer], patient: Callable[[], bool]
) -> RecordedContents:
    named = recorded_digests(recorded)

    def read_all(digests: frozenset[str], read: Callable[[bytes], Stored]) -> dict[str, Stored]:
        found = {}
        for digest in sorted(digests):
            _ask(patient)
            found[digest] = _read(texts[digest], read)
        return found

    return RecordedContents(
        read_all(named.products, stored_product),
        read_all(named.rule_sets, stored_rule_set),
        read_all(named.parameters, stored_parameter),
    )


def _read(text: bytes, read: Callable[[bytes], Stored]) -> Stored:
    try:
        return read(text)
    except Refusal as refused:
        raise _CannotError(WhyNot.CONTENTS_UNREADABLE, refused.message, "Verify it with a newer release.") from None


def _applicant(checked: Checked, currencies: frozenset[str]) -> Applicant:
    question, taken = checked.question, checked.taken
    try:
        requests = read_requests(_numbered(question["requests"], taken.get("requests", {})))
    except (ValidationError, TypeError, ValueError):
        message = "What was asked for is not written as this release writes it."
        raise _CannotError(WhyNot.RECORD_UNREADABLE, message) from None
    return Applicant(_numbered(question["facts"], taken["facts"]), requests, currencies=currencies)


def _valid_at(checked: Checked) -> datetime:
    moment = datetime.fromisoformat(checked.said["validAt"])
    if moment.tzinfo is None or not EARLIEST <= moment < LATEST:
        raise _CannotError(WhyNot.RECORD_UNREADABLE, "The time that the answer holds for is none that is evaluated.")
    return moment


def _numbered(given: Any, taken: Any) -> Any:
    """Facts with their numbers as numbers, as the question has them, in the digits that were digested."""
    match given:
        case Decimal() if isinstance(taken, str):
            return Decimal(taken)
        case dict():
            return {name: _numbered(value, taken[name]) for name, value in given.items()}
        case list():
            return [_numbered(value, other) for value, other in zip(given, taken, strict=True)]
    return given


def _spelt(recorded: Any, again: Any) -> Any:
    """What is on record with numbers for texts, where a number stands in the same place now."""
    match again:
        case dict() if isinstance(recorded, dict):
            return {name: _spelt(value, again.get(name)) for name, value in recorded.items()}
        case list() if isinstance(recorded, list):
            return [_spelt(value, again[place] if place < len(again) else None) for place, value in enumerate(recorded)]
        case int() | Decimal() if isinstance(recorded, str) and not isinstance(again, bool):
            return _number(recorded)
    return recorded


def _number(text: str) -> Decimal | str:
    try:
        number = Decimal(text)
    except ArithmeticError:
        return text
    return number if number.is_finite() and decimal_text(number) == text else text


def _absent(recorded: Sequence[PlainAnswer], contents: RecordedContents) -> tuple[str, ...]:
    found = {
        slug
        for plain in recorded
        for slug in contents.products[plain["productDigest"]].rule_sets
        if slug not in {each.rule_set for each in applied_in(plain)}
    }
    return tuple(sorted(found))
