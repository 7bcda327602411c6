"""Names that become part of keys and addresses: tenants and the slugs of documents."""

from __future__ import annotations

import re

__all__ = ["MAX_SLUG_LENGTH", "is_slug"]

MAX_SLUG_LENGTH = 64

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")


def is_slug(text: object) -> bool:
    """Whether `text` is 1 to 64 lower-case ASCII letters, digits and inner hyphens: nothing that separates keys."""
    return isinstance(text, str) and _SLUG.fullmatch(text) is not None
