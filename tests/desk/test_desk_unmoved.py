"""What is worked out of heads is given again only where nothing between could have changed it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

import pytest

from creditrules.desk.moments import Moments
from creditrules.desk.unmoved import Unmoved, stretch_around
from creditrules.rules import Category, DocumentKey, DocumentKind, Entry, Head
from creditrules.rules.time import BeyondHead, deciding

START = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def drawing(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - to find the same again, not to hide anything


def entries(drawn: random.Random) -> Iterator[Entry]:
    for sequence in range(1, drawn.randrange(5) + 1):
        recorded, begins = drawn.randrange(10), drawn.randrange(10)
        ends = begins + drawn.randrange(1, 5) if drawn.random() < 0.4 else None
        taken_back = recorded + drawn.randrange(4) if drawn.random() < 0.3 else None
        yield Entry(
            sequence,
            drawn.randrange(3),
            f"{sequence:064}",
            START + begins * HOUR,
            None if ends is None else START + ends * HOUR,
            START + recorded * HOUR,
            None if taken_back is None else START + taken_back * HOUR,
        )


def head(slug: str, drawn: random.Random, kind: DocumentKind) -> Head:
    listed = tuple(entries(drawn))
    dropped = START + drawn.randrange(8) * HOUR if drawn.random() < 0.2 else None
    key = DocumentKey(kind, slug)
    return Head(key, {"en": slug}, Category.RISK, 1, 3, 5, START, "ann", START, listed, dropped)


def lender(drawn: random.Random) -> dict[DocumentKey, Head]:
    kinds = (DocumentKind.PRODUCT, DocumentKind.RULE_SET, DocumentKind.PARAMETER)
    made = [head(f"document-{number}", drawn, kinds[number % 3]) for number in range(drawn.randrange(1, 4))]
    return {each.key: each for each in made}


def times(drawn: random.Random) -> Moments:
    """On the hours at which something happens, a moment before, and between."""
    off = (timedelta(), -timedelta(microseconds=1), timedelta(minutes=20))
    valid, known = (START + drawn.randrange(-1, 12) * HOUR + drawn.choice(off) for _ in range(2))
    return Moments(valid, known)


def found(heads: dict[DocumentKey, Head], moments: Moments) -> Any:
    """What decides, of every document, and what is still to come of it, as absent rule sets are told."""

    def of(each: Head) -> Any:
        known = [entry for entry in each.entries if entry.known(moments.known_at) and not entry.retires]
        begun = any(entry.valid_from <= moments.valid_at for entry in known)
        starts = min((entry.valid_from for entry in known if entry.valid_from > moments.valid_at), default=None)
        return deciding(each, moments.valid_at, moments.known_at), None if begun else starts

    return {key: of(each) for key, each in heads.items()}


def test_within_a_stretch_of_time_the_same_is_in_force() -> None:
    drawn = drawing(5)
    compared = 0
    for _ in range(600):
        heads, moments = lender(drawn), times(drawn)
        stretch = stretch_around(heads, moments)
        if stretch is None:
            with pytest.raises(BeyondHead):
                found(heads, moments)
            continue
        assert stretch.holds(moments)
        for _ in range(40):
            other = times(drawn)
            if stretch.holds(other):
                assert found(heads, other) == found(heads, moments), (heads, moments, other)
                compared += other != moments
    assert compared > 2000


def test_what_decides_on_no_answer_ends_no_stretch() -> None:
    drawn = drawing(3)
    policy = head("approvals", drawn, DocumentKind.POLICY)
    stretch = stretch_around({policy.key: policy}, Moments(START, START))
    assert stretch is not None
    assert stretch.valid_from.year == 1


def asked(kept: Unmoved[object], heads: Any, moments: Moments, *, tenant: str = "acme", name: str = "all") -> object:
    return kept.made(tenant, heads, name, moments, object)


NOW = Moments(START + 20 * HOUR, START + 20 * HOUR)
LATER = Moments(START + 21 * HOUR, START + 21 * HOUR)


def test_of_heads_that_are_read_again_as_they_were_it_is_made_once_more_and_then_kept() -> None:
    kept: Unmoved[object] = Unmoved()
    heads = MappingProxyType(lender(drawing(1)))
    first, second = asked(kept, heads, NOW), asked(kept, heads, NOW)
    assert first is not second
    assert asked(kept, heads, LATER) is second


def test_other_heads_names_and_tenants_have_their_own() -> None:
    kept: Unmoved[object] = Unmoved()
    heads = MappingProxyType(lender(drawing(1)))
    asked(kept, heads, NOW)
    mine = asked(kept, heads, NOW)
    assert asked(kept, heads, NOW, name="others") is not mine
    assert asked(kept, heads, NOW, tenant="zenith") is not mine
    assert asked(kept, MappingProxyType(dict(heads)), NOW) is not mine
    assert asked(kept, heads, NOW) is not mine


def test_beyond_a_change_it_is_made_anew() -> None:
    kept: Unmoved[object] = Unmoved()
    key = DocumentKey(DocumentKind.PRODUCT, "loan")
    begins = Entry(1, 1, "0" * 64, START + 21 * HOUR, None, START)
    coming = Head(key, {"en": "loan"}, None, 1, 1, 1, START, "ann", START, (begins,))
    heads = MappingProxyType({key: coming})
    asked(kept, heads, NOW)
    before = asked(kept, heads, NOW)
    after = asked(kept, heads, LATER)
    assert after is not before
    assert asked(kept, heads, LATER) is after


def test_what_cannot_be_made_is_told_each_time() -> None:
    kept: Unmoved[object] = Unmoved()
    heads = MappingProxyType(lender(drawing(1)))

    def refuse() -> object:
        raise LookupError

    for _ in range(3):
        with pytest.raises(LookupError):
            kept.made("acme", heads, "all", NOW, refuse)
