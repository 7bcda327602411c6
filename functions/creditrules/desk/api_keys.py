"""API keys of partners' machines: made, listed, revoked, and what a bearer of one may do."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from creditrules.auth import (
    PURPOSES,
    Action,
    Principal,
    Role,
    Scopes,
    is_hash_of,
    make_api_key,
    read_api_key,
    require,
)
from creditrules.cache import Recent
from creditrules.desk.catalogue import Catalogue, product_key
from creditrules.desk.kept_lists import KeptList
from creditrules.desk.paging import page_at_hand
from creditrules.desk.submitting import checked_key, checked_once
from creditrules.desk.view import View
from creditrules.document import digest
from creditrules.errors import Kind, Refusal
from creditrules.once import Once
from creditrules.records import dataclass, field
from creditrules.rules.life import (
    API_KEYS_KEY,
    MOST_VALID,
    ApiKey,
    api_keys_content,
    kept_api_keys,
)
from creditrules.rules.ports import Asked, Page
from creditrules.slugs import is_slug

__all__ = [
    "ApiKeyGiven",
    "ApiKeyHolder",
    "KnownApiKey",
    "MadeApiKey",
    "RevokedApiKey",
    "api_keys_page",
    "create_api_key",
    "revoke_api_key",
]

MOST_KEYS: Final = 500
MOST_PRODUCTS: Final = 100
LONGEST_LIFE: Final = timedelta(days=366)
LONGEST_ID: Final = 128
HOLDERS_KEPT: Final = 1024
USE_NOTED: Final = timedelta(minutes=1)
BEARER: Final = "key:{}"
"""The subject of whoever bears a key of that partner; no token can have such a one."""


def _busy() -> Refusal:
    message, hint = "Other acts on API keys came between.", "Try again in a moment."
    return Refusal(Kind.UNAVAILABLE, "API_KEYS_BUSY", message, hint=hint)


_KEYS: Final[KeptList[tuple[ApiKey, ...]]] = KeptList(
    API_KEYS_KEY,
    "API keys",
    _busy,
    (),
    Catalogue.api_keys,
    lambda keys, now: api_keys_content(kept_api_keys(keys, now)),
)


@dataclass(frozen=True, slots=True)
class ApiKeyGiven:
    """What a key is to be. purposes: rights of partners; asking is always one. products: slugs; None for all."""

    partner: str
    expires_at: datetime
    key: str
    purposes: tuple[Action, ...] = ()
    products: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class MadeApiKey:
    """What came of making one. secret: the text to send; None where it was made, and told, before."""

    key: KnownApiKey
    secret: str | None = field(repr=False)

    @property
    def replayed(self) -> bool:
        """Whether it was made before."""
        return self.secret is None


@dataclass(frozen=True, slots=True)
class RevokedApiKey:
    """What came of revoking one. replayed: whether it was revoked before."""

    key: KnownApiKey
    replayed: bool


@dataclass(frozen=True, slots=True)
class KnownApiKey:
    """A key as those may know it who manage keys. used_at: to the minute; None where it never was."""

    key: ApiKey
    is_valid: bool
    used_at: datetime | None = None


def create_api_key(catalogue: Catalogue, principal: Principal, given: ApiKeyGiven) -> MadeApiKey:
    """Make a key for a partner's machine; its text is in the answer, and nowhere afterwards.

    Raises Refusal FORBIDDEN; INVALID "BAD_API_KEY", "BAD_IDEMPOTENCY_KEY"; NOT_FOUND "UNKNOWN_PRODUCT"; CONFLICT
    "API_KEYS_BOTH_VALID", "KEY_REUSED"; TOO_LARGE "TOO_MANY_API_KEYS"; UNAVAILABLE.
    """
    require(principal, Action.ISSUE_KEYS)
    once = checked_key(given.key)
    _check(catalogue, principal, given)
    made_by, asked = digest([principal.subject, once]), _fingerprint(given)
    comment = f"API key for the partner {given.partner} made."

    def act(keys: tuple[ApiKey, ...], now: datetime) -> tuple[tuple[ApiKey, ...] | None, str, MadeApiKey]:
        before = next((key for key in keys if key.made_by == made_by), None)
        if before is not None:
            if before.asked != asked:
                raise _key_reused()
            return None, comment, MadeApiKey(KnownApiKey(before, before.is_valid(now)), None)
        _refuse_many(keys, given.partner, now)
        new = make_api_key(principal.tenant)
        purposes = tuple(sorted({Action.ASK.value, *(each.value for each in given.purposes)}))
        products = None if given.products is None else tuple(sorted(given.products))
        made = (new.id, given.partner, new.hash, purposes, products, now, principal.subject, given.expires_at)
        key = ApiKey(*made, made_by, asked)
        return (*keys, key), comment, MadeApiKey(KnownApiKey(key, is_valid=True), new.text)

    return _KEYS.altered(catalogue, principal, act)


def revoke_api_key(catalogue: Catalogue, principal: Principal, key_id: str, once: Once | None = None) -> RevokedApiKey:
    """Let a key open nothing any more, from the next request on.

    Raises Refusal FORBIDDEN; NOT_FOUND "UNKNOWN_API_KEY"; CONFLICT "KEY_REUSED"; UNAVAILABLE.
    """
    require(principal, Action.REVOKE_KEYS)
    catalogue.store.receipts.first(principal.tenant, checked_once(once))
    comment = f"API key {key_id[:LONGEST_ID]} revoked."

    def act(keys: tuple[ApiKey, ...], now: datetime) -> tuple[tuple[ApiKey, ...] | None, str, RevokedApiKey]:
        found = next((key for key in keys if key.id == key_id), None)
        if found is None:
            hint = "`apiKeys` lists those of the last 90 days."
            raise Refusal(Kind.NOT_FOUND, "UNKNOWN_API_KEY", "There is no such API key.", ("name",), hint)
        revoked = found.revoked(now, principal.subject)
        if revoked is found:
            return None, comment, RevokedApiKey(KnownApiKey(found, is_valid=False), replayed=True)
        others = tuple(revoked if key is found else key for key in keys)
        return others, comment, RevokedApiKey(KnownApiKey(revoked, is_valid=False), replayed=False)

    done = _KEYS.altered(catalogue, principal, act)
    catalogue.store.receipts.keep(principal.tenant, once, {})
    return done


def api_keys_page(view: View, asked: Asked) -> Page[KnownApiKey]:
    """All keys of the last 90 days by partner and name, with their last use. Raises Refusal FORBIDDEN."""
    require(view.principal, Action.AUDIT)
    _, keys = _KEYS.latest(view.catalogue, view.tenant)
    placed = sorted((f"{key.partner}\0{key.id}", key) for key in keys)
    page = page_at_hand(view, ("apiKeys",), placed, asked)
    used = view.catalogue.store.key_uses.last(view.tenant, [key.id for key in page.items])
    return page.showing([KnownApiKey(key, key.is_valid(view.now), used.get(key.id)) for key in page.items])


class ApiKeyHolder:
    """Tells whom an API key speaks for; thread-safe.

    Each time the lender's head of keys is read, and nothing of it is kept: a key that was revoked is refused at the
    next request, wherever that arrives. What the head refers to is immutable, and kept by its digest.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._marked: Recent[str, datetime] = Recent(HOLDERS_KEPT)

    def principal(self, text: str) -> Principal:
        """Whom a key speaks for; that it was used is noted. Raises Refusal as `verified`."""
        principal, now = self._verified(text)
        return self._noted(principal, now)

    def verified(self, text: str) -> Principal:
        """Whom a key speaks for; nothing is written.

        Raises Refusal UNAUTHENTICATED "API_KEY_MALFORMED", "API_KEY_UNKNOWN", and to who has the key itself
        "API_KEY_REVOKED", "API_KEY_EXPIRED"; UNAVAILABLE.
        """
        return self._verified(text)[0]

    def noted(self, principal: Principal) -> Principal:
        """The same; that its API key is used, where it has one, is noted."""
        return principal if principal.scopes is None else self._noted(principal, self._catalogue.store.now())

    def _verified(self, text: str) -> tuple[Principal, datetime]:
        given = read_api_key(text)
        _, keys = _KEYS.latest(self._catalogue, given.tenant)
        found = next((key for key in keys if key.id == given.id), None)
        if not is_hash_of(given, found.hash if found else None) or found is None:
            hint = "Ask the lender for a new one."
            raise Refusal(Kind.UNAUTHENTICATED, "API_KEY_UNKNOWN", "The API key is not known here.", hint=hint)
        now = self._catalogue.store.now()
        _refuse_ended(found, now)
        return _bearer(given.tenant, found), now

    def _noted(self, principal: Principal, now: datetime) -> Principal:
        if principal.scopes is not None:
            self._note_use(principal.tenant, principal.scopes.key, now)
        return principal

    def _note_use(self, tenant: str, key_id: str, now: datetime) -> None:
        """At most once a minute; that it cannot be noted is no reason to refuse a question."""
        last = self._marked.find(key_id)
        if last is not None and last <= now < last + USE_NOTED:
            return
        self._marked.keep(key_id, now)
        uses = self._catalogue.store.key_uses
        with suppress(Refusal):
            noted = uses.last(tenant, [key_id]).get(key_id)
            if noted is None or not noted <= now < noted + USE_NOTED:
                uses.mark_used(tenant, key_id, now)


