"""Canonical forms by digest: cut into pieces below the tables' item limit, compressed, and verified when read."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Final

from creditrules.errors import Kind, Refusal
from creditrules.store.keys import CHUNKS, chunk_key, is_digest
from creditrules.store.port import BODY, Item, ItemKey, Table

__all__ = ["MAX_CONTENT_BYTES", "check_content", "read_content", "read_content_and", "write_content"]

MAX_CONTENT_BYTES: Final = 4 << 20

# Cut first, then compress: every piece is then the same whenever and by whatever zlib it is written, and a half-written
# content is completed by writing it again. For that the length must stay what it is.
_CHUNK_BYTES: Final = 340_000


def check_content(content: bytes, digest: str) -> None:
    """Raises Refusal TOO_LARGE "CONTENT_TOO_LARGE" or INVALID "DIGEST_MISMATCH"."""
    if len(content) > MAX_CONTENT_BYTES:
        raise Refusal(
            Kind.TOO_LARGE,
            "CONTENT_TOO_LARGE",
            f"The canonical form has {len(content):,} bytes; at most {MAX_CONTENT_BYTES:,} can be stored.",
            ("content",),
            "Split it into several rule sets.",
        )
    if sha256(content).hexdigest() != digest:
        raise Refusal(Kind.INVALID, "DIGEST_MISMATCH", "The digest is not that of the content.", ("content",))


def write_content(table: Table, tenant: str, digest: str, content: bytes) -> None:
    """Store a content that passed `check_content`; storing it again changes nothing."""
    starts = range(0, max(len(content), 1), _CHUNK_BYTES)
    pieces = [zlib.compress(content[start : start + _CHUNK_BYTES]) for start in starts]
    table.write(
        [(chunk_key(tenant, digest, number), {BODY: piece, CHUNKS: len(pieces)}) for number, piece in enumerate(pieces)]
    )


def read_content(table: Table, tenant: str, digests: Sequence[str], beside: Sequence[str] = ()) -> Mapping[str, bytes]:
    """The contents that are stored completely: one batch of reads, and a second one where some have several pieces.

    beside: of these, those in one piece: all else would be read in vain where it is not needed after all.

    Raises Refusal UNAVAILABLE "CONTENT_DAMAGED" where what is stored is not what the digest says.
    """
    return read_content_and(table, tenant, digests, beside, ())[0]


def read_content_and(
    table: Table, tenant: str, digests: Sequence[str], beside: Sequence[str], places: Sequence[ItemKey]
) -> tuple[Mapping[str, bytes], Mapping[ItemKey, Item]]:
    """The same, and other items by the same request."""
    wanted = [digest for digest in dict.fromkeys(digests) if is_digest(digest)]
    others = [digest for digest in dict.fromkeys(beside) if is_digest(digest) and digest not in wanted]
    pieces = table.read((*(chunk_key(tenant, digest, 0) for digest in (*wanted, *others)), *places))
    found = {place: pieces[place] for place in places if place in pieces}
    keys = {
        digest: _chunk_keys(tenant, digest, pieces.get(chunk_key(tenant, digest, 0))) for digest in (*wanted, *others)
    }
    keys = {digest: each for digest, each in keys.items() if digest in wanted or len(each) == 1}
    pieces |= table.read(key for all_keys in keys.values() for key in all_keys[1:])
    contents = {
        digest: _joined(digest, [pieces[key] for key in all_keys])
        for digest, all_keys in keys.items()
        if all_keys and all(key in pieces for key in all_keys)
    }
    return contents, found


def _chunk_keys(tenant: str, digest: str, first: Item | None) -> list[ItemKey]:
    count = 0 if first is None else first[CHUNKS]
    return [chunk_key(tenant, digest, number) for number in range(count)]


def _joined(digest: str, pieces: Sequence[Item]) -> bytes:
    try:
        content = b"".join(zlib.decompressobj().decompress(piece[BODY], _CHUNK_BYTES) for piece in pieces)
    except zlib.error:
        content = None
    if content is None or sha256(content).hexdigest() != digest:
        raise Refusal(
            Kind.UNAVAILABLE, "CONTENT_DAMAGED", f"The content stored as {digest} is not what its digest says."
        )
    return content
