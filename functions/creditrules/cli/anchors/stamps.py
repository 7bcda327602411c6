"""Time stamps of files (RFC 3161): the request that is sent to an authority, and the token that comes back.

Nothing is sent from here. Tokens are read and their signatures verified by rfc3161-client; what is done to a token
before that is to put its certificates in order, as DER wants sets and as not every authority writes them. Those are not
part of what the authority signs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NamedTuple

from cryptography.x509 import Certificate, load_pem_x509_certificates

from creditrules.cli.extras import advice
from creditrules.cli.screen import give_up

__all__ = ["Stamp", "check_stamp", "request_for"]

_REQUEST: Final = bytes.fromhex("30390201013031300d060960864801650304020105000420"), bytes.fromhex("0101ff")
"""TimeStampReq: version 1, SHA-256 of the file between the two parts, no nonce, and the certificate is asked for."""
_GRANTED: Final = bytes.fromhex("3003020100")
_LARGEST: Final = 1 << 20
_SEQUENCE: Final = 0x30
_SIGNED: Final = bytes.fromhex("06092a864886f70d010702")
_CERTIFICATES: Final = 0xA0
_LONG_FORM: Final = 0x80
_MOST_LENGTH_BYTES: Final = 4


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time stamp that holds: when, by which authority."""

    at: datetime
    by: str


def request_for(content: bytes) -> bytes:
    """The request for a time stamp of a content, to be sent as application/timestamp-query."""
    head, tail = _REQUEST
    return head + sha256(content).digest() + tail


def check_stamp(content: bytes, token: Path, authority: Path) -> Stamp:
    """The time stamp of the content. Ends the command where there is none that holds.

    token: the answer of the authority (TimeStampResp), or the token in it. authority: certificates in PEM, the root
    that is trusted and what lies between it and the authority's own.
    """
    client = _client()
    trusted = _certificates(authority)
    roots = [each for each in trusted if each.issuer == each.subject]
    if not roots:
        give_up(f"{authority} has no root: a certificate that is issued by itself.", "Add the authority's root.")
    verifier = client.VerifierBuilder(roots=roots, intermediates=[each for each in trusted if each not in roots])
    try:
        response = client.decode_timestamp_response(_ordered(_read(token)))
        verifier.build().verify_message(response, content)
    except (ValueError, client.VerificationError) as error:
        hint = "It is to be of the anchor where there is one, else of the evidence."
        give_up(f"{token} is no time stamp of this content by that authority: {error}.", hint)
    info = response.tst_info
    return Stamp(info.gen_time.astimezone(UTC), _name(response, trusted))


def _client() -> Any:
    try:
        return import_module("rfc3161_client")
    except ModuleNotFoundError as missing:
        give_up(advice(missing) or str(missing))


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST)
    except OSError as error:
        give_up(f"{path} cannot be read: {error.strerror or error}.")


def _certificates(path: Path) -> list[Certificate]:
    try:
        return load_pem_x509_certificates(_read(path))
    except ValueError:
        give_up(f"{path} holds no certificates in PEM.", "It is the file that the authority publishes its root in.")


def _name(response: Any, trusted: list[Certificate]) -> str:
    [signer] = response.signed_data.signer_infos
    issuers = [each.subject for each in trusted if each.subject == signer.issuer]
    return f"{(issuers or [signer.issuer])[0].rfc4514_string()}, number {signer.serial_number}"


class _Part(NamedTuple):
    """One value in DER: its tag, where it begins, where its content begins and ends."""

    tag: int
    start: int
    inner: int
    end: int


def _ordered(der: bytes) -> bytes:
    """A TimeStampResp with its certificates in the order that DER gives to sets. Raises ValueError."""
    whole = _only(der)
    parts = list(_parts(der, whole.inner, whole.end))
    if parts and der[parts[0].start : parts[0].end] == _SIGNED:  # the token alone
        der = _wrapped(_GRANTED + der)
        whole = _only(der)
        parts = list(_parts(der, whole.inner, whole.end))
    if len(parts) < 2:  # noqa: PLR2004 - a status, and the token where it was granted
        raise ValueError("the authority did not grant it")
    content = list(_parts(der, parts[1].inner, parts[1].end))[-1]
    [signed] = _parts(der, content.inner, content.end)
    for part in _parts(der, signed.inner, signed.end):
        if part.tag == _CERTIFICATES:
            inner = sorted(der[each.start : each.end] for each in _parts(der, part.inner, part.end))
            return der[: part.inner] + b"".join(inner) + der[part.end :]
    return der


def _only(der: bytes) -> _Part:
    parts = list(_parts(der, 0, len(der)))
    if len(parts) != 1 or parts[0].tag != _SEQUENCE:
        raise ValueError("it is not written in DER")
    return parts[0]


def _parts(der: bytes, start: int, end: int) -> Iterator[_Part]:
    while start < end:
        tag, length, inner = der[start], der[start + 1] if start + 1 < end else _LONG_FORM, start + 2
        if length >= _LONG_FORM:
            count = length - _LONG_FORM
            length, inner = int.from_bytes(der[inner : inner + count]), inner + count
            if not 0 < count <= _MOST_LENGTH_BYTES:
                raise ValueError("it is not written in DER")
        if inner + length > end:
            raise ValueError("it is cut off")
        yield _Part(tag, start, inner, inner + length)
        start = inner + length


def _wrapped(content: bytes) -> bytes:
    size = len(content).to_bytes(_MOST_LENGTH_BYTES).lstrip(b"\0")
    length = bytes([len(content)]) if len(content) < _LONG_FORM else bytes([_LONG_FORM + len(size)]) + size
    return bytes([_SEQUENCE]) + length + content
