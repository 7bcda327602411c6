"""What a receipt of a document is read back to: the answer that an act was given first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, Generic, TypeVar

from creditrules.records import dataclass
from creditrules.rules import DocumentKey, Head
from creditrules.rules.ports import Activated, ProposalMoved, Published
from creditrules.store.items.facts import Receipt, decode_activation, decode_version
from creditrules.store.items.proposals import read_proposal
from creditrules.store.keys import activation_key, version_key
from creditrules.store.port import BODY, Item, ItemKey

__all__ = ["OF_ACTIVATION", "OF_PROPOSAL", "OF_PUBLICATION", "Answers", "Written"]

Outcome = TypeVar("Outcome")
Items = Mapping[ItemKey, Item]


@dataclass(frozen=True, slots=True)
class Written:
    """A receipt and whose it is; head: the document's, as it is now."""

    tenant: str
    key: DocumentKey
    receipt: Receipt
    head: Head
    replayed: bool

    @property
    def version_places(self) -> tuple[ItemKey, ...]:
        """Where the version and its activation lie, if the act made them."""
        version, sequence = self.receipt.version, self.receipt.sequence
        return (version_key(self.tenant, self.key, version), activation_key(self.tenant, self.key, sequence))


@dataclass(frozen=True, slots=True)
class Answers(Generic[Outcome]):
    """How the answers to one kind of act are read: the items looked at, and the outcome with when it was recorded."""

    places: Callable[[Written], tuple[ItemKey, ...]]
    read: Callable[[Written, Items], tuple[Outcome, datetime]]


def _published(written: Written, items: Items) -> tuple[Published, datetime]:
    version, activation = (items[place][BODY] for place in written.version_places)
    found = Published(
        decode_version(written.key, version),
        decode_activation(written.key, activation),
        written.head,
        written.replayed,
    )
    return found, found.version.recorded_at


def _activation_places(written: Written) -> tuple[ItemKey, ...]:
    return (activation_key(written.tenant, written.key, written.receipt.sequence),)


def _activated(written: Written, items: Items) -> tuple[Activated, datetime]:
    [place] = _activation_places(written)
    activation = decode_activation(written.key, items[place][BODY])
    return Activated(activation, written.head, written.replayed), activation.recorded_at


def _proposal_places(written: Written) -> tuple[ItemKey, ...]:
    return written.version_places if written.receipt.version else ()


def _moved(written: Written, items: Items) -> tuple[ProposalMoved, datetime]:
    proposal = read_proposal(written.key, written.receipt.proposal or {})
    published = _published(written, items)[0] if written.receipt.version else None
    edited = written.receipt.edited
    return ProposalMoved(proposal, published, written.head, written.replayed, edited), proposal.recorded_at


def _version_places(written: Written) -> tuple[ItemKey, ...]:
    return written.version_places


OF_PUBLICATION: Final = Answers(_version_places, _published)
OF_ACTIVATION: Final = Answers(_activation_places, _activated)
OF_PROPOSAL: Final = Answers(_proposal_places, _moved)
