"""Rules that would run away, published to a service that runs and asked of it by a partner over HTTP.

Whatever an administrator publishes, the answer comes in about the time that the request has, within bounded memory, and
refers; the next request is answered as ever.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from serving import Served, serving  # type: ignore[import-not-found]
from tests.eligibility.hostile import EXPRESSIONS

pytestmark = pytest.mark.skipif(
    "CI" not in os.environ and not Path("/proc/self/status").exists(), reason="no /proc to tell what a process takes"
)

MILLISECONDS = 200
LONGEST_SECONDS = MILLISECONDS / 1_000 + 1
"""Of the processor: others are on the machine, and for what they take no budget can answer."""
MOST_MEMORY = 150_000
"""Kilobytes that all of it together may add at the most."""
PRODUCTS, QUESTIONS = 3, 4
ROWS = 2_000
FACTS = {"s": "a" * 10_000, "items": list(range(5_000)), "age": 40}
CHANGE = {
    "basis": {"category": "RISK", "citation": "A test"},
    "comment": "Rules that would run away.",
    "notice": [{"language": "en", "text": "Other rules."}],
}
CHOSEN = (
    "loops in loops",
    "fibonacci",
    "growing texts",
    "copies of lists",
    "shared parts",
    "large patterns",
    "powers",
    "calendar",
)


def decided(expression: str, **more: Any) -> dict[str, Any]:
    """A rule set in which everything hangs on one expression."""
    allowed = {"inputs": ["Heavy"], "rules": [["true", '"ALLOW"', '"OK"'], ["false", '"DECLINE"', '"NO"']]}
    return ruled([{"name": "Heavy", "expression": expression}], allowed) | more


def ruled(decisions: Sequence[Mapping[str, Any]], table: Mapping[str, Any]) -> dict[str, Any]:
    types = {"s": "string", "items": "list<number>", "age": "number"}
    findings = {"hitPolicy": "FIRST", "outputs": ["intervention", "reason"], **table}
    return {
        "category": "RISK",
        "name": {"en": "Rules"},
        "facts": [{"name": name, "type": type_} for name, type_ in types.items()],
        "reasons": {code: {"message": {"en": code}} for code in ("OK", "NO")},
        "decisions": [*decisions, {"name": "Findings", "table": findings}],
    }


def doubling(functions: int) -> dict[str, Any]:
    """Business knowledge models of which each calls the one before it twice; none may call itself."""
    bodies = ["n", *(f"f{number}(n) + f{number}(n + 1)" for number in range(functions - 1))]
    parameters = [{"name": "n", "type": "number"}]
    made = [{"name": f"f{number}", "parameters": parameters, "expression": body} for number, body in enumerate(bodies)]
    return decided(f"f{functions - 1}(age) > 0", functions=made)


def rows_that_are_run() -> dict[str, Any]:
    """A table whose cells no index answers for, and of which no two ask for the same."""
    rows = [[f"sum(for i in items return i + {number}) < ?", '"DECLINE"', '"NO"'] for number in range(ROWS)]
    return ruled([], {"inputs": ["age"], "rules": [*rows, ["-", '"ALLOW"', '"OK"']]})


RULES = {
    **{name: decided(EXPRESSIONS[name]) for name in CHOSEN},
    "models that call models": doubling(40),
    "rows that are run": rows_that_are_run(),
}
HONEST = ruled([], {"inputs": ["age"], "rules": [[">= 18", '"ALLOW"', '"OK"'], ["< 18", '"DECLINE"', '"NO"']]})
PUBLISH = """mutation($made: CreateRuleSetInput!, $rules: PublishRuleVersionInput!) {
    createRuleSet(input: $made) { userErrors { code } }
    publishRuleVersion(input: $rules) { version { number } userErrors { code message } } }"""
PRODUCT = "mutation($input: CreateProductInput!) { createProduct(input: $input) { userErrors { code message } } }"


def publish(service: Served, slug: str, rules: Mapping[str, Any]) -> list[str]:
    """Have the rules in force, and products that they govern. The products' slugs."""
    made = {"slug": slug, "name": [{"language": "en", "text": slug}], "category": "RISK"}
    content = {"slug": slug, "content": json.dumps({"ruleSet": slug, **rules}), "change": CHANGE}
    done = service.ask(PUBLISH, {"made": made, "rules": content}, service.administrator)["data"]
    assert done["publishRuleVersion"] == {"version": {"number": 1}, "userErrors": []}
    products = [f"{slug}-{number}" for number in range(PRODUCTS)]
    for product in products:
        text = f"product: {product}\nname: {{en: Loan}}\nkind: LOAN\nsegment: CONSUMER\ncurrency: CNY\n"
        given = {"slug": product, "content": f"{text}ruleSets: [{slug}]\n", "change": CHANGE}
        answer = service.ask(PRODUCT, {"input": given}, service.administrator)
        assert answer["data"]["createProduct"]["userErrors"] == []
    return products


