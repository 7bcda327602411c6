"""What may be varied: sweeps end after a few values however they are disguised, honest people pass."""

from __future__ import annotations

import csv
import gzip
import random
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditrules.throttling import Allowance, Caller, Questions, leaves_of
from creditrules.throttling.families import Families
from creditrules.throttling.questions import LEAST_OTHERS

SHOP, BANK = Caller("acme", "shop"), Caller("acme", "bank")
USUAL = Allowance(2_000_000, 25_000, values=12, pairs=32, variations=60)
POPULATIONS = Path(__file__).parents[3] / "shared" / "data" / "populations"
LIN: Mapping[str, Any] = {
    "age": 26,
    "identityVerified": True,
    "student": False,
    "creditScore": 704,
    "monthlyIncome": 9250,
    "otherCreditLines": 20000,
    "overdueDays": 0,
    "deviceRiskScore": 12,
    "recentApplications": 2,
    "lastCashOutSignalOn": "2026-11-22",
    "purchasePrice": 6999,
    "downPayment": 0,
}
KEY = bytes(32)


def answered(
    asked: Iterable[tuple[str | None, Mapping[str, Any]]], questions: Questions | None = None, hour: int = 1
) -> int:
    """How many of the questions are answered; each: whom it is about, if that is said, and the facts."""
    questions = questions or Questions()
    return sum(questions.see(SHOP, subject, facts, USUAL, hour).allowed for subject, facts in asked)


def test_a_sweep_of_one_fact_ends_after_so_many_values_and_what_was_answered_is_answered_again() -> None:
    questions = Questions()
    sweep = [(None, {**LIN, "cashOutSuspicion": value}) for value in range(101)]
    assert answered(sweep, questions) == USUAL.values
    assert answered(sweep[:12] * 3, questions) == 36
    assert answered([(None, LIN)], questions) == 1
    assert questions.see(BANK, None, sweep[50][1], USUAL, 1).allowed, "another caller is another matter"
    assert answered(sweep, questions, hour=2) == USUAL.values


SPELT = (["26", 26, Decimal("26.0"), "2.6e1"], ["0", 0, "0.00"])
TURNED = {name: list(LIN.items())[place:] + list(LIN.items())[:place] for place, name in enumerate(LIN)}
NUMBERS = {"monthlyIncome": 9201, "creditScore": 701, "purchasePrice": 6950, "otherCreditLines": 20_000}


def about(number: int) -> str:
    """A subject that nobody has asked about before."""
    return f"customer {number}"


DISGUISES: Mapping[str, Callable[[int], tuple[str | None, Mapping[str, Any]]]] = {
    "a subject for every question": lambda n: (about(n), {}),
    "one subject": lambda _: (about(1), {}),
    "a second fact moved a little": lambda n: (about(n), {"monthlyIncome": 9210 + n % 20}),
    "every number moved a little": lambda n: (None, {name: value + n % 4 for name, value in NUMBERS.items()}),
    "days moved": lambda n: (None, {"lastCashOutSignalOn": f"2026-11-{n % 20 + 1:02}", "purchasePrice": 6950 + n}),
    "numbers spelt otherwise": lambda n: (None, {"age": SPELT[0][n % 4], "overdueDays": SPELT[1][n % 3]}),
    "the order of facts": lambda n: (None, dict(list(TURNED.values())[n % len(LIN)])),
    "where facts come from": lambda n: (None, {"sources": [{"fact": "age", "confidence": n / 101}]}),
}


@pytest.mark.parametrize("disguise", DISGUISES)
def test_a_disguised_sweep_ends_as_soon(disguise: str) -> None:
    sweep = []
    for value in range(101):
        subject, facts = DISGUISES[disguise](value)
        sweep.append((subject, {**LIN, **facts, "cashOutSuspicion": value}))
    assert answered(sweep) <= USUAL.values


def test_a_sweep_of_two_facts_together_ends_a_little_later() -> None:
    sweep = [(f"customer {n}", {**LIN, "cashOutSuspicion": n, "age": 18 + n % 60}) for n in range(200)]
    assert answered(sweep) <= USUAL.pairs


def test_what_one_subject_is_asked_with_may_change_only_so_often_even_beside_few_facts() -> None:
    assert answered(("customer 1", {"creditScore": score, "age": 20 + score % 3}) for score in range(300, 400)) == 12
    assert answered([("customer 1", {"creditScore": 650, "age": 20})] * 50) == 50


def test_facts_of_parties_are_facts() -> None:
    sweep = [("deal", {**LIN, "parties": [{"name": "gina", "facts": {"monthlyIncome": n}}]}) for n in range(100)]
    assert answered(sweep) == USUAL.values


def test_dialogues_of_many_people_pass_with_and_without_subjects() -> None:
    rng = random.Random(7)  # noqa: S311 - seeded
    for named in (True, False):
        questions = Questions()
        for number in range(100):
            person = {name: rng.randrange(10_000) for name in LIN}
            order = sorted(LIN)
            for known in range(1, len(order) + 1):
                facts = {name: person[name] for name in order[:known]}
                assert answered([(f"customer {number}" if named else None, facts)], questions) == 1, (named, number)


