"""Web pages of partners that may call from a browser (CORS): by tenant, and never by a wildcard.

They are the service's configuration, and not the lender's settings: a preflight brings no token, so it says nothing of
the tenant and must be answered without a look at the table. It is answered by what any tenant allows; the request
itself then by what the token's tenant allows. No cookies are used, so credentials are never allowed.
"""

from __future__ import annotations

from creditrules.api.http.messages import Headers, Request, Response
from creditrules.api.http.refusing import http_refusal
from creditrules.records import dataclass

__all__ = ["Origins"]

REMEMBERED_SECONDS = 7200
"""What browsers keep a preflight's answer for at most."""
SENT = (
    "Accept, Accept-Language, Apollographql-Client-Name, Apollographql-Client-Version, Authorization, "
    "Content-Encoding, Content-Type, Traceparent, Tracestate, X-Request-Id"
)
SHOWN = "Allow, ETag, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, X-Request-Id"


@dataclass(frozen=True, slots=True)
class Origins:
    """allowed: tenants with the origins of their partners' pages, as browsers write them ("https://shop.example")."""

    allowed: frozenset[tuple[str, str]] = frozenset()

    def refuse_stranger(self, request: Request, tenant: str) -> None:
        """Raises Refused 403 "ORIGIN_NOT_ALLOWED" for a request from a page that the tenant does not allow.

        The service's own pages are no strangers. "null", as sandboxed pages send, always is one.
        """
        origin = request.headers.get("origin")
        if origin is None or (tenant, origin) in self.allowed or origin.partition("://")[2] == _host(request):
            return
        raise _not_allowed()

    def preflight(self, request: Request, allow: str) -> Response:
        """The answer to OPTIONS. allow: the methods of the address. Raises Refused 403 "ORIGIN_NOT_ALLOWED"."""
        wanted = request.headers.get("access-control-request-method")
        if "origin" not in request.headers or wanted is None:
            return Response(204, (("allow", allow),))
        if not self._known(request):
            raise _not_allowed()
        headers = (
            ("allow", allow),
            ("access-control-allow-methods", allow),
            ("access-control-allow-headers", SENT),
            ("access-control-max-age", str(REMEMBERED_SECONDS)),
        )
        return Response(204, headers)

    def headers(self, request: Request) -> Headers:
        """What lets a page of any tenant read the answer, refusals of its own tenant too."""
        if not self._known(request):
            return ()
        return (
            ("access-control-allow-origin", request.headers["origin"]),
            ("access-control-expose-headers", SHOWN),
        )

    def _known(self, request: Request) -> bool:
        origin = request.headers.get("origin")
        return any(origin == allowed for _, allowed in self.allowed)


def _host(request: Request) -> str:
    """What the caller takes us for; never empty, so that no origin without a host is ours."""
    return request.headers.get("host", "").lower() or "/"


def _not_allowed() -> Exception:
    hint = "Ask who runs the service to allow it: CREDITRULES_ORIGINS."
    return http_refusal(403, "ORIGIN_NOT_ALLOWED", "Pages of this origin may not call.", hint)
