"""What is kept of an answer is known again by the very things that it hangs on, and bounded."""

from __future__ import annotations

from decimal import Decimal
from operator import attrgetter
from sys import getsizeof
from types import SimpleNamespace
from typing import Any

import pytest

from creditrules.api import GRAPHQL_SCHEMA
from creditrules.api.engine.plans import fragments
from creditrules.api.engine.plans.fragments import Fragment, Fragments, Gap
from creditrules.api.engine.plans.keeping import Asked, Keeping, Untold, kept_selection
from creditrules.api.engine.plans.leaves import writer_of
from creditrules.api.engine.plans.run import Full, Place, Run

ROOM = 100
AMOUNT: Any = writer_of(GRAPHQL_SCHEMA.type_map["Decimal"])  # type: ignore[arg-type]


def run_with(room: int = ROOM) -> Any:
    """As much of a run as writing needs."""
    run = Run.__new__(Run)
    run.out, run.left, run.objects, run.errors, run.open = [], room, 0, [], None
    return run


class Awaiting(Fragments):
    """Keeps what is asked for the first time, too."""

    def awaits(self, name: object, _on: object) -> bool:
        return name is not None


class Written:
    """Objects that are written as what they say; made: how many had to be."""

    def __init__(self, kept: Fragments | None, *gaps: str, inner: Written | None = None, parts: Any = None) -> None:
        self.made, self.inner = 0, inner
        parts = parts or ((lambda value: value.inner) if inner else (lambda value: (value,)))
        how = Keeping(self._tell, lambda _, value: value.standing, lambda _: kept, parts=parts)
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
        for each in value.inner:
            assert self.inner is not None
            self.inner.select(run, Untold(None, each), None)
        run.out.append("}")
        run.errors += value.errors

    def __call__(self, value: Any, room: int = ROOM) -> tuple[str, int, int]:
        run = run_with(room)
        self.select(run, Untold(None, value), None)
        return "".join(run.out), run.left, run.objects


def saying(text: str, *on: object, errors: tuple[object, ...] = (), inner: Any = (), **told: Any) -> Any:
    given: dict[str, Any] = {"varies": False, **told}
    return SimpleNamespace(text=text, standing=("one", on), errors=errors, inner=inner, **given)


def test_the_same_is_written_once_and_takes_as_much_of_the_answer_each_time() -> None:
    write, on = Written(Awaiting()), object()
    assert {write(saying("a", on)) for _ in range(3)} == {("{a}", ROOM - 1, 2)}
    assert write.made == 1


def test_what_is_equal_is_not_the_same() -> None:
    write = Written(Awaiting())
    assert [write(saying(str(each), each))[0] for each in (Decimal(1), Decimal("1.0"), Decimal(1))] == [
        "{1}",
        "{1.0}",
        "{1}",
    ]
    assert write.made == 3


def test_what_is_left_open_is_written_anew() -> None:
    write, plain, on = Written(Awaiting(), "limit", "rate"), Written(None), object()
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
    write, on = Written(Awaiting(), "limit"), object()
    write(saying("a", on, limit=Decimal(1)))
    with pytest.raises(AttributeError):
        write(saying("a", on, limit=object()))
    assert write.made == 2


def test_a_gap_that_cannot_be_told_from_others_is_not_kept() -> None:
    write, on = Written(Awaiting(), "limit"), object()
    for _ in range(2):
        write(saying(',"limit":', on, limit=Decimal(1)))
    assert write.made == 2


@pytest.mark.parametrize("first", [True, False])
def test_what_stands_in_another_is_left_open_there_as_well(*, first: bool) -> None:
    kept, on, ons = Awaiting(), object(), (object(), object())
    inner = Written(kept, "limit", "rate")
    outer, plain = Written(kept, inner=inner), Written(None, inner=Written(None))
    if first:
        inner(saying("0", ons[0], limit=None, rate=Decimal(8)))
    made = []
    for number in range(4):
        amounts: list[dict[str, Any]] = [
            {"limit": Decimal(number), "rate": None},
            {"limit": None, "rate": Decimal(number)},
        ]
        values = [saying(str(place), ons[place], **each) for place, each in enumerate(amounts)]
        value = saying("a", on, inner=values)
        assert outer(value) == plain(value)
        made.append((outer.made, inner.made))
    assert {*made} == {(1, 2)}


@pytest.mark.parametrize("part", [{"varies": True}, {"errors": ("wrong",)}])
def test_what_holds_something_that_cannot_be_known_again_cannot_either(part: Any) -> None:
    inner = Written(Awaiting())
    outer, on = Written(Awaiting(), inner=inner), object()
    for _ in range(3):
        outer(saying("a", on, inner=[saying("b", on, **part)]))
    assert (outer.made, inner.made) == (3, 3)


def test_what_is_left_open_in_what_is_no_part_of_it_is_not_kept() -> None:
    inner = Written(Awaiting(), "limit")
    outer, on = Written(Awaiting(), inner=inner, parts=lambda _: ()), object()
    for limit in (Decimal(1), Decimal(2)):
        value = saying("a", on, inner=[saying("b", on, limit=limit)])
        assert outer(value)[0] == f'{{a{{b,"limit":"{limit}"}}}}'
    assert outer.made == 2


