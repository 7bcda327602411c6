"""`creditrules scenario`: what a service answered to contract queries is answered again, without the lender's rules."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from tests.cli.serving import Served, serving, serving_again
from typer.testing import CliRunner, Result

from creditrules.cli.main import app
from creditrules.document import read_yaml

OPERATIONS = Path(__file__).parents[2] / "graphql" / "operations" / "partner"
ASK = (OPERATIONS / "eligibility.graphql").read_text("utf-8")
REGISTER = (OPERATIONS / "register-contract.graphql").read_text("utf-8")
LIN: dict[str, Any] = {
    "age": 26,
    "identityVerified": True,
    "student": False,
    "creditScore": 704,
    "monthlyIncome": "9250.50",
    "otherCreditLines": 20000,
    "overdueDays": 0,
    "deviceRiskScore": 12,
    "recentApplications": 2,
    "cashOutSuspicion": 12,
    "lastCashOutSignalOn": None,
}
PRODUCTS = ["huabei", "jiebei"]
CONTRACTS: list[dict[str, Any]] = [
    {
        "name": "lin",
        "products": PRODUCTS,
        "facts": LIN,
        "locale": "zh",
        "expect": [{"product": "jiebei", "terms": ["LIMIT"]}],
    },
    {
        "name": "young",
        "products": PRODUCTS,
        "facts": {**LIN, "age": 17},
        "expect": [{"product": "huabei", "outcomes": ["DECLINE"]}],
    },
    {"name": "late", "products": ["huabei"], "facts": {**LIN, "overdueDays": 45}},
]
BROKEN: dict[str, Any] = {
    "name": "wrong",
    "products": ["huabei"],
    "facts": LIN,
    "expect": [{"product": "huabei", "outcomes": ["DECLINE"]}],
}
JOINT: dict[str, Any] = {
    "name": "two",
    "products": ["huabei"],
    "facts": LIN,
    "parties": [{"name": "g", "role": "GUARANTOR", "facts": {}}],
}


def run(served: Served, *arguments: str) -> Result:
    return CliRunner().invoke(
        app, ["scenario", *arguments, "--url", f"{served.url}/graphql", "--token", served.partner]
    )


def register(served: Served, contract: dict[str, Any]) -> None:
    assert served.ask(REGISTER, {"input": contract})["data"]["registerContract"]["userErrors"] == []


@pytest.fixture(scope="module")
def lender(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving_again(tmp_path_factory.mktemp("lender"), dict(os.environ)) as served:
        assert run(served, str(served.folder / "none")).exit_code == 1
        for contract in (*CONTRACTS, BROKEN, JOINT):
            register(served, contract)
        yield served


@pytest.fixture(scope="module")
def recorded(lender: Served) -> tuple[Path, str]:
    """The folder that the command has written, and what it said."""
    folder = lender.folder / "recorded"
    done = run(lender, str(folder))
    assert done.exit_code == 0, done.output
    return folder, done.output


@pytest.fixture(scope="module")
def played(recorded: tuple[Path, str]) -> Iterator[Served]:
    folder, _ = recorded
    with serving(folder, dict(os.environ), "--scenario", str(folder), last="ey") as served:
        yield served


def told(served: Served, locale: str, **given: Any) -> Any:
    """What an answer says of each product: outcome, terms, and what its reasons say."""
    decisions = served.ask(ASK, {"input": {**given, "locale": locale}})["data"]["eligibility"]["decisions"]
    of_reason = ("code", "message", "lift", "intervention", "category", "limit", "rate", "restrictedFeatures", "until")
    return {
        each["product"]["slug"]: (
            each["outcome"],
            each["terms"] and {**each["terms"], "currency": ""},
            [({name: reason[name] for name in of_reason}, reason["ruleSet"]) for reason in each["reasons"]],
        )
        for each in decisions
    }


@pytest.mark.parametrize("locale", ["en", "zh"])
@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda each: each["name"])
def test_the_same_is_answered_in_every_language(
    lender: Served, played: Served, contract: dict[str, Any], locale: str
) -> None:
    asked = {"products": contract["products"], "facts": contract["facts"]}
    assert told(played, locale, **asked) == told(lender, locale, **asked)
    by_name = {"products": contract["products"], "facts": {}, "subject": contract["name"]}
    assert told(played, locale, **by_name) == told(lender, locale, **asked)


def test_what_was_not_recorded_is_never_allowed(played: Served) -> None:
    assert told(played, "en", products=PRODUCTS, facts={**LIN, "age": 40})["huabei"][0] == "REFER"
    assert told(played, "en", products=PRODUCTS, facts={})["huabei"][0] == "UNDETERMINED"


def test_contracts_that_cannot_be_played_are_left_out_and_told(recorded: tuple[Path, str]) -> None:
    folder, said = recorded
    value: Any = read_yaml((folder / "scenario.yaml").read_text("utf-8")).value
    assert [each["name"] for each in value["contracts"]] == ["late", "lin", "young"]
    assert "wrong is left out: it does not hold." in said
    assert "two is left out: it is about more than one applicant's facts." in said


def test_its_clock_shows_when_it_was_recorded(recorded: tuple[Path, str], played: Served) -> None:
    with urlopen(f"{played.url}/scenario", timeout=30) as answer:
        now = json.load(answer)["now"]
    value: Any = read_yaml((recorded[0] / "scenario.yaml").read_text("utf-8")).value
    assert datetime.fromisoformat(now) == datetime.fromisoformat(value["now"])


def test_a_folder_that_is_taken_or_ill_named_is_refused(lender: Served, recorded: tuple[Path, str]) -> None:
    for folder in (recorded[0], lender.folder / "Not A Name"):
        assert run(lender, str(folder)).exit_code == 1
