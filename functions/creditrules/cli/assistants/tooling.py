"""What a tool is: a name and words for the assistant, typed arguments, typed answers, and a function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from creditrules.slugs import SLUG_PATTERN

__all__ = ["Cursor", "First", "Given", "Locale", "Moment", "Page", "Slug", "Told", "Tool"]


class Given(BaseModel):
    """Arguments: every one of them known, nothing taken for what it is not."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, populate_by_name=True, str_max_length=1_000_000)


class Told(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class Page(Told):
    """A part of a list."""

    next_cursor: str | None = Field(None, description="Pass it as `after` for the next page; null on the last one.")


First = Annotated[int, Field(ge=1, le=50, description="How many at most.")]
Cursor = Annotated[str | None, Field(max_length=2000, description="`nextCursor` of the page before.")]
Slug = Annotated[str, Field(pattern=SLUG_PATTERN, max_length=64)]
Moment = Annotated[str | None, Field(max_length=64, description="ISO 8601 with a zone, as 2026-03-20T12:00:00+08:00.")]
Locale = Annotated[str | None, Field(max_length=35, description='Language of texts, as "en" or "zh-Hans".')]


@dataclass(frozen=True, slots=True)
class Tool:
    """about: what it is for and when to take it. writes: whether anything is kept of it."""

    name: str
    title: str
    about: str
    takes: type[Given]
    gives: type[Told]
    run: Callable[[Any], Told]
    writes: bool = False
