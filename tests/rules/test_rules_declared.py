"""When a rule set last asked for a fact, told by its head alone: the same as all activations tell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditrules.rules import (
    Activation,
    ActivationKind,
    Basis,
    BasisCategory,
    ChangeStatement,
    DocumentKey,
    DocumentKind,
    Entry,
    Head,
)
from creditrules.rules.time import DeclaredFact, entry_of, head_after, last_use_ended, latest_start
from creditrules.rules.time import history as histories

KEY = DocumentKey(DocumentKind.RULE_SET, "cap")
START = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
STATEMENT = ChangeStatement(Basis(BasisCategory.RISK, "committee"), "x", {"en": "x"})
NAMES = ("a", "b", "c")
Act = tuple[set[str] | None, int, int | None, int]

publications = st.tuples(
    st.sets(st.sampled_from(NAMES)), st.integers(0, 3), st.one_of(st.none(), st.integers(1, 4)), st.just(0)
)
rollbacks = st.tuples(st.just(None), st.integers(0, 3), st.one_of(st.none(), st.integers(1, 4)), st.integers(0, 9))
acts = st.lists(st.one_of(publications, rollbacks), min_size=1, max_size=12)


def slow_end(entries: list[Entry], declares: set[int], now: datetime) -> datetime | None:
    """Hour by hour back from now: when a version that declares the fact was last in force; now where it is."""
    moment = now
    while moment >= START:
        entry = latest_start(each for each in entries if each.covers(moment, now))
        if entry is not None and entry.version in declares:
            return now if moment == now else moment + HOUR
        moment -= HOUR
    return None


@given(acts=acts)
@settings(max_examples=80, deadline=None)
def test_the_end_of_the_last_use_is_that_of_all_activations(
    acts: list[tuple[set[str] | None, int, int | None, int]],
) -> None:
    window = histories.HEAD_WINDOW
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(histories, "HEAD_WINDOW", 3)
        head = Head(KEY, {"en": "x"}, None, 1, 0, 0, START, "ada", START)
        entries: list[Entry] = []
        facts: dict[int, set[str]] = {}
        for number, (names, ahead, length, back) in enumerate(acts, 1):
            recorded = START + number * HOUR
            start = recorded + ahead * HOUR
            version = head.latest_version + 1 if names is not None else back % (head.latest_version + 1)
            made = Activation(
                KEY, number, version, "d" * 64, ActivationKind.PUBLICATION, start,
                start + length * HOUR if length else None, recorded, "ada", STATEMENT,
            )  # fmt: skip
            told = {version: tuple(sorted(names))} if names is not None else None
            facts |= {version: names} if names is not None else {}
            entries.append(entry_of(made))
            head = head_after(head, made, name=head.name, links=(), facts=told)
        now = START + (len(acts) + 2) * HOUR
        for name in NAMES:
            declares = {version for version, names in facts.items() if name in names}
            fact = next((each for each in head.facts if each.name == name), DeclaredFact(name, ()))
            assert {v for v in facts if fact.by(v)} == declares
            found, true = last_use_ended(head, fact, now, now), slow_end(entries, declares, now)
            if head.dropped_from is None or true is None or true > head.dropped_from:
                assert found == true
            else:
                assert found is not None
    assert window == histories.HEAD_WINDOW
