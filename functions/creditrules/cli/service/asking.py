"""A command's talk with a running service: what is not answered, or is refused, ends the command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from creditrules.cli.screen import give_up
from creditrules.cli.service.client import Client, NoAnswerError, over_http
from creditrules.cli.service.publishing import NotPublishedError

__all__ = ["asking"]


@contextmanager
def asking(url: str, token: str | None) -> Iterator[Client]:
    """The service at `url`, asked with the token. Without one the command ends with status 2."""
    if not token:
        give_up("A token is needed to ask a service.", "Set CREDITRULES_TOKEN or pass --token.", status=2)
    try:
        yield over_http(url, token)
    except NotPublishedError as refused:
        first = refused.errors[0]
        give_up(f"{first['message']} [{first['code']}]", first.get("hint") or "")
    except NoAnswerError as problem:
        give_up(str(problem), problem.hint)
