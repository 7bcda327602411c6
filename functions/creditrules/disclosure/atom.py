"""The changes as an Atom feed (RFC 4287), in pages as RFC 5005 has them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from creditrules.disclosure.addresses import ATOM, PAGE, address_of, place_of
from creditrules.disclosure.page import article_body
from creditrules.disclosure.texts import link_of, name_of, notices_of, title_of
from creditrules.disclosure.told import Disclosure, PublicChange, public_id
from creditrules.disclosure.words import Words, words_in
from creditrules.markup import Markup, joined, tag

__all__ = ["atom_feed"]

_ATOM: Final = "http://www.w3.org/2005/Atom"
_XHTML: Final = "http://www.w3.org/1999/xhtml"
_FIRST = datetime(1970, 1, 1)  # noqa: DTZ001 - only ever written


def atom_feed(told: Disclosure, language: str, root: str) -> str:
    """The feed in a language. root: what the paths of all feeds begin with."""
    words = words_in(language)
    changes = (*told.coming, *told.changes)
    updated = max((each.updated(told.at) for each in changes), default=None)
    feed = tag(
        "feed",
        tag("id", public_id("feed", told.tenant, told.product, language)),
        tag("title", words.heading.format(product=name_of(told.name, words))),
        tag("updated", _written(updated or _FIRST)),
        tag("author", tag("name", name_of(told.lender, words))),
        *_links(told, root, words),
        *(_entry(each, told, root, words) for each in changes),
        **{"xmlns": _ATOM, "xml:lang": words.tag},
    )
    return f'<?xml version="1.0" encoding="utf-8"?>\n{feed}\n'


def _links(told: Disclosure, root: str, words: Words) -> list[Markup]:
    own = address_of(told, root, ATOM, words.tag, told.before)
    first = address_of(told, root, ATOM, words.tag)
    page = address_of(told, root, PAGE, words.tag, told.before)
    links = [
        tag("link", rel="self", type="application/atom+xml", href=own),
        tag("link", rel="alternate", type="text/html", hreflang=words.tag, href=page),
        tag("link", rel="first", type="application/atom+xml", href=first),
    ]
    if told.older is not None:
        older = address_of(told, root, ATOM, words.tag, told.older)
        links.append(tag("link", rel="next", type="application/atom+xml", href=older))
    return links


def _entry(change: PublicChange, told: Disclosure, root: str, words: Words) -> Markup:
    first, _ = notices_of(change.ground.notice, words)
    link = link_of(change.ground.link)
    related = [tag("link", rel="related", href=link)] if link is not None else []
    title = f"{title_of(change, words)} ({words.statuses[change.status]})"
    return tag(
        "entry",
        tag("id", change.id),
        tag("title", title),
        tag("updated", _written(change.updated(told.at))),
        tag("published", _written(change.announced)),
        tag(
            "link", rel="alternate", type="text/html", hreflang=words.tag, href=place_of(told, root, words.tag, change)
        ),
        *related,
        tag("category", term=change.status.value, label=words.statuses[change.status]),
        tag("category", term=change.ground.category.value, label=words.bases[change.ground.category]),
        tag("summary", first.text, **{"xml:lang": first.language}),
        tag("content", _content(change, told, words), type="xhtml"),
    )


def _content(change: PublicChange, told: Disclosure, words: Words) -> Markup:
    """The same as on the page, as XML: no element of it is without an end."""
    return tag("div", joined([article_body(change, told, words)]), **{"xmlns": _XHTML, "xml:lang": words.tag})


def _written(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
