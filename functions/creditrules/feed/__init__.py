"""What others must hear of: from facts of the record to notices, and from notices to events; pure.

found = happenings(reached, recorded, entries, values, now, deciding)
notices = numbered(key, reached, found)
event_of(tenant, ToldChange(notice, …))               # a CloudEvents envelope, docs/events has its schema
"""

from creditrules.feed.events import EVENT_SCHEMA, ToldChange, event_bytes, event_of, event_type
from creditrules.feed.notices import (
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

__all__ = [
    "EVENT_SCHEMA",
    "NOTHING_TOLD",
    "ChangeNotice",
    "Happening",
    "HappeningPhase",
    "NoticeKind",
    "Reached",
    "ToldChange",
    "event_bytes",
    "event_of",
    "event_type",
    "happenings",
    "next_moment",
    "notice_id",
    "numbered",
    "reached_after",
]
