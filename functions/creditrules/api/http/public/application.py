"""The public pages as an application of their own, for a function that has nothing else: no schema, no tokens."""

from __future__ import annotations

from creditrules.api.http.answering import ONLY_TLS, respond
from creditrules.api.http.exchange import Exchange
from creditrules.api.http.messages import Request, Response, WebPage
from creditrules.config import Limits
from creditrules.errors import Kind, Refusal
from creditrules.records import dataclass

__all__ = ["PublicApplication"]


@dataclass(frozen=True, slots=True)
class PublicApplication:
    """Answers nothing but public pages, and is reached by TLS only."""

    pages: WebPage
    limits: Limits

    def handle(self, request: Request) -> Response:
        """The response to a request. Raises nothing: what goes wrong is in the response."""
        return respond(Exchange(request), self._route, self.limits, ONLY_TLS)

    def _route(self, exchange: Exchange) -> Response:
        shown = self.pages(exchange.request)
        if shown is None:
            raise Refusal(Kind.NOT_FOUND, "NOT_FOUND", "There is nothing here.")
        return shown
