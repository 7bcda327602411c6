"""Parts of a file worked on by several processes, their results in the order of the parts."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, Final, TypeVar

__all__ = ["worked"]

Part = TypeVar("Part")
Result = TypeVar("Result")

_AHEAD: Final = 2
_at_work: list[Callable[[Any], Any]] = []


def worked(make: Callable[[], Callable[[Part], Result]], parts: Iterable[Part], processes: int) -> Iterator[Result]:
    """What comes of each part, in order; only a few parts are held at a time.

    make: makes the worker, once in each process; it, the parts and the results can be pickled. With one process all is
    done in this one.
    """
    if processes == 1:
        work = make()
        yield from map(work, parts)
        return
    with ProcessPoolExecutor(processes, get_context("spawn"), _start, (make,)) as pool:
        waiting: deque[Future[Result]] = deque()
        for part in parts:
            waiting.append(pool.submit(_work, part))
            if len(waiting) > _AHEAD * processes:
                yield waiting.popleft().result()
        for result in waiting:
            yield result.result()


def _start(make: Callable[[], Callable[[Any], Any]]) -> None:
    _at_work.append(make())


def _work(part: Any) -> Any:
    return _at_work[0](part)
