"""Which media type an answer takes."""

from __future__ import annotations

import pytest

from creditrules.api.http.negotiation import (
    accepts_html,
    charset_of,
    content_type_of,
    preferred_languages,
    response_type,
)

GRAPHQL = "application/graphql-response+json"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "application/json"),
        ("", "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        ("application/json", "application/json"),
        (GRAPHQL, GRAPHQL),
        (f"{GRAPHQL}, application/json;q=0.9", GRAPHQL),
        (f"application/json, {GRAPHQL}", "application/json"),
        (f"application/json;q=0.5, {GRAPHQL};q=0.8", GRAPHQL),
        (f"{GRAPHQL}; charset=utf-8", GRAPHQL),
        (f"{GRAPHQL};q=0, application/json", "application/json"),
        ("APPLICATION/JSON", "application/json"),
        ("text/html", None),
        ("application/json;q=nonsense", None),
        ("text/html, */*;q=0.1", "application/json"),
    ],
)
def test_the_answer_takes_the_type_that_the_client_prefers(accept: str | None, expected: str | None) -> None:
    assert response_type(accept) == expected


def test_a_browser_is_known_by_naming_html() -> None:
    assert accepts_html("text/html,application/xhtml+xml,*/*;q=0.8")
    assert not accepts_html("*/*")
    assert not accepts_html(None)


def test_parameters_are_no_part_of_a_media_type() -> None:
    assert content_type_of("Application/JSON; charset=UTF-8") == "application/json"
    assert content_type_of(None) is None
    assert charset_of('application/json; charset="UTF-8"') == "utf-8"
    assert charset_of("application/json") == "utf-8"


def test_languages_come_in_order_of_preference() -> None:
    assert preferred_languages("fr;q=0.4, zh-Hans-CN, en;q=0.8, *;q=0.1") == ("zh-hans-cn", "en", "fr")
