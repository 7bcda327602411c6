"""The public pages behind HTTP: addresses, languages, what caches may keep and until when."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl

from creditrules.api.http.messages import Headers, Request, Response
from creditrules.api.http.negotiation import accepts_gzip, preferred_languages
from creditrules.api.http.public.keeping import KeptPage, KeptPages, TooOftenError
from creditrules.api.http.refusing import http_refusal
from creditrules.api.http.tags import has_tag
from creditrules.disclosure import LANGUAGES, POLICY, atom_feed, html_page, json_feed, missing_page, spoken
from creditrules.records import dataclass
from creditrules.slugs import SLUG_PATTERN

__all__ = ["ROOT", "PublicPages", "is_public"]

ROOT: Final = "/disclosure"
READ: Final = "GET, HEAD, OPTIONS"
_SLUG: Final = SLUG_PATTERN.strip("^$")
_PLACE: Final = re.compile(f"{ROOT}/({_SLUG})/({_SLUG})(\\.atom|\\.json|)")
_FORMS: Final = {
    "": ("text/html", html_page),
    ".atom": ("application/atom+xml", atom_feed),
    ".json": ("application/feed+json", json_feed),
}
_LONGEST_QUERY: Final = 4096
_MOST_PARAMETERS: Final = 10
_MISSING_SECONDS: Final = 30
_ANYBODY: Final[Headers] = (
    ("content-security-policy", POLICY),
    ("cross-origin-resource-policy", "cross-origin"),
    ("access-control-allow-origin", "*"),
)
"""There is no secret in it and no cookie with it, so that pages of others may read it too."""


def is_public(path: str) -> bool:
    """Whether whatever is at the path is for anybody."""
    return path == ROOT or path.startswith(f"{ROOT}/")


@dataclass(frozen=True, slots=True)
class _Asked:
    """language: None where the address leaves it to the reader's habits."""

    tenant: str
    product: str
    form: str
    language: str | None
    before: str | None


class PublicPages:
    """Answers requests for public pages; a `WebPage`."""

    def __init__(self, kept: KeptPages) -> None:
        self._kept = kept

    def __call__(self, request: Request) -> Response | None:
        """The response; None for any address that is none of these. Raises Refusal UNAVAILABLE; Refused."""
        if not is_public(request.path):
            return None
        if request.method == "OPTIONS":
            return Response(204, (("allow", READ), *_ANYBODY))
        if request.method not in {"GET", "HEAD"}:
            message = "The address does not take this method."
            raise http_refusal(405, "METHOD_NOT_ALLOWED", message, f"Use {READ}.", (("allow", READ),))
        asked = _asked(request)
        now = self._kept.now()
        page = None
        if asked is not None:
            try:
                page = self._kept.page(asked.tenant, asked.product, asked.before, now)
            except TooOftenError:
                message, hint = "There are too many requests at once.", "Send it again in a moment."
                raise http_refusal(503, "TOO_BUSY", message, hint, (("retry-after", "1"),)) from None
        return _missing() if asked is None or page is None else self._shown(request, asked, page, now)

    def _shown(self, request: Request, asked: _Asked, page: KeptPage, now: datetime) -> Response:
        language = asked.language or spoken(preferred_languages(request.headers.get("accept-language")))
        media_type, write = _FORMS[asked.form]
        written = self._kept.written(page, asked.form, language, lambda told: write(told, language, ROOT))
        seconds = max(int((page.good_until - now).total_seconds()), 0)
        headers: Headers = (
            ("etag", written.tag),
            ("cache-control", f"public, max-age={seconds}, must-revalidate"),
            ("vary", "Accept-Encoding" if asked.language else "Accept-Encoding, Accept-Language"),
            ("content-language", language),
            *_ANYBODY,
        )
        if has_tag(request.headers.get("if-none-match", ""), written.tag):
            return Response(304, headers)
        own = (("content-type", f"{media_type}; charset=utf-8"), *headers)
        return _packed(request, own, written.body, written.packed)


def _asked(request: Request) -> _Asked | None:
    """What an address means; None where it means nothing."""
    place = _PLACE.fullmatch(request.path)
    if place is None or len(request.query_string) > _LONGEST_QUERY:
        return None
    try:
        given = dict(parse_qsl(request.query_string, errors="strict", max_num_fields=_MOST_PARAMETERS))
    except ValueError:
        return None
    language = given.get("lang", "").lower()
    tenant, product, form = place.groups()
    return _Asked(tenant, product, form, language if language in LANGUAGES else None, given.get("before"))


def _packed(request: Request, headers: Headers, body: bytes, packed: bytes) -> Response:
    if accepts_gzip(request.headers.get("accept-encoding")):
        return Response(200, (*headers, ("content-encoding", "gzip")), packed)
    return Response(200, headers, body)


def _missing() -> Response:
    """One and the same, whether there is no such lender, no such product, or nothing of it is public."""
    headers: Headers = (
        ("content-type", "text/html; charset=utf-8"),
        ("cache-control", f"public, max-age={_MISSING_SECONDS}"),
        ("vary", "Accept-Encoding"),
        *_ANYBODY,
    )
    return Response(404, headers, missing_page().encode())
