"""The words of a written candidate: labels, reason codes and what applicants are told, to be improved by a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

__all__ = ["label_of", "label_of_fact", "message_of", "reason_codes"]

_LONGEST_CODE = 60
_MESSAGES: Final = {
    "en": "{}: what you stated here weighed against this application.",
    "zh": "{}：您在此项所填写的内容对本次申请不利。",
}

Texts = Mapping[str, str]
"""By language."""


def label_of(column: str) -> str:
    """A column's name as a person would write it."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", re.sub(r"[_.]+", " ", column)).split()
    label = " ".join(word if word.isupper() and len(word) > 1 else word.lower() for word in words)
    return label[:1].upper() + label[1:]


def reason_codes(columns: Iterable[str]) -> dict[str, str]:
    """For each column the code of the reason that it counted against the applicant; no two are the same."""
    codes: dict[str, str] = {}
    for column in columns:
        plain = re.sub(r"[^A-Z0-9]+", "_", label_of(column).upper()).strip("_")[:_LONGEST_CODE].strip("_")
        code = plain if plain[:1].isalpha() else f"FACT_{plain}".strip("_")
        taken = set(codes.values())
        numbers = (f"{code}_{number}" for number in range(2, len(taken) + 3))
        codes[column] = next(each for each in (code, *numbers) if each not in taken)
    return codes


def label_of_fact(column: str, labels: Texts) -> dict[str, str]:
    """What a column is called by language: as it was said, in English of its name unless said."""
    return {"en": label_of(column), **labels}


def message_of(label: Texts) -> dict[str, str]:
    """What an applicant is told where a column cost points, in those of the label's languages that are spoken here."""
    spoken = {language: _MESSAGES.get(language.partition("-")[0].lower()) for language in label}
    return {language: message.format(label[language]) for language, message in spoken.items() if message}
