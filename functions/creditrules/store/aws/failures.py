"""What errors of AWS mean to those who use the store: an outage, or a fault of whoever operates it."""

from __future__ import annotations

from typing import Final

from botocore.exceptions import ClientError, NoCredentialsError, PartialCredentialsError

from creditrules.errors import Kind, Refusal

__all__ = ["KEYS_UNREACHED", "cause_of", "is_operators", "keys_refused", "keys_unavailable", "store_refused"]

_OPERATORS: Final = {
    "AccessDenied",
    "AccessDeniedException",
    "DisabledException",
    "ExpiredTokenException",
    "InvalidArnException",
    "InvalidClientTokenId",
    "InvalidKeyUsageException",
    "InvalidSignatureException",
    "KMSInvalidStateException",
    "MissingAuthenticationTokenException",
    "NotFoundException",
    "ResourceNotFoundException",
    "UnrecognizedClientException",
    "UnsupportedOperationException",
}
"""What another try does not mend: rights, credentials, and tables or keys that are not there or are switched off."""
_LONGEST: Final = 64
_HINT: Final = "Tell whoever operates the service; trying again does not help until they have mended it."
KEYS_UNREACHED: Final = "The keys that facts are encrypted with cannot be reached."


def cause_of(error: Exception) -> str:
    """The error by AWS's code, or by its class where no answer came; it quotes nothing of what was sent."""
    if isinstance(error, ClientError):
        return str(error.response.get("Error", {}).get("Code", "") or "unnamed")[:_LONGEST]
    return type(error).__name__


def is_operators(error: Exception) -> bool:
    """Whether it stays until somebody changes how the service is set up; nothing took effect then."""
    if isinstance(error, NoCredentialsError | PartialCredentialsError):
        return True
    return isinstance(error, ClientError) and cause_of(error) in _OPERATORS


def store_refused(error: Exception) -> Refusal:
    """What callers are told where the service may not use its table, or there is none."""
    message = "The service is not allowed to use its store, or the store is not there."
    return Refusal(Kind.UNAVAILABLE, "STORE_REFUSED", message, hint=_HINT, cause=cause_of(error))


def keys_refused(error: Exception) -> Refusal:
    """The same of a key."""
    message = "The service is not allowed to use its key, or the key is disabled, not there or of another kind."
    return Refusal(Kind.UNAVAILABLE, "KEYS_REFUSED", message, hint=_HINT, cause=cause_of(error))


def keys_unavailable(error: Exception, message: str = KEYS_UNREACHED) -> Refusal:
    """What callers are told where the key service gives no answer, or only an error that may pass."""
    if is_operators(error):
        return keys_refused(error)
    return Refusal(Kind.UNAVAILABLE, "KEYS_UNAVAILABLE", message, hint="Try again in a moment.", cause=cause_of(error))
