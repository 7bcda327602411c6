"""From a mutation's input to a draft: the change statement as it was sent, or as the content itself carries it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from creditrules.api.types.inputs import BasisInput, ChangeInput, LocalTextInput
from creditrules.desk.publishing import Draft
from creditrules.document import read_document
from creditrules.errors import Diagnostic, Kind, Refusal
from creditrules.rules import ChangeForm, located, read_change, split_change

__all__ = ["Submitted", "checked_key", "local_texts", "stated", "submitted_draft"]

LONGEST_KEY = 200


class VersionInput(Protocol):
    """The fields that all inputs with content share."""

    slug: str
    content: str
    change: ChangeInput | None
    idempotency_key: str | None
    based_on: int | None


class Stated(Protocol):
    """The fields that all inputs with a statement share."""

    basis: BasisInput
    comment: str
    notice: list[LocalTextInput]


@dataclass(frozen=True, slots=True)
class Submitted:
    """draft: None when the content is so broken that not even its change statement can be read."""

    draft: Draft | None
    diagnostics: tuple[Diagnostic, ...] = ()


def submitted_draft(given: VersionInput) -> Submitted:
    """The draft that an input describes.

    Raises Refusal INVALID: "CHANGE_STATEMENT_MISSING", "CHANGE_STATEMENT_INVALID", "BAD_IDEMPOTENCY_KEY",
    "TEXT_MISSING".
    """
    key = checked_key(given.idempotency_key)
    if given.change is not None:
        change = stated(given.change, "change")
    else:
        found, diagnostics = _change_in(given.content)
        if found is None:
            return Submitted(None, diagnostics)
        change = found
    return Submitted(Draft(given.slug, given.content, change, key, given.based_on))


def checked_key(key: str | None) -> str | None:
    """The idempotency key as it was sent. Raises Refusal INVALID "BAD_IDEMPOTENCY_KEY"."""
    if key is not None and not (1 <= len(key) <= LONGEST_KEY and key.isprintable()):
        message = f"An idempotency key has 1 to {LONGEST_KEY} printable characters."
        raise Refusal(Kind.INVALID, "BAD_IDEMPOTENCY_KEY", message, ("idempotencyKey",), "A random UUID does well.")
    return key


def stated(given: Stated, field: str) -> ChangeForm:
    """A statement that was sent in the input's `field`. Raises Refusal as `submitted_draft` does."""
    value: dict[str, object] = {
        "basis": {
            "category": given.basis.category.name,
            "citation": given.basis.citation,
            "link": given.basis.link,
        },
        "comment": given.comment,
        "notice": local_texts(given.notice, (field, "notice")),
    }
    if isinstance(given, ChangeInput):
        times = {"validFrom": given.valid_from, "validUntil": given.valid_until, "correction": given.correction}
        value = {**value, **times}
    form, diagnostics = read_change(value)
    return form if form is not None else _refuse(diagnostics)


def _change_in(content: str) -> tuple[ChangeForm | None, tuple[Diagnostic, ...]]:
    document = read_document(content)
    if document.diagnostics and document.value is None:
        return None, document.diagnostics
    _, section = split_change(document.value)
    if section is None:
        message = "There is no change statement: nothing is published without one."
        hint = "Give `change` with its basis, your comment on the impact and a notice, or write a `change:` section."
        raise Refusal(Kind.INVALID, "CHANGE_STATEMENT_MISSING", message, ("change",), hint)
    form, diagnostics = read_change(section)
    return form, located(diagnostics, document)


def _refuse(diagnostics: Sequence[Diagnostic]) -> ChangeForm:
    first = diagnostics[0]
    path = tuple(first.place.replace("[", ".").replace("]", "").split("."))
    raise Refusal(Kind.INVALID, "CHANGE_STATEMENT_INVALID", first.message, path, first.hint, tuple(diagnostics))


def local_texts(texts: Sequence[LocalTextInput], field: tuple[str, ...]) -> Mapping[str, str]:
    """Texts by language. Raises Refusal INVALID "LANGUAGE_TWICE", "TEXT_MISSING"."""
    found = {text.language: text.text for text in texts}
    if len(found) < len(texts):
        raise Refusal(Kind.INVALID, "LANGUAGE_TWICE", "A language is given twice.", field, "Keep one text for each.")
    if not found or not all(text.strip() for text in found.values()):
        raise Refusal(Kind.INVALID, "TEXT_MISSING", "At least one text is needed, and none may be empty.", field)
    return found
