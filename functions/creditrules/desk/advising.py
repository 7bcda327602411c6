"""Advising people: decisions on record that are worse than the last, told once, at an hour at which it is wanted.

Nothing of it is part of deciding: it reads the chains of decisions, on from where it was, and each step may be done
twice, late, or by two at once. Its cost is bounded by decision: a few reads, and at most MOST_BACK decisions before it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final

from creditrules.clock import Clock
from creditrules.desk.advice_words import worded
from creditrules.desk.catalogue import Catalogue
from creditrules.desk.deciding import Recording
from creditrules.desk.feeding import people_of
from creditrules.eligibility import PlainAnswer
from creditrules.eligibility.recording import RecordedDecision
from creditrules.errors import Refusal
from creditrules.feed import (
    Advice,
    AdviceDelivery,
    DeliveryResult,
    DeliveryState,
    Outbox,
    Sent,
    SubjectContact,
    ToldAddress,
    Unsent,
    advice_of,
    after_sending,
    answer_for,
    claimed,
    given_advice,
    is_still_true,
    masked_address,
    person_message,
    postponed,
    unsent,
)
from creditrules.records import dataclass, replace
from creditrules.rules.audit import AuditAct
from creditrules.rules.life import SETTINGS_KEY, PeopleSettings

__all__ = ["Adviser"]

LINKS_AT_ONCE: Final = 50
DUE_AT_ONCE: Final = 25
MOST_BACK: Final = 50
"""Among how many decisions about a subject before one the last about the same product is looked for."""
OPENED_AT_ONCE: Final = 10
MOST_LATE: Final = timedelta(days=3)
"""How old a decision may be that people are still advised of."""
_DAMAGED: Final = "DECISION_DAMAGED"
LEASE: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class _Noted:
    """What a link says of a decision. id: of it."""

    id: str
    data_key: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class _Standing:
    """Advice, and the answer that it is of."""

    advice: Advice
    answer: PlainAnswer


class Adviser:
    """Advises the people of lenders that have turned that on; thread-safe. chance: as of `Courier`."""

    def __init__(
        self,
        catalogue: Catalogue,
        recording: Recording,
        outbox: Outbox,
        *,
        clock: Clock,
        chance: Callable[[], float],
    ) -> None:
        self._catalogue = catalogue
        self._records = recording.records
        self._people = people_of(catalogue)
        self._outbox = outbox
        self._clock = clock
        self._chance = chance

    def advise(self, tenant: str) -> bool:
        """Look at the next decisions, and make deliveries of what is to be told; whether there may be more.

        Who turns it on is advised of decisions from then on. Raises Refusal UNAVAILABLE.
        """
        if not self._catalogue.settings_now(tenant).people.advice:
            return False
        ends = {chain: end.number for chain, end in self._records.chain_ends(tenant).items()}
        advised, revision = self._people.advised(tenant)
        if not revision:
            self._people.move_on(tenant, 0, ends)
            return False
        chain = next((chain for chain, end in sorted(ends.items()) if advised.get(chain, 0) < end), None)
        if chain is None:
            return False
        after = advised.get(chain, 0)
        links = self._records.chain_page(tenant, chain, LINKS_AT_ONCE, after)
        for link in links:
            noted = _noted(link.text)
            if noted is not None:
                with _damage_passed_over():
                    self._look_at(tenant, noted)
        reached = links[-1].number if links else ends[chain]
        self._people.move_on(tenant, revision, {**advised, chain: reached})
        return True

    def deliver(self, tenant: str) -> int:
        """Send what is due, or say why it is not sent; of how much. Raises Refusal UNAVAILABLE."""
        done = 0
        for advice in self._people.due(tenant, self._clock(), DUE_AT_ONCE):
            delivery = self._people.delivery(tenant, advice)
            if delivery is not None and delivery.state is DeliveryState.PENDING and delivery.due <= self._clock():
                done += 1
                with _damage_passed_over():
                    self._deliver(tenant, delivery)
                    continue
                unready = after_sending(delivery, Sent(DeliveryResult.UNREADY), self._clock(), self._chance())
                self._people.move(tenant, delivery, unready)
        return done

    def _look_at(self, tenant: str, noted: _Noted) -> None:
        now = self._clock()
        if now - noted.recorded_at > MOST_LATE or not self._wanted_at(tenant, noted.recorded_at):
            return
        contact = self._people.contact_of_key(tenant, noted.data_key)
        if contact is None or contact.kind is None or contact.address is None or contact.opted_out:
            return
        decision = self._records.opened(tenant, [noted.id]).get(noted.id)
        if decision is None or decision.sealed is None or decision.chosen:
            return
        told = ToldAddress(contact.kind, masked_address(contact.kind, contact.address))
        quiet = contact.quiet.until(now) if contact.quiet else None
        for advice in self._advice(tenant, noted, decision):
            about = (advice.id, advice.decision, advice.product, advice.cause)
            made = AdviceDelivery(*about, noted.data_key, noted.recorded_at, now, quiet or now, told=told)
            self._people.begin(tenant, made)

    def _advice(self, tenant: str, noted: _Noted, decision: RecordedDecision) -> Iterator[Advice]:
        answers = _answers(decision)
        wanted = {each["product"] for each in answers if answer_for(answers, each["product"])}
        place = (noted.recorded_at, noted.id)
        earlier = self._people.decisions_of_key(tenant, noted.data_key, place, MOST_BACK, later=False)
        for product, before in self._last(tenant, earlier, wanted).items():
            now = answer_for(answers, product)
            advice = None if now is None else advice_of(tenant, noted.id, before, now)
            if advice is not None:
                yield advice

    def _last(self, tenant: str, decisions: Sequence[str], products: set[str]) -> Mapping[str, PlainAnswer]:
        """The first definite answer about each product in decisions, the latest of which comes first.

        Those under rules that a caller chose say nothing of how things stand.
        """
        found: dict[str, PlainAnswer] = {}
        for start in range(0, len(decisions), OPENED_AT_ONCE):
            batch = decisions[start : start + OPENED_AT_ONCE]
            opened = self._records.opened(tenant, batch)
            for each in (opened[name] for name in batch if name in opened and not opened[name].chosen):
                for product in products - found.keys():
                    answer = answer_for(_answers(each), product)
                    if answer is not None:
                        found[product] = answer
            if len(found) == len(products):
                break
        return found

    def _deliver(self, tenant: str, delivery: AdviceDelivery) -> None:
        now = self._clock()
        settings = self._catalogue.settings_now(tenant).people
        contact = self._people.contact_of_key(tenant, delivery.data_key)
        why = _why_not(delivery, contact, settings)
        if why is None and contact is not None and contact.quiet and (until := contact.quiet.until(now)) is not None:
            self._people.move(tenant, delivery, postponed(delivery, until))
            return
        standing = None if why is not None else self._still_true(tenant, delivery, now)
        if standing is None or contact is None:
            self._people.move(tenant, delivery, unsent(delivery, why or Unsent.OUTDATED, now))
            return
        taken = claimed(delivery, now + LEASE)
        if self._people.move(tenant, delivery, taken):
            sent = self._sent(tenant, standing, contact, settings)
            done = after_sending(_told_to(taken, contact), sent, self._clock(), self._chance())
            self._people.move(tenant, taken, done)

    def _still_true(self, tenant: str, delivery: AdviceDelivery, now: datetime) -> _Standing | None:
        """The advice as it is recorded; None where it is not true any more."""
        decision = self._records.opened(tenant, [delivery.decision]).get(delivery.decision)
        answer = answer_for(_answers(decision), delivery.product) if decision and decision.sealed else None
        if answer is None:
            return None
        advice = given_advice(tenant, delivery.decision, delivery.cause, answer)
        place = (delivery.decided_at, delivery.decision)
        later = self._people.decisions_of_key(tenant, delivery.data_key, place, MOST_BACK, later=True)
        latest = self._last(tenant, later, {delivery.product}).get(delivery.product)
        return _Standing(advice, answer) if is_still_true(advice, latest, now) else None

    def _sent(self, tenant: str, standing: _Standing, contact: SubjectContact, settings: PeopleSettings) -> Sent:
        try:
            words = worded(self._catalogue, tenant, standing.advice, standing.answer)
        except Refusal:
            return Sent(DeliveryResult.UNREADY)
        return self._outbox.send(person_message(words, contact, settings))

    def _wanted_at(self, tenant: str, moment: datetime) -> bool:
        """Whether the lender advised people at a moment: of decisions from when it did not, nobody is told."""
        head = self._catalogue.store.heads(tenant, [SETTINGS_KEY]).get(SETTINGS_KEY)
        return self._catalogue.settings(tenant, head, moment, moment).people.advice


@contextmanager
def _damage_passed_over() -> Iterator[None]:
    """What was tampered with holds up nobody else; whoever verifies the chains is told of it."""
    try:
        yield
    except Refusal as refusal:
        if refusal.code != _DAMAGED:
            raise


def _answers(decision: RecordedDecision) -> Sequence[PlainAnswer]:
    """All that was answered; where the facts are gone what is left of it."""
    return decision.sealed.answers if decision.sealed else decision.summaries


def _why_not(delivery: AdviceDelivery, contact: SubjectContact | None, settings: PeopleSettings) -> Unsent | None:
    if contact is None:
        return Unsent.ERASED if delivery.told is None else Unsent.NO_ADDRESS
    if contact.opted_out:
        return Unsent.OPTED_OUT
    if not contact.is_open:
        return Unsent.NO_ADDRESS
    return None if settings.advice else Unsent.TURNED_OFF


def _told_to(delivery: AdviceDelivery, contact: SubjectContact) -> AdviceDelivery:
    """The delivery to where it goes: the address may be another than when it was made."""
    if contact.kind is None or contact.address is None:
        return delivery
    return replace(delivery, told=ToldAddress(contact.kind, masked_address(contact.kind, contact.address)))


def _noted(text: str) -> _Noted | None:
    """What a link says of a decision; None where it is no decision."""
    said: dict[str, Any] = json.loads(text)
    if said["act"] != AuditAct.DECIDE:
        return None
    return _Noted(said["id"], said["dataKey"], datetime.fromisoformat(said["recordedAt"]))
