"""The one bounded cache of the house: values last used, by key, each made by one thread while others wait for it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

__all__ = ["Recent"]

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """At most `most` values by key, the least recently used gone first; thread-safe.

    For what never gets stale: nothing here expires. None is no value.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._lock = Lock()
        self._making: dict[Key, Lock] = {}

    def find(self, key: Key) -> Value | None:
        """What was kept under the key, counted as used now; None where there is nothing any more."""
        with self._lock:
            value = self._values.get(key)
            if value is not None:
                self._values.move_to_end(key)
            return value

    def keep(self, key: Key, value: Value) -> None:
        """Keep the value, in place of an earlier one."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            if len(self._values) > self._most:
                self._values.popitem(last=False)

    def made(self, key: Key, make: Callable[[], Value], *, worn: Callable[[Value], bool] = lambda _: False) -> Value:
        """What was kept under the key, or else made now; threads that want the same at once wait for one of them.

        make: must not ask this cache; what it raises is raised, and the next thread tries itself. worn: whether a value
        that was kept is to be made anew.
        """
        with self._lock:
            turn = self._making.setdefault(key, Lock())
        try:
            with turn:
                value = self.find(key)
                if value is None or worn(value):
                    value = make()
                    self.keep(key, value)
                return value
        finally:
            with self._lock:
                self._making.pop(key, None)

    def forget(self, key: Key) -> None:
        """Keep nothing under the key."""
        with self._lock:
            self._values.pop(key, None)
