"""Messages to addresses that others chose: to public ones only, never led elsewhere, bounded in time and size.

The name is looked up once, every address that it has is looked at, and the connection goes to one of those: a name that
leads elsewhere the next time gains nothing. One address that is not public is enough to refuse the name.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from http.client import HTTPException, HTTPResponse
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

from creditrules.connecting import Address, resolved
from creditrules.feed import DeliveryResult, Sent
from creditrules.requesting import requesting

__all__ = ["post"]

SECONDS: Final = 10.0
LARGEST_ANSWER: Final = 16 * 1024
"""Bytes of an answer that are taken; its status is all that counts."""
LONGEST_WAIT: Final = 24 * 3600
_HEADERS: Final = {"Content-Type": "application/cloudevents+json", "User-Agent": "creditrules", "Connection": "close"}
_HTTPS: Final = 443
_GONE: Final = 410
_SUCCESS: Final = range(200, 300)
_ELSEWHERE: Final = range(300, 400)
_NAT64: Final = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
_V4_COMPATIBLE: Final = IPv6Network("::/96")

Lookup = Callable[[str, int, float], list[tuple[int, Address]]]
"""What a name resolves to, as `resolved` tells it."""


def post(
    address: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    loopback: bool = False,
    lookup: Lookup = resolved,
) -> Sent:
    """What came of sending it, within 10 seconds from when the name is known; never raises.

    loopback: whether this machine may be meant as well, and then without TLS: for trying. lookup: as
    `resolved`.
    """
    ends: float | None = None
    try:
        parts = urlsplit(address)
        found = _addresses(parts, lookup)
        if not found or not all(_is_allowed(each, loopback=loopback) for each in found):
            return Sent(DeliveryResult.ADDRESS_REFUSED)
        if parts.scheme != "https" and not (loopback and all(each.is_loopback for each in found)):
            return Sent(DeliveryResult.ADDRESS_REFUSED)
        ends = time.monotonic() + SECONDS
        with requesting(parts, SECONDS, str(found[0])) as connection:
            target = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
            connection.request("POST", target, body, {**_HEADERS, **headers})
            answer = connection.getresponse()
            if time.monotonic() >= ends:
                return Sent(DeliveryResult.TIMED_OUT)
            with suppress(OSError, HTTPException):
                answer.read(LARGEST_ANSWER)
            return _result(answer)
    except (OSError, HTTPException, ValueError) as error:
        late = isinstance(error, TimeoutError) or (ends is not None and time.monotonic() >= ends)
        return Sent(DeliveryResult.TIMED_OUT if late else DeliveryResult.UNREACHABLE)


def _addresses(parts: SplitResult, lookup: Lookup) -> list[IPv4Address | IPv6Address]:
    """All addresses that the name has, without the zone of an interface."""
    found = lookup(parts.hostname or "", parts.port or _HTTPS, SECONDS)
    return [ip_address(str(place[0]).partition("%")[0]) for _, place in found]


def _is_allowed(address: IPv4Address | IPv6Address, *, loopback: bool) -> bool:
    """Whether it is a public one, and what it may stand for is one too."""
    if loopback and address.is_loopback:
        return True
    meant = [address, *_within(address)]
    return all(each.is_global and not each.is_multicast for each in meant)


def _within(address: IPv4Address | IPv6Address) -> list[IPv4Address]:
    """The addresses of the old form that one of the new form leads to."""
    if isinstance(address, IPv4Address):
        return []
    teredo = address.teredo or ()
    found = [each for each in (address.ipv4_mapped, address.sixtofour, *teredo) if each is not None]
    if any(address in network for network in (*_NAT64, _V4_COMPATIBLE)):
        found.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return found


def _result(answer: HTTPResponse) -> Sent:
    if answer.status in _SUCCESS:
        return Sent(DeliveryResult.DELIVERED, answer.status)
    if answer.status in _ELSEWHERE:
        return Sent(DeliveryResult.REDIRECTED, answer.status)
    result = DeliveryResult.GONE if answer.status == _GONE else DeliveryResult.REFUSED
    return Sent(result, answer.status, _wish(answer.headers.get("Retry-After", "")))


def _wish(text: str) -> timedelta | None:
    seconds = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004 - no huge ones
    return timedelta(seconds=min(seconds, LONGEST_WAIT)) if seconds else None
