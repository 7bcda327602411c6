"""Canonical forms by digest: cut into pieces below the tables' item limit, compressed, and verified when read."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Final

from creditrules.cache import Recent
from creditrules.errors import Kind, Refusal
from creditrules.store.keys import CHUNKS, chunk_key, is_digest
from creditrules.store.port import BODY, Item, ItemKey, Table

__all__ = ["MAX_CONTENT_BYTES", "Contents", "check_content", "write_content"]

MAX_CONTENT_BYTES: Final = 4 << 20

# Cut first, then compress: every piece is then the same whenever and by whatever zlib it is written, and a half-written
# content is completed by writing it again. For that the length must stay what it is.
_CHUNK_BYTES: Final = 340_000
_BEGUN_KEPT: Final = 16

Further = Callable[[Mapping[str, int]], Sequence[ItemKey]]
"""From contents' sizes the items that are read with their rest."""


def _nothing(_: Mapping[str, int]) -> Sequence[ItemKey]:
    return ()


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


class Contents:
    """Reads the contents of one table; safe to share between threads.

    Of contents in several pieces that were looked for beside others the first piece is kept, so that it need not be
    read again with the rest.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        self._begun: Recent[ItemKey, Item] = Recent(_BEGUN_KEPT)

    def read(
        self,
        tenant: str,
        digests: Sequence[str],
        beside: Sequence[str] = (),
        places: Sequence[ItemKey] = (),
        further: Further = _nothing,
    ) -> tuple[Mapping[str, bytes], Mapping[ItemKey, Item]]:
        """The contents that are stored completely, and the other items that are asked for.

        One batch of reads, and a second one where some have several pieces. beside: of these, those in one piece: all
        else would be read in vain where it is not needed after all. places: items that come with the first batch.
        further: tells from the sizes of contents, or what they have at most, the items that come with the second.

        Raises Refusal UNAVAILABLE "CONTENT_DAMAGED" where what is stored is not what the digest says.
        """
        wanted = [digest for digest in dict.fromkeys(digests) if is_digest(digest)]
        others = [digest for digest in dict.fromkeys(beside) if is_digest(digest) and digest not in wanted]
        firsts = {digest: chunk_key(tenant, digest, 0) for digest in (*wanted, *others)}
        pieces = {key: item for key in firsts.values() if (item := self._taken(key)) is not None}
        pieces |= self._table.read(key for key in (*firsts.values(), *places) if key not in pieces)
        keys = {digest: _chunk_keys(tenant, digest, pieces.get(first)) for digest, first in firsts.items()}
        for digest in others:
            if len(keys[digest]) > 1:
                self._begun.keep(firsts[digest], pieces[firsts[digest]])
        keys = {digest: each for digest, each in keys.items() if digest in wanted or len(each) == 1}
        contents = {digest: _joined(digest, [pieces[each[0]]]) for digest, each in keys.items() if len(each) == 1}
        sizes = {digest: len(each) * _CHUNK_BYTES for digest, each in keys.items() if each}
        more = further({**sizes, **{digest: len(content) for digest, content in contents.items()}})
        pieces |= self._table.read((*(key for each in keys.values() for key in each[1:]), *more))
        contents |= {
            digest: _joined(digest, [pieces[key] for key in each])
            for digest, each in keys.items()
            if len(each) > 1 and all(key in pieces for key in each)
        }
        return contents, {place: pieces[place] for place in (*places, *more) if place in pieces}

    def _taken(self, place: ItemKey) -> Item | None:
        found = self._begun.find(place)
        if found is not None:
            self._begun.forget(place)
        return found


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
