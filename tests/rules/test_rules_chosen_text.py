"""Which text a locale gets, told by looking through the texts one tag after the other."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, permutations

import pytest

from creditrules.rules import choose

TAGS = ("en", "EN", "zh", "zh-Hans", "zh-hant", "de-AT", "fr")
LOCALES = (None, "", "en", "EN-gb", "zh-Hans-CN", "zh_Hant_TW", "ZH", "de", "de-AT-1996", "fr-x", "es", "-", "e" * 500)


def looked_through(texts: Mapping[str, str], locale: str | None) -> str:
    """By the definition; of two tags that differ in case alone the later one counts."""
    parts = (locale or "en").replace("_", "-").lower().split("-")
    wanted = ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]
    for tag in (*wanted, "en"):
        for given, text in reversed(list(texts.items())):
            if given.lower() == tag:
                return text
    return next(iter(texts.values()), "")


@pytest.mark.parametrize("locale", LOCALES)
def test_the_nearest_language_is_chosen_whatever_texts_there_are_and_in_whichever_order(locale: str | None) -> None:
    for size in (0, 2, 3):
        for some in combinations(TAGS, size):
            for tags in permutations(some):
                texts = {tag: f"text in {tag}" for tag in tags}
                assert choose(texts, locale) == looked_through(texts, locale)
                others = {tag: f"another in {tag}" for tag in tags}
                assert choose(others, locale) == looked_through(others, locale)
