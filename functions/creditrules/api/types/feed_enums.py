"""Enumerations of the change feed, as clients see them."""

from __future__ import annotations

from creditrules.api.types.described import describe
from creditrules.feed import DeliveryResult, DeliveryState
from creditrules.feed import NoticeKind as ChangeNoticeKind
from creditrules.rules.life import WebhookState

__all__ = ["ChangeNoticeKind", "DeliveryResult", "DeliveryState", "WebhookState"]

describe(
    ChangeNoticeKind,
    "What a notice of a change tells of.",
    name="ChangeNoticeKind",
    ANNOUNCED="Something was recorded that begins later.",
    IN_FORCE="From now on it decides, or another dated value of it; of a retirement, that nothing does any more.",
    ENDED="What was in force for a while is not any more, and what was before it is again.",
    WITHDRAWN="What was announced will not come.",
    CORRECTED="It is recorded now that something else had been in force in the past.",
)
describe(
    DeliveryState,
    "Where a delivery stands.",
    PENDING="On its way, or waiting for one before it.",
    DELIVERED="It arrived.",
    FAILED="It was given up after three days.",
    CANCELLED="Its receiver was deleted.",
)
describe(
    DeliveryResult,
    "What came of one try of a delivery.",
    DELIVERED="The receiver took it: a status from 200 to 299.",
    REFUSED="The receiver answered with another status.",
    GONE="The receiver says that it wants nothing any more: the status 410. Its webhook is disabled.",
    REDIRECTED="The receiver points elsewhere, where nothing is sent.",
    ADDRESS_REFUSED="The name leads to an address that is not a public one, and nothing is sent there.",
    UNREACHABLE="There was no connection, or none that can be trusted.",
    TIMED_OUT="There was no answer in time.",
    UNREADY="The service could not make or sign the message; that is not counted against the receiver.",
)
describe(
    WebhookState,
    "Whether anything is sent to a webhook.",
    ACTIVE="Notices are sent.",
    PAUSED="Somebody paused it.",
    DISABLED="The service does not send there any more: nothing had arrived for two days, or it said that it is gone.",
)
