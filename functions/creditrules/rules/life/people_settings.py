"""What a lender tells people itself: whether they are advised of decisions that are worse, and in which words."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from creditrules.quoting import clean_prose
from creditrules.rules.content.forms import LanguageTag, TimeZone
from creditrules.suggestions import suggestion

__all__ = ["AdviceCause", "AdviceTemplate", "PeopleSettings"]

PLACEHOLDERS: Final = ("product", "lender", "outcome", "limit", "reasons", "until", "alternatives", "reference")
"""What templates may name, each between braces; a line that names one of which there is nothing to say is left out."""
_MOST_TEMPLATES: Final = 200
_NAMED: Final = re.compile(r"\{([^{}]*)\}")


class AdviceCause(StrEnum):
    """In what a decision is worse than the one before."""

    SEVERER = "SEVERER"
    LOWER_LIMIT = "LOWER_LIMIT"


def _sound(text: str) -> str:
    if not clean_prose(text):
        raise ValueError("it holds a control character, or one that turns or hides others")
    for name in _NAMED.findall(text):
        if name not in PLACEHOLDERS:
            hint = suggestion(name, PLACEHOLDERS)
            known = ", ".join(f"{{{each}}}" for each in PLACEHOLDERS)
            raise ValueError(f"no placeholder is called so. {hint} There are {known}.".replace("  ", " "))
    if "{" in (rest := _NAMED.sub("", text)) or "}" in rest:
        raise ValueError("a brace in it opens or closes nothing; placeholders are written as {product}")
    return text


def _one_line(text: str) -> str:
    if "\n" in text or "\r" in text:
        raise ValueError("it is one line")
    return text


_Subject = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_one_line), AfterValidator(_sound)]
_Text = Annotated[str, Field(min_length=1, max_length=4000), AfterValidator(_sound)]
_Short = Annotated[str, Field(min_length=1, max_length=600), AfterValidator(_sound)]
_Name = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_one_line)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True, alias_generator=to_camel)


class AdviceTemplate(_Part):
    """The lender's words in place of the usual ones, in a language.

    cause, reason: only for advice for that cause, or whose first reason has that code; those that say more come first.
    subject, text: of an e-mail. sms: of a short message. What is left out is as it is otherwise.
    """

    language: LanguageTag
    cause: AdviceCause | None = None
    reason: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    subject: _Subject | None = None
    text: _Text | None = None
    sms: _Short | None = None


class PeopleSettings(_Part):
    """advice: whether people who gave an address are told of decisions about them that are worse than the last.

    lender: its name by language. time_zone: in which moments are told to who has named none.
    """

    advice: bool = False
    lender: Annotated[dict[LanguageTag, _Name], Field(max_length=20)] = {}
    time_zone: TimeZone = "UTC"
    templates: Annotated[tuple[AdviceTemplate, ...], Field(max_length=_MOST_TEMPLATES)] = ()
