"""The mark for expressions whose value is only known when they are evaluated."""

from __future__ import annotations

from enum import Enum

__all__ = ["NOT_CONSTANT", "NotConstant"]


class NotConstant(Enum):
    """The type of `NOT_CONSTANT`."""

    NOT_CONSTANT = "not constant"


NOT_CONSTANT = NotConstant.NOT_CONSTANT
"""What `constant` answers for an expression that depends on names, on the moment, or on anything that may fail."""
