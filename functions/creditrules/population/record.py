"""A decision as one flat record, for files that other programs read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from creditrules.document import given_out
from creditrules.eligibility import Decision, Reason, plain_offered
from creditrules.errors import Diagnostic

__all__ = ["decision_record", "fault_record", "flat_record"]


_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([Ee][+-]?[0-9]+)?")
_OFFERED: Final = (
    "amount",
    "currency",
    "rate",
    "apr",
    "aprMethod",
    "termMonths",
    "method",
    "startDate",
    "deposit",
    "received",
    "instalments",
    "instalment",
    "lastInstalment",
    "totalInterest",
    "totalFees",
    "totalCost",
    "totalPayable",
)
"""What of an offer has a column of its own: all of it but lists."""


def decision_record(row: int, decision: Decision, *, rules: bool = True) -> dict[str, Any]:
    """The decision on row `row` as plain values; amounts stay exact as text. rules: whether reasons name theirs."""
    terms = decision.terms
    return {
        "row": row,
        "outcome": decision.outcome.value,
        "possibleOutcomes": [outcome.value for outcome in decision.possible_outcomes],
        "limit": _text(terms.limit if terms else None),
        "rate": _text(terms.rate if terms else None),
        "currency": terms.currency if terms else None,
        "restrictedFeatures": list(terms.restricted_features) if terms else [],
        "until": terms.until.isoformat() if terms and terms.until else None,
        "reasons": [_reason(reason, rules=rules) for reason in decision.reasons],
        "missingFacts": [fact.name for fact in decision.missing_facts],
        "warnings": list(decision.warnings),
        **_offered(decision),
        "errors": [],
    }


def _offered(decision: Decision) -> dict[str, Any]:
    """What is offered, without its schedule, and in what it differs from what was asked for."""
    plain = plain_offered(decision, rows=False)
    found: dict[str, Any] = {}
    if "offer" in plain:
        found["offer"] = given_out(plain["offer"])
    if "offerNotes" in plain:
        found["offerNotes"] = [note["code"] for note in plain["offerNotes"]]
    return found


def fault_record(row: int, faults: Sequence[Diagnostic]) -> dict[str, Any]:
    """A row that was not evaluated."""
    errors = [{"code": fault.code, "place": fault.place, "message": fault.message} for fault in faults]
    return {"row": row, "outcome": None, "errors": errors}


def flat_record(record: Mapping[str, Any]) -> dict[str, str]:
    """The record as texts for a CSV file, always of the same columns; lists are joined by blanks.

    A text that a spreadsheet would take for a formula, as it begins with = + - @, a tab or a carriage return, gets an
    apostrophe before it; numbers stay numbers.
    """
    flat = {
        "row": str(record["row"]),
        "outcome": record["outcome"] or "",
        "limit": record.get("limit") or "",
        "rate": record.get("rate") or "",
        "restrictedFeatures": " ".join(record.get("restrictedFeatures", ())),
        "until": record.get("until") or "",
        "reasons": " ".join(reason["code"] for reason in record.get("reasons", ())),
        "missingFacts": " ".join(record.get("missingFacts", ())),
    }
    errors = " ".join(f"{error['code']}@{error['place']}" for error in record["errors"])
    offer = record.get("offer") or {}
    offered = {f"offer.{name}": _cell(offer.get(name)) for name in _OFFERED}
    told = {**flat, "errors": errors, **offered, "offerNotes": " ".join(record.get("offerNotes", ()))}
    return {name: _no_formula(text) for name, text in told.items()}


def _no_formula(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe before what would start one, but for numbers."""
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _reason(reason: Reason, *, rules: bool) -> dict[str, Any]:
    rule = {"row": reason.finding.row, "ruleId": reason.finding.rule_id} if rules else {}
    return {
        "code": reason.code,
        "intervention": reason.finding.intervention.value,
        "category": reason.category.value,
        "ruleSet": reason.rule_set,
        **rule,
    }


def _text(number: object) -> str | None:
    return None if number is None else format(number, "f")
