"""What a process that has read nothing sends to a DynamoDB for its first question, counted where it goes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from backends import ENDPOINT, Dynamo  # type: ignore[import-not-found]
from tests.desk.large_rule_sets import LARGE, content, long_note, publish
from tests.desk.lenders import SHOP, Clock, Lender

from creditrules import desk
from creditrules.dmn import CodedRules
from creditrules.feel import RequestBudget
from creditrules.rules import findings_table
from creditrules.store import DecisionsInTable, RulesInTable
from creditrules.store.aws import DynamoTable, connect
from creditrules.store.local.keys import LocalKeys

SECRET = b"a secret for the cursors of tests"


@contextmanager
def sent(client: Any) -> Iterator[Counter[str]]:
    """Requests by operation as they leave, so that those that are sent again count again."""
    counted: Counter[str] = Counter()

    def note(request: Any, **_: object) -> None:
        counted[request.headers["X-Amz-Target"].decode().rpartition(".")[2]] += 1

    client.meta.events.register("before-send.dynamodb", note)
    try:
        yield counted
    finally:
        client.meta.events.unregister("before-send.dynamodb", note)


@pytest.mark.parametrize("backend", ["server"], indirect=True)
def test_a_first_question_about_large_rule_sets_takes_four_requests_of_a_function_s_own_client(
    backend: Dynamo, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "local")
    clock = Clock()
    keys = LocalKeys(bytes(32))
    store_of = partial(RulesInTable, clock=clock, cursor_secret=SECRET, keys=keys)
    recording = desk.Recording(DecisionsInTable(backend.table, clock=clock, keys=keys), 30)
    lender = Lender(clock, desk.Catalogue(store_of(backend.table)), recording)

    def asked(*products: str) -> Counter[str]:
        client = connect("eu-central-1", ENDPOINT)
        cold = desk.Catalogue(store_of(DynamoTable(client, backend.name))).under(RequestBudget(10**7, 10**9))
        with sent(client) as counted:
            report = desk.ask(cold, SHOP, desk.Question({"income": 2}, products))
        client.close()
        assert {reason.code for each in report.decisions for reason in each.reasons} == {"POOR"}
        applied = {each.digest for decision in report.decisions for each in decision.applied}
        tables = [findings_table(each.rule_set) for each in cold.rule_sets("acme", applied).values()]
        assert [isinstance(table.rules, CodedRules) for table in tables if table].count(True) == (
            0 if products == ("little",) else 4 if "several" in products else 1
        )
        return counted

    publish(lender, [("small", content("small", 3, lambda _: ""))])
    lender.product("little", "small")
    assert asked("little") == {"BatchGetItem": 2, "Query": 1}
    publish(lender, ((slug, content(slug, 600, long_note)) for slug in LARGE))
    lender.product("several", *LARGE)
    lender.product("one", *LARGE[:1])
    for products in (("several", "one", "little"), ("one",)):
        assert asked(*products) == {"BatchGetItem": 3, "Query": 1}
