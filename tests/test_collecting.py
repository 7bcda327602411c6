"""The search for garbage is put off by whoever makes much, and back when the last of them is done."""

from __future__ import annotations

import gc
from threading import Event, Thread

import pytest

from creditrules.collecting import uncollected


@uncollected()
def fail() -> None:
    raise ValueError(f"with the collector {'on' if gc.isenabled() else 'off'}")


def test_it_is_off_inside_and_on_again_afterwards_whatever_was_raised() -> None:
    with pytest.raises(ValueError, match="with the collector off"):
        fail()
    assert gc.isenabled()


def test_who_has_it_off_keeps_it_off() -> None:
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_the_last_of_several_threads_has_it_on_again() -> None:
    entered, leave = Event(), Event()

    @uncollected()
    def work() -> None:
        entered.set()
        leave.wait(10)

    other = Thread(target=work)
    with uncollected():
        other.start()
        entered.wait(10)
    assert not gc.isenabled(), "the other is still at it"
    leave.set()
    other.join()
    assert gc.isenabled()
