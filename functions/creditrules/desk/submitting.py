"""From what an administrator sends to a draft: the change statement as it was sent, or as the content carries it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NoReturn
from uuid import uuid4

from creditrules.collecting import uncollected
from creditrules.document import Document, digest, read_document
from creditrules.errors import Diagnostic, Kind, Refusal, Severity
from creditrules.once import Once
from creditrules.records import dataclass
from creditrules.rules import (
    BasisCategory,
    ChangeForm,
    ChangeStatement,
    DocumentKey,
    located,
    read_change,
    split_change,
)

__all__ = [
    "Draft",
    "GivenStatement",
    "Numbered",
    "Submission",
    "by_nature",
    "checked_key",
    "checked_once",
    "checked_texts",
    "draft_of",
    "meant",
    "once_unless",
    "refuse_content",
    "stated",
    "told_apart",
]

LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class GivenStatement:
    """Why something is done, as its author says it. notice: by language.

    Of a change also when it is to be in force; see `ChangeForm`.
    """

    category: BasisCategory
    citation: str
    link: str | None
    comment: str
    notice: Mapping[str, str]
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    correction: bool = False


@dataclass(frozen=True, slots=True)
class Numbered:
    """A version, an activation or a proposal by its number in its document; 0 for the document itself.

    day: of an activation, where a value of its version is meant that holds from that day on.
    """

    key: DocumentKey
    number: int = 0
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """Content as it is sent to be checked, proposed or published.

    content: the written form, YAML or JSON; a `change` section in it is left out of what is stored. change: None
    where that section is meant. once: so that a retry gets the first answer. based_on: the latest version that the
    author saw.
    """

    slug: str
    content: str
    change: GivenStatement | None = None
    once: Once | None = None
    based_on: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A submission that has been read: the document as far as it can be, and its change statement."""

    slug: str
    document: Document
    change: ChangeForm
    once: Once | None = None
    based_on: int | None = None


@uncollected()
def draft_of(given: Submission) -> Draft:
    """The draft that was sent.

    Raises Refusal INVALID: "CHANGE_STATEMENT_MISSING", "CHANGE_STATEMENT_INVALID", "BAD_IDEMPOTENCY_KEY",
    "TEXT_MISSING"; "CONTENT_REFUSED" when not even the change statement in it can be read.
    """
    once = checked_once(given.once)
    document = read_document(given.content)
    change = _change_in(document) if given.change is None else _form(given.change, "change")
    return Draft(given.slug, document, change, once, given.based_on)


def meant(named: Numbered | None, what: str, code: str) -> Numbered:
    """What an id names; None where it names no such thing. Raises Refusal NOT_FOUND with the code."""
    if named is None:
        raise Refusal(Kind.NOT_FOUND, code, f"There is no such {what}.", (what,), "Pass an id as it was given.")
    return named


def stated(given: GivenStatement) -> ChangeStatement:
    """A statement without its impact. Raises Refusal INVALID "CHANGE_STATEMENT_INVALID", "TEXT_MISSING"."""
    return _form(given, "statement").statement()


def checked_key(key: str | None) -> str | None:
    """The idempotency key as it was sent. Raises Refusal INVALID "BAD_IDEMPOTENCY_KEY"."""
    if key is not None and not (1 <= len(key) <= LONGEST_KEY and key.isprintable()):
        message = f"An idempotency key has 1 to {LONGEST_KEY} printable characters."
        raise Refusal(Kind.INVALID, "BAD_IDEMPOTENCY_KEY", message, ("idempotencyKey",), "A random UUID does well.")
    return key


def checked_once(once: Once | None) -> Once | None:
    """The same, its key as it may be. Raises as `checked_key`."""
    checked_key(once.key if once else None)
    return once


def once_unless(key: str | None) -> str:
    """The idempotency key as it was sent, else one that no other act has. Raises as `checked_key`."""
    return checked_key(key) or f"once-{uuid4().hex}"


def told_apart(once: Once | None, by_nature: str | None = None) -> dict[str, Any]:
    """What tells the act from others: the key that was sent, else one by what it is, else one that no other act has.

    Raises as `checked_key`.
    """
    if checked_once(once) is not None and once is not None:
        return {"retry_key": once.key, "sent": once.sent}
    return {"retry_key": by_nature or once_unless(None)}


def by_nature(*said: object) -> str:
    """A key of an act that came without one: the same for the same words in the same place."""
    return f"auto-{digest([*said])}"


def checked_texts(texts: Mapping[str, str], field: tuple[str, ...]) -> Mapping[str, str]:
    """Texts by language, as they were sent. Raises Refusal INVALID "TEXT_MISSING"."""
    if not texts or not all(text.strip() for text in texts.values()):
        raise Refusal(Kind.INVALID, "TEXT_MISSING", "At least one text is needed, and none may be empty.", field)
    return texts


def refuse_content(diagnostics: Iterable[Diagnostic]) -> None:
    """Raises Refusal INVALID "CONTENT_REFUSED" with all of the diagnostics where one of them is an error."""
    found = tuple(diagnostics)
    errors = [diagnostic for diagnostic in found if diagnostic.severity is Severity.ERROR]
    if errors:
        message = f"The content has {len(errors)} error{'s' if len(errors) > 1 else ''}. {errors[0].message}"
        hint = "Each one is listed in `diagnostics` with its place."
        raise Refusal(Kind.INVALID, "CONTENT_REFUSED", message, ("content",), hint, found)


def _form(given: GivenStatement, field: str) -> ChangeForm:
    value: dict[str, object] = {
        "basis": {"category": given.category.value, "citation": given.citation, "link": given.link},
        "comment": given.comment,
        "notice": checked_texts(given.notice, (field, "notice")),
        "validFrom": given.valid_from,
        "validUntil": given.valid_until,
        "correction": given.correction,
    }
    form, diagnostics = read_change(value)
    return form if form is not None else _refuse(diagnostics, field)


def _change_in(document: Document) -> ChangeForm:
    if document.value is None:
        refuse_content(document.diagnostics)
    _, section = split_change(document.value)
    if section is None:
        message = "There is no change statement: nothing is published without one."
        hint = "Give `change` with its basis, your comment on the impact and a notice, or write a `change:` section."
        raise Refusal(Kind.INVALID, "CHANGE_STATEMENT_MISSING", message, ("change",), hint)
    form, diagnostics = read_change(section)
    refuse_content(located(diagnostics, document))
    return form if form is not None else _refuse(diagnostics, "change")


def _refuse(diagnostics: Sequence[Diagnostic], field: str) -> NoReturn:
    first = diagnostics[0]
    _, *path = first.place.replace("[", ".").replace("]", "").split(".")
    field_path = (field, *path)
    raise Refusal(Kind.INVALID, "CHANGE_STATEMENT_INVALID", first.message, field_path, first.hint, tuple(diagnostics))
