"""People are told of decisions that are worse for them than the last: once, in their language, when they want it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from tests.desk.lenders import ADA, AUDITOR, CHIEF, DAY, SHOP, WHY, Clock, Lender, refused

from creditrules import desk
from creditrules.auth import Principal, Role
from creditrules.desk import Adviser, ContactGiven, QuietGiven
from creditrules.eligibility.recording import ErasureReach
from creditrules.errors import Refusal
from creditrules.feed import (
    AddressKind,
    AdviceDelivery,
    DeliveryResult,
    DeliveryState,
    Feeding,
    PersonMessage,
    Sent,
    Unsent,
)
from creditrules.once import Once
from creditrules.rules import Category
from creditrules.store import (
    DecisionsInTable,
    FeedInTable,
    PeopleInTable,
    RulesInTable,
    Table,
    WebhookSecretsInTable,
    open_data,
)
from creditrules.store.keys import record_sealed_key

MALL = Principal("acme", "mall", frozenset({Role.PARTNER}))
ANN = "ann@shop.example"
FINE = Sent(DeliveryResult.DELIVERED)
RULES = """\
ruleSet: risk
category: RISK
name: {en: Risk, zh: 风险}
reasons:
  POOR: {message: {en: You earn too little., zh: 收入不足。}, lift: {en: Earn more., zh: 提高收入。}}
  SOME: {message: {en: You earn little., zh: 收入较低。}}
