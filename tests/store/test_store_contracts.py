"""Contract queries on every database: kept by author and name, of one tenant, exact, and sealed."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from creditrules.document import canonical
from creditrules.errors import Refusal
from creditrules.rules import Contract, ExpectedAnswer, ExpectedOffer, Request, TermName
from creditrules.store import DataKey, RulesInTable, Table
from creditrules.store.decisions.sealing import seal
from creditrules.store.items.facts import micros, pack, unpack
from creditrules.store.keys import contract_key
from creditrules.store.local.keys import LocalKeys
from creditrules.store.port import BODY

AT = datetime(2026, 1, 1, tzinfo=UTC)
SECRET = "Person Somebody of 12 Real Street"
FACTS = {"income": Decimal("0.10"), "names": ["é", None, True], "address": {"street": SECRET}}
EXPECTED = (
    ExpectedAnswer("loan", ("ALLOW", "WARN"), (TermName.LIMIT,)),
    ExpectedAnswer(
        "card",
        limit_at_least=Decimal(1000),
        rate_at_most=Decimal("0.24"),
        offer=ExpectedOffer(Decimal(5), Decimal("0.20"), None, Decimal("1e2"), Decimal(0)),
        reasons=("FINE",),
        reasons_among=("FINE", "NIGHT"),
        parties=("bob",),
    ),
)
REQUESTS = {
    "*": Request.model_validate({"amount": Decimal("6999.50"), "termMonths": 12}),
    "card": Request.model_validate({"purpose": "phone", "startDate": AT.date()}),
}


class NoKeys:
    """A key service that is out of order."""

    def new_data_key(self, context: Mapping[str, str]) -> DataKey:
        raise Refusal("UNAVAILABLE", "KEYS_UNAVAILABLE", str(context))  # type: ignore[arg-type]

    def unwrap(self, wrapped: bytes, context: Mapping[str, str]) -> bytes:
        raise Refusal("UNAVAILABLE", "KEYS_UNAVAILABLE", f"{wrapped!r} {context}")  # type: ignore[arg-type]


def contract(author: str, name: str, facts: dict[str, object] | None = None) -> Contract:
    return Contract(author, name, FACTS if facts is None else facts, ("loan", "card"), EXPECTED, AT, REQUESTS, "zh")


def test_they_are_kept_read_back_equal_replaced_and_removed(store: RulesInTable) -> None:
    ours = [contract("a#b", "x"), contract("a#b", "y"), contract("shop", "x")]
    for each in reversed(ours):
        store.contracts.register("lender", each)
    store.contracts.register("other", contract("shop", "x", {}))
    assert list(store.contracts.every("lender")) == ours
    assert store.contracts.names("lender") == (("a#b", "x"), ("a#b", "y"), ("shop", "x"))
    assert [each.name for each in store.contracts.every("lender", "a#b")] == ["x", "y"]
    store.contracts.register("lender", contract("shop", "x", {"income": Decimal(1)}))
    store.contracts.remove("lender", "a#b", "x")
    store.contracts.remove("lender", "nobody", "x")
    assert store.contracts.names("lender") == (("a#b", "y"), ("shop", "x"))
    assert store.contracts.every("lender")[1].facts == {"income": Decimal(1)}
    assert [each.facts for each in store.contracts.every("other")] == [{}]


def test_what_it_asks_with_is_nowhere_in_clear_and_opens_in_its_own_place_only(
    store: RulesInTable, table: Table
) -> None:
    store.contracts.register("lender", contract("shop", "x"))
    place, other = contract_key("lender", "shop", "x"), contract_key("lender", "shop", "y")
    item = table.read([place])[place]
    told = str(unpack(item[BODY]))
    assert SECRET not in told
    assert not any(said in told for said in ("6999", "bob", "0.24"))
    moved = unpack(item[BODY]) | {"name": "y"}
    table.write([(other, {BODY: pack(moved)})])
    opened, strange = store.contracts.every("lender")
    assert (opened.readable, strange.readable, strange.facts, strange.requests) == (True, False, {}, {})


def test_who_cannot_seal_keeps_none_and_who_cannot_open_says_so(table: Table, store: RulesInTable) -> None:
    store.contracts.register("lender", contract("shop", "x"))
    without = RulesInTable(table, clock=lambda: AT, cursor_secret=bytes(16))
    with pytest.raises(Refusal) as refused:
        without.contracts.register("lender", contract("shop", "y"))
    assert refused.value.code == "RECORDING_NOT_SET_UP"
    for keys in (None, NoKeys(), LocalKeys(b"1" * 32)):
        found = RulesInTable(table, clock=lambda: AT, cursor_secret=bytes(16), keys=keys)
        [read] = found.contracts.every("lender")
        assert (read.name, read.facts, read.readable) == ("x", {}, False)
    assert store.contracts.every("lender")[0].readable


def test_one_of_an_earlier_release_is_read_and_sealed_when_it_is_registered_again(
    table: Table, store: RulesInTable
) -> None:
    place = contract_key("lender", "shop", "x")
    old = {
        "author": "shop",
        "name": "x",
        "facts": canonical(FACTS).decode(),
        "products": ["loan"],
        "expected": [["loan", ["ALLOW"], ["LIMIT"]]],
        "registered": micros(AT),
    }
    table.write([(place, {BODY: pack(old)})])
    [read] = store.contracts.every("lender")
    expected = (ExpectedAnswer("loan", ("ALLOW",), (TermName.LIMIT,)),)
    assert read == Contract("shop", "x", FACTS, ("loan",), expected, AT)
    store.contracts.register("lender", read)
    assert store.contracts.every("lender") == (read,)
    assert SECRET not in str(unpack(table.read([place])[place][BODY]))


def test_what_is_relied_on_is_read_where_it_was_written_in_clear_beside_what_is_sealed(
    table: Table, store: RulesInTable
) -> None:
    place = contract_key("lender", "shop", "x")
    key = LocalKeys(bytes(32)).new_data_key({"tenant": "lender", "contract": place.sort})
    sealed = seal(key.plain, {"facts": {"age": 1}, "requests": {}}, f"lender#contract#{place.sort}")
    texts = {"key": base64.b64encode(key.wrapped).decode(), "sealed": base64.b64encode(sealed).decode()}
    clear = {"author": "shop", "name": "x", "products": ["loan"], "registered": micros(AT), "locale": "zh"}
    table.write([(place, {BODY: pack({**clear, **texts, "expected": [{"product": "loan", "reasons": ["A"]}]})})])
    expected = (ExpectedAnswer("loan", reasons=("A",)),)
    assert store.contracts.every("lender") == (
        Contract("shop", "x", {"age": Decimal(1)}, ("loan",), expected, AT, locale="zh"),
    )


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("backend")
def test_nothing_of_a_contract_that_is_gone_is_left_in_the_file(
    table: Table, store: RulesInTable, tmp_path: Path
) -> None:
    place = contract_key("lender", "shop", "x")
    for act in ("replaced", "removed"):
        store.contracts.register("lender", contract("shop", "x"))
        sealed = unpack(table.read([place])[place][BODY])["sealed"]
        store.contracts.register("lender", replace(contract("shop", "x"), registered_at=AT + timedelta(days=1)))
        body = table.read([place])[place][BODY]
        assert unpack(body)["sealed"] == sealed, "what says the same is sealed once"
        if act == "replaced":
            store.contracts.register("lender", contract("shop", "x", {"income": Decimal(2)}))
        else:
            store.contracts.remove("lender", "shop", "x")
        assert not any(body in path.read_bytes() for path in tmp_path.iterdir())
