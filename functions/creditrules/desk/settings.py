"""The settings of a lender: what they are at two times, and setting them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from creditrules.auth import Action, Principal, require
from creditrules.desk.breaking import held_content
from creditrules.desk.catalogue import Catalogue, product_key
from creditrules.desk.policies import PolicyContent, record_policy
from creditrules.desk.submitting import GivenStatement, refuse_content
from creditrules.desk.view import View
from creditrules.document import read_document
from creditrules.errors import Diagnostic, Severity
from creditrules.once import Once
from creditrules.rules import Entry
from creditrules.rules.life import SETTINGS_KEY, SettingsForm, read_settings
from creditrules.rules.ports import Published
from creditrules.slugs import quoted_slug

__all__ = ["NO_SETTINGS", "Setting", "TenantSettings", "set_settings", "settings_at"]

NO_SETTINGS = b"{}"


@dataclass(frozen=True, slots=True)
class TenantSettings:
    """The settings at two times. entry: the version in force, None while none was; content: as it was set."""

    form: SettingsForm
    entry: Entry | None
    content: bytes


@dataclass(frozen=True, slots=True)
class Setting:
    """What became of settings that were set. diagnostics: warnings."""

    published: Published
    diagnostics: tuple[Diagnostic, ...] = ()


def settings_at(view: View) -> TenantSettings:
    """The settings at the view's two times, defaults where nothing was set. Raises Refusal FORBIDDEN."""
    require(view.principal, Action.SEE_POLICY)
    head = view.documents.head(SETTINGS_KEY)
    entry = view.documents.in_force(head, view.moments) if head else None
    form = view.catalogue.settings(view.tenant, head, view.moments.valid_at, view.moments.known_at)
    return TenantSettings(form, entry, view.documents.content(entry.digest) if entry else NO_SETTINGS)


def set_settings(
    catalogue: Catalogue,
    principal: Principal,
    content: str,
    statement: GivenStatement,
    once: Once | None,
    based_on: int | None,
) -> Setting:
    """Let these be the settings as a whole; what is left out has its default.

    Raises Refusal FORBIDDEN; INVALID "CONTENT_REFUSED" with everything that is wrong; and as `record_policy` does.
    """
    require(principal, Action.SET_POLICY)
    read = read_settings(read_document(content))
    refuse_content(read.diagnostics)
    given = PolicyContent(SETTINGS_KEY, {"en": "Settings"}, read.content)
    held = held_content(catalogue, principal.tenant, SETTINGS_KEY, read.digest, read.content)
    published = record_policy(catalogue, principal, given, statement, once, based_on, held.names)
    if catalogue.throttle is not None:
        catalogue.throttle.forget(principal.tenant)
    return Setting(published, (*held.diagnostics, *_not_there(catalogue, principal.tenant, read.settings)))


def _not_there(catalogue: Catalogue, tenant: str, settings: SettingsForm | None) -> Iterator[Diagnostic]:
    """Warnings of products that are to be public and do not exist, as they may be made later."""
    products = settings.disclosure.products if settings is not None else ()
    there = catalogue.store.heads(tenant, [product_key(slug) for slug in products])
    for place, slug in enumerate(products, 1):
        if product_key(slug) not in there:
            message = f"There is no product {quoted_slug(slug)}: nothing of it is public."
            hint = "Correct the slug, unless you make the product later."
            yield Diagnostic(
                "settings.unknown-product", message, hint, f"disclosure.products[{place}]", severity=Severity.WARNING
            )
