"""Names that are more than one word: which token sequences mean one name (DMN 1.5, clause 10.3.1.3)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from creditrules.feel.syntax.lexer import Token, TokenKind, is_word, split_name

__all__ = ["NameTable", "Names", "name_tables"]

_PROPERTIES = ("time offset", "start included", "end included")


class Names(NamedTuple):
    """The names that a text may speak, as far as they are no plain words.

    variables: in scope where the text stands. entries: of contexts, after a dot and inside a filter. types: item
    definitions.
    """

    variables: frozenset[str] = frozenset()
    entries: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()

    @classmethod
    def of(cls, names: Names | Collection[str]) -> Names:
        """`names` as they are; a collection of names may be anywhere."""
        if isinstance(names, Names):
            return names
        every = frozenset(names)
        return cls(every, every, every)


class _Branch:
    """What may follow a beginning of a name: further parts, or, if `name` is set, nothing."""

    __slots__ = ("branches", "name")

    def __init__(self) -> None:
        self.branches: dict[tuple[bool, str], _Branch] = {}
        self.name: str | None = None


class NameTable:
    """Known names as a tree over their parts; `match` finds the longest that the coming tokens spell."""

    __slots__ = ("_names", "_root")

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._root = _Branch()
        self._names: list[str] = []
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Know `name` from now on; a plain word needs no entry, and what has no word in it is no name."""
        parts = split_name(name)
        if len(parts) <= 1 or not any(is_word(text) for _, text in parts):
            return
        branch = self._root
        for part in parts:
            branch = branch.branches.setdefault(part, _Branch())
        branch.name = "".join((" " if spaced else "") + text for spaced, text in parts)
        self._names.append(branch.name)

    def match(self, tokens: Sequence[Token], position: int, apart: Collection[int] = ()) -> tuple[str, int] | None:
        """The longest known name that starts at `position` and the number of its tokens; none that ends at `apart`."""
        branch = self._root.branches.get((False, tokens[position].text))
        if branch is None or tokens[position].kind is TokenKind.STRING:
            return None
        found: tuple[str, int] | None = None
        count = 1
        while branch is not None:
            if branch.name is not None and tokens[position + count - 1].end not in apart:
                found = branch.name, count
            token = tokens[min(position + count, len(tokens) - 1)]
            branch = None if token.kind is TokenKind.STRING else branch.branches.get((token.spaced, token.text))
            count += 1
        return found

    def known(self) -> Sequence[str]:
        """All names of the table."""
        return self._names


@lru_cache(maxsize=64)
def name_tables(names: Names, functions: frozenset[str]) -> tuple[NameTable, NameTable, NameTable]:
    """The tables of variables, of context entries and of types; they are shared, so not to be added to."""
    return NameTable(names.variables | functions), NameTable({*names.entries, *_PROPERTIES}), NameTable(names.types)
