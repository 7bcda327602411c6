"""Webhooks of a lender: registered, listed, paused, given new secrets, deleted."""

from __future__ import annotations

from datetime import datetime, timedelta
from secrets import choice, token_bytes
from typing import Final
from urllib.parse import urlsplit

from creditrules.auth import Action, Principal, require
from creditrules.desk.catalogue import Catalogue
from creditrules.desk.feeding import feeding_of
from creditrules.desk.kept_lists import KeptList
from creditrules.desk.paging import page_at_hand
from creditrules.desk.prose import refuse_hidden
from creditrules.desk.submitting import checked_key
from creditrules.desk.view import View
from creditrules.document import digest
from creditrules.errors import Kind, Refusal
from creditrules.feed import SECRET_BYTES, NoticeKind, WebhookSecret, rotated, secret_text
from creditrules.once import Once
from creditrules.records import dataclass, field, replace
from creditrules.rules import DocumentKey
from creditrules.rules.life import MOST_WEBHOOKS, WEBHOOKS_KEY, Webhook, WebhookState, webhooks_content
from creditrules.rules.ports import Asked, Page

__all__ = [
    "WEBHOOKS",
    "KnownWebhook",
    "MadeWebhook",
    "WebhookGiven",
    "create_webhook",
    "delete_webhook",
    "pause_webhook",
    "resume_webhook",
    "rotate_webhook_secret",
    "webhooks_page",
]

LONGEST_ADDRESS: Final = 1000
LONGEST_NOTE: Final = 200
MOST_DOCUMENTS: Final = 100
MOST_OVERLAP: Final = timedelta(days=7)
ATTEMPTS: Final = 3
_SIGNS: Final = "abcdefghijkmnpqrstuvwxyz23456789"
_ID: Final = 12
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_PORTS: Final = range(1, 65536)
_DEFAULT_PORT: Final = 443
_WORDS: Final = {WebhookState.ACTIVE: "resumed", WebhookState.PAUSED: "paused"}

Webhooks = tuple[Webhook, ...]
Done = tuple[Webhooks | None, str, Webhook]


def _busy() -> Refusal:
    return Refusal(
        Kind.UNAVAILABLE, "WEBHOOKS_BUSY", "Other acts on webhooks came between.", hint="Try again in a moment."
    )


WEBHOOKS: Final[KeptList[Webhooks]] = KeptList(
    WEBHOOKS_KEY, "webhooks", _busy, (), Catalogue.webhooks, lambda webhooks, _: webhooks_content(webhooks)
)


@dataclass(frozen=True, slots=True)
class WebhookGiven:
    """What a webhook is to be. documents, kinds: the only ones that it is told of; None for all."""

    address: str
    key: str
    note: str = ""
    documents: tuple[DocumentKey, ...] | None = None
    kinds: tuple[NoticeKind, ...] | None = None


@dataclass(frozen=True, slots=True)
class KnownWebhook:
    """A webhook as those see it who manage them. failing_since: None unless the last message did not arrive."""

    webhook: Webhook
    failing_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class MadeWebhook:
    """What came of an act. secret: told this once; None where the act makes none, or was done before."""

    known: KnownWebhook
    secret: str | None = field(default=None, repr=False)
    replayed: bool = False


def create_webhook(catalogue: Catalogue, principal: Principal, given: WebhookGiven) -> MadeWebhook:
    """Have notices sent to an address from now on; what they are signed with is in the answer, and shown nowhere else.

    Raises Refusal FORBIDDEN; INVALID "BAD_WEBHOOK", "BAD_IDEMPOTENCY_KEY"; CONFLICT "KEY_REUSED"; TOO_LARGE
    "TOO_MANY_WEBHOOKS"; UNAVAILABLE.
    """
    require(principal, Action.MANAGE_WEBHOOKS)
    feeding, once = feeding_of(catalogue), checked_key(given.key)
    _check(given, loopback=feeding.loopback)
    made_by, asked = digest([principal.subject, once]), _fingerprint(given)
    new_id, plain = "whk-" + "".join(choice(_SIGNS) for _ in range(_ID)), token_bytes(SECRET_BYTES)
    kept = False

    def act(webhooks: Webhooks, now: datetime) -> Done:
        nonlocal kept
        before = next((each for each in webhooks if each.made_by == made_by), None)
        if before is not None:
            if before.asked != asked:
                message = "The idempotency key was used for another webhook."
                hint = "Take a new key for every act, and the same only to repeat one."
                raise Refusal(Kind.CONFLICT, "KEY_REUSED", message, ("idempotencyKey",), hint)
            return None, "", before
        if len(webhooks) >= MOST_WEBHOOKS:
            message = f"A lender has at most {MOST_WEBHOOKS} webhooks."
            raise Refusal(Kind.TOO_LARGE, "TOO_MANY_WEBHOOKS", message, (), "Delete one that is not needed.")
        if not kept:
            # First, as nothing is sent without; should the rest fail, nothing refers to it.
            feeding.secrets.keep(principal.tenant, new_id, (WebhookSecret(plain),), None)
            kept = True
        kinds = None if given.kinds is None else tuple(sorted(kind.value for kind in given.kinds))
        documents = None if given.documents is None else tuple(sorted(given.documents))
        said = (new_id, given.address, given.note, documents, kinds, now, principal.subject, made_by, asked)
        made = Webhook(*said, WebhookState.ACTIVE, now, principal.subject, now, principal.subject)
        return (*webhooks, made), f"Webhook {new_id} made.", made

    made = WEBHOOKS.altered(catalogue, principal, act)
    return MadeWebhook(KnownWebhook(made), secret_text(plain) if made.id == new_id else None, made.id != new_id)


