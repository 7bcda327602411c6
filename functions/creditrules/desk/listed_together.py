"""What is listed together, and what is read for all of it at once as soon as it is needed for one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial
from typing import Final

from creditrules.desk.ahead import entry_at_hand
from creditrules.desk.catalogue import parameter_key
from creditrules.desk.expected import Expected
from creditrules.desk.moments import Moments
from creditrules.desk.view import View
from creditrules.rules import Activation, DocumentKey, DocumentKind
from creditrules.rules.life import Proposal

__all__ = ["TICK", "expect_before", "expect_parameters"]

TICK: Final = timedelta(microseconds=1)


def expect_parameters(view: View) -> None:
    """Say which contents of parameters may be needed where one of the proposals that are listed is judged."""
    listed = view.documents.take_listed(Proposal)
    if listed:
        view.catalogue.expect(partial(_judged, view, listed))


def _judged(view: View, listed: Sequence[Proposal]) -> Expected:
    keys = dict.fromkeys(key for each in listed for key in _parameters(each))
    return _expected(view, [(key, Moments(view.now, view.now)) for key in keys])


def _parameters(proposal: Proposal) -> Iterator[DocumentKey]:
    """What its values are held against, and what its rules use."""
    if proposal.key.kind is DocumentKind.PARAMETER:
        yield proposal.key
    elif proposal.key.kind is DocumentKind.RULE_SET:
        yield from map(parameter_key, proposal.proposed.links)


def expect_before(view: View) -> None:
    """Say which contents may be needed where one of the changes that are listed is held against what was before it."""
    listed = view.documents.take_listed(Activation)
    if listed:
        view.catalogue.expect(partial(_before, view, listed))


def _before(view: View, listed: Sequence[Activation]) -> Expected:
    return _expected(view, [(each.key, Moments(each.valid_from, each.recorded_at - TICK)) for each in listed])


def _expected(view: View, wanted: Sequence[tuple[DocumentKey, Moments]]) -> Expected:
    """Contents in force at these times; all heads are read once a request, and were where this is asked."""
    heads = view.catalogue.store.all_heads(view.tenant)
    found = [(key, entry_at_hand(heads[key], moments)) for key, moments in wanted if key in heads]
    return Expected(contents=[(key.kind, entry.digest) for key, entry in found if entry is not None])
