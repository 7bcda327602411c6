"""A lift in a sentence: until when, and which facts would have to be what."""

from __future__ import annotations

import re
from datetime import datetime, time
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from creditrules.eligibility.lifting.facts import FactChange
from creditrules.eligibility.lifting.proof import Lifted, LiftState
from creditrules.feel import Value, brief
from creditrules.rules import choose

__all__ = ["in_words", "stated"]

_WORDS: Final = {
    "en": {
        "from": "From {when} on.",
        "join": " ",
        ">=": "{label}: {value} or more{given}.",
        ">": "{label}: more than {value}{given}.",
        "<=": "{label}: {value} or less{given}.",
        "<": "{label}: less than {value}{given}.",
        "=": "{label}: {value}{given}.",
        "higher": "{label}: a higher value{given}.",
        "lower": "{label}: a lower value{given}.",
        "other": "{label}: another value{given}.",
        "given": " (now {value})",
        "true": "yes",
        "false": "no",
        "null": "none",
    },
    "zh": {
        "from": "自{when}起。",
        "join": "",
        ">=": "{label}：不低于{value}{given}。",
        ">": "{label}：高于{value}{given}。",
        "<=": "{label}：不高于{value}{given}。",
        "<": "{label}：低于{value}{given}。",
        "=": "{label}：{value}{given}。",
        "higher": "{label}：需提高{given}。",
        "lower": "{label}：需降低{given}。",
        "other": "{label}：需变更{given}。",
        "given": "（当前{value}）",
        "true": "是",
        "false": "否",
        "null": "无",
    },
    "de": {
        "from": "Ab {when}.",
        "join": " ",
        ">=": "{label}: {value} oder mehr{given}.",
        ">": "{label}: mehr als {value}{given}.",
        "<=": "{label}: {value} oder weniger{given}.",
        "<": "{label}: weniger als {value}{given}.",
        "=": "{label}: {value}{given}.",
        "higher": "{label}: ein höherer Wert{given}.",
        "lower": "{label}: ein niedrigerer Wert{given}.",
        "other": "{label}: ein anderer Wert{given}.",
        "given": " (jetzt {value})",
        "true": "ja",
        "false": "nein",
        "null": "keines",
    },
    "es": {
        "from": "A partir del {when}.",
        "join": " ",
        ">=": "{label}: {value} o más{given}.",
        ">": "{label}: más de {value}{given}.",
        "<=": "{label}: {value} o menos{given}.",
        "<": "{label}: menos de {value}{given}.",
        "=": "{label}: {value}{given}.",
        "higher": "{label}: un valor más alto{given}.",
        "lower": "{label}: un valor más bajo{given}.",
        "other": "{label}: otro valor{given}.",
        "given": " (ahora {value})",
        "true": "sí",
        "false": "no",
        "null": "ninguno",
    },
}
_QUOTED: Final = re.compile(r'(?:@|[a-z ]+\()"([^"]*)"\)?')
_SIDES: Final = {">": "higher", ">=": "higher", "<": "lower", "<=": "lower", "=": "other"}


def stated(lift: Lifted, zone: str, locale: str | None, *, thresholds: bool) -> str:
    """The lift with its numbers, "" where it was not computed. thresholds: whether the values needed are told.

    zone: of the rule set, in which its moments are meant. Facts whose values are sensitive are told without them.
    """
    if lift.state is LiftState.NOT_COMPUTED:
        return ""
    words = _WORDS.get((locale or "en").lower().partition("-")[0], _WORDS["en"])
    found = [_change(words, change, locale, thresholds=thresholds) for change in lift.changes]
    if lift.start is not None:
        found.append(words["from"].format(when=_moment(lift.start, zone)))
    return words["join"].join(found)


def _moment(moment: datetime, zone: str) -> str:
    local = moment.astimezone(ZoneInfo(zone))
    shown = f"{local:%Y-%m-%d}" if local.time() == time.min else f"{local:%Y-%m-%d %H:%M:%S}"
    return f"{shown} ({zone})"


def _change(words: dict[str, str], change: FactChange, locale: str | None, *, thresholds: bool) -> str:
    fact = change.fact
    hidden = fact.sensitive or change.given is None
    given = "" if hidden else words["given"].format(value=_shown(words, change.given, ""))
    form = words[change.operator] if thresholds else words[_SIDES[change.operator]]
    label = choose(fact.label, locale) or fact.name
    return form.format(label=label, value=_shown(words, change.threshold, fact.unit), given=given)


def _shown(words: dict[str, str], value: Value, unit: str) -> str:
    if value is None or isinstance(value, bool):
        return words[{None: "null", True: "true", False: "false"}[value]]
    shown = in_words(value)
    return f"{shown} {unit}" if unit and isinstance(value, Decimal) else shown


def in_words(value: Value) -> str:
    """A value for people: numbers plain, dates and durations as ISO 8601 has them, lists with commas."""
    match value:
        case str():
            return value
        case Decimal():
            return f"{value:f}"
        case list():
            return ", ".join(map(in_words, value))
    shown = brief(value)
    quoted = _QUOTED.fullmatch(shown)
    return quoted[1] if quoted else shown
