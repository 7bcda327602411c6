"""The form of an export: which file has what, how an item is one line, and what the manifest says.

    manifest.json       which lender, when, how much, and size and SHA-256 of each file below
    documents.jsonl     heads, versions, activations, proposals, comments, audit chains, and the pointers to them
    decisions.jsonl     receipts of decisions and erasures in their chains, reviews, counts, figures of experiments
    sealed.jsonl         what people said of themselves, and secrets of webhooks, encrypted as stored, and the wrapped
                        keys; or no such file
    feed.jsonl          what of it was told, to which receivers, and what is still to be told
    service.jsonl       receipts of retries, what callers have spent, when keys and documents were used
    contents.jsonl      the digest and size of each canonical document
    contents/           each canonical document, named by its SHA-256
    ends.jsonl          where each audit chain ends, as `creditrules audit verify --anchor` takes it

A line is JSON in ASCII without blanks: `partition` (without the lender) and `sort`, `attributes` but for the body,
and the body as `body`, the JSON that it is, or as `bytes`, in base64, where it is none, as what is encrypted.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from creditrules.store.keys import PARTITION, SORT, family_of, tenant_prefix
from creditrules.store.local.verifying import Verified
from creditrules.store.port import BODY, EXPIRES, Item, ItemKey

__all__ = [
    "CONTENTS",
    "ENDS",
    "FACTS",
    "FILES",
    "FORM",
    "LISTED",
    "MANIFEST",
    "MOST_LINE",
    "VERSION",
    "Exported",
    "file_of",
    "line_of",
    "read_line",
]

FORM: Final = "creditrules export"
VERSION: Final = 1
MANIFEST: Final = "manifest.json"
CONTENTS: Final = "contents"
LISTED: Final = "contents.jsonl"
ENDS: Final = "ends.jsonl"
FACTS: Final = "sealed.jsonl"
FILES: Final[Mapping[str, frozenset[str]]] = {
    "documents.jsonl": frozenset({"HEAD", "REVISION", "DOC", "OPEN", "FEED", "EFFECT"}),
    "decisions.jsonl": frozenset({"CHAINS", "CHAIN", "RECORD", "FIGURES", "TRIAL"}),
    FACTS: frozenset({"PEPPER", "SUBJECT", "DATAKEY", "POPULATION", "PEOPLE", "CONTRACT", "JOBS", "JOB", "WEBHOOK"}),
    "feed.jsonl": frozenset({"NOTICED", "TOLD", "DELIVERY", "DELIVERIES", "DUE"})
    | {"ADVISED", "ADVICE", "ADVICES", "ADVICEDUE"},
    "service.jsonl": frozenset({"RECEIPT", "ACCOUNT", "KEYUSE", "DOCUSE", "DOCREFUSED"}),
}
"""By file, the families of items in it; contents are files of their own, and what is sealed of a record is facts."""
MOST_LINE: Final = 16 << 20
_SEALED_OF_RECORD: Final = frozenset({"SEALED", "SHADOWS"})
_MOST_PLAIN: Final = 8 << 20
_FAMILIES: Final = {family: name for name, families in FILES.items() for family in families}


@dataclass(frozen=True, slots=True)
class Exported:
    """An export that was verified. facts: whether what people said is in it, encrypted. digest: see `digest_of`.

    taken_up: of an import, whether it went on with one that was begun before. left_out: contracts of earlier releases,
    which are stored in clear and leave no house.
    """

    tenant: str
    taken_at: datetime
    verified: Verified
    contents: int
    facts: bool
    digest: str
    taken_up: bool = False
    left_out: int = 0


def file_of(key: ItemKey) -> str | None:
    """The file that an item is a line of; None for contents, and for a family that this release does not know."""
    family = family_of(key.partition)
    if family == "RECORD" and key.sort in _SEALED_OF_RECORD:
        return FACTS
    return _FAMILIES.get(family)


def line_of(tenant: str, key: ItemKey, item: Item) -> str:
    """The line of an item, without its end. Items that say the same have the same line, whatever compressed them."""
    body: bytes | None = item.get(BODY)
    line: dict[str, Any] = {"attributes": {name: item[name] for name in sorted(item) if name != BODY}}
    if body is not None:
        fields = _fields(body)
        line |= {"bytes": base64.b64encode(body).decode()} if fields is None else {"body": fields}
    line |= {"partition": key.partition.removeprefix(tenant_prefix(tenant)), "sort": key.sort}
    return _plain(line).decode()


def read_line(tenant: str, text: str) -> tuple[ItemKey, Item]:
    """The item of a line. Raises ValueError with what is wrong of it."""
    try:
        line = json.loads(text)
        rest = set(line) - {"partition", "sort", "attributes"}
        attributes, partition, sort = line["attributes"], line["partition"], line["sort"]
        item: dict[str, Any] = {name: _attribute(name, value) for name, value in attributes.items()}
        if not rest <= {"body", "bytes"} or len(rest) > 1:
            raise ValueError("it has members that no line has")
        if not (isinstance(partition, str) and isinstance(sort, str) and partition and sort):
            raise ValueError("its key is no text")
        if "body" in rest:
            item[BODY] = zlib.compress(_plain(line["body"]))
        elif "bytes" in rest:
            item[BODY] = base64.b64decode(line["bytes"], validate=True)
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"it is no item ({type(error).__name__})") from None
    return ItemKey(tenant_prefix(tenant) + partition, sort), item


def _attribute(name: str, value: Any) -> int | str:
    if name in {BODY, PARTITION, SORT} or isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError("an attribute is of another name or type than items have")
    if name == EXPIRES and not isinstance(value, int):
        raise ValueError("when it expires is no number")
    return value


def _fields(body: bytes) -> Any:
    """What a body says, None where it is not compressed JSON as bodies are."""
    try:
        opening = zlib.decompressobj()
        plain = opening.decompress(body, _MOST_PLAIN)
        fields = json.loads(plain) if opening.eof and not opening.unused_data else None
        return fields if isinstance(fields, dict | list) and _plain(fields) == plain else None
    except (zlib.error, ValueError, RecursionError):
        return None


def _plain(fields: Any) -> bytes:
    return json.dumps(fields, separators=(",", ":")).encode()
