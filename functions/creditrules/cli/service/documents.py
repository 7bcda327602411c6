"""Documents of a service by the names that people type: `behaviour-risk`, `product:huabei`, `behaviour-risk#4`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from creditrules.cli.screen import give_up
from creditrules.cli.service.client import Client, NoAnswerError
from creditrules.cli.service.pages import ask_page
from creditrules.slugs import is_slug

__all__ = ["KINDS", "Named", "document_found", "document_kind", "find_proposal", "named"]

KINDS: Final = {"rule-set": "RULE_SET", "product": "PRODUCT", "parameter": "PARAMETER", "experiment": "EXPERIMENT"}
"""By the word before the colon: what the service calls that kind of document."""

_EXIST: Final = """
query Exist($slug: String!) {
  RULE_SET: document(kind: RULE_SET, slug: $slug) { slug }
  PRODUCT: document(kind: PRODUCT, slug: $slug) { slug }
  PARAMETER: document(kind: PARAMETER, slug: $slug) { slug }
  EXPERIMENT: document(kind: EXPERIMENT, slug: $slug) { slug }
}
"""
_LISTED: Final = "The queries `ruleSets`, `products`, `parameters` and `experiments` list what there is."
_PROPOSAL: Final = """
  id number state binding kind validFrom validUntil basedOn authors requiredApprovals
  approvals { author recordedAt comment }
  obstacles { code message hint }
  brokenContracts { author contract kind message validFrom }
  document { __typename slug }
  statement {
    basis { category citation link } comment notices { language text }
    impact {
      products ruleSets factsAdded factsRemoved reasonsAdded reasonsRemoved
      tables { decision added removed changed } cases casesChanged coverage { covered rows }
    }
  }
"""


@dataclass(frozen=True, slots=True)
class Named:
    """A document, and the number of a version or a proposal of it; kind: "" where the name does not say it."""

    slug: str
    number: int | None
    kind: str


def named(text: str) -> Named:
    """What a name says. Ends the command for one that is none."""
    kind, colon, rest = text.partition(":")
    slug, _, number = (rest if colon else text).partition("#")
    if (colon and kind not in KINDS) or not is_slug(slug) or (number and not number.isdigit()):
        give_up(f"{text!r} is no name.", "Write behaviour-risk, product:huabei, or behaviour-risk#4.", status=2)
    return Named(slug, int(number) if number else None, KINDS[kind] if colon else "")


def document_kind(client: Client, name: Named) -> str:
    """The kind of a document: what its name says, or that of the only one there is.

    Raises NoAnswerError where there is none; ends the command where there are several.
    """
    if name.kind:
        return name.kind
    found = [kind for kind, there in client.ask(_EXIST, {"slug": name.slug}).items() if there is not None]
    if not found:
        raise NoAnswerError(f"There is no rule set, product, parameter or experiment called '{name.slug}'.", _LISTED)
    if len(found) > 1:
        words = [f"{word}:{name.slug}" for word, kind in KINDS.items() if kind in found]
        give_up(f"Several are called '{name.slug}'.", f"Say which: {' or '.join(words)}.", status=2)
    return found[0]


def document_found(name: Named, data: Mapping[str, Any]) -> dict[str, Any]:
    """What is `found` of a document. Raises NoAnswerError where there is none."""
    if data["found"] is None:
        raise NoAnswerError(f"There is no {name.kind.replace('_', ' ').lower()} called '{name.slug}'.", _LISTED)
    return dict(data["found"])


def find_proposal(client: Client, text: str) -> dict[str, Any]:
    """A proposal by its name or its id, as the API gives it. Ends the command where there is none."""
    if "#" not in text:
        query = f"query Proposal($id: ID!) {{ node(id: $id) {{ ... on Proposal {{ {_PROPOSAL} }} }} }}"
        node = client.ask(query, {"id": text})["node"]
        return dict(node) if node else give_up(f"There is no proposal {text!r}.", "Write it as behaviour-risk#4.")
    name = named(text)
    query = """query Proposals($kind: DocumentKind!, $slug: String!, $first: Int, $after: String) {
      found: document(kind: $kind, slug: $slug) { proposals(first: $first, after: $after) {
        nodes { id number } pageInfo { hasNextPage endCursor }
      } }
    }"""
    asked = {"kind": document_kind(client, name), "slug": name.slug}
    after = None
    while True:
        page = document_found(name, ask_page(client, query, {**asked, "after": after}))["proposals"]
        for node in page["nodes"]:
            if node["number"] == name.number:
                return find_proposal(client, node["id"])
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            give_up(f"There is no proposal {text}.", "creditrules proposals lists those that are open.")
