"""What items say of notices and of their deliveries."""

from __future__ import annotations

from datetime import date
from typing import Any

from creditrules.feed import (
    Attempt,
    ChangeNotice,
    Delivery,
    DeliveryResult,
    DeliveryState,
    Happening,
    HappeningPhase,
    NoticeKind,
    Reached,
    ToldNotice,
)
from creditrules.rules import DocumentKey
from creditrules.store.items.facts import (
    Fields,
    micros,
    moment,
    optional_micros,
    optional_moment,
    pack,
    unpack,
)

__all__ = [
    "decode_delivery",
    "decode_notice",
    "decode_reached",
    "encode_delivery",
    "encode_notice",
    "encode_reached",
]


def encode_reached(reached: Reached) -> bytes:
    """The body that says how far a document has been told."""
    return pack(
        {"sequence": reached.sequence, "moment": optional_micros(reached.moment), "number": reached.number},
    )


def decode_reached(body: bytes) -> Reached:
    """What such a body says."""
    fields = unpack(body)
    return Reached(fields["sequence"], optional_moment(fields["moment"]), fields["number"])


def encode_notice(told: ToldNotice) -> bytes:
    """The body of a notice; its document and number are in the key."""
    return pack({**_happening_fields(told.notice), "told": micros(told.told_at)})


def decode_notice(key: DocumentKey, number: int, body: bytes) -> ToldNotice:
    """The notice that a body says."""
    fields = unpack(body)
    return ToldNotice(ChangeNotice(key, number, _happening(fields)), moment(fields["told"]))


def encode_delivery(delivery: Delivery) -> bytes:
    """The body of a delivery; receiver, document and number are in the key, and its revision an attribute."""
    return pack(
        {
            **_happening_fields(delivery.notice),
            "event": delivery.event,
            "made": micros(delivery.made_at),
            "due": micros(delivery.due),
            "state": delivery.state,
            "attempts": delivery.attempts,
            "latest": [[micros(each.at), each.result, each.status] for each in delivery.latest],
            "first": optional_micros(delivery.first_tried),
            "settled": optional_micros(delivery.settled_at),
            "claimed": delivery.claimed,
        }
    )


def decode_delivery(receiver: str, key: DocumentKey, number: int, revision: int, body: bytes) -> Delivery:
    """The delivery that a body says."""
    fields = unpack(body)
    return Delivery(
        receiver=receiver,
        notice=ChangeNotice(key, number, _happening(fields)),
        event=fields["event"],
        made_at=moment(fields["made"]),
        due=moment(fields["due"]),
        state=DeliveryState(fields["state"]),
        revision=revision,
        attempts=fields["attempts"],
        latest=tuple(Attempt(moment(at), DeliveryResult(result), status) for at, result, status in fields["latest"]),
        first_tried=optional_moment(fields["first"]),
        settled_at=optional_moment(fields["settled"]),
        claimed=fields["claimed"],
    )


def _happening_fields(notice: ChangeNotice) -> Fields:
    happening = notice.happening
    fields: dict[str, Any] = {
        "at": micros(happening.at),
        "phase": happening.phase,
        "sequence": happening.sequence,
        "kind": happening.kind,
    }
    return {**fields, "day": happening.day.isoformat()} if happening.day else fields


def _happening(fields: Fields) -> Happening:
    day = fields.get("day")
    return Happening(
        moment(fields["at"]),
        HappeningPhase(fields["phase"]),
        fields["sequence"],
        NoticeKind(fields["kind"]),
        date.fromisoformat(day) if day else None,
    )
