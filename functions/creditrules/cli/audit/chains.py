"""Audit chains read from a running service, link by link."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from creditrules.cli.service.client import Client, NoAnswerError
from creditrules.cli.service.pages import ask_page
from creditrules.rules.audit import ChainEnd, ExportedLink

__all__ = ["ServedChain", "served_chains", "served_ends"]

_CHAINS = """
query Chains($slug: String, $kind: DocumentKind, $first: Int, $after: String) {
  auditChains(slug: $slug, kind: $kind, first: $first, after: $after) {
    pageInfo { hasNextPage endCursor } nodes { kind slug }
  }
}
"""
# The end is asked for behind the links: it is then at least as new as they are.
_LINKS = """
query Links($slug: String!, $kind: DocumentKind!, $first: Int, $after: String) {
  auditChains(slug: $slug, kind: $kind) {
    nodes {
      entries(first: $first, after: $after) {
        pageInfo { hasNextPage endCursor } nodes { number text previous hash }
      }
      end { number hash }
    }
  }
}
"""
_ENDS = """
query Ends($first: Int, $after: String) {
  auditChains(first: $first, after: $after) {
    pageInfo { hasNextPage endCursor } nodes { kind slug end { number hash } }
  }
}
"""
_DECISION_ENDS = "{ decisionChains { digit end { number hash } } }"
_DECISION_CHAINS = "{ decisionChains { digit end { number } } }"
_DECISION_LINKS = """
query Links($digit: String!, $first: Int, $after: String) {
  decisionChains(digit: $digit) {
    entries(first: $first, after: $after) {
      pageInfo { hasNextPage endCursor } nodes { number text previous hash }
    }
    end { number hash }
  }
}
"""
DECISIONS = "DECISIONS"


class ServedChain:
    """The chain of one document, or one of those of decisions. `end` is there once `links` has come to its end."""

    def __init__(self, client: Client, kind: str, slug: str) -> None:
        self._client = client
        self.kind = kind
        self.slug = slug
        self.count = 0
        self.end: ChainEnd | None = None

    def links(self) -> Iterator[ExportedLink]:
        """All links, oldest first. Acts recorded meanwhile belong to it until the end is reached."""
        after = None
        while True:
            found = self._page(after)
            entries, end = found["entries"], found["end"]
            for node in entries["nodes"]:
                self.count += 1
                yield ExportedLink(node["number"], node["text"], node["previous"], node["hash"])
            after = entries["pageInfo"]["endCursor"] or after
            # An act between the last link and the end: there is one more link to fetch.
            newer = end["number"] > self.count and entries["nodes"]
            if not entries["pageInfo"]["hasNextPage"] and not newer:
                self.end = ChainEnd(end["number"], end["hash"])
                return

    def _page(self, after: str | None) -> dict[str, Any]:
        if self.kind == DECISIONS:
            return dict(
                ask_page(self._client, _DECISION_LINKS, {"digit": self.slug, "after": after})["decisionChains"][0]
            )
        given = {"slug": self.slug, "kind": self.kind, "after": after}
        nodes = ask_page(self._client, _LINKS, given)["auditChains"]["nodes"]
        if not nodes:
            raise NoAnswerError(f"There is no document '{self.slug}' any more.")
        return dict(nodes[0])


def served_chains(client: Client, slug: str | None, kind: str | None) -> Iterator[ServedChain]:
    """The chains of the documents called so, or of all, and then those of decisions. Raises NoAnswerError.

    A chain of decisions is found by its digit only where its kind is asked for, as a document may be called so too.
    """
    if kind != DECISIONS:
        yield from _of_documents(client, slug, kind)
    if kind == DECISIONS or (kind is None and slug is None):
        chains = client.ask(_DECISION_CHAINS, {})["decisionChains"]
        found = [chain for chain in chains if slug in {None, chain["digit"]} and chain["end"]["number"]]
        yield from (ServedChain(client, DECISIONS, chain["digit"]) for chain in found)


def served_ends(client: Client) -> Iterator[tuple[str, str, ChainEnd]]:
    """Kind, slug and end of every chain that is not empty. Raises NoAnswerError."""
    after = None
    while True:
        page = ask_page(client, _ENDS, {"after": after})["auditChains"]
        yield from _ends(page["nodes"])
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    found = client.ask(_DECISION_ENDS)["decisionChains"]
    yield from _ends([{**chain, "kind": DECISIONS, "slug": chain["digit"]} for chain in found])


def _ends(nodes: list[dict[str, Any]]) -> Iterator[tuple[str, str, ChainEnd]]:
    for node in nodes:
        if node["end"]["number"]:
            yield node["kind"], node["slug"], ChainEnd(node["end"]["number"], node["end"]["hash"])


def _of_documents(client: Client, slug: str | None, kind: str | None) -> Iterator[ServedChain]:
    after = None
    while True:
        page = ask_page(client, _CHAINS, {"slug": slug, "kind": kind, "after": after})["auditChains"]
        yield from (ServedChain(client, node["kind"], node["slug"]) for node in page["nodes"])
        if not page["pageInfo"]["hasNextPage"]:
            return
        after = page["pageInfo"]["endCursor"]
