"""GraphiQL for the laptop: a page and its assets, all from this package, nothing from the internet."""

from __future__ import annotations

import gzip
import json
from functools import cache

from creditrules.api.http.messages import Request, Response
from creditrules.api.http.negotiation import accepts_gzip, accepts_html
from creditrules.api.http.this_machine import asked_of_this_machine
from creditrules.records import dataclass

__all__ = ["FIRST_QUERY", "Graphiql"]

PAGE_PATHS = frozenset({"/", "/graphql", "/graphiql"})
ASSETS = {
    "graphiql.min.js": "text/javascript",
    "graphiql.min.css": "text/css",
    "react.production.min.js": "text/javascript",
    "react-dom.production.min.js": "text/javascript",
    "app.js": "text/javascript",
    "LICENSES.txt": "text/plain",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

FIRST_QUERY = """\
# Press the play button (or Ctrl-Enter). The token stands under "Headers" below.
{
  products {
    nodes {
      slug
      name
      segment
      scenario
      ruleSets {
        slug
        category
        name
        facts {
          name
          type
        }
      }
    }
  }
}
"""


@dataclass(frozen=True, slots=True)
class Graphiql:
    """The page for browsers on this machine. token: stands ready in the header editor, so the page can ask at once."""

    query: str = FIRST_QUERY
    variables: str = ""
    token: str = ""

    def __call__(self, request: Request) -> Response | None:
        """The page or one of its assets; None for anything else, and for any host but this machine itself."""
        if request.method not in {"GET", "HEAD"} or not asked_of_this_machine(request):
            return None
        if request.path.startswith("/graphiql/"):
            return _asset(request, request.path.removeprefix("/graphiql/"))
        if request.path in PAGE_PATHS and accepts_html(request.headers.get("accept")) and not _asks(request):
            return self._page()
        return None

    def _page(self) -> Response:
        headers = {"Authorization": f"Bearer {self.token or 'paste a token here'}"}
        settings = {
            "endpoint": "/graphql",
            "query": self.query,
            "variables": self.variables,
            "headers": json.dumps(headers, indent=2),
        }
        # "<" would let a text end the script element that the settings stand in.
        text = json.dumps(settings, ensure_ascii=False).replace("<", "\\u003c")
        body = _file("index.html").decode().replace("{settings}", text).encode()
        headers_out = (
            ("content-type", "text/html; charset=utf-8"),
            ("cache-control", "no-store"),
            ("content-security-policy", POLICY),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
        )
        return Response(200, headers_out, body)


def _asks(request: Request) -> bool:
    return "query=" in request.query_string


def _asset(request: Request, name: str) -> Response | None:
    if name not in ASSETS:
        return None
    headers = [
        ("content-type", f"{ASSETS[name]}; charset=utf-8"),
        ("cache-control", "no-cache" if name == "app.js" else "public, max-age=86400"),
        ("vary", "accept-encoding"),
        ("x-content-type-options", "nosniff"),
    ]
    if accepts_gzip(request.headers.get("accept-encoding")):
        return Response(200, (*headers, ("content-encoding", "gzip")), _packed(name))
    return Response(200, tuple(headers), _file(name))


@cache
def _file(name: str) -> bytes:
    from importlib.resources import files  # noqa: PLC0415 - a function has no page

    return files(__package__).joinpath("static", name).read_bytes()


@cache
def _packed(name: str) -> bytes:
    return gzip.compress(_file(name), compresslevel=6, mtime=0)
