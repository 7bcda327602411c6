"""Sixteen writers, 1,000 publications, to one rule set and to many: who won, who was told, what is there afterwards.

.ci/dynoxide.sh .venv/bin/python bench/store_race.py [PUBLICATIONS]
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from random import Random

from botocore.exceptions import ClientError, ReadTimeoutError
from store_local import local_store, publication

from creditrules.errors import Kind, Refusal
from creditrules.rules import DocumentKey, DocumentKind
from creditrules.rules.ports import Asked, NewDocument, Published
from creditrules.store import RulesInTable, first_broken

WRITERS = 16


def main() -> None:
    """Race to one rule set, to sixteen, and to sixteen under faults."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    for documents, rate in ((1, 0.0), (WRITERS, 0.0), (WRITERS, 0.01), (WRITERS, 0.1), (WRITERS, 0.3), (WRITERS, 0.0)):
        with local_store() as (store, client, _):
            race(store, client, documents, wanted if rate == 0 else wanted // 4, rate)


def race(  # noqa: C901 - faults, writers and the count of both
    store: RulesInTable, client: object, documents: int, wanted: int, rate: float
) -> None:
    """One race, its count, and the proof that the history is whole."""
    keys = [DocumentKey(DocumentKind.RULE_SET, f"set-{number}") for number in range(documents)]
    for key in keys:
        store.create("lender", NewDocument(key, {"en": key.slug}, None), "ana")
    numbers, refused = count(1), Counter[str]()
    chance = Random(7)

    def fail(model: object, **_: object) -> None:
        if chance.random() < rate / 2:
            if chance.random() < 0.3:
                time.sleep(0.2)
                return
            if chance.random() < 0.5:
                raise ReadTimeoutError(endpoint_url="https://dynamodb.test")
            code = chance.choice(["ThrottlingException", "InternalServerError"])
            raise ClientError({"Error": {"Code": code, "Message": code}}, str(model))

    def writer(_: int) -> list[tuple[Published, float]]:
        done = []
        while (number := next(numbers)) <= wanted:
            began = time.perf_counter()
            sent = publication(keys[number % documents], number)
            while True:
                try:
                    done.append((store.publish("lender", sent), time.perf_counter() - began))
                    break
                except Refusal as refusal:
                    if refusal.kind not in {Kind.CONFLICT, Kind.UNAVAILABLE}:
                        raise
                    refused[refusal.code] += 1
        return done

    events = client.meta.events  # type: ignore[attr-defined]
    for event in ("before-call.dynamodb", "after-call.dynamodb"):
        events.register(event, fail)
    began = time.perf_counter()
    with ThreadPoolExecutor(WRITERS) as pool:
        done = [each for part in pool.map(writer, range(WRITERS)) for each in part]
    took = time.perf_counter() - began
    for event in ("before-call.dynamodb", "after-call.dynamodb"):
        events.unregister(event, fail)
    check(store, keys, [published for published, _ in done], wanted)
    times = sorted(seconds for _, seconds in done)
    print(
        f"{documents:3} rule sets, faults {rate:4.0%}: {len(done)} of {wanted} publications acknowledged and there, "
        f"chains whole; refused meanwhile {dict(refused)}; {len(done) / took:.0f} a second, "
        f"median {times[len(times) // 2] * 1000:.0f} ms, 99 % {times[len(times) * 99 // 100] * 1000:.0f} ms",
        flush=True,
    )


def check(store: RulesInTable, keys: list[DocumentKey], done: list[Published], wanted: int) -> None:
    """Numbers without gap or double, every acknowledged version there and no other, every chain whole."""
    assert len(done) == wanted
    for key in keys:
        mine = {p.version.number: p.version for p in done if p.version.key == key}
        head = store.heads("lender", [key])[key]
        assert sorted(mine) == list(range(1, head.latest_version + 1))
        assert head.revision == head.latest_version + 1
        stored, after = {}, None
        while True:
            page = store.versions("lender", key, Asked(100, after))
            stored.update((version.number, version) for version in page.items)
            if not page.has_next:
                break
            after = page.cursors[-1]
        assert stored == mine
        entries, after = [], None
        while True:
            links = store.audit("lender", key, Asked(100, after))
            entries += links.items
            if not links.has_next:
                break
            after = links.cursors[-1]
        assert first_broken(entries) is None
        assert len(entries) == head.revision


if __name__ == "__main__":
    main()
