"""What can be wrong with telling others of changes."""

from __future__ import annotations

from typing import Final

__all__ = ["TELLING"]

TELLING: Final = {
    "DELIVERY_CANCELLED": (
        "The receiver of the delivery is no more.",
        "Register it anew; what happens from then on is sent there.",
    ),
}
