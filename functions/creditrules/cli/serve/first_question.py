"""The first question that a newcomer asks: the story's user, today, in a browser or as one line of curl."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from creditrules.api import Graphiql, document_digest, shipped_documents
from creditrules.cli.demo.lender import demo_story
from creditrules.cli.demo.story import read_story

__all__ = ["curl_line", "first_page"]

_QUERY = """\
query MayLinHaveIt($input: EligibilityInput!) {
  eligibility(input: $input) {
    decisions {
      product { name }
      outcome
      terms { limit rate currency until }
      reasons { intervention message lift }
      changesThatHelp { ways { outcome changes { label direction } } passesFrom { outcome validFrom } }
      alternatives { product { name } }
    }
  }
}
"""


def curl_line(url: str, token: str, today: date, *, trusted: bool = False) -> str:
    """One line for a shell; nothing in it holds a single quote. trusted: whether it asks by the id of a document."""
    document = {"documentId": _trusted_id()} if trusted else {"query": " ".join(_QUERY.split())}
    body = json.dumps({**document, "variables": _variables(today)}, separators=(",", ":"))
    return (
        f"curl -s {url}/graphql -H 'Content-Type: application/json' -H 'Authorization: Bearer {token}' --data '{body}'"
    )


def first_page(token: str, today: date) -> Graphiql:
    """GraphiQL with the question ready to be asked."""
    return Graphiql(query=_QUERY, variables=json.dumps(_variables(today), indent=2), token=token)


def _trusted_id() -> str:
    """That of graphql/operations/partner/eligibility.graphql."""
    return f"sha256:{document_digest(shipped_documents()['partner/eligibility'])}"


def _variables(today: date) -> dict[str, Any]:
    """The story's user with a suspicion of cash-out that is strong and fresh, so that today's rules pause the line."""
    applicant, _, products = read_story(demo_story())
    seen = (today - timedelta(days=3)).isoformat()
    facts = {**applicant.facts, "cashOutSuspicion": 85, "lastCashOutSignalOn": seen}
    return {"input": {"facts": facts, "products": list(products)}}
