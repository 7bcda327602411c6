"""The time that DynamoDB tells with each of its answers, handed to the witness that our clock is held against."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, TypeVar

from botocore.exceptions import ClientError

from creditrules.clock import Witness
from creditrules.errors import Refusal
from creditrules.store.aws.failures import cause_of, store_refused
from creditrules.store.stamps import clock_wrong

__all__ = ["Hearing"]

_OF_CLOCKS: Final = {"InvalidSignatureException", "RequestExpired", "RequestTimeTooSkewed"}
"""What AWS says of a request that was signed at another time than it came; of one that was signed wrongly, too."""

Answer = TypeVar("Answer")


class Hearing:
    """Makes calls, and lets the witness know when they were answered; without a witness only the former."""

    def __init__(self, witness: Witness | None) -> None:
        self._witness = witness

    def asked(self, call: Callable[[], Answer]) -> Answer:
        """What the call answers, or raises."""
        if self._witness is None:
            return call()
        asked = self._witness.clock()
        try:
            answer = call()
        except ClientError as error:
            _hear(self._witness, asked, error.response)
            raise
        _hear(self._witness, asked, answer)
        return answer

    def refused(self, error: Exception) -> Refusal:
        """What callers are told of an error that is the operator's, see `is_operators`."""
        if self._witness is not None and self._witness.contradicts and cause_of(error) in _OF_CLOCKS:
            return clock_wrong(self._witness)
        return store_refused(error)


def _hear(witness: Witness, asked: datetime, answer: Any) -> None:
    headers: Mapping[str, str] = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    try:
        told = parsedate_to_datetime(headers["date"])
    except (KeyError, TypeError, ValueError):
        return
    if told.tzinfo is not None:
        witness.heard(asked, told)
