"""Which media type an answer takes, and which ones a request may have (GraphQL over HTTP, RFC 9110 clause 12.5)."""

from __future__ import annotations

__all__ = [
    "GRAPHQL_RESPONSE",
    "JSON_TYPE",
    "accepts_gzip",
    "accepts_html",
    "charset_of",
    "content_type_of",
    "preferred_languages",
    "response_type",
]

GRAPHQL_RESPONSE = "application/graphql-response+json"
JSON_TYPE = "application/json"

MOST_CHOICES = 20
_OUTRIGHT = frozenset({JSON_TYPE, GRAPHQL_RESPONSE})
"""What most clients send, and nothing beside."""


def _choices(header: str) -> list[tuple[str, float]]:
    """The values of an Accept… header with their weights, heaviest first, as written among equals; 0 left out."""
    return sorted((choice for choice in _weighed(header) if choice[1] > 0), key=lambda choice: -choice[1])


def _weighed(header: str) -> list[tuple[str, float]]:
    found = []
    for part in header.split(",")[:MOST_CHOICES]:
        value, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = next((_weight(p[2:]) for p in parameters if p.startswith("q=")), 1.0)
        if value:
            found.append((value, weight))
    return found


def _weight(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0


def response_type(accept: str | None) -> str | None:
    """The media type to answer in; None when the client takes neither. Without a preference it is application/json."""
    if accept in _OUTRIGHT:
        return accept
    if accept is None or not accept.strip():
        return JSON_TYPE
    for value, _ in _choices(accept):
        if value in {JSON_TYPE, GRAPHQL_RESPONSE}:
            return value
        if value in {"*/*", "application/*"}:
            return JSON_TYPE
    return None


def accepts_html(accept: str | None) -> bool:
    """Whether the client is a browser that shows pages: it names text/html."""
    return any(value == "text/html" for value, _ in _choices(accept or ""))


def accepts_gzip(accept_encoding: str | None) -> bool:
    """Whether the client takes gzip (RFC 9110, 12.5.3), and likes it no less than the plain body."""
    if not accept_encoding:
        return False
    weights = dict(_weighed(accept_encoding))
    packed = weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0)))
    return packed > 0 and packed >= weights.get("identity", 0.0)


def content_type_of(header: str | None) -> str | None:
    """The media type of a request body without its parameters; None when it is not stated."""
    return (header or "").partition(";")[0].strip().lower() or None


def charset_of(header: str | None) -> str:
    """The charset of a request body, "utf-8" unless stated."""
    for parameter in (header or "").split(";")[1:]:
        name, _, value = parameter.strip().partition("=")
        if name.lower() == "charset":
            return value.strip('" ').lower()
    return "utf-8"


def preferred_languages(accept_language: str | None) -> tuple[str, ...]:
    """Language tags, the most wanted first."""
    return tuple(value for value, _ in _choices(accept_language) if value != "*") if accept_language else ()
