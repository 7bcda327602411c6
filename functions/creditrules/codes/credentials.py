"""What can be wrong with who asks: tokens and keys."""

from __future__ import annotations

from typing import Final

__all__ = ["CREDENTIALS"]

CREDENTIALS: Final = {
    "API_KEYS_BOTH_VALID": (
        "The partner has two keys that are valid: the old one and the new one.",
        "Revoke one of them first.",
    ),
    "API_KEYS_BUSY": ("Other acts on the lender's API keys came between.", "Try again in a moment."),
    "API_KEY_EXPIRED": ("The API key has expired.", "Ask the lender for a new one."),
    "API_KEY_MALFORMED": ("The text begins as an API key does, and is none.", "Copy it again, whole."),
    "API_KEY_REVOKED": ("The API key was revoked.", "Ask the lender for a new one, if it was not you."),
    "API_KEY_UNKNOWN": ("There is no such API key, or its secret is another.", "Ask the lender for a new one."),
    "BAD_API_KEY": (
        "A key cannot be made as asked: its partner's name, its end, its purposes or its products.",
        "Correct the field that is named.",
    ),
    "BAD_AUTHORIZATION": (
        "The header `Authorization` is not one scheme and one token.",
        "Send `Authorization: Bearer`, a space and the token.",
    ),
    "PRODUCT_OUT_OF_SCOPE": (
        "The API key is for other products than the one that is asked about.",
        "Leave it out, name those that it is for, or ask the lender for another key.",
    ),
    "TOKEN_AUDIENCE": (
        "The token was issued for another service.",
        "Ask the issuer for one with the audience of this service.",
    ),
    "TOKEN_EXPIRED": ("The token has expired.", "Get a new one."),
    "TOKEN_ISSUER_UNKNOWN": (
        "The token is of an issuer that is not trusted here.",
        "Get one of a configured issuer; on one machine, `creditrules token` makes one.",
    ),
    "TOKEN_KEYS_UNAVAILABLE": (
        "The keys that verify tokens of an issuer cannot be had, and none are left from before.",
        "Try again in a moment.",
    ),
    "TOKEN_KEY_UNKNOWN": (
        "The token was signed with a key that its issuer does not publish, or with the local key of another folder.",
        "Get a new token; on one machine, in the folder that is served.",
    ),
    "TOKEN_LIVES_TOO_LONG": (
        "The token expires later than tokens of its issuer may.",
        "Ask for one with a shorter life.",
    ),
    "TOKEN_MALFORMED": (
        "The token is not valid here: its form, signature or claims are wrong.",
        "Get a token of this service.",
    ),
    "TOKEN_NOT_YET_VALID": ("The token begins later.", "Set the clocks, or wait."),
    "TOKEN_NOT_VERIFIED": (
        "The request did not come through the service's own authorizer, or came late; the token may be good.",
        "Ask at the service's own address; if you did, tell whoever operates it.",
    ),
    "TOKEN_TENANT": ("The token's issuer does not speak for the tenant that it names.", "Get one of the tenant's own."),
    "TOKEN_WITHOUT_RIGHTS": (
        "The token is genuine, but none of its roles means anything here.",
        "Ask the lender for a role.",
    ),
    "TOO_MANY_API_KEYS": (
        "The lender keeps as many API keys as it may, those that ended in the last 90 days included.",
        "Wait until older ones are forgotten.",
    ),
    "UNAUTHENTICATED": (
        "The request has no token, or one that is not valid; `reason` says more.",
        "Send `Authorization: Bearer` with a token.",
    ),
    "UNKNOWN_API_KEY": ("There is no API key of that name.", "Look at `apiKeys`, or `creditrules key list`."),
}
