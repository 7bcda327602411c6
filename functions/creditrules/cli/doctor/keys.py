"""Whether keys do what they are for: a data key made and opened for its context alone, a signature that holds."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from secrets import token_bytes
from typing import Final

from creditrules.auth import Signer, holds
from creditrules.cli.doctor.findings import Finding, failed, fine
from creditrules.errors import Refusal
from creditrules.store import KeyService

__all__ = ["facts_key", "signing_key"]

_CONTEXT: Final = {"purpose": "doctor"}
_OTHER: Final = {"purpose": "another"}


def facts_key(keys: KeyService) -> Iterator[Finding]:
    """A data key goes out and comes back, under its own context and no other. Raises Refusal."""
    made = keys.new_data_key(_CONTEXT)
    if not hmac.compare_digest(keys.unwrap(made.wrapped, _CONTEXT), made.plain):
        yield failed("keys", "A data key comes back as another one.", "Do not record anything; tell who runs the keys.")
        return
    try:
        keys.unwrap(made.wrapped, _OTHER)
    except Refusal:
        yield fine("keys", "The key of facts encrypts and decrypts, under the right context alone.")
    else:
        yield failed(
            "keys",
            "The key of facts opens a data key under another context than it was made for.",
            "It is no KMS that can be relied on: the facts of one lender would open for another.",
        )


def signing_key(signer: Signer) -> Iterator[Finding]:
    """What is signed is verified by the public part, and nothing else is. Raises Refusal."""
    message = token_bytes(32)
    signature = signer.sign(message)
    public = signer.public()
    if holds(public, signature, message) and not holds(public, signature, message + b"."):
        yield fine("evidence key", "The key of evidence signs, and its public part verifies it.")
    else:
        yield failed(
            "evidence key",
            "What the key of evidence signs does not verify by its public part.",
            "Name another key (ECC_NIST_P256, SIGN_VERIFY): this evidence would prove nothing.",
        )
