"""What the rules need from a store beside its documents: contracts, populations, what was used, what became of acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from creditrules.once import Once
from creditrules.rules.content.contracts import Contract
from creditrules.rules.content.populations import KeptPopulation
from creditrules.rules.life.document_uses import DocumentUse, RefusedCaller

__all__ = ["ActReceipts", "Contracts", "DocumentUses", "KeyUses", "Populations"]


class Contracts(Protocol):
    """What callers of a tenant rely on. Every method is confined to `tenant`."""

    def names(self, tenant: str) -> tuple[tuple[str, str], ...]:
        """Author and name of each of the tenant's contracts; nothing is opened for that."""

    def every(self, tenant: str, author: str | None = None) -> tuple[Contract, ...]:
        """All of the tenant's contracts, or an author's, by author and name; one that cannot be opened says so."""

    def register(self, tenant: str, contract: Contract, once: Once | None = None) -> tuple[Contract, bool]:
        """Keep it sealed, in place of one of the same author and name, of which nothing is left.

        Gives it as it is kept, and whether the same was before: then nothing was written. Raises Refusal CONFLICT
        "KEY_REUSED", "KEY_SPENT"; UNAVAILABLE "RECORDING_NOT_SET_UP" where there is no key to seal it with.
        """

    def remove(self, tenant: str, author: str, name: str, once: Once | None = None) -> bool | None:
        """Forget it, if there is such a one; nothing is left of it but in backups from before.

        Gives whether this act has done so before; None where there is none. Raises Refusal CONFLICT "KEY_REUSED".
        """


class Populations(Protocol):
    """Applicants that a tenant keeps, sealed, to hold changes against. Every method is confined to `tenant`."""

    def every(self, tenant: str) -> tuple[KeptPopulation, ...]:
        """What is told of each, by name; nothing is opened for that."""

    def find(self, tenant: str, name: str) -> KeptPopulation | None:
        """What is told of one."""

    def content(self, tenant: str, population: KeptPopulation) -> str:
        """The text of its rows.

        Raises Refusal NOT_FOUND "UNKNOWN_POPULATION" where it was removed or replaced; UNAVAILABLE
        "POPULATION_DAMAGED".
        """

    def register(
        self, tenant: str, population: KeptPopulation, content: str, once: Once | None = None
    ) -> tuple[KeptPopulation, bool]:
        """Keep it sealed, in place of one of the same name, of which nothing is left.

        Gives it as it is kept, and whether the same was before: then nothing was written. Raises Refusal CONFLICT
        "KEY_REUSED", "KEY_SPENT"; UNAVAILABLE "RECORDING_NOT_SET_UP" where there is no key to seal it with.
        """

    def remove(self, tenant: str, name: str, once: Once | None = None) -> bool | None:
        """Forget it, if there is such a one; nothing is left of it but in backups from before.

        Gives whether this act has done so before; None where there is none. Raises Refusal CONFLICT "KEY_REUSED".
        """


class KeyUses(Protocol):
    """When API keys were used last. Every method is confined to `tenant`."""

    def last(self, tenant: str, keys: Sequence[str]) -> Mapping[str, datetime]:
        """The moment of each key's last use, as noted, by the key's name; none for those never used."""

    def mark_used(self, tenant: str, key: str, used_at: datetime) -> None:
        """Note a use in place of the one before; of two at once either may stay."""


class DocumentUses(Protocol):
    """What callers sent of trusted documents, and what they were refused. Every method is confined to `tenant`.

    What is added counts as well what others add at once; where the store did not say whether it was, it may count
    twice. All raise Refusal UNAVAILABLE.
    """

    def of_documents(self, tenant: str, digests: Sequence[str]) -> Mapping[str, DocumentUse]:
        """How often each was sent, by its digest; none for those never sent."""

    def add_use(self, tenant: str, digest: str, use: DocumentUse) -> None:
        """Count that a document was sent."""

    def of_callers(self, tenant: str, most: int) -> Sequence[RefusedCaller]:
        """Callers that were refused something in the last 40 days, at most so many."""

    def add_refused(self, tenant: str, caller: RefusedCaller) -> None:
        """Count what a caller was refused."""


class ActReceipts(Protocol):
    """What became of acts on no document, by their idempotency keys. Every method is confined to `tenant`."""

    def first(self, tenant: str, once: Once | None) -> Mapping[str, Any] | None:
        """What was answered first; None where the act was not done. Raises Refusal CONFLICT "KEY_REUSED"."""

    def keep(self, tenant: str, once: Once | None, answer: dict[str, Any]) -> Mapping[str, Any]:
        """Keep the answer of an act that does no harm when it is done twice; gives what was answered first.

        Raises Refusal as `first` does.
        """
