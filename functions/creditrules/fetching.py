"""Key sets by address: bounded in time and size, and never led elsewhere.

With the standard library: one request in an hour, of a kind that needs nothing more, is no reason to carry a client
into every cold start. PyJWT's own `PyJWKClient` follows redirects, knows no `max-age` and bounds neither size nor the
time of a whole answer.
"""

from __future__ import annotations

import re
import time
from http.client import OK, HTTPException, HTTPResponse
from typing import Final
from urllib.parse import urlsplit

from creditrules.auth import FetchedDocument, NotFetched
from creditrules.requesting import requesting

__all__ = ["fetch_key_set"]

SECONDS: Final = 4.0
LARGEST: Final = 256 * 1024
_MAX_AGE: Final = re.compile(r"(?:^|[\s,])max-age=\"?(\d{1,9})(?:\D|$)", re.IGNORECASE)
_HEADERS: Final = {"Accept": "application/json", "User-Agent": "creditrules", "Connection": "close"}


def fetch_key_set(address: str) -> FetchedDocument:
    """What an http or https address itself gives: status 200, at most 256 kB, all of it within 4 seconds.

    Whoever configures the address answers for it. Where it leads after that is nobody's to say, so that a redirect is
    an error, as any other status is. Raises NotFetched.
    """
    parts, ends = urlsplit(address), time.monotonic() + SECONDS
    try:
        with requesting(parts, SECONDS) as connection:
            connection.request("GET", f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}", headers=_HEADERS)
            answer = connection.getresponse()
            if answer.status != OK:
                raise NotFetched(f"the address answers with status {answer.status}")
            return FetchedDocument(_content(answer, ends), _max_age(answer))
    except (OSError, HTTPException, ValueError) as error:
        raise NotFetched(f"the address does not answer ({type(error).__name__})") from None


def _content(answer: HTTPResponse, ends: float) -> bytes:
    content = answer.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise NotFetched(f"the document has more than {LARGEST} bytes")
    if answer.length:
        raise NotFetched("the document is cut short")
    if time.monotonic() > ends:
        raise NotFetched(f"the document takes more than {SECONDS:.0f} seconds")
    return content


def _max_age(answer: HTTPResponse) -> float | None:
    found = _MAX_AGE.search(answer.headers.get("Cache-Control", ""))
    return float(found[1]) if found else None
