"""The requirement graph: an order in which everything comes after what it requires, and the circles that forbid one."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["Requirements", "ordered", "reachable"]

Requirements = Mapping[str, tuple[str, ...]]


def ordered(requirements: Requirements) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """All names, each after those it requires, and every circle found on the way (as the names in it, in order).

    Names that nothing is known about are left out. Without recursion: models may be long chains.
    """
    order: list[str] = []
    cycles: list[tuple[str, ...]] = []
    done: set[str] = set()
    for root in requirements:
        path: list[str] = []
        on_path: set[str] = set()
        waiting = [(root, False)]
        while waiting:
            name, leaving = waiting.pop()
            if leaving:
                on_path.discard(path.pop())
                if name not in done:
                    done.add(name)
                    order.append(name)
                continue
            if name in on_path:
                cycles.append(tuple(path[path.index(name) :]))
                continue
            if name in done:
                continue
            path.append(name)
            on_path.add(name)
            waiting.append((name, True))
            waiting.extend((used, False) for used in reversed(requirements[name]) if used in requirements)
    return tuple(order), tuple(cycles)


def reachable(requirements: Requirements, names: tuple[str, ...]) -> frozenset[str]:
    """The names and everything they require, directly or not."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(requirements.get(name, ()))
    return frozenset(found)
