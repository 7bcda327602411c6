"""GraphQL documents in files: one file is one document, to its last newline; or all that a generator has written.

Relay, graphql-codegen and Apollo write what a client will send, printed anew with its fragments, into one JSON file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from creditrules.cli.files.folders import files_in
from creditrules.cli.screen import give_up

__all__ = ["GivenDocument", "gather", "parts"]

_PREFIX: Final = "sha256:"
_ENDINGS: Final = frozenset({".graphql", ".gql"})
_MOST: Final = 100
_LARGEST: Final = 500_000
"""What the service takes at once, in documents and in bytes."""


@dataclass(frozen=True, slots=True)
class GivenDocument:
    """A text, and the file that it is from."""

    path: Path
    text: str

    @property
    def id(self) -> str:
        """What is sent as `documentId`."""
        return f"{_PREFIX}{sha256(self.text.encode()).hexdigest()}"


def gather(paths: Sequence[Path]) -> list[GivenDocument]:
    """The files, and those of the folders that end in .graphql or .gql, each text once. Ends the command for none.

    A file that ends in .json has texts by their SHA-256, or is Apollo's persisted query manifest.
    """
    found: dict[str, GivenDocument] = {}
    for path in paths:
        for each in _within(path):
            for document in _persisted(each) if each.suffix == ".json" else [GivenDocument(each, _text(each))]:
                found.setdefault(document.id, document)
    if not found:
        give_up("There is no GraphQL document.", "Name files, or folders with files that end in .graphql or .gql.")
    return list(found.values())


def parts(documents: Sequence[GivenDocument]) -> Iterator[list[GivenDocument]]:
    """The documents as they can be sent at once, in as few parts as their order allows."""
    part: list[GivenDocument] = []
    size = 0
    for each in documents:
        length = len(each.text.encode())
        if part and (len(part) == _MOST or size + length > _LARGEST):
            yield part
            part, size = [], 0
        part.append(each)
        size += length
    yield part


def _within(path: Path) -> list[Path]:
    return [each for each in files_in(path) if each.suffix in _ENDINGS] if path.is_dir() else [path]


def _persisted(path: Path) -> list[GivenDocument]:
    try:
        value: Any = json.loads(_text(path))
        by_hash = {each["id"]: each["body"] for each in value["operations"]} if "operations" in value else dict(value)
        documents = {str(said): GivenDocument(path, text) for said, text in by_hash.items() if text.encode()}
    except (ValueError, KeyError, TypeError, AttributeError):
        give_up(f"{path} holds no persisted documents.", "It has texts by their hashes, or is Apollo's manifest.")
    for said, document in documents.items():
        if _PREFIX + said.removeprefix(_PREFIX) != document.id:
            hint = "Have them hashed so: hashAlgorithm sha256 in graphql-codegen, algorithm SHA256 in Relay."
            give_up(f"{path}: '{said[:80]}' is not the SHA-256 of its text.", hint)
    return list(documents.values())


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError:
        give_up(f"{path} is not UTF-8.")
    except OSError as error:
        give_up(f"{path} cannot be read: {error.strerror or error}.")
