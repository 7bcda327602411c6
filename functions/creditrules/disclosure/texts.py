"""What pages and feeds say alike: titles, moments and impacts in the reader's language; links that may stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from creditrules.disclosure.told import Act, Disclosure, PublicChange, Subject
from creditrules.disclosure.words import Words
from creditrules.records import dataclass
from creditrules.rules import Texts, choose

__all__ = ["Spoken", "impact_told", "link_of", "moment_in", "moment_told", "name_of", "notices_of", "title_of"]

_TAG: Final = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_LINK: Final = re.compile(r"https?://[!-~]+")
"""What a browser takes as it stands: no blanks, no controls, and nothing beyond ASCII."""
_USER: Final = "@"
_RULES: Final = frozenset({Subject.RISK_RULES, Subject.PRODUCT_RULES, Subject.REGULATION_RULES})
_COMPARED: Final = frozenset({Act.CHANGE, Act.CORRECTION, Act.RETURN})


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text with its language; "" where what the lender calls it is no tag of a language."""

    language: str
    text: str


def chosen(texts: Texts, language: str) -> Spoken:
    """The text for a reader of the language, be it in another one."""
    tag = choose({each: each for each in texts}, language)
    return Spoken(tag if _TAG.fullmatch(tag) else "", texts.get(tag, ""))


def name_of(texts: Texts, words: Words) -> str:
    """A name for readers of the language of these words."""
    return chosen(texts, words.tag).text


def notices_of(texts: Texts, words: Words) -> tuple[Spoken, tuple[Spoken, ...]]:
    """The notice for readers of the language of these words, and the same in every other language that there is."""
    first = choose({each: each for each in texts}, words.tag)
    others = tuple(Spoken(tag if _TAG.fullmatch(tag) else "", texts[tag]) for tag in sorted(texts) if tag != first)
    return chosen(texts, words.tag), others


def title_of(change: PublicChange, words: Words) -> str:
    """What a change is called."""
    subject = words.subjects[change.subject]
    if change.name is not None:
        subject = words.parameter.format(name=name_of(change.name, words))
    return words.titles[change.act].format(subject=subject)


def moment_in(moment: datetime, zone: str) -> datetime:
    """A moment by the clock of a zone, as far as the calendar goes."""
    try:
        return moment.astimezone(ZoneInfo(zone))
    except OverflowError:
        return moment


def moment_told(moment: datetime, told: Disclosure, words: Words) -> str:
    """A moment in words, by the clock of the lender's customers."""
    there = moment_in(moment, told.zone)
    return words.moment((there.year, there.month, there.day), f"{there:%H:%M}")


def impact_told(change: PublicChange, words: Words) -> Sequence[str]:
    """What a change touches, in sentences. That nothing differs is said only where versions were compared."""
    impact = change.impact
    names = words.listing.join(name_of(each, words) for each in impact.products)
    touched = [words.touches.format(products=names)] if names else []
    counted = [text.format(count=count) for text, count in zip(words.counts, impact.counts, strict=True) if count]
    compared = change.subject in _RULES and change.act in _COMPARED
    return [*touched, *(counted or ([words.same] if compared else []))]


def link_of(link: str | None) -> str | None:
    """A link that may stand on a page: http or https to a host, nobody's name before it; None for any other."""
    if link is None or not _LINK.fullmatch(link):
        return None
    try:
        parts = urlsplit(link)
        port = parts.port
    except ValueError:
        return None
    return None if not parts.hostname or _USER in parts.netloc or port == 0 else link
