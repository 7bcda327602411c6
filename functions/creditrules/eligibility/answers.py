"""A decision as plain data: what is recorded of it, hashed, and compared when it is evaluated again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from creditrules.eligibility.asked import plain_request
from creditrules.eligibility.decision import Decision, Outcome, PossibleBasis, RestsOn, Terms
from creditrules.eligibility.offer import plain_note, plain_offer
from creditrules.eligibility.parameters import AppliedParameter
from creditrules.eligibility.reason import AppliedVersion, Reason
from creditrules.records import dataclass
from creditrules.rules import Category

__all__ = [
    "Aspect",
    "Difference",
    "PlainAnswer",
    "applied_in",
    "aspect_of",
    "differences",
    "every_answer",
    "parameters_in",
    "plain_answer",
    "plain_offered",
    "possible_basis_in",
    "summary_of",
    "was_narrowed",
]

_BASIS: Final = "possibleOutcomesBasis"

PlainAnswer = Mapping[str, Any]
"""Texts, Decimals, whole numbers, booleans, None, lists and mappings of them: what has a canonical form."""


class Aspect(StrEnum):
    """In what two answers for one product can differ.

    TRACE: anything else that is on record, by its name, when an answer is evaluated again as it was.
    """

    ANSWERED = "ANSWERED"
    OUTCOME = "OUTCOME"
    TERMS = "TERMS"
    OFFER = "OFFER"
    REASONS = "REASONS"
    PRINCIPAL_REASONS = "PRINCIPAL_REASONS"
    LIFTS = "LIFTS"
    VERSIONS = "VERSIONS"
    MISSING_FACTS = "MISSING_FACTS"
    ALTERNATIVES = "ALTERNATIVES"
    WARNINGS = "WARNINGS"
    RESTS_ON = "RESTS_ON"
    TRACE = "TRACE"


@dataclass(frozen=True, slots=True)
class Difference:
    """One aspect of one product's answer as it was and as it is now, each in plain data."""

    product: str
    aspect: Aspect
    before: object
    after: object


def plain_answer(decision: Decision, *, rows: bool = True) -> PlainAnswer:
    """Everything that the applicant was answered, and what it rests on; the facts themselves are not in it.

    rows: with the schedule of its offer; that of an alternative is left out.
    """
    return {
        "product": decision.product.product,
        "productDigest": decision.product_digest,
        "outcome": decision.outcome.value,
        "possibleOutcomes": [outcome.value for outcome in decision.possible_outcomes],
        **({_BASIS: PossibleBasis.PROVED.value} if decision.narrowed else {}),
        "terms": _terms(decision.terms),
        "reasons": [_reason(reason) for reason in decision.reasons],
        "missingFacts": [fact.name for fact in decision.missing_facts],
        "versions": [_applied(applied) for applied in decision.applied],
        "warnings": list(decision.warnings),
        "alternatives": [plain_answer(other, rows=False) for other in decision.alternatives],
        **_parameters(decision.parameters),
        **plain_offered(decision, rows=rows),
        **({"restsOn": [_rests_on(each) for each in decision.rests_on]} if decision.rests_on else {}),
    }


def plain_offered(decision: Decision, *, rows: bool = True) -> PlainAnswer:
    """The part of a plain answer that says what was asked for and what is offered, as far as there is either."""
    found: dict[str, Any] = {}
    if decision.request is not None:
        found["request"] = plain_request(decision.request)
    if decision.offer is not None:
        found["offer"] = plain_offer(decision.offer, rows=rows)
    if decision.offer_notes:
        found["offerNotes"] = [plain_note(note) for note in decision.offer_notes]
    return found


def summary_of(answer: PlainAnswer) -> PlainAnswer:
    """What may outlive the facts: outcome, rules and versions, and none of the figures that facts can be told from."""
    kept = ("ruleSet", "category", "code", "intervention", "origin", "row", "ruleId")
    return {
        "product": answer["product"],
        "productDigest": answer["productDigest"],
        "outcome": answer["outcome"],
        "possibleOutcomes": answer["possibleOutcomes"],
        **({_BASIS: answer[_BASIS]} if _BASIS in answer else {}),
        "reasons": [{name: reason[name] for name in kept} for reason in answer["reasons"]],
        "versions": answer["versions"],
        **({"parameters": answer["parameters"]} if "parameters" in answer else {}),
    }


