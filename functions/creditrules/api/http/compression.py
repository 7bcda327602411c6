"""Bodies that come compressed, decompressed within bounds; and answers compressed for those who take them so.

No secret stands in an answer beside what the caller sent, and no browser adds the token by itself, so the length of a
compressed answer tells nobody anything: BREACH has nothing to guess.
"""

from __future__ import annotations

import zlib

from creditrules.api.http.messages import Request, Response
from creditrules.api.http.negotiation import accepts_gzip
from creditrules.api.http.refusing import http_refusal
from creditrules.errors import Kind, Refusal
from creditrules.records import replace

__all__ = ["compressed", "decompressed"]

ENCODINGS = {"gzip": 31, "x-gzip": 31, "deflate": 15}
"""With what zlib takes each for: a gzip member, or what RFC 9110 calls deflate, which is zlib's own format."""
TAKEN = (("accept-encoding", "gzip, deflate"),)
MOST_TIMES = 200
"""How much larger a body may become; JSON of thousands of applicants becomes ten to thirty times as large."""
ALWAYS = 64 * 1024
"""What any body may become, however small it came."""
SMALLEST = 1024
"""Answers below it fit into one packet anyway."""
LEVEL = 5


def decompressed(request: Request, largest: int) -> bytes:
    """The body as it was before it was compressed, of which never more than `largest` bytes are made.

    Raises Refusal TOO_LARGE "BODY_TOO_LARGE" beyond that and beyond MOST_TIMES what came; INVALID "BAD_COMPRESSION";
    Refused 415 "UNSUPPORTED_ENCODING".
    """
    encoding = request.headers.get("content-encoding", "").strip().lower()
    if encoding in {"", "identity"}:
        return _no_more_than(largest, request.body)
    if encoding not in ENCODINGS:
        message = "The body's Content-Encoding is not taken."
        raise http_refusal(415, "UNSUPPORTED_ENCODING", message, "Send it with gzip, deflate or none.", TAKEN)
    most = min(largest, max(ALWAYS, len(request.body) * MOST_TIMES))
    plain = _decompressed(request.body, ENCODINGS[encoding], most + 1)
    if plain is None:
        _no_more_than(largest, request.body)  # of one that is too long not all was read
        message = "The body is not what its Content-Encoding says."
        raise Refusal(Kind.INVALID, "BAD_COMPRESSION", message, (), "Compress it whole and once, or send it plain.")
    return _no_more_than(most, plain)


def _decompressed(body: bytes, window: int, most: int) -> bytes | None:
    """At most `most` bytes of it; None when it is not one whole piece."""
    packed = zlib.decompressobj(window)
    try:
        plain = packed.decompress(body, most)
    except zlib.error:
        return None
    return None if packed.unused_data or (not packed.eof and len(plain) < most) else plain


def _no_more_than(largest: int, body: bytes) -> bytes:
    if len(body) > largest:
        message = f"The body is larger than {largest} bytes."
        raise Refusal(Kind.TOO_LARGE, "BODY_TOO_LARGE", message, (), "Send less at a time.")
    return body


def compressed(response: Response, accept_encoding: str | None) -> Response:
    """The response, with its body in gzip where that was asked for and is worth it."""
    if len(response.body) < SMALLEST or response.header("content-encoding") or not accepts_gzip(accept_encoding):
        return response
    packing = zlib.compressobj(LEVEL, wbits=31)
    body = packing.compress(response.body) + packing.flush()
    return replace(response, headers=(*response.headers, ("content-encoding", "gzip")), body=body)
