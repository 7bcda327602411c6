"""Asking a creditrules service over GraphQL."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from http.client import HTTPException
from socket import gaierror
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, build_opener
from urllib.request import Request as UrlRequest
from uuid import uuid4

__all__ = ["Client", "NoAnswerError", "Send", "over_http"]

_PATIENCE = 60.0
_TRIES = 3
_PAUSE = 0.5
"""Seconds before an act is sent a second time; twice as long before each further one."""
_UNKNOWN = "OUTCOME_UNKNOWN"
_BETWEEN = frozenset({502, 504})
"""What a gateway says that had no answer of the service itself."""
_ELSEWHERE = frozenset({301, 302, 303, 307, 308})

Send = Callable[[bytes, Mapping[str, str]], bytes]
"""Carries a body and its headers to the service and brings the answer's body. Raises NoAnswerError."""


class NoAnswerError(Exception):
    """The service gave no data; the message says why, `hint` what to do. code, field: the first error's.

    lost: whether what was asked may have been done all the same.
    """

    def __init__(
        self, message: str, hint: str = "", code: str = "", field: Sequence[object] = (), *, lost: bool = False
    ) -> None:
        super().__init__(message)
        self.lost = lost or code == _UNKNOWN
        self.hint = hint
        self.code = code
        self.field = list(field)


class Client:
    """Asks as one principal."""

    def __init__(self, send: Send, token: str) -> None:
        self._send = send
        self._headers = {
            "authorization": f"Bearer {token}",
            "content-type": "application/json",
            "accept": "application/graphql-response+json, application/json",
        }

    def ask(self, query: str, variables: Mapping[str, Any] | None = None, *, partly: bool = False) -> dict[str, Any]:
        """The data of the answer. Raises NoAnswerError when there are errors in place of it.

        partly: whether fields that the token may not see are left null.
        """
        body = json.dumps({"query": query, "variables": variables or {}}).encode()
        try:
            answer = json.loads(self._send(body, self._headers))
        except ValueError:
            raise NoAnswerError("The answer is not JSON.", "Is this the address of a creditrules service?") from None
        errors = answer.get("errors") if isinstance(answer, dict) else None
        if errors and not (partly and answer.get("data") and all(map(_is_forbidden, errors))):
            extensions = errors[0].get("extensions") or {}
            told = (extensions.get("hint") or "", extensions.get("code") or "", extensions.get("field") or ())
            raise NoAnswerError(errors[0]["message"], *told)
        if not isinstance(answer, dict) or not isinstance(answer.get("data"), dict):
            raise NoAnswerError("The answer has no data.", "Is this the address of a creditrules service?")
        return dict(answer["data"])

    def act(self, mutation: str, given: Mapping[str, Any], *, keyed: bool = True) -> dict[str, Any]:
        """What came of the field `done` of a mutation: one act, sent again where it is not known whether it was done.

        keyed: under a key of its own, unless it is given one. Without, the act is one that the service recognises by
        what it says, so that the command may be repeated as well. Raises NoAnswerError.
        """
        sent = {"idempotencyKey": uuid4().hex, **given} if keyed else dict(given)
        for tries in range(_TRIES - 1):
            try:
                return dict(self.ask(mutation, {"input": sent})["done"])
            except NoAnswerError as problem:
                if not problem.lost:
                    raise
                time.sleep(_PAUSE * 2**tries)
        return dict(self.ask(mutation, {"input": sent})["done"])


def _is_forbidden(error: Mapping[str, Any]) -> bool:
    return (error.get("extensions") or {}).get("code") == "FORBIDDEN"


class _StayHere(HTTPRedirectHandler):
    """Follows nothing: the token would go along, to whomever an answer names."""

    def redirect_request(self, *_: object) -> None:
        """No other request."""


def over_http(url: str, token: str) -> Client:
    """A client of the service at `url`, which is http or https. Raises NoAnswerError."""
    if urlsplit(url).scheme not in {"http", "https"}:
        raise NoAnswerError(f"{url!r} is not an http or https address.")

    opener = build_opener(_StayHere)

    def send(body: bytes, headers: Mapping[str, str]) -> bytes:
        request = UrlRequest(url, body, dict(headers))  # noqa: S310 - the scheme is checked above
        try:
            with opener.open(request, timeout=_PATIENCE) as answer:
                return bytes(answer.read())
        except HTTPError as error:
            if error.code in _ELSEWHERE:
                told = f"{url} points to another address: {error.headers.get('location', 'which it does not say')}."
                raise NoAnswerError(told, "Give that address, if you trust it with your token.") from None
            if error.code in _BETWEEN:
                raise NoAnswerError(f"{url} does not answer: {error.code}.", "Try again.", lost=True) from None
            return bytes(error.read())
        except (URLError, OSError, HTTPException) as error:
            reason = getattr(error, "reason", error)
            lost = not isinstance(reason, ConnectionRefusedError | gaierror)
            raise NoAnswerError(f"{url} does not answer: {reason}.", "Is the service running?", lost=lost) from None

    return Client(send, token)
