"""A comparison as plain data: for files, for what approvers bind, and for clients."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from creditrules.dmn.analysis import Part, box_parts
from creditrules.eligibility.decision import Terms
from creditrules.eligibility.lifting.values import plain
from creditrules.eligibility.outcomes.differences import OutcomeComparison, OutcomeDifference
from creditrules.eligibility.outcomes.sides import Answered
from creditrules.feel import Value, literal

__all__ = ["headlines", "plain_comparison"]

_LONGEST: Final = 400


def plain_comparison(comparison: OutcomeComparison) -> Mapping[str, Any]:
    """All of it: numbers, texts, lists and mappings of them. Dates and durations are texts as ISO 8601 has them.

    literals: the sample once more, as FEEL writes it; an ellipsis stands for what is very long.
    """
    return {
        "verdict": comparison.verdict.value,
        "complete": comparison.complete,
        "differences": [_difference(each) for each in comparison.differences],
        "notAnalysed": list(comparison.not_analysed),
    }


def headlines(comparison: OutcomeComparison) -> Iterator[str]:
    """What matters most, a sentence each: whether anything differs, then each way in which outcomes do."""
    match comparison.differences, comparison.complete:
        case (), True:
            yield "Every applicant is answered as before: proved."
        case (), False:
            yield "No applicant was found who is answered otherwise; that there is none is not proved."
        case differences, complete:
            ways = dict.fromkeys(each.changed for each in differences)
            regions = f"{len(differences)} {'regions' if len(differences) > 1 else 'region'}"
            more = "" if complete else "; there may be more"
            in_ways = f"in {len(ways)} {'ways' if len(ways) > 1 else 'way'}"
            yield f"Applicants in {regions} are answered otherwise, {in_ways}{more}."
            steps = dict.fromkeys(
                (part.before, part.after) for way in ways for part in way[:1] if part.part == "OUTCOME"
            )
            yield from (f"Some move from {before} to {after}." for before, after in steps)


def _difference(difference: OutcomeDifference) -> Mapping[str, Any]:
    box = difference.box
    return {
        "changed": [
            {"part": each.part.value, "before": each.before, "after": each.after} for each in difference.changed
        ],
        "where": difference.where,
        "regions": [{"of": axis.name, "values": [_stretch(part) for part in parts]} for axis, parts in box_parts(box)]
        if box is not None
        else [],
        "sample": {name: _plain(value) for name, value in difference.sample.items()},
        "literals": {name: literal(value, _LONGEST) or "…" for name, value in difference.sample.items()},
        "before": _answered(difference.answers[0]),
        "after": _answered(difference.answers[1]),
        "proof": difference.proof.value,
    }


def _stretch(part: Part) -> Mapping[str, Any]:
    if part.null:
        return {"null": True}
    return {
        "low": _plain(part.low),
        "high": _plain(part.high),
        "lowClosed": part.low_closed,
        "highClosed": part.high_closed,
    }


def _answered(answer: Answered) -> Mapping[str, Any]:
    reasons = [{"ruleSet": slug, "reason": code} for slug, code in answer.reasons]
    offer = {"offer": answer.offer} if answer.offer is not None else {}
    return {"outcome": answer.outcome.value, **_terms(answer.terms), "reasons": reasons, **offer}


def _terms(terms: Terms | None) -> Mapping[str, Any]:
    if terms is None:
        return {}
    found = {
        "limit": terms.limit,
        "rate": terms.rate,
        "exposureLimit": terms.exposure_limit,
        "restrictedFeatures": list(terms.restricted_features) or None,
        "until": terms.until.isoformat() if terms.until else None,
    }
    return {name: value for name, value in found.items() if value is not None}


def _plain(value: Value) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(part) for part in value]
    return plain(value)
