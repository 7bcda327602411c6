"""What the store's operations cost at histories of different lengths: requests, consumed units, time as a ratio.

    .ci/dynoxide.sh .venv/bin/python bench/store_cost.py [LENGTH…]

Units are what the server reports (ReturnConsumedCapacity). It may report too little for transactions, so "by rule" is
what the service's documentation has one pay for writes: a unit for each begun KB of an item, two in a transaction.
Time is against a bare conditional put and a bare get of the same process. The histories are written through the
store's own encoders, without its transactions.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any
from uuid import uuid4

from store_cold import ROWS, first_question
from store_local import STATEMENT, local_store, publication

from creditrules.rules import ActivationKind, DocumentKey, DocumentKind
from creditrules.rules.life import (
    ApprovalRule,
    ApproveProposal,
    CreateProposal,
    Proposed,
    RollBack,
    SubmitProposal,
)
from creditrules.rules.ports import Asked, NewDocument
from creditrules.store import RulesInTable
from creditrules.store.aws import DynamoTable
from creditrules.store.items.facts import StoredHead
from creditrules.store.items.links import chained
from creditrules.store.items.puts import head_put, link_put
from creditrules.store.port import BODY, Put, Table
from creditrules.store.writing.plan import next_version, plan_creation

LENGTHS = (10, 1_000, 100_000)
DOCUMENTS = (10, 250, 1_000)
LARGE = (1, 4, 8)
START = datetime(2000, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
RULE = ApprovalRule(1, ("APPROVER",))
REPEATS = 15


def main() -> None:
    """The table, a block for each length of a history, each number of documents and each number of large rule sets."""
    for length in [int(each) for each in sys.argv[1:]] or LENGTHS:
        with local_store(lambda: START + 20 * 365 * 24 * HOUR) as (store, client, table):
            key = DocumentKey(DocumentKind.RULE_SET, "line-cap")
            began = time.perf_counter()
            build(DynamoTable(client, table), key, length)  # type: ignore[arg-type]
            print(f"\nhistory of {length:,} versions (written in {time.perf_counter() - began:.0f} s)", flush=True)
            tell(client, table, operations(store, key, length))
    for documents in DOCUMENTS:
        with local_store(lambda: START + 20 * 365 * 24 * HOUR) as (store, client, table):
            print(f"\n{documents:,} documents", flush=True)
            tell(client, table, of_all_heads(store, DynamoTable(client, table), documents))  # type: ignore[arg-type]
    for rule_sets in LARGE:
        with local_store() as (_, client, table):
            print(f"\n{rule_sets} rule sets of {ROWS:,} rows", flush=True)
            tell(client, table, {"first question of a process": first_question(client, table, rule_sets)})
    print("\nratio: time to that of a bare conditional put (p) or a bare get (g)")


def tell(client: Any, table: str, acts: dict[str, Callable[[], object]]) -> None:
    """What each act costs, a line for each."""
    put, get = bare(client, table)
    print(f"  {'':42}{'requests':>9}{'read':>8}{'write':>8}{'by rule':>9}{'ratio':>8}")
    for name, act in acts.items():
        requests, units, seconds = measured(client, act)
        base = put if units["write"] else get
        print(
            f"  {name:42}{requests:9}{units['read']:8.1f}{units['write']:8.1f}{units['rule']:9.1f}"
            f"{seconds / base:7.1f}{'p' if units['write'] else 'g'}",
            flush=True,
        )


def of_all_heads(store: RulesInTable, table: Table, documents: int) -> dict[str, Callable[[], object]]:
    """What a question reads of a tenant of so many documents, each with a few versions, before any content."""
    for number in range(documents - 1):
        _, puts = plan_creation("lender", _document(number), "ana", START, "bench")
        made = _versions(_document(number).key, 4)
        table.write([(put.key, put.attributes) for put in (*puts[1:], made)])
    last = DocumentKey(DocumentKind.RULE_SET, "last")
    store.create("lender", NewDocument(last, {"en": "Last"}, None), "ana")
    store.all_heads("lender")
    other = RulesInTable(table, clock=store.now, cursor_secret=bytes(16))

    def cold() -> object:
        return RulesInTable(table, clock=store.now, cursor_secret=bytes(16)).all_heads("lender")

    def moved() -> object:
        other.publish("lender", publication(last, 10**9, retry_key=uuid4().hex))
        return store.all_heads("lender")

    return {
        "all heads, in a new process": cold,
        "all heads, none has moved": lambda: store.all_heads("lender"),
        "publish, and all heads in another process": moved,
        "create": lambda: store.create("lender", _document(uuid4().hex), "ana"),
    }


def _document(name: object) -> NewDocument:
    return NewDocument(DocumentKey(DocumentKind.RULE_SET, f"set-{name}"), {"en": f"Rule set {name}"}, None)


def _versions(key: DocumentKey, number: int) -> Put:
    """The head of a document after so many versions."""
    head, _ = plan_creation("lender", NewDocument(key, {"en": key.slug}, None), "ana", START, "bench")
    for version in range(1, number + 1):
        head = next_version("lender", head, publication(key, version), START + version * HOUR).head
    return head_put("lender", StoredHead(head, "0" * 64, "0" * 64), moves_from=None)


def build(table: Table, key: DocumentKey, length: int) -> None:
    """A history of `length` versions, one an hour, every tenth a correction of ten hours before."""
    head, puts = plan_creation("lender", NewDocument(key, {"en": "Cap"}, None), "ana", START, "bench")
    stored = StoredHead(head, _link_hash(puts), None)
    waiting: list[Put] = [*puts]
    with ThreadPoolExecutor(4) as pool:
        sent = []
        for number in range(1, length + 1):
            at = START + number * HOUR
            corrects = number % 10 == 0
            kind = ActivationKind.CORRECTION if corrects else ActivationKind.PUBLICATION
            wanted = publication(key, number, kind=kind, valid_from=at - 10 * HOUR if corrects else None)
            made = next_version("lender", stored.head, wanted, at)
            link = chained(made.head.revision, made.audit_fields("lender", stored), stored.chain, "bench")
            stored = StoredHead(made.head, link.hash, wanted.digest)
            waiting += [*made.facts, link_put("lender", made.head, link)]
            if len(waiting) >= 2_500 or number == length:
                sent.append(pool.submit(table.write, [(put.key, put.attributes) for put in waiting]))
                waiting = []
            if len(sent) > 8:
                sent.pop(0).result()
        for each in sent:
            each.result()
    put = head_put("lender", stored, moves_from=None)
    table.write([(put.key, put.attributes)])


def _link_hash(puts: tuple[Put, ...]) -> str:
    from creditrules.store.items.facts import decode_link  # noqa: PLC0415 - only here

    return decode_link(1, puts[1].attributes[BODY]).hash


def operations(store: RulesInTable, key: DocumentKey, length: int) -> dict[str, Callable[[], object]]:
    """What is measured, each ready to be done again and again."""
    now = store.now()
    middle = START + (length // 2) * HOUR + timedelta(minutes=1)
    product = DocumentKey(DocumentKind.PRODUCT, "loan")
    store.create("lender", NewDocument(product, {"en": "Loan"}, None), "ana")
    store.publish("lender", publication(product, 1, links=(key.slug,)))
    proposal = _submitted(store, key)

    def in_force(valid_at: datetime, known_at: datetime) -> object:
        head = store.heads("lender", [key])[key]
        return store.in_force("lender", head, valid_at, known_at)

    def publish() -> object:
        return store.publish("lender", publication(key, 10**9, retry_key=uuid4().hex))

    def approve() -> object:
        found = store.proposal("lender", key, proposal)
        assert found is not None
        by = uuid4().hex
        rule = ApprovalRule(9, ("APPROVER",))
        act = ApproveProposal(key, by, by, proposal, rule, found.proposed.binding, ("APPROVER",), "")
        return store.move_proposal("lender", act)

    return {
        "approve (with the read of the proposal)": approve,
        "publish": publish,
        "activate (roll back)": lambda: store.activate("lender", RollBack(key, "ana", uuid4().hex, 1, STATEMENT)),
        "version in force now": lambda: in_force(now, now),
        "version in force in the past": lambda: in_force(middle, now),
        "version in force then, as known then": lambda: in_force(middle, middle),
        "version in force now, as known then": lambda: in_force(now, middle),
        "one page of history (20 activations)": lambda: store.activations("lender", key, Asked(20)),
        "one page of versions (20)": lambda: store.versions("lender", key, Asked(20)),
        "one page of a product's changes (20)": lambda: store.changes("lender", [product, key], Asked(20)),
    }


def _submitted(store: RulesInTable, key: DocumentKey) -> int:
    sent = publication(key, 10**8)
    head = store.heads("lender", [key])[key]
    proposed = Proposed(
        sent.digest, sent.name, (), STATEMENT, ActivationKind.PUBLICATION, None, None, head.latest_version
    )
    moved = store.move_proposal("lender", CreateProposal(key, "ana", "d", proposed, sent.content))
    store.move_proposal("lender", SubmitProposal(key, "ana", "s", moved.proposal.number, RULE))
    return moved.proposal.number


def measured(client: Any, act: Callable[[], object]) -> tuple[int, dict[str, float], float]:
    """Requests and units of one time, and the median of the seconds that it takes."""
    requests = 0
    units = {"read": 0.0, "write": 0.0, "rule": 0.0}

    def ask(params: dict[str, Any], **_: object) -> None:
        params["ReturnConsumedCapacity"] = "TOTAL"
        units["rule"] += sum(2 * _kilobytes(next(iter(each.values()))) for each in params.get("TransactItems", []))
        written = [each for rows in params.get("RequestItems", {}).values() if isinstance(rows, list) for each in rows]
        units["rule"] += sum(_kilobytes(each["PutRequest"]) for each in written)

    def note(parsed: dict[str, Any], model: Any, **_: object) -> None:
        nonlocal requests
        requests += 1
        told = parsed.get("ConsumedCapacity", [])
        kind = "write" if "Write" in model.name else "read"
        units[kind] += sum(each["CapacityUnits"] for each in ([told] if isinstance(told, dict) else told))

    client.meta.events.register("before-parameter-build.dynamodb", ask)
    client.meta.events.register("after-call.dynamodb", note)
    act()
    client.meta.events.unregister("before-parameter-build.dynamodb", ask)
    client.meta.events.unregister("after-call.dynamodb", note)
    return requests, units, _seconds(act, 7)


def _kilobytes(request: dict[str, Any]) -> int:
    item = request.get("Item", {})
    size = sum(len(name) + len(next(iter(value.values()))) for name, value in item.items())
    return max(1, -(-size // 1024))


def bare(client: Any, table: str) -> tuple[float, float]:
    """Seconds of a conditional put and of a get, with nothing around them."""
    numbers = iter(range(10**6))

    def put() -> None:
        item = {"pk": {"S": "bare"}, "sk": {"S": f"{next(numbers):09}"}, "body": {"B": bytes(300)}}
        client.put_item(TableName=table, Item=item, ConditionExpression="attribute_not_exists(pk)")

    def get() -> None:
        key = {"pk": {"S": "bare"}, "sk": {"S": "000000000"}}
        client.get_item(TableName=table, Key=key, ConsistentRead=True)

    for warm in range(600):
        put() if warm % 2 else get()
    return _seconds(put, REPEATS), _seconds(get, REPEATS)


def _seconds(act: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        taken.append(time.perf_counter() - began)
    return median(taken)


if __name__ == "__main__":
    main()
