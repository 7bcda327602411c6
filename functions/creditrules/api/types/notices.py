"""Notices of recorded decisions and previews of them, as clients get them."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from typing import Annotated

from creditrules.api.types.declaring import strawberry
from creditrules.api.types.enums import NoticePack
from creditrules.api.types.permissions import needs
from creditrules.api.types.resolved import told
from creditrules.api.types.told_enums import NoticePartKind
from creditrules.auth import Action
from creditrules.eligibility import Notice as DomainNotice

__all__ = ["Notice", "NoticeLocale", "PackAsked", "notice_text_of"]

PackAsked = Annotated[NoticePack, strawberry.argument(description="Whose law it is to follow.")]
NoticeLocale = Annotated[str, strawberry.argument(description="US: en or es. EU: en or de. CN: zh or en.")]


@strawberry.type(description="A part of a notice.", directives=needs(Action.ASK))
class NoticePart:
    kind: NoticePartKind = strawberry.field(description="Which part it is.")
    title: str = strawberry.field(description="Its heading.")
    text: str = strawberry.field(description="Its text.")


@strawberry.type(
    description="A notice of a decision that went against the applicant: a template filled in.",
    directives=needs(Action.ASK),
)
class Notice:
    pack: NoticePack = strawberry.field(description="Whose law it follows.")
    language: str = strawberry.field(description="Its language.")
    preview: bool = strawberry.field(
        description="Whether it rests on no recorded decision: then it must not be given to an applicant, and says so."
    )
    text: str = strawberry.field(description="The whole, in plain text.")
    parts: list[NoticePart] = strawberry.field(description="The same, part by part.")


def notice_text_of(notice: DomainNotice) -> Notice:
    """A notice as clients get it."""
    return told(Notice, notice, parts=[told(NoticePart, part) for part in notice.parts])
