"""Audit chains read from a running service, link by link."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from creditrules.cli.client import Client, NoAnswerError
from creditrules.cli.pages import ask_page
from creditrules.rules.audit import ChainEnd, ExportedLink

__all__ = ["ServedChain", "served_chains"]

_CHAINS = """
query Chains($slug: String, $kind: String, $first: Int, $after: String) {
  auditChains(slug: $slug, kind: $kind, first: $first, after: $after) {
    pageInfo { hasNextPage endCursor } nodes { kind slug }
  }
}
"""
# The end is asked for behind the links: it is then at least as new as they are.
_LINKS = """
query Links($slug: String!, $kind: String!, $first: Int, $after: String) {
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


class ServedChain:
    """The chain of one document. `end` is there once `links` has come to its end."""

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
        given = {"slug": self.slug, "kind": self.kind, "after": after}
        nodes = ask_page(self._client, _LINKS, given)["auditChains"]["nodes"]
        if not nodes:
            raise NoAnswerError(f"There is no document '{self.slug}' any more.")
        return dict(nodes[0])


def served_chains(client: Client, slug: str | None, kind: str | None) -> Iterator[ServedChain]:
    """The chains of the documents called so, or of all. Raises NoAnswerError."""
    after = None
    while True:
        page = ask_page(client, _CHAINS, {"slug": slug, "kind": kind, "after": after})["auditChains"]
        yield from (ServedChain(client, node["kind"], node["slug"]) for node in page["nodes"])
        if not page["pageInfo"]["hasNextPage"]:
            return
        after = page["pageInfo"]["endCursor"]
