"""GraphQL over HTTP as its specification has it: one pure function from a request to a response."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from creditrules.api.context import RequestContext
from creditrules.api.engine.execution import MUTATION_BY_GET_STATUS, Answer, Engine, Operation
from creditrules.api.engine.faults import masked_error, request_error
from creditrules.api.http.negotiation import (
    GRAPHQL_RESPONSE,
    JSON_TYPE,
    charset_of,
    content_type_of,
    preferred_languages,
    response_type,
)
from creditrules.api.http.request_json import read_request_json
from creditrules.auth import Principal
from creditrules.config import Limits
from creditrules.desk import Catalogue, Recording
from creditrules.errors import Kind, Refusal

__all__ = ["Application", "Request", "Response", "WebPage"]

GRAPHQL_PATHS = frozenset({"/graphql", "/"})
LONGEST_QUERY_STRING = 64 * 1024
MOST_PARAMETERS = 20

STATUS = {
    Kind.INVALID: 400,
    Kind.UNAUTHENTICATED: 401,
    Kind.FORBIDDEN: 403,
    Kind.NOT_FOUND: 404,
    Kind.CONFLICT: 409,
    Kind.TOO_LARGE: 413,
    Kind.UNAVAILABLE: 503,
}

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request; header names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    query_string: str = ""
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP response."""

    status: int
    headers: Headers
    body: bytes


WebPage = Callable[[Request], Response | None]
"""Answers requests for pages and their assets; None for whatever is none of its own."""


@dataclass(frozen=True, slots=True)
class Application:
    """The service behind HTTP.

    authenticate: a bearer token's principal, or Refusal UNAUTHENTICATED. page: GraphiQL, local only.
    recording: None where decisions are not recorded.
    """

    engine: Engine
    catalogue: Catalogue
    authenticate: Callable[[str], Principal]
    page: WebPage | None = None
    largest_body: int = Limits().body_bytes
    recording: Recording | None = None

    def handle(self, request: Request) -> Response:
        """The response to a request. Raises nothing: what goes wrong is in the response."""
        try:
            return self._route(request)
        except _Refused as refused:
            return refused.response
        except Refusal as refusal:
            return _refusal(refusal, _type_for(request))
        except Exception as fault:  # noqa: BLE001  (the last line before the client: masked and logged)
            error = masked_error(fault, {"path": request.path, "method": request.method})
            return _json(500, {"errors": [error]}, _type_for(request))

    def _route(self, request: Request) -> Response:
        if request.path == "/health":
            return _health(request)
        shown = self.page(request) if self.page is not None else None
        if shown is not None:
            return shown
        if request.path not in GRAPHQL_PATHS:
            raise Refusal(Kind.NOT_FOUND, "NOT_FOUND", "There is nothing here.", (), "The API is at /graphql.")
        if request.method not in {"GET", "POST"}:
            raise _method_not_allowed(request)
        media_type = response_type(request.headers.get("accept"))
        if media_type is None:
            raise _refused(
                406, "NOT_ACCEPTABLE", "The answer would be JSON.", f"Accept {GRAPHQL_RESPONSE} or {JSON_TYPE}."
            )
        principal = self._principal(request)
        operation = _by_get(request) if request.method == "GET" else _by_post(request, self.largest_body)
        languages = preferred_languages(request.headers.get("accept-language"))
        context = RequestContext(principal, self.catalogue, languages, self.recording)
        answer = self.engine.run(operation, context)
        return _json(_status(answer, media_type), answer.body, media_type, _allow(answer))

    def _principal(self, request: Request) -> Principal:
        scheme, _, token = request.headers.get("authorization", "").strip().partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            hint = "Send `Authorization: Bearer …` with a token of this service."
            raise Refusal(Kind.UNAUTHENTICATED, "UNAUTHENTICATED", "A bearer token is needed.", (), hint)
        return self.authenticate(token.strip())


