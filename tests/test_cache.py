"""The one bounded cache: what was used last stays."""

from __future__ import annotations

from threading import Thread

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
