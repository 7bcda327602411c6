"""How many parts a short message goes in, and one that goes in few enough; 3GPP TS 23.038 and 23.040; pure."""

from __future__ import annotations

from typing import Final

__all__ = ["MOST_SEGMENTS", "fitted", "segments"]

MOST_SEGMENTS: Final = 4
_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED: Final = frozenset("\f^{}\\[~]|€")
"""Each of them takes two places."""
_GSM_ALONE, _GSM_PART = 160, 153
_UCS_ALONE, _UCS_PART = 70, 67
_ONE_PLACE: Final = 0xFFFF


def segments(text: str) -> int:
    """Of how many parts the message is; a character that takes two places is never divided between two."""
    basic = all(each in _BASIC or each in _EXTENDED for each in text)
    alone, part = (_GSM_ALONE, _GSM_PART) if basic else (_UCS_ALONE, _UCS_PART)
    widths = [_width(each, basic=basic) for each in text]
    if sum(widths) <= alone:
        return 1
    parts, used = 1, 0
    for width in widths:
        if used + width > part:
            parts, used = parts + 1, 0
        used += width
    return parts


def fitted(text: str, most: int = MOST_SEGMENTS) -> str:
    """The text, cut with an ellipsis where it would take more parts than that."""
    if segments(text) <= most:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if segments(text[:middle].rstrip() + "...") <= most else (low, middle - 1)
    return text[:low].rstrip() + "..."


def _width(character: str, *, basic: bool) -> int:
    return 1 + (character in _EXTENDED if basic else ord(character) > _ONE_PLACE)
