"""Trusted documents: asked for by the hash of their text, and in production all that partners may send."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from creditrules.errors import Kind, Refusal

__all__ = ["Document", "TrustedDocuments", "document_digest", "shipped_documents"]

_HERE = Path(__file__).parent
_INSTALLED = _HERE / "operations"
_AT_THE_TOP = _HERE.parents[3] / "graphql" / "operations"


def document_digest(text: str) -> str:
    """The SHA-256 of the text's UTF-8, to the last space and newline, as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Document:
    """What is to be executed. digest: where it is a trusted one."""

    text: str
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class TrustedDocuments:
    """texts: by their digests. only: whether nothing else is taken of those who are not free to send any.

    Nothing that a request sends is ever added: whoever asks cannot put a text under a hash.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    only: bool = False

    @classmethod
    def of(cls, texts: Iterable[str], *, only: bool) -> TrustedDocuments:
        """Those with these texts."""
        return cls({document_digest(text): text for text in texts}, only)

    def find(self, text: str, digest: str | None, *, free: bool, apollo: bool) -> Document:
        """The document of a request that sent a text, a digest or both. free: whether any text may be sent.

        apollo: whether it was asked in Apollo's form, whose clients know their own two codes. Raises Refusal INVALID:
        "DOCUMENT_MISMATCH"; "DOCUMENT_NOT_FOUND" or "PERSISTED_QUERY_NOT_FOUND"; "DOCUMENT_NOT_TRUSTED" or
        "PERSISTED_QUERY_NOT_SUPPORTED".
        """
        if not text:
            return self._known(digest or "", apollo=apollo)
        closed = self.only and not free
        own = document_digest(text) if digest or closed else None
        if digest and digest != own:
            message = "The text is not the one that the hash is of."
            raise Refusal(Kind.INVALID, "DOCUMENT_MISMATCH", message, (), "Send one of the two.")
        if own in self.texts:
            return Document(text, own)
        if closed:
            raise _not_trusted(apollo=apollo)
        return Document(text)

    def _known(self, digest: str, *, apollo: bool) -> Document:
        text = self.texts.get(digest)
        if text is not None:
            return Document(text, digest)
        if apollo:
            hint = "Send the text, where your token may send any."
            raise Refusal(Kind.INVALID, "PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound", (), hint)
        hint = "Hash the text of a file in graphql/operations, to its last newline."
        raise Refusal(Kind.INVALID, "DOCUMENT_NOT_FOUND", "No document has this id.", ("documentId",), hint)


def _not_trusted(*, apollo: bool) -> Refusal:
    hint = "Send a text of graphql/operations as it stands there, or its hash as `documentId`."
    if apollo:
        return Refusal(Kind.INVALID, "PERSISTED_QUERY_NOT_SUPPORTED", "PersistedQueryNotSupported", (), hint)
    return Refusal(Kind.INVALID, "DOCUMENT_NOT_TRUSTED", "The document is not one of those allowed.", ("query",), hint)


def shipped_documents() -> tuple[str, ...]:
    """The texts of graphql/operations, beside this module where the package is installed.

    Raises FileNotFoundError where they are in neither place: the package was not built whole.
    """
    folder = _INSTALLED if _INSTALLED.is_dir() else _AT_THE_TOP
    texts = tuple(path.read_bytes().decode() for path in sorted(folder.rglob("*.graphql")))
    if not texts:
        raise FileNotFoundError("The documents of graphql/operations are not here.")
    return texts
