"""The proposals of a service of which something may still become."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from creditrules.cli.service.client import Client
from creditrules.cli.service.pages import ask_page

__all__ = ["open_proposals"]

_OPEN: Final = """
query Open($first: Int, $after: String) { openProposals(first: $first, after: $after) {
  nodes {
    number digest state authors requiredApprovals
    approvals { author } obstacles { code message hint } document { __typename slug }
  }
  pageInfo { hasNextPage endCursor }
} }
"""


def open_proposals(client: Client) -> Iterator[dict[str, Any]]:
    """As the API gives them, by document and number. Raises NoAnswerError."""
    after = None
    while True:
        page = ask_page(client, _OPEN, {"after": after})["openProposals"]
        yield from page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return
