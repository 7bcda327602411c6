"""Elements of HTML and SVG as text; whatever is not markup already is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

__all__ = ["Markup", "joined", "tag"]


class Markup(str):
    """Text that is markup."""

    __slots__ = ()


def joined(parts: Iterable[str]) -> Markup:
    """Parts one after another, each escaped unless it is markup."""
    return Markup("".join(part if isinstance(part, Markup) else escape(part) for part in parts))


def tag(name: str, *children: str, **attributes: str | float | None) -> Markup:
    """An element. Attributes: `class_` is class, `aria_label` aria-label; None leaves one out; numbers are rounded."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{written}>{joined(children)}</{name}>")


def _value(value: str | float) -> str:
    return escape(value) if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")