def pause_webhook(catalogue: Catalogue, principal: Principal, webhook: str, once: Once | None = None) -> MadeWebhook:
    """Send nothing more until it is resumed; what there is to tell waits. Raises Refusal as `rotate_webhook_secret`."""
    return _moved(catalogue, principal, webhook, WebhookState.PAUSED, once)


def resume_webhook(catalogue: Catalogue, principal: Principal, webhook: str, once: Once | None = None) -> MadeWebhook:
    """Send again, what waits first. Raises Refusal as `rotate_webhook_secret`."""
    return _moved(catalogue, principal, webhook, WebhookState.ACTIVE, once)


def rotate_webhook_secret(
    catalogue: Catalogue, principal: Principal, webhook: str, overlap: timedelta, once: Once | None = None
) -> MadeWebhook:
    """Sign with a new secret, which is in the answer alone, and for a while with the one before it as well.

    Raises Refusal FORBIDDEN; INVALID "BAD_WEBHOOK"; NOT_FOUND "UNKNOWN_WEBHOOK"; CONFLICT "KEY_REUSED"; UNAVAILABLE.
    """
    require(principal, Action.MANAGE_WEBHOOKS)
    if not timedelta(0) <= overlap <= MOST_OVERLAP:
        raise _bad(f"The secret before is valid for 0 to {MOST_OVERLAP.days * 24} hours more.", "overlapHours")

    def act(webhooks: Webhooks, now: datetime) -> Done:
        found = _found(webhooks, webhook)
        given = replace(found, secret_since=now, secret_by=principal.subject)
        return (None if replayed else _with(webhooks, given)), f"Webhook {webhook} given a new secret.", given

    feeding_of(catalogue)
    replayed = WEBHOOKS.done_before(catalogue, principal, once)
    _, later = WEBHOOKS.altered_once(catalogue, principal, act, once)
    given = _found(WEBHOOKS.latest(catalogue, principal.tenant)[1], webhook)
    known = _known(catalogue, principal.tenant, given)
    if replayed or later:
        return MadeWebhook(known, replayed=True)
    # Only now, and by one sending alone: a secret that nobody was told must not outlive one that somebody was.
    plain = token_bytes(SECRET_BYTES)
    _add_secret(catalogue, principal.tenant, webhook, plain, overlap)
    return MadeWebhook(known, secret_text(plain))


def delete_webhook(catalogue: Catalogue, principal: Principal, webhook: str, once: Once | None = None) -> bool:
    """Send nothing there any more, and forget its secrets; whether that was done by an earlier sending.

    Raises Refusal as `rotate_webhook_secret`.
    """
    require(principal, Action.MANAGE_WEBHOOKS)
    replayed = WEBHOOKS.done_before(catalogue, principal, once)

    def act(webhooks: Webhooks, _: datetime) -> tuple[Webhooks | None, str, None]:
        _found(webhooks, webhook)
        return tuple(each for each in webhooks if each.id != webhook), f"Webhook {webhook} deleted.", None

    if not replayed:
        replayed = WEBHOOKS.altered_once(catalogue, principal, act, once)[1]
    feeding_of(catalogue).secrets.forget(principal.tenant, webhook)
    return replayed


def webhooks_page(view: View, asked: Asked) -> Page[KnownWebhook]:
    """All webhooks, the first made first. Raises Refusal FORBIDDEN; UNAVAILABLE."""
    require(view.principal, Action.AUDIT)
    _, webhooks = WEBHOOKS.latest(view.catalogue, view.tenant)
    placed = [(f"{each.created_at.isoformat()} {each.id}", each) for each in webhooks]
    page = page_at_hand(view, ("webhooks",), placed, asked)
    failing = feeding_of(view.catalogue).secrets.failing_since(view.tenant, [each.id for each in page.items])
    return page.showing([KnownWebhook(each, failing.get(each.id)) for each in page.items])


