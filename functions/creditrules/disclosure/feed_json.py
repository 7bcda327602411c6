"""The changes as a JSON Feed (version 1.1), with all that is told of each as values too."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final

from creditrules.disclosure.addresses import JSON, PAGE, address_of, place_of
from creditrules.disclosure.texts import link_of, name_of, notices_of, title_of
from creditrules.disclosure.told import Disclosure, PublicChange, PublicGround, PublicImpact
from creditrules.disclosure.words import Words, words_in

__all__ = ["json_feed"]

_VERSION: Final = "https://jsonfeed.org/version/1.1"


def json_feed(told: Disclosure, language: str, root: str) -> str:
    """The feed in a language. root: what the paths of all feeds begin with."""
    words = words_in(language)
    feed: dict[str, Any] = {
        "version": _VERSION,
        "title": words.heading.format(product=name_of(told.name, words)),
        "language": words.tag,
        "home_page_url": address_of(told, root, PAGE, words.tag, told.before),
        "feed_url": address_of(told, root, JSON, words.tag, told.before),
        "authors": [{"name": name_of(told.lender, words)}],
        "items": [_item(each, told, root, words) for each in (*told.coming, *told.changes)],
    }
    if told.older is not None:
        feed["next_url"] = address_of(told, root, JSON, words.tag, told.older)
    return json.dumps(feed, ensure_ascii=False, separators=(",", ":")) + "\n"


def _item(change: PublicChange, told: Disclosure, root: str, words: Words) -> dict[str, Any]:
    first, _ = notices_of(change.ground.notice, words)
    link = link_of(change.ground.link)
    item: dict[str, Any] = {
        "id": change.id,
        "url": place_of(told, root, words.tag, change),
        "title": title_of(change, words),
        "content_text": first.text,
        "language": first.language or words.tag,
        "date_published": _written(change.announced),
        "date_modified": _written(change.updated(told.at)),
        "tags": [change.status.value, change.ground.category.value],
        "_change": _values(change),
    }
    return item if link is None else item | {"external_url": link}


def _values(change: PublicChange) -> dict[str, Any]:
    return {
        "act": change.act.value,
        "status": change.status.value,
        "subject": change.subject.value,
        "name": dict(change.name) if change.name is not None else None,
        "in_force_from": _written(change.since),
        "in_force_until": _written_or_none(change.until),
        "corrected_on": _written_or_none(change.corrected),
        "withdrawn_on": _written_or_none(change.withdrawn),
        **_ground(change.ground),
        "withdrawal": _ground(change.withdrawal) if change.withdrawal is not None else None,
        "impact": _impact(change.impact),
    }


def _ground(ground: PublicGround) -> dict[str, Any]:
    basis = {"category": ground.category.value, "citation": ground.citation, "link": link_of(ground.link)}
    return {"basis": basis, "notice": dict(ground.notice)}


def _impact(impact: PublicImpact) -> dict[str, Any]:
    return {
        "products": [dict(each) for each in impact.products],
        "facts_added": impact.facts_added,
        "facts_removed": impact.facts_removed,
        "reasons_added": impact.reasons_added,
        "reasons_removed": impact.reasons_removed,
    }


def _written(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _written_or_none(moment: datetime | None) -> str | None:
    return None if moment is None else _written(moment)
