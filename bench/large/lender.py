"""A lender in this process whose rule set of many rows governs three products."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from decisions.kind import kind_table
from decisions.ours import rule_set_document

from creditrules.api import Request
from creditrules.auth import Role, SigningKey
from creditrules.bootstrap import LocalService, build_local
from creditrules.cli.demo.lender import demo_lender
from creditrules.cli.local.tokens import IN_CHARGE, LocalTokens
from creditrules.cli.service.client import Client
from creditrules.cli.service.in_process import in_process
from creditrules.cli.service.publishing import publish_content

__all__ = ["PRODUCTS", "SLUG", "LargeLender", "content_of", "large_lender", "product_content"]

SLUG = "bench"
PRODUCTS = ("loan", "line", "lease")
QUERY = """query($input: EligibilityInput!) { eligibility(input: $input) { decisions {
  product { slug } outcome terms { limit } reasons { code message version { number } } missingFacts { name }
} } }"""
_CHANGE = {
    "basis": {"category": "RISK", "citation": "Bench"},
    "comment": "The bench publishes it.",
    "notice": {"en": "There are other limits now."},
}


@dataclass(frozen=True, slots=True)
class LargeLender:
    """service: with its table in memory, or in a folder. administrator: publishes without approvals."""

    service: LocalService
    administrator: Client
    token: str

    def publish(self, content: str) -> float:
        """Seconds of the processor that the publication takes; the document is made when there is none."""
        started = time.process_time()
        publish_content(self.administrator, content, create=True, retry_key=f"{time.time_ns()}")
        return time.process_time() - started

    def ask(self, facts: Mapping[str, Any], products: tuple[str, ...] = PRODUCTS) -> bytes:
        """The answer as it goes out; errors are none."""
        given = {"input": {"facts": facts, "products": list(products)}}
        headers = {"authorization": f"Bearer {self.token}", "content-type": "application/json"}
        body = json.dumps({"query": QUERY, "variables": given}).encode()
        answer = self.service.application.handle(Request("POST", "/graphql", headers, body=body)).body
        assert b'"errors"' not in answer, answer[:500]
        return answer

    def asking(self, facts: Mapping[str, Any], products: tuple[str, ...] = PRODUCTS) -> Callable[[], bytes]:
        """The same to be called again and again."""
        return lambda: self.ask(facts, products)


@contextmanager
def large_lender(key: SigningKey, data: Path | None = None) -> Iterator[LargeLender]:
    """Nothing is published yet, unless the folder holds it."""
    tenant = demo_lender().tenant
    tokens = LocalTokens(key, tenant)
    with build_local(data, key=key) as service:
        administrator = in_process(service.application, tokens.issue(IN_CHARGE, "bench"))
        yield LargeLender(service, administrator, tokens.issue(Role.PARTNER, "bench"))


def content_of(rows: int, *, last: str = "ALLOW") -> str:
    """The kind table as a rule set to be published; last: the intervention of the last row."""
    document = rule_set_document(kind_table(rows, "worst"), SLUG)
    then = document["decisions"][0]["table"]["rules"][-1]["then"]
    then[0] = f'"{last}"'
    return json.dumps({**document, "change": _CHANGE})


def product_content(slug: str) -> str:
    """A product that the rule set governs."""
    form = {"product": slug, "name": {"en": slug}, "kind": "CASH_LOAN", "segment": "CONSUMER", "currency": "EUR"}
    return json.dumps(
        {**form, "ruleSets": [SLUG], "change": {**_CHANGE, "basis": {"category": "PRODUCT", "citation": "Bench"}}}
    )
