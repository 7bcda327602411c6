"""Enumerations of the change feed, as clients see them."""

from __future__ import annotations

from creditrules.api.types.described import describe
from creditrules.feed import AddressKind, DeliveryResult, DeliveryState, Unsent
from creditrules.feed import NoticeKind as ChangeNoticeKind
from creditrules.rules.life import AdviceCause, WebhookState

__all__ = [
    "AddressKind",
    "AdviceCause",
    "ChangeNoticeKind",
    "DeliveryResult",
    "DeliveryState",
    "Unsent",
    "WebhookState",
]

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
    CANCELLED="Its receiver was deleted; of advice to a person, `unsent` says why.",
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
describe(AddressKind, "By which way a person is told.", EMAIL="By e-mail.", SMS="By short message.")
describe(
    AdviceCause,
    "In what a decision is worse than the last about the same product.",
    SEVERER="Its outcome is further up the ladder.",
    LOWER_LIMIT="The product is open with a lower limit.",
)
describe(
    Unsent,
    "Why advice was not sent.",
    OPTED_OUT="The person wants nothing.",
    NO_ADDRESS="There is no address any more.",
    ERASED="The subject was erased.",
    OUTDATED="It was no longer true when it could be sent, as after quiet hours.",
    TURNED_OFF="The lender had turned advice off.",
)
