"""Arguments that many fields share, with their descriptions."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from creditrules.api.types.declaring import strawberry
from creditrules.api.types.enums import Category

__all__ = [
    "After",
    "Before",
    "CategoryFilter",
    "EffectiveFrom",
    "EffectiveTo",
    "First",
    "KnownAt",
    "Last",
    "Locale",
    "RecordedFrom",
    "RecordedTo",
    "Since",
    "Until",
    "ValidAt",
]

First = Annotated[
    int | None, strawberry.argument(description="How many items the page holds: 1 to 100, 20 unless said.")
]
After = Annotated[
    str | None, strawberry.argument(description="Go on after this cursor: the `endCursor` of the page before.")
]
Last = Annotated[
    int | None,
    strawberry.argument(description="How many items the page holds, of the last ones: 1 to 100. Not with `first`."),
]
Before = Annotated[
    str | None, strawberry.argument(description="Only what lies before this cursor: the `startCursor` of a page.")
]
ValidAt = Annotated[
    datetime | None,
    strawberry.argument(
        description="When the rules were, or will be, in force. Now unless said; ahead of now it is a forecast."
    ),
]
KnownAt = Annotated[
    datetime | None,
    strawberry.argument(
        description=(
            "What had been recorded by then: later changes and corrections are left out. Now unless said, never ahead "
            "of now."
        )
    ),
]
EffectiveFrom = Annotated[
    datetime | None,
    strawberry.argument(
        description=(
            "Only changes whose effect begins or ends then or later, listed by that, the latest first. One that "
            "was cancelled by knownAt has none."
        )
    ),
]
EffectiveTo = Annotated[
    datetime | None,
    strawberry.argument(description="Only changes whose effect begins or ends before then; see effectiveFrom."),
]
RecordedFrom = Annotated[
    datetime | None,
    strawberry.argument(
        description=(
            "Only changes recorded then or later, whenever they take effect. Who polls for what is new asks with the "
            "`recordedAt` of the newest that it has."
        )
    ),
]
RecordedTo = Annotated[
    datetime | None, strawberry.argument(description="Only changes recorded before then; see recordedFrom.")
]
Since = Annotated[
    datetime | None,
    strawberry.argument(
        description=(
            "Only changes that were recorded, or whose effect begins or ends, then or later. Listed by the last of "
            "these moments up to `until`, the latest first. Not with the times of recording or effect alone."
        )
    ),
]
Until = Annotated[
    datetime | None,
    strawberry.argument(
        description=(
            "Only changes that were recorded, or whose effect begins or ends, before then; see since. Unless "
            "said, up to now."
        )
    ),
]
Locale = Annotated[
    str | None,
    strawberry.argument(
        description=(
            'The language, as in "zh-Hans" or "en". Unless said: the locale of the question, else Accept-Language, '
            "else English."
        )
    ),
]
CategoryFilter = Annotated[Category | None, strawberry.argument(description="Only this category.")]
