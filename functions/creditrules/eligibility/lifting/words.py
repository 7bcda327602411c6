"""A lift in a sentence: until when, and which facts would have to be what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from creditrules.dmn import Fact
from creditrules.eligibility.lifting.proof import LiftState
from creditrules.eligibility.lifting.told import ToldChange, ToldLift
from creditrules.eligibility.lifting.values import Plain, in_words
from creditrules.rules import choose

__all__ = ["stated"]

_WORDS: Final = {
    "en": {
        "from": "From {when} on.",
        "waits": "Time has to pass.",
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
        "waits": "需待一段时间。",
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
        "waits": "Es muss Zeit vergehen.",
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
        "waits": "Tiene que pasar un tiempo.",
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
_SIDES: Final = {True: "higher", False: "lower", None: "other"}


def stated(lift: ToldLift, facts: Iterable[Fact], zone: str, locale: str | None) -> str:
    """The lift with what is told of its numbers, "" where it was not computed.

    facts: those of the rule set, which have their names for people. zone: of the rule set, in which its moments are
    meant. Facts whose values are sensitive are told without them.
    """
    if lift.state is LiftState.NOT_COMPUTED:
        return ""
    words = _WORDS.get((locale or "en").lower().partition("-")[0], _WORDS["en"])
    known = {fact.name: fact for fact in facts}
    found = [_change(words, change, known.get(change.fact), locale) for change in lift.changes]
    if lift.waits:
        found.append(words["from"].format(when=_moment(lift.start, zone)) if lift.start else words["waits"])
    return words["join"].join(found)


def _moment(moment: datetime, zone: str) -> str:
    local = moment.astimezone(ZoneInfo(zone))
    shown = f"{local:%Y-%m-%d}" if local.time() == time.min else f"{local:%Y-%m-%d %H:%M:%S}"
    return f"{shown} ({zone})"


def _change(words: dict[str, str], change: ToldChange, fact: Fact | None, locale: str | None) -> str:
    given = "" if change.given is None else words["given"].format(value=_shown(words, change.given, ""))
    form = words[change.operator or _SIDES[change.higher]]
    label = (choose(fact.label, locale) if fact else "") or change.fact
    return form.format(label=label, value=_shown(words, change.threshold, fact.unit if fact else ""), given=given)


def _shown(words: dict[str, str], value: Plain, unit: str) -> str:
    if value is None or isinstance(value, bool):
        return words[{None: "null", True: "true", False: "false"}[value]]
    shown = in_words(value)
    return f"{shown} {unit}" if unit and isinstance(value, Decimal) else shown
