"""The names that texts of a file may speak of, and the texts read with them: each in the scope where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from creditrules.dmn.exchange.xml import Element
from creditrules.dmn.model import Use, uses
from creditrules.feel import Names, Parsed, parse_expression, parse_unary_tests
from creditrules.imports.dmn.constants import asks_list, constant_nodes, kind_of
from creditrules.imports.dmn.file import DmnFile
from creditrules.imports.dmn.functions import SPOKEN
from creditrules.imports.dmn.layout import PARTS, Column, Part, Text
from creditrules.imports.dmn.trees import children, everything, name_of, outputs_of, own_name, text_of

__all__ = ["PLAIN", "Words", "aliases_of", "words_of"]

PLAIN: Final = re.compile(
    r'-|(?P<string>"[^"\\]*")|(?:[<>]=?\s*)?(?P<number>-?[0-9]+(?:\.[0-9]+)?)|(?P<boolean>true|false)|', re.ASCII
)
"""Texts that are FEEL in whatever dialect, and name nothing."""
_VARIABLES: Final = ("variable", "parameter", "formalParameter")
_ENTRIES: Final = ("itemComponent", "output", "column", "variable")
_ENTRY: Final = re.compile(r'[{,]\s*(?:"((?:[^"\\]|\\.)+)"|([^\W\d][^:{}\[\]",]*?))\s*:')


class Words:
    """All names of one file, and what its texts say."""

    def __init__(self, variables: Iterable[str], entries: Iterable[str], types: Iterable[str]) -> None:
        self._variables, self._entries, self._types = set(variables), frozenset(entries), frozenset(types)
        self._later: set[str] = set()
        self.names = frozenset(self._variables | self._entries)
        self._scopes: dict[tuple[frozenset[str] | None, frozenset[str]], Names] = {}
        self._read: dict[tuple[str, bool, Names], Parsed] = {}
        self._uses: dict[tuple[str, bool, Names, frozenset[str]], list[Use]] = {}

    def know(self, name: str) -> None:
        """A name that texts may speak of from now on."""
        if name not in self.names or name not in self._later:
            self.names |= {name}
            self._later.add(name)
            self._entries |= {name}
            self._scopes.clear()

    def parsed(self, written: str, text: Text, *, tests: bool | None = None) -> Parsed:
        """What `written` says where `text` stands, as such a text."""
        as_tests = text.tests if tests is None else tests
        key = (written, as_tests, self._scope(text))
        if key not in self._read:
            self._read[key] = (parse_unary_tests if as_tests else parse_expression)(written, key[2])
        return self._read[key]

    def _scope(self, text: Text) -> Names:
        key = (text.seen, text.bound)
        if key not in self._scopes:
            seen = self._variables if text.seen is None else text.seen
            variables = frozenset(name for name in seen | text.bound | self._later if not name.isidentifier())
            self._scopes[key] = Names(variables | SPOKEN, _unplain(self._entries), _unplain(self._types))
        return self._scopes[key]

    def kinds(self, text: Text) -> set[str]:
        """The types of the constants in a text."""
        match = PLAIN.fullmatch(text.text)
        if match is not None:
            return {match.lastgroup} if match.lastgroup else set()
        expr = self.parsed(text.text, text).expr
        return {kind_of(node) for node in constant_nodes(expr)} - {""} if expr is not None else set()

    def about_lists(self, column: Column) -> bool:
        """Whether a cell asks of the tested value what only a list has."""
        texts = [cell for cell in column.cells if cell.tests and "?" in cell.text]
        return any(
            asks_list(expr) for expr in (self.parsed(text.text, text).expr for text in texts) if expr is not None
        )

    def uses(self, text: Text) -> list[Use]:
        """What a text takes from outside, without the tested value."""
        if PLAIN.fullmatch(text.text):
            return []
        key = (text.text, text.tests, self._scope(text), text.bound)
        if key not in self._uses:
            expr = self.parsed(text.text, text).expr
            found = uses(expr, text.bound) if expr is not None else ()
            self._uses[key] = [use for use in found if use.name != "?"]
        return self._uses[key]

    def narrow(self, text: Text, seen: frozenset[str], known: frozenset[str]) -> None:
        """Read a text with the names that arrows give it, if it then speaks of nothing else that is known."""
        text.seen = seen
        parsed = self.parsed(text.text, text)
        if parsed.expr is None or any(
            use.name not in seen and use.name not in known and not use.called for use in uses(parsed.expr, text.bound)
        ):
            text.seen = None


def _unplain(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name for name in names if not name.isidentifier())


def words_of(file: DmnFile, parts: list[Part]) -> Words:
    """Every name of a file."""
    variables, entries = set(_variables(file)), set(_entries(file.root))
    for part in parts:
        variables |= {part.name, *aliases_of(part.element, part.kind)}
    return Words(variables, entries, (name_of(one) for one in children(file.root, "itemDefinition")))


def _variables(file: DmnFile) -> Iterator[str]:
    for element in everything(file.root):
        if element.name in _VARIABLES and name_of(element):
            yield name_of(element)
        if element.get("iteratorVariable"):
            yield " ".join(element.get("iteratorVariable").split())
    yield from (name for names in file.names.values() for name in names.values())
    yield from (name for names in file.others.values() for name in names)


def _entries(root: Element) -> Iterator[str]:
    for element in everything(root):
        if element.name in _ENTRIES and name_of(element):
            yield name_of(element)
        if "{" in text_of(element):
            yield from (quoted or plain for quoted, plain in _ENTRY.findall(text_of(element)))


def aliases_of(element: Element, kind: str) -> dict[str, str]:
    """What else a part is known by, and what that is: its identifier, its title, the outputs of its table."""
    own = own_name(element)
    found = dict.fromkeys({element.get("id"), name_of(element)} - {"", own}, own)
    if kind == PARTS["decision"]:
        outputs = outputs_of(element)
        for name in outputs:
            if name and name != own:
                found.setdefault(name, own if len(outputs) == 1 else f"{own}.{name}")
    return found
