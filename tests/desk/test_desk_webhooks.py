"""Webhooks of a lender: made, told, paused, given new secrets, disabled, deleted; acts on record, secrets nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from tests.desk.feeding import ADA, DOWN, FINE, RULES, Fed, fed
from tests.desk.lenders import CHIEF, SHOP, refused
from tests.webhook_target import Came

from creditrules import desk
from creditrules.desk import Courier, Messages, WebhookChannel, WebhookGiven, WebhookReceivers
from creditrules.feed import DeliveryResult, DeliveryState, NoticeKind, Sent
from creditrules.once import Once
from creditrules.rules import DocumentKey, DocumentKind
from creditrules.rules.life import WEBHOOKS_KEY, WebhookState
from creditrules.rules.ports import Asked

ADDRESS = "https://hooks.example/in"
HOUR = timedelta(hours=1)


@dataclass
class Mail:
    """Takes what is posted, and answers as a test says, by address."""

    answers: dict[str, Sent] = field(default_factory=dict)
    came: list[Came] = field(default_factory=list)

    def post(self, address: str, body: bytes, headers: Mapping[str, str]) -> Sent:
        self.came.append(Came(address, dict(headers), body))
        return self.answers.get(address, FINE)


@dataclass
class Hooked:
    lender: Fed
    mail: Mail
    courier: Courier

    def make(self, address: str = ADDRESS, key: str = "k", **more: Any) -> desk.MadeWebhook:
        made: desk.MadeWebhook = self.lender.act(ADA, desk.create_webhook, WebhookGiven(address, key, **more))
        return made

    def run(self) -> None:
        self.lender.tell()
        self.lender.deliver(self.courier)

    def known(self) -> list[desk.KnownWebhook]:
        return list(desk.webhooks_page(self.lender.view(), Asked(100)).items)

    def chain(self) -> list[str]:
        store = self.lender.catalogue.store
        return [each.statement.comment for each in store.activations("acme", WEBHOOKS_KEY, Asked(100)).items][::-1]


@pytest.fixture
def hooked() -> Iterator[Hooked]:
    with fed() as lender:
        mail, clock, catalogue = Mail(), lender.catalogue.store.now, lender.catalogue
        channel, receivers = WebhookChannel(catalogue, mail.post, clock), WebhookReceivers(catalogue)
        courier = Courier(lender.store, receivers, channel, Messages(catalogue), clock=clock, chance=lambda: 0.5)
        yield Hooked(lender, mail, courier)


def once(key: str, author: str = "ada") -> Once:
    return Once(author, "op", key, f"sent with {key}")


def test_who_is_registered_is_told_from_then_on_under_a_signature_that_holds(hooked: Hooked) -> None:
    hooked.lender.publish(1)
    hooked.run()
    made = hooked.make()
    assert made.secret is not None
    hooked.lender.publish(2)
    hooked.run()
    [came] = hooked.mail.came
    assert came.path == ADDRESS
    assert came.is_signed_with(made.secret)
    assert not came.is_signed_with("whsec_" + "A" * 44)
    assert came.headers["webhook-id"] == came.event["id"]
    assert came.event["data"]["number"] == 2
    assert hooked.chain() == [f"Webhook {made.known.webhook.id} made."]


def test_the_secret_is_told_once_and_kept_sealed(hooked: Hooked) -> None:
    made, again = hooked.make(), hooked.make()
    assert (again.secret, again.replayed, again.known.webhook) == (None, True, made.known.webhook)
    assert made.secret is not None
    kept = hooked.lender.catalogue.store.content("acme", _digests(hooked))
    assert made.secret.removeprefix("whsec_") not in str(kept)
    assert made.secret not in repr(made)
    assert refused(lambda: hooked.make("https://other.example/")).code == "KEY_REUSED"
    assert len(hooked.known()) == 1


def _digests(hooked: Hooked) -> list[str]:
    return [entry.digest for entry in hooked.lender.catalogue.store.heads("acme", [WEBHOOKS_KEY])[WEBHOOKS_KEY].entries]


def test_a_rotation_signs_with_both_for_a_while_and_is_on_record(hooked: Hooked) -> None:
    first = hooked.make()
    rotate = (desk.rotate_webhook_secret, first.known.webhook.id, 2 * HOUR)
    second = hooked.lender.act(CHIEF, *rotate, once("r", "carla"))
    again = hooked.lender.act(CHIEF, *rotate, once("r", "carla"))
    assert (again.secret, again.replayed) == (None, True)
    assert (second.known.webhook.secret_by, second.known.webhook.state) == ("carla", WebhookState.ACTIVE)
    hooked.lender.publish(1)
    hooked.run()
    hooked.lender.pass_by(hours=3)
    hooked.lender.publish(2)
    hooked.run()
    during, afterwards = hooked.mail.came
    assert first.secret
    assert second.secret
    assert [during.is_signed_with(each) for each in (first.secret, second.secret)] == [True, True]
    assert [afterwards.is_signed_with(each) for each in (first.secret, second.secret)] == [False, True]
    assert hooked.chain()[-1] == f"Webhook {first.known.webhook.id} given a new secret."


def test_what_there_is_to_tell_waits_while_it_is_paused(hooked: Hooked) -> None:
    name = hooked.make().known.webhook.id
    paused = hooked.lender.act(ADA, desk.pause_webhook, name, once("p"))
    assert paused.known.webhook.state is WebhookState.PAUSED
    assert hooked.lender.act(ADA, desk.pause_webhook, name, once("p")).replayed
    for at_least in (1, 2):
        hooked.lender.publish(at_least)
    hooked.run()
    hooked.lender.pass_by(days=9)
    hooked.run()
    assert hooked.mail.came == []
    hooked.lender.act(ADA, desk.resume_webhook, name, None)
    hooked.lender.pass_by(minutes=6)
    hooked.run()
    assert [came.event["data"]["number"] for came in hooked.mail.came] == [1, 2]


def test_one_that_fails_for_long_is_disabled_with_a_fact_that_says_so_and_nothing_is_lost(hooked: Hooked) -> None:
    name = hooked.make().known.webhook.id
    hooked.make("https://fine.example/", "other")
    hooked.mail.answers[ADDRESS] = DOWN
    hooked.lender.publish(1)
    for _ in range(24):
        hooked.run()
        hooked.lender.pass_by(hours=1)
    [failing, fine] = hooked.known()
    assert failing.webhook.state is WebhookState.ACTIVE, "a day of answers of 500 is no reason"
    assert failing.failing_since is not None
    assert fine.failing_since is None
    for _ in range(40):
        hooked.run()
        hooked.lender.pass_by(hours=1)
    [disabled, _] = hooked.known()
    assert (disabled.webhook.state, disabled.webhook.by) == (WebhookState.DISABLED, "creditrules:feed")
    assert hooked.chain()[-1].startswith(f"Webhook {name} disabled: nothing has arrived since 2026-01-01T00:")
    hooked.lender.publish(2)
    hooked.lender.pass_by(days=5)
    hooked.run()
    hooked.mail.answers[ADDRESS] = FINE
    before = len(hooked.mail.came)
    hooked.lender.act(ADA, desk.resume_webhook, name, None)
    hooked.lender.pass_by(minutes=6)
    hooked.run()
    assert [came.event["data"]["number"] for came in hooked.mail.came[before:] if came.path == ADDRESS] == [1, 2]
    assert hooked.known()[0].failing_since is None


def test_one_that_is_gone_is_disabled_at_once(hooked: Hooked, caplog: pytest.LogCaptureFixture) -> None:
    name = hooked.make().known.webhook.id
    hooked.mail.answers[ADDRESS] = Sent(DeliveryResult.GONE, 410)
    hooked.lender.publish(1)
    hooked.run()
    assert hooked.known()[0].webhook.state is WebhookState.DISABLED
    assert hooked.chain()[-1].endswith("disabled: it says that it is gone (410).")
    [line] = [record.getMessage() for record in caplog.records if "webhook_disabled" in record.getMessage()]
    assert name in line
    assert ADDRESS not in line


def test_one_that_arrives_in_between_is_not_disabled(hooked: Hooked) -> None:
    hooked.make()
    for number in range(8):
        hooked.mail.answers[ADDRESS] = DOWN if number % 4 else FINE
        hooked.lender.publish(number)
        hooked.run()
        hooked.lender.pass_by(hours=12)
    hooked.mail.answers[ADDRESS] = FINE
    for _ in range(3):
        hooked.lender.pass_by(hours=12)
        hooked.run()
    assert hooked.known()[0].webhook.state is WebhookState.ACTIVE
    assert sorted({came.event["data"]["number"] for came in hooked.mail.came}) == list(range(1, 9))


def test_one_that_is_deleted_is_told_nothing_and_its_secrets_are_gone(hooked: Hooked) -> None:
    name = hooked.make().known.webhook.id
    hooked.mail.answers[ADDRESS] = DOWN
    hooked.lender.publish(1)
    hooked.run()
    assert hooked.lender.act(ADA, desk.delete_webhook, name, once("d")) is False
    assert hooked.lender.act(ADA, desk.delete_webhook, name, once("d")) is True
    assert refused(lambda: hooked.lender.act(ADA, desk.delete_webhook, name, None)).code == "UNKNOWN_WEBHOOK"
    before = len(hooked.mail.came)
    hooked.lender.pass_by(hours=1)
    hooked.run()
    assert len(hooked.mail.came) == before
    assert desk.feeding_of(hooked.lender.catalogue).secrets.of("acme", name) is None
    [delivery] = desk.deliveries_page(hooked.lender.view(), Asked(10), desk.DeliveryFilter()).items
    assert delivery.state is DeliveryState.CANCELLED
    named = desk.NamedDelivery(name, RULES, 1)
    assert refused(lambda: hooked.lender.act(ADA, desk.deliver_again, named)).code == "DELIVERY_CANCELLED"


def test_deliveries_are_found_by_whom_what_and_how_and_sent_again_under_the_same_id(hooked: Hooked) -> None:
    one, two = hooked.make().known.webhook.id, hooked.make("https://two.example/", "2").known.webhook.id
    hooked.mail.answers["https://two.example/"] = DOWN
    hooked.lender.publish(1)
    hooked.run()

    def found(**wanted: Any) -> list[tuple[str, DeliveryState]]:
        page = desk.deliveries_page(hooked.lender.view(), Asked(10), desk.DeliveryFilter(**wanted))
        return [(each.receiver, each.state) for each in page.items]

    assert sorted(found(slug="risk")) == sorted([(one, DeliveryState.DELIVERED), (two, DeliveryState.PENDING)])
    assert found(receiver=one) == found(state=DeliveryState.DELIVERED) == [(one, DeliveryState.DELIVERED)]
    assert found(kind=DocumentKind.PRODUCT) == found(slug="other") == []
    named = desk.NamedDelivery(one, RULES, 1)
    delivery, replayed = hooked.lender.act(ADA, desk.deliver_again, named, once("a"))
    assert (delivery.state, replayed) == (DeliveryState.PENDING, False)
    hooked.run()
    assert hooked.lender.act(ADA, desk.deliver_again, named, once("a"))[1], "sent once more, and not twice"
    hooked.run()
    came = [each for each in hooked.mail.came if each.path == ADDRESS]
    assert len(came) == 2
    assert came[0].body == came[1].body
    unknown = desk.NamedDelivery(one, RULES, 9)
    assert refused(lambda: hooked.lender.act(ADA, desk.deliver_again, unknown)).code == "UNKNOWN_DELIVERY"


BAD: list[tuple[str, dict[str, Any]]] = [
    ("address", {"address": "http://hooks.example/"}),
    ("address", {"address": "http://127.0.0.1/"}),
    ("address", {"address": "ftp://hooks.example/"}),
    ("address", {"address": "https://"}),
    ("address", {"address": "https://a:99999/"}),
    ("address", {"address": "https://user:secret@hooks.example/"}),
    ("address", {"address": "https://hooks.example/#part"}),
    ("address", {"address": "https://hooks.example/\n"}),
    ("address", {"address": "https://hooks.example/" + "a" * 1000}),
    ("address", {"address": "https://höoks.example/"}),
    ("address", {"address": "https://[::1/"}),
    ("note", {"note": "n" * 201}),
    ("documents", {"documents": ()}),
    ("documents", {"documents": (RULES, RULES)}),
    ("documents", {"documents": (DocumentKey(DocumentKind.POLICY, "api-keys"),)}),
    ("kinds", {"kinds": ()}),
    ("kinds", {"kinds": (NoticeKind.ENDED, NoticeKind.ENDED)}),
]


@pytest.mark.parametrize(("place", "given"), BAD)
def test_what_cannot_be_a_webhook_is_refused_with_its_place(hooked: Hooked, place: str, given: dict[str, Any]) -> None:
    refusal = refused(lambda: hooked.make(**{"address": ADDRESS, **given}))
    assert (refusal.code, refusal.field) == ("BAD_WEBHOOK", (place,))
    assert "secret" not in refusal.message
    assert hooked.known() == []


def test_a_lender_has_a_bounded_number_of_them(hooked: Hooked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("creditrules.desk.webhooks.MOST_WEBHOOKS", 2)
    for number in range(2):
        hooked.make(key=f"k{number}")
    assert refused(lambda: hooked.make(key="k2")).code == "TOO_MANY_WEBHOOKS"


@pytest.mark.parametrize("overlap", [timedelta(hours=-1), timedelta(hours=169)])
def test_how_long_a_secret_lives_on_is_bounded(hooked: Hooked, overlap: timedelta) -> None:
    name = hooked.make().known.webhook.id
    rotate = (desk.rotate_webhook_secret, name, overlap)
    assert refused(lambda: hooked.lender.act(ADA, *rotate)).field == ("overlapHours",)


def test_partners_neither_make_nor_see_them(hooked: Hooked) -> None:
    assert (
        refused(lambda: hooked.lender.act(SHOP, desk.create_webhook, WebhookGiven(ADDRESS, "k"))).code == "NOT_ALLOWED"
    )
    assert refused(lambda: desk.webhooks_page(hooked.lender.view(SHOP), Asked(1))).code == "NOT_ALLOWED"


def test_without_a_feed_the_use_cases_say_so(hooked: Hooked) -> None:
    bare = desk.Catalogue(hooked.lender.catalogue.store)
    assert refused(lambda: desk.create_webhook(bare, ADA, WebhookGiven(ADDRESS, "k"))).code == "FEED_NOT_SET_UP"
