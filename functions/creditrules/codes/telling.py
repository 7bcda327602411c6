"""What can be wrong with telling others of changes."""

from __future__ import annotations

from typing import Final

__all__ = ["TELLING"]

TELLING: Final = {
    "BAD_CONTACT": (
        "How a person is to be told cannot be kept as asked: its address, language, quiet hours or whose it is.",
        "Correct the field that is named.",
    ),
    "BAD_WEBHOOK": (
        "A webhook cannot be made as asked: its address, its note, its documents or its kinds of notices.",
        "Correct the field that is named.",
    ),
    "CONTACT_BUSY": ("Others say at the same time how a subject is told.", "Try again in a moment."),
    "DELIVERY_BUSY": ("The delivery is being tried at this moment.", "Try again in a moment."),
    "DELIVERY_CANCELLED": (
        "The receiver of the delivery is no more.",
        "Register it anew; what happens from then on is sent there.",
    ),
    "FEED_NOT_SET_UP": ("The service was set up without a change feed.", "Ask the lender's operators."),
    "FEED_UNAVAILABLE": (
        "A schedule, a bus or a queue of the change feed does not answer.",
        "Nothing: what is to be told is tried again.",
    ),
    "TOO_MANY_WEBHOOKS": ("The lender has as many webhooks as there may be.", "Delete one that is not needed."),
    "UNKNOWN_DELIVERY": (
        "There is no delivery of that notice to that receiver.",
        "Name receiver, document and number as `deliveries` does.",
    ),
    "UNKNOWN_WEBHOOK": ("There is no such webhook.", "Name one that `webhooks` lists."),
    "WEBHOOKS_BUSY": ("Other acts on the lender's webhooks came between.", "Try again in a moment."),
}
