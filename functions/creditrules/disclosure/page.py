"""The page: for browsers, screen readers and paper, without a script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from creditrules.disclosure.addresses import ATOM, JSON, PAGE, address_of
from creditrules.disclosure.shell import whole_page
from creditrules.disclosure.texts import Spoken, impact_told, link_of, moment_told, name_of, notices_of, title_of
from creditrules.disclosure.told import Disclosure, PublicChange, PublicGround, Status
from creditrules.disclosure.words import LANGUAGES, SPOKEN, Words, words_in
from creditrules.markup import Markup, joined, tag

__all__ = ["article_body", "html_page"]

_MAIN: Final = "main"


def html_page(told: Disclosure, language: str, root: str) -> str:
    """The page in a language. root: what the paths of all pages begin with."""
    words = words_in(language)
    name, lender = name_of(told.name, words), name_of(told.lender, words)
    heading = words.heading.format(product=name)
    head = joined(
        [
            *(_alternate(told, root, form, kind, words) for form, kind in _FEEDS),
            *(tag_alone("link", rel="alternate", hreflang=each, href=_here(told, root, each)) for each in LANGUAGES),
        ]
    )
    header = tag(
        "header",
        tag("p", lender, class_="lender"),
        tag("h1", heading),
        tag("p", words.lead.format(lender=lender, product=name), class_="lead"),
        _languages(told, root, words),
    )
    main = tag(_MAIN, *_sections(told, words), _pages(told, root, words), id=_MAIN)
    skip = tag("a", words.skip, href=f"#{_MAIN}", class_="skip")
    return whole_page(
        words.tag, f"{heading} – {lender}", head, joined([skip, header, main, _footer(told, root, words)])
    )


_FEEDS: Final = ((ATOM, "application/atom+xml"), (JSON, "application/feed+json"))
_FEED_NAMES: Final = {ATOM: "Atom", JSON: "JSON Feed"}


def tag_alone(name: str, **attributes: str) -> Markup:
    """An element of HTML that has no end."""
    return Markup(tag(name, **attributes).removesuffix(f"</{name}>"))


def _alternate(told: Disclosure, root: str, form: str, kind: str, words: Words) -> Markup:
    href = address_of(told, root, form, words.tag)
    return tag_alone("link", rel="alternate", type=kind, title=_FEED_NAMES[form], href=href)


def _here(told: Disclosure, root: str, language: str) -> str:
    return address_of(told, root, PAGE, language, told.before)


def _languages(told: Disclosure, root: str, words: Words) -> Markup:
    def choice(language: str) -> Markup:
        name = SPOKEN[language]
        if language == words.tag:
            return tag("span", name, lang=language, aria_current="true")
        return tag("a", name, lang=language, hreflang=language, href=_here(told, root, language))

    return tag("nav", tag("ul", *(tag("li", choice(each)) for each in LANGUAGES)), aria_label=words.languages)


def _sections(told: Disclosure, words: Words) -> Iterable[Markup]:
    if told.before is None:
        further = tag("p", words.further, class_="soft") if told.further else Markup()
        yield _section("coming", words.coming, told, told.coming, words, words.none_coming, further)
    title = words.changes if told.before is None else words.older_changes
    ended = told.older is None and not told.complete
    below = tag("p", words.incomplete, class_="soft") if ended else Markup()
    yield _section("changes", title, told, told.changes, words, words.none_yet, below)


def _section(
    anchor: str, title: str, told: Disclosure, changes: Sequence[PublicChange], words: Words, none: str, below: Markup
) -> Markup:
    found = [_article(each, told, words) for each in changes] or [tag("p", none, class_="soft")]
    heading = tag("h2", title, id=f"{anchor}-title")
    return tag("section", heading, *found, below, id=anchor, aria_labelledby=f"{anchor}-title")


def _article(change: PublicChange, told: Disclosure, words: Words) -> Markup:
    title = tag("h3", title_of(change, words), id=f"{change.anchor}-title")
    body = article_body(change, told, words)
    return tag(
        "article", title, _marks(change, words), body, id=change.anchor, aria_labelledby=f"{change.anchor}-title"
    )


def _marks(change: PublicChange, words: Words) -> Markup:
    status = change.status
    marks = [tag("li", words.statuses[status], class_=status.value.lower().replace("_", "-"))]
    if change.corrected is not None:
        marks.append(tag("li", words.corrected, class_="corrected"))
    return tag("ul", *marks, class_="marks")


def article_body(change: PublicChange, told: Disclosure, words: Words) -> Markup:
    """What is told of a change, below its title; it stands in the feeds as well."""
    impact = impact_told(change, words)
    rows = [
        (words.since[change.status], _time(change.since, told, words)),
        *([(words.until, _time(change.until, told, words))] if change.until is not None else []),
        (words.announced, _time(change.announced, told, words)),
        *([(words.corrected_on, _time(change.corrected, told, words))] if change.corrected is not None else []),
        *([(words.withdrawn_on, _time(change.withdrawn, told, words))] if change.withdrawn is not None else []),
        (words.basis, _basis(change.ground, words)),
        *([(words.impact, joined(tag("p", each) for each in impact))] if impact else []),
    ]
    table = tag("dl", *(joined([tag("dt", term), tag("dd", value)]) for term, value in rows))
    return joined([_withdrawal(change, words), _notice(change.ground, words), table])


def _withdrawal(change: PublicChange, words: Words) -> Markup:
    if change.status is not Status.WITHDRAWN or change.withdrawal is None:
        return Markup()
    said = _notice(change.withdrawal, words)
    basis = tag("dl", tag("dt", words.withdrawal), tag("dd", _basis(change.withdrawal, words)))
    return joined([said, basis])


def _notice(ground: PublicGround, words: Words) -> Markup:
    first, others = notices_of(ground.notice, words)
    shown = _paragraph(first)
    if not others:
        return shown
    return joined([shown, tag("details", tag("summary", words.other_languages), *map(_paragraph, others))])


def _paragraph(said: Spoken) -> Markup:
    return tag("p", said.text, lang=said.language, dir="auto", class_="notice")


def _basis(ground: PublicGround, words: Words) -> Markup:
    link = link_of(ground.link)
    about = tag("p", words.bases[ground.category], words.colon, tag("span", ground.citation, dir="auto"))
    if link is None:
        return about
    anchor = tag(
        "a",
        link,
        href=link,
        rel="external noopener noreferrer nofollow",
        aria_label=f"{words.source}{words.colon}{link}",
    )
    return joined([about, tag("p", anchor)])


def _time(moment: datetime, told: Disclosure, words: Words) -> Markup:
    return tag("time", moment_told(moment, told, words), datetime=f"{moment:%Y-%m-%dT%H:%M:%SZ}")


def _pages(told: Disclosure, root: str, words: Words) -> Markup:
    links = []
    if told.before is not None:
        links.append(tag("a", words.newest, href=address_of(told, root, PAGE, words.tag), rel="first"))
    if told.older is not None:
        older = address_of(told, root, PAGE, words.tag, told.older)
        links.append(tag("a", words.older, href=older, rel="next"))
    if not links:
        return Markup()
    return tag("nav", tag("ul", *(tag("li", each) for each in links)), aria_label=words.pages)


def _footer(told: Disclosure, root: str, words: Words) -> Markup:
    feeds = [
        tag("a", _FEED_NAMES[form], href=address_of(told, root, form, words.tag), type=kind) for form, kind in _FEEDS
    ]
    line = joined([words.feeds, " ", feeds[0], " · ", feeds[1]])
    return tag("footer", tag("p", words.clock.format(zone=told.zone)), tag("p", line, class_="feeds"))