class _Refused(Exception):
    """A request that HTTP itself has a status for."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status)
        self.response = response


def _refused(status: int, code: str, message: str, hint: str = "", headers: Headers = ()) -> _Refused:
    error = request_error(Refusal(Kind.INVALID, code, message, (), hint))
    return _Refused(_json(status, {"errors": [error]}, JSON_TYPE, headers))


def _method_not_allowed(request: Request) -> _Refused:
    allow = (("allow", "GET, POST"),)
    return _refused(
        405, "METHOD_NOT_ALLOWED", f"{request.method} means nothing here.", "Use POST, or GET for queries.", allow
    )


def _health(request: Request) -> Response:
    if request.method not in {"GET", "HEAD"}:
        raise _refused(
            405, "METHOD_NOT_ALLOWED", f"{request.method} means nothing here.", "Use GET.", (("allow", "GET, HEAD"),)
        )
    return _json(200, {"status": "ok"}, JSON_TYPE)


def _type_for(request: Request) -> str:
    return response_type(request.headers.get("accept")) or JSON_TYPE


def _status(answer: Answer, media_type: str) -> int:
    """With application/json a document that does not stand is still 200; with the GraphQL media type it is 400."""
    if answer.status not in {200, 400}:
        return answer.status
    return answer.status if media_type == GRAPHQL_RESPONSE or answer.unclear else 200


def _allow(answer: Answer) -> Headers:
    return (("allow", "POST"),) if answer.status == MUTATION_BY_GET_STATUS else ()


def _refusal(refusal: Refusal, media_type: str) -> Response:
    headers: Headers = ()
    if refusal.kind is Kind.UNAUTHENTICATED:
        headers = (("www-authenticate", 'Bearer realm="creditrules"'),)
    return _json(STATUS[refusal.kind], {"errors": [request_error(refusal)]}, media_type, headers)


def _json(status: int, body: Mapping[str, object], media_type: str, headers: Headers = ()) -> Response:
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    common = (("content-type", f"{media_type}; charset=utf-8"), ("cache-control", "no-store"))
    return Response(status, (*common, *headers), content)


def _by_post(request: Request, largest: int) -> Operation:
    if len(request.body) > largest:
        raise _too_large(largest)
    stated = content_type_of(request.headers.get("content-type"))
    if stated != JSON_TYPE:
        said = f"The body is {stated!r}" if stated else "The body's type is not stated"
        raise _refused(
            415, "UNSUPPORTED_MEDIA_TYPE", f"{said}; only {JSON_TYPE} is taken.", f"Send `Content-Type: {JSON_TYPE}`."
        )
    charset = charset_of(request.headers.get("content-type"))
    if charset not in {"utf-8", "utf8"}:
        raise _refused(415, "UNSUPPORTED_CHARSET", f"The charset {charset!r} is not taken.", "Send UTF-8.")
    if not request.body.strip():
        raise Refusal(
            Kind.INVALID, "BODY_MISSING", "The request has no body.", (), "Send one JSON object with `query`."
        )
    value = read_request_json(request.body)
    if not isinstance(value, dict):
        kind = "null" if value is None else "a list" if isinstance(value, list) else "a single value"
        hint = "Send one JSON object with `query`; batches are not taken."
        raise Refusal(Kind.INVALID, "NOT_AN_OBJECT", f"The body is {kind}, not an object.", (), hint)
    return _operation(value, reading_only=False)


def _too_large(largest: int) -> Refusal:
    message = f"The body is larger than {largest} bytes."
    return Refusal(Kind.TOO_LARGE, "BODY_TOO_LARGE", message, (), "Send less at a time.")


def _by_get(request: Request) -> Operation:
    if len(request.query_string) > LONGEST_QUERY_STRING:
        raise _refused(414, "ADDRESS_TOO_LONG", "The address is too long.", "Send the query by POST.")
    try:
        pairs = parse_qsl(request.query_string, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
    except ValueError:
        raise Refusal(
            Kind.INVALID, "BAD_ADDRESS", "The address's parameters cannot be read.", (), "Encode them as UTF-8."
        ) from None
    given: dict[str, object] = dict(pairs)
    for name in ("variables", "extensions"):
        if given.get(name):
            given[name] = read_request_json(str(given[name]), f"The parameter {name}")
        else:
            given.pop(name, None)
    given["operationName"] = given.get("operationName") or None
    return _operation(given, reading_only=True)


def _operation(given: Mapping[str, object], *, reading_only: bool) -> Operation:
    query, name = given.get("query"), given.get("operationName")
    variables, extensions = given.get("variables"), given.get("extensions")
    if not isinstance(query, str) or not query.strip():
        said = "is missing" if "query" not in given else "is not a string" if not isinstance(query, str) else "is empty"
        raise Refusal(Kind.INVALID, "QUERY_MISSING", f"`query` {said}.", ("query",), "Put the GraphQL document there.")
    if name is not None and not isinstance(name, str):
        raise Refusal(Kind.INVALID, "BAD_OPERATION_NAME", "`operationName` is a string or null.", ("operationName",))
    if variables is not None and not isinstance(variables, dict):
        raise Refusal(Kind.INVALID, "BAD_VARIABLES", "`variables` is an object or null.", ("variables",))
    if extensions is not None and not isinstance(extensions, dict):
        raise Refusal(Kind.INVALID, "BAD_EXTENSIONS", "`extensions` is an object or null.", ("extensions",))
    return Operation(query, variables or {}, name, reading_only)
