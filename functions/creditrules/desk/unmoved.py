"""What was worked out of a tenant's heads at two times, kept while these are the same and nothing begins or ends."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Final, Generic, TypeVar

from creditrules.cache import Recent
from creditrules.desk.moments import Moments
from creditrules.records import dataclass, field
from creditrules.rules import DocumentKey, DocumentKind, Head
from creditrules.rules.time import BeyondHead, deciding

__all__ = ["Stretch", "Unmoved", "stretch_around"]

_TENANTS: Final = 64
_OF_EACH: Final = 32
_DECIDING: Final = frozenset({DocumentKind.PRODUCT, DocumentKind.RULE_SET, DocumentKind.PARAMETER})
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)

Made = TypeVar("Made")
Heads = Mapping[DocumentKey, Head]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Valid and recorded times between which of some heads the same is in force; closed-open."""

    valid_from: datetime
    valid_until: datetime
    known_from: datetime
    known_until: datetime

    def holds(self, moments: Moments) -> bool:
        """Whether both times lie in it."""
        return (
            self.valid_from <= moments.valid_at < self.valid_until
            and self.known_from <= moments.known_at < self.known_until
        )


def stretch_around(heads: Heads, moments: Moments) -> Stretch | None:
    """The stretch that the two times lie in; None where a head does not reach back to them.

    Of products, rule sets and parameters: nothing else decides what an answer stands on.
    """
    valid, known = {_FIRST, _LAST}, {_FIRST, _LAST}
    for key, head in heads.items():
        if key.kind not in _DECIDING:
            continue
        try:
            deciding(head, moments.valid_at, moments.known_at)
        except BeyondHead:
            return None
        for entry in head.entries:
            valid.add(entry.valid_from)
            valid.add(entry.valid_until or _LAST)
            known.add(entry.recorded_at)
            known.add(entry.cancelled_at or _LAST)
    return Stretch(*_around(valid, moments.valid_at), *_around(known, moments.known_at))


def _around(changes: Iterable[datetime], moment: datetime) -> tuple[datetime, datetime]:
    found = tuple(changes)
    return max(each for each in found if each <= moment), min(each for each in found if moment < each)


@dataclass(frozen=True, slots=True)
class _OfTenant(Generic[Made]):
    """heads: the very mapping of which all of it was made."""

    heads: Heads
    made: Recent[Hashable, tuple[Stretch, Made]] = field(default_factory=lambda: Recent(_OF_EACH))


class Unmoved(Generic[Made]):
    """At most so many things of so many tenants; thread-safe.

    A store gives the same mapping of heads again as long as none of them has moved: what was made of another mapping is
    never given out, and of heads that are seen once nothing is kept.
    """

    def __init__(self) -> None:
        self._tenants: Recent[str, _OfTenant[Made]] = Recent(_TENANTS)

    def made(self, tenant: str, heads: Heads, name: Hashable, moments: Moments, make: Callable[[], Made]) -> Made:
        """What was made under the name of these heads for this stretch of time; or else what is made now.

        make: depends on nothing but the heads, the name and the two times. What it raises is raised, and not kept.
        """
        held = self._tenants.find(tenant)
        if held is None or held.heads is not heads:
            self._tenants.keep(tenant, _OfTenant(heads))
            return make()
        kept = held.made.find(name)
        if kept is not None and kept[0].holds(moments):
            return kept[1]
        made = make()
        stretch = stretch_around(heads, moments)
        if stretch is not None:
            held.made.keep(name, (stretch, made))
        return made
