"""Positions that are looked for when somebody asks, and no further than to what is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from creditrules.document.values import Path, Position

__all__ = ["Positions"]


class Positions(Mapping[Path, Position]):
    """From path to position; `find` goes through the text and yields each in its order."""

    __slots__ = ("_find", "_known", "_rest")

    def __init__(self, find: Callable[[], Iterator[tuple[Path, Position]]]) -> None:
        self._find = find
        self._known: dict[Path, Position] = {}
        self._rest: Iterator[tuple[Path, Position]] | None = None

    def __getitem__(self, path: Path) -> Position:
        if path not in self._known:
            for found, position in self._further():
                self._known[found] = position
                if found == path:
                    break
        return self._known[path]

    def __iter__(self) -> Iterator[Path]:
        self._known.update(self._further())
        return iter(self._known)

    def __len__(self) -> int:
        self._known.update(self._further())
        return len(self._known)

    def _further(self) -> Iterator[tuple[Path, Position]]:
        if self._rest is None:
            self._rest = self._find()
        return self._rest
