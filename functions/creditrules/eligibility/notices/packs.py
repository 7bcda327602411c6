"""The packs, their languages, and what each of them says in which order."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from creditrules.eligibility.notices.china import CHINA
from creditrules.eligibility.notices.european_union import EUROPEAN_UNION
from creditrules.eligibility.notices.united_states import UNITED_STATES

__all__ = ["LANGUAGES", "PREVIEW", "WORDS", "NoticePack"]


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

PREVIEW: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "preview_title": "Preview, not a notice",
        "preview": "This text rests on no recorded decision and must not be given to an applicant.",
        "reference": "preview",
    },
    "es": {
        "preview_title": "Vista previa, no es un aviso",
        "preview": "Este texto no se basa en ninguna decisión registrada y no debe entregarse a un solicitante.",
        "reference": "vista previa",
    },
    "de": {
        "preview_title": "Vorschau, keine Mitteilung",
        "preview": "Dieser Text beruht auf keiner aufgezeichneten Entscheidung. Er ist nicht für Antragsteller.",
        "reference": "Vorschau",
    },
    "zh": {
        "preview_title": "预览，并非告知书",
        "preview": "本文不基于任何已记录的决定，不得提供给申请人。",
        "reference": "预览",
    },
}
"""By language, how a preview says that it is one: at its head, and where a notice names the decision."""
