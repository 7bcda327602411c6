"""Opaque ids of Relay nodes: which thing of the asking principal's tenant, and of a view of it what it was asked for.

An id never names a tenant. One thing has one id: with nothing asked for it is that of the thing alone, and a view at
times or in a language that were asked for has another.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache

from creditrules.api.types.declaring import strawberry
from creditrules.api.types.scalars import moment_text
from creditrules.desk import NOTHING_SAID, Numbered, Said, language_tag
from creditrules.records import dataclass, replace
from creditrules.rules import DocumentKey, DocumentKind
from creditrules.slugs import is_slug

__all__ = [
    "NodeId",
    "global_id",
    "named_document",
    "read_decision",
    "read_global_id",
    "read_node",
    "read_record",
    "record_id",
]

LONGEST = 300
_KEPT = 4096
_MOST_DIGITS = 12
_MOST_NAMES = 3
"""Of what is numbered in a document: its slug, the number, and a day."""
_DIGEST = re.compile(r"[0-9a-f]{64}")
DOCUMENTS = {
    DocumentKind.RULE_SET: "R",
    DocumentKind.PRODUCT: "P",
    DocumentKind.PARAMETER: "M",
    DocumentKind.EXPERIMENT: "X",
}
KINDS = {letter: kind for kind, letter in DOCUMENTS.items()}
RECORD = "D"
VERSIONED = {
    "RuleSet": DocumentKind.RULE_SET,
    "Product": DocumentKind.PRODUCT,
    "Parameter": DocumentKind.PARAMETER,
    "Experiment": DocumentKind.EXPERIMENT,
}
VERSIONS = {
    "RuleVersion": DocumentKind.RULE_SET,
    "ProductVersion": DocumentKind.PRODUCT,
    "ParameterVersion": DocumentKind.PARAMETER,
    "ExperimentVersion": DocumentKind.EXPERIMENT,
}
ACTS = frozenset({"Activation", "RuleChange", "Proposal"})
RECORDS = frozenset({"RecordedDecision", "Review", "BatchJob"})


@dataclass(frozen=True, slots=True)
class NodeId:
    """What an id means. named: a document or something numbered in one. record: of what is on record, its names.

    One of the two is set. said: what the view was asked for.
    """

    type: str
    named: Numbered | None = None
    record: tuple[str, ...] = ()
    said: Said = NOTHING_SAID

    @property
    def text(self) -> strawberry.ID:
        """The id, in its only spelling."""
        parts = [self.type, *(_named(self.named) if self.named else (RECORD, *self.record))]
        plain = "|".join((":".join(parts), *_said(self.said)))
        return strawberry.ID(urlsafe_b64encode(plain.encode()).decode().rstrip("="))

    @property
    def is_sound(self) -> bool:
        """Whether there can be such a thing, and such a view of it."""
        if self.named is None:
            return self._is_record
        key, number, day = self.named.key, self.named.number, self.named.day
        if not is_slug(key.slug):
            return False
        if day is not None:
            return self.type == "RuleChange" and number > 0
        if self.type in VERSIONED:
            return VERSIONED[self.type] is key.kind and (number == 0 or self.type == "Product")
        return number > 0 and VERSIONS.get(self.type, key.kind) is key.kind

    @property
    def _is_record(self) -> bool:
        of_times = (self.said.valid_at, self.said.known_at) != (None, None)
        in_language = self.said.language is not None and self.type != "RecordedDecision"
        right = len(self.record) == (2 if self.type == "Review" else 1) and all(map(_DIGEST.fullmatch, self.record))
        return right and not of_times and not in_language


def global_id(
    type_: str, key: DocumentKey, number: int = 0, day: date | None = None, *, said: Said = NOTHING_SAID
) -> strawberry.ID:
    """The id of a node. day: of a change that is one of a parameter's dated values. said: of the view of it."""
    return _global_id(type_, key.kind, key.slug, number, day, said)


@lru_cache(maxsize=_KEPT)
def _global_id(type_: str, kind: DocumentKind, slug: str, number: int, day: date | None, said: Said) -> strawberry.ID:
    """Every answer about a document has its id, whether or not that is asked for."""
    return NodeId(type_, Numbered(DocumentKey(kind, slug), number, day), said=said).text


def record_id(type_: str, *names: str, said: Said = NOTHING_SAID) -> strawberry.ID:
    """The id of what is on record, by its digest; of a review by the decision's and its own."""
    return NodeId(type_, record=names, said=said).text


def read_node(id_: strawberry.ID, *types: str) -> Numbered | None:
    """What an id of one of these types names, whatever the view; None when it is none."""
    read = read_global_id(str(id_))
    return read.named if read and read.type in types else None


def named_document(kind: DocumentKind, slug: str, number: int = 0) -> Numbered | None:
    """What a kind and a slug name, and a number of a version; None where no document can be called so."""
    return Numbered(DocumentKey(kind, slug), number) if kind in DOCUMENTS and is_slug(slug) else None


def read_record(id_: strawberry.ID, type_: str) -> str:
    """The digest of what an id of this type names, whatever the view.

    A text that is no id of ours is given back: a digest by itself, as receipts and chains have it, names as well.
    """
    read = read_global_id(str(id_))
    if read is None:
        return str(id_)
    return read.record[-1] if read.type == type_ else ""


def read_decision(id_: strawberry.ID) -> str:
    """The digest of the recorded decision that is meant, see `read_record`."""
    return read_record(id_, "RecordedDecision")


def read_global_id(text: str) -> NodeId | None:
    """What an id means. None when it is none of ours, or is spelt in another way than we do."""
    if len(text) > LONGEST or not text.isascii():
        return None
    try:
        thing, *said = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii").split("|")
        found = _read(thing.split(":"), _read_said(said))
    except (Error, ValueError, KeyError):
        return None
    return found if found is not None and found.is_sound and found.text == text else None


def _named(named: Numbered) -> Iterator[str]:
    yield DOCUMENTS[named.key.kind]
    yield named.key.slug
    if named.number:
        yield str(named.number)
    if named.day:
        yield named.day.isoformat()


def _said(said: Said) -> Iterator[str]:
    if said.valid_at is not None:
        yield f"v{moment_text(said.valid_at)}"
    if said.known_at is not None:
        yield f"k{moment_text(said.known_at)}"
    if said.language is not None:
        yield f"l{said.language}"


def _read(parts: list[str], said: Said) -> NodeId | None:
    """What the parts say, as far as they can be read. Raises ValueError, KeyError."""
    type_, letter, *names = parts
    if letter == RECORD:
        return NodeId(type_, record=tuple(names), said=said) if type_ in RECORDS else None
    if type_ not in VERSIONED.keys() | VERSIONS.keys() | ACTS or not 1 <= len(names) <= _MOST_NAMES:
        return None
    number = int(names[1][:_MOST_DIGITS]) if len(names) > 1 else 0
    day = date.fromisoformat(names[2]) if len(names) == _MOST_NAMES else None
    return NodeId(type_, Numbered(DocumentKey(KINDS[letter], names[0]), number, day), said=said)


def _read_said(told: list[str]) -> Said:
    """What the view was asked for. Raises ValueError."""
    said = NOTHING_SAID
    for each in told:
        match each[:1]:
            case "v":
                said = replace(said, valid_at=_moment(each[1:]))
            case "k":
                said = replace(said, known_at=_moment(each[1:]))
            case "l":
                said = replace(said, language=language_tag(each[1:]))
            case _:
                raise ValueError(each)
    return said


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment
