"""Experiments in force: who is answered by which version, what is counted, and what ends one by itself."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from random import Random
from threading import Event
from typing import Any

import pytest
from tests.desk.lenders import ADA, AUDITOR, CHIEF, DAY, INCOME, SHOP, START, WHY, Clock, Lender, new_lender, rules

from creditrules import desk
from creditrules.auth import LocalSigner, Principal, Role, holds, make_key
from creditrules.desk.noting import Attempt
from creditrules.desk.shadowing import Shadows
from creditrules.document import canonical
from creditrules.eligibility.evidence import Evaluated, check_evidence, evaluate_evidence
from creditrules.eligibility.recording import Recorded
from creditrules.eligibility.trials import Arm, Proof, ShadowState, Tally, arm_of
from creditrules.errors import Kind, Refusal
from creditrules.rules import Activation, ActivationKind, DocumentKey
from creditrules.rules.audit import verify
from creditrules.rules.ports import Asked
from creditrules.store import DecisionsInTable, RulesInTable, open_data
from creditrules.store.keys import record_shadows_key, trial_counted_span, trial_span
from creditrules.store.port import BODY, Delete, Span, Table

HEAD = "experiment: strict, name: {en: Stricter}, of: income, champion: 1, challenger: 2"
GUARD = "guards: [{metric: approvalRate, low: -0.2, decisions: 20}]"
KEY = desk.experiment_key("strict")
FAR = replace(WHY, valid_from=START + 300 * DAY)
BROKER = Principal("acme", "broker", frozenset({Role.PARTNER, Role.CHOOSER}))


def challenger(share: str = "50", more: str = GUARD) -> str:
    return f"{{{HEAD}, mode: CHALLENGER, share: {share}, {more}}}"


SHADOW = f"{{{HEAD}, mode: SHADOW}}"


@dataclass
class Tried:
    """A lender of one product: who earns 100 may have it, by the second version, to come next year, who earns 200."""

    lender: Lender

    def publish(self, content: str, change: desk.GivenStatement = WHY) -> Any:
        there = KEY in self.lender.catalogue.store.all_heads("acme")
        use_case = desk.publish_experiment if there else desk.create_experiment
        return self.lender.act(ADA, use_case, desk.Submission("strict", content, change))

    def decide(
        self, subject: str, income: int = 150, key: str | None = None, who: Principal = SHOP, **more: Any
    ) -> Recorded:
        question = desk.Question({"income": Decimal(income)}, **more)
        deciding = desk.Deciding(question, key or f"{subject}-{self.lender.clock.moment.isoformat()}", subject)
        return desk.decide_on_record(self.lender.catalogue, self.lender.recording, who, deciding)

    def version(self, subject: str, **more: Any) -> int:
        """The version that a new decision about the subject rests on."""
        [answer] = self.decide(subject, **more).decision.summaries
        return int(answer["versions"][0]["version"])

    def arm(self, subject: str, parts: int) -> Arm:
        """The arm that the lender's own secret draws."""
        return arm_of(self.lender.catalogue.store.arm_secret("acme"), "strict", subject, parts)

    @property
    def trials(self) -> Any:
        return self.lender.recording.records.trials

    def tally(self, stage: int = 1) -> Tally:
        found: Tally = self.trials.tally("acme", "strict", stage)
        return found

    def activations(self) -> list[Activation]:
        found = self.lender.catalogue.store.activations("acme", KEY, Asked(50)).items
        return list(reversed(found))

    def until_stopped(self, most: int = 400) -> int:
        """How many decisions it takes until the experiment has ended by itself."""
        for number in range(1, most + 1):
            self.decide(f"customer-{number}")
            if self.activations()[-1].kind is ActivationKind.RETIREMENT:
                return number
        raise AssertionError("it goes on")


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> Iterator[Tried]:
    monkeypatch.setattr(RulesInTable, "arm_secret", lambda *_: bytes(32))  # so that the arms are those of every run
    with new_lender() as lender:
        yield prepared(lender)


def prepared(lender: Lender) -> Tried:
    lender.rule_set("income", INCOME, at_least=100)
    lender.rule_set("income", INCOME, at_least=200, change=FAR)
    lender.product("line", "income")
    return Tried(lender)


def test_who_may_only_draft_makes_no_experiment(tried: Tried) -> None:
    model = Principal("acme", "model", frozenset({Role.ASSISTANT}))
    given = desk.Submission("strict", SHADOW, WHY)
    with pytest.raises(Refusal) as refused:
        tried.lender.act(model, desk.draft_experiment, given)
    assert refused.value.code == "NOT_ALLOWED"
    assert tried.lender.act(ADA, desk.draft_experiment, given).moved.head.latest_version == 0
    assert tried.lender.act(model, desk.draft_experiment, given).moved.proposal.number == 2


# --- arms


def test_each_subject_is_answered_by_the_version_of_its_arm(tried: Tried) -> None:
    tried.publish(challenger("30"))
    for number in range(60):
        subject = f"customer-{number}"
        arm = tried.arm(subject, 300)
        [answer] = tried.decide(subject).decision.summaries
        expected = (2, "DECLINE") if arm is Arm.CHALLENGER else (1, "ALLOW")
        assert (answer["versions"][0]["version"], answer["outcome"]) == expected
    tally = tried.tally()
    assert tally.champion.decisions + tally.challenger.decisions == 60
    assert [set(arm.by_outcome) for arm in (tally.champion, tally.challenger)] == [{"ALLOW"}, {"DECLINE"}]


def test_a_subject_keeps_its_arm_while_the_share_grows(tried: Tried) -> None:
    subjects = [f"customer-{number}" for number in range(40)]
    before: set[str] = set()
    for share in ("5", "12.5", "40", "80"):
        tried.publish(challenger(share, "guards: [{metric: severeRate, low: -0.9, decisions: 1000000}]"))
        now = {subject for subject in subjects if tried.version(subject) == 2}
        assert before <= now
        before = now
    assert 0 < len(before) < 40


def test_a_subject_is_answered_by_the_same_version_wherever_it_asks(tried: Tried) -> None:
    tried.publish(challenger("40"))
    names = [f"customer-{number}" for number in range(30)]
    catalogue, facts = tried.lender.catalogue, {"income": Decimal(150)}
    everybody = [desk.BatchSubject(name, facts, {}) for name in names]
    batch = desk.ask_batch(catalogue, SHOP, desk.Question({}), everybody)
    job = desk.start_batch_job(catalogue, tried.lender.recording, SHOP, desk.Question({}), "job")
    lines = "\n".join(json.dumps({"subject": name, "facts": {"income": 150}}) for name in names)
    part = desk.add_to_batch_job(catalogue, tried.lender.recording, SHOP, job.id, 1, lines)
    shown = desk.part_of_batch_job(tried.lender.recording, SHOP, part.job, 1)
    assert shown is not None
    sent = [json.loads(line)["decisions"][0]["outcome"] for line in shown.lines.splitlines()]
    found: set[str] = set()
    for name, in_batch, in_job in zip(names, batch.answers, sent, strict=True):
        asked = desk.ask(catalogue, SHOP, desk.Question(facts), name).decisions[0].outcome
        assert in_batch.report is not None
        recorded = tried.decide(name).decision.summaries[0]["outcome"]
        assert asked == in_batch.report.decisions[0].outcome == in_job == recorded
        arm = desk.arm_of_subject(tried.lender.view(ADA), KEY, name)
        assert (arm is Arm.CHALLENGER) == (recorded == "DECLINE")
        found.add(recorded)
    assert found == {"ALLOW", "DECLINE"}


def test_what_is_asked_and_not_recorded_is_told_of_experiments_as_decisions_are(tried: Tried) -> None:
    """And it does not count."""
    for number, (content, told) in enumerate([(challenger(), 0), (challenger("50", f"{GUARD}, published: true"), 1)]):
        tried.publish(content)
        for subject in (None, "ann"):
            report = desk.ask(tried.lender.catalogue, SHOP, desk.Question({"income": Decimal(150)}), subject)
            moments = {"valid_at": report.valid_at, "known_at": report.known_at}
            met = desk.experiments_asked(tried.lender.view(ADA, **moments), report)
            arm = tried.arm("ann", 500) if subject else Arm.CHAMPION
            assert [(each.trial.stage, each.arm) for each in met] == [(number + 1, arm)]
            assert len(desk.experiments_asked(tried.lender.view(SHOP, **moments), report)) == told
    assert tried.tally(1) == tried.tally(2) == Tally()


def test_only_who_may_read_decisions_is_told_a_subject_s_arm(tried: Tried) -> None:
    tried.publish(challenger())
    with pytest.raises(Refusal) as refused:
        desk.arm_of_subject(tried.lender.view(SHOP), KEY, "ann")
    assert refused.value.kind is Kind.FORBIDDEN


def test_arms_are_drawn_with_a_secret_of_the_lender_s_own_that_stays(tmp_path: Any) -> None:
    with open_data(tmp_path / "data") as data:
        store = RulesInTable(data.table, clock=Clock(), cursor_secret=data.cursor_secret, keys=data.keys)
        first, other = store.arm_secret("acme"), store.arm_secret("zenith")
        DecisionsInTable(data.table, clock=Clock(), keys=data.keys).check_keys("acme")
    with open_data(tmp_path / "data") as data:
        store = RulesInTable(data.table, clock=Clock(), cursor_secret=data.cursor_secret, keys=data.keys)
        assert (store.arm_secret("acme"), len(first)) == (first, 32)
    assert first != other


def test_who_names_no_subject_is_answered_by_the_version_in_force(tried: Tried) -> None:
    tried.publish(challenger("99.9"))
    assert [each.applied[0].version for each in tried.lender.ask({"income": Decimal(150)}).decisions] == [1]


def test_a_version_that_comes_into_force_ends_it_for_everybody(tried: Tried) -> None:
    tried.publish(challenger("99.9"))
    assert tried.version("ann") == 2
    tried.lender.rule_set("income", INCOME, at_least=120)
    assert tried.version("ann") == 3
    assert tried.tally().challenger.decisions == 1


def test_rules_of_the_callers_choice_are_no_trial(tried: Tried) -> None:
    tried.publish(challenger("99.9"))
    pinned = tried.decide("ann", who=BROKER, pins={desk.rule_set_key("income"): 1})
    assert pinned.decision.summaries[0]["versions"][0]["version"] == 1
    assert pinned.counted == ()
    assert tried.tally() == Tally()


def test_a_decision_counts_once_however_often_it_is_sent(tried: Tried) -> None:
    tried.publish(challenger())
    first = tried.decide("ann", key="once")
    again = tried.decide("ann", key="once")
    assert (first.replayed, again.replayed) == (False, True)
    tally = tried.tally()
    assert tally.champion.decisions + tally.challenger.decisions == 1


def test_a_fact_that_only_the_challenger_asks_for_may_be_sent_by_all(tried: Tried) -> None:
    tried.lender.rule_set(
        "income", INCOME, "{name: rent, type: number}", at_least=200, change=replace(FAR, valid_from=START + 310 * DAY)
    )
    [last] = tried.lender.catalogue.store.activations("acme", desk.rule_set_key("income"), Asked(1)).items
    named = desk.Numbered(last.key, last.sequence)
    question = desk.Question({"income": Decimal(150), "rent": Decimal(1)})
    tried.lender.act(ADA, desk.cancel_activation, named, WHY, None)
    with pytest.raises(Refusal) as refused:
        desk.ask(tried.lender.catalogue, SHOP, question)
    assert refused.value.code == "RETIRED_FACT"
    tried.publish(challenger("10").replace("challenger: 2", "challenger: 3"))
    assert desk.ask(tried.lender.catalogue, SHOP, question).decisions[0].applied[0].version == 1


def test_a_parameter_that_a_challenger_uses_is_in_use(tried: Tried) -> None:
    lender, floor = tried.lender, desk.parameter_key("floor")
    content = "{parameter: floor, category: RISK, name: {en: Floor}, value: 200}"
    lender.act(ADA, desk.create_parameter, desk.Submission("floor", content, WHY))
    using = rules("income", INCOME).replace('"< 0"', '"< param.floor"')
    later = replace(FAR, valid_from=START + 310 * DAY)
    lender.act(ADA, desk.publish_rule_set, desk.Submission("income", using, later))
    [last] = lender.catalogue.store.activations("acme", desk.rule_set_key("income"), Asked(1)).items
    lender.act(ADA, desk.cancel_activation, desk.Numbered(last.key, last.sequence), WHY, None)
    tried.publish(challenger("50", GUARD).replace("challenger: 2", "challenger: 3"))
    with pytest.raises(Refusal) as refused:
        lender.act(CHIEF, desk.retire, desk.Numbered(floor), WHY, None, None)
    assert refused.value.code == "PARAMETER_IN_USE"
    assert "version 3 of the rule set 'income'" in refused.value.message
    lender.act(CHIEF, desk.retire, desk.Numbered(KEY), WHY, None, None)
    lender.act(CHIEF, desk.retire, desk.Numbered(floor), WHY, None, None)


# --- what counts


def test_a_subject_counts_once_in_a_stage_however_often_it_asks(tried: Tried) -> None:
    tried.publish(challenger("99.9"))
    for _ in range(60):
        tried.decide("ann")
        tried.lender.clock.moment += timedelta(minutes=1)
    assert tried.tally().challenger.decisions == 1
    assert tried.activations()[-1].kind is ActivationKind.PUBLICATION
    tried.publish(challenger("99.8"))
    tried.decide("ann")
    assert (tried.tally(1).challenger.decisions, tried.tally(2).challenger.decisions) == (1, 1)


def test_one_subject_sent_by_many_at_once_counts_once(tried: Tried) -> None:
    tried.publish(challenger("99.9"))
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda number: tried.decide("ann", key=str(number)), range(24)))
    assert tried.tally().challenger.decisions == 1
    assert proof(tried) == Proof(24, 1, 0, ())


def proof(tried: Tried, who: Principal = ADA) -> Proof:
    found = desk.experiment_proof(tried.lender.view(who), tried.lender.recording, KEY)
    assert found is not None
    return found


@pytest.mark.parametrize("content", [challenger("40"), SHADOW], ids=["arms", "shadow"])
def test_counts_are_proved_from_the_chains_of_decisions(tried: Tried, content: str) -> None:
    tried.decide("before")
    tried.publish(content)
    for number in range(12):
        tried.decide(f"c{number}", 100 + number * 10)
    tried.decide("c1", key="again")
    tried.decide("chosen", who=BROKER, pins={desk.rule_set_key("income"): 1})
    assert proof(tried) == Proof(15, 12, 0, ())
    desk.erase_subject(tried.lender.recording, CHIEF, "c3", "asked for")
    assert proof(tried) == Proof(16, 12, 1 if content == SHADOW else 0, ())


@pytest.mark.parametrize(
    ("span", "told"),
    [
        (trial_span("acme", "strict", 1), "The champion is counted with 0 decisions, and has"),
        (trial_counted_span("acme", "strict", 1), "8 subjects have decisions of the stage and are not counted."),
    ],
)
def test_counts_that_somebody_took_away_are_found(tried: Tried, span: Span, told: str) -> None:
    tried.publish(challenger("40"))
    for number in range(8):
        tried.decide(f"c{number}")
    wipe(tried, span)
    found = proof(tried)
    assert not found.holds
    assert any(told in each for each in found.differences), found.differences


def test_a_shadow_that_is_altered_taken_away_or_made_up_is_found(tried: Tried) -> None:
    before = tried.decide("zoe").decision
    tried.publish(SHADOW)
    one, two = (tried.decide(name).decision for name in ("ann", "bob"))
    table = table_of(tried)
    places = [record_shadows_key("acme", each.id) for each in (one, two, before)]
    body = table.read(places)[places[0]]
    table.write([(places[0], {**body, BODY: body[BODY][:-1] + b"x"}), (places[2], body)])
    assert table.transact([Delete(places[1])]) is None
    for each in (one, two, before):
        with pytest.raises(Refusal) as refused:
            tried.trials.shadows("acme", each.id)
        assert refused.value.code == "DECISION_DAMAGED"


def table_of(tried: Tried) -> Table:
    """As who has the table may write to it."""
    found: Table = tried.lender.catalogue.store._table  # type: ignore[attr-defined]  # noqa: SLF001 - nobody else can
    return found


def wipe(tried: Tried, span: Span) -> None:
    table = table_of(tried)
    assert table.transact([Delete(key) for key, _ in table.walk(span, 100)]) is None


def test_what_stops_at_a_moment_stops_at_that_moment(tried: Tried) -> None:
    """A question that was asked before the end is answered and counted as it was asked, whenever it is recorded."""
    tried.publish(challenger("99.9"))
    usual = DecisionsInTable.record

    def late(self: DecisionsInTable, tenant: str, request: Any, evaluate: Any) -> Recorded:
        answered = evaluate()
        tried.lender.act(CHIEF, desk.retire, desk.Numbered(KEY), WHY, None, None)
        tried.lender.clock.moment += DAY
        return usual(self, tenant, request, lambda: answered)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(DecisionsInTable, "record", late)
        decided = tried.decide("ann").decision
    ended = tried.activations()[-1].recorded_at
    assert decided.known_at <= ended < decided.recorded_at
    assert decided.summaries[0]["versions"][0]["version"] == 2
    assert [each.arm for each in desk.experiments_met(tried.lender.view(ADA), decided)] == [Arm.CHALLENGER]
    assert proof(tried) == Proof(1, 1, 0, ())
    assert tried.version("ann") == 1


# --- what is on record


def test_decisions_of_both_arms_are_replayed_from_what_was_applied(tried: Tried) -> None:
    tried.publish(challenger())
    arms = {tried.version(f"c{number}"): f"c{number}" for number in range(20)}
    assert arms.keys() == {1, 2}
    decided = {version: tried.decide(subject).decision for version, subject in arms.items()}
    tried.lender.clock.moment += 5 * DAY
    tried.lender.act(CHIEF, desk.retire, desk.Numbered(KEY), WHY, None, None)
    for version, decision in decided.items():
        done = tried.lender.act(SHOP, _replay, decision.id, desk.Other(), tried.lender.recording)
        assert done.differences == ()
        assert [row["version"] for row in done.answers[0]["versions"]] == [version]
        pinless = tried.lender.act(SHOP, _replay, decision.id, desk.Other(pins={}), tried.lender.recording)
        assert pinless.differences == ()
        later = desk.Other(valid_at=tried.lender.clock(), known_at=tried.lender.clock.moment)
        now = tried.lender.act(SHOP, _replay, decision.id, later, tried.lender.recording)
        assert [row["version"] for row in now.answers[0]["versions"]] == [1]


def _replay(catalogue: desk.Catalogue, who: Principal, id_: str, other: desk.Other, recording: desk.Recording) -> Any:
    return desk.replay(catalogue, recording, who, id_, other)


def test_evidence_of_both_arms_holds_and_evaluates(tried: Tried) -> None:
    signer = LocalSigner(make_key())
    tried.lender.recording = replace(tried.lender.recording, signer=signer)
    tried.publish(challenger())
    subjects = {tried.version(f"c{number}"): f"c{number}" for number in range(20)}
    key = signer.public()
    for version, subject in subjects.items():
        decision = tried.decide(subject).decision
        seen = desk.seen_decision(tried.lender.recording, AUDITOR, decision.id)
        assert seen is not None
        text = desk.evidence_of(tried.lender.catalogue, tried.lender.recording, AUDITOR, seen)
        checked = check_evidence(iter(text.encode().splitlines(keepends=True)), lambda _, *signed: holds(key, *signed))
        assert isinstance(evaluate_evidence(checked), Evaluated)
        [row] = decision.summaries[0]["versions"]
        assert row["version"] == version
        assert row["digest"] in text


def test_the_lender_sees_which_experiment_a_decision_met_and_a_partner_what_is_published(tried: Tried) -> None:
    tried.publish(challenger())
    hidden = tried.decide("ann").decision
    tried.publish(challenger("50", f"{GUARD}, published: true"))
    shown = tried.decide("ann").decision
    arm = tried.arm("ann", 500)
    for who, expected in ((ADA, [[("strict", 1, arm)], [("strict", 2, arm)]]), (SHOP, [[], [("strict", 2, arm)]])):
        view = tried.lender.view(who)
        met = [desk.experiments_met(view, decision) for decision in (hidden, shown)]
        assert [[(each.trial.slug, each.trial.stage, each.arm) for each in one] for one in met] == expected


def test_a_correction_of_the_version_in_force_is_told_apart_from_what_was_tried(tried: Tried) -> None:
    tried.publish(challenger("50", "guards: [{metric: severeRate, low: -0.9, decisions: 1000000}]"))
    before = tried.lender.clock.moment
    versions = Counter(tried.version(f"c{number}") for number in range(20))
    tried.lender.clock.moment += DAY
    change = replace(WHY, valid_from=before, correction=True)
    righted = tried.lender.rule_set("income", INCOME, at_least=160, change=change, principal=CHIEF)
    view = tried.lender.view(CHIEF)
    correction = desk.correction_of(view, desk.rule_set_key("income"), righted.published.activation.sequence)
    became = desk.redress_total(view, tried.lender.recording, correction, None).became
    assert (became.changed, became.apart) == (versions[1], versions[2])


@pytest.mark.parametrize("by", ["decision", "subject"])
def test_why_an_answer_changed_is_that_another_version_answered(tried: Tried, by: str) -> None:
    tried.publish(challenger("99.9"))
    before = tried.decide("ann").decision
    asked = tried.lender.clock.moment
    tried.lender.clock.moment += DAY
    tried.lender.act(CHIEF, desk.retire, desk.Numbered(KEY), WHY, None, None)
    tried.decide("ann")
    then = desk.Was(decision=before.id) if by == "decision" else desk.Was(valid_at=asked, known_at=asked)
    comparing = desk.Comparing(then, desk.Was(), None, "ann" if by == "subject" else None)
    found = desk.what_changed(tried.lender.view(SHOP), tried.lender.recording, comparing)
    assert [each["outcome"] for each in (*found.before, *found.after)] == ["DECLINE", "ALLOW"]
    causes = [each for each in found.causes if each.effect.step]
    assert [(each.key, each.before and each.before.version, each.after and each.after.version) for each in causes] == [
        (desk.rule_set_key("income"), 2, 1)
    ]
    assert KEY not in {each.key for each in found.unrelated}


def test_history_says_of_every_decision_who_got_which_version_and_why(tried: Tried) -> None:
    """Whatever became of the experiment: from its facts, and a subject's name, follows what was applied."""
    random = Random(20261128)  # noqa: S311 - a seeded story
    loose = "guards: [{metric: severeRate, low: -0.9, decisions: 1000000}]"
    decided: list[tuple[str, Any]] = []
    for _ in range(60):
        act = random.randrange(8)
        if act == 0:
            tried.publish(challenger(str(random.randrange(1, 999) / 10), loose))
        elif act == 1 and KEY in tried.lender.catalogue.store.all_heads("acme"):
            with suppress(Refusal):
                tried.lender.act(CHIEF, desk.retire, desk.Numbered(KEY), WHY, None, None)
        elif act == 2:
            tried.lender.rule_set("income", INCOME, at_least=100)
        elif act == 3:
            number = desk.Numbered(desk.rule_set_key("income"), 1)
            tried.lender.act(CHIEF, desk.roll_back, number, WHY, desk.Period(), None, None)
        else:
            subject = f"customer-{random.randrange(40)}"
            decided.append((subject, tried.decide(subject).decision))
        tried.lender.clock.moment += timedelta(hours=random.randrange(1, 30))
    versions = Counter[int]()
    for subject, decision in decided:
        told = tried.lender.view(ADA, valid_at=decision.valid_at, known_at=decision.known_at)
        expected = in_force(told, desk.rule_set_key("income"))[0]
        for _ in desk.experiments_on(told, "income"):
            _, digest = in_force(told, KEY)
            form = tried.lender.catalogue.experiments("acme", [digest])[digest]
            if expected == form.champion and tried.arm(subject, form.parts) is Arm.CHALLENGER:
                expected = form.challenger
        [row] = decision.summaries[0]["versions"]
        assert row["version"] == expected
        versions[row["version"]] += 1
    assert versions[2] > 2


def in_force(view: desk.View, key: DocumentKey) -> tuple[int, str]:
    """Number and digest of what is in force of a document."""
    head = view.documents.head(key)
    entry = view.documents.in_force(head, view.moments) if head else None
    return (entry.version, entry.digest) if entry else (0, "")


# --- guards


def test_a_guard_ends_it_by_itself_as_a_fact_in_history(tried: Tried) -> None:
    tried.publish(challenger())
    took = tried.until_stopped()
    assert 40 <= took <= 200
    [began, ended] = tried.activations()
    assert (ended.kind, ended.author) == (ActivationKind.RETIREMENT, "service:guard")
    assert began.author == "ada"
    assert "approvalRate" in ended.statement.comment
    assert "outside of -0.2 to 1" in ended.statement.comment
    assert {tried.version(f"customer-{number}") for number in range(1, 30)} == {1}
    assert tried.tally().champion.decisions + tried.tally().challenger.decisions == took
    store = tried.lender.catalogue.store
    links = store.audit("acme", KEY, Asked(50)).items
    end = store.audit_end("acme", KEY)
    assert end is not None
    assert verify(iter(links), lambda: end, {"tenant": "acme", "kind": "EXPERIMENT", "slug": "strict"}) is None
    assert json.loads(links[-1].text)["author"] == "service:guard"


def test_what_was_known_before_the_end_stays_so(tried: Tried) -> None:
    tried.publish(challenger())
    tried.until_stopped()
    ended = tried.activations()[-1].recorded_at
    head = tried.lender.catalogue.store.all_heads("acme")[KEY]
    store = tried.lender.catalogue.store
    before = ended - timedelta(seconds=1)
    assert store.in_force("acme", head, before, ended) is not None
    assert store.in_force("acme", head, ended, before) is not None
    assert store.in_force("acme", head, ended, ended) is None


def test_what_was_to_come_after_it_is_taken_back_too(tried: Tried) -> None:
    until = START + 20 * DAY
    tried.publish(challenger(), replace(WHY, valid_until=until))
    tried.publish(challenger("90"), replace(WHY, valid_from=until))
    tried.until_stopped()
    assert [(each.kind.value, each.author) for each in tried.activations()] == [
        ("PUBLICATION", "ada"),
        ("PUBLICATION", "ada"),
        ("CANCELLATION", "service:guard"),
        ("RETIREMENT", "service:guard"),
    ]
    head = tried.lender.catalogue.store.all_heads("acme")[KEY]
    assert tried.lender.catalogue.store.in_force("acme", head, until + DAY, tried.lender.clock()) is None


def test_a_new_stage_counts_anew_and_can_be_ended_again(tried: Tried) -> None:
    tried.publish(challenger())
    tried.until_stopped()
    tried.publish(challenger("60"))
    assert tried.tally(3) == Tally()
    tried.until_stopped()
    assert [each.kind.value for each in tried.activations()] == ["PUBLICATION", "RETIREMENT"] * 2


def test_many_at_once_end_it_once(tried: Tried) -> None:
    tried.publish(challenger())

    def decide(number: int) -> str:
        return str(tried.decide(f"customer-{number}", key=str(number)).decision.summaries[0]["outcome"])

    with ThreadPoolExecutor(8) as pool:
        outcomes = Counter(pool.map(decide, range(160)))
    assert sum(outcomes.values()) == 160
    assert [each.kind.value for each in tried.activations()] == ["PUBLICATION", "RETIREMENT"]
    tally = tried.tally()
    assert tally.challenger.decisions == outcomes["DECLINE"]


def test_two_that_find_it_at_once_end_it_once(tried: Tried) -> None:
    """Both look at numbers that oversteps the guard before either has recorded the end."""
    from creditrules.desk.stopping import end_overstepped  # noqa: PLC0415

    tried.publish(challenger("50", "guards: [{metric: approvalRate, low: -0.2, decisions: 60}]"))
    counted: tuple[Any, ...] = ()
    for number in range(100):
        counted = tried.decide(f"customer-{number}").counted or counted
    guard = replace(counted[0].noted, guards=(counted[0].noted.guards[0].model_copy(update={"decisions": 20}),))
    found = [replace(counted[0], noted=guard)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: end_overstepped(tried.lender.catalogue, "acme", found), range(6)))
    assert [each.kind.value for each in tried.activations()] == ["PUBLICATION", "RETIREMENT"]


def test_an_end_that_cannot_be_recorded_never_spoils_an_answer(
    tried: Tried, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tried.publish(challenger())

    def fails(*_: object) -> None:
        raise Refusal(Kind.UNAVAILABLE, "STORE_UNAVAILABLE", "The store does not answer.")

    with monkeypatch.context() as patched:
        patched.setattr(RulesInTable, "activate", fails)
        for number in range(120):
            assert tried.decide(f"customer-{number}").decision.summaries
    assert "could not be ended" in caplog.text
    assert [each.kind.value for each in tried.activations()] == ["PUBLICATION"]
    tried.decide("one more")
    assert [each.kind.value for each in tried.activations()] == ["PUBLICATION", "RETIREMENT"]


def test_it_has_ended_for_a_process_that_starts_afterwards_too(tmp_path: Any) -> None:
    clock = Clock()

    def opened(data: Any) -> Tried:
        store = RulesInTable(data.table, clock=clock, cursor_secret=data.cursor_secret, keys=data.keys)
        recording = desk.Recording(DecisionsInTable(data.table, clock=clock, keys=data.keys), 30)
        return Tried(Lender(clock, desk.Catalogue(store), recording))

    with open_data(tmp_path / "data", clock=clock) as data:
        tried = opened(data)
        prepared(tried.lender)
        tried.publish(challenger())
        took = tried.until_stopped()
    with open_data(tmp_path / "data", clock=clock) as data:
        tried = opened(data)
        assert {tried.version(f"customer-{number}") for number in range(1, 20)} == {1}
        assert tried.tally().champion.decisions + tried.tally().challenger.decisions == took


# --- shadows


def told(recorded: Recorded) -> tuple[bytes, dict[str, Any]]:
    """What a partner gets to see of a decision but for times, and digests that are salted."""
    decision = recorded.decision
    assert decision.sealed is not None
    receipt = json.loads(decision.receipt.text)
    varying = {"validAt", "knownAt", "expiresAt", "recordedAt", "dataKey", "request"}
    varying |= {"factsDigest", "traceDigest", "withheldDigest", "besideDigest", "id", "number", "slug"}
    return canonical(decision.sealed.answers), {key: receipt[key] for key in receipt.keys() - varying}


def test_a_shadow_is_recorded_and_nothing_that_is_answered_tells_of_it(tried: Tried) -> None:
    without = tried.decide("ann", key="one")
    tried.publish(SHADOW)
    beside = tried.decide("ann", key="two")
    answers, receipt = told(without)
    assert told(beside) == (answers, receipt)
    assert json.loads(beside.decision.receipt.text).keys() == json.loads(without.decision.receipt.text).keys()
    [shadow] = desk.shadows_beside(tried.lender.view(ADA), tried.lender.recording, beside.decision.id)
    assert (shadow.experiment, shadow.version, shadow.state) == ("strict", 2, ShadowState.ANSWERED)
    assert [(each["product"], each["outcome"]) for each in shadow.answers] == [("line", "DECLINE")]
    assert desk.shadows_beside(tried.lender.view(ADA), tried.lender.recording, without.decision.id) == ()
    assert desk.shadows_beside(tried.lender.view(SHOP), tried.lender.recording, beside.decision.id) == ()
    assert desk.experiments_met(tried.lender.view(SHOP), beside.decision) == []


def test_transitions_are_counted_on_the_same_decisions(tried: Tried) -> None:
    tried.publish(SHADOW)
    for number, income in enumerate((50, 150, 150, 250)):
        tried.decide(f"c{number}", income)
    tally = tried.tally()
    assert tally.transitions == {"line": {"ALLOW>ALLOW": 1, "ALLOW>DECLINE": 2, "DECLINE>DECLINE": 1}}
    assert tally.states == {"ANSWERED": 4}
    found = desk.experiment_results(tried.lender.view(ADA), tried.lender.recording, KEY)
    assert found is not None
    approval = found.differences()[0]
    assert (approval.difference, approval.interval, approval.standing) == (-0.5, None, None)


def test_a_shadow_that_fails_changes_nothing(tried: Tried, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError

    tried.publish(SHADOW)
    monkeypatch.setattr(Attempt, "_beside", fails)
    decided = tried.decide("ann")
    assert decided.decision.summaries[0]["outcome"] == "ALLOW"
    [shadow] = tried.trials.shadows("acme", decided.decision.id)
    assert (shadow.state, shadow.answers) == (ShadowState.FAILED, ())
    assert tried.tally() == Tally(states={"FAILED": 1})


def test_an_experiment_that_cannot_be_read_keeps_nobody_from_an_answer(
    tried: Tried, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> None:
        raise Refusal(Kind.UNAVAILABLE, "CONTENT_UNAVAILABLE", "The content could not be read.")

    tried.publish(challenger("99.9"))
    assert tried.version("ann") == 2
    monkeypatch.setattr(desk.Catalogue, "experiments", fails)
    assert tried.version("ann") == 1
    assert "CONTENT_UNAVAILABLE" in caplog.text


def test_a_shadow_that_is_slow_is_not_waited_for(tried: Tried, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = Event()

    def waits(*_: object) -> tuple[()]:
        go_on.wait(20)
        return ()

    tried.publish(SHADOW)
    tried.lender.recording = replace(tried.lender.recording, shadows=Shadows(0.01, 1))
    monkeypatch.setattr(Attempt, "_beside", waits)
    states = [tried.trials.shadows("acme", tried.decide(f"c{number}").decision.id)[0].state for number in range(2)]
    go_on.set()
    assert states == [ShadowState.SLOW, ShadowState.BUSY]


def test_what_shadows_said_goes_with_the_subjects_facts(tried: Tried) -> None:
    tried.publish(SHADOW)
    kept, gone = tried.decide("ann").decision, tried.decide("bob").decision
    desk.erase_subject(tried.lender.recording, CHIEF, "bob", "asked for")
    assert tried.trials.shadows("acme", gone.id) == ()
    assert len(tried.trials.shadows("acme", kept.id)) == 1
    tried.lender.clock.moment += 31 * DAY
    assert tried.trials.shadows("acme", kept.id) == ()


# --- bounds


def test_lenders_are_apart(tried: Tried) -> None:
    tried.publish(SHADOW)
    decision = tried.decide("ann").decision
    assert tried.trials.tally("zenith", "strict", 1) == Tally()
    assert tried.trials.shadows("zenith", decision.id) == ()
    stranger = Principal("zenith", "zoe", frozenset({Role.ADMINISTRATOR}))
    view = desk.view_of(desk.Documents(tried.lender.catalogue, "zenith"), stranger, tried.lender.clock())
    with pytest.raises(Refusal) as refused:
        desk.experiment_results(view, tried.lender.recording, KEY)
    assert refused.value.code == "UNKNOWN_EXPERIMENT"


def test_results_are_for_those_who_may_read_decisions(tried: Tried) -> None:
    tried.publish(SHADOW)
    for who, may in ((SHOP, False), (ADA, True), (CHIEF, True), (AUDITOR, True)):
        if may:
            assert desk.experiment_results(tried.lender.view(who), tried.lender.recording, KEY) is not None
        else:
            with pytest.raises(Refusal):
                desk.experiment_results(tried.lender.view(who), tried.lender.recording, KEY)


@pytest.mark.parametrize(
    ("content", "more"), [(None, 0), (SHADOW, 1), (challenger(), 1)], ids=["none", "shadow", "arms"]
)
def test_an_experiment_costs_a_recorded_decision_one_read_more(tried: Tried, content: str, more: int) -> None:
    tried.decide("ann")
    usual = reads(tried)
    if content:
        tried.publish(content)
        tried.decide("ann")
    assert reads(tried) == usual + more


def reads(tried: Tried) -> int:
    """How many reads another decision takes once everything is known."""
    table = tried.lender.catalogue.store._table  # type: ignore[attr-defined]  # noqa: SLF001 - the calls are counted there
    calls: list[str] = []
    with pytest.MonkeyPatch.context() as patched:
        for name in ("read", "walk"):
            usual = getattr(type(table), name)

            def counting(self: Any, *given: Any, name: str = name, usual: Any = usual, **more: Any) -> Any:
                calls.append(name)
                return usual(self, *given, **more)

            patched.setattr(type(table), name, counting)
        tried.decide("ann")
    return len(calls)