def test_steps_that_lead_nowhere_are_no_dialogue() -> None:
    assert answered((None, {"cashOutSuspicion": value}) for value in range(101)) == USUAL.values
    led_on = [(None, {"cashOutSuspicion": value, **more}) for value in range(101) for more in ({}, {"age": 26})]
    assert answered(led_on) < 101 + USUAL.values + 1, "the last step of each counts"
    ends = {value for value, (_, facts) in enumerate(led_on) if "age" in facts}
    assert len(ends) == 101


def people(name: str) -> list[dict[str, str]]:
    """Applicants of an open data set, without what came of it, in an order of chance."""
    told = {"creditability", "default.payment.next.month", "approved", "deny", "Class", "Status", "ID", "rownames"}
    with gzip.open(POPULATIONS / f"{name}.csv.gz", "rt", newline="") as file:
        rows = [{k: v for k, v in row.items() if k not in told and v} for row in csv.DictReader(file)]
    random.Random(1).shuffle(rows)  # noqa: S311 - seeded
    return rows


@pytest.mark.shared("data/populations")
@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize(
    "name", ["hmda_2022_tx_sample", "german_credit", "credit_data_belanche", "taiwan_credit_card_default"]
)
def test_honest_batches_of_thousands_pass(name: str, *, named: bool) -> None:
    questions, asked = Questions(), people(name)[:1_000]
    refused = len(asked) - answered(((str(n) if named else None, row) for n, row in enumerate(asked)), questions)
    assert refused == 0


values = st.one_of(st.integers(-5, 5), st.booleans(), st.sampled_from(["a", "b", "2026-01-01"]), st.none())


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3), st.sampled_from(["note", "forget"])), max_size=60))
def test_families_with_room_count_as_sets_do(steps: list[tuple[int, int, str]]) -> None:
    families, model = Families(bits=8), OrderedDict[int, set[int]]()
    for family, value, act in steps:
        name = 1 + family * 7
        had = model.setdefault(name, set())
        assert families.holds(name, value) is (value in had)
        assert families.varies([(name, value)]) is (bool(had) and value not in had)
        for most in (2, 3):
            assert families.exceeds([(name, value)], most) is (len(had) >= most and value not in had)
        if act == "note":
            families.remember([(name, value)])
            had.add(value)
        else:
            families.forget([(name, value)])
            had.discard(value)


def test_families_keep_to_their_memory_and_remember_who_varies() -> None:
    families = Families(bits=8, varied=16)
    families.remember([(1, 1), (1, 2)])
    for value in range(3, 6):
        families.remember([(number, number) for number in range(1_000, 2_000)])
        families.remember([(1, value)])
    assert families.exceeds([(1, 99)], 5)
    families.remember([(number, value) for number in range(100, 200) for value in (1, 2)])
    assert not families.exceeds([(1, 99)], 5), "who varied long ago makes room"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (704, "704.0"),
        (Decimal("1E+3"), 1000),
        (0, "-0.00"),
        ("2026-11-22T00:00:00Z", datetime(2026, 11, 22, tzinfo=UTC)),
        ("2026-11-22T08:00:00+08:00", "2026-11-22T00:00:00+00:00"),
        (date(2026, 11, 22), "2026-11-22"),
    ],
)
def test_what_means_the_same_has_one_digest(one: object, other: object) -> None:
    assert leaves_of(KEY, {"x": one}) == leaves_of(KEY, {"x": other})


@given(values, values)
def test_what_differs_has_two_and_keys_part_all(one: object, other: object) -> None:
    same = type(one) is type(other) and one == other
    (first,), (second,) = leaves_of(KEY, {"x": one}), leaves_of(KEY, {"x": other})
    assert (first.exact == second.exact) is same
    assert leaves_of(bytes(31) + b"k", {"x": one})[0].exact != first.exact


@given(st.recursive(values, lambda v: st.lists(v, max_size=3) | st.dictionaries(st.text(max_size=3), v, max_size=3)))
def test_any_facts_can_be_looked_at(value: object) -> None:
    assert Questions().see(SHOP, "someone", {"x": value, **LIN}, USUAL, 1).allowed


@pytest.mark.parametrize(
    "number",
    [
        "1e9999999",
        Decimal("1e9999999"),
        "1e-99999999",
        "9.99e999999999999999999",
        "1e99999999999999999999999",
        10**5_000,
    ],
    ids=["text", "decimal", "tiny", "largest", "larger", "integer"],
)
def test_numbers_beyond_all_measure_can_be_looked_at(number: object) -> None:
    assert Questions().see(SHOP, "someone", {"x": number, **LIN}, USUAL, 1).allowed


def test_monstrous_facts_are_looked_at_in_bounded_time() -> None:
    deep: object = 1
    for _ in range(300):
        deep = {"a": [deep]}
    wide = {f"fact {n}": n for n in range(3_000)}
    assert Questions().see(SHOP, None, {"deep": deep, "number": "9" * 5_000, **wide}, USUAL, 1).allowed


def test_beside_few_facts_people_with_subjects_are_not_compared() -> None:
    few = dict(list(LIN.items())[: LEAST_OTHERS - 1])
    asked = [(f"customer {n}", {**few, "cashOutSuspicion": n}) for n in range(101)]
    assert answered(asked) == 101
