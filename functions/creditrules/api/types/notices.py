"""Notices of recorded decisions, as clients get them."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

import strawberry

from creditrules.api.types.enums import NoticePack
from creditrules.api.types.resolved import told
from creditrules.eligibility import Notice as DomainNotice

__all__ = ["Notice", "notice_text_of"]


@strawberry.type(description="A part of a notice.")
class NoticePart:
    kind: str = strawberry.field(description='Which part it is, as in "reasons" or "rights".')
    title: str = strawberry.field(description="Its heading.")
    text: str = strawberry.field(description="Its text.")


@strawberry.type(description="A notice of a decision that went against the applicant: a template filled in.")
class Notice:
    pack: NoticePack = strawberry.field(description="Whose law it follows.")
    language: str = strawberry.field(description="Its language.")
    text: str = strawberry.field(description="The whole, in plain text.")
    parts: list[NoticePart] = strawberry.field(description="The same, part by part.")


def notice_text_of(notice: DomainNotice) -> Notice:
    """A notice as clients get it."""
    return told(Notice, notice, parts=[told(NoticePart, part) for part in notice.parts])