def test_what_is_asked_for_once_is_not_kept() -> None:
    write, on = Written(Fragments()), object()
    assert [(write(saying("a", on))[0], write.made) for _ in range(4)] == [
        ("{a}", 1),
        ("{a}", 2),
        ("{a}", 2),
        ("{a}", 2),
    ]


def test_each_selection_has_its_own() -> None:
    both, on = Awaiting(), object()
    one, other = Written(both), Written(both)
    assert [one(saying("a", on))[0], other(saying("b", on))[0], one(saying("a", on))[0]] == ["{a}", "{b}", "{a}"]


@pytest.mark.parametrize("other", [{"errors": ("wrong",)}, {"varies": True}])
def test_what_has_an_error_or_is_not_settled_is_written_each_time(other: Any) -> None:
    write, on = Written(Awaiting()), object()
    for _ in range(2):
        write(saying("a", on, **other))
    assert write.made == 2


def test_so_is_all_where_nothing_is_kept() -> None:
    write, on = Written(None), object()
    for _ in range(2):
        write(saying("a", on))
    assert write.made == 2


def test_an_answer_that_is_full_is_full_at_the_same_place() -> None:
    write, on = Written(Awaiting()), object()
    write(saying("abc", on))
    assert write(saying("abc", on), 3)[1] == 0
    with pytest.raises(Full):
        write(saying("abc", on), 2)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Fragments:
    monkeypatch.setattr(fragments, "MOST_BYTES", ROOM_KEPT)
    monkeypatch.setattr(fragments, "MOST_FRAGMENTS", 10)
    return Fragments()


ROOM_KEPT = 20_000
GAP = Gap(',"limit":', AMOUNT, attrgetter("limit"))


def takes(fragment: Fragment) -> int:
    """At least."""
    texts = (fragment.text, *(text for _, _, text in fragment.gaps))
    return sum(map(getsizeof, (*texts, fragment.on, fragment.gaps, *fragment.gaps)))


def test_there_is_an_end_to_what_is_kept(small: Any) -> None:
    on, found = object(), 0
    for number in range(1_000):
        ons, gaps = (on,) * (number % 90 + 1), ((0, GAP, "\u2028" * (number % 10)),) * (number % 60)
        small.keep(number % 37, Fragment(ons, "x" * (number % 50) * 100, gaps, 1, 1))
        assert small.find(number % 37, ons)
        kept = [each for name in range(37) for length in range(91) if (each := small.find(name, (on,) * length))]
        assert len(kept) <= 10
        assert sum(map(takes, kept)) <= ROOM_KEPT
        found = max(found, len(kept))
    assert found > 3


@pytest.mark.parametrize(
    "large",
    [
        Fragment((1,), "x" * ROOM_KEPT, (), 1, 1),
        Fragment((1,), "", ((0, GAP, "x" * ROOM_KEPT),), 1, 1),
        Fragment(tuple(range(3_000)), "x", (), 1, 1),
        Fragment((1,), "x", ((0, GAP, ""),) * 200, 1, 1),
    ],
)
def test_what_is_too_large_is_not_kept_and_leaves_room(small: Any, large: Fragment) -> None:
    for _ in range(2):
        small.keep("large", large)
        assert small.find("large", large.on) is None
        for name in range(5):
            small.keep(name, Fragment(("on",), "x" * 1_000, (), 1, 1))
        assert all(small.find(name, ("on",)) for name in range(5))


def test_what_takes_the_place_of_something_takes_no_more_room(small: Any) -> None:
    on = object()
    for name in range(3):
        small.keep(name, Fragment((on,), "x", (), 1, 1))
    for _ in range(100):
        small.keep(0, Fragment((on,), "x" * 9_000, (), 1, 1))
    assert all(small.find(name, (on,)) for name in range(3))


def test_what_was_met_is_forgotten_in_time(small: Any) -> None:
    on = object()
    assert [small.awaits("one", (on,)), small.awaits("one", (on,))] == [False, True]
    for name in range(10):
        small.awaits(name, (on,))
    assert not small.awaits("one", (on,))


def test_what_stands_on_something_else_each_time_is_not_kept() -> None:
    write, ons = Written(Fragments()), [object() for _ in range(9)]
    for on in ons:
        write(saying("a", on))
    assert write.made == 9
    for _ in range(3):
        write(saying("a", ons[-1]))
    assert write.made == 10


def test_what_stands_on_fewer_things_is_something_else() -> None:
    write, on = Written(Awaiting()), object()
    assert [write(saying(str(len(ons)), *ons))[0] for ons in ((on,), (on, on), (on,))] == ["{1}", "{2}", "{1}"]


def test_parts_that_are_one_thing_are_not_left_open() -> None:
    """They may be two things of the next value."""
    kept = Awaiting()
    inner, on, within = Written(kept, "limit"), object(), object()
    outer = Written(kept, inner=inner)
    same = saying("b", within, limit=Decimal(1))
    for inside in ([same, same], [same, saying("b", within, limit=Decimal(2))], [same, same]):
        told = ",".join(f'{{b,"limit":"{each.limit}"}}' for each in inside).replace("},{", "}{")
        assert outer(saying("a", on, inner=inside))[0] == f"{{a{told}}}"
