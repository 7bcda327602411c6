"""The words of a written candidate: labels, reason codes and what applicants are told, to be improved by a person."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["label_of", "message_of", "reason_codes"]

_LONGEST_CODE = 60


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


def message_of(label: str) -> str:
    """What an applicant is told where a column cost points."""
    return f"{label}: what you stated here weighed against this application."
