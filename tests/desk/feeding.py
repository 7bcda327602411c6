"""A lender whose changes are told to receivers that do what a test says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.desk.lenders import ADA, START, WHY, Clock, Lender

from creditrules import desk
from creditrules.auth import Principal
from creditrules.desk import Courier, Messages, Teller
from creditrules.feed import DeliveryResult, Feeding, Message, Receiver, Sent
from creditrules.rules import DocumentKey
from creditrules.store import DecisionsInTable, FeedInTable, RulesInTable, WebhookSecretsInTable, open_data

RULES = desk.rule_set_key("risk")
FINE = Sent(DeliveryResult.DELIVERED, 204)
DOWN = Sent(DeliveryResult.REFUSED, 500)
SHOP = Receiver("shop", START)


@dataclass
class Inbox:
    """A channel that notes what came. answers: what is said to each receiver, by its id."""

    answers: dict[str, Callable[[Message], Sent]] = field(default_factory=dict)
    came: list[tuple[str, Message]] = field(default_factory=list)

    def send(self, tenant: str, receiver: str, message: Message) -> Sent:
        assert tenant == "acme"
        self.came.append((receiver, message))
        answer = self.answers.get(receiver)
        return answer(message) if answer else FINE

    def events(self, receiver: str = "shop") -> list[dict[str, Any]]:
        return [json.loads(message.body) for name, message in self.came if name == receiver]

    def told(self, receiver: str = "shop") -> list[tuple[str, int]]:
        return [(e["type"].split(".")[2], e["data"]["number"]) for e in self.events(receiver)]


@dataclass
class Listed:
    """Receivers as a test names them."""

    receivers: list[Receiver] = field(default_factory=lambda: [SHOP])
    tries: list[tuple[str, Sent, datetime]] = field(default_factory=list)

    def of(self, tenant: str) -> Sequence[Receiver]:
        return self.receivers if tenant == "acme" else ()

    def tried(self, tenant: str, receiver: str, sent: Sent, at: datetime) -> None:
        assert tenant == "acme"
        self.tries.append((receiver, sent, at))


@dataclass
class Fed(Lender):
    store: FeedInTable
    teller: Teller
    inbox: Inbox
    listed: Listed

    def courier(self, store: FeedInTable | None = None) -> Courier:
        return Courier(
            store or self.store,
            self.listed,
            self.inbox,
            Messages(self.catalogue),
            clock=self.catalogue.store.now,
            chance=lambda: 0.5,
        )

    def tell(self, *keys: DocumentKey) -> None:
        for key in keys or (RULES,):
            while self.teller.tell("acme", key):
                pass

    def deliver(self, courier: Courier | None = None) -> None:
        courier = courier or self.courier()
        while courier.hand_on("acme"):
            pass
        for _ in range(5):  # the clock moves with every look, and a lane has its time
            for lane in courier.due("acme"):
                courier.deliver("acme", lane)

    def run(self, *keys: DocumentKey) -> None:
        """All three steps, as whoever runs the feed does them."""
        self.tell(*keys)
        self.deliver()

    def publish(
        self, at_least: int, valid_from: datetime | None = None, principal: Principal = ADA, **more: Any
    ) -> Any:
        change = desk.GivenStatement(
            WHY.category, WHY.citation, None, "for us", {"en": f"At least {at_least}."}, valid_from, **more
        )
        return self.rule_set(
            "risk", "{name: income, type: number}", change=change, principal=principal, at_least=at_least
        )

    def pass_by(self, **time: float) -> None:
        self.clock.moment += timedelta(**time)


@contextmanager
def fed() -> Iterator[Fed]:
    clock = Clock()
    with open_data(None, clock=clock) as data:
        rules = RulesInTable(data.table, clock=clock, cursor_secret=data.cursor_secret, keys=data.keys)
        recording = desk.Recording(DecisionsInTable(data.table, clock=clock, keys=data.keys), 30)
        store, secrets = FeedInTable(data.table, rules.cursors), WebhookSecretsInTable(data.table, data.keys)
        catalogue = desk.Catalogue(rules, feeding=lambda: Feeding(store, secrets))
        yield Fed(clock, catalogue, recording, store, Teller(catalogue, store), Inbox(), Listed())


__all__ = ["ADA", "DOWN", "FINE", "RULES", "SHOP", "Fed", "Inbox", "fed"]
