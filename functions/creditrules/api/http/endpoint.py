"""GraphQL over HTTP as its specification has it: one pure function from a request to a response."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl

from creditrules.api.budgets import Budgets
from creditrules.api.context import RequestContext
from creditrules.api.engine.execution import MUTATION_BY_GET_STATUS, Answer, Engine
from creditrules.api.engine.operation import Operation
from creditrules.api.http.answering import ONLY_TLS, respond
from creditrules.api.http.authorization import bearer_token
from creditrules.api.http.compression import decompressed
from creditrules.api.http.document_ids import apollo_digest, document_id_digest
from creditrules.api.http.exchange import Exchange
from creditrules.api.http.messages import Headers, Request, Response, WebPage, json_response, text_response
from creditrules.api.http.negotiation import (
    GRAPHQL_RESPONSE,
    JSON_TYPE,
    charset_of,
    content_type_of,
    preferred_languages,
    response_type,
)
from creditrules.api.http.origins import Origins
from creditrules.api.http.readiness import Readiness
from creditrules.api.http.refusing import http_refusal
from creditrules.api.http.request_json import read_request_json
from creditrules.api.http.schema_page import SCHEMA_PATH, schema_response
from creditrules.auth import Action, Principal, may
from creditrules.config import Limits
from creditrules.desk import Catalogue, Recording
from creditrules.errors import Kind, Refusal
from creditrules.records import dataclass, field, replace

__all__ = ["Application"]

GRAPHQL_PATHS = frozenset({"/graphql", "/"})
HEALTH_PATH = "/health"
READY_PATH = "/ready"
ASKED_AND_SENT = "GET, HEAD, OPTIONS, POST"
READ = "GET, HEAD, OPTIONS"
MOST_PARAMETERS = 20

NO_ORIGINS = Origins()
NO_OTHER_LIMITS = Limits()

PARTIAL_SUCCESS = 294
"""Data and errors together, in the specification's edition of September 2026; of its own media type only."""


@dataclass(frozen=True, slots=True)
class Application:
    """The service behind HTTP.

    authenticate: a bearer token's principal, or Refusal UNAUTHENTICATED. verified: the same where somebody in front has
    verified it, of what was sealed of that; no token is verified here then. page: GraphiQL, local only.
    public: pages for anybody. recording: None where decisions are not recorded. origins: web pages that may call. tls:
    whether it is reached by TLS only, and says so. budgets: what each request may take of evaluation. readiness: of
    what it rests on.
    """

    engine: Engine
    catalogue: Catalogue
    authenticate: Callable[[str], Principal]
    page: WebPage | None = None
    public: WebPage | None = None
    limits: Limits = NO_OTHER_LIMITS
    recording: Recording | None = None
    origins: Origins = NO_ORIGINS
    tls: bool = False
    budgets: Budgets = field(default_factory=Budgets)
    readiness: Readiness = field(default_factory=lambda: Readiness({}))
    verified: Callable[[str, str], Principal] | None = None

    def handle(self, request: Request) -> Response:
        """The response to a request. Raises nothing: what goes wrong is in the response."""
        own = (*self.origins.headers(request), *(ONLY_TLS if self.tls else ()))
        return respond(Exchange(request), self._route, self.limits, own)

    def _route(self, exchange: Exchange) -> Response:
        request = exchange.request
        for pages in (self.public, self.page):
            shown = pages(request) if pages is not None else None
            if shown is not None:
                return shown
        allow = self._methods(request)
        if request.method == "OPTIONS":
            return self.origins.preflight(request, allow)
        if request.method not in allow.split(", "):
            message = "The address does not take this method."
            raise http_refusal(405, "METHOD_NOT_ALLOWED", message, f"Use {allow}.", (("allow", allow),))
        if request.path == HEALTH_PATH:
            return json_response(200, {"status": "ok"})
        if request.path == READY_PATH:
            return self.readiness.response(exchange.about())
        return self._schema(request) if request.path == SCHEMA_PATH else self._graphql(exchange)

    def _methods(self, request: Request) -> str:
        """What may be done at an address. Raises Refusal NOT_FOUND."""
        if request.path in GRAPHQL_PATHS:
            return ASKED_AND_SENT
        if request.path in {HEALTH_PATH, READY_PATH, SCHEMA_PATH}:
            return READ
        if self.page is not None and self.page(replace(request, method="GET")) is not None:
            return READ
        raise Refusal(Kind.NOT_FOUND, "NOT_FOUND", "There is nothing here.", (), "The API is at /graphql.")

    def _schema(self, request: Request) -> Response:
        self.origins.refuse_stranger(request, self._principal(request).tenant)
        return schema_response(request)

    def _graphql(self, exchange: Exchange) -> Response:
        request = exchange.request
        media_type = response_type(request.headers.get("accept"))
        if media_type is None:
            hint = f"Accept {GRAPHQL_RESPONSE} or {JSON_TYPE}."
            raise http_refusal(406, "NOT_ACCEPTABLE", "The answer would be JSON.", hint)
        principal = self._principal(request)
        languages = preferred_languages(request.headers.get("accept-language"))
        context = RequestContext(
            principal,
            self.catalogue,
            languages,
            self.recording,
            request_id=exchange.id,
            budget=self.budgets.new(of_lender=may(principal, Action.SEE_POLICY)),
        )
        exchange.context = context
        self.origins.refuse_stranger(request, principal.tenant)
        operation = _by_post(request, self.limits) if request.method == "POST" else _by_get(request, self.limits)
        answer = self.engine.run(operation, context)
        return text_response(
            _status(answer, media_type), answer.body(), media_type, (*_allow(answer), *context.meter.headers())
        )

    def _principal(self, request: Request) -> Principal:
        bearer = bearer_token(request.headers)
        return self.authenticate(bearer) if self.verified is None else self.verified(bearer, request.vouched)


