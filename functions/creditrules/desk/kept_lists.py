"""Lists that a lender has one of each, such as its API keys: kept whole in each version of one document."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final, Generic, TypeVar

from creditrules.auth import Principal
from creditrules.desk.catalogue import Catalogue
from creditrules.desk.policies import PolicyContent, record_policy
from creditrules.desk.submitting import GivenStatement, checked_once
from creditrules.errors import Kind, Refusal
from creditrules.once import Once
from creditrules.records import dataclass
from creditrules.rules import BasisCategory, DocumentKey, Head

__all__ = ["KeptList"]

ATTEMPTS: Final = 5

Listed = TypeVar("Listed")
Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class KeptList(Generic[Listed]):
    """Which list, and how it is read and written. name: what the document is called.

    busy: what is said where too many acts come between. read: what a version of the list holds, by the tenant and the
    digest of its content. write: a content, of what it is to hold by a moment.
    """

    key: DocumentKey
    name: str
    busy: Callable[[], Refusal]
    nothing: Listed
    read: Callable[[Catalogue, str, str], Listed]
    write: Callable[[Listed, datetime], bytes]

    def latest(self, catalogue: Catalogue, tenant: str) -> tuple[int, Listed]:
        """The number of the latest version, whatever a clock says, and what it holds: one item is read for that."""
        return self._of(catalogue, tenant, catalogue.store.heads(tenant, [self.key]).get(self.key))

    def held(self, catalogue: Catalogue, tenant: str) -> Listed:
        """What `latest` says that it holds, by one read of the lender's revision where no head has moved."""
        return self._of(catalogue, tenant, catalogue.store.all_heads(tenant).get(self.key))[1]

    def _of(self, catalogue: Catalogue, tenant: str, head: Head | None) -> tuple[int, Listed]:
        last = max(head.entries, key=lambda entry: entry.sequence) if head and head.entries else None
        return (last.version, self.read(catalogue, tenant, last.digest)) if last else (0, self.nothing)

    def done_before(self, catalogue: Catalogue, principal: Principal, once: Once | None) -> bool:
        """Whether the act was recorded before. Raises Refusal CONFLICT "KEY_REUSED" where it was another act."""
        return catalogue.store.published_before(principal.tenant, self.key, checked_once(once)) is not None

    def altered(
        self,
        catalogue: Catalogue,
        principal: Principal,
        act: Callable[[Listed, datetime], tuple[Listed | None, str, Done]],
    ) -> Done:
        """What an act on the list came to: tried again where another came between.

        act: gives the list as it is afterwards, None where nothing is to be recorded; what the record says of it; and
        what it came to. Raises Refusal UNAVAILABLE, `busy` included.
        """
        return self.altered_once(catalogue, principal, act, None)[0]

    def altered_once(
        self,
        catalogue: Catalogue,
        principal: Principal,
        act: Callable[[Listed, datetime], tuple[Listed | None, str, Done]],
        once: Once | None,
    ) -> tuple[Done, bool]:
        """The same, recorded with a receipt; and whether another sending of it was first, and nothing was done."""
        for _ in range(ATTEMPTS):
            version, listed = self.latest(catalogue, principal.tenant)
            now = catalogue.store.now()
            after, comment, done = act(listed, now)
            if after is None:
                return done, False
            said = GivenStatement(BasisCategory.PRODUCT, self.name, None, comment, {"en": comment})
            written = PolicyContent(self.key, {"en": self.name}, self.write(after, now))
            try:
                published = record_policy(catalogue, principal, written, said, once, version)
            except Refusal as refusal:
                if refusal.kind is not Kind.CONFLICT or refusal.code == "KEY_REUSED":
                    raise
                continue
            return done, once is not None and published.replayed
        raise self.busy()
