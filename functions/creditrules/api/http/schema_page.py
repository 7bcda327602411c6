"""The schema's text for those signed in, where introspection is not answered too."""

from __future__ import annotations

import hashlib
from functools import cache

from creditrules.api.http.messages import Request, Response
from creditrules.api.http.tags import has_tag

__all__ = ["SCHEMA_PATH", "schema_response"]

SCHEMA_PATH = "/graphql/schema.graphql"


def schema_response(request: Request) -> Response:
    """The text, or 304 where the caller has it. It alters with releases only, and is the same for everybody."""
    content, tag = _schema()
    headers = (("etag", tag), ("cache-control", "private, no-cache"))
    if has_tag(request.headers.get("if-none-match", ""), tag):
        return Response(304, headers)
    return Response(200, (("content-type", "text/plain; charset=utf-8"), *headers), content)


@cache
def _schema() -> tuple[bytes, str]:
    """The text with its tag, a weak one: the bytes differ where it leaves compressed."""
    from creditrules.api.schema.sdl import schema_sdl  # noqa: PLC0415 - all types, for which few ask

    content = schema_sdl().encode()
    return content, f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'