def _bearer(tenant: str, key: ApiKey) -> Principal:
    purposes = frozenset(Action(each) for each in key.purposes if each in PURPOSES)
    roles = {Role.PARTNER} | ({Role.CHOOSER} if Action.CHOOSE_RULES in purposes else set())
    products = None if key.products is None else frozenset(key.products)
    return Principal(tenant, BEARER.format(key.partner), frozenset(roles), Scopes(purposes, products, key.id))


def _refuse_ended(key: ApiKey, now: datetime) -> None:
    hint = "Ask the lender for a new one."
    if key.revoked_at is not None:
        raise Refusal(Kind.UNAUTHENTICATED, "API_KEY_REVOKED", "The API key was revoked.", hint=hint)
    if not key.is_valid(now):
        raise Refusal(Kind.UNAUTHENTICATED, "API_KEY_EXPIRED", "The API key has expired.", hint=hint)


def _check(catalogue: Catalogue, principal: Principal, given: ApiKeyGiven) -> None:
    now = catalogue.store.now()
    if not is_slug(given.partner):
        raise _bad("A partner is named by 1 to 64 lower-case letters, digits and inner hyphens.", "partner")
    if given.expires_at.tzinfo is None or not now < given.expires_at <= now + LONGEST_LIFE:
        raise _bad(f"A key expires at a time that lies ahead, at most {LONGEST_LIFE.days} days.", "expiresAt")
    if not PURPOSES.issuperset(given.purposes):
        raise _bad("A key is for purposes of partners.", "purposes")
    _check_products(catalogue, principal.tenant, given.products)


