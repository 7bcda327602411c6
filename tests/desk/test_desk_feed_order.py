"""Whatever fails, and whoever ends in between: each receiver takes each notice under one id, and in order."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from functools import partial

from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.desk.feeding import DOWN, FINE, RULES, SHOP, Fed, fed

from creditrules.feed import Message, Receiver, Sent

MODES = ("fails", "ends", "takes")
STEPS = ("publish", "announce", "tell", "hand on", "deliver", "other delivers", "minutes", "hours", *MODES)


class _End(BaseException):
    """That a process ends in the middle of a message."""


class Play:
    """What two receivers take, in order, as numbers and ids; what one took twice is there twice."""

    def __init__(self, lender: Fed) -> None:
        self.lender = lender
        self.taken: dict[str, list[tuple[int, str]]] = {"shop": [], "bank": []}
        self.modes = dict.fromkeys(self.taken, "takes")
        self.couriers = {"deliver": lender.courier(), "other delivers": lender.courier()}
        self.published = 0
        for name in self.taken:
            lender.inbox.answers[name] = partial(self._answer, name)
        lender.listed.receivers = [SHOP, Receiver("bank", SHOP.since)]

    def step(self, step: str, receiver: str) -> None:
        with suppress(_End):
            if step in MODES:
                self.modes[receiver] = step
            elif step in self.couriers:
                for lane in self.couriers[step].due("acme"):
                    self.couriers[step].deliver("acme", lane)
            elif step in {"publish", "announce"}:
                self.published += 1
                later = self.lender.clock.moment + timedelta(hours=5 * self.published)
                self.lender.publish(self.published, later if step == "announce" else None)
            elif step in {"minutes", "hours"}:
                self.lender.pass_by(**{step: 3})
            elif step == "tell":
                self.lender.tell()
            else:
                self.couriers["deliver"].hand_on("acme")

    def finish(self) -> None:
        """All is well again, for long enough."""
        self.modes.update(dict.fromkeys(self.modes, "takes"))
        self.lender.pass_by(days=20)
        for _ in range(4):
            self.lender.run()
            self.lender.pass_by(hours=7)

    def _answer(self, receiver: str, message: Message) -> Sent:
        if self.modes[receiver] == "fails":
            return DOWN
        event = self.lender.inbox.events(receiver)[-1]
        self.taken[receiver].append((event["data"]["number"], message.id))
        if self.modes[receiver] == "ends":
            raise _End
        return FINE


@settings(max_examples=30)
@example([("publish", "shop"), ("ends", "shop"), ("tell", ""), ("hand on", ""), ("deliver", ""), ("minutes", "")])
@example([("publish", ""), ("tell", ""), ("hand on", ""), ("ends", "shop"), ("deliver", ""), ("other delivers", "")])
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from(["shop", "bank"])), max_size=14))
def test_each_notice_arrives_under_one_id_and_in_order(steps: list[tuple[str, str]]) -> None:
    with fed() as lender:
        play = Play(lender)
        for step, receiver in steps:
            play.step(step, receiver)
        play.finish()
        told = lender.store.reached("acme", RULES).number
        for arrived in play.taken.values():
            assert arrived == sorted(arrived, key=lambda each: each[0]), "nothing overtakes what comes before it"
            assert {number for number, _ in arrived} == set(range(1, told + 1)), "nothing is lost"
            assert len(set(arrived)) == told, "one id for each"
        assert set(play.taken["shop"]) == set(play.taken["bank"])
