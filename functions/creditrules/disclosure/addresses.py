"""Where the page and the feeds of a product lie."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from creditrules.disclosure.told import Disclosure, PublicChange

__all__ = ["ATOM", "JSON", "PAGE", "address_of", "place_of"]

PAGE: Final = ""
ATOM: Final = ".atom"
JSON: Final = ".json"


def address_of(told: Disclosure, root: str, form: str, language: str, before: str | None = None) -> str:
    """The address of a page or feed in a language. root: what its path begins with. before: of which page."""
    asked = {"lang": language} | ({"before": before} if before is not None else {})
    return f"{told.address}{root}/{told.tenant}/{told.product}{form}?{urlencode(asked)}"


def place_of(told: Disclosure, root: str, language: str, change: PublicChange) -> str:
    """Where a change stands on its page, as long as it is on it."""
    return f"{address_of(told, root, PAGE, language, told.before)}#{change.anchor}"
