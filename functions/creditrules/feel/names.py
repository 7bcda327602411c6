"""Names that are more than one word: which token sequences mean one name (DMN 1.5, clause 10.3.1.3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from creditrules.feel.builtins import BUILTINS
from creditrules.feel.lexer import Token, TokenKind, split_name

__all__ = ["NameTable", "name_table", "normalize_name"]

_Parts = tuple[tuple[bool, str], ...]
_PROPERTIES = ("time offset", "start included", "end included")


class NameTable:
    """Known names by their first word; `match` finds the longest that the coming tokens spell."""

    __slots__ = ("_by_first",)

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._by_first: dict[str, list[tuple[_Parts, str]]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Know `name` from now on; a plain word needs no entry, the parser takes any word for a name."""
        parts = split_name(name)
        if len(parts) > 1:
            known = self._by_first.setdefault(parts[0][1], [])
            known.append((parts, normalize_name(name)))
            known.sort(key=lambda entry: -len(entry[0]))

    def match(self, tokens: Sequence[Token], position: int) -> tuple[str, int] | None:
        """The longest known name that starts at `position` and the number of its tokens."""
        known = self._by_first.get(tokens[position].text)
        if known is None:
            return None
        for parts, name in known:
            if _spelled(parts, tokens, position):
                return name, len(parts)
        return None

    def known(self) -> list[str]:
        """All names of the table."""
        return [name for entries in self._by_first.values() for _, name in entries]


def _spelled(parts: _Parts, tokens: Sequence[Token], position: int) -> bool:
    if position + len(parts) > len(tokens):
        return False
    for offset, (spaced, text) in enumerate(parts):
        token = tokens[position + offset]
        if token.text != text or token.kind is TokenKind.STRING or (offset and token.spaced is not spaced):
            return False
    return True


def normalize_name(name: str) -> str:
    """One blank for every run of blanks, none at the ends."""
    return "".join((" " if spaced else "") + text for spaced, text in split_name(name))


@lru_cache(maxsize=256)
def name_table(names: frozenset[str]) -> tuple[NameTable, NameTable]:
    """The tables of variables and of context entries for the names in scope; both are shared, so not to be added to."""
    return NameTable({*names, *BUILTINS}), NameTable({*names, *_PROPERTIES})
