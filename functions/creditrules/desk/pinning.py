"""Pins: versions that a question names in place of those in force."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from creditrules.desk.catalogue import Catalogue
from creditrules.desk.kinds import called
from creditrules.eligibility import AppliedParameter, AppliedVersion, Pins
from creditrules.errors import Kind, Refusal
from creditrules.rules import Category, DocumentKey, DocumentKind, Head, Version, parameter_name
from creditrules.slugs import quoted_slug
from creditrules.suggestions import suggestion

__all__ = ["pinned_parameters", "pinned_rule_set", "refuse_unused_pins"]

_UNUSED: Final = {
    DocumentKind.RULE_SET: "governs none of the products",
    DocumentKind.PARAMETER: "is used by none of the products",
}


def refuse_unused_pins(pins: Pins, kind: DocumentKind, used: Collection[str]) -> None:
    """Raises Refusal INVALID "UNUSED_PIN" for a pin of that kind whose slug is none of those used."""
    for key in pins:
        if key.kind is kind and key.slug not in used:
            message = f"The pinned {called(kind).what} {quoted_slug(key.slug)} {_UNUSED[kind]}."
            raise Refusal(Kind.INVALID, "UNUSED_PIN", message, ("pins",), suggestion(key.slug, sorted(used)))


def pinned_rule_set(catalogue: Catalogue, tenant: str, head: Head, number: int) -> AppliedVersion:
    """The version of a rule set. Raises Refusal NOT_FOUND "UNKNOWN_VERSION"."""
    version = _version(catalogue, tenant, head, number)
    category = head.category or Category.PRODUCT
    return AppliedVersion(head.key.slug, category, version.number, version.digest, None, None, None, pinned=True)


def pinned_parameters(
    catalogue: Catalogue, tenant: str, heads: Mapping[DocumentKey, Head], pins: Pins
) -> Mapping[str, AppliedParameter]:
    """The versions of parameters, by the names that expressions use; of none that there is not.

    Raises Refusal NOT_FOUND "UNKNOWN_VERSION".
    """
    found: dict[str, AppliedParameter] = {}
    for key, number in pins.items():
        head = heads.get(key) if key.kind is DocumentKind.PARAMETER else None
        if head is not None:
            version = _version(catalogue, tenant, head, number)
            category = head.category or Category.PRODUCT
            applied = AppliedParameter(key.slug, category, version.number, version.digest, pinned=True)
            found[parameter_name(key.slug)] = applied
    return found


def _version(catalogue: Catalogue, tenant: str, head: Head, number: int) -> Version:
    version = catalogue.version(tenant, head.key, number)
    if version is None:
        message = f"The {called(head.key.kind).what} '{head.key.slug}' has no version {number}."
        hint = f"It has the versions 1 to {head.latest_version}." if head.latest_version else "It has no version yet."
        raise Refusal(Kind.NOT_FOUND, "UNKNOWN_VERSION", message, ("pins",), hint)
    return version
