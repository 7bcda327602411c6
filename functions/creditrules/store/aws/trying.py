"""Calls of AWS within the bounds of the request that they are for: until its end, and so often in vain as it may be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

from creditrules.store.aws.failures import cause_of
from creditrules.store.tries import pause
from creditrules.under_way import may_ask, went_wrong

__all__ = ["ONE_TRY", "OVERLOADS", "RequestDeadline", "patiently", "refuse_late"]

ONE_TRY: Final[Any] = {"mode": "standard", "total_max_attempts": 1}
"""Of botocore itself: it knows nothing of the request, and what it tries again is multiplied by what lies above."""

OVERLOADS: Final = {
    "ProvisionedThroughputExceeded",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ThrottlingError",
    "ThrottlingException",
}
_PASSING: Final = OVERLOADS | {
    "DependencyTimeoutException",
    "InternalFailure",
    "InternalServerError",
    "KMSInternalException",
    "KeyUnavailableException",
    "LimitExceededException",
    "ServiceUnavailable",
    "ServiceUnavailableException",
}
_MOST: Final = 3
_OUR_SIDE: Final = 500

Answer = TypeVar("Answer")


class RequestDeadline(BotoCoreError):
    """The request has no time left, or has met too many failures; the call was not made."""

    fmt = "nothing more is asked for this request"


def refuse_late() -> None:
    """Raises RequestDeadline where the request may ask for nothing more."""
    if not may_ask():
        raise RequestDeadline


def patiently(call: Callable[[], Answer]) -> Answer:
    """What a call answers that may be made again with no harm: three times at most, while the request lets it."""
    tries = 0
    while True:
        refuse_late()
        try:
            return call()
        except (ClientError, BotoCoreError) as error:
            tries += 1
            if not _may_pass(error):
                raise
            went_wrong()
            if tries >= _MOST or not may_ask():
                raise
        pause(tries - 1)


def _may_pass(error: Exception) -> bool:
    if isinstance(error, HTTPClientError):
        return True
    if not isinstance(error, ClientError):
        return False
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return status >= _OUR_SIDE or cause_of(error) in _PASSING
