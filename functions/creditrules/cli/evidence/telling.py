"""What `creditrules verify` says of evidence that holds: for people, and as one JSON object."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from creditrules.document import given_out
from creditrules.eligibility import ENGINE, Difference
from creditrules.eligibility.evidence import Checked, Evaluated, NotEvaluated
from creditrules.rules.audit import ChainEnd

if TYPE_CHECKING:
    from creditrules.cli.anchors.stamps import Stamp

__all__ = ["DIFFERS", "NOT_EVALUATED", "as_json", "said", "status_of"]

DIFFERS: Final = 3
NOT_EVALUATED: Final = 4
"""The statuses of evidence that holds and yet does not say that its answer follows from its facts."""
_LONGEST: Final = 400

Evaluation = Evaluated | NotEvaluated | None
"""None where it was not to be evaluated."""


def status_of(evaluation: Evaluation) -> int:
    """The exit status."""
    match evaluation:
        case Evaluated(differences=found):
            return DIFFERS if found else 0
        case NotEvaluated():
            return NOT_EVALUATED
    return 0


def said(checked: Checked, evaluation: Evaluation, anchor: ChainEnd | None, stamp: Stamp | None) -> Iterator[str]:
    """The lines for people; the first says it all."""
    about, receipt, end = checked.said, checked.receipt, checked.end
    yield f"Decision {about['id']} of {about['tenant']}, for {about['author']}: {_word(evaluation)}."
    yield f"  signed by key {checked.key} at {checked.made_at}"
    yield f"  recorded at {about['recordedAt']}, for validAt {about['validAt']} and knownAt {about['knownAt']}"
    for answer in checked.trace:
        yield f"  {answer['product']}: {answer['outcome']}"
    if about.get("chosen"):
        yield f"  rules chosen by who asked: {', '.join(map(str, about['chosen']))}"
    if checked.contents is None:
        yield "  rules: by digest only; their contents are not in the file"
    else:
        yield f"  rules: {len(checked.contents)} contents, each with its digest"
    yield from _evaluated(checked, evaluation)
    yield f"  receipt: link {receipt.number} of chain {about['slug']}, {receipt.hash}"
    if checked.links is None:
        yield f"  chain: its end was link {end.number}, {end.hash}; the links up to there are not in the file"
    else:
        yield f"  chain: {checked.links} more links up to its end, link {end.number}, {end.hash}"
    if anchor is not None:
        yield f"  anchor: passes through link {anchor.number} as it was noted"
    if stamp is not None:
        stamped = "the evidence" if anchor is None else "the anchor"
        yield f"  time stamp: {stamped} existed at {stamp.at.isoformat()}, by the time stamp of {stamp.by}"


def as_json(checked: Checked, evaluation: Evaluation, anchor: ChainEnd | None, stamp: Stamp | None) -> str:
    """The same for a program."""
    about, end = checked.said, checked.end
    names = ("id", "tenant", "author", "recordedAt", "validAt", "knownAt")
    return json.dumps(
        {
            "result": _result(evaluation),
            **{name: about[name] for name in names},
            "chosen": about.get("chosen", []),
            "key": checked.key,
            "madeAt": checked.made_at,
            "answers": [{name: answer[name] for name in ("product", "outcome")} for answer in checked.trace],
            "contents": None if checked.contents is None else len(checked.contents),
            "evaluation": _evaluation(evaluation),
            "receipt": {"chain": about["slug"], "number": checked.receipt.number, "hash": checked.receipt.hash},
            "end": {"number": end.number, "hash": end.hash},
            "links": checked.links,
            "anchor": None if anchor is None else {"number": anchor.number, "hash": anchor.hash},
            "timestamp": None if stamp is None else {"at": stamp.at.isoformat(), "by": stamp.by},
        },
        ensure_ascii=False,
    )


def _word(evaluation: Evaluation) -> str:
    match evaluation:
        case Evaluated(differences=()):
            return "verified"
        case Evaluated():
            return "genuine, but evaluated again it differs"
        case NotEvaluated():
            return "genuine; not evaluated again"
    return "genuine"


def _result(evaluation: Evaluation) -> str:
    match evaluation:
        case Evaluated(differences=()):
            return "VERIFIED"
        case Evaluated():
            return "DIFFERS"
        case NotEvaluated():
            return "NOT_EVALUATED"
    return "GENUINE"


def _evaluated(checked: Checked, evaluation: Evaluation) -> Iterator[str]:
    match evaluation:
        case Evaluated(differences=()):
            yield f"  evaluated again by release {ENGINE}: the very answer, to the digest of its trace"
            yield f"  as recorded: {'; '.join(_taken(evaluation))}"
        case Evaluated(differences=found):
            yield f"  evaluated again by release {ENGINE}, differs in {len(found)} of its aspects:"
            yield from (f"    {line}" for each in found for line in _difference(each))
            if evaluation.recorded_engine != ENGINE:
                then = evaluation.recorded_engine or "one that the record does not name"
                yield f"  the recorded answer is that of another release, {then}: look at what changed between the two"
            yield f"  as recorded: {'; '.join(_taken(evaluation))}"
        case NotEvaluated(why=why, message=message, hint=hint):
            yield f"  not evaluated again: {message} [{why}]"
            if hint:
                yield f"    hint: {hint}"
        case None if checked.contents is not None:
            yield "  not evaluated again, as was asked"


def _taken(evaluation: Evaluated) -> Iterator[str]:
    yield "which versions were in force"
    yield "that no other product was open"
    if evaluation.absent:
        yield f"that no version was in force of {', '.join(evaluation.absent)}"


def _difference(found: Difference) -> Iterator[str]:
    yield f"{found.product}, {found.aspect}:"
    yield f"  recorded: {_short(found.before)}"
    yield f"  again:    {_short(found.after)}"


def _short(value: object) -> str:
    text = json.dumps(given_out(value), ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… (whole with --json)"


def _evaluation(evaluation: Evaluation) -> dict[str, Any] | None:
    match evaluation:
        case Evaluated():
            return {
                "engine": ENGINE,
                "recordedEngine": evaluation.recorded_engine,
                "differences": [
                    {
                        "product": each.product,
                        "aspect": each.aspect.value,
                        "recorded": given_out(each.before),
                        "again": given_out(each.after),
                    }
                    for each in evaluation.differences
                ],
                "asRecorded": list(_taken(evaluation)),
            }
        case NotEvaluated():
            return {
                "engine": ENGINE,
                "recordedEngine": evaluation.recorded_engine,
                "why": evaluation.why.value,
                "message": evaluation.message,
                "hint": evaluation.hint,
            }
    return None
