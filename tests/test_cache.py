"""The one bounded cache: what was used last stays."""

from __future__ import annotations

from threading import Barrier, Event, Thread
from time import sleep

import pytest

from creditrules.cache import Recent


def test_what_was_kept_is_found_and_nothing_else() -> None:
    cache: Recent[str, int] = Recent(2)
    assert cache.find("a") is None
    cache.keep("a", 1)
    assert cache.find("a") == 1
    cache.keep("a", 2)
    assert cache.find("a") == 2


def test_the_least_recently_used_goes_first() -> None:
    cache: Recent[str, int] = Recent(2)
    cache.keep("a", 1)
    cache.keep("b", 2)
    assert cache.find("a") == 1
    cache.keep("c", 3)
    assert (cache.find("a"), cache.find("b"), cache.find("c")) == (1, None, 3)


def test_keeping_again_counts_as_use_and_pushes_nothing_out() -> None:
    cache: Recent[str, int] = Recent(2)
    cache.keep("a", 1)
    cache.keep("b", 2)
    cache.keep("a", 3)
    assert cache.find("b") == 2
    cache.keep("a", 4)
    cache.keep("c", 5)
    assert (cache.find("a"), cache.find("b"), cache.find("c")) == (4, None, 5)


def test_what_is_forgotten_is_gone() -> None:
    cache: Recent[str, int] = Recent(2)
    cache.keep("a", 1)
    cache.forget("a")
    cache.forget("b")
    assert cache.find("a") is None


def test_threads_share_it_and_it_never_grows_beyond_its_bound() -> None:
    cache: Recent[int, int] = Recent(8)
    wrong: list[int] = []

    def work(start: int) -> None:
        for number in range(start, start + 2000):
            cache.keep(number % 50, number % 50)
            if cache.find(number % 50) not in {number % 50, None}:
                wrong.append(number)

    threads = [Thread(target=work, args=(start,)) for start in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert sum(cache.find(number) is not None for number in range(50)) == 8


def test_what_many_threads_want_at_once_is_made_once() -> None:
    cache: Recent[str, object] = Recent(2)
    begun, made, found = Barrier(6), [], []

    def make() -> object:
        made.append(1)
        sleep(0.05)
        return object()

    def want() -> None:
        begun.wait()
        found.append(cache.made("a", make))

    threads = [Thread(target=want) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert len(set(map(id, found))) == 1


def test_one_that_is_being_made_keeps_nobody_from_another() -> None:
    cache: Recent[str, str] = Recent(2)
    begun, ended = Event(), Event()

    def slow() -> str:
        begun.set()
        assert ended.wait(10)
        return "a"

    thread = Thread(target=lambda: cache.made("a", slow))
    thread.start()
    assert begun.wait(10)
    assert cache.made("b", lambda: "b") == "b"
    ended.set()
    thread.join()
    assert cache.find("a") == "a"


def test_what_could_not_be_made_is_tried_by_the_next_and_what_is_worn_is_made_anew() -> None:
    cache: Recent[str, int] = Recent(2)

    def fail() -> int:
        raise LookupError

    with pytest.raises(LookupError):
        cache.made("a", fail)
    assert cache.made("a", lambda: 1) == 1
    assert cache.made("a", lambda: 2) == 1
    assert cache.made("a", lambda: 2, worn=lambda value: value == 1) == 2