def asked(service: Served, products: list[str], questions: int) -> tuple[list[list[dict[str, Any]]], bool]:
    """The decisions of each of several questions of one request, and whether its budget was spent."""
    question = "eligibility(input: {facts: $facts, products: $products}) { decisions { outcome reasons { code } } }"
    aliases = " ".join(f"q{number}: {question}" for number in range(questions))
    answer = service.ask(
        f"query($facts: JSON!, $products: [String!]) {{ {aliases} }}", {"facts": FACTS, "products": products}
    )
    assert "errors" not in answer
    spent: bool = answer["extensions"]["cost"]["evaluation"]["spent"]
    return [each["decisions"] for each in answer["data"].values()], spent


def asked_at_rest(service: Served, products: list[str]) -> tuple[list[list[dict[str, Any]]], bool]:
    """The same of one question; again where its time went by while others had the processor for some of it."""
    for _ in range(30):
        began = seconds(service)
        told, spent = asked(service, products, 1)
        if not spent or seconds(service) - began >= MILLISECONDS / 1_000:
            break
    return told, spent


def seconds(service: Served) -> float:
    """What the service has taken of the processor."""
    fields = Path(f"/proc/{service.process.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def kilobytes(service: Served, name: str) -> int:
    status = Path(f"/proc/{service.process.pid}/status").read_text("utf-8")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith(f"{name}:")))


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Iterator[Served]:
    bounded = {**environment, "CREDITRULES_MAX_EVALUATION_MILLISECONDS": str(MILLISECONDS)}
    with serving(tmp_path_factory.mktemp("budget"), bounded, "--memory", "--empty") as running:
        publish(running, "honest", HONEST)
        yield running


def test_whatever_is_published_the_answer_comes_in_time_and_refers_and_the_next_is_as_ever(service: Served) -> None:
    honest = [f"honest-{number}" for number in range(PRODUCTS)]
    asked(service, honest, 1)
    before = kilobytes(service, "VmRSS")
    for number, (name, rules) in enumerate(RULES.items()):
        began = seconds(service)
        products = publish(service, f"rules-{number}", rules)
        started = seconds(service)
        assert started - began < 2 * LONGEST_SECONDS, name
        answers, spent = asked(service, products, QUESTIONS)
        taken = seconds(service) - started
        decisions = [decision for answer in answers for decision in answer]
        assert len(decisions) == PRODUCTS * QUESTIONS
        assert spent, name
        assert {decision["outcome"] for decision in decisions} == {"REFER"}, name
        assert [each["code"] for each in decisions[-1]["reasons"]] == ["BUDGET_SPENT"], name
        assert taken < LONGEST_SECONDS, name
        again, spent = asked_at_rest(service, honest)
        assert ([each["outcome"] for each in again[0]], spent) == (["ALLOW"] * PRODUCTS, False), name
    assert kilobytes(service, "VmHWM") - before < MOST_MEMORY