def was_narrowed(answer: PlainAnswer) -> bool:
    """Whether its outcomes and missing facts were narrowed to those that there are; no answer of old was."""
    return _BASIS in answer


def possible_basis_in(answer: PlainAnswer) -> PossibleBasis:
    """How it was known what is possible and missing."""
    proved = was_narrowed(answer) or answer["outcome"] != Outcome.UNDETERMINED
    return PossibleBasis.PROVED if proved else PossibleBasis.SUPPOSED


def every_answer(answers: Iterable[PlainAnswer]) -> Iterator[PlainAnswer]:
    """The answers, each followed by its alternatives."""
    for plain in answers:
        yield plain
        yield from plain["alternatives"]


def applied_in(answer: PlainAnswer) -> tuple[AppliedVersion, ...]:
    """The versions that a recorded answer rests on."""
    return tuple(AppliedVersion(rule_set=row["ruleSet"], **_put_in_force(row)) for row in answer["versions"])


def parameters_in(answer: PlainAnswer) -> tuple[AppliedParameter, ...]:
    """The versions of parameters that a recorded answer rests on."""
    return tuple(
        AppliedParameter(parameter=row["parameter"], **_put_in_force(row)) for row in answer.get("parameters", ())
    )


def _put_in_force(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "category": Category(row["category"]),
        "version": int(row["version"]),
        "digest": row["digest"],
        "sequence": None if row["sequence"] is None else int(row["sequence"]),
        "valid_from": _moment(row["validFrom"]),
        "recorded_at": _moment(row["recordedAt"]),
        "pinned": row.get("pinned", False),
    }


def differences(before: Iterable[PlainAnswer], after: Iterable[PlainAnswer]) -> tuple[Difference, ...]:
    """Where the second answers differ from the first, product by product; empty when they say the same."""
    old = {answer["product"]: answer for answer in before}
    new = {answer["product"]: answer for answer in after}
    found: list[Difference] = []
    for product in dict.fromkeys((*old, *new)):
        if product in old and product in new:
            found += _between(product, old[product], new[product])
        else:
            found.append(Difference(product, Aspect.ANSWERED, product in old, product in new))
    return tuple(found)


def aspect_of(part: str) -> Aspect:
    """The aspect that a part of a plain answer belongs to."""
    return _ASPECTS.get(part, Aspect.TRACE)


_ASPECTS = {
    "outcome": Aspect.OUTCOME,
    "possibleOutcomes": Aspect.OUTCOME,
    _BASIS: Aspect.OUTCOME,
    "terms": Aspect.TERMS,
    "offer": Aspect.OFFER,
    "offerNotes": Aspect.OFFER,
    "reasons": Aspect.REASONS,
    "principal": Aspect.PRINCIPAL_REASONS,
    "lifts": Aspect.LIFTS,
    "productDigest": Aspect.VERSIONS,
    "versions": Aspect.VERSIONS,
    "parameters": Aspect.VERSIONS,
    "missingFacts": Aspect.MISSING_FACTS,
    "alternatives": Aspect.ALTERNATIVES,
    "warnings": Aspect.WARNINGS,
    "restsOn": Aspect.RESTS_ON,
}


def _between(product: str, old: PlainAnswer, new: PlainAnswer) -> Sequence[Difference]:
    pairs = {
        Aspect.OUTCOME: (_outcome(old), _outcome(new)),
        Aspect.TERMS: (old["terms"], new["terms"]),
        Aspect.OFFER: (_offer(old), _offer(new)),
        Aspect.REASONS: (old["reasons"], new["reasons"]),
        **_whys(old, new),
        Aspect.VERSIONS: (_versions(old), _versions(new)),
        Aspect.MISSING_FACTS: (old["missingFacts"], new["missingFacts"]),
        Aspect.ALTERNATIVES: (_alternatives(old), _alternatives(new)),
        Aspect.WARNINGS: (old["warnings"], new["warnings"]),
        Aspect.RESTS_ON: (old.get("restsOn"), new.get("restsOn")),
    }
    return [Difference(product, aspect, was, now) for aspect, (was, now) in pairs.items() if was != now]


