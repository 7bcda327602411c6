"""The words in which people are advised: the usual ones in English and Chinese, or the lender's own; pure.

A template is text with names between braces. A line that names something of which there is nothing to say is left out.
What is put in stands as it is: nothing in it is read as a template, or as markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from creditrules.eligibility import Outcome
from creditrules.feed.people import AddressKind, PersonMessage, SubjectContact
from creditrules.feed.sms import fitted
from creditrules.markup import Markup, joined, tag
from creditrules.records import dataclass
from creditrules.rules import Texts, choose
from creditrules.rules.life import AdviceCause, AdviceTemplate, PeopleSettings

__all__ = ["AdviceWords", "person_message"]

LONGEST_SUBJECT: Final = 200
_JOINER: Final = "\u200d"
"""Joins signs to one, as in emoji."""
_NAMED: Final = re.compile(r"\{([a-z]+)\}")
_MONTHS: Final = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)

_TEXT_EN: Final = """\
{product} is now {outcome}.
Your limit is now {limit}.
Why: {reasons}
This holds until {until}.
Open to you meanwhile: {alternatives}.
If you think that this is wrong, tell us. Your reference is {reference}.
{lender}"""
_TEXT_ZH: Final = """\
您的{product}目前{outcome}。
您的额度现为{limit}。
原因：{reasons}
有效期至{until}。
在此期间您仍可使用：{alternatives}。
如有异议，请与我们联系。编号：{reference}。
{lender}"""
_SMS_EN: Final = """\
{lender}:
{product} is now {outcome}.
Limit {limit}.
{reasons}
Until {until}.
Open meanwhile: {alternatives}."""
_SMS_ZH: Final = """\
【{lender}】
您的{product}目前{outcome}。
额度{limit}。
{reasons}
有效期至{until}。
仍可使用：{alternatives}。"""

USUAL: Final = (
    AdviceTemplate.model_construct(
        language="en", cause=None, reason=None, subject="{product} is now {outcome}", text=_TEXT_EN, sms=_SMS_EN
    ),
    AdviceTemplate.model_construct(
        language="en", cause=AdviceCause.LOWER_LIMIT, reason=None, subject="{product}: your limit has changed",
        text=None, sms=None,
    ),
    AdviceTemplate.model_construct(
        language="zh", cause=None, reason=None, subject="您的{product}目前{outcome}", text=_TEXT_ZH, sms=_SMS_ZH
    ),
    AdviceTemplate.model_construct(
        language="zh", cause=AdviceCause.LOWER_LIMIT, reason=None, subject="您的{product}额度有变动",
        text=None, sms=None,
    ),
)  # fmt: skip

OUTCOMES: Final[Mapping[Outcome, Texts]] = {
    Outcome.ALLOW: {"en": "open to you", "zh": "可以使用"},
    Outcome.WARN: {"en": "open to you, with a warning", "zh": "可以使用，但请留意提示"},
    Outcome.STEP_UP: {"en": "open once more has been verified", "zh": "需补充验证后方可使用"},
    Outcome.LIMIT: {"en": "open to you within a limit", "zh": "可在限额内使用"},
    Outcome.PAUSE: {"en": "paused", "zh": "暂停使用"},
    Outcome.REFER: {"en": "waiting for a person to look at it", "zh": "等待人工审核"},
    Outcome.DECLINE: {"en": "not open to you", "zh": "不可使用"},
}


@dataclass(frozen=True, slots=True)
class AdviceWords:
    """Advice in words by language, before one is chosen.

    reasons: of each the message and, where it says so, what lifts it. reason: the code of the first. alternatives:
    names of products.
    """

    id: str
    cause: AdviceCause
    reason: str | None
    outcome: Outcome
    product: Texts
    reasons: Sequence[tuple[Texts, Texts]]
    alternatives: Sequence[Texts]
    limit: Decimal | None
    currency: str | None
    until: datetime | None
    reference: str


def person_message(words: AdviceWords, contact: SubjectContact, settings: PeopleSettings) -> PersonMessage:
    """What is sent to a person who may be told."""
    kind, address, language = contact.kind, contact.address, contact.language
    if kind is None or address is None:
        raise ValueError("nobody is told without an address")
    said = _said(words, language, contact.quiet.zone if contact.quiet else settings.time_zone, settings.lender)
    chosen = list(_templates(words, language, settings.templates))
    if kind is AddressKind.SMS:
        lines = _filled(next(each.sms for each in chosen if each.sms), said)
        return PersonMessage(words.id, kind, address, fitted((" " if _is_spaced(language) else "").join(lines)))
    text = _filled(next(each.text for each in chosen if each.text), said)
    subject = " ".join(_filled(next(each.subject for each in chosen if each.subject), said))[:LONGEST_SUBJECT]
    return PersonMessage(words.id, kind, address, "\n".join(text) + "\n", subject, _page(language, subject, text))


def _templates(words: AdviceWords, language: str, own: Sequence[AdviceTemplate]) -> Iterator[AdviceTemplate]:
    """Those that fit, the lender's before the usual ones; of each the nearest language, and what says most, first."""
    tags = _nearest(language)
    for templates, among in ((own, tags), (USUAL, (*tags, "en"))):
        for each in among:
            fits = [one for one in templates if one.language.lower() == each and _is_for(one, words)]
            yield from sorted(fits, key=lambda one: (one.reason is None, one.cause is None))


