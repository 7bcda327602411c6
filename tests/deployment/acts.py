"""The acts of the rehearsal, in order: see rehearsal.py, which runs it with the generated clients on the path."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import admin.transport  # type: ignore[import-not-found]  # generated
import partner.transport  # type: ignore[import-not-found]  # generated
from tests.deployment.feed_acts import Listening
from tests.deployment.reached import BEGUN, STAGE, Stage, must, step

ROOT = Path(__file__).parents[2]
PLACE = Path(os.environ["REHEARSAL"])
NAME = f"creditrules-{os.environ['ARCHITECTURE']}.zip"
RULES = """
ruleSet: age
category: REGULATION
name: {en: Age}
facts: [{name: age, type: number}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [age]
      outputs: [intervention, reason]
      rules: [["< 18", '"DECLINE"', '"MINOR"'], ["-", '"ALLOW"', '"ADULT"']]
reasons: {MINOR: {message: {en: Too young.}}, ADULT: {message: {en: Of age.}}}
tests: [{name: minor, facts: {age: 17}, expect: {outcome: DECLINE}}]
"""
PRODUCT = """
product: loan
name: {en: Loan}
kind: LOAN
segment: CONSUMER
currency: EUR
ruleSets: [age]
"""
CHANGE = {
    "basis": {"category": "REGULATION", "citation": "Civil Code"},
    "comment": "First version.",
    "notice": [{"language": "en", "text": "Loans are for adults."}],
}


def deployment(*asked: str, fails: bool = False) -> str:
    """What `python -m infra.deployment` says."""
    command = [os.environ["DEPLOYING"], "-m", "infra.deployment", *asked]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=PLACE, env=environment, capture_output=True, encoding="utf-8", check=False)
    if (done.returncode != 0) is not fails:
        sys.exit(f"\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def deploy(archives: Path, *, fails: bool = False) -> str:
    chosen = {"architecture": os.environ["ARCHITECTURE"], "archives": archives, "tenants": "acme,zenith"}
    chosen |= {"eventDays": "0", "loopbackWebhooks": "yes"}
    told = [word for name, value in chosen.items() for word in ("--param", f"{name}={value}")]
    return deployment("deploy", STAGE, "--built", *told, fails=fails)


def taken_back() -> str:
    told = ("--param", f"architecture={os.environ['ARCHITECTURE']}")
    return deployment("rollback", STAGE, *told)


def token(role: str, subject: str, tenant: str = "acme") -> str:
    return deployment("token", STAGE, "--role", role, "--subject", subject, "--tenant", tenant).strip()


def refused(act: Callable[[], Any], kind: Any) -> str:
    """The codes of what is refused to a generated client."""
    try:
        act()
    except kind as told:
        return " ".join(told.codes)
    sys.exit("\nnot so: it is refused")


def published(stage: Stage, ada: str, bob: str) -> None:
    """Rules and a product drafted by one, approved by another, published and in force."""
    with stage.admin(ada) as by_ada, stage.admin(bob) as by_bob:
        name = [admin.LocalTextInput(language="en", text="Age")]
        made = by_ada.create_rule_set(admin.CreateRuleSetInput(slug="age", name=name, category="REGULATION"))
        must(not made.create_rule_set.user_errors, "a rule set is made")
        for draft, given, content in (
            ("draft_rule_version", admin.DraftRuleVersionInput, RULES),
            ("draft_product_version", admin.DraftProductVersionInput, PRODUCT),
        ):
            slug = "age" if content is RULES else "loan"
            asked = given(slug=slug, content=content, change=admin.ChangeInput.model_validate(CHANGE))
            publish(by_ada, by_bob, draft, asked)


def publish(by_ada: Any, by_bob: Any, draft: str, asked: Any) -> None:
    """One version, drafted by one and approved by another."""
    drafted = getattr(getattr(by_ada, draft)(asked), draft)
    must(not drafted.user_errors, f"{asked.slug} is drafted: {drafted.user_errors}")
    proposal = drafted.proposal
    by_ada.submit_proposal(admin.SubmitProposalInput(proposal=proposal.id))
    early = by_ada.publish_proposal(admin.PublishProposalInput(proposal=proposal.id)).publish_proposal
    must(early.user_errors, f"{asked.slug} is not published without an approval")
    yes = admin.ApproveProposalInput(proposal=proposal.id, binding=proposal.binding)
    approved = by_bob.approve_proposal(yes).approve_proposal
    must(not approved.user_errors, f"{asked.slug} is approved: {approved.user_errors}")
    done = by_ada.publish_proposal(admin.PublishProposalInput(proposal=proposal.id)).publish_proposal
    must(not done.user_errors and done.activation, f"{asked.slug} is published: {done.user_errors}")


def published_later(stage: Stage, ada: str, bob: str) -> None:
    """Another rule set, in force from some seconds on."""
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 15))
    with stage.admin(ada) as by_ada, stage.admin(bob) as by_bob:
        name = [admin.LocalTextInput(language="en", text="Later")]
        by_ada.create_rule_set(admin.CreateRuleSetInput(slug="later", name=name, category="REGULATION"))
        change = admin.ChangeInput.model_validate({**CHANGE, "validFrom": moment})
        content = RULES.replace("ruleSet: age", "ruleSet: later")
        publish(
            by_ada,
            by_bob,
            "draft_rule_version",
            admin.DraftRuleVersionInput(slug="later", content=content, change=change),
        )


def outcomes(stage: Stage, bearer: str) -> list[str]:
    """What an applicant of seventeen and one of twenty are answered."""
    with stage.partner(bearer) as client:
        asked = (partner.EligibilityInput(facts={"age": age}, products=["loan"]) for age in (17, 20))
        return [str(client.eligibility(each).eligibility.decisions[0].outcome.value) for each in asked]


def decided(stage: Stage, bearer: str) -> str:
    """The id of a decision on record."""
    with stage.partner(bearer) as client:
        given = partner.DecideInput(facts={"age": 20}, products=["loan"], subject="customer 7", idempotency_key="one")
        made = client.decide(given).decide
        must(made.decision and not made.user_errors, f"a decision is recorded: {made.user_errors}")
        found: str = made.decision.id
        return found


def kept(stage: Stage, ada: str, shop: str, decision: str) -> None:
    """What was there before a deployment is there after it."""
    must(outcomes(stage, shop) == ["DECLINE", "ALLOW"], "the same is answered as before")
    with stage.partner(shop) as client:
        must(client.decision(decision).decision.facts == {"age": "20"}, "the decision is on record, and readable")
    history(stage, ada)


def history(stage: Stage, ada: str) -> None:
    with stage.admin(ada) as client:
        versions = client.rule_set_history("age", admin.ContentFormat.YAML).rule_set.versions
    must([each.number for each in versions.nodes] == [1], "one version is in the history")
    must(versions.nodes[0].statement.notices[0].text == "Loans are for adults.", "with its notice")


def refusals(stage: Stage, ada: str, shop: str, decision: str) -> None:
    """Nothing is said to who may not have it."""
    question = {"query": "{ __typename }"}
    status, body = stage.post(question)
    must((status, body["errors"][0]["extensions"]["code"]) == (401, "UNAUTHENTICATED"), f"no token: {status} {body}")
    for bearer, reason in (("x.y.z", "TOKEN_MALFORMED"), (ada[:-8] + "AAAAAAAA", "TOKEN_MALFORMED")):
        status, body = stage.post(question, Authorization=f"Bearer {bearer}")
        must((status, body["errors"][0]["extensions"]["reason"]) == (401, reason), f"a forged token: {status} {body}")
    other = token("partner", "shop", "zenith")
    with stage.partner(other) as client:
        must(client.products().products.nodes == [], "another lender has no products")
        must(client.decision(decision).decision is None, "nor the decision")
    with stage.admin(token("administrator", "eve", "zenith")) as client:
        must(client.rule_set_history("age", admin.ContentFormat.YAML).rule_set is None, "nor the rule set")
    asked = admin.DraftRuleVersionInput(slug="age", content=RULES)
    for role in ("partner", "auditor", "approver"):
        with stage.admin(token(role, "mallory")) as client:
            told = refused(lambda client=client: client.draft_rule_version(asked), admin.transport.Refused)  # type: ignore[misc]
            must("FORBIDDEN" in told or "DOCUMENT" in told, f"{role} cannot draft: {told}")
    status, body = stage.post({"query": "{ products { totalCount } }"}, Authorization=f"Bearer {shop}")
    must("DOCUMENT_NOT_TRUSTED" in json.dumps(body), f"partners send trusted documents only: {status} {body}")


def key_of_a_machine(stage: Stage, ada: str) -> None:
    """An API key opens until it is revoked, and not once more."""
    with stage.admin(token("chief", "carol")) as chief:
        soon = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600))
        given = admin.CreateApiKeyInput(partner="terminal", expires_at=soon, idempotency_key="k")
        made = chief.create_api_key(given).create_api_key
        must(outcomes(stage, made.secret) == ["DECLINE", "ALLOW"], "a machine asks with its key")
        chief.revoke_api_key(admin.RevokeApiKeyInput(name=made.api_key.name))
    must(
        refused(lambda: outcomes(stage, made.secret), partner.transport.Refused) == "UNAUTHENTICATED",
        "a revoked key opens nothing",
    )
    with stage.admin(ada) as client:
        [known] = client.api_keys().api_keys.nodes
    must(known.used_at is not None, "that it was used is noted")


def noted(stage: Stage, shop: str) -> None:
    """Where chains end is noted outside the table, by the schedule's own input; who is erased is noted before it."""
    told = stage.call("anchor", {"tenants": ["acme", "zenith"]})
    found = stage.shelf("anchors/")
    must(set(told.values()) <= set(found), f"each anchor lies where it says: {told} {sorted(found)}")
    ends = [json.loads(line) for line in found[told["acme"]].decode().splitlines()]
    must(("RULE_SET", "age") in {(each["kind"], each["slug"]) for each in ends}, f"the rule set's chain ends: {ends}")
    with stage.admin(token("chief", "carol")) as chief:
        with stage.partner(shop) as client:
            asked = partner.DecideInput(facts={"age": 30}, products=["loan"], subject="customer 8", idempotency_key="8")
            must(client.decide(asked).decide.decision, "a decision that will be erased is recorded")
        given = admin.EraseSubjectInput(subject="customer 8", reach="ALL", comment="asked for", idempotency_key="e")
        done = chief.erase_subject(given).erase_subject
    must(not done.user_errors and done.recorded_at, f"a subject is erased: {done.user_errors}")
    must(len(stage.shelf("erasures/acme/")) == 1, "and that is noted")
    again = stage.call("eraseAgain", {"tenants": ["acme"]})
    must(again == {"acme": {"noted": 1, "lost": 0, "taken": 0}}, f"nothing is lost of it: {again}")


def other_archives() -> tuple[Path, Path]:
    """Folders with another archive, as of the next release, and with one that is none."""
    changed, broken = PLACE / "changed", PLACE / "broken"
    for folder in (changed, broken):
        folder.mkdir()
    shutil.copy(ROOT / "build" / "package" / NAME, changed)
    with ZipFile(changed / NAME, "a") as packed:
        packed.writestr("creditrules/NEXT", "the next release\n")
    (broken / NAME).write_bytes(b"no archive")
    return changed, broken


def main() -> None:
    """All steps; the first that does not hold ends it."""
    said = step("deployed", lambda: deploy(ROOT / "build" / "package"))
    stage = Stage(said)
    try:
        use(stage)
    finally:
        step("removed", lambda: deployment("remove", STAGE))
    must(stage.get("/health")[0] == 404, "nothing answers once it is removed")
    must(len(stage.shelf("erasures/acme/")) == 1, "what is noted outside the table outlives the stack")
    sys.stdout.write(f"{time.monotonic() - BEGUN:6.1f} s  all of it\n")


def use(stage: Stage) -> None:
    ada, bob, shop = token("administrator", "ada"), token("approver", "bob"), token("partner", "shop")
    must(step("alive, from a first start", lambda: stage.get("/health")) == (200, {"status": "ok"}), "it is alive")
    status, told = step("ready", lambda: stage.get("/ready"))
    must((status, told["status"]) == (200, "ready"), f"table, keys and clock can be used: {told}")
    with Listening(stage, ada) as listening:
        step("drafted by one, approved by another, published and in force", lambda: published(stage, ada, bob))
        step("told to a webhook and on the bus", lambda: listening.heard("RULE_SET/age", "in-force"))
        step("published for later", lambda: published_later(stage, ada, bob))
        step("announced", lambda: listening.heard("RULE_SET/later", "announced"))
        step("told in time that it is in force", lambda: listening.heard("RULE_SET/later", "in-force"))
    must(step("asked", lambda: outcomes(stage, shop)) == ["DECLINE", "ALLOW"], "seventeen is too young, twenty is not")
    decision = step("decided, on record", lambda: decided(stage, shop))
    step("history read", lambda: history(stage, ada))
    step("refused: no token, forged ones, another lender, other roles", lambda: refusals(stage, ada, shop, decision))
    step("asked with an API key, until it was revoked", lambda: key_of_a_machine(stage, ada))
    step("noted outside the table: ends of chains, and who is erased", lambda: noted(stage, shop))
    first, (changed, broken) = stage.code_of("graphql"), other_archives()
    step("upgraded while it runs", lambda: deploy(changed))
    must(stage.code_of("graphql") != first, "the next release runs")
    step("asked after the upgrade: all is there", lambda: kept(stage, ada, shop, decision))
    said = step("a deployment that fails is rolled back", lambda: deploy(broken, fails=True))
    must("ROLLBACK_COMPLETE" in said, f"the stack is as before: {said}")
    step("asked after that: all is there", lambda: kept(stage, ada, shop, decision))
    step("taken back to the release before", taken_back)
    must(stage.code_of("graphql") == first, "the first release runs again")
    step("asked after that: all is there", lambda: kept(stage, ada, shop, decision))


if __name__ == "__main__":
    main()
