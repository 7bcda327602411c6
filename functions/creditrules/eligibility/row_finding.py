"""One row's outputs as a finding: a step of the ladder, a reason of the catalogue, amounts, features and an end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

from creditrules.dmn import Fired
from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.eligibility.reason import Finding
from creditrules.feel import Date, DateTime, Unknown, Value, brief, to_datetime
from creditrules.rules import Intervention

__all__ = ["NotAFinding", "RowRead", "read_row"]

_NOTHING_LACKED: Final[frozenset[str]] = frozenset()
_NO_FEATURES: Final[frozenset[str]] = frozenset()
_LADDER: Final[Mapping[str, Intervention]] = {step.value: step for step in Intervention}

RowRead = tuple[tuple[Finding, ...], tuple[Finding, ...], frozenset[str]]
"""The finding of a row; what it may be besides, where parts of it are not known; and the facts those parts lack."""


class NotAFinding(Exception):
    """A value that is no finding; the message says why."""


def read_row(fired: Fired, compiled: CompiledRuleSet, exposure: Value) -> RowRead:
    """What a row says. exposure: the reserved fact. Raises NotAFinding."""
    value = fired.value
    if type(value) is dict and "exposureLimit" not in value and Unknown not in map(type, value.values()):
        return (_finding(value, fired, compiled, partial=False),), (), _NOTHING_LACKED
    if isinstance(value, str):
        value = {"intervention": value}
    if isinstance(value, Unknown):
        value = {"intervention": value}
    if not isinstance(value, Mapping):
        raise NotAFinding(f"{_where(fired)} is no finding: it yields {brief(value)}.")
    value = _exposed(value, exposure)
    known = {name: part for name, part in value.items() if not isinstance(part, Unknown)}
    needs = frozenset[str]().union(*(part.missing for part in value.values() if isinstance(part, Unknown)))
    if "intervention" not in known and needs:
        ladder = ({**known, "intervention": step.value} for step in Intervention)
        return (), tuple(_finding(each, fired, compiled, partial=True) for each in ladder), needs
    finding = _finding(known, fired, compiled, partial=bool(needs))
    return (finding,), (finding,) if needs else (), needs


def _exposed(value: Mapping[str, object], exposure: Value) -> Mapping[str, object]:
    """The same with the limit that an exposure limit leaves: an unknown one where nothing was said of what is owed."""
    bound = value.get("exposureLimit")
    if not isinstance(bound, Decimal) or not isinstance(exposure, Mapping):
        return value
    total, limit = exposure["total"], value.get("limit")
    if isinstance(total, Unknown):
        return {**value, "limit": total}
    assert isinstance(total, Decimal)  # noqa: S101 - as it was reckoned
    left = max(bound - total, Decimal(0))
    if isinstance(limit, Unknown):
        return value
    return {**value, "limit": min(limit, left) if isinstance(limit, Decimal) else left}


def _finding(value: Mapping[str, object], fired: Fired, compiled: CompiledRuleSet, *, partial: bool) -> Finding:
    get = value.get
    intervention = _intervention(get("intervention"), fired)
    reason = _reason(get("reason"), fired, compiled)
    if reason is None and intervention is not Intervention.ALLOW and not partial:
        raise NotAFinding(f"{_where(fired)} says {intervention} without a reason code.")
    return Finding(
        intervention,
        reason,
        _amount(get("limit"), "limit", fired),
        _amount(get("rate"), "rate", fired),
        _features(get("restrictedFeatures"), fired),
        _until(get("until"), fired, compiled),
        fired.row or None,
        fired.rule_id,
        exposure_limit=_amount(get("exposureLimit"), "exposureLimit", fired),
    )


def _where(fired: Fired) -> str:
    return f"Row {fired.row}" if fired.row else "The default output" if fired.default else "The result"


def _intervention(value: object, fired: Fired) -> Intervention:
    found = _LADDER.get(value) if isinstance(value, str) else None
    if found is not None:
        return found
    raise NotAFinding(f"{_where(fired)} yields the intervention {brief(value)}, which is not a step of the ladder.")


def _reason(value: object, fired: Fired, compiled: CompiledRuleSet) -> str | None:
    if value is None:
        return None
    if isinstance(value, str) and value in compiled.rule_set.form.reasons:
        return value
    raise NotAFinding(f"{_where(fired)} gives the reason {brief(value)}, which the reason catalogue does not have.")


def _amount(value: object, name: str, fired: Fired) -> Decimal | None:
    if value is None:
        return None
    if isinstance(value, Decimal) and value >= 0:
        return value
    raise NotAFinding(f"{_where(fired)} gives the {name} {brief(value)}, which is not a number from 0 up.")


def _features(value: object, fired: Fired) -> frozenset[str]:
    if value is None:
        return _NO_FEATURES
    names: Sequence[object] = value if isinstance(value, list) else [value]
    if all(isinstance(name, str) for name in names):
        return frozenset(str(name) for name in names)
    raise NotAFinding(f"{_where(fired)} gives restricted features that are not names: {brief(value)}.")


def _until(value: object, fired: Fired, compiled: CompiledRuleSet) -> datetime | None:
    if value is None:
        return None
    if isinstance(value, Date | DateTime):
        moment = to_datetime(value, compiled.zone)
        if moment is not None:
            return moment
    raise NotAFinding(
        f"{_where(fired)} gives the end {brief(value)}, which is not a date between the years 1 and 9999."
    )
