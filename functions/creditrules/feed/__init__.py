"""What others must hear of: from facts of the record to notices and events, and what becomes of these; pure, and ports.

found = happenings(reached, recorded, entries, values, now, deciding)
notices = numbered(key, reached, found)
event_of(tenant, ToldChange(notice, …))                   # a CloudEvents envelope, docs/events has its schema
after_attempt(delivery, sent, at, chance)                 # delivered, to be tried again, or given up
"""

from creditrules.feed.deliveries import (
    GIVEN_UP_AFTER,
    Attempt,
    Delivery,
    DeliveryResult,
    DeliveryState,
    Receiver,
    Sent,
    after_attempt,
    cancelled_delivery,
    claimed,
    delivered_again,
    new_delivery,
    postponed,
)
from creditrules.feed.events import EVENT_SCHEMA, ToldChange, event_bytes, event_of, event_type
from creditrules.feed.notices import (
    MOST_TOLD_AT_ONCE,
    NOTHING_TOLD,
    ChangeNotice,
    Happening,
    HappeningPhase,
    NoticeKind,
    Reached,
    happenings,
    next_moment,
    notice_id,
    numbered,
    reached_after,
)
from creditrules.feed.ports import Channel, Feeding, FeedStore, KeptSecrets, Receivers, ToldNotice, WebhookSecrets
from creditrules.feed.signing import SECRET_BYTES, Message, WebhookSecret, rotated, secret_text, signed_headers

__all__ = [
    "EVENT_SCHEMA",
    "GIVEN_UP_AFTER",
    "MOST_TOLD_AT_ONCE",
    "NOTHING_TOLD",
    "SECRET_BYTES",
    "Attempt",
    "ChangeNotice",
    "Channel",
    "Delivery",
    "DeliveryResult",
    "DeliveryState",
    "FeedStore",
    "Feeding",
    "Happening",
    "HappeningPhase",
    "KeptSecrets",
    "Message",
    "NoticeKind",
    "Reached",
    "Receiver",
    "Receivers",
    "Sent",
    "ToldChange",
    "ToldNotice",
    "WebhookSecret",
    "WebhookSecrets",
    "after_attempt",
    "cancelled_delivery",
    "claimed",
    "delivered_again",
    "event_bytes",
    "event_of",
    "event_type",
    "happenings",
    "new_delivery",
    "next_moment",
    "notice_id",
    "numbered",
    "postponed",
    "reached_after",
    "rotated",
    "secret_text",
    "signed_headers",
]
