"""HTTP requests and responses as values."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from creditrules.api.engine.plans.leaves import plain_json
from creditrules.api.http.negotiation import JSON_TYPE
from creditrules.records import dataclass, field

__all__ = ["ALWAYS", "Headers", "Request", "Response", "WebPage", "json_response", "text_response"]

Headers = tuple[tuple[str, str], ...]

ALWAYS: Headers = (
    ("cache-control", "no-store"),
    ("vary", "Accept, Accept-Encoding, Accept-Language, Authorization, Origin"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ("cross-origin-resource-policy", "same-origin"),
)
"""What every response says unless it says something else."""


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request; header names in lower case. vouched: what whoever is in front has sealed of who asks."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    query_string: str = ""
    body: bytes = b""
    vouched: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP response; header names in lower case."""

    status: int
    headers: Headers = ()
    body: bytes = b""

    def header(self, name: str) -> str:
        """The value of a header, or nothing."""
        return next((value for key, value in self.headers if key == name), "")

    def with_defaults(self, headers: Headers) -> Response:
        """The same with those of `headers` that it does not say itself."""
        own = {name for name, _ in self.headers}
        own_first = (*self.headers, *[header for header in headers if header[0] not in own])
        return Response(self.status, own_first, self.body)


WebPage = Callable[[Request], Response | None]
"""Answers requests for pages and their assets; None for whatever is none of its own."""


def json_response(
    status: int, body: Mapping[str, object], media_type: str = JSON_TYPE, headers: Headers = ()
) -> Response:
    """A response whose body is one JSON object."""
    return text_response(status, plain_json(body), media_type, headers)


def text_response(status: int, body: str, media_type: str, headers: Headers = ()) -> Response:
    """A response whose body is JSON already."""
    content = body.encode("utf-8", "replace")
    return Response(status, (("content-type", f"{media_type}; charset=utf-8"), *headers), content)
