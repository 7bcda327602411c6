"""Texts in several languages, chosen by the caller's locale (RFC 4647 lookup)."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["FALLBACK_LANGUAGE", "Texts", "choose"]

FALLBACK_LANGUAGE = "en"

Texts = Mapping[str, str]


def choose(texts: Texts, locale: str | None = None) -> str:
    """The text for `locale`; "" when there are none.

    "zh-Hans-CN" falls back to "zh-Hans", "zh", English, then to whatever is there.
    """
    if len(texts) == 1:
        return next(iter(texts.values()))
    parts = (locale or FALLBACK_LANGUAGE).replace("_", "-").split("-")
    by_tag = {tag.lower(): text for tag, text in texts.items()}
    for length in range(len(parts), 0, -1):
        found = by_tag.get("-".join(parts[:length]).lower())
        if found is not None:
            return found
    return by_tag.get(FALLBACK_LANGUAGE, next(iter(texts.values()), ""))
