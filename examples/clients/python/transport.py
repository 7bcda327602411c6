"""How the generated client sends: documents by their id, again where no answer came, and errors by their code."""

from __future__ import annotations

import time
from typing import Any, Self

import httpx
from pydantic_core import to_jsonable_python

from .base_model import UNSET, BaseModel

__all__ = ["Refused", "Transport"]

_TRIES = 4
_LONGEST_WAIT = 30.0
_PASSING = frozenset({429, 502, 503, 504})


class Refused(Exception):
    """What the service refuses. codes: of all errors. data: what it answered all the same."""

    def __init__(self, errors: list[dict[str, Any]], data: dict[str, Any] | None) -> None:
        self.codes = [str(error.get("extensions", {}).get("code", "")) for error in errors]
        self.data = data
        told = (f"{code}: {error['message']}" for code, error in zip(self.codes, errors, strict=True))
        super().__init__("; ".join(told))


class Transport:
    """The base class of the generated client. url: that of /graphql. timeout: in seconds, of one try."""

    def __init__(self, url: str, token: str, timeout: float = 30.0) -> None:
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/graphql-response+json"}
        self._url = url
        self._http = httpx.Client(headers=headers, timeout=timeout)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def execute(self, query: str, operation_name: str, variables: dict[str, Any]) -> httpx.Response:
        """Send one operation. query: the id of its document, which documents.py has put there.

        What passes is tried again, with the very same body: under one idempotency key an act is done once.
        """
        given = {name: _written(value) for name, value in variables.items() if value is not UNSET}
        body = {"documentId": query.strip(), "operationName": operation_name, "variables": given}
        for number in range(1, _TRIES):
            try:
                answer = self._http.post(self._url, json=body)
            except httpx.TransportError:
                wait = 0.2 * 2**number
            else:
                if answer.status_code not in _PASSING:
                    return answer
                wait = float(answer.headers.get("Retry-After", 0.2 * 2**number))
            time.sleep(min(wait, _LONGEST_WAIT))
        return self._http.post(self._url, json=body)

    def get_data(self, response: httpx.Response) -> dict[str, Any]:
        """The answer's data. Raises Refused where there are errors, httpx.HTTPError where it is not the service's."""
        if "json" not in response.headers.get("Content-Type", ""):
            response.raise_for_status()
        answer: dict[str, Any] = response.json()
        if answer.get("errors"):
            raise Refused(answer["errors"], answer.get("data"))
        data: dict[str, Any] = answer["data"]
        return data


def _written(value: Any) -> Any:
    """As JSON has it: decimals as strings, moments in RFC 3339, and of an input what was set."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return to_jsonable_python(value)
