"""What every resolver works with: who asks, in which languages, at which moment, and the tenant's documents."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock

from creditrules.auth import Action, Principal, require
from creditrules.desk.catalogue import Catalogue
from creditrules.desk.deciding import Recording
from creditrules.desk.moments import Moments, fix_moments
from creditrules.errors import Kind, Refusal
from creditrules.rules import Activation, DocumentKey, Entry, Head, Texts, Version, choose

__all__ = ["Documents", "RecordedItems", "RequestContext", "Scope"]

MOST_REMEMBERED = 4096
MOST_CONTENT = 5 * 1024 * 1024
"""Characters of content that one answer may hold; AWS Lambda gives out 6 MB in all."""


class RecordedItems:
    """Versions and activations met before, by tenant; thread-safe. They never change once recorded: none is stale."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Version | Activation] = OrderedDict()
        self._lock = Lock()

    def find(self, key: Hashable) -> Version | Activation | None:
        """What was kept under `key`."""
        with self._lock:
            return self._kept.get(key)

    def keep(self, key: Hashable, fact: Version | Activation) -> None:
        """Keep `fact`, the oldest first to go."""
        with self._lock:
            self._kept[key] = fact
            if len(self._kept) > MOST_REMEMBERED:
                self._kept.popitem(last=False)


class Documents:
    """One tenant's documents as one request reads them: heads once each, in as few batch reads as can be."""

    def __init__(self, catalogue: Catalogue, tenant: str, recorded: RecordedItems) -> None:
        self.catalogue = catalogue
        self.tenant = tenant
        self._store = catalogue.store
        self._recorded = recorded
        self._heads: dict[DocumentKey, Head | None] = {}
        self._expected: set[DocumentKey] = set()
        self._content_left = MOST_CONTENT

    def expect(self, keys: Iterable[DocumentKey]) -> None:
        """Say which heads may be asked for: the first one asked brings all of them."""
        self._expected.update(key for key in keys if key not in self._heads)

    def hold(self, heads: Iterable[Head]) -> None:
        """Take over heads that were read already."""
        self._heads.update((head.key, head) for head in heads)

    def head(self, key: DocumentKey) -> Head | None:
        """The head of a document; None when the tenant has no such document."""
        if key not in self._heads:
            wanted = [key, *(self._expected - {key} - self._heads.keys())]
            found = self._store.heads(self.tenant, wanted)
            self._heads.update((each, found.get(each)) for each in wanted)
            self._expected.clear()
        return self._heads[key]

    def forget_heads(self) -> None:
        """After a write: heads have moved."""
        self._heads.clear()

    def give_out(self, content: str) -> str:
        """The content, counted. Raises Refusal TOO_LARGE "ANSWER_TOO_LARGE" when an answer holds too much of it."""
        self._content_left -= len(content)
        if self._content_left < 0:
            message = f"The answer would hold more than {MOST_CONTENT} characters of content."
            raise Refusal(Kind.TOO_LARGE, "ANSWER_TOO_LARGE", message, (), "Ask for fewer versions at a time.")
        return content

    def in_force(self, head: Head, moments: Moments) -> Entry | None:
        """What is in force at both times."""
        return self._store.in_force(self.tenant, head, moments.valid_at, moments.known_at)

    def version(self, key: DocumentKey, number: int) -> Version | None:
        """One version; None when there is no such number."""
        place = (self.tenant, key, "version", number)
        known = self._recorded.find(place)
        if isinstance(known, Version):
            return known
        version = self._store.version(self.tenant, key, number) if number > 0 else None
        if version is not None:
            self._recorded.keep(place, version)
        return version

    def activation(self, key: DocumentKey, sequence: int) -> Activation | None:
        """One activation; None when there is no such number."""
        place = (self.tenant, key, "activation", sequence)
        known = self._recorded.find(place)
        if isinstance(known, Activation):
            return known
        activation = self._store.activation(self.tenant, key, sequence) if sequence > 0 else None
        if activation is not None:
            self._recorded.keep(place, activation)
        return activation


@dataclass(frozen=True, slots=True)
class Scope:
    """The view that a branch of the answer has: both times, the languages, and what the asking principal may see."""

    documents: Documents
    moments: Moments
    languages: tuple[str, ...]
    sees_policy: bool

    @property
    def tenant(self) -> str:
        """The principal's tenant: the only one that anything under this scope reads."""
        return self.documents.tenant

    @property
    def catalogue(self) -> Catalogue:
        """Products and compiled rule sets."""
        return self.documents.catalogue

    def text(self, texts: Texts, locale: str | None = None) -> str:
        """The text in `locale`, else in the first language asked for that there is."""
        return choose(texts, locale or next((tag for tag in self.languages if _speaks(texts, tag)), None))

    def at(self, valid_at: datetime | None, known_at: datetime | None, now: datetime) -> Scope:
        """The same view at other times; a time left out stays as it is."""
        if valid_at is None and known_at is None:
            return self
        return replace(
            self, moments=fix_moments(now, valid_at or self.moments.valid_at, known_at or self.moments.known_at)
        )

    def in_language(self, locale: str | None) -> Scope:
        """The same view, its texts in `locale` first."""
        return replace(self, languages=(locale, *self.languages)) if locale else self


def _speaks(texts: Texts, tag: str) -> bool:
    """Whether one of the texts is in the language of `tag`."""
    wanted = tag.lower().partition("-")[0]
    return any(given.lower().partition("-")[0] == wanted for given in texts)


@dataclass(slots=True)
class RequestContext:
    """One request. `now` is taken from the store's clock once, so that all of an answer speaks of the same moment."""

    principal: Principal
    catalogue: Catalogue
    recorded: RecordedItems
    languages: tuple[str, ...] = ()
    recording: Recording | None = None
    operation: str = ""
    documents: Documents = field(init=False)
    _now: datetime | None = None

    def __post_init__(self) -> None:
        self.documents = Documents(self.catalogue, self.principal.tenant, self.recorded)

    @property
    def now(self) -> datetime:
        """The moment that this request takes for the present."""
        if self._now is None:
            self._now = self.catalogue.store.now()
        return self._now

    def scope(self, valid_at: datetime | None = None, known_at: datetime | None = None) -> Scope:
        """The view at the asked times. Raises Refusal FORBIDDEN, and as `fix_moments` does."""
        self.require(Action.ASK)
        moments = fix_moments(self.now, valid_at, known_at)
        return Scope(self.documents, moments, self.languages, self.may(Action.READ_HISTORY))

    def after_write(self) -> None:
        """What was written is in force for the rest of the request."""
        self._now = None
        self.documents.forget_heads()

    def require(self, action: Action) -> None:
        """Raises Refusal FORBIDDEN unless the principal may do it."""
        require(self.principal, action)

    def may(self, action: Action) -> bool:
        """Whether the principal may do it."""
        try:
            require(self.principal, action)
        except Refusal:
            return False
        return True

    def about(self) -> dict[str, object]:
        """What a log entry may say about this request."""
        return {"operation": self.operation, "tenant": self.principal.tenant, "subject": self.principal.subject}
