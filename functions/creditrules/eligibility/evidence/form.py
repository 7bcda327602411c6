"""How evidence is written: the core, which is signed, and the signature."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from creditrules.document import canonical, digest_of
from creditrules.eligibility.answers import PlainAnswer
from creditrules.eligibility.pins import plain_pins
from creditrules.eligibility.recording import RecordedDecision, digested
from creditrules.rules.audit import ChainEnd

__all__ = [
    "ALGORITHM",
    "FORM",
    "LONGEST_CORE",
    "LONGEST_LINE",
    "digests_in",
    "evidence_core",
    "signature_line",
    "statement_of",
]

FORM: Final = "creditrules evidence 1"
ALGORITHM: Final = "ES256"
LONGEST_CORE: Final = 32 << 20
LONGEST_LINE: Final = 1 << 20
"""Bytes of the first line, and of each that follows."""
_DIGESTS: Final = frozenset({"digest", "productDigest"})


def evidence_core(
    decision: RecordedDecision, contents: Mapping[str, bytes] | None, end: ChainEnd, made_at: datetime, *, linked: bool
) -> bytes:
    """The first line, without its line end. The decision's facts must still be there.

    contents: canonical forms of all that the answer rests on, by digest; None where they are withheld. end: of the
    decision's chain, at `made_at`. linked: whether the links from the receipt to that end follow.
    """
    sealed, receipt = decision.sealed, decision.receipt
    assert sealed is not None  # noqa: S101  (evidence is of what is there)
    said = json.loads(receipt.text)
    taken = digested(sealed, said.get("numbers"))
    return canonical(
        {
            "form": FORM,
            "madeAt": _text(made_at),
            "question": {
                "facts": sealed.facts,
                "requests": sealed.requests,
                "products": sealed.products,
                **plain_pins(sealed.pins),
                "validAt": _text(decision.valid_at),
                "knownAt": _text(decision.known_at),
            },
            "digested": {name: text.decode() for name, text in taken.items() if f"{name}Digest" in said},
            "contents": None if contents is None else {name: text.decode() for name, text in contents.items()},
            "receipt": {
                "number": receipt.number,
                "text": receipt.text,
                "previous": receipt.previous,
                "hash": receipt.hash,
            },
            "end": {"number": end.number, "hash": end.hash},
            "linked": linked,
        }
    )


def statement_of(core: bytes) -> bytes:
    """What is signed: short enough for any key service, and mistaken for nothing else that the key might sign."""
    return f"{FORM}\n{digest_of(core)}".encode()


def signature_line(key: str, signature: bytes) -> bytes:
    """The second line, without its line end. key: the name of the key."""
    return canonical({"algorithm": ALGORITHM, "key": key, "signature": signature.hex()})


def digests_in(answers: Sequence[PlainAnswer]) -> frozenset[str]:
    """The digests of all contents that the answers, alternatives included, rest on."""
    return frozenset(_digests(answers))


def _digests(value: object) -> Iterator[str]:
    inner: Iterable[Any] = ()
    match value:
        case Mapping():
            yield from (each for name, each in value.items() if name in _DIGESTS and isinstance(each, str))
            inner = value.values()
        case list() | tuple():
            inner = value
    for each in inner:
        yield from _digests(each)


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
