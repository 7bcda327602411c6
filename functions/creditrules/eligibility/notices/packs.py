"""The packs, their languages, and what each of them says in which order."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from creditrules.eligibility.notices.china import CHINA
from creditrules.eligibility.notices.european_union import EUROPEAN_UNION
from creditrules.eligibility.notices.united_states import UNITED_STATES

__all__ = ["LANGUAGES", "WORDS", "NoticePack"]


class NoticePack(StrEnum):
    """Whose law a notice follows."""

    US = "US"
    EU = "EU"
    CN = "CN"


WORDS: Final[Mapping[NoticePack, Mapping[str, Mapping[str, str]]]] = {
    NoticePack.US: UNITED_STATES,
    NoticePack.EU: EUROPEAN_UNION,
    NoticePack.CN: CHINA,
}
"""By pack and language the words of each part; "…title" is its heading."""

LANGUAGES: Final = {pack: tuple(words) for pack, words in WORDS.items()}
