"""How much work the analysis of one model may be; counted, so that the same model always gets the same answer."""

from __future__ import annotations

from creditrules.dmn.limits import TABLE_STEPS

__all__ = ["Budget", "TooLargeError"]


class TooLargeError(Exception):
    """The work is more than it may be."""


class Budget:
    """Steps that are left; a step is a row looked at on one axis."""

    __slots__ = ("left",)

    def __init__(self, steps: int = TABLE_STEPS) -> None:
        self.left = steps

    def spend(self, steps: int) -> None:
        """Take steps. Raises TooLargeError when there are none left."""
        self.left -= steps
        if self.left < 0:
            raise TooLargeError
