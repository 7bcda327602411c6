"""An applicant as a test case: facts, what the service gives besides, and the answer as it comes out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from pydantic import ValidationError

from creditrules.dmn.analysis import Facts
from creditrules.document import Plain
from creditrules.eligibility.cases import CaseAnswer
from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.eligibility.decision import Outcome
from creditrules.eligibility.lifting import in_words
from creditrules.eligibility.parameters import Parameters
from creditrules.eligibility.reason import Origin
from creditrules.feel import DATE, DATE_TIME, Value
from creditrules.rules import TestCase

__all__ = ["asked_of", "expected", "plain_case", "speaks_of_time"]

_SPOKEN: Final = (b"now()", b"today()")


def asked_of(
    compiled: CompiledRuleSet, name: str, facts: Facts, now: datetime, parameters: Parameters
) -> dict[str, Plain]:
    """What a case asks, as it is written, for this applicant; values of parameters are written down with it.

    What cannot be said in a case, such as other parties, is left out.
    """
    own = {fact.name for fact in compiled.facts}
    asked: dict[str, Plain] = {"name": name, "generated": True}
    asked["facts"] = {each: _plain(value) for each, value in facts.items() if each in own}
    for part in ("product", "request", "results", "offer"):
        said = facts.get(part)
        if part not in own and isinstance(said, Mapping):
            entries = {each: _plain(value) for each, value in said.items() if value is not None}
            asked |= {part: entries} if entries else {}
    exposure, party = facts.get("exposure"), facts.get("party")
    if "exposure" not in own and isinstance(exposure, Mapping) and isinstance(exposure.get("total"), Decimal):
        asked["exposures"] = [{"product": "another", "amount": exposure["total"]}]
    if "party" not in own and isinstance(party, Mapping) and isinstance(party.get("role"), str):
        asked["role"] = party["role"]
    if parameters:
        asked["params"] = {each: _plain(found.value) for each, found in parameters.items()}
    if speaks_of_time(compiled):
        asked["validAt"] = now.isoformat().replace("+00:00", "Z")
    return asked


def expected(answer: CaseAnswer) -> dict[str, Plain] | None:
    """What a case has to expect to be answered so; None where the answer is open."""
    if answer.outcome == Outcome.UNDETERMINED:
        return None
    found: dict[str, Plain] = {"outcome": answer.outcome}
    reasons: list[Plain] = [reason for reason in answer.reasons if reason != Origin.RULE]
    found |= {"reasons": reasons} if reasons else {}
    amounts = {"limit": answer.limit, "rate": answer.rate}
    found |= {name: value for name, value in amounts.items() if isinstance(value, Decimal)}
    if answer.restricted_features:
        found["restrictedFeatures"] = list(answer.restricted_features)
    return found


def plain_case(written: Plain) -> TestCase | None:
    """A written case as it is read; None where it cannot be."""
    try:
        return TestCase.model_validate(written)
    except ValidationError:
        return None


def speaks_of_time(compiled: CompiledRuleSet) -> bool:
    """Whether the rule set may answer otherwise on another day."""
    dated = any(fact.type in {DATE, DATE_TIME} for fact in compiled.facts)
    return dated or any(each in compiled.rule_set.content for each in _SPOKEN)


def _plain(value: Value) -> Any:
    match value:
        case None | bool() | Decimal() | str():
            return value
        case list():
            return [_plain(item) for item in value]
        case dict():
            return {name: _plain(part) for name, part in value.items()}
    return in_words(value)
