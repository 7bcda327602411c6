"""Python's search for garbage, put off while much is made that stays."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

__all__ = ["uncollected"]

_lock = Lock()
_inside = 0
_was_on = False


@contextmanager
def uncollected() -> Iterator[None]:
    """Nothing is looked through for garbage meanwhile, in no thread; the last one to leave has it as it was before.

    A large table is many objects that all stay, and each look goes through all of them: a quarter of the time. For work
    of seconds at most, as cycles that other threads leave wait as long.
    """
    global _inside, _was_on  # noqa: PLW0603 - there is one collector in a process
    with _lock:
        if not _inside:
            _was_on = gc.isenabled()
            gc.disable()
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if not _inside and _was_on:
                gc.enable()
