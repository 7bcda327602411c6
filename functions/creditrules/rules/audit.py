"""Whether an audit chain holds, by nothing but its links and its end; and the form in which it leaves the service.

The hash of a link is SHA-256 over the hash of the link before it (32 bytes, all zero before the first) followed by its
text in ASCII. Numbers count from 1 without gaps. The end says the number and the hash of the last link; it is kept
apart from the links, so that a chain that was cut short is noticed.

An export is JSON lines, written in one way only: every link from the first on as
{"hash":…,"number":…,"previous":…,"text":…}, then one line {"end":{"hash":…,"number":…},"kind":…,"slug":…}.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final, Protocol

from creditrules.records import dataclass

__all__ = [
    "AuditAct",
    "Break",
    "ChainEnd",
    "ChainLink",
    "ExportedLink",
    "end_line",
    "link_line",
    "read_end_line",
    "read_link_line",
    "verify",
    "verify_export",
]

_LINK_FIELDS: Final = {"hash": str, "number": int, "previous": str, "text": str}
_ABOUT: Final = ("tenant", "kind", "slug")


class AuditAct(StrEnum):
    """What a link of a chain says was done: on documents, then on decisions."""

    CREATE = "CREATE"
    PUBLISH = "PUBLISH"
    CORRECT = "CORRECT"
    CANCEL = "CANCEL"
    ROLL_BACK = "ROLL_BACK"
    RETIRE = "RETIRE"
    DRAFT = "DRAFT"
    EDIT = "EDIT"
    SUBMIT = "SUBMIT"
    APPROVE = "APPROVE"
    REJECT = "REJECT"
    WITHDRAW = "WITHDRAW"
    COMMENT = "COMMENT"
    PUBLISH_PROPOSAL = "PUBLISH_PROPOSAL"
    DECIDE = "DECIDE"
    ERASE_SUBJECT = "ERASE_SUBJECT"
    REQUEST_REVIEW = "REQUEST_REVIEW"
    RESOLVE_REVIEW = "RESOLVE_REVIEW"


class ChainLink(Protocol):
    """One link, as the store or an export gives it."""

    @property
    def number(self) -> int:
        """Counts from 1."""

    @property
    def text(self) -> str:
        """The act, as JSON in ASCII."""

    @property
    def previous(self) -> str:
        """The hash of the link before, in hexadecimal."""

    @property
    def hash(self) -> str:
        """This link's own hash, in hexadecimal."""


@dataclass(frozen=True, slots=True)
class ChainEnd:
    """The number and the hash of a chain's last link, as kept apart from the links."""

    number: int
    hash: str


_BEGINNING: Final = ChainEnd(0, "0" * 64)
"""Where a chain without a link ends."""


@dataclass(frozen=True, slots=True)
class ExportedLink:
    """A link outside the store."""

    number: int
    text: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Break:
    """The first link at which a chain does not hold. code: stable; message: one sentence that says why."""

    number: int
    code: str
    message: str


def verify(
    links: Iterable[ChainLink],
    end: ChainEnd | Callable[[], ChainEnd | None] | None,
    about: Mapping[str, str] | None = None,
    start: ChainEnd = _BEGINNING,
) -> Break | None:
    """The first break of a chain, None when it holds from the first link to its end.

    end: None where none is stated, which is a break; a function is called once all links are read. about: what every
    act must be about ("kind", "slug"); all are about the same document of one tenant in any case. start: behind which
    link the given ones stand, where they are a segment.
    """
    previous, number = start.hash, start.number
    first: dict[str, object] = dict(about or {})
    for number, link in enumerate(links, start=start.number + 1):
        found = _broken_number(number, link) or _broken_hash(link, previous) or _broken_text(link, first)
        if found is not None:
            return Break(number, *found)
        previous = link.hash
    return _broken_end(number, previous, end() if callable(end) else end)


def link_line(link: ChainLink) -> str:
    """The line of one link in an export."""
    return _line({"hash": link.hash, "number": link.number, "previous": link.previous, "text": link.text})


def read_link_line(line: bytes) -> ExportedLink | None:
    """The link that a line of an export says; None unless it is written exactly as `link_line` writes it."""
    return _link(_fields(line))


def read_end_line(line: bytes) -> tuple[str, str, ChainEnd] | None:
    """Kind, slug and end that a line says; None unless it is written exactly as `end_line` writes it."""
    return _end(_fields(line) or {})


def end_line(end: ChainEnd, kind: str, slug: str) -> str:
    """The last line of an export."""
    return _line({"end": {"hash": end.hash, "number": end.number}, "kind": kind, "slug": slug})


def verify_export(
    lines: Iterable[bytes], watch: Callable[[Iterable[ExportedLink]], Iterable[ExportedLink]] = iter
) -> tuple[int, ChainEnd | None, Break | None]:
    """How many links an export has up to its end or first break, the end that it states, and the break if any.

    lines: with their line ends, as a file opened for reading bytes gives them. Every line must be written exactly as
    `link_line` and `end_line` write it. watch: is handed the links on their way.
    """
    reader = _ExportReader(iter(lines))
    found = verify(watch(reader.links()), lambda: reader.end)
    if reader.fault is not None:
        found = Break(reader.count + 1, "UNREADABLE", reader.fault)
    elif found is None:
        found = reader.foreign_end()
    return reader.count, reader.end, found


