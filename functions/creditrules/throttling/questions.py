"""What a caller varies from question to question, within an hour, as one process sees it.

A question is looked at as a point whose coordinates are its facts. For each fact, all the others are a family (to two
digits, so that moving them a little hides nothing), and for each two facts all but those; of one subject each fact is
a family of its own. A question that would bring a family more values than are allowed is not answered.

Honest applicants share all but one of many facts so rarely that they are not touched; of few facts they share them all
the time, and so families of few facts count only where no subject is named. Somebody who is asked one fact after the
other leaves steps behind that are the same as others' but for one fact: a step is taken back when the next one comes.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from threading import Lock
from typing import Final

from creditrules.records import dataclass
from creditrules.throttling.allowance import Allowance, Caller
from creditrules.throttling.families import Families, Member
from creditrules.throttling.leaves import Leaf, leaves_of

__all__ = ["LEAST_OTHERS", "Questions", "Varied"]

LEAST_OTHERS: Final = 8
"""How many facts stay at least where a family of applicants with subjects counts."""
FEW_OF_ALL: Final = 300
"""A family counts only once more than one in so many of the caller's questions fall into it."""
LONGEST_STEPS: Final = 8
"""With more facts a question is no step of a dialogue that may be taken back."""
MOST_GROUPS: Final = 24
"""With more facts, several of them are taken for one where two are left out."""
_BITS: Final = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Varied:
    """What a question varies. allowed: whether it is to be answered.

    one: whether all facts but one were asked before, with another value of that one.
    """

    allowed: bool
    one: bool


class Questions:
    """The questions of all callers in the present hour; thread-safe. Nothing of them can be read out of it."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)
        self._families = Families()
        self._asked: dict[Caller, int] = {}
        self._hour = 0
        self._lock = Lock()

    def see(
        self, caller: Caller, subject: str | None, facts: Mapping[str, object], allowance: Allowance, hour: int
    ) -> Varied:
        """Note a question, unless it varies more than is allowed: then its families stay as they are."""
        key = self._key(caller)
        leaves = leaves_of(key, facts)
        named = subject is not None
        near, pairs, exact = _families(leaves, LEAST_OTHERS if named else 0)
        own = _of_subject(key, subject, leaves) if subject is not None else []
        with self._lock:
            self._begin(hour)
            asked = self._asked[caller] = self._asked.get(caller, 0) + 1
            few, families = asked // FEW_OF_ALL, self._families
            one = families.varies(exact)
            if (
                families.exceeds(near, max(allowance.values, few))
                or families.exceeds(pairs, max(allowance.pairs, few))
                or families.exceeds(own, allowance.values)
            ):
                return Varied(allowed=False, one=one)
            for members in (near, pairs, exact, own):
                families.remember(members)
            if len(leaves) <= LONGEST_STEPS:
                self._take_back_step(leaves)
            return Varied(allowed=True, one=one)

    def _take_back_step(self, leaves: Sequence[Leaf]) -> None:
        """Note a short question as a whole; where one was noted with one fact less, take that one's values back."""
        whole = sum(leaf.exact for leaf in leaves)
        for left_out in leaves:
            before = [(_named(whole - left_out.exact, _WHOLE), 0)]
            if self._families.holds(*before[0]):
                self._families.forget(before)
                for members in _families([leaf for leaf in leaves if leaf is not left_out], 0):
                    self._families.forget(members)
        self._families.remember([(_named(whole, _WHOLE), 0)])

    def _begin(self, hour: int) -> None:
        if hour != self._hour:
            self._hour = hour
            self._families.clear()
            self._asked.clear()

    def _key(self, caller: Caller) -> bytes:
        named = f"{caller.tenant}\0{caller.subject}".encode("utf-8", "surrogatepass")
        return blake2b(named, digest_size=32, key=self._secret).digest()


def _families(leaves: Sequence[Leaf], least: int) -> tuple[list[Member], list[Member], list[Member]]:
    """What stays, and what varies beside it: one fact beside the others nearly, two exactly, one exactly.

    least: beside how many facts it counts.
    """
    if len(leaves) - 1 < least:
        return [], [], []
    pairs = _pairs(leaves) if len(leaves) - 2 >= max(least, 1) else []
    return _near(leaves), pairs, _exact(leaves)


def _near(leaves: Sequence[Leaf]) -> list[Member]:
    whole = sum(leaf.near for leaf in leaves)
    return [(_named(whole - leaf.near + leaf.name, _NEAR), leaf.exact) for leaf in leaves]


def _exact(leaves: Sequence[Leaf]) -> list[Member]:
    whole = sum(leaf.exact for leaf in leaves)
    return [(_named(whole - leaf.exact + leaf.name, _EXACT), leaf.exact) for leaf in leaves]


def _pairs(leaves: Sequence[Leaf]) -> list[Member]:
    groups: dict[int, int] = {}
    for leaf in leaves:
        group = leaf.name if len(leaves) <= MOST_GROUPS else leaf.name % MOST_GROUPS
        groups[group] = groups.get(group, 0) + leaf.exact
    each = list(groups.values())
    whole, bits, kind = sum(each), _BITS, _PAIRS
    return [
        ((whole - one - other & bits ^ kind) or 1, one + other & bits)
        for place, one in enumerate(each)
        for other in each[:place]
    ]


def _of_subject(key: bytes, subject: str, leaves: Sequence[Leaf]) -> list[Member]:
    """Each fact of one subject."""
    digest = blake2b(b"\1" + subject.encode("utf-8", "surrogatepass"), digest_size=8, key=key).digest()
    whose = int.from_bytes(digest)
    return [(_named(whose + leaf.name, _SUBJECT), leaf.exact) for leaf in leaves]


_NEAR, _EXACT, _PAIRS, _SUBJECT, _WHOLE = 0x3A5C, 0x5F11, 0x7E83, 0x9D2B, 0xB6C7
"""Of different kinds no two families are alike but by chance."""


def _named(total: int, kind: int) -> int:
    return (total & _BITS ^ kind) or 1
