"""The store as one request reads it: heads once, and whatever else lists lead to for all of their items together.

An answer is worked out item by item, but what one item of a list needs its siblings need as well: they were asked for
by the same selection. So whoever makes a list says what each of its items may need, and what is needed first is read
for all of them in the same batch. What nobody needs of that kind is never read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from creditrules.desk.expected import LISTED, Expected, FactNumber, expected_of, parts_of
from creditrules.desk.moments import Moments
from creditrules.rules import Activation, DocumentKey, Entry, Head, Version
from creditrules.rules.audit import ChainEnd, ChainLink
from creditrules.rules.life import Comment, Proposal
from creditrules.rules.ports import Asked, NumberedListing, Numbering, Page
from creditrules.rules.time import BeyondHead, deciding

if TYPE_CHECKING:
    from datetime import datetime

    from creditrules.rules.ports import RuleStore

__all__ = ["QUESTION", "Ahead", "entry_at_hand"]

QUESTION: Final = "question"
"""What contents are needed for that a question about applicants is answered with."""
_MOST_AT_ONCE: Final = 100
_WRITES: Final = frozenset({"create", "publish", "activate", "move_proposal"})
_TOTALS: Final[Mapping[NumberedListing, Callable[[Head], int]]] = {
    NumberedListing.VERSIONS: lambda head: head.latest_version,
    NumberedListing.ACTIVATIONS: lambda head: head.latest_sequence,
    NumberedListing.PROPOSALS: lambda head: head.latest_proposal,
    NumberedListing.AUDIT: lambda head: head.revision,
}

Fact = TypeVar("Fact", Version, Activation)


def _nothing_known(_: Any) -> bool:
    return False


def entry_at_hand(head: Head, moments: Moments) -> Entry | None:
    """What is in force by what the head carries; None where nothing is, or where more would have to be read."""
    try:
        entry = deciding(head, moments.valid_at, moments.known_at)
    except BeyondHead:
        return None
    return None if entry is None or entry.retires else entry


class Ahead:
    """`RuleStore` for one request of one tenant, over the store of all; not to be shared between threads.

    Whatever is asked of another tenant after the first raises ValueError: nothing of one may be at hand for another.
    """

    def __init__(self, store: RuleStore) -> None:
        self._store = store
        self._tenant: str | None = None
        self._heads: Mapping[DocumentKey, Head] | None = None
        self._told: list[Callable[[], Expected]] = []
        self._documents: dict[DocumentKey, None] = {}
        self._proposals: dict[Numbering, None] = {}
        self._versions: dict[FactNumber, Version | None] = {}
        self._activations: dict[FactNumber, Activation | None] = {}
        self._contents: dict[str, bytes] = {}
        self._ends: dict[DocumentKey, ChainEnd] = {}
        self._pages: dict[tuple[NumberedListing, Asked, Numbering], Page[Any]] = {}
        self._expected_versions: dict[FactNumber, None] = {}
        self._expected_activations: dict[FactNumber, None] = {}
        self._expected_contents: dict[str, str] = {}
        self._along: dict[FactNumber, None] = {}
        self._before: dict[FactNumber, None] = {}

    def expect(self, tell: Callable[[], Expected]) -> None:
        """Note what may be needed. tell: says so, asked only when something is read."""
        self._told.append(tell)

    def heads(self, tenant: str, keys: Sequence[DocumentKey]) -> Mapping[DocumentKey, Head]:
        """See `RuleStore.heads`; as they were when the first of them was asked for, or after the last write."""
        found = self.all_heads(tenant)
        return {key: found[key] for key in keys if key in found}

    def all_heads(self, tenant: str) -> Mapping[DocumentKey, Head]:
        """See `RuleStore.all_heads`; as they were when the first of them was asked for, or after the last write."""
        self._of(tenant)
        if self._heads is None:
            self._heads = self._store.all_heads(tenant)
        return self._heads

    def version(
        self, tenant: str, key: DocumentKey, number: int, is_known: Callable[[FactNumber], bool] = _nothing_known
    ) -> Version | None:
        """See `RuleStore.version`. is_known: of another version, that it need not be read."""
        self._of(tenant)
        known, expected, read = self._versions, self._expected_versions, self._store.versions_numbered
        if (key, number) not in known:
            self._listen()
            if (key, number) in self._before:
                expected |= self._before
                self._before.clear()
        return self._found(known, expected, (key, number), is_known, lambda names: read(tenant, names))

    def activation(
        self, tenant: str, key: DocumentKey, sequence: int, is_known: Callable[[FactNumber], bool] = _nothing_known
    ) -> Activation | None:
        """See `RuleStore.activation`. is_known: as of `version`."""
        self._of(tenant)
        known, expected, read = self._activations, self._expected_activations, self._store.activations_numbered
        return self._found(known, expected, (key, sequence), is_known, lambda names: read(tenant, names))

    def content(
        self, tenant: str, digests: Sequence[str], is_known: Callable[[str], bool] = _nothing_known
    ) -> Mapping[str, bytes]:
        """See `RuleStore.content`. is_known: of a digest, that what this content is wanted for is there already."""
        self._of(tenant)
        wanted = [digest for digest in digests if digest not in self._contents]
        if wanted:
            self._listen()
            self._read_beside(tenant, wanted, wanted, is_known)
        return {digest: self._contents[digest] for digest in digests if digest in self._contents}

    def content_and_forms(
        self,
        tenant: str,
        digests: Sequence[str],
        name: str,
        sizes: Mapping[str, int],
        is_known: Callable[[str], bool] = _nothing_known,
    ) -> tuple[Mapping[str, bytes], Mapping[str, bytes]]:
        """See `RuleStore.content_and_forms`; what contents begin with is read with what else is expected.

        is_known: as of `content`.
        """
        self._of(tenant)
        wanted = [digest for digest in digests if digest not in self._contents]
        if wanted:
            self._listen()
            if not self._expected_contents.keys().isdisjoint(wanted):
                self._read_beside(tenant, wanted, (), is_known)
        at_hand = {digest: self._contents[digest] for digest in digests if digest in self._contents}
        rest = [digest for digest in digests if digest not in at_hand]
        known = {**sizes, **{digest: len(content) for digest, content in at_hand.items()}}
        contents, forms = self._store.content_and_forms(tenant, rest, name, known)
        self._contents |= contents
        return {**at_hand, **contents}, forms

    def _read_beside(
        self, tenant: str, wanted: Sequence[str], whole: Sequence[str], is_known: Callable[[str], bool]
    ) -> None:
        """Contents that are wanted, with others for the same. whole: those that are read in all their pieces."""
        expected = self._expected_contents
        uses = {expected.pop(digest, None) for digest in wanted}
        siblings = [digest for digest, use in expected.items() if use in uses and not is_known(digest)]
        beside = siblings[: max(0, _MOST_AT_ONCE - len(wanted))]
        begun = [*(digest for digest in wanted if digest not in whole), *beside]
        self._read_contents(tenant, whole, begun, asked=QUESTION in uses)
        for digest in beside:
            del expected[digest]

    def _read_contents(self, tenant: str, wanted: Sequence[str], beside: Sequence[str], *, asked: bool) -> None:
        names = [name for name in self._along if name not in self._versions] if asked else []
        if not names:
            self._contents |= self._store.content(tenant, wanted, beside)
            return
        names = names[: max(0, _MOST_AT_ONCE - len(wanted) - len(beside))]
        contents, versions = self._store.content_and_versions(tenant, wanted, beside, names)
        self._contents |= contents
        self._versions |= versions
        self._along.clear()

    def audit_end(self, tenant: str, key: DocumentKey) -> ChainEnd | None:
        """See `RuleStore.audit_end`."""
        self._of(tenant)
        if key not in self._ends:
            self._listen()
            others = [each for each in self._documents if each not in self._ends and each != key]
            self._ends |= self._store.audit_ends(tenant, [key, *others][:_MOST_AT_ONCE])
        return self._ends.get(key)

    def versions(self, tenant: str, key: DocumentKey, asked: Asked) -> Page[Version]:
        """See `RuleStore.versions`."""
        page: Page[Version] | None = self._page(tenant, NumberedListing.VERSIONS, key, asked)
        page = page or self._store.versions(tenant, key, asked)
        self._versions.update(((key, each.number), each) for each in page.items)
        return page

    def activations(
        self, tenant: str, key: DocumentKey, asked: Asked, known_at: datetime | None = None
    ) -> Page[Activation]:
        """See `RuleStore.activations`."""
        page: Page[Activation] | None = self._page(tenant, NumberedListing.ACTIVATIONS, key, asked, known_at)
        page = page or self._store.activations(tenant, key, asked, known_at)
        self._activations.update(((key, each.sequence), each) for each in page.items)
        return page

    def proposals(self, tenant: str, key: DocumentKey, asked: Asked) -> Page[Proposal]:
        """See `RuleStore.proposals`."""
        page = self._page(tenant, NumberedListing.PROPOSALS, key, asked)
        return page or self._store.proposals(tenant, key, asked)

    def audit(self, tenant: str, key: DocumentKey, asked: Asked) -> Page[ChainLink]:
        """See `RuleStore.audit`."""
        page = self._page(tenant, NumberedListing.AUDIT, key, asked)
        return page or self._store.audit(tenant, key, asked)

    def comments(self, tenant: str, key: DocumentKey, number: int, asked: Asked) -> Page[Comment]:
        """See `RuleStore.comments`."""
        self._of(tenant)
        self._listen()
        own = next((each for each in self._proposals if (each.key, each.proposal) == (key, number)), None)
        page = self._first(tenant, NumberedListing.COMMENTS, own, list(self._proposals), asked) if own else None
        return page or self._store.comments(tenant, key, number, asked)

    def _page(
        self,
        tenant: str,
        listing: NumberedListing,
        key: DocumentKey,
        asked: Asked,
        known_at: datetime | None = None,
    ) -> Page[Any] | None:
        """The first page, read together with those of the documents that this one is listed with."""
        self._of(tenant)
        self._listen()
        if key not in self._documents or len(self._documents) == 1:
            return None
        heads = self.heads(tenant, [key, *self._documents])
        of = {
            head.key: Numbering(head.key, _TOTALS[listing](head))
            for head in heads.values()
            if known_at is None or head.last_recorded_at <= known_at
        }
        return self._first(tenant, listing, of[key], list(of.values()), asked) if key in of else None

    def _first(
        self, tenant: str, listing: NumberedListing, own: Numbering, all_of: Sequence[Numbering], asked: Asked
    ) -> Page[Any] | None:
        if asked.after is not None or asked.before is not None or not 0 < asked.size <= _MOST_AT_ONCE:
            return None
        found = self._pages.get((listing, asked, own))
        if found is None:
            wanted, left = [own], _MOST_AT_ONCE - min(own.total, asked.size)
            for each in all_of:
                if each != own and (listing, asked, each) not in self._pages:
                    left -= min(each.total, asked.size)
                    if left < 0:
                        break
                    wanted.append(each)
            if len(wanted) == 1 and own.total:
                return None
            pages = self._store.first_pages(tenant, listing, wanted, asked)
            self._pages.update(((listing, asked, each), page) for each, page in pages.items())
            listed = [item for page in pages.values() for item in page.items]
            self._told += [partial(expected_of, each) for each in listed if isinstance(each, LISTED)]
            self._expect_contents(listed)
            found = pages.get(own)
        return found

    def _found(
        self,
        known: dict[FactNumber, Fact | None],
        expected: dict[FactNumber, None],
        name: FactNumber,
        is_known: Callable[[FactNumber], bool],
        read: Callable[[Sequence[FactNumber]], Mapping[FactNumber, Fact]],
    ) -> Fact | None:
        if name not in known:
            self._listen()
            was_expected = name in expected
            expected.pop(name, None)
            key, number = name
            listed = key in self._documents and not was_expected
            same: list[FactNumber] = [(each, number) for each in self._documents] if listed else []
            others: list[FactNumber] = [each for each in (*expected, *same) if each not in known and not is_known(each)]
            wanted = list(dict.fromkeys([name, *others]))[:_MOST_AT_ONCE]
            there = read(wanted)
            known.update((each, there.get(each)) for each in wanted)
            for each in wanted:
                expected.pop(each, None)
            self._expect_contents(there.values())
        return known[name]

    def _expect_contents(self, found: Iterable[Any]) -> None:
        """Of what was read together the contents may be needed together."""
        for each in found:
            if isinstance(each, Version):
                for use, digest in (*parts_of(each.statement), (each.key.kind, each.digest)):
                    self._expected_contents.setdefault(digest, use)

    def _of(self, tenant: str) -> None:
        if self._tenant is None:
            self._tenant = tenant
        elif self._tenant != tenant:
            raise ValueError("a request reads what is another tenant's")

    def _listen(self) -> None:
        """Hear what was told since."""
        while self._told:
            told, self._told = self._told, []
            for tell in told:
                each = tell()
                self._documents.update((key, None) for key in each.documents)
                self._proposals.update((Numbering(p.key, p.comments, p.number), None) for p in each.proposals)
                self._expected_versions.update((name, None) for name in each.versions)
                self._expected_activations.update((name, None) for name in each.activations)
                for use, digest in each.contents:
                    self._expected_contents.setdefault(digest, use)
                self._along.update((name, None) for name in each.along)
                self._before.update((name, None) for name in each.before)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._store, name)
        if name not in _WRITES:
            return found

        def write(*given: Any, **named: Any) -> Any:
            try:
                return found(*given, **named)
            finally:
                self._heads = None
                for kept in (self._ends, self._pages, self._versions, self._activations):
                    kept.clear()

        return write
