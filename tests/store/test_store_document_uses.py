"""Uses and refusals of documents, and registered ones, on every database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Barrier
from typing import Any

import pytest

from creditrules import desk
from creditrules.auth import Principal, Role
from creditrules.errors import Refusal
from creditrules.rules.life import DocumentUse, RefusedCaller, RefusedDocuments
from creditrules.store import RulesInTable

ADA = Principal("lender", "ada", frozenset({Role.ADMINISTRATOR}))
EVERYWHERE = pytest.mark.parametrize("backend", ["moto", "sqlite"], indirect=True)


class Anything:
    shipped = ()

    def examine(self, _text: str) -> desk.Examined:
        return desk.Examined((), "Any", "QUERY")


def test_uses_add_up_by_tenant_and_document(store: RulesInTable, clock: list[datetime]) -> None:
    digests = [f"{number:064}" for number in range(120)]
    uses, later = store.document_uses, clock[0] + timedelta(minutes=1)
    uses.add_use("lender", digests[7], DocumentUse(2, later))
    uses.add_use("lender", digests[7], DocumentUse(3, clock[0]))
    uses.add_use("lender", digests[119], DocumentUse(1, clock[0]))
    uses.add_use("other", digests[7], DocumentUse(9, clock[0]))
    assert uses.of_documents("lender", digests) == {
        digests[7]: DocumentUse(5, later),
        digests[119]: DocumentUse(1, clock[0]),
    }
    assert uses.of_documents("nobody", digests) == uses.of_documents("lender", []) == {}


def test_refusals_add_up_by_caller_and_code(store: RulesInTable, clock: list[datetime]) -> None:
    def refused(subject: str, code: str, digest: str) -> RefusedCaller:
        return RefusedCaller(subject, (RefusedDocuments(code, 1, clock[0], (digest,)),))

    uses, strange = store.document_uses, "\ud800 any # text \0"
    for subject, code, digest in (("shop", "B", "1"), ("shop", "A", "2"), ("shop", "B", "3"), (strange, "A", "4")):
        uses.add_refused("lender", refused(subject, code, digest))
    found = {each.subject: each.refused for each in uses.of_callers("lender", 10)}
    assert found == {
        "shop": (RefusedDocuments("A", 1, clock[0], ("2",)), RefusedDocuments("B", 2, clock[0], ("1", "3"))),
        strange: (RefusedDocuments("A", 1, clock[0], ("4",)),),
    }
    assert len(uses.of_callers("lender", 1)) == 1
    assert uses.of_callers("other", 10) == ()


@EVERYWHERE
def test_of_those_who_count_at_once_nothing_is_lost(store: RulesInTable, clock: list[datetime]) -> None:
    def count(_: int) -> bool:
        try:
            store.document_uses.add_use("lender", "0" * 64, DocumentUse(1, clock[0]))
        except Refusal as refusal:
            return refusal.code != "COUNT_BUSY"
        return True

    with ThreadPoolExecutor(4) as pool:
        told = sum(pool.map(count, range(24)))
    assert store.document_uses.of_documents("lender", ["0" * 64])["0" * 64].count == told


def test_a_document_is_registered_found_and_retired(store: RulesInTable) -> None:
    text = "query Any { products { totalCount } }\n"
    digest = sha256(text.encode()).hexdigest()
    here, elsewhere = desk.Catalogue(store), desk.Catalogue(store)
    done: Any = desk.register_documents(here, ADA, Anything(), desk.DocumentsGiven((text,)))
    assert [what for _, what in done.documents] == [desk.Registration.REGISTERED]
    assert [desk.registered_text(each, "lender", digest) for each in (here, elsewhere)] == [text, text]
    assert desk.registered_text(here, "other", digest) is None
    desk.retire_document(here, ADA, digest)
    assert [desk.registered_text(each, "lender", digest) for each in (here, elsewhere)] == [None, None]
    assert store.content("lender", [digest]) == {digest: text.encode()}


@EVERYWHERE
def test_of_two_who_register_the_same_at_once_one_does(store: RulesInTable) -> None:
    barrier = Barrier(2)

    def act(_: int) -> list[desk.Registration]:
        catalogue = desk.Catalogue(store)
        barrier.wait()
        done: Any = desk.register_documents(catalogue, ADA, Anything(), desk.DocumentsGiven(("query Any { a }",)))
        return [what for _, what in done.documents]

    with ThreadPoolExecutor(2) as pool:
        ends = sorted(each for end in pool.map(act, range(2)) for each in end)
    assert ends == [desk.Registration.ALREADY_REGISTERED, desk.Registration.REGISTERED]
