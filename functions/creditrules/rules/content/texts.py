"""Texts in several languages, chosen by the caller's locale (RFC 4647 lookup)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

__all__ = ["FALLBACK_LANGUAGE", "Texts", "choose"]

FALLBACK_LANGUAGE = "en"

Texts = Mapping[str, str]

_LONGEST_KEPT: Final = 40
"""No longer tag is kept, whoever asks for it."""


def choose(texts: Texts, locale: str | None = None) -> str:
    """The text for `locale`; "" when there are none.

    "zh-Hans-CN" falls back to "zh-Hans", "zh", English, then to whatever is there.
    """
    if len(texts) == 1:
        return next(iter(texts.values()))
    tags, asked = tuple(texts), locale or FALLBACK_LANGUAGE
    tag = _tag(tags, asked) if len(asked) <= _LONGEST_KEPT else _tag.__wrapped__(tags, asked)
    return "" if tag is None else texts[tag]


@lru_cache(maxsize=2048)
def _tag(tags: tuple[str, ...], locale: str) -> str | None:
    """Which of the tags is taken; None where there are none."""
    parts = locale.replace("_", "-").split("-")
    by_lower = {tag.lower(): tag for tag in tags}
    for length in range(len(parts), 0, -1):
        found = by_lower.get("-".join(parts[:length]).lower())
        if found is not None:
            return found
    return by_lower.get(FALLBACK_LANGUAGE, tags[0] if tags else None)
