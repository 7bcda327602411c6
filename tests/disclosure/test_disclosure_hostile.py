"""Whatever a lender, or somebody in its name, has written: on the page and in the feeds it is text and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from tests.disclosure.made import change, every_kind, ground, told

from creditrules.disclosure import LANGUAGES, POLICY, Disclosure, atom_feed, html_page, json_feed

ROOT = "/disclosure"
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style><svg/onload=alert(1)>",
    "<!--",
    "]]>",
    "&lt;b&gt; &amp; &#60;",
    "{heading} {0} %s",
    "a\x00b\x0bc\x1bd\x7fe\x85f",
    "\u202eevil\u2066\u2069",
    "lone \ud800 surrogate, \ufffe and \uffff",
    "line\r\nline\rline",
    "𝕌" * 50 + "长" * 500,
)


class Seen(HTMLParser):
    """Elements, attributes and text of a page, as a browser reads them."""

    VOID = frozenset({"meta", "link"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += attrs
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


def texts_replaced(value: Any, text: str) -> Any:
    """The value with all of its texts that a lender writes replaced, in languages too, and what else is in it kept."""
    if isinstance(value, dict):
        return dict.fromkeys(value, text) | {text: text}
    if isinstance(value, tuple):
        return tuple(texts_replaced(each, text) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        own = {field.name: getattr(value, field.name) for field in fields(value)}
        other = {name: texts_replaced(each, text) for name, each in own.items()}
        hostile = {name: text for name in ("citation", "link") if name in own}
        return replace(value, **(other | hostile))
    return value


def names_of(found: Any) -> Iterator[str]:
    for each in found.iter():
        yield each.tag.partition("}")[2]
        yield from each.attrib


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_texts_are_never_markup_wherever_they_stand(text: str, language: str) -> None:
    usual, hostile = every_kind(), texts_replaced(every_kind(), text)
    assert isinstance(hostile, Disclosure)
    seen, known = Seen(html_page(hostile, language, ROOT)), Seen(html_page(usual, language, ROOT))
    assert set(seen.elements) <= set(known.elements)
    assert {name for name, _ in seen.attributes} <= {name for name, _ in known.attributes}
    assert seen.open == []
    feeds = [ET.fromstring(atom_feed(each, language, ROOT).encode()) for each in (hostile, usual)]  # noqa: S314 - ours
    assert set(names_of(feeds[0])) <= set(names_of(feeds[1]))
    items = json.loads(json_feed(hostile, language, ROOT).encode("utf-8", "replace"))["items"]
    assert len(items) == 7
    for page in (html_page(hostile, language, ROOT), atom_feed(hostile, language, ROOT)):
        assert not set(page) & {
            "\x00",
            "\x0b",
            "\x1b",
            "\x7f",
            "\x85",
            "\u202e",
            "\u2066",
            "\ud800",
            "\ufffe",
            "\uffff",
        }


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd",
        "//evil.example", "/graphql", "https://", "https:///path", "http://user@evil.example",
        "https://a:b@evil.example/", "ftp://x.example",
        "https://evil.example\n", 'https://evil.example/" onclick="x', " https://evil.example", "https://evil.example/ä",
        "http://[::1", "http://x.example:port", "http://x.example:0", "java\tscript:alert(1)", "",
        "https:\\\\evil.example",
    ],
)  # fmt: skip
def test_links_lead_to_pages_of_the_web_or_nowhere(link: str) -> None:
    written = told(change(ground=ground(link=link)))
    linked = [value for name, value in Seen(html_page(written, "en", ROOT)).attributes if name == "href"]
    assert {each for each in linked if each} == {each for each in linked if each and each.startswith(("/disc", "#"))}
    assert 'rel="related"' not in atom_feed(written, "en", ROOT)
    [item] = json.loads(json_feed(written, "en", ROOT))["items"]
    assert "external_url" not in item
    assert item["_change"]["basis"]["link"] is None


@pytest.mark.parametrize(
    "link", ["https://law.example/12?a=1&b=2#c", "http://law.example:8080/%E6%B3%95", "https://x.example"]
)
def test_links_that_lead_there_stay_as_they_are(link: str) -> None:
    written = told(change(ground=ground(link=link)))
    assert ("href", link) in Seen(html_page(written, "en", ROOT)).attributes
    assert json.loads(json_feed(written, "en", ROOT))["items"][0]["external_url"] == link


def test_nothing_is_run_or_loaded_or_sent() -> None:
    page = html_page(every_kind(), "zh", ROOT)
    seen = Seen(page)
    assert not set(seen.elements) & {
        "script",
        "img",
        "iframe",
        "form",
        "input",
        "button",
        "object",
        "embed",
        "base",
        "svg",
    }
    assert not [name for name, _ in seen.attributes if name.startswith("on") or name in {"style", "src", "srcset"}]
    assert "url(" not in page
    assert "@import" not in page
    parts = dict(part.strip().split(" ", 1) for part in POLICY.split(";"))
    assert parts.pop("style-src").startswith("'sha256-")
    assert set(parts.values()) == {"'none'"}
    assert {"default-src", "base-uri", "form-action", "frame-ancestors"} == set(parts)


def test_what_the_lender_calls_no_language_is_none_on_the_page() -> None:
    written = told(change(ground=ground(notice={'x" onclick="y': "Text"})))
    languages = [value for name, value in Seen(html_page(written, "en", ROOT)).attributes if name == "lang"]
    assert set(languages) == {"en", "zh", ""}
