"""What each kind of document is called by people, in codes, and in the mutations that make and draft it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from creditrules.errors import Kind, Refusal
from creditrules.records import dataclass
from creditrules.rules import DocumentKey, DocumentKind
from creditrules.slugs import quoted_slug

__all__ = ["called", "unknown_document"]


@dataclass(frozen=True, slots=True)
class _Called:
    """what: for people. made, drafted: the mutations that do so."""

    what: str
    made: str = ""
    drafted: str = ""


_CALLED: Final[Mapping[DocumentKind, _Called]] = {
    DocumentKind.RULE_SET: _Called("rule set", "createRuleSet", "draftRuleVersion"),
    DocumentKind.PRODUCT: _Called("product", "createProduct", "draftProductVersion"),
    DocumentKind.PARAMETER: _Called("parameter", "createParameter", "draftParameterVersion"),
    DocumentKind.EXPERIMENT: _Called("experiment", "createExperiment", "draftExperimentVersion"),
    DocumentKind.POLICY: _Called("policy"),
}


def called(kind: DocumentKind) -> _Called:
    """What documents of a kind are called."""
    return _CALLED[kind]


def unknown_document(key: DocumentKey, field: tuple[str, ...] = (), hint: str = "") -> Refusal:
    """NOT_FOUND "UNKNOWN_RULE_SET", "UNKNOWN_PRODUCT", "UNKNOWN_PARAMETER", "UNKNOWN_EXPERIMENT"."""
    message = f"There is no {called(key.kind).what} {quoted_slug(key.slug)}."
    if key.kind is DocumentKind.PRODUCT:
        return Refusal(Kind.NOT_FOUND, "UNKNOWN_PRODUCT", message, field, hint)
    if key.kind is DocumentKind.PARAMETER:
        return Refusal(Kind.NOT_FOUND, "UNKNOWN_PARAMETER", message, field, hint)
    if key.kind is DocumentKind.EXPERIMENT:
        return Refusal(Kind.NOT_FOUND, "UNKNOWN_EXPERIMENT", message, field, hint)
    return Refusal(Kind.NOT_FOUND, "UNKNOWN_RULE_SET", message, field, hint)
