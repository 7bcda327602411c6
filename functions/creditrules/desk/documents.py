"""One tenant's documents as one request reads them: every head once, and no more content than an answer may hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import UnionType
from typing import Any, TypeVar

from creditrules.desk.catalogue import Catalogue
from creditrules.desk.moments import Moments
from creditrules.desk.watch import MOST_CONTRACT_SECONDS, Watch
from creditrules.errors import Kind, Refusal
from creditrules.rules import Activation, Contract, DocumentKey, Entry, Head, Version
from creditrules.rules.life import Proposal

__all__ = ["Documents"]

Content = TypeVar("Content", str, str | None)

MOST_CONTENT = 5 * 1024 * 1024
"""Characters of content that one answer may hold; AWS Lambda gives out 6 MB in all."""


class Documents:
    """The documents of `tenant`, heads in as few batch reads as can be; for one request only.

    drafts: whether documents without a version are told of, as they are not to partners.
    """

    def __init__(self, catalogue: Catalogue, tenant: str, *, drafts: bool = True) -> None:
        self.catalogue = catalogue
        self.tenant = tenant
        self._drafts = drafts
        self._heads: dict[DocumentKey, Head | None] = {}
        self._at_hand: Mapping[DocumentKey, Head] = {}
        self._all: Mapping[DocumentKey, Head] | None = None
        self._expected: set[DocumentKey] = set()
        self._listed: list[Proposal | Activation] = []
        self._content_left = MOST_CONTENT
        self._contracts: Sequence[Contract] | None = None
        self.contracts_watch = Watch(MOST_CONTRACT_SECONDS)

    def expect(self, keys: Iterable[DocumentKey]) -> None:
        """Say which heads may be asked for: the first one asked brings all of them."""
        self._expected.update(key for key in keys if key not in self._heads)

    def hold(self, heads: Iterable[Head]) -> None:
        """Take over heads that were read already."""
        self._heads.update((head.key, head) for head in heads)

    def holds(self, key: DocumentKey) -> bool:
        """Whether the head of a document was read or taken over, as those of all that it is listed with are."""
        return self._heads.get(key) is not None

    def have(self, heads: Mapping[DocumentKey, Head]) -> None:
        """Take over those of an answer that was made for this request, as it saw them."""
        self._at_hand = heads

    def sees(self, heads: Mapping[DocumentKey, Head]) -> bool:
        """Whether of every document that was looked at the head is the one that is among these, and no other."""
        return all(heads.get(key) is head for key, head in self._heads.items())

    def listed(self, items: Iterable[Proposal | Activation]) -> None:
        """Note what is told together: what is asked of one is asked of all."""
        self._listed += items

    def take_listed(self, kind: type | UnionType) -> Sequence[Any]:
        """Of what was noted that of a kind, once."""
        taken = [each for each in self._listed if isinstance(each, kind)]
        self._listed = [each for each in self._listed if not isinstance(each, kind)]
        return taken

    def head(self, key: DocumentKey) -> Head | None:
        """The head of a document; None when the tenant has no such document."""
        at_hand = self._at_hand.get(key)
        if at_hand is not None and key not in self._heads:
            return at_hand if self.tells(at_hand) else None
        if key not in self._heads:
            wanted = [key, *(self._expected - {key} - self._heads.keys())]
            found = self.catalogue.store.heads(self.tenant, wanted)
            self._heads.update((each, found.get(each)) for each in wanted)
            self._expected.clear()
        head = self._heads[key]
        return head if head is not None and self.tells(head) else None

    def all_heads(self) -> Mapping[DocumentKey, Head]:
        """Every head of the tenant."""
        if self._all is None:
            found = self.catalogue.store.all_heads(self.tenant)
            self._all = {key: head for key, head in found.items() if self.tells(head)}
        return self._all

    def tells(self, head: Head) -> bool:
        """Whether the document is one that whoever asks may know of."""
        return self._drafts or not head.is_draft

    def forget_heads(self) -> None:
        """After a write: heads have moved."""
        self._heads.clear()
        self._at_hand = {}
        self._all = None
        self._contracts = None

    def contracts(self) -> Sequence[Contract]:
        """What all callers of the tenant rely on."""
        if self._contracts is None:
            self._contracts = self.catalogue.store.contracts.every(self.tenant)
        return self._contracts

    def content(self, digest: str) -> bytes:
        """A canonical form by its digest. Raises Refusal UNAVAILABLE "CONTENT_UNAVAILABLE"."""
        return self.catalogue.content(self.tenant, [digest])[digest]

    def give_out(self, content: Content) -> Content:
        """The content, counted. Raises Refusal TOO_LARGE "ANSWER_TOO_LARGE" when an answer holds too much of it."""
        self._content_left -= len(content or "")
        if self._content_left < 0:
            message = f"The answer would hold more than {MOST_CONTENT} characters of content."
            raise Refusal(Kind.TOO_LARGE, "ANSWER_TOO_LARGE", message, (), "Ask for fewer versions at a time.")
        return content

    def in_force(self, head: Head, moments: Moments) -> Entry | None:
        """What is in force at both times."""
        return self.catalogue.store.in_force(self.tenant, head, moments.valid_at, moments.known_at)

    def version(self, key: DocumentKey, number: int) -> Version | None:
        """One version; None when there is no such number."""
        return self.catalogue.version(self.tenant, key, number)

    def activation(self, key: DocumentKey, sequence: int) -> Activation | None:
        """One activation; None when there is no such number."""
        return self.catalogue.activation(self.tenant, key, sequence)