def _status(answer: Answer, media_type: str) -> int:
    """With application/json a document that does not stand is still 200; with the GraphQL media type it is 400."""
    if answer.status not in {200, 400}:
        return answer.status
    if media_type != GRAPHQL_RESPONSE:
        return answer.status if answer.unclear else 200
    return PARTIAL_SUCCESS if answer.status == 200 and "errors" in answer.told else answer.status  # noqa: PLR2004 - HTTP's


def _allow(answer: Answer) -> Headers:
    return (("allow", "POST"),) if answer.status == MUTATION_BY_GET_STATUS else ()


def _by_post(request: Request, limits: Limits) -> Operation:
    stated = content_type_of(request.headers.get("content-type"))
    if stated != JSON_TYPE:
        said = "The body is of another type" if stated else "The body's type is not stated"
        raise http_refusal(
            415, "UNSUPPORTED_MEDIA_TYPE", f"{said}; only {JSON_TYPE} is taken.", f"Send `Content-Type: {JSON_TYPE}`."
        )
    charset = charset_of(request.headers.get("content-type"))
    if charset not in {"utf-8", "utf8"}:
        raise http_refusal(415, "UNSUPPORTED_CHARSET", "The body's charset is not taken.", "Send UTF-8.")
    body = decompressed(request, limits.body_bytes)
    if not body.strip():
        raise Refusal(
            Kind.INVALID, "BODY_MISSING", "The request has no body.", (), "Send one JSON object with `query`."
        )
    value = read_request_json(body)
    if not isinstance(value, dict):
        kind = "null" if value is None else "a list" if isinstance(value, list) else "a single value"
        hint = "Send one JSON object with `query`; batches are not taken."
        raise Refusal(Kind.INVALID, "NOT_AN_OBJECT", f"The body is {kind}, not an object.", (), hint)
    return _operation(value, reading_only=False)


def _by_get(request: Request, limits: Limits) -> Operation:
    if len(request.query_string) > limits.address_bytes:
        raise http_refusal(414, "ADDRESS_TOO_LONG", "The address is too long.", "Send the query by POST.")
    try:
        pairs = parse_qsl(request.query_string, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
    except ValueError:
        raise Refusal(
            Kind.INVALID, "BAD_ADDRESS", "The address's parameters cannot be read.", (), "Encode them as UTF-8."
        ) from None
    given: dict[str, object] = dict(pairs)
    if len(given) < len(pairs):
        message = "A parameter of the address is given twice."
        raise Refusal(Kind.INVALID, "BAD_ADDRESS", message, (), "Keep one of the two.")
    for name in ("variables", "extensions"):
        if given.get(name):
            given[name] = read_request_json(str(given[name]), f"The parameter {name}")
        else:
            given.pop(name, None)
    for name in ("operationName", "documentId"):
        given[name] = given.get(name) or None
    return _operation(given, reading_only=True)


def _operation(given: Mapping[str, object], *, reading_only: bool) -> Operation:
    digest = document_id_digest(given)
    query, name = given.get("query"), given.get("operationName")
    variables, extensions = given.get("variables"), given.get("extensions")
    if extensions is not None and not isinstance(extensions, dict):
        raise Refusal(Kind.INVALID, "BAD_EXTENSIONS", "`extensions` is an object or null.", ("extensions",))
    apollo = apollo_digest(extensions or {})
    if query is None and (digest or apollo):
        query = ""
    elif not isinstance(query, str) or not query.strip():
        said = "is missing" if "query" not in given else "is not a string" if not isinstance(query, str) else "is empty"
        raise Refusal(Kind.INVALID, "QUERY_MISSING", f"`query` {said}.", ("query",), "Put the GraphQL document there.")
    if name is not None and not isinstance(name, str):
        raise Refusal(Kind.INVALID, "BAD_OPERATION_NAME", "`operationName` is a string or null.", ("operationName",))
    if variables is not None and not isinstance(variables, dict):
        raise Refusal(Kind.INVALID, "BAD_VARIABLES", "`variables` is an object or null.", ("variables",))
    if digest and apollo and digest != apollo:
        message = "`documentId` and `extensions.persistedQuery` name two documents."
        raise Refusal(Kind.INVALID, "DOCUMENT_MISMATCH", message, ("documentId",), "Send one of the two.")
    return Operation(query, variables or {}, name, reading_only, digest or apollo, apollo=bool(apollo and not digest))
