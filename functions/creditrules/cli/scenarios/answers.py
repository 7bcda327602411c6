"""What a running service answers to a caller's contract queries, in each language that they are in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from creditrules.api import shipped_documents
from creditrules.cli.service.client import Client
from creditrules.cli.service.pages import ask_page

__all__ = ["Answers", "Contracted", "contract_answers"]

ENGLISH: Final = "en"
_AS_ASKED: Final = ("parties", "exposures", "sources")
"""What stands among a contract's facts and is none."""


@dataclass(frozen=True, slots=True)
class Contracted:
    """A contract query as `registerContract` takes it. decisions: by language, as `eligibility` answers it."""

    given: Mapping[str, Any]
    decisions: Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Answers:
    """contracts: those that hold. products: by language, as `products` gives them. asked_at: when each was asked.

    left_out: names of the other contracts, with why.
    """

    contracts: list[Contracted] = field(default_factory=list)
    products: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    asked_at: list[str] = field(default_factory=list)


def contract_answers(client: Client) -> Answers:
    """Ask a service, by documents that it trusts. Raises NoAnswerError."""
    found = Answers()
    taken = []
    for contract in _every(client, "partner/contracts", "contracts", {}):
        why = _unusable(contract)
        if why:
            found.left_out.append((contract["name"], why))
        else:
            taken.append(contract)
    languages = sorted({ENGLISH, *(each["locale"] for each in taken if each["locale"])})
    for language in languages:
        found.products[language] = list(_every(client, "partner/products", "products", {"locale": language}))
    for contract in taken:
        given = _given(contract)
        asked = {name: value for name, value in given.items() if name not in {"name", "expect", "locale"}}
        decisions = {}
        for language in languages:
            variables = {"input": {**asked, "locale": language}}
            report = client.ask(shipped_documents()["partner/eligibility"], variables)["eligibility"]
            decisions[language] = report["decisions"]
            found.asked_at.append(report["validAt"])
        found.contracts.append(Contracted(given, decisions))
    return found


def _unusable(contract: Mapping[str, Any]) -> str:
    if contract["maskedFacts"]:
        return "you may not see its facts"
    if any(each["validFrom"] is None for each in contract["breaches"]):
        return "it does not hold"
    if contract["facts"].keys() & set(_AS_ASKED):
        return "it is about more than one applicant's facts"
    return ""


def _given(contract: Mapping[str, Any]) -> dict[str, Any]:
    """The contract as it would be registered, but for requests and offers: recorded products have no prices."""
    expect = [_said({**each, "offer": None}) for each in contract["expect"]]
    return _said({name: contract[name] for name in ("name", "facts", "products", "locale")} | {"expect": expect})


def _said(parts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in parts.items() if value not in (None, [])}


def _every(client: Client, document: str, field_: str, variables: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    after = None
    while True:
        page = ask_page(client, shipped_documents()[document], {**variables, "after": after})[field_]
        yield from page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return
        after = page["pageInfo"]["endCursor"]
