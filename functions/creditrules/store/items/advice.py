"""What items say of advice to people."""

from __future__ import annotations

import base64

from creditrules.feed import AdviceDelivery, Attempt, DeliveryResult, DeliveryState, Unsent
from creditrules.rules.life import AdviceCause
from creditrules.store.items.facts import micros, moment, optional_micros, optional_moment, pack, unpack
from creditrules.store.port import BODY, REVISION, Item

__all__ = ["decode_advice", "encode_advice"]


def encode_advice(delivery: AdviceDelivery, told: bytes | None) -> bytes:
    """The body of a delivery; its id is in the key, its revision an attribute. told: where to, sealed."""
    return pack(
        {
            "decision": delivery.decision,
            "product": delivery.product,
            "cause": delivery.cause,
            "dataKey": delivery.data_key,
            "decided": micros(delivery.decided_at),
            "made": micros(delivery.made_at),
            "due": micros(delivery.due),
            "state": delivery.state,
            "attempts": delivery.attempts,
            "latest": [[micros(each.at), each.result, each.status] for each in delivery.latest],
            "first": optional_micros(delivery.first_tried),
            "settled": optional_micros(delivery.settled_at),
            "claimed": delivery.claimed,
            "unsent": delivery.unsent,
            "told": None if told is None else base64.b64encode(told).decode(),
        }
    )


def decode_advice(advice: str, item: Item) -> tuple[AdviceDelivery, bytes | None]:
    """The delivery that an item says, and where to, sealed."""
    fields = unpack(item[BODY])
    delivery = AdviceDelivery(
        id=advice,
        decision=fields["decision"],
        product=fields["product"],
        cause=AdviceCause(fields["cause"]),
        data_key=fields["dataKey"],
        decided_at=moment(fields["decided"]),
        made_at=moment(fields["made"]),
        due=moment(fields["due"]),
        state=DeliveryState(fields["state"]),
        revision=item[REVISION],
        attempts=fields["attempts"],
        latest=tuple(Attempt(moment(at), DeliveryResult(result), status) for at, result, status in fields["latest"]),
        first_tried=optional_moment(fields["first"]),
        settled_at=optional_moment(fields["settled"]),
        claimed=fields["claimed"],
        unsent=Unsent(fields["unsent"]) if fields["unsent"] else None,
    )
    return delivery, None if fields["told"] is None else base64.b64decode(fields["told"])
