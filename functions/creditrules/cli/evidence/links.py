"""The links of a chain of decisions behind a receipt, read from a running service."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from creditrules.cli.service.client import Client, NoAnswerError
from creditrules.cli.service.pages import ask_page
from creditrules.rules.audit import ExportedLink

__all__ = ["links_between"]

# Read back from the end: what lies before the receipt, which may be most of the chain, is not asked for.
_LINKS = """
query Links($digit: String!, $first: Int, $before: String) {
  decisionChains(digit: $digit) {
    entries(last: $first, before: $before) {
      pageInfo { hasPreviousPage startCursor } nodes { number text previous hash }
    }
  }
}
"""


def links_between(client: Client, chain: str, after: int, end: int) -> Sequence[ExportedLink]:
    """The links numbered from `after` + 1 to `end`, oldest first. Raises NoAnswerError."""
    found: list[ExportedLink] = []
    before = None
    while after < end:
        page: dict[str, Any] = ask_page(client, _LINKS, {"digit": chain, "before": before})["decisionChains"][0][
            "entries"
        ]
        nodes = [ExportedLink(n["number"], n["text"], n["previous"], n["hash"]) for n in reversed(page["nodes"])]
        found += [link for link in nodes if after < link.number <= end]
        before = page["pageInfo"]["startCursor"]
        if not nodes or nodes[-1].number <= after + 1:
            break
        if not page["pageInfo"]["hasPreviousPage"]:
            raise NoAnswerError(
                "The chain does not go back to the receipt.", "`creditrules audit verify --all` says more."
            )
    return found[::-1]
