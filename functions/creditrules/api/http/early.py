"""Responses to what never became a request: too long, too slow, too many, or not HTTP."""

from __future__ import annotations

from functools import cache

from creditrules.api.engine.outages import note_outages
from creditrules.api.http.messages import ALWAYS, Response
from creditrules.api.http.refusing import http_refusal
from creditrules.errors import Kind, Refusal

__all__ = ["early_refusal", "note_too_busy"]

SOON = (("retry-after", "1"),)


def note_too_busy(cause: str, times: int = 1) -> None:
    """Log and count that so many were answered 503 `early_refusal`. cause: what there was too much of."""
    note_outages([Refusal(Kind.UNAVAILABLE, "TOO_BUSY", "There is too much at once.", cause=cause)], {}, times)


@cache
def early_refusal(status: int) -> Response:
    """Why nothing is answered on a connection, as JSON like any other refusal; the connection ends with it.

    status: 408, 414, 431, 501 or 503; any other is 400.
    """
    match status:
        case 408:
            message = "The request did not come whole in time."
            refused = http_refusal(408, "REQUEST_TOO_SLOW", message, "Send it again, without pauses.")
        case 414:
            refused = http_refusal(414, "ADDRESS_TOO_LONG", "The address is too long.", "Send the query by POST.")
        case 431:
            message = "The headers are too long or too many."
            refused = http_refusal(431, "HEADERS_TOO_LARGE", message, "Leave out what is not needed.")
        case 501:
            message = "The body's Transfer-Encoding is not taken."
            refused = http_refusal(501, "UNSUPPORTED_TRANSFER", message, "Send it `chunked`, or with its length.")
        case 503:
            message = "There are too many connections or requests at once."
            refused = http_refusal(503, "TOO_BUSY", message, "Nothing was done: send it again in a moment.", SOON)
        case _:
            message = "This is not HTTP/1.1 as it is understood here."
            refused = http_refusal(400, "BAD_HTTP", message, "Look at the first line, the headers and the length.")
    return refused.response.with_defaults((("connection", "close"), *ALWAYS))