def _moved(
    catalogue: Catalogue, principal: Principal, webhook: str, state: WebhookState, once: Once | None
) -> MadeWebhook:
    require(principal, Action.MANAGE_WEBHOOKS)
    replayed = WEBHOOKS.done_before(catalogue, principal, once)

    def act(webhooks: Webhooks, now: datetime) -> Done:
        nonlocal replayed
        found = _found(webhooks, webhook)
        moved = found if replayed else found.moved(state, now, principal.subject)
        replayed = moved is found
        return (None if replayed else _with(webhooks, moved)), f"Webhook {webhook} {_WORDS[state]}.", moved

    moved, later = WEBHOOKS.altered_once(catalogue, principal, act, once)
    if later:
        moved = _found(WEBHOOKS.latest(catalogue, principal.tenant)[1], webhook)
    return MadeWebhook(_known(catalogue, principal.tenant, moved), replayed=replayed or later)


def _add_secret(catalogue: Catalogue, tenant: str, webhook: str, plain: bytes, overlap: timedelta) -> None:
    secrets = feeding_of(catalogue).secrets
    for _ in range(ATTEMPTS):
        kept, now = secrets.of(tenant, webhook), catalogue.store.now()
        if secrets.keep(tenant, webhook, rotated(kept.secrets if kept else (), plain, now, now + overlap), kept):
            return
    raise _busy()


def _with(webhooks: Webhooks, other: Webhook) -> Webhooks:
    return tuple(other if each.id == other.id else each for each in webhooks)


def _found(webhooks: Webhooks, webhook: str) -> Webhook:
    found = next((each for each in webhooks if each.id == webhook), None)
    if found is None:
        message = "There is no such webhook."
        raise Refusal(Kind.NOT_FOUND, "UNKNOWN_WEBHOOK", message, ("name",), "`webhooks` lists those that there are.")
    return found


def _known(catalogue: Catalogue, tenant: str, webhook: Webhook) -> KnownWebhook:
    return KnownWebhook(webhook, feeding_of(catalogue).secrets.failing_since(tenant, [webhook.id]).get(webhook.id))


def _fingerprint(given: WebhookGiven) -> str:
    documents = None if given.documents is None else [[key.kind, key.slug] for key in sorted(given.documents)]
    kinds = None if given.kinds is None else sorted(given.kinds)
    return digest([given.address, given.note, documents, kinds])


def _check(given: WebhookGiven, *, loopback: bool) -> None:
    _check_address(given.address, loopback=loopback)
    refuse_hidden(given.note, "note")
    if len(given.note) > LONGEST_NOTE:
        raise _bad(f"A note has at most {LONGEST_NOTE} characters.", "note")
    if given.documents is not None:
        told = all(key.kind.is_told for key in given.documents)
        if not told or not 0 < len(set(given.documents)) == len(given.documents) <= MOST_DOCUMENTS:
            message = f"A webhook is told of all, or of 1 to {MOST_DOCUMENTS} rule sets, products and parameters."
            raise _bad(message, "documents")
    if given.kinds is not None and not 0 < len(set(given.kinds)) == len(given.kinds):
        raise _bad("A webhook is told of different kinds of notices, or of all.", "kinds")


def _check_address(address: str, *, loopback: bool) -> None:
    """Only its form: whereto it leads is looked at each time that something is sent."""
    try:
        parts = urlsplit(address)
        port = parts.port or _DEFAULT_PORT
    except ValueError:
        raise _bad("The address cannot be read.", "address") from None
    here = loopback and parts.hostname in _LOOPBACK
    if parts.scheme != "https" and not (here and parts.scheme == "http"):
        raise _bad("The address begins with https://.", "address")
    plain = address.isascii() and address.isprintable() and " " not in address and len(address) <= LONGEST_ADDRESS
    if not plain or not parts.hostname or port not in _PORTS:
        raise _bad(f"The address has a host, and at most {LONGEST_ADDRESS} characters of ASCII.", "address")
    if parts.username is not None or parts.password is not None or parts.fragment:
        message = "The address has no user, password or fragment: it is on record, and signatures tell who sends."
        raise _bad(message, "address")


def _bad(message: str, at: str) -> Refusal:
    return Refusal(Kind.INVALID, "BAD_WEBHOOK", message, (at,))
