"""Pages of a service's listings, made smaller where one would be too large for an answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from creditrules.cli.service.client import Client, NoAnswerError

__all__ = ["LARGEST_PAGE", "ask_page"]

LARGEST_PAGE: Final = 100


def ask_page(client: Client, query: str, variables: Mapping[str, Any], *, partly: bool = False) -> dict[str, Any]:
    """The data of the answer to a query with the variable `first`, which is halved until it fits.

    partly: as `Client.ask` has it. Raises NoAnswerError.
    """
    first = LARGEST_PAGE
    while True:
        try:
            return client.ask(query, {**variables, "first": first}, partly=partly)
        except NoAnswerError as problem:
            if problem.code != "ANSWER_TOO_LARGE" or first == 1:
                raise
            first //= 2
