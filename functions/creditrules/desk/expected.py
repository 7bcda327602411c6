"""What the items of a list may lead to, told before anything of it is read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from creditrules.records import dataclass
from creditrules.rules import Activation, ChangeStatement, DocumentKey, Version
from creditrules.rules.life import Proposal, PublishedProposal

__all__ = ["LISTED", "Expected", "FactNumber", "expected_of", "parts_of"]

FactNumber = tuple[DocumentKey, int]
"""A version by its number, or an activation by its sequence."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the items of a list may need. contents: digests, by what they are needed for.

    along: versions that come by the same request as contents for a question do. before: versions that others are held
    against: where one of them is needed, all are.
    documents: those that may be looked into, at whatever number; proposals: those whose comments may be read.
    """

    versions: Iterable[FactNumber] = ()
    activations: Iterable[FactNumber] = ()
    contents: Iterable[tuple[str, str]] = ()
    documents: Iterable[DocumentKey] = ()
    proposals: Iterable[Proposal] = ()
    along: Iterable[FactNumber] = ()
    before: Iterable[FactNumber] = ()


LISTED: Final = Activation | Version | Proposal
"""What leads to something, as it stands in a listing."""


def expected_of(listed: Activation | Version | Proposal) -> Expected:
    """What may be asked of what stands in a listing, and then of all that it is listed with."""
    match listed:
        case Activation():
            return _of_activation(listed)
        case Version():
            return Expected(before=((listed.key, listed.number - 1),) if listed.number > 1 else ())
        case _:
            return _of_proposal(listed)


def _of_activation(listed: Activation) -> Expected:
    key, cancelled = listed.key, listed.cancels
    put = ((key, listed.version),) if listed.version else ()
    own = ((key.kind.value, listed.digest),) if listed.version else ()
    contents = (*own, *parts_of(listed.statement))
    return Expected(put, ((key, cancelled),) if cancelled is not None else (), contents, (key,))


def _of_proposal(listed: Proposal) -> Expected:
    key, said = listed.key, listed.proposed
    contents = ((key.kind.value, said.digest), *parts_of(said.statement))
    if not isinstance(listed, PublishedProposal):
        return Expected(contents=contents, proposals=(listed,))
    return Expected(((key, listed.version),), ((key, listed.sequence),), contents, (), (listed,))


def parts_of(statement: ChangeStatement) -> Iterable[tuple[str, str]]:
    """The contents that a change's impact names, by what they are."""
    return [(part.kind, part.digest) for part in statement.impact.parts]
