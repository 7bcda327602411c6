"""By which hash a request asks: `documentId` (GraphQL over HTTP, appendix A) or Apollo's `persistedQuery`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from creditrules.errors import Kind, Refusal

__all__ = ["apollo_digest", "document_id_digest"]

DIGEST = re.compile(r"[0-9a-f]{64}")
PREFIX = "sha256:"


def document_id_digest(given: Mapping[str, object]) -> str | None:
    """The digest in `documentId`; None without one. Raises Refusal INVALID "BAD_DOCUMENT_ID"."""
    value = given.get("documentId")
    if value is None:
        return None
    if isinstance(value, str) and value.startswith(PREFIX) and DIGEST.fullmatch(value, len(PREFIX)):
        return value.removeprefix(PREFIX)
    hint = "Send `sha256:` and 64 hexadecimal digits in lower case."
    raise Refusal(Kind.INVALID, "BAD_DOCUMENT_ID", "`documentId` is none that is taken.", ("documentId",), hint)


def apollo_digest(extensions: Mapping[str, object]) -> str | None:
    """The digest in `persistedQuery`; None without one. Raises Refusal INVALID "BAD_PERSISTED_QUERY"."""
    value = extensions.get("persistedQuery")
    if value is None:
        return None
    if isinstance(value, dict) and value.get("version") == 1 and value["version"] is not True:
        digest = value.get("sha256Hash")
        if isinstance(digest, str) and DIGEST.fullmatch(digest):
            return digest
    message = "`extensions.persistedQuery` is none that is taken."
    hint = "Send `version` 1 and `sha256Hash`, 64 hexadecimal digits in lower case."
    raise Refusal(Kind.INVALID, "BAD_PERSISTED_QUERY", message, ("extensions", "persistedQuery"), hint)