class _ExportReader:
    """Reads links until the line of the end; stops at the first line that is not as it must be."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self.count = 0
        self.end: ChainEnd | None = None
        self.about: dict[str, object] = {}
        self.first_about: dict[str, object] = {}
        self.fault: str | None = None

    def links(self) -> Iterator[ExportedLink]:
        for line in self._lines:
            fields = _fields(line)
            if fields is not None and "end" in fields:
                self._finish(fields)
                return
            link = _link(fields)
            if link is None:
                self.fault = f"Line {self.count + 1} is not a link as an export writes it."
                return
            if not self.count:
                self.first_about = _about(link.text) or {}
            yield link
            self.count += 1

    def foreign_end(self) -> Break | None:
        """A break where the line of the end names another document than the links."""
        for name, value in self.about.items():
            said = self.first_about.get(name)
            if said != value:
                return Break(
                    self.count, "OTHER_DOCUMENT", f"The last line says {value!r} where the links say {said!r}."
                )
        return None

    def _finish(self, fields: dict[str, Any]) -> None:
        said = _end(fields)
        if said is None:
            self.fault = f"Line {self.count + 1} is not an end as an export writes it."
            return
        if next(self._lines, None) is not None:
            self.fault = f"Something follows line {self.count + 1}, which is the end."
            return
        kind, slug, self.end = said
        self.about = {"kind": kind, "slug": slug}


def _broken_number(number: int, link: ChainLink) -> tuple[str, str] | None:
    if link.number > number:
        return "MISSING", f"Link {number} is missing: link {link.number} stands in its place."
    if link.number < number:
        return "REPEATED", f"Link {link.number} stands where link {number} should."
    return None


def _broken_hash(link: ChainLink, previous: str) -> tuple[str, str] | None:
    if link.previous != previous:
        return "WRONG_PREVIOUS", f"Link {link.number} does not name the hash of the link before it."
    if not link.text.isascii() or sha256(bytes.fromhex(previous) + link.text.encode("ascii")).hexdigest() != link.hash:
        return "WRONG_HASH", f"The hash of link {link.number} is not that of its text: one of them was altered."
    return None


def _broken_text(link: ChainLink, first: dict[str, object]) -> tuple[str, str] | None:
    """`first` takes up what the first link is about; all others must be about the same."""
    about = _about(link.text)
    number = about.pop("number") if about else None
    if about is None or isinstance(number, bool) or number != link.number:
        return "WRONG_TEXT", f"The text of link {link.number} is not that of link {link.number}."
    for name, value in about.items():
        if first.setdefault(name, value) != value:
            return "OTHER_DOCUMENT", f"Link {link.number} is about {name} {value!r}, the chain about {first[name]!r}."
    return None


def _broken_end(number: int, last_hash: str, end: ChainEnd | None) -> Break | None:
    if end is None:
        after = f"after link {number}" if number else "anywhere"
        return Break(number + 1, "NO_END", f"The end of the chain is not stated {after}.")
    if number < end.number:
        message = f"Link {number + 1} is missing: the chain ends after link {number}, its end says {end.number}."
        return Break(number + 1, "CUT_SHORT", message)
    if number > end.number:
        message = f"Link {end.number + 1} stands beyond the end that is stated, {end.number}."
        return Break(end.number + 1, "BEYOND_END", message)
    if last_hash != end.hash:
        return Break(
            max(number, 1), "WRONG_END", f"The hash of link {number}, the last, is not the one that the end states."
        )
    return None


def _about(text: str) -> dict[str, object] | None:
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return {name: fields.get(name) for name in ("number", *_ABOUT)} if isinstance(fields, dict) else None


def _end(fields: dict[str, Any]) -> tuple[str, str, ChainEnd] | None:
    end = fields.get("end")
    if fields.keys() != {"end", "kind", "slug"} or not isinstance(end, dict) or end.keys() != {"hash", "number"}:
        return None
    kind, slug, number, last = fields["kind"], fields["slug"], end["number"], end["hash"]
    if type(number) is not int or not all(isinstance(each, str) for each in (kind, slug, last)):
        return None
    return kind, slug, ChainEnd(number, last)


def _link(fields: dict[str, Any] | None) -> ExportedLink | None:
    if fields is None or fields.keys() != _LINK_FIELDS.keys():
        return None
    if any(type(fields[name]) is not kind for name, kind in _LINK_FIELDS.items()):
        return None
    return ExportedLink(fields["number"], fields["text"], fields["previous"], fields["hash"])


def _fields(line: bytes) -> dict[str, Any] | None:
    """What a line says; None unless it is written exactly as an export writes it."""
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return fields if isinstance(fields, dict) and _line(fields).encode("ascii") == line else None


def _line(fields: dict[str, Any]) -> str:
    return json.dumps(fields, sort_keys=True, separators=(",", ":")) + "\n"
