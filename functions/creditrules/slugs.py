"""Names that become part of keys and addresses: tenants and the slugs of documents."""

from __future__ import annotations

import re

__all__ = ["MAX_SLUG_LENGTH", "SLUG_PATTERN", "is_slug", "quoted_slug"]

MAX_SLUG_LENGTH = 64

SLUG_PATTERN = "^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$"

_SLUG = re.compile(SLUG_PATTERN.strip("^$"))


def is_slug(text: object) -> bool:
    """Whether `text` is 1 to 64 lower-case ASCII letters, digits and inner hyphens: nothing that separates keys."""
    return isinstance(text, str) and _SLUG.fullmatch(text) is not None


def quoted_slug(text: object) -> str:
    """A name in a message: quoted where it is a slug; what a stranger sends in its place is not repeated."""
    return f"'{text}'" if is_slug(text) else "of that name"