def _is_for(template: AdviceTemplate, words: AdviceWords) -> bool:
    return template.cause in {None, words.cause} and template.reason in {None, words.reason}


def _nearest(language: str) -> tuple[str, ...]:
    parts = language.lower().split("-")
    return tuple("-".join(parts[:length]) for length in range(len(parts), 0, -1))


def _said(words: AdviceWords, language: str, zone: str, lender: Texts) -> Mapping[str, str]:
    """What there is to say for each name a template may have, in one line each; empty where there is nothing."""
    spaced = _is_spaced(language)
    reasons = (choose(text, language) for reason in words.reasons for text in reason if text)
    said = {
        "product": choose(words.product, language),
        "lender": choose(lender, language) if lender else "",
        "outcome": choose(OUTCOMES[words.outcome], language),
        "limit": "" if words.limit is None else f"{words.limit:,f} {words.currency or ''}",
        "reasons": (" " if spaced else "").join(reasons),
        "until": "" if words.until is None else _moment(words.until, language, zone),
        "alternatives": (", " if spaced else "、").join(choose(each, language) for each in words.alternatives),
        "reference": words.reference,
    }
    return {name: _clean(text) for name, text in said.items()}


def _clean(text: str) -> str:
    """One line of it, without what cannot be seen, as what turns the direction of what is read."""
    return "".join(each for each in " ".join(text.split()) if each.isprintable() or each == _JOINER)


def _filled(template: str, said: Mapping[str, str]) -> list[str]:
    """The lines of a template that have something to say."""
    lines = (line for line in template.splitlines() if all(said[name] for name in _NAMED.findall(line)))
    return [_NAMED.sub(lambda found: said[found[1]], line).strip() for line in lines]


def _page(language: str, subject: str, lines: Sequence[str]) -> str:
    head = joined((Markup('<meta charset="utf-8">'), tag("title", subject)))
    body = joined(tag("p", line) for line in lines if line)
    return f"<!DOCTYPE html>{tag('html', tag('head', head), tag('body', body), lang=language)}"


def _moment(moment: datetime, language: str, zone: str) -> str:
    local = moment.astimezone(ZoneInfo(zone))
    match _nearest(language)[-1]:
        case "zh":
            return f"{local.year}年{local.month}月{local.day}日{local:%H:%M}（{zone}）"
        case "en":
            return f"{local.day} {_MONTHS[local.month - 1]} {local.year}, {local:%H:%M} ({zone})"
    return f"{local:%Y-%m-%d %H:%M} ({zone})"


def _is_spaced(language: str) -> bool:
    """Whether words have spaces between them there."""
    return _nearest(language)[-1] not in {"zh", "ja"}