def _check_products(catalogue: Catalogue, tenant: str, products: Sequence[str] | None) -> None:
    if products is None:
        return
    if not 0 < len(set(products)) == len(products) <= MOST_PRODUCTS or not all(map(is_slug, products)):
        raise _bad(f"A key is for 1 to {MOST_PRODUCTS} different products, or for all.", "products")
    heads = catalogue.store.heads(tenant, [product_key(slug) for slug in products])
    for place, slug in enumerate(products):
        if product_key(slug) not in heads:
            raise Refusal(Kind.NOT_FOUND, "UNKNOWN_PRODUCT", f"There is no product '{slug}'.", ("products", place))


def _refuse_many(keys: Sequence[ApiKey], partner: str, now: datetime) -> None:
    valid = [key for key in keys if key.is_valid(now)]
    if sum(key.partner == partner for key in valid) >= MOST_VALID:
        message = f"A partner has at most {MOST_VALID} keys that are valid at once, the old one and the new one."
        raise Refusal(Kind.CONFLICT, "API_KEYS_BOTH_VALID", message, ("partner",), "Revoke one of them first.")
    if len(kept_api_keys(keys, now)) >= MOST_KEYS:
        message = f"A lender keeps at most {MOST_KEYS} API keys, those that ended in the last 90 days included."
        raise Refusal(Kind.TOO_LARGE, "TOO_MANY_API_KEYS", message, (), "Wait until older ones are forgotten.")


def _fingerprint(given: ApiKeyGiven) -> str:
    products = None if given.products is None else sorted(given.products)
    purposes = sorted({Action.ASK.value, *(each.value for each in given.purposes)})
    return digest([given.partner, given.expires_at.isoformat(), purposes, products])


def _bad(message: str, at: str) -> Refusal:
    return Refusal(Kind.INVALID, "BAD_API_KEY", message, (at,))


def _key_reused() -> Refusal:
    message = "The idempotency key was used for another API key."
    hint = "Take a new key for every act, and the same only to repeat one."
    return Refusal(Kind.CONFLICT, "KEY_REUSED", message, ("idempotencyKey",), hint)
