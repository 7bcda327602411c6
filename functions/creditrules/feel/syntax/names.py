"""Names that are more than one word: which token sequences mean one name (DMN 1.5, clause 10.3.1.3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from creditrules.feel.syntax.lexer import Token, TokenKind, is_word, split_name

__all__ = ["NameTable", "name_tables"]

_PROPERTIES = ("time offset", "start included", "end included")


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

    def match(self, tokens: Sequence[Token], position: int) -> tuple[str, int] | None:
        """The longest known name that starts at `position` and the number of its tokens."""
        branch = self._root.branches.get((False, tokens[position].text))
        if branch is None or tokens[position].kind is TokenKind.STRING:
            return None
        found: tuple[str, int] | None = None
        count = 1
        while branch is not None:
            if branch.name is not None:
                found = branch.name, count
            token = tokens[min(position + count, len(tokens) - 1)]
            branch = None if token.kind is TokenKind.STRING else branch.branches.get((token.spaced, token.text))
            count += 1
        return found

    def known(self) -> Sequence[str]:
        """All names of the table."""
        return self._names


@lru_cache(maxsize=32)
def name_tables(names: frozenset[str], functions: frozenset[str]) -> tuple[NameTable, NameTable]:
    """The tables of variables and of context entries for the names in scope; both are shared, so not to be added to."""
    return NameTable(names | functions), NameTable({*names, *_PROPERTIES})
