"""YAML 1.2 core without its traps: no tags, anchors, merge keys; built from the parser's events, so nothing expands."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from creditrules.document.checks import decoded, refused_depth, refused_nodes
from creditrules.document.limits import DEFAULT_LIMITS, DocumentLimits
from creditrules.document.positions import Positions
from creditrules.document.scalars import Bad, is_clean_text, plain_scalar
from creditrules.document.values import Document, Path, Plain, Position, render_path
from creditrules.document.yaml_plain import OddError, plain_value
from creditrules.errors import Diagnostic
from creditrules.records import dataclass, field

__all__ = ["read_yaml"]

_Loader: type = getattr(yaml, "CLoader", yaml.Loader)
_MAX_DIAGNOSTICS = 100


class _StopError(Exception):
    """Reading on makes no sense; the last diagnostic says why."""


def read_yaml(text: str | bytes, limits: DocumentLimits = DEFAULT_LIMITS) -> Document:
    """Read one YAML document; numbers become Decimal, dates and `no` stay text.

    Refused with a position: tags, anchors and aliases, merge keys, duplicate keys, keys that are collections, several
    documents, numbers with leading zeros or of another base, infinities, and whatever exceeds `limits`. Never raises.
    """
    source = decoded(text, limits)
    if isinstance(source, Diagnostic):
        return Document(None, {}, (source,))
    try:
        return Document(plain_value(source, limits), Positions(lambda: _positions(source, limits)))
    except OddError:
        return _read(source, limits)


def _read(source: str, limits: DocumentLimits) -> Document:
    """The same with all positions, and whatever is wrong."""
    reading = _Reading(limits)
    try:
        for event in yaml.parse(source, Loader=_Loader):
            reading.take(event)
    except yaml.MarkedYAMLError as error:
        reading.diagnostics.append(_syntax(error))
    except (yaml.YAMLError, UnicodeError, ValueError) as error:
        problem = str(getattr(error, "reason", "") or error).splitlines()[0]
        reading.diagnostics.append(Diagnostic("document.syntax", f"This is not YAML: {problem}.", line=1, column=1))
    except RecursionError:
        reading.report(refused_depth(limits), (1, 1))
    except _StopError:
        pass
    if reading.diagnostics:
        return Document(None, {}, tuple(reading.diagnostics))
    return Document(reading.value, reading.positions)


def _positions(source: str, limits: DocumentLimits) -> Iterator[tuple[Path, Position]]:
    """Those of a text that is known to be read."""
    reading = _Reading(limits)
    known = 0
    for event in yaml.parse(source, Loader=_Loader):
        reading.take(event)
        if len(reading.positions) > known:
            known += 1
            yield next(reversed(reading.positions.items()))


def _syntax(error: yaml.MarkedYAMLError) -> Diagnostic:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    problem = f"{error.problem or error.context}"
    quote = "Quote a text that starts with one of - ? : , [ ] { } # & * ! | > ' \" % @ or holds ': ' or ' #'."
    return Diagnostic("document.syntax", f"This is not YAML: {problem}.", quote, line=line, column=column)


@dataclass(slots=True)
class _Open:
    """A collection whose end has not come."""

    path: Path
    value: dict[str, Plain] | list[Plain]
    key: str | None = None


@dataclass(slots=True)
class _Reading:
    limits: DocumentLimits
    value: Plain = None
    positions: dict[Path, Position] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    documents: int = 0
    nodes: int = 0

    def take(self, event: yaml.Event) -> None:
        """One event of the parser, in order."""
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._start(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()
        elif isinstance(event, yaml.AliasEvent):
            message = f"*{event.anchor} refers to another place."
            self._refuse(event, "document.alias", message, "Write the value out here.")
        elif isinstance(event, yaml.DocumentStartEvent):
            self._document(event)

    def report(self, diagnostic: Diagnostic, position: Position) -> None:
        """Keep a diagnostic with its position; too many end the reading."""
        line, column = position
        self.diagnostics.append(
            Diagnostic(diagnostic.code, diagnostic.message, diagnostic.hint, diagnostic.place, line=line, column=column)
        )
        if len(self.diagnostics) >= _MAX_DIAGNOSTICS:
            raise _StopError

    def _refuse(self, event: yaml.Event, code: str, message: str, hint: str = "") -> None:
        self.report(Diagnostic(code, message, hint, render_path(self._path())), _position(event))
        if isinstance(event, yaml.AliasEvent):
            self._place(None, event)

    def _document(self, event: yaml.DocumentStartEvent) -> None:
        self.documents += 1
        if self.documents > 1:
            message = "There is more than one document."
            self._refuse(event, "document.several", message, "Keep each in a file of its own.")
            raise _StopError

    def _path(self) -> Path:
        if not self.stack:
            return ()
        top = self.stack[-1]
        if isinstance(top.value, list):
            return (*top.path, len(top.value))
        return top.path if top.key is None else (*top.path, top.key)

    def _start(self, event: yaml.CollectionStartEvent) -> None:
        self._no_properties(event)
        if len(self.stack) >= self.limits.depth:
            self.report(refused_depth(self.limits), _position(event))
            raise _StopError
        if self._expects_key():
            self._refuse(event, "document.key", "A key must be a text.", 'Quote a key that starts with "[" or "{".')
            raise _StopError
        value: dict[str, Plain] | list[Plain] = {} if isinstance(event, yaml.MappingStartEvent) else []
        path = self._path()
        self._place(value, event)
        self.stack.append(_Open(path, value))

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        self._no_properties(event)
        if not is_clean_text(event.value):
            self._refuse(event, "document.encoding", "A text holds half of a surrogate pair, which is no character.")
        if self._expects_key():
            self._key(event)
            return
        plain = event.style is None or event.style == ""
        try:
            value = plain_scalar(event.value) if plain else event.value
        except Bad as bad:
            self._refuse(event, bad.code, bad.message, bad.hint)
            value = None
        self._place(value, event)

    def _key(self, event: yaml.ScalarEvent) -> None:
        top = self.stack[-1]
        if event.value == "<<" and event.style in {None, ""}:
            self._refuse(event, "document.merge-key", "<< would merge another mapping.", "Write its entries out here.")
        elif event.value in top.value:
            message = f'The key "{event.value}" is there twice.'
            self._refuse(event, "document.duplicate-key", message, "Keep one of the two.")
        top.key = event.value

    def _expects_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].value, dict) and self.stack[-1].key is None

    def _place(self, value: Plain, event: yaml.Event) -> None:
        self.nodes += 1
        if self.nodes > self.limits.nodes:
            self.report(refused_nodes(self.limits), _position(event))
            raise _StopError
        if self._expects_key():
            self.stack[-1].key = ""
            return
        self.positions[self._path()] = _position(event)
        if not self.stack:
            self.value = value
            return
        top = self.stack[-1]
        if isinstance(top.value, list):
            top.value.append(value)
        elif top.key is not None:
            top.value[top.key] = value
            top.key = None

    def _no_properties(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        for code, message, hint in _properties(event):
            self._refuse(event, code, message, hint)


def _properties(event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> Iterator[tuple[str, str, str]]:
    if event.anchor is not None:
        yield "document.anchor", f"&{event.anchor} names a place to refer to.", "Leave it out and write values out."
    if event.tag is not None:
        yield "document.tag", f"{event.tag} is a tag.", "Leave it out; quotes make a text."


def _position(event: yaml.Event) -> Position:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
