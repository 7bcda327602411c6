"""How much work the analysis of one model may be; counted, so that the same model always gets the same answer."""

from __future__ import annotations

from typing import Final

from creditrules.dmn.limits import TABLE_STEPS
from creditrules.feel import RequestBudget

__all__ = ["Budget", "SpentError", "TooLargeError"]

_STEPS_UNTIL_A_LOOK: Final = 1_000
"""Between two looks at what the request has left: a few milliseconds."""
_STEPS_A_STEP: Final = 4
"""So many of these cost what one of an evaluation does."""


class TooLargeError(Exception):
    """The work is more than it may be."""


class SpentError(TooLargeError):
    """The request that it is for has nothing left."""


class Budget:
    """Steps that are left; a step is a row looked at on one axis. request: the budget of the request that it is for."""

    __slots__ = ("_request", "_unlooked", "left")

    def __init__(self, steps: int = TABLE_STEPS, request: RequestBudget | None = None) -> None:
        self.left = steps
        self._request, self._unlooked = request, 0

    def look(self) -> None:
        """Raises SpentError where the request has nothing left."""
        if self._request is not None:
            self._request.charge(self._unlooked // _STEPS_A_STEP)
            if not self._request.allows():
                raise SpentError
        self._unlooked = 0

    def spend(self, steps: int) -> None:
        """Take steps. Raises TooLargeError when there are none left."""
        self._unlooked += steps
        if self._unlooked > _STEPS_UNTIL_A_LOOK:
            self.look()
        self.left -= steps
        if self.left < 0:
            raise TooLargeError
