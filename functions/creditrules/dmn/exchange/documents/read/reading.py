"""The reader's notebook: where it is, what was wrong, and which document path each place came from."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any

from creditrules.document import Path, canonical
from creditrules.errors import Diagnostic
from creditrules.feel import spelt
from creditrules.records import dataclass, field
from creditrules.suggestions import Suggestions

__all__ = ["At", "Reading", "kind_of"]

_CELL = re.compile(r"(.*)\.(inputs|outputs)\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class At:
    """A part of the document: its place as people name it, and its path."""

    place: str
    path: Path

    def key(self, name: str, place: str = "") -> At:
        """The entry `name` of a mapping, named `place` where people would not say the key."""
        return At(f"{self.place}.{place or name}" if self.place else place or name, (*self.path, name))

    def named(self, index: int, name: str) -> At:
        """The item at `index` (from 0) of a list whose items people call by name."""
        return At(f"{self.place}.{name}" if name else f"{self.place}[{index + 1}]", (*self.path, index))

    def item(self, index: int) -> At:
        """The item at `index` (from 0); places count from 1."""
        return At(f"{self.place}[{index + 1}]", (*self.path, index))


class Paths(dict[str, Path]):
    """From place to path; the cells of a row that lists them all are told from the row's own path."""

    def __contains__(self, place: object) -> bool:
        return self.get(str(place)) is not None

    def get(self, place: str, default: Any = None) -> Any:
        """The path of a place."""
        found = super().get(place)
        cell = None if found is not None else _CELL.fullmatch(place)
        row = super().get(cell[1]) if cell else None
        if cell is None or row is None:
            return default if found is None else found
        return (*row, "when" if cell[2] == "inputs" else "then", int(cell[3]) - 1)


@dataclass(slots=True)
class Reading:
    """Collects diagnostics and paths while a model is read; every question answers with a usable value.

    cells: of all tables so far. expressions: those of them, in large models, that have to be parsed.
    """

    diagnostics: list[Diagnostic] = field(default_factory=list)
    paths: Paths = field(default_factory=Paths)
    suggestions: Suggestions = field(default_factory=Suggestions)
    cells: int = 0
    expressions: int = 0

    def wrong(self, at: At, code: str, message: str, hint: str = "") -> None:
        """Keep a diagnostic."""
        self.diagnostics.append(Diagnostic(code, message, hint, at.place))
        self.paths[at.place] = at.path

    def mapping(self, value: object, at: At, keys: Collection[str], what: str) -> Mapping[str, object]:
        """The value as a mapping with known keys only."""
        self.paths[at.place] = at.path
        if not isinstance(value, Mapping):
            self.wrong(
                at, "document.shape", f"{what} must be a mapping, not {kind_of(value)}.", f"It has: {', '.join(keys)}."
            )
            return {}
        for key in value:
            if key not in keys:
                self.wrong(
                    at.key(str(key)),
                    "document.unknown-key",
                    f'{what} has no "{key}".',
                    self.suggestions.near(str(key), keys) or f"It has: {', '.join(keys)}.",
                )
        return value

    def items(self, value: object, at: At, what: str) -> list[object]:
        """The value as a list; absent and null are the empty list."""
        self.paths[at.place] = at.path
        if value is None:
            return []
        if isinstance(value, list | tuple):
            return list(value)
        self.wrong(at, "document.shape", f"{what} must be a list, not {kind_of(value)}.")
        return []

    def text(self, fields: Mapping[str, object], key: str, at: At, *, needed: str = "") -> str:
        """The text under `key`; "" when absent, which is told when `needed` says whose it is."""
        value = fields.get(key)
        if value is None:
            if needed:
                self.wrong(at, "document.missing-key", f'{needed} needs a "{key}".')
            return ""
        if isinstance(value, str):
            return value
        self.wrong(at.key(key), "document.shape", f'"{key}" must be a text, not {kind_of(value)}.')
        return ""

    def name(self, fields: Mapping[str, object], at: At, what: str) -> str:
        """The name of something, with blanks normalised to one each as FEEL does."""
        return spelt(self.text(fields, "name", at, needed=what))

    def flag(self, fields: Mapping[str, object], key: str, at: At) -> bool:
        """The boolean under `key`; False when absent."""
        value = fields.get(key)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.wrong(at.key(key), "document.shape", f'"{key}" must be true or false, not {kind_of(value)}.')
        return False

    def label(self, fields: Mapping[str, object], key: str, at: At) -> dict[str, str]:
        """A text, or texts by language."""
        value = fields.get(key)
        if value is None:
            return {}
        if isinstance(value, str):
            return {"": value}
        if isinstance(value, Mapping) and all(isinstance(text, str) for text in value.values()):
            return {str(language): str(text) for language, text in value.items()}
        self.wrong(at.key(key), "document.shape", f'"{key}" must be a text or texts by language, not {kind_of(value)}.')
        return {}

    def names(self, fields: Mapping[str, object], key: str, at: At) -> tuple[str, ...]:
        """A list of names."""
        return tuple(self._texts(self.items(fields.get(key), at.key(key), f'"{key}"'), at.key(key)))

    def _texts(self, values: list[object], at: At) -> Iterator[str]:
        for index, value in enumerate(values):
            if isinstance(value, str):
                yield spelt(value)
            else:
                self.wrong(at.item(index), "document.shape", f"A name must be a text, not {kind_of(value)}.")

    def feel(self, value: object, at: At, *, absent: str = "") -> str:
        """FEEL text; numbers and booleans of the document are FEEL already, null is `absent`."""
        if value.__class__ is str:
            return str(value)
        if value is None:
            return absent
        if isinstance(value, bool | Decimal | int):
            return canonical(value).decode()
        hint = "Write it as one text."
        self.wrong(
            at,
            "document.shape",
            f"An expression must be a text, a number or true or false, not {kind_of(value)}.",
            hint,
        )
        return "null"


def kind_of(value: object) -> str:
    """What a document value is, for messages."""
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case str():
            return "a text"
        case Decimal() | int():
            return "a number"
        case list() | tuple():
            return "a list"
        case Mapping():
            return "a mapping"
    return f"a {type(value).__name__}"
