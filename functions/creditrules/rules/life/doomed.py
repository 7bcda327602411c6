"""What stands between a proposal and its publication, told before anybody works on it in vain; pure.

The same checks are made when it is published: what is told here is what would be refused there, with the same code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from creditrules.errors import Refusal
from creditrules.rules.life.proposals import Proposed
from creditrules.rules.time.history import Head
from creditrules.rules.time.schedule import refuse_overlap, refuse_stale_base, start_of_activation

__all__ = ["obstacles", "refuse_hopeless", "refuse_obstacles"]

_PASSING: Final = frozenset({"OVERLAPPING_SCHEDULE", "NOT_IN_PAST"})
"""What may go away while the proposal stays as it is: a schedule may be cancelled, and what is to come will be past."""


def obstacles(head: Head, proposed: Proposed, at: datetime) -> tuple[Refusal, ...]:
    """Why what is proposed could not be published to the document at `at`; all there are.

    Of the kinds that publishing raises: CONFLICT "STALE_BASE", "OVERLAPPING_SCHEDULE"; INVALID "STARTS_IN_PAST",
    "NOT_IN_PAST", "EMPTY_PERIOD".
    """
    return tuple(_found(head, proposed, at))


def refuse_obstacles(head: Head, proposed: Proposed, at: datetime) -> None:
    """Raises the first of the obstacles."""
    for obstacle in _found(head, proposed, at):
        raise obstacle


def refuse_hopeless(head: Head, proposed: Proposed, at: datetime) -> None:
    """Raises the first of the obstacles that will stay for as long as the proposal says what it says."""
    for obstacle in _found(head, proposed, at):
        if obstacle.code not in _PASSING:
            raise obstacle


def _found(head: Head, proposed: Proposed, at: datetime) -> Iterator[Refusal]:
    def start() -> datetime:
        return start_of_activation(proposed.kind, proposed.valid_from, proposed.valid_until, at)

    checks: tuple[Callable[[], object], ...] = (
        lambda: refuse_stale_base(head, proposed.based_on),
        start,
        lambda: refuse_overlap(head, proposed.valid_from or at, proposed.valid_until, at),
    )
    for check in checks:
        try:
            check()
        except Refusal as refusal:
            yield refusal
