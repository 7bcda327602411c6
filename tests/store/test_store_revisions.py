"""The revision of a tenant: small whatever moves, and it never leaves out a move that it claims to tell of."""

from __future__ import annotations

from random import Random

import pytest

from creditrules.rules import DocumentKey, DocumentKind
from creditrules.store.items.revisions import TenantRevision, moved_once_more, read_revision, revision_put
from creditrules.store.port import BODY, REVISION, AtRevision, Existence

KINDS = list(DocumentKind)


def key_of(number: int, length: int) -> DocumentKey:
    random = Random(number)  # noqa: S311 - a test
    letters = "".join(random.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(length))
    return DocumentKey(KINDS[number % len(KINDS)], letters)


@pytest.mark.parametrize("length", [8, 64])
@pytest.mark.parametrize("documents", [1, 5, 300])
def test_what_moved_since_is_told_completely_or_not_at_all(documents: int, length: int) -> None:
    random = Random(5)  # noqa: S311 - a test
    moves: list[DocumentKey] = []
    revision: TenantRevision | None = None
    for _ in range(200):
        key = key_of(random.randrange(documents), length)
        moves.append(key)
        before, revision = revision, moved_once_more(revision, key)
        put = revision_put("lender", before, key)
        assert put.condition == (Existence.ABSENT if before is None else AtRevision(before.number))
        assert len(put.attributes[BODY]) + len(put.key.partition) + len(put.key.sort) + 30 < 1024
        assert revision.number == len(moves) == put.attributes[REVISION]
        told = 0
        for number in range(len(moves) + 1):
            moved = revision.moved_since(number)
            assert moved is None or set(moved) == set(moves[number:])
            told += moved is not None
        assert told >= min(len(moves), 6)
        assert revision.moved_since(len(moves) + 1) is None


def test_it_reads_back_as_it_was_written() -> None:
    key = key_of(1, 20)
    put = revision_put("lender", None, key)
    read = read_revision(put.attributes)
    assert read is not None
    assert (read.number, read.since, dict(read.moved)) == (1, 0, {key: 1})
    assert read_revision(None) is None
