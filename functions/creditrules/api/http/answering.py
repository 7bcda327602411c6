"""What becomes of every request, whatever answers it: no longer than it may, with an id, packed, masked, and logged."""

from __future__ import annotations

from collections.abc import Callable

from creditrules.api.engine.faults import masked_error
from creditrules.api.engine.outages import note_outages
from creditrules.api.http.compression import compressed
from creditrules.api.http.exchange import Exchange
from creditrules.api.http.messages import ALWAYS, Headers, Request, Response, json_response
from creditrules.api.http.negotiation import JSON_TYPE, response_type
from creditrules.api.http.refusing import Refused, refusal_response
from creditrules.config import Limits
from creditrules.errors import Refusal
from creditrules.under_way import UnderWay, under_way

__all__ = ["ONLY_TLS", "respond"]

ONLY_TLS: Headers = (("strict-transport-security", "max-age=63072000; includeSubDomains"),)


def respond(exchange: Exchange, route: Callable[[Exchange], Response], limits: Limits, own: Headers) -> Response:
    """The response that `route` gives. Raises nothing: what goes wrong is in the response. own: said unless it is."""
    with under_way(UnderWay(limits.store_seconds, limits.store_failures)):
        response = _safely(exchange, route)
    headers = (("x-request-id", exchange.id), *own, *ALWAYS)
    response = compressed(response.with_defaults(headers), exchange.request.headers.get("accept-encoding"))
    exchange.log(response)
    return response


def _safely(exchange: Exchange, route: Callable[[Exchange], Response]) -> Response:
    try:
        return route(exchange)
    except Refused as refusing:
        return refusing.response
    except Refusal as refusal:
        note_outages([refusal], exchange.about())
        return refusal_response(refusal, _type_for(exchange.request))
    except Exception as fault:  # noqa: BLE001  (the last line before the client: masked and logged)
        return json_response(500, {"errors": [masked_error(fault, exchange.about())]}, _type_for(exchange.request))


def _type_for(request: Request) -> str:
    return response_type(request.headers.get("accept")) or JSON_TYPE
