"""A file of chain ends: lines as the last of an export, each of one chain of a lender."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, TypeVar

from creditrules.cli.screen import give_up
from creditrules.rules.audit import ChainEnd, ChainLink, read_end_line

__all__ = ["Anchors", "read_anchors"]

Link = TypeVar("Link", bound=ChainLink)
Chain = tuple[str, str]
"""The kind and the slug of what the chain is of."""

_LONGEST_LINE: Final = 1_000
_MOST_LINES: Final = 1_000_000


class Anchors:
    """Ends of chains as they were noted, and which of them the links that went by were."""

    def __init__(self, ends: Iterable[tuple[Chain, ChainEnd]]) -> None:
        self.ends = dict(ends)
        self._left = {end.hash: (chain, end) for chain, end in self.ends.items()}
        self._lengths: dict[Chain, int] = {}

    def watch(self, links: Iterable[Link]) -> Iterator[Link]:
        """The links, looked at as they go by."""
        for link in links:
            _, end = self._left.get(link.hash, (None, None))
            if end is not None and end.number == link.number:
                del self._left[link.hash]
            yield link

    def came_to(self, kind: str, slug: str, length: int) -> None:
        """A chain was read from its first link to its end, and has so many."""
        self._lengths[kind, slug] = length

    def missing(self) -> list[str]:
        """A line for each chain that has fewer links than it had: what is not there any more, as after a restore."""
        return [
            f"{kind} {slug}: {_numbers(self._lengths.get((kind, slug), 0) + 1, end.number)} missing"
            for (kind, slug), end in sorted(self._left.values(), key=lambda each: each[0])
            if self._lengths.get((kind, slug), 0) < end.number
        ]

    def rewritten(self) -> list[Chain]:
        """The chains that are long enough, and yet have another link where the end was noted."""
        return sorted(chain for chain, end in self._left.values() if self._lengths.get(chain, 0) >= end.number)

    @property
    def passed(self) -> int:
        """How many of the ends went by."""
        return len(self.ends) - len(self._left)

    @property
    def left(self) -> list[Chain]:
        """The chains whose noted end did not go by."""
        return sorted(chain for chain, _ in self._left.values())


def _numbers(first: int, last: int) -> str:
    return f"link {last} is" if first == last else f"links {first} to {last} are"


def read_anchors(path: Path) -> Anchors:
    """The ends that a file notes. Ends the command where it is not such a file."""
    found: dict[Chain, ChainEnd] = {}
    try:
        with path.open("rb") as file:
            for number in range(1, _MOST_LINES + 1):
                line = file.readline(_LONGEST_LINE)
                if not line:
                    break
                said = read_end_line(line)
                if said is None or said[:2] in found:
                    give_up(f"{path}: line {number} is not the end of a chain, or one that is noted already.")
                found[said[:2]] = said[2]
            else:
                give_up(f"{path} has too many lines.")
    except OSError as error:
        give_up(f"{path} cannot be read: {error.strerror or error}.")
    if not found:
        give_up(f"{path} notes no end of a chain.", "`creditrules audit anchor` writes such a file.")
    return Anchors(found.items())