def _whys(old: PlainAnswer, new: PlainAnswer) -> Mapping[Aspect, tuple[object, object]]:
    """Principal reasons and lifts, where both answers have them: what was not recorded differs from nothing."""
    if "principal" not in old or "principal" not in new:
        return {}
    return {
        Aspect.PRINCIPAL_REASONS: (_principal(old), _principal(new)),
        Aspect.LIFTS: (_named(old, old.get("lifts", ())), _named(new, new.get("lifts", ()))),
    }


def _principal(answer: PlainAnswer) -> object:
    principal = answer["principal"]
    return {"method": principal["method"], "reasons": _named(answer, principal["reasons"])}


def _named(answer: PlainAnswer, rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What is said of reasons, with the reasons by their names in place of their places."""
    reasons = answer["reasons"]
    return [
        {name: reasons[int(row["place"])][name] for name in ("ruleSet", "code")}
        | {name: value for name, value in row.items() if name != "place"}
        for row in rows
    ]


def _outcome(answer: PlainAnswer) -> object:
    return (
        [answer["outcome"], *answer["possibleOutcomes"]] if answer["outcome"] == "UNDETERMINED" else answer["outcome"]
    )


def _versions(answer: PlainAnswer) -> object:
    product = {"product": answer["product"], "digest": answer["productDigest"]}
    rule_sets = ({name: row[name] for name in ("ruleSet", "version", "digest")} for row in answer["versions"])
    parameters = (
        {name: row[name] for name in ("parameter", "version", "digest")} for row in answer.get("parameters", ())
    )
    return [product, *rule_sets, *parameters]


def _offer(answer: PlainAnswer) -> object:
    """What is offered; None where nothing is, as in every answer before there were offers."""
    said = {name: answer[name] for name in ("offer", "offerNotes") if name in answer}
    return said or None


def _alternatives(answer: PlainAnswer) -> object:
    compared = ("product", "outcome", "terms", "offer")
    return [{name: other[name] for name in compared if name in other} for other in answer["alternatives"]]


def _terms(terms: Terms | None) -> Mapping[str, Any] | None:
    if terms is None:
        return None
    exposure = {} if terms.exposure_limit is None else {"exposureLimit": terms.exposure_limit}
    return exposure | {
        "currency": terms.currency,
        "limit": terms.limit,
        "rate": terms.rate,
        "restrictedFeatures": list(terms.restricted_features),
        "until": _text(terms.until),
    }


def _reason(reason: Reason) -> Mapping[str, Any]:
    finding = reason.finding
    more: dict[str, Any] = {} if finding.exposure_limit is None else {"exposureLimit": finding.exposure_limit}
    if reason.party is not None:
        more["party"] = {"name": reason.party.name, "role": reason.party.role.value}
    return more | {
        "ruleSet": reason.rule_set,
        "category": reason.category.value,
        "code": reason.code,
        "intervention": finding.intervention.value,
        "origin": finding.origin.value,
        "row": finding.row,
        "ruleId": finding.rule_id,
        "limit": finding.limit,
        "rate": finding.rate,
        "restrictedFeatures": sorted(finding.restricted_features),
        "until": _text(finding.until),
        "detail": finding.detail,
    }


def _rests_on(each: RestsOn) -> Mapping[str, Any]:
    source = each.source
    told = {"source": source.source, "purpose": source.purpose, "confidence": source.confidence}
    return {
        "fact": each.fact,
        "decisive": each.decisive,
        **{key: part for key, part in told.items() if part is not None},
    }


def _applied(applied: AppliedVersion) -> Mapping[str, Any]:
    return {
        "ruleSet": applied.rule_set,
        "category": applied.category.value,
        "version": applied.version,
        "digest": applied.digest,
        "sequence": applied.sequence,
        "validFrom": _text(applied.valid_from),
        "recordedAt": _text(applied.recorded_at),
        "pinned": applied.pinned,
    }


def _parameters(applied: Iterable[AppliedParameter]) -> Mapping[str, Any]:
    """Which versions of parameters, not what they say: that is the lender's to tell."""
    rows = [
        {
            "parameter": each.parameter,
            "category": each.category.value,
            "version": each.version,
            "digest": each.digest,
            "sequence": each.sequence,
            "validFrom": _text(each.valid_from),
            "recordedAt": _text(each.recorded_at),
            **({"pinned": True} if each.pinned else {}),
        }
        for each in applied
    ]
    return {"parameters": rows} if rows else {}


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
