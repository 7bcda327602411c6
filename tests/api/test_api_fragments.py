"""What is kept of an answer is known again by the very things that it hangs on, and bounded."""

from __future__ import annotations

from decimal import Decimal
from operator import attrgetter
from types import SimpleNamespace
from typing import Any

import pytest

from creditrules.api import GRAPHQL_SCHEMA
from creditrules.api.engine.plans import keeping
from creditrules.api.engine.plans.keeping import Asked, Fragments, Gap, Keeping, Untold, kept_selection
from creditrules.api.engine.plans.leaves import writer_of
from creditrules.api.engine.plans.run import Full, Place, Run

ROOM = 100
AMOUNT: Any = writer_of(GRAPHQL_SCHEMA.type_map["Decimal"])  # type: ignore[arg-type]


def run_with(room: int = ROOM) -> Any:
    """As much of a run as writing needs."""
    run = Run.__new__(Run)
    run.out, run.left, run.objects, run.errors = [], room, 0, []
    return run


class Written:
    """Objects that are written as what they say; made: how many had to be."""

    def __init__(self, fragments: Fragments | None, *gaps: str) -> None:
        self.made = 0
        how = Keeping(list, self._tell, lambda _, value: value.standing, lambda _: fragments, {}, {})
        found = tuple(Gap(f',"{name}":', AMOUNT, attrgetter(name)) for name in gaps)
        self.select = kept_selection(how, Asked((lambda value: value.varies,), found), self._complete)

    def _tell(self, _source: Any, value: Any) -> Any:
        self.made += 1
        return value

    def _complete(self, run: Run, value: Any, _place: Place) -> None:
        run.left -= len(value.text)
        if run.left < 0:
            raise Full
        run.objects += 2
        run.out += ["{", value.text]
        for name in ("limit", "rate"):
            if hasattr(value, name):
                amount = getattr(value, name)
                text, size, _ = ("null", 0, 0) if amount is None else AMOUNT(amount)
                run.left -= size + 1
                run.out += [f',"{name}":', text]
        run.out.append("}")
        run.errors += value.errors

    def __call__(self, value: Any, room: int = ROOM) -> tuple[str, int, int]:
        run = run_with(room)
        self.select(run, Untold(None, value), None)
        return "".join(run.out), run.left, run.objects


def saying(text: str, *on: object, errors: tuple[object, ...] = (), varies: bool = False, **amounts: Any) -> Any:
    return SimpleNamespace(text=text, standing=("one", on), errors=errors, varies=varies, **amounts)


def test_the_same_is_written_once_and_takes_as_much_of_the_answer_each_time() -> None:
    write, on = Written(Fragments()), object()
    assert {write(saying("a", on)) for _ in range(3)} == {("{a}", ROOM - 1, 2)}
    assert write.made == 1


def test_what_is_equal_is_not_the_same() -> None:
    write = Written(Fragments())
    assert [write(saying(str(each), each))[0] for each in (Decimal(1), Decimal("1.0"), Decimal(1))] == [
        "{1}",
        "{1.0}",
        "{1}",
    ]
    assert write.made == 3


def test_what_is_left_open_is_written_anew() -> None:
    write, plain, on = Written(Fragments(), "limit", "rate"), Written(None), object()
    amounts = [
        (Decimal(1), Decimal("0.1")),
        (Decimal("1.00"), None),
        (None, None),
        (None, Decimal(3)),
        (Decimal(1), Decimal(2)),
    ]
    for limit, rate in amounts * 2:
        value = saying("a", on, limit=limit, rate=rate)
        assert write(value) == plain(value)
    assert write.made == 1


def test_what_cannot_stand_in_a_gap_is_written_anew_and_fails_there() -> None:
    write, on = Written(Fragments(), "limit"), object()
    write(saying("a", on, limit=Decimal(1)))
    with pytest.raises(AttributeError):
        write(saying("a", on, limit=object()))
    assert write.made == 2


def test_a_gap_that_cannot_be_told_from_others_is_not_kept() -> None:
    write, on = Written(Fragments(), "limit"), object()
    for _ in range(2):
        write(saying(',"limit":', on, limit=Decimal(1)))
    assert write.made == 2


def test_each_selection_has_its_own() -> None:
    fragments, on = Fragments(), object()
    one, other = Written(fragments), Written(fragments)
    assert [one(saying("a", on))[0], other(saying("b", on))[0], one(saying("a", on))[0]] == ["{a}", "{b}", "{a}"]


@pytest.mark.parametrize("other", [{"errors": ("wrong",)}, {"varies": True}])
def test_what_has_an_error_or_is_not_settled_is_written_each_time(other: Any) -> None:
    write, on = Written(Fragments()), object()
    for _ in range(2):
        write(saying("a", on, **other))
    assert write.made == 2


def test_so_is_all_where_nothing_is_kept() -> None:
    write, on = Written(None), object()
    for _ in range(2):
        write(saying("a", on))
    assert write.made == 2


def test_an_answer_that_is_full_is_full_at_the_same_place() -> None:
    write, on = Written(Fragments()), object()
    write(saying("abc", on))
    assert write(saying("abc", on), 3)[1] == 0
    with pytest.raises(Full):
        write(saying("abc", on), 2)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Fragments:
    monkeypatch.setattr(keeping, "MOST_TEXT", 100)
    monkeypatch.setattr(keeping, "MOST_FRAGMENTS", 10)
    return Fragments()


def test_there_is_an_end_to_what_is_kept(small: Any) -> None:
    on = object()
    for number in range(1_000):
        small.keep(number % 37, (on,), ("x" * (number % 50), "y"), 1, 1)
        kept = [each for each in range(37) if small.find(each, (on,))]
        assert len(kept) <= 10
        assert sum(len("".join(small.find(each, (on,)).texts)) for each in kept) <= 100
    small.keep("large", (on,), ("x" * 101,), 1, 1)
    assert small.find("large", (on,)) is None
