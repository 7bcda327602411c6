"""GraphQL documents in files: one file is one document, to its last newline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from creditrules.cli.files.folders import files_in
from creditrules.cli.screen import give_up

__all__ = ["GivenDocument", "gather", "parts"]

_ENDINGS: Final = frozenset({".graphql", ".gql"})
_MOST: Final = 100
_LARGEST: Final = 500_000
"""What the service takes at once, in documents and in bytes."""


@dataclass(frozen=True, slots=True)
class GivenDocument:
    """A file and what is in it."""

    path: Path
    text: str

    @property
    def id(self) -> str:
        """What is sent as `documentId`."""
        return f"sha256:{sha256(self.text.encode()).hexdigest()}"


def gather(paths: Sequence[Path]) -> list[GivenDocument]:
    """The files, and those of the folders that end in .graphql or .gql, each text once. Ends the command for none."""
    found: dict[str, GivenDocument] = {}
    for path in paths:
        for each in _within(path):
            document = GivenDocument(each, _text(each))
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


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError:
        give_up(f"{path} is not UTF-8.")
    except OSError as error:
        give_up(f"{path} cannot be read: {error.strerror or error}.")
