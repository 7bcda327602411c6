"""What the page and the feeds say, in both languages, and how they hang together."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from tests.disclosure.made import NOW, change, every_kind, ground, told
from tests.disclosure.test_disclosure_hostile import ROOT, Seen

from creditrules.disclosure import LANGUAGES, Act, Status, Subject, atom_feed, html_page, json_feed, spoken
from creditrules.disclosure.words import Words, words_in
from creditrules.records import names_of
from creditrules.rules import BasisCategory

ATOM = "{http://www.w3.org/2005/Atom}"


def test_both_languages_say_everything() -> None:
    kinds = {"titles": Act, "subjects": Subject, "statuses": Status, "since": Status, "bases": BasisCategory}
    english = words_in("en")
    for language in LANGUAGES:
        words = words_in(language)
        assert words.tag == language
        for name in names_of(Words):
            said = getattr(words, name)
            if name in kinds:
                assert set(said) == set(kinds[name]), name
                assert all(said.values())
            else:
                assert said, name
        assert len(words.counts) == len(english.counts)
        assert len(words.months) == 12


def test_places_in_sentences_are_the_same_in_both_languages() -> None:
    def places(text: str) -> list[str]:
        return sorted(part.partition("}")[0] for part in text.split("{")[1:])

    for name in ("heading", "lead", "clock", "parameter", "touches", "day"):
        assert places(getattr(words_in("en"), name)) == places(getattr(words_in("zh"), name)), name


def test_no_word_of_one_language_is_on_a_page_of_the_other() -> None:
    pages = {language: Seen(html_page(told(), language, ROOT)).text for language in LANGUAGES}
    shown = pages["zh"].partition("}\n")[2]
    assert "In force" not in shown
    assert "Basis" not in shown
    assert "2026年2月28日 20:00" in shown
    assert "现行有效" not in pages["en"]
    assert "28 February 2026, 20:00" in pages["en"]


def test_every_text_has_its_language() -> None:
    page = html_page(
        told(change(ground=ground(notice={"de": "Die Grenze sinkt.", "zh-Hant": "上限下調。"}))), "en", ROOT
    )
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert '<p lang="de" dir="auto" class="notice">Die Grenze sinkt.</p>' in page
    assert '<p lang="zh-Hant" dir="auto" class="notice">上限下調。</p>' in page
    assert '<a lang="zh" hreflang="zh"' in page


def test_a_reader_gets_the_first_language_that_there_is() -> None:
    assert spoken(["fr", "zh-hans-cn", "en"]) == "zh"
    assert spoken(["zh_TW"]) == "zh"
    assert spoken(["fr"]) == spoken([]) == "en"


def test_a_page_says_what_stands_where() -> None:
    text = Seen(html_page(every_kind(), "en", ROOT)).text
    said = (
        "Coming", "More changes have been announced", "In force and earlier", "Was to be in force from", "Withdrawn on",
        "It does not come.", "Why it was withdrawn", "Correction of the rules of the product", "Corrected on",
        "Return to an earlier version of the terms", "Next value of the reference value “Prime rate”", "End of the",
        "Older changes", "Details newly asked for: 1.", "Reasons that no longer apply: 4.",
    )  # fmt: skip
    assert [each for each in said if each not in text] == []
    assert text.index("Coming") < text.index("In force and earlier")


def test_nothing_is_said_of_what_was_not_compared() -> None:
    page = Seen(html_page(every_kind(), "en", ROOT)).text
    assert page.count("stay the same") == 1


def test_an_older_page_has_neither_what_comes_nor_what_is_new() -> None:
    page = html_page(told(before="here", older="there"), "en", ROOT)
    assert 'id="coming"' not in page
    assert "Earlier changes" in page
    assert f'href="{ROOT}/acme/loan?lang=en" rel="first"' in page
    assert f'href="{ROOT}/acme/loan?lang=en&amp;before=there" rel="next"' in page
    assert f'href="{ROOT}/acme/loan?lang=zh&amp;before=here"' in page


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Pacific/Kiritimati", "America/Anchorage"])
def test_the_ends_of_the_calendar_are_told(zone: str) -> None:
    first, last = datetime(1900, 1, 1, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    for language in LANGUAGES:
        written = told(change(since=first, until=last), zone=zone)
        for write in (html_page, atom_feed, json_feed):
            assert "9999" in write(written, language, ROOT)


def test_the_atom_feed_is_what_rfc_4287_asks_for() -> None:
    feed = ET.fromstring(atom_feed(every_kind(), "zh", ROOT))  # noqa: S314 - our own
    for name in ("id", "title", "updated", "author"):
        assert len(feed.findall(f"{ATOM}{name}")) == 1
    relations = [link.get("rel") for link in feed.findall(f"{ATOM}link")]
    assert relations == ["self", "alternate", "first", "next"]
    entries = feed.findall(f"{ATOM}entry")
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries) == 7
    for entry in entries:
        assert (entry.findtext(f"{ATOM}id") or "").startswith("urn:uuid:")
        assert all(entry.findtext(f"{ATOM}{name}") for name in ("title", "updated", "published", "summary"))
        assert entry.find(f"{ATOM}content/{{http://www.w3.org/1999/xhtml}}div") is not None
    assert feed.findtext(f"{ATOM}updated") == "2026-03-01T12:00:00Z"


def test_nothing_is_updated_in_the_future() -> None:
    ahead = change(status=Status.COMING, since=NOW.replace(year=2027), announced=NOW.replace(day=1, hour=0))
    assert ahead.updated(NOW) == NOW.replace(hour=0)


def test_the_json_feed_is_what_its_version_asks_for() -> None:
    feed = json.loads(json_feed(every_kind(), "en", ROOT))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["next_url"].endswith("?lang=en&before=next-place")
    assert {"title", "language", "authors", "home_page_url", "feed_url"} <= set(feed)
    for item in feed["items"]:
        assert {"id", "url", "title", "content_text", "date_published", "date_modified"} <= set(item)
        assert set(item["_change"]["notice"]) == {"en", "zh"}
    assert feed["items"][1]["_change"]["withdrawal"]["notice"] == {"en": "It does not come."}


def test_whole_addresses_are_told_where_the_lender_says_what_they_begin_with() -> None:
    feed = json.loads(json_feed(told(address="https://rules.acme.example"), "en", ROOT))
    assert feed["feed_url"] == "https://rules.acme.example/disclosure/acme/loan.json?lang=en"


def test_a_lender_with_nothing_yet_has_a_page_that_says_so() -> None:
    empty = told().__class__(**{name: getattr(told(), name) for name in names_of(type(told()))} | {"changes": ()})
    text = Seen(html_page(empty, "en", ROOT)).text
    assert "No change has been announced." in text
    assert "There is nothing here yet." in text
    ET.fromstring(atom_feed(empty, "en", ROOT))  # noqa: S314 - our own