facts: [{name: income, type: number}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [income]
      outputs: [intervention, reason, limit]
      rules:
        - ["< 100", '"DECLINE"', '"POOR"', "null"]
        - ["< 1000", '"LIMIT"', '"SOME"', "income"]
        - ["-", '"ALLOW"', "null", "null"]
"""
OPEN = """\
ruleSet: open
category: RISK
name: {en: Open}
facts: [{name: income, type: number}]
decisions:
  - name: Findings
    table: {hitPolicy: FIRST, inputs: [income], outputs: [intervention, reason], rules: [["-", '"ALLOW"', "null"]]}
"""
PRODUCT = """\
{product: SLUG, name: {en: NAME, zh: 中NAME}, kind: LINE, segment: CONSUMER, currency: CNY, ruleSets: [RULES]}
"""


@dataclass
class Outbox:
    answers: list[Sent] = field(default_factory=list)
    came: list[PersonMessage] = field(default_factory=list)

    def send(self, message: PersonMessage) -> Sent:
        self.came.append(message)
        return self.answers.pop(0) if self.answers else FINE


@dataclass
class Told(Lender):
    people: PeopleInTable
    outbox: Outbox
    adviser: Adviser
    table: Table
    asked: int = 0

    def set(self, people: str, scope: str = "PER_PARTNER") -> None:
        text = f"{{people: {people}, subjects: {{scope: {scope}}}}}"
        self.act(CHIEF, desk.set_settings, text, WHY, None, None)

    def contact(self, subject: str = "1001", principal: Principal = SHOP, **more: Any) -> Any:
        given: dict[str, Any] = {"kind": AddressKind.EMAIL, "address": ANN, **more}
        return self.act(principal, desk.set_contact, ContactGiven(subject, **given))

    def decide(self, income: int, subject: str = "1001", principal: Principal = SHOP, **more: Any) -> str:
        self.asked += 1
        question = desk.Question({"income": income}, None, **more)
        asked = desk.Deciding(question, f"key {self.asked}", subject)
        done = desk.decide_on_record(self.catalogue, self.recording, principal, asked)
        return done.decision.id

    def decide_card(self) -> None:
        self.asked += 1
        asked = desk.Deciding(desk.Question({"income": 5}, ("card",)), f"key {self.asked}", "1001")
        desk.decide_on_record(self.catalogue, self.recording, SHOP, asked)

    def run(self) -> None:
        """As whoever runs the feed does it."""
        while self.adviser.advise("acme"):
            pass
        for _ in range(3):
            self.adviser.deliver("acme")

    def deliveries(self) -> list[AdviceDelivery]:
        return list(self.people.deliveries("acme", desk.asked_page()).items)

    def ends(self) -> list[tuple[str, str | None]]:
        return [(each.state.value, each.unsent.value if each.unsent else None) for each in self.deliveries()]


@pytest.fixture
def told() -> Iterator[Told]:
    clock = Clock()
    with open_data(None, clock=clock) as data:
        rules = RulesInTable(data.table, clock=clock, cursor_secret=data.cursor_secret, keys=data.keys)
        recording = desk.Recording(DecisionsInTable(data.table, clock=clock, keys=data.keys), 30)
        people = PeopleInTable(data.table, data.keys, rules.cursors)
        store, secrets = FeedInTable(data.table, rules.cursors), WebhookSecretsInTable(data.table, data.keys)
        catalogue = desk.Catalogue(rules, feeding=lambda: Feeding(store, secrets, people=people))
        outbox = Outbox()
        adviser = Adviser(catalogue, recording, outbox, clock=clock, chance=lambda: 0.5)
        lender = Told(clock, catalogue, recording, people, outbox, adviser, data.table)
        for slug, text in (("risk", RULES), ("open", OPEN)):
            lender.act(ADA, desk.create_rule_set, slug, {"en": slug}, Category.RISK)
            lender.act(ADA, desk.publish_rule_set, desk.Submission(slug, text, WHY))
        for slug, name, governing in (("later", "Later", "risk"), ("card", "Card", "open")):
            text = PRODUCT.replace("SLUG", slug).replace("NAME", name).replace("RULES", governing)
            lender.act(ADA, desk.create_product, desk.Submission(slug, text, WHY))
        lender.set("{advice: true}")
        lender.run()
        yield lender


def test_who_is_declined_after_having_been_allowed_is_told_why_and_what_is_open_once(told: Told) -> None:
    told.contact()
    told.decide(2000)
    declined = told.decide(50)
    told.run()
    told.run()
    [message] = told.outbox.came
    assert (message.kind, message.address) == (AddressKind.EMAIL, ANN)
    assert message.subject == "Later is now not open to you"
    assert "Why: You earn too little. Earn more." in message.text
    assert "Open to you meanwhile: Card." in message.text
    [delivery] = told.deliveries()
    assert (delivery.state, delivery.decision, delivery.id) == (DeliveryState.DELIVERED, declined, message.id)
    assert delivery.told is not None
    assert delivery.told.masked == "a…@s….example"


def test_the_same_decisions_read_again_are_told_under_the_same_id_and_not_again(told: Told) -> None:
    told.contact()
    told.decide(2000)
    told.decide(50)
    told.run()
    assert told.people.move_on("acme", told.people.advised("acme")[1], {})
    told.run()
    assert len(told.outbox.came) == len(told.deliveries()) == 1


def test_a_lower_limit_is_told_and_a_higher_or_the_same_one_is_not(told: Told) -> None:
    told.contact(language="zh", kind=AddressKind.SMS, address="+86 13800000000")
    for income in (500, 500, 600, 400):
        told.decide(income)
        told.run()
    [message] = told.outbox.came
    assert message.address == "+8613800000000"
    assert "额度400 CNY" in message.text
    assert "收入较低" in message.text


@pytest.mark.parametrize("first", [50, None])
def test_nobody_is_told_of_a_first_decision_or_of_one_that_is_no_worse(told: Told, first: int | None) -> None:
    told.contact()
    if first is not None:
        told.decide(first)
    told.decide(50)
    told.run()
    assert told.deliveries() == []


def test_nobody_is_told_without_an_address_or_where_the_lender_has_not_turned_it_on(told: Told) -> None:
    told.decide(2000)
    told.decide(50)
    told.run()
    told.contact()
    told.set("{}")
    told.decide(2000)
    told.decide(50)
    told.run()
    told.set("{advice: true}")
    told.run()
    assert told.deliveries() == [], "not of what was decided while nobody was to be told"
    told.decide(2000)
    told.decide(50)
    told.run()
    assert len(told.outbox.came) == 1


def test_one_partners_name_is_nobody_else_and_shared_ones_are_the_same(told: Told) -> None:
    told.contact()
    told.decide(2000)
    told.decide(50, principal=MALL)
    told.run()
    assert told.deliveries() == []
    told.set("{advice: true}", "SHARED")
    told.contact("2002")
    told.decide(2000, "2002")
    told.decide(50, "2002", principal=MALL)
    told.run()
    assert len(told.outbox.came) == 1


def test_who_wants_nothing_is_told_nothing_whatever_else_is_said(told: Told) -> None:
    told.contact()
    told.decide(2000)
    told.decide(50)
    while told.adviser.advise("acme"):
        pass
    told.contact(opted_out=True)
    told.adviser.deliver("acme")
    contact, _ = told.contact()
    assert contact.opted_out, "an address alone does not say otherwise"
    told.decide(2000)
    told.decide(50)
    told.run()
    assert (told.ends(), told.outbox.came) == ([("CANCELLED", "OPTED_OUT")], [])
    contact, _ = told.contact(opted_out=False)
    assert not contact.opted_out


def erase_ann(told: Told) -> None:
    given = desk.ErasureGiven("1001", ErasureReach.ALL, "asked for")
    desk.erase_subject(told.recording, CHIEF, given)


def quiet(told: Told) -> None:
    """Quiet until tomorrow, on the clock of the test."""
    now = told.clock.moment
    start, end = f"{now - timedelta(hours=1):%H:%M}", f"{now + timedelta(hours=8):%H:%M}"
    told.contact(quiet=QuietGiven(start, end, "UTC"))


def test_quiet_hours_postpone_and_drop_nothing(told: Told) -> None:
    quiet(told)
    told.decide(2000)
    told.decide(50)
    told.run()
    assert (told.ends(), told.outbox.came) == ([("PENDING", None)], [])
    told.clock.moment += timedelta(hours=9)
    told.run()
    assert (told.ends(), len(told.outbox.came)) == ([("DELIVERED", None)], 1)


def test_quiet_hours_that_are_told_later_hold_too(told: Told) -> None:
    told.contact()
    told.decide(2000)
    told.decide(50)
    while told.adviser.advise("acme"):
        pass
    quiet(told)
    told.run()
    assert (told.ends(), told.outbox.came) == ([("PENDING", None)], [])


@pytest.mark.parametrize(
    ("meanwhile", "why"),
    [
        (lambda told: told.decide(2000), Unsent.OUTDATED),
        (lambda told: told.contact(kind=None, address=None), Unsent.NO_ADDRESS),
        (lambda told: told.set("{advice: false}"), Unsent.TURNED_OFF),
        (erase_ann, Unsent.ERASED),
    ],
)
def test_what_is_not_so_any_more_when_quiet_hours_end_is_not_sent_and_that_is_said(
    told: Told, meanwhile: Callable[[Told], object], why: Unsent
) -> None:
    quiet(told)
    told.decide(2000)
    told.decide(50)
    told.run()
    meanwhile(told)
    told.clock.moment += timedelta(hours=9)
    told.run()
    assert (told.ends(), told.outbox.came) == ([("CANCELLED", why.value)], [])


def test_an_address_goes_with_the_subject_and_so_does_where_it_was_told(told: Told) -> None:
    told.contact()
    told.decide(2000)
    told.decide(50)
    told.run()
    erase_ann(told)
    assert told.act(SHOP, view_contact, "1001") is None
    [delivery] = told.deliveries()
    assert (delivery.state, delivery.told) == (DeliveryState.DELIVERED, None)


def view_contact(catalogue: desk.Catalogue, principal: Principal, subject: str, partner: str | None = None) -> Any:
    view = desk.view_of(desk.Documents(catalogue, "acme"), principal, catalogue.store.now(), (None, None))
    return desk.subject_contact(view, subject, partner)


def test_an_address_that_takes_nothing_for_good_is_given_up_and_others_are_tried_again(told: Told) -> None:
    told.contact()
    told.decide(2000)
    told.decide(50)
    told.outbox.answers = [Sent(DeliveryResult.UNREACHABLE)]
    told.run()
    assert told.ends() == [("PENDING", None)]
    told.clock.moment += timedelta(hours=1)
    told.run()
    assert told.ends() == [("DELIVERED", None)]
    assert len({each.id for each in told.outbox.came}) == 1
    told.decide(2000)
    told.decide(50)
    told.outbox.answers = [Sent(DeliveryResult.GONE)]
    told.run()
    assert told.ends() == [("FAILED", None), ("DELIVERED", None)]


def test_a_decision_under_rules_that_a_caller_chose_says_nothing_of_how_things_stand(told: Told) -> None:
    chooser = Principal("acme", "shop", frozenset({Role.PARTNER, Role.CHOOSER}))
    told.contact()
    told.clock.moment += DAY
    then = told.clock.moment - timedelta(hours=2)
    told.decide(2000)
    told.decide(50, principal=chooser, valid_at=then)
    told.run()
    assert told.deliveries() == []


def test_advice_that_comes_days_late_is_not_given(told: Told) -> None:
    told.contact()
    told.decide(2000)
    told.decide(50)
    told.clock.moment += 4 * DAY
    told.run()
    assert told.deliveries() == []


def test_the_last_decision_is_the_last_that_was_definite_and_others_about_other_products_are_passed_over(
    told: Told,
) -> None:
    told.contact()
    told.decide(2000)
    for _ in range(12):
        told.decide_card()
    told.decide(50)
    told.run()
    assert len(told.outbox.came) == 1


def test_nothing_of_an_address_is_in_what_may_be_logged(told: Told) -> None:
    told.contact()
    told.decide(2000)
    told.decide(50)
    told.run()
    assert all(ANN not in repr(each) for each in told.deliveries())
    assert ANN not in repr(told.people.contact("acme", "1001", "shop"))


def test_a_decision_that_was_tampered_with_holds_up_nobody_else(told: Told) -> None:
    told.contact()
    told.contact("2002")
    told.decide(2000)
    told.decide(2000, "2002")
    damaged = told.decide(50)
    told.decide(50, "2002")
    place = record_sealed_key("acme", damaged)
    [item] = told.table.read([place]).values()
    told.table.write([(place, {**item, "body": bytes(40)})])
    told.run()
    assert len(told.outbox.came) == 1
    assert told.outbox.came[0].id == told.deliveries()[0].id


def test_who_may_say_how_a_subject_is_told(told: Told) -> None:
    def code(act: Callable[[], object]) -> str:
        return refused(act).code

    assert code(lambda: told.contact(principal=AUDITOR)) == "NOT_ALLOWED"
    assert code(lambda: told.contact(partner="mall")) == "NOT_ALLOWED"
    assert code(lambda: told.contact(principal=ADA)) == "BAD_CONTACT"
    told.contact(principal=ADA, partner="shop", language="zh")
    assert told.act(SHOP, view_contact, "1001").language == "zh"
    assert told.act(MALL, view_contact, "1001") is None
    told.set("{}", "SHARED")
    assert code(lambda: told.contact(principal=ADA, partner="shop")) == "BAD_CONTACT"
    told.contact(principal=ADA)
    assert told.act(MALL, view_contact, "1001") is not None


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": None}, "kind"),
        ({"address": None}, "address"),
        ({"address": "nobody"}, "address"),
        ({"language": "e"}, "language"),
        ({"quiet": QuietGiven("7:00", "08:00", "UTC")}, "start"),
        ({"quiet": QuietGiven("22:00", "24:00", "UTC")}, "end"),
        ({"quiet": QuietGiven("22:00", "22:00", "UTC")}, "end"),
        ({"quiet": QuietGiven("22:00", "08:00", "../etc/passwd")}, "timeZone"),
        ({"quiet": QuietGiven("22:00", "08:00", "Mars/Base")}, "timeZone"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_where_it_is_wrong(told: Told, given: dict[str, Any], field: str) -> None:
    refusal: Refusal = refused(lambda: told.contact(**given))
    assert (refusal.code, refusal.field[-1]) == ("BAD_CONTACT", field)
    assert refusal.hint


def test_a_retry_alters_nothing(told: Told) -> None:
    once = Once("shop", "setContact", "k", "digest")
    first, before = told.act(SHOP, desk.set_contact, ContactGiven("1001", AddressKind.EMAIL, ANN), once)
    told.contact(address="other@shop.example")
    again, replayed = told.act(SHOP, desk.set_contact, ContactGiven("1001", AddressKind.EMAIL, ANN), once)
    assert (before, replayed) == (False, True)
    assert first.address == ANN
    assert again.address == "other@shop.example"


def test_of_two_that_say_it_at_once_neither_is_lost(told: Told) -> None:
    told.contact()
    read = told.people.contact("acme", "1001", "shop")
    assert read is not None
    assert told.people.set_contact("acme", "1001", "shop", read)
    assert not told.people.set_contact("acme", "1001", "shop", read)
