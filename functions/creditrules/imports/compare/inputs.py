"""What another engine was given, as facts of a model."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from creditrules.dmn import CompiledModel, Fact
from creditrules.feel import Value
from creditrules.imports.compare.recorded.asked import Written
from creditrules.records import dataclass

__all__ = ["Facts", "Inputs", "same_name"]

_TRUTHS = {"true": True, "false": False}
_SPACES = re.compile(r"\s+")
_ANY = {"type": "Any"}


def same_name(name: str) -> str:
    """One spelling for names that are the same: composed letters, single spaces."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", name)).strip()


@dataclass(frozen=True, slots=True)
class Facts:
    """values: one for every fact of the model, null where there is none. notes: what could not be taken, and why.

    unused: names that were given and that the model does not ask for.
    """

    values: Mapping[str, Value]
    notes: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()


class Inputs:
    """Reads the inputs of recorded questions for one model.

    A fact that was not given is null, as other engines have it; so is a value that its type or its allowed values do
    not admit (DMN 1.5, clause 10.3.2.9.4), and an entry of a context that was left out.
    """

    def __init__(
        self, compiled: CompiledModel, renamed: Mapping[str, str], arguments: Mapping[str, str] | None = None
    ) -> None:
        """renamed: from names in the file to those in the model. arguments: facts by the names they are given."""
        self._compiled = compiled
        self._facts = {fact.name: fact for fact in compiled.facts}
        self._names = {same_name(before): after for before, after in renamed.items() if after in self._facts}
        self._names |= {same_name(name): name for name in self._facts}
        self._names |= {same_name(name): fact for name, fact in (arguments or {}).items()}

    def facts(self, given: Mapping[str, object]) -> Facts:
        """The facts of one question."""
        raw: dict[str, object] = {}
        unused: list[str] = []
        for path, value in given.items():
            name, rest = self._found(path)
            if name is None:
                unused.append(path)
            else:
                raw[name] = _put(raw.get(name), rest, value)
        stated = {name: _typed(value, self._facts[name].definition) for name, value in raw.items()}
        read = self._compiled.read_facts({name: value for name, value in stated.items() if value is not None})
        values: dict[str, Value] = dict.fromkeys(self._compiled.needed_facts(self._compiled.decisions))
        values |= dict.fromkeys(self._facts) | read.values
        notes = tuple(f"{one.message} It counts as null. {one.hint}".rstrip() for one in read.diagnostics)
        return Facts(values, notes, tuple(unused))

    def _found(self, path: str) -> tuple[str | None, tuple[str, ...]]:
        """The fact that a path begins with, the longest name that there is, and the steps after it."""
        parts = same_name(path).split(".")
        for end in range(len(parts), 0, -1):
            name = self._names.get(same_name(".".join(parts[:end])))
            if name is not None:
                return name, tuple(part.strip() for part in parts[end:])
        return None, ()

    @property
    def declared(self) -> Iterable[Fact]:
        """The facts of the model."""
        return self._facts.values()


def _put(whole: object, path: tuple[str, ...], value: object) -> object:
    if not path:
        return value
    entries = dict(whole) if isinstance(whole, Mapping) else {}
    entries[path[0]] = _put(entries.get(path[0]), path[1:], value)
    return entries


def _typed(value: object, definition: Mapping[str, object]) -> object:
    """A value with its untyped texts read as the type says, and with every entry that the type has, and no other."""
    kind = definition.get("type")
    if isinstance(value, Written):
        return _typed(_read(value, str(kind)), definition)
    if isinstance(value, list) and kind == "list":
        inner = definition.get("of")
        return [_typed(part, inner if isinstance(inner, Mapping) else _ANY) for part in value]
    if isinstance(value, Mapping):
        entries = definition.get("entries")
        if not isinstance(entries, list):
            return {name: _typed(part, _ANY) for name, part in value.items()}
        named = {same_name(str(name)): part for name, part in value.items()}
        return {entry["name"]: _typed(named.get(same_name(entry["name"])), entry) for entry in entries}
    return [_typed(part, _ANY) for part in value] if isinstance(value, list) else value


def _read(value: Written, kind: str) -> object:
    text = value.text.strip()
    match kind:
        case "number":
            return value.text if value.number is None else value.number
        case "boolean":
            return _TRUTHS.get(text.casefold(), value.text)
        case "Any":
            return value.guess
        case "list" | "context":
            return value.parts
        case "string":
            return value.text
    return text
