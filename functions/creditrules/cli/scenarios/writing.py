"""Answers of a service, written as a scenario: rule sets whose rows are the contract queries, and their products."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from creditrules.cli.scenarios.answers import Answers, Contracted
from creditrules.cli.scenarios.form import FILE
from creditrules.document import yaml_text

__all__ = ["scenario_files"]

RULES: Final = "rules"
PLAIN: Final = frozenset({"number", "string", "boolean", "date", "date and time", "time"})
"""Types of facts that a cell can be held against."""
_NONE: Final = "null"
_ANY: Final = "-"
_OUTPUTS: Final = ("intervention", "reason", "limit", "rate", "restrictedFeatures", "until")

_Told = Mapping[str, Mapping[str, Any]]
"""One thing in every language."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A reason that a rule set gave for a product, to a contract query."""

    contract: Contracted
    product: str
    told: _Told

    @property
    def reason(self) -> Mapping[str, Any]:
        return next(iter(self.told.values()))


def scenario_files(name: str, answers: Answers) -> dict[str, str]:
    """The scenario's files by their paths."""
    found: dict[str, list[_Found]] = defaultdict(list)
    for each in _found(answers):
        found[each.reason["ruleSet"]["slug"]].append(each)
    used: dict[str, list[str]] = defaultdict(list)
    for slug in sorted(found):
        for product in dict.fromkeys(each.product for each in found[slug]):
            used[product].append(slug)
    files: dict[str, dict[str, Any]] = {FILE: _scenario(name, answers)}
    files |= {f"{RULES}/{slug}.yaml": _rule_set(slug, found[slug], answers) for slug in sorted(found)}
    files |= {f"{RULES}/product-{slug}.yaml": _product(slug, answers, used[slug]) for slug in sorted(used)}
    return {path: yaml_text(content) for path, content in files.items()}


def _found(answers: Answers) -> Iterator[_Found]:
    """Every reason that a rule gave."""
    for contract in answers.contracts:
        for decisions in zip(*contract.decisions.values(), strict=True):
            product = decisions[0]["product"]["slug"]
            for reasons in zip(*(each["reasons"] for each in decisions), strict=True):
                if reasons[0]["origin"] == "RULE":
                    yield _Found(contract, product, dict(zip(contract.decisions, reasons, strict=True)))


def _scenario(name: str, answers: Answers) -> dict[str, Any]:
    return {
        "scenario": name,
        "now": max(answers.asked_at),
        "lender": RULES,
        "subjects": {each.given["name"]: each.given["facts"] for each in answers.contracts},
        "contracts": [dict(each.given) for each in answers.contracts],
    }


def _rule_set(slug: str, found: Sequence[_Found], answers: Answers) -> dict[str, Any]:
    declared = _declared(slug, answers)
    every = [each.given["facts"] for each in answers.contracts]
    columns = {
        name: fact["type"]
        for name, fact in declared.items()
        if fact["type"] in PLAIN and any(name in facts for facts in every)
    }
    nullable = {name for name in columns if any(facts.get(name, ...) is None for facts in every)}
    table = {
        "hitPolicy": "COLLECT",
        "inputs": ["product.slug", *columns],
        "outputs": [*_OUTPUTS],
        "rules": [{"when": [*when], "then": [*then]} for when, then in dict.fromkeys(_rows(found, columns))],
    }
    return {
        "ruleSet": slug,
        "category": found[0].reason["category"],
        "name": {tag: told["ruleSet"]["name"] for tag, told in found[0].told.items()},
        "reasons": {each.reason["code"]: _reason(each.told) for each in reversed(found)},
        "facts": [
            {"name": name, "type": kind, **({"nullable": True} if name in nullable else {})}
            for name, kind in columns.items()
        ],
        "decisions": [{"name": "Findings", "table": table}],
    }


def _rows(found: Iterable[_Found], columns: Mapping[str, str]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """What each finding asks for and says; those of two contract queries may be the same."""
    for each in found:
        facts = each.contract.given["facts"]
        cells = (_cell(facts[name], kind) if name in facts else _ANY for name, kind in columns.items())
        yield (_text(each.product), *cells), tuple(_finding(each.reason))


def _declared(slug: str, answers: Answers) -> dict[str, Mapping[str, Any]]:
    """The facts that the rule set asks for, by name."""
    products = next(iter(answers.products.values()))
    every = (each for product in products for each in product["ruleSets"] or () if each["slug"] == slug)
    return {fact["name"]: fact for fact in next(every)["facts"] or ()}


def _product(slug: str, answers: Answers, rule_sets: list[str]) -> dict[str, Any]:
    told = {tag: next(each for each in every if each["slug"] == slug) for tag, every in answers.products.items()}
    one = next(iter(told.values()))
    copied = {name: one[name] for name in ("kind", "segment", "scenario", "currency", "features")}
    return {"product": slug, "name": {tag: each["name"] for tag, each in told.items()}, **copied, "ruleSets": rule_sets}


def _reason(told: _Told) -> dict[str, Any]:
    said = {"message": {tag: each["message"] for tag, each in told.items()}}
    lift = {tag: each["lift"] for tag, each in told.items() if each["lift"]}
    return {**said, "lift": lift} if lift else said


def _finding(reason: Mapping[str, Any]) -> list[str]:
    """The cells of what a row finds, as the answer told it."""
    features = ", ".join(map(_text, reason["restrictedFeatures"]))
    until = f'@"{reason["until"]}"' if reason["until"] else _NONE
    told = [_text(reason["intervention"]), _text(reason["code"]), reason["limit"] or _NONE, reason["rate"] or _NONE]
    return [*told, f"[{features}]" if features else _NONE, until]


def _cell(value: Any, kind: str) -> str:
    """What holds for this value of a fact alone."""
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if kind == "number":
        return str(value)
    return _text(str(value)) if kind == "string" else f'@"{value}"'


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
