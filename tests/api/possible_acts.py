"""For each mutation: how its act becomes possible, what is sent, and something else that could be."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.api.conftest import BEHAVIOUR, CHANGE, LINE_CAP, PAY_LATER
from tests.api.test_api_experiments import SHADOW
from tests.api.worlds import ALICE, BOB, World

from creditrules.desk import Teller
from creditrules.feed import DeliveryResult, Sent, after_attempt, new_delivery, notice_id
from creditrules.rules import DocumentKey, DocumentKind

WHY = {name: CHANGE[name] for name in ("basis", "comment", "notice")}
OTHERWISE = WHY | {"comment": "For another reason."}
LATER = {"validFrom": "2027-01-01T00:00:00Z"}
STRICTER, STRICTEST = (BEHAVIOUR.replace('"> 30"', f'"> {days}"') for days in (20, 10))
RATE = "{parameter: rate, category: RISK, name: {en: Reference rate}, value: 0.36}"
FACTS = {"facts": {"overdueDays": 1, "requestedAmount": 5}, "products": ["pay-later"]}
PEOPLE = "requestedAmount,overdueDays\n" + "".join(f"{1000 * n},0\n" for n in range(1, 20))
ROLL_BACK = {"kind": "RULE_SET", "slug": "behaviour", "version": 1, "statement": WHY}
DOCUMENT = "query Ours { products(first: 1) { nodes { slug } } }"
EXPIRES = "2026-06-01T00:00:00Z"


@dataclass(frozen=True)
class Possible:
    """An act that is possible now. otherwise: in place of some of what is given; another act than that."""

    given: Mapping[str, Any]
    otherwise: Mapping[str, Any]
    token: str = ALICE


Maker = Callable[[World], Possible]
MAKERS: dict[str, Maker] = {}


def makes(maker: Maker) -> Maker:
    words = maker.__name__.split("_")
    MAKERS[words[0] + "".join(word.capitalize() for word in words[1:])] = maker
    return maker


def sent(slug: str, content: str, change: Mapping[str, Any] = CHANGE) -> dict[str, Any]:
    return {"slug": slug, "content": content, "change": dict(change)}


def _drafted(world: World, content: str = STRICTER, **given: Any) -> Any:
    told = "proposal { id binding }"
    return world.act("draftRuleVersion", sent("behaviour", content) | given, told)["proposal"]


def _submitted(world: World) -> Any:
    rules = [{"scope": "RISK_RULES", "required": 1, "roles": ["APPROVER"]}]
    world.act("setApprovalPolicy", {"rules": rules, "statement": WHY}, "version")
    drafted = _drafted(world)
    return world.act("submitProposal", {"proposal": drafted["id"]}, "proposal { id binding }")["proposal"]


def published(world: World, content: str, **change: Any) -> Any:
    given = sent("behaviour", content, CHANGE | change)
    return world.act("publishRuleVersion", given, "activation { id }")["activation"]


def _decided(world: World, key: str = "one") -> str:
    given = FACTS | {"subject": f"customer {key}", "idempotencyKey": key}
    name: str = world.act("decide", given, "decision { id }")["decision"]["id"]
    return name


def _job(world: World, key: str = "one") -> str:
    given = {"idempotencyKey": key, "products": ["pay-later"]}
    name: str = world.act("startBatchJob", given, "job { id }")["job"]["id"]
    return name


def changed(content: str) -> str:
    return content.replace("name: {en: ", "name: {en: New ", 1)


@makes
def request_review(world: World) -> Possible:
    return Possible({"decision": _decided(world), "comment": "Look again."}, {"comment": "Look well."})


@makes
def resolve_review(world: World) -> Possible:
    asked = {"decision": _decided(world), "comment": "Look again.", "idempotencyKey": "asked"}
    review = world.act("requestReview", asked, "review { id }")["review"]["id"]
    return Possible({"review": review, "result": "UPHELD", "comment": "It is right."}, {"comment": "It is."}, BOB)


@makes
def index_decisions(world: World) -> Possible:
    _decided(world)
    return Possible({}, {"atMost": 1})


@makes
def decide(world: World) -> Possible:
    other = {"facts": {"overdueDays": 2, "requestedAmount": 5}}
    return Possible(FACTS | {"subject": "customer 1"}, other)


@makes
def erase_subject(world: World) -> Possible:
    _decided(world)
    given = {"subject": "customer one", "reach": "ALL", "comment": "Asked for."}
    return Possible(given, {"comment": "Asked for again."})


@makes
def draft_rule_version(world: World) -> Possible:
    return Possible(sent("behaviour", STRICTER), {"content": STRICTEST})


@makes
def draft_product_version(world: World) -> Possible:
    return Possible(sent("pay-later", changed(PAY_LATER)), {"change": CHANGE | LATER})


@makes
def draft_parameter_version(world: World) -> Possible:
    return Possible(sent("rate", RATE), {"content": changed(RATE)})


@makes
def draft_experiment_version(world: World) -> Possible:
    published(world, STRICTER, **LATER)
    return Possible(sent("strict", SHADOW), {"content": changed(SHADOW)})


@makes
def edit_proposal(world: World) -> Possible:
    given = {"proposal": _drafted(world)["id"], "content": STRICTEST, "change": CHANGE}
    return Possible(given, {"content": LINE_CAP})


@makes
def assess_proposal(world: World) -> Possible:
    return Possible({"proposal": _drafted(world)["id"], "populations": []}, {"populations": None})


@makes
def submit_proposal(world: World) -> Possible:
    given = {"proposal": _drafted(world)["id"]}
    return Possible(given, {"proposal": _drafted(world, STRICTEST)["id"]})


@makes
def approve_proposal(world: World) -> Possible:
    submitted = _submitted(world)
    given = {"proposal": submitted["id"], "binding": submitted["binding"], "comment": "Good."}
    return Possible(given, {"comment": "Very good."}, BOB)


@makes
def reject_proposal(world: World) -> Possible:
    return Possible({"proposal": _submitted(world)["id"], "comment": "No."}, {"comment": "Not so."}, BOB)


@makes
def withdraw_proposal(world: World) -> Possible:
    return Possible({"proposal": _drafted(world)["id"], "comment": "No."}, {"comment": "Not so."})


@makes
def publish_proposal(world: World) -> Possible:
    drafts = [_drafted(world, content)["id"] for content in (STRICTER, STRICTEST)]
    world.act("submitProposal", {"proposal": drafts[0]}, "proposal { state }")
    return Possible({"proposal": drafts[0]}, {"proposal": drafts[1]})


@makes
def cancel_activation(world: World) -> Possible:
    scheduled = published(world, STRICTER, **LATER)["id"]
    return Possible({"activation": scheduled, "statement": WHY}, {"statement": OTHERWISE})


@makes
def draft_rollback(world: World) -> Possible:
    published(world, STRICTER)
    return Possible(ROLL_BACK, {"statement": OTHERWISE})


@makes
def roll_back(world: World) -> Possible:
    published(world, STRICTER)
    return Possible(ROLL_BACK, {"version": 2})


@makes
def retire(world: World) -> Possible:
    return Possible({"kind": "PRODUCT", "slug": "cash-loan", "statement": WHY}, {"statement": OTHERWISE})


@makes
def set_approval_policy(world: World) -> Possible:
    rules = [{"scope": "PRODUCTS", "required": 1, "roles": ["APPROVER"]}]
    return Possible({"rules": rules, "statement": WHY}, {"rules": []})


@makes
def comment_on_proposal(world: World) -> Possible:
    return Possible({"proposal": _drafted(world)["id"], "comment": "Why?"}, {"comment": "Why so?"})


@makes
def rebase_proposal(world: World) -> Possible:
    drafted = _drafted(world)["id"]
    published(world, changed(BEHAVIOUR))
    return Possible({"proposal": drafted}, {"change": CHANGE | {"comment": "Merged."}})


@makes
def set_settings(world: World) -> Possible:
    return Possible({"content": "facts: {noticeDays: 120}", "statement": WHY}, {"content": "facts: {noticeDays: 9}"})


def registered(world: World, name: str) -> str:
    given = {"documents": [DOCUMENT.replace("Ours", name)]}
    [made] = world.act("registerDocuments", given, "documents { document { documentId } }")["documents"]
    digest: str = made["document"]["documentId"]
    return digest


@makes
def register_documents(world: World) -> Possible:
    return Possible({"documents": [DOCUMENT]}, {"documents": [DOCUMENT.replace("Ours", "Other")]})


@makes
def retire_document(world: World) -> Possible:
    return Possible({"documentId": registered(world, "Ours")}, {"documentId": registered(world, "Other")})


@makes
def create_api_key(world: World) -> Possible:
    return Possible({"partner": "shop", "expiresAt": EXPIRES}, {"partner": "other-shop"})


@makes
def revoke_api_key(world: World) -> Possible:
    def made(partner: str) -> str:
        given = {"partner": partner, "expiresAt": EXPIRES, "idempotencyKey": partner}
        name: str = world.act("createApiKey", given, "apiKey { name }")["apiKey"]["name"]
        return name

    return Possible({"name": made("shop")}, {"name": made("other-shop")})


@makes
def set_contact(world: World) -> Possible:
    given = {"subject": "1001", "kind": "EMAIL", "address": "ann@shop.example", "partner": "shop"}
    return Possible(given, {"address": "other@shop.example"}, BOB)


@makes
def create_webhook(world: World) -> Possible:
    return Possible({"address": "https://hooks.example/"}, {"address": "https://other.example/"})


def _webhooks(world: World) -> tuple[str, str]:
    def made(name: str) -> str:
        given = {"address": f"https://{name}.example/", "idempotencyKey": name}
        webhook: str = world.act("createWebhook", given, "webhook { name }")["webhook"]["name"]
        return webhook

    return made("one"), made("other")


@makes
def pause_webhook(world: World) -> Possible:
    one, other = _webhooks(world)
    return Possible({"name": one}, {"name": other})


@makes
def resume_webhook(world: World) -> Possible:
    one, other = _webhooks(world)
    for name in (one, other):
        world.act("pauseWebhook", {"name": name}, "replayed")
    return Possible({"name": one}, {"name": other})


@makes
def rotate_webhook_secret(world: World) -> Possible:
    one, other = _webhooks(world)
    return Possible({"name": one}, {"name": other})


@makes
def delete_webhook(world: World) -> Possible:
    one, other = _webhooks(world)
    return Possible({"name": one}, {"name": other})


@makes
def deliver_again(world: World) -> Possible:
    one, other = _webhooks(world)
    world.act("publishRuleVersion", sent("behaviour", STRICTER), "replayed")
    key, store = DocumentKey(DocumentKind.RULE_SET, "behaviour"), world.feeding.store
    world.clock.moment += timedelta(minutes=1)
    while Teller(world.catalogue, store).tell("acme", key):
        pass
    for told in store.told("acme", 10):
        for receiver in (one, other):
            made = new_delivery(receiver, told.notice, notice_id("acme", told.notice), told.told_at)
            store.hand_on("acme", told, [made])
    for receiver in (one, other):
        found = store.delivery("acme", receiver, key, 1)
        assert found is not None
        arrived = after_attempt(found, Sent(DeliveryResult.DELIVERED, 204), found.made_at, 0.5)
        assert store.move("acme", found, arrived)
    given = {"receiver": one, "kind": "RULE_SET", "slug": "behaviour", "number": 1}
    return Possible(given, {"receiver": other})


@makes
def register_contract(world: World) -> Possible:
    return Possible(FACTS | {"name": "ours"}, {"facts": {"overdueDays": 2, "requestedAmount": 5}})


@makes
def remove_contract(world: World) -> Possible:
    for name in ("ours", "other"):
        world.act("registerContract", FACTS | {"name": name}, "contract { name }")
    return Possible({"name": "ours"}, {"name": "other"})


@makes
def start_batch_job(world: World) -> Possible:
    return Possible({"products": ["pay-later"]}, {"products": ["cash-loan"]})


@makes
def add_to_batch_job(world: World) -> Possible:
    line = json.dumps({"subject": "customer 1", "facts": FACTS["facts"]})
    return Possible({"job": _job(world), "number": 1, "lines": line}, {"number": 2})


@makes
def finish_batch_job(world: World) -> Possible:
    return Possible({"job": _job(world)}, {"job": _job(world, "other")})


@makes
def delete_batch_job(world: World) -> Possible:
    return Possible({"job": _job(world)}, {"job": _job(world, "other")})


@makes
def register_population(world: World) -> Possible:
    return Possible({"name": "people", "product": "pay-later", "content": PEOPLE}, {"content": PEOPLE + "1,1\n"})


@makes
def remove_population(world: World) -> Possible:
    for name in ("people", "others"):
        world.act("registerPopulation", {"name": name, "product": "pay-later", "content": PEOPLE}, "replayed")
    return Possible({"name": "people"}, {"name": "others"})
