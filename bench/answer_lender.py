"""The demo lender's service in this process, its table in memory, with ten products besides that share no rule set."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from creditrules.api import Application, AsgiApp, Handler, behind_gateway
from creditrules.auth import Role, make_key
from creditrules.bootstrap import build_local
from creditrules.cli.demo.lender import Recording, SetClock, demo_lender, demo_story, publish_recordings
from creditrules.cli.demo.story import read_story
from creditrules.cli.local.tokens import IN_CHARGE, LocalTokens
from creditrules.cli.service.in_process import in_process
from creditrules.cli.service.publishing import publish_content

__all__ = ["QUERY", "Asked", "OwnRules", "serving"]

QUERY = """query Eligibility($input: EligibilityInput!) {
  eligibility(input: $input) {
    validAt knownAt
    decisions {
      product { slug name } outcome terms { limit rate currency until }
      reasons { code message lift category intervention ruleSet { slug } version { number } }
      missingFacts { name }
      appliedVersions { ruleSet category number validFrom recordedAt pinned }
    }
  }
}
"""
REGISTER = """mutation($input: RegisterDocumentsInput!) { done: registerDocuments(input: $input) {
  documents { document { documentId } } userErrors { message }
} }"""
OWN_PRODUCTS = 10
PUBLISHED = datetime(2026, 4, 3, tzinfo=UTC)
VALID = datetime(2026, 4, 4, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class OwnRules:
    """The products that share no rule set, by slug; each has one of risk and one of terms."""

    products: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """The service, and how to ask it.

    handler: as the function's. facts: of the story's user, all open.
    products: the two of the story, which share five of their seven rule sets. document_id: of the query, registered.
    """

    application: Application
    handler: Handler
    tokens: LocalTokens
    token: str
    facts: dict[str, Any]
    products: tuple[str, ...]
    own: OwnRules
    document_id: str

    def event(
        self, products: tuple[str, ...], facts: dict[str, Any] | None = None, text: str = QUERY
    ) -> dict[str, Any]:
        """API Gateway's event (payload 2.0) with the question about these products."""
        question = {"facts": self.facts if facts is None else facts, "products": list(products)}
        return gateway_event({"query": text, "variables": {"input": question}}, self.token)

    def trusted_event(self, products: tuple[str, ...], document_id: str) -> dict[str, Any]:
        """The same question by the id of a document."""
        question = {"facts": self.facts, "products": list(products)}
        return gateway_event({"documentId": document_id, "variables": {"input": question}}, self.token)


def gateway_event(body: dict[str, Any], token: str) -> dict[str, Any]:
    """A POST as API Gateway's HTTP API hands it on, with the headers that clients and the gateway send."""
    text = json.dumps(body)
    headers = {
        "accept": "application/json",
        "authorization": f"Bearer {token}",
        "content-length": str(len(text.encode())),
        "content-type": "application/json",
        "host": "abcdefghij.execute-api.eu-central-1.amazonaws.com",
        "user-agent": "partner/1.0",
        "x-amzn-trace-id": "Root=1-5759e988-bd862e3fe1be46a994272793",
        "x-forwarded-for": "192.0.2.1",
        "x-forwarded-port": "443",
        "x-forwarded-proto": "https",
    }
    http = {"method": "POST", "path": "/graphql", "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "p"}
    return {
        "version": "2.0",
        "routeKey": "POST /graphql",
        "rawPath": "/graphql",
        "rawQueryString": "",
        "headers": headers,
        "requestContext": {"apiId": "abcdefghij", "http": http, "requestId": "id", "stage": "$default"},
        "body": text,
        "isBase64Encoded": False,
    }


@contextmanager
def serving() -> Iterator[Asked]:
    """All of it published."""
    lender, clock, key = demo_lender(), SetClock(), make_key()
    tokens = LocalTokens(key, lender.tenant)
    with build_local(key=key, clock=clock) as service:
        administrator = in_process(service.application, tokens.issue(IN_CHARGE, lender.author))
        publish_recordings(administrator, clock, (*lender.published, *lender.story))
        clock.moment = PUBLISHED
        for number in range(OWN_PRODUCTS):
            for file in ("rule-sets/behaviour-risk/1.yaml", "rule-sets/jiebei-terms/1.yaml", "products/jiebei/1.yaml"):
                content = _renamed(Recording(PUBLISHED, file).content(), number)
                publish_content(administrator, content, create=True, retry_key=f"{file} {number}")
        clock.moment = None
        applicant, _, products = read_story(demo_story())
        handler = behind_gateway(AsgiApp(service.application, threads=False))
        token = tokens.issue(Role.PARTNER, "bench")
        facts = {**applicant.facts, "cashOutSuspicion": 10}
        done = administrator.act(REGISTER, {"documents": [QUERY]})
        document_id = done["documents"][0]["document"]["documentId"]
        own = OwnRules(tuple(f"own-{number}" for number in range(OWN_PRODUCTS)))
        yield Asked(service.application, handler, tokens, token, facts, tuple(products), own, document_id)


def _renamed(content: str, number: int) -> str:
    """A document of the demo lender's under a name of its own; a product governed by its own two rule sets."""
    content = content.replace("ruleSet: behaviour-risk", f"ruleSet: own-risk-{number}")
    content = content.replace("ruleSet: jiebei-terms", f"ruleSet: own-terms-{number}")
    content = content.replace("product: jiebei", f"product: own-{number}")
    others = {
        "ruleSets:": f"ruleSets: [own-risk-{number}, own-terms-{number}]",
        "  validFrom:": f'  validFrom: "{VALID.isoformat()}"',
    }
    lines = content.split("\n")
    return "\n".join(next((new for old, new in others.items() if line.startswith(old)), line) for line in lines)
