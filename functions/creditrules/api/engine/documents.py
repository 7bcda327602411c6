"""Trusted documents: asked for by the hash of their text, and in production all that partners may send."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

from creditrules.desk import ShippedDocument
from creditrules.errors import Kind, Refusal
from creditrules.records import dataclass, field

__all__ = ["Document", "TrustedDocuments", "document_digest", "shipped_documents"]

_HERE = Path(__file__).parent
_INSTALLED = _HERE / "operations"
_AT_THE_TOP = _HERE.parents[3] / "graphql" / "operations"


def document_digest(text: str) -> str:
    """The SHA-256 of the text's UTF-8, to the last space and newline, as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Document:
    """What is to be executed. digest: where it is a trusted one. shipped: whether it came with the service."""

    text: str
    digest: str | None = None
    shipped: bool = False


Registered = Callable[[str], str | None]
"""The text that the lender has registered under a digest; None where it has none, or has retired it."""


def _none_registered(_digest: str) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class TrustedDocuments:
    """shipped: those that came with the service. only: whether nothing else is taken of who is not free to send any.

    Nothing that a request sends is ever added: whoever asks cannot put a text under a hash.
    """

    shipped: tuple[ShippedDocument, ...] = ()
    only: bool = False
    texts: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "texts", {each.digest: each.text for each in self.shipped})

    @classmethod
    def of(cls, texts: Mapping[str, str], *, only: bool) -> TrustedDocuments:
        """Those with these texts, by their names."""
        return cls(tuple(ShippedDocument(name, document_digest(text), text) for name, text in texts.items()), only)

    def find(
        self,
        text: str,
        digest: str | None,
        *,
        free: bool,
        apollo: bool,
        registered: Registered = _none_registered,
    ) -> Document:
        """The document of a request that sent a text, a digest or both. free: whether any text may be sent.

        apollo: whether it was asked in Apollo's form, whose clients know their own two codes. registered: asked only
        for what was not shipped. Raises Refusal INVALID:
        "DOCUMENT_MISMATCH"; "DOCUMENT_NOT_FOUND" or "PERSISTED_QUERY_NOT_FOUND"; "DOCUMENT_NOT_TRUSTED" or
        "PERSISTED_QUERY_NOT_SUPPORTED".
        """
        if not text:
            found = self._trusted(digest or "", registered)
            if found is None:
                raise _not_found(apollo=apollo)
            return found
        closed = self.only and not free
        own = document_digest(text) if digest or closed else None
        if digest and digest != own:
            message = "The text is not the one that the hash is of."
            raise Refusal(Kind.INVALID, "DOCUMENT_MISMATCH", message, (), "Send one of the two.")
        found = self._trusted(own, registered) if own else None
        if found is not None:
            return found
        if closed:
            raise _not_trusted(apollo=apollo)
        return Document(text)

    def _trusted(self, digest: str, registered: Registered) -> Document | None:
        text = self.texts.get(digest)
        if text is not None:
            return Document(text, digest, shipped=True)
        text = registered(digest)
        return None if text is None else Document(text, digest)


def _not_found(*, apollo: bool) -> Refusal:
    if apollo:
        hint = "Send the text, where your token may send any."
        return Refusal(Kind.INVALID, "PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound", (), hint)
    hint = "Hash the text of a file in graphql/operations, or of one that your lender registered, to its last newline."
    return Refusal(Kind.INVALID, "DOCUMENT_NOT_FOUND", "No document has this id.", ("documentId",), hint)


def _not_trusted(*, apollo: bool) -> Refusal:
    hint = "Send a text of graphql/operations or one that your lender registered, or its hash as `documentId`."
    if apollo:
        return Refusal(Kind.INVALID, "PERSISTED_QUERY_NOT_SUPPORTED", "PersistedQueryNotSupported", (), hint)
    return Refusal(Kind.INVALID, "DOCUMENT_NOT_TRUSTED", "The document is not one of those allowed.", ("query",), hint)


def shipped_documents() -> Mapping[str, str]:
    """The texts of graphql/operations by their names, such as "partner/eligibility".

    They lie beside this module where the package is installed. Raises FileNotFoundError where they are in neither
    place: the package was not built whole.
    """
    folder = _INSTALLED if _INSTALLED.is_dir() else _AT_THE_TOP
    paths = sorted(folder.rglob("*.graphql"))
    if not paths:
        raise FileNotFoundError("The documents of graphql/operations are not here.")
    return {path.relative_to(folder).with_suffix("").as_posix(): path.read_bytes().decode() for path in paths}
