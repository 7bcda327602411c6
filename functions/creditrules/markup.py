"""Elements of HTML, SVG and XML as text; whatever is not markup already is escaped, without control characters."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final

__all__ = ["Markup", "joined", "tag"]

_CONTROLS: Final = {*range(32), *range(127, 160)} - {9, 10}
_TURNING: Final = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
_NO_CHARACTERS: Final = {*range(0xD800, 0xE000), *range(0xFDD0, 0xFDF0), 0xFEFF}
_LAST_OF_PLANES: Final = {plane * 0x10000 + last for plane in range(17) for last in (0xFFFE, 0xFFFF)}
_GONE: Final = dict.fromkeys(_CONTROLS | _TURNING | _NO_CHARACTERS | _LAST_OF_PLANES, "\ufffd")
"""What HTML or XML does not allow, and what turns the direction of what is read or cannot be seen at all."""


class Markup(str):
    """Text that is markup."""

    __slots__ = ()


def joined(parts: Iterable[str]) -> Markup:
    """Parts one after another, each escaped unless it is markup."""
    return Markup("".join(part if isinstance(part, Markup) else _told(part) for part in parts))


def tag(name: str, *children: str, **attributes: str | float | None) -> Markup:
    """An element. Attributes: `class_` is class, `aria_label` aria-label; None leaves one out; numbers are rounded."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{written}>{joined(children)}</{name}>")


def _value(value: str | float) -> str:
    return _told(value) if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")


def _told(text: str) -> str:
    return escape(text.replace("\r\n", "\n").translate(_GONE))
