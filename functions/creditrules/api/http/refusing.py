"""Refusals as HTTP responses: by their kind, or with a status of HTTP's own."""

from __future__ import annotations

from creditrules.api.engine.faults import request_error
from creditrules.api.http.authorization import challenge
from creditrules.api.http.messages import Headers, Response, json_response
from creditrules.api.http.negotiation import JSON_TYPE
from creditrules.errors import Kind, Refusal

__all__ = ["Refused", "http_refusal", "refusal_response"]

STATUS = {
    Kind.INVALID: 400,
    Kind.UNAUTHENTICATED: 401,
    Kind.FORBIDDEN: 403,
    Kind.NOT_FOUND: 404,
    Kind.CONFLICT: 409,
    Kind.TOO_LARGE: 413,
    Kind.THROTTLED: 429,
    Kind.UNAVAILABLE: 503,
}


class Refused(Exception):
    """A request that HTTP itself has a status for."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status)
        self.response = response


def http_refusal(status: int, code: str, message: str, hint: str = "", headers: Headers = ()) -> Refused:
    """To be raised where the request's kind has no status of its own."""
    kind = Kind.UNAVAILABLE if status == STATUS[Kind.UNAVAILABLE] else Kind.INVALID
    error = request_error(Refusal(kind, code, message, (), hint))
    return Refused(json_response(status, {"errors": [error]}, JSON_TYPE, headers))


def refusal_response(refusal: Refusal, media_type: str) -> Response:
    """The response to a request that is refused before anything of it is executed."""
    challenged = challenge(refusal)
    headers: Headers = (("www-authenticate", challenged),) if challenged else ()
    return json_response(STATUS[refusal.kind], {"errors": [request_error(refusal)]}, media_type, headers)
