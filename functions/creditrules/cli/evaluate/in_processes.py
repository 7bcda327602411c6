"""Parts of a file worked on by several processes, their results in the order of the parts."""

from __future__ import annotations

import gc
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, Final, TypeVar

from creditrules.cli.evaluate.population_file import BadFile

__all__ = ["FORKS", "at_work", "processes_for"]

Part = TypeVar("Part")
Result = TypeVar("Result")

_AHEAD: Final = 2
_WORTH_PROCESSES: Final = 1 << 24
"""Bytes of a file from which on it pays to start further processes."""
FORKS: Final = sys.platform == "linux"
"""Where processes fork, each has at once what this one has loaded and compiled; else each takes a second to start."""
_worker: list[Callable[[Any], Any]] = []


def processes_for(size: int, asked: int | None = None) -> int:
    """How many are worth it for a file of so many bytes, if it is not said how many."""
    if asked is not None:
        return asked
    return (os.cpu_count() or 1) if size >= _WORTH_PROCESSES else 1


@contextmanager
def at_work(
    make: Callable[[], Callable[[Part], Result]], processes: int
) -> Iterator[Callable[[Iterable[Part]], Iterator[Result]]]:
    """What works on parts: from parts to what comes of each, in order; only a few parts are held at a time.

    make: makes the worker. Parts and results can be pickled, and where processes do not fork, `make` too. With one
    process all is done in this one. Enter it before threads are started, which a fork would not take along. Raises
    BadFile where a process is ended from outside.
    """
    gc.freeze()  # what is loaded stays: nobody looks through it again, and processes that fork need not copy it
    try:
        with _one(make) if processes == 1 else _several(make, processes) as work:
            yield work
    finally:
        gc.unfreeze()


@contextmanager
def _one(make: Callable[[], Callable[[Any], Any]]) -> Iterator[Callable[[Iterable[Any]], Iterator[Any]]]:
    yield lambda parts: map(make(), parts)


@contextmanager
def _several(
    make: Callable[[], Callable[[Any], Any]], processes: int
) -> Iterator[Callable[[Iterable[Any]], Iterator[Any]]]:
    if FORKS:
        _worker[:] = [make()]
    start = (None, ()) if FORKS else (_start, (make,))
    with ProcessPoolExecutor(processes, get_context("fork" if FORKS else "spawn"), *start) as pool:
        pool.submit(int).result()
        _worker.clear()
        yield lambda parts: _in_order(pool, parts, _AHEAD * processes)


def _in_order(pool: ProcessPoolExecutor, parts: Iterable[Part], ahead: int) -> Iterator[Any]:
    waiting: deque[Future[Any]] = deque()
    try:
        for part in parts:
            waiting.append(pool.submit(_work, part))
            if len(waiting) > ahead:
                yield waiting.popleft().result()
        for result in waiting:
            yield result.result()
    except BrokenProcessPool:
        raise BadFile("A process was ended before it had done its part; there may be too little memory.") from None


def _start(make: Callable[[], Callable[[Any], Any]]) -> None:
    _worker[:] = [make()]


def _work(part: Any) -> Any:
    return _worker[0](part)
