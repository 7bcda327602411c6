"""The life of rules through the desk alone, on a table in memory: published, proposed, undone, decided on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from creditrules import desk
from creditrules.auth import Principal, Role
from creditrules.eligibility import Origin, Outcome
from creditrules.eligibility.recording import ErasureReach, FactsState
from creditrules.errors import Kind, Refusal
from creditrules.once import Once
from creditrules.rules import ActivationKind, BasisCategory, Category, Impact
from creditrules.rules.diff import DiffKind, Section
from creditrules.rules.life import ApprovalRule, PolicyScope
from creditrules.store import DecisionsInTable, RulesInTable, open_data

START = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
RULES = """\
ruleSet: cap
category: RISK
name: {en: Cap}
reasons: {YOUNG: {message: {en: Too young.}}, RICH: {message: {en: Enough already.}}}
facts:
  - {name: age, type: number, allowedValues: ">= 0"}
  - {name: income, type: number, sensitive: true, nullable: true}
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [age, product.kind]
      outputs: [intervention, reason]
      rules:
        - {id: young, when: ["< 18", '"LINE"'], then: ['"DECLINE"', '"YOUNG"']}
        - {id: nothing, when: ["-", "-"], then: ['"ALLOW"', "null"]}
"""
STRICTER = RULES.replace('"< 18"', '"< 21"')
PRODUCT = "{{product: {slug}, name: {{en: Line}}, kind: {kind}, segment: CONSUMER, currency: CNY, ruleSets: [cap]}}"
WHY = desk.GivenStatement(BasisCategory.RISK, "committee 1", "https://example.org/1", "the first", {"en": "Changed."})
CAP = desk.rule_set_key("cap")
LINE = desk.product_key("line")

SHOP = Principal("acme", "shop", frozenset({Role.PARTNER}))
ADA = Principal("acme", "ada", frozenset({Role.ADMINISTRATOR}))
APPROVER = Principal("acme", "ann", frozenset({Role.APPROVER}))
CHIEF = Principal("acme", "carla", frozenset({Role.CHIEF}))
AUDITOR = Principal("acme", "otto", frozenset({Role.AUDITOR}))


@dataclass
class Clock:
    """Moves a second with every look, and wherever a test puts it."""

    moment: datetime = START

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


@dataclass
class Lender:
    clock: Clock
    catalogue: desk.Catalogue
    recording: desk.Recording

    def act(self, principal: Principal, use_case: Callable[..., Any], *given: Any) -> Any:
        return use_case(self.catalogue, principal, *given)

    def publish(
        self, content: str, principal: Principal = ADA, change: desk.GivenStatement | None = WHY, **more: Any
    ) -> Any:
        return self.act(principal, desk.publish_rule_set, desk.Submission("cap", content, change, **more))

    def view(self, principal: Principal = ADA, **times: datetime) -> desk.View:
        asked = (times.get("valid_at"), times.get("known_at"))
        return desk.view_of(desk.Documents(self.catalogue, "acme"), principal, self.clock(), asked)

    def outcome(self, age: int, valid_at: datetime | None = None, known_at: datetime | None = None) -> Outcome:
        asked = desk.Question({"age": age}, ("line",), valid_at, known_at)
        outcome: Outcome = self.act(SHOP, desk.ask, asked).decisions[0].outcome
        return outcome

    def numbered(self, number: int) -> desk.Numbered:
        return desk.Numbered(CAP, number)


@pytest.fixture
def lender() -> Iterator[Lender]:
    clock = Clock()
    with open_data(None, clock=clock) as data:
        store = RulesInTable(data.table, clock=clock, cursor_secret=data.cursor_secret)
        recording = desk.Recording(DecisionsInTable(data.table, clock=clock, keys=data.keys), 30)
        found = Lender(clock, desk.Catalogue(store), recording)
        found.act(ADA, desk.create_rule_set, "cap", {"en": "Cap"}, Category.RISK)
        found.publish(RULES)
        for slug, kind in (("line", "LINE"), ("loan", "LOAN")):
            found.act(ADA, desk.create_product, desk.Submission(slug, PRODUCT.format(slug=slug, kind=kind), WHY))
        yield found


def refused(act: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as found:
        act()
    return found.value


def test_a_refused_product_comes_with_what_else_is_open(lender: Lender) -> None:
    report = lender.act(SHOP, desk.ask, desk.Question({"age": 17}, ("line",)))
    assert report.decisions[0].outcome is Outcome.DECLINE
    assert [other.product.product for other in report.decisions[0].alternatives] == ["loan"]
    assert not report.forecast
    assert [d.product.product for d in lender.act(SHOP, desk.ask, desk.Question({"age": 18})).decisions] == [
        "line",
        "loan",
    ]


@pytest.mark.parametrize(
    ("question", "code", "field", "said"),
    [
        (
            desk.Question({"age": 20}, ("loan", "lime")),
            "UNKNOWN_PRODUCT",
            ("products", 1),
            "There is no product 'lime'.",
        ),
        (desk.Question({"aeg": 20}), "UNKNOWN_FACT", ("facts", "aeg"), "No rule set declares the fact 'aeg'."),
        (desk.Question({"age": -1}), "INVALID_FACT", ("facts", "age"), ""),
        (desk.Question({"age": "x"}), "INVALID_FACT", ("facts", "age"), ""),
        (desk.Question({"age": 1}, pins={desk.rule_set_key("cup"): 1}), "UNUSED_PIN", ("pins",), ""),
        (desk.Question({"age": 1}, ("line",), START - DAY), "NO_VERSION_IN_FORCE", ("products", 0), ""),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_place(
    lender: Lender, question: desk.Question, code: str, field: tuple[str, ...], said: str
) -> None:
    refusal = refused(lambda: lender.act(SHOP, desk.ask, question))
    assert (refusal.code, refusal.field) == (code, field)
    assert said in refusal.message


def test_a_scheduled_version_is_a_forecast_until_it_starts_and_nothing_once_cancelled(lender: Lender) -> None:
    start = START + 10 * DAY
    done = lender.publish(STRICTER, change=replace(WHY, valid_from=start))
    assert done.published.activation.statement.impact.products == ("line", "loan")
    assert (lender.outcome(19), lender.outcome(19, start), lender.outcome(19, start - DAY)) == (
        Outcome.ALLOW,
        Outcome.DECLINE,
        Outcome.ALLOW,
    )
    assert lender.act(SHOP, desk.ask, desk.Question({"age": 19}, None, start)).forecast
    sequence = done.published.activation.sequence
    gone = lender.act(ADA, desk.cancel_activation, lender.numbered(sequence), WHY, None)
    assert (gone.activated.activation.kind, gone.activated.activation.cancels) == (
        ActivationKind.CANCELLATION,
        sequence,
    )
    assert gone.activated.activation.statement.impact == Impact(products=("line", "loan"))
    assert lender.outcome(19, start) is Outcome.ALLOW
    again = refused(lambda: lender.act(ADA, desk.cancel_activation, lender.numbered(sequence), WHY, None))
    assert again.code == "ALREADY_CANCELLED"


def test_a_correction_changes_what_is_known_of_the_past_and_is_a_chiefs(lender: Lender) -> None:
    lender.clock.moment = START + 5 * DAY
    past = replace(WHY, valid_from=START + DAY, correction=True)
    assert refused(lambda: lender.publish(STRICTER, ADA, past)).code == "NOT_ALLOWED"
    before = lender.clock.moment
    assert lender.publish(STRICTER, CHIEF, past).published.activation.kind is ActivationKind.CORRECTION
    assert lender.outcome(19, START + 2 * DAY) is Outcome.DECLINE
    assert lender.outcome(19, START + 2 * DAY, before) is Outcome.ALLOW
    assert lender.outcome(19, START + DAY / 2) is Outcome.ALLOW


def test_an_old_version_is_put_in_force_again_and_a_document_retired(lender: Lender) -> None:
    lender.publish(STRICTER)
    back = lender.act(ADA, desk.roll_back, lender.numbered(1), WHY, desk.Period(), None, 2)
    assert (back.activated.activation.kind, back.activated.activation.version) == (ActivationKind.ROLLBACK, 1)
    assert back.activated.activation.statement.impact.tables[0].changed == 1
    assert lender.outcome(19) is Outcome.ALLOW
    stale = refused(lambda: lender.act(ADA, desk.roll_back, lender.numbered(1), WHY, desk.Period(), None, 1))
    assert stale.code == "STALE_BASE"
    gone = lender.act(CHIEF, desk.retire, desk.Numbered(CAP), WHY, None, None)
    assert (gone.activated.activation.kind, gone.activated.activation.version) == (ActivationKind.RETIREMENT, 0)
    decision = lender.act(SHOP, desk.ask, desk.Question({"age": 19}, ("line",))).decisions[0]
    assert decision.outcome is Outcome.REFER
    assert [reason.finding.origin for reason in decision.reasons] == [Origin.NO_VERSION_IN_FORCE]
    lender.act(CHIEF, desk.retire, desk.Numbered(LINE), WHY, None, None)
    assert refused(lambda: lender.outcome(19)).code == "NO_VERSION_IN_FORCE"


@pytest.mark.parametrize(
    ("act", "what"),
    [
        (lambda lender, named: lender.act(CHIEF, desk.retire, named, WHY, None, None), "DOCUMENT"),
        (lambda lender, named: lender.act(CHIEF, desk.cancel_activation, named, WHY, None), "ACTIVATION"),
        (lambda lender, named: lender.act(CHIEF, desk.roll_back, named, WHY, desk.Period(), None, None), "VERSION"),
        (lambda lender, named: lender.act(ADA, desk.submit_proposal, named, None), "PROPOSAL"),
        (lambda lender, named: lender.act(ADA, desk.publish_proposal, named, None), "PROPOSAL"),
        (lambda lender, named: lender.act(CHIEF, desk.reject_proposal, named, "no", None), "PROPOSAL"),
    ],
)
def test_an_act_on_what_is_not_there_names_it(lender: Lender, act: Any, what: str) -> None:
    nothing = refused(lambda: act(lender, None))
    assert (nothing.kind, nothing.code, nothing.field) == (
        Kind.NOT_FOUND,
        f"UNKNOWN_{what}",
        ("slug" if what == "DOCUMENT" else what.lower(),),
    )
    unknown = refused(lambda: act(lender, desk.Numbered(desk.rule_set_key("cup"), 7)))
    assert (unknown.kind, unknown.code) == (
        Kind.NOT_FOUND,
        "UNKNOWN_PROPOSAL" if what == "PROPOSAL" else "UNKNOWN_DOCUMENT",
    )


def test_the_same_act_sent_twice_in_a_row_is_one_and_another_word_makes_it_two(lender: Lender) -> None:
    first = lender.publish(STRICTER)
    assert not first.published.replayed
    again = lender.publish(STRICTER)
    assert (again.published.replayed, again.published.version.number) == (True, 2)
    other = lender.publish(STRICTER, change=replace(WHY, comment="another word"))
    assert (other.published.replayed, other.published.version.number) == (False, 3)
    lender.publish(RULES)
    assert lender.publish(STRICTER).published.version.number == 5
    once = Once(ADA.subject, "publishRuleVersion", "k1", "what was sent")
    keyed = lender.publish(RULES, once=once)
    assert lender.publish(RULES, once=once).published.version == keyed.published.version
    assert refused(lambda: lender.publish(STRICTER, once=replace(once, sent="something else"))).code == "KEY_REUSED"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("{", {"document.syntax"}),
        (RULES.replace("ruleSet: cap", "ruleSet: cup"), {"document.slug"}),
        (RULES.replace("category: RISK", "category: PRODUCT"), {"rule-set.category"}),
        (RULES.replace("< 18", "< aeg"), {"feel.unknown-name"}),
        (
            RULES + "tests: [{name: t, facts: {age: 30}, product: {kind: LINE}, expect: {outcome: DECLINE}}]",
            {"cases.failed"},
        ),
    ],
)
def test_content_that_does_not_check_is_refused_whole(lender: Lender, content: str, found: set[str]) -> None:
    for use_case in (desk.publish_rule_set, desk.check_rule_set_draft, desk.draft_rule_set):
        refusal = refused(lambda use=use_case: lender.act(ADA, use, desk.Submission("cap", content, WHY)))  # type: ignore[misc]
        assert (refusal.code, refusal.field) == ("CONTENT_REFUSED", ("content",))
        assert refusal.message.startswith("The content has 1 error. ")
        assert {d.code for d in refusal.diagnostics if d.severity.value == "ERROR"} == found
    assert lender.outcome(17) is Outcome.DECLINE


def test_the_change_statement_is_given_or_stands_in_the_content(lender: Lender) -> None:
    missing = refused(lambda: lender.publish(STRICTER, change=None))
    assert (missing.code, missing.field) == ("CHANGE_STATEMENT_MISSING", ("change",))
    written = (
        STRICTER + "change: {basis: {category: RISK, citation: paper 7}, comment: As written., notice: {en: Told.}}\n"
    )
    done = lender.publish(written, change=None)
    assert done.published.activation.statement.comment == "As written."
    wrong = refused(lambda: lender.publish(RULES, change=replace(WHY, citation="")))
    assert (wrong.code, wrong.field) == ("CHANGE_STATEMENT_INVALID", ("change", "basis", "citation"))
    retiring = refused(
        lambda: lender.act(CHIEF, desk.retire, desk.Numbered(CAP), replace(WHY, citation=""), None, None)
    )
    assert (retiring.code, retiring.field) == ("CHANGE_STATEMENT_INVALID", ("statement", "basis", "citation"))


def test_under_four_eyes_nothing_is_published_that_another_has_not_approved(lender: Lender) -> None:
    rules = [(PolicyScope.RISK_RULES, ApprovalRule(1, ("APPROVER",)))]
    lender.act(CHIEF, desk.set_approval_policy, rules, WHY, None, None)
    policy = lender.act(APPROVER, desk.approval_policy)
    assert policy[PolicyScope.RISK_RULES] == (ApprovalRule(1, ("APPROVER",)), True)
    assert policy[PolicyScope.PRODUCTS][1] is False
    refusal = refused(lambda: lender.publish(STRICTER))
    assert (refusal.code, refusal.message) == (
        "APPROVAL_REQUIRED",
        "The approval policy requires 1 approval for this change.",
    )
    assert "draftRuleVersion" in refusal.hint

    drafted = lender.act(ADA, desk.draft_rule_set, desk.Submission("cap", STRICTER, WHY)).moved.proposal
    named = desk.Numbered(CAP, drafted.number)
    assert [p.number for p in desk.open_proposals(lender.view(), desk.asked_page()).items] == [1]
    assert desk.approvals_required(lender.view(), drafted) == 1
    assert refused(lambda: lender.act(ADA, desk.publish_proposal, named, None)).code == "NOT_APPROVED"
    lender.act(ADA, desk.submit_proposal, named, None)
    edited = lender.act(ADA, desk.edit_proposal, named, desk.Submission("", STRICTER + "timeZone: UTC\n", WHY))
    binding = edited.moved.proposal.proposed.binding
    assert binding != drafted.proposed.binding
    lender.act(ADA, desk.submit_proposal, named, None)
    lender.act(APPROVER, desk.approve_proposal, named, binding, "fine", None)
    done = lender.act(ADA, desk.publish_proposal, named, None).moved
    assert done.published.version.number == 2
    assert lender.outcome(19) is Outcome.DECLINE
    assert desk.approvals_required(lender.view(), done.proposal) is None
    assert desk.open_proposals(lender.view(), desk.asked_page()).items == ()
    assert [p.number for p in desk.proposals_page(lender.view(), CAP, desk.asked_page()).items] == [1]

    back = (lender.numbered(1), WHY, desk.Period(), None, None)
    assert refused(lambda: lender.act(ADA, desk.roll_back, *back)).code == "NOT_ALLOWED"
    assert lender.act(CHIEF, desk.roll_back, *back).activated.activation.version == 1


def test_a_proposed_correction_is_published_by_who_may_correct(lender: Lender) -> None:
    lender.clock.moment = START + 5 * DAY
    past = replace(WHY, valid_from=START + DAY, correction=True)
    number = lender.act(ADA, desk.draft_rule_set, desk.Submission("cap", STRICTER, past)).moved.proposal.number
    named = lender.numbered(number)
    lender.act(ADA, desk.submit_proposal, named, None)
    assert refused(lambda: lender.act(ADA, desk.publish_proposal, named, None)).code == "NOT_ALLOWED"
    done = lender.act(CHIEF, desk.publish_proposal, named, None).moved
    assert done.published.activation.kind is ActivationKind.CORRECTION


def test_a_product_is_proposed_before_there_is_one(lender: Lender) -> None:
    content = PRODUCT.format(slug="card", kind="LINE")
    drafted = lender.act(ADA, desk.draft_product, desk.Submission("card", content, WHY)).moved
    assert (drafted.head.key, drafted.head.latest_version) == (desk.product_key("card"), 0)
    made = lender.act(ADA, desk.create_product, desk.Submission("card", content, WHY))
    assert made.published.version.number == 1
    assert (
        refused(lambda: lender.act(ADA, desk.create_product, desk.Submission("card", content, WHY))).code
        == "SLUG_TAKEN"
    )
    assert desk.find_product(lender.view(), "card") is not None
    unknown = content.replace("[cap]", "[cap, cup]")
    refusal = refused(lambda: lender.act(ADA, desk.publish_product, desk.Submission("card", unknown, WHY)))
    assert [d.code for d in refusal.diagnostics] == ["product.unknown-rule-set"]


def test_versions_are_compared_by_number_and_by_time(lender: Lender) -> None:
    lender.clock.moment = later = START + 3 * DAY
    lender.publish(STRICTER)
    view = lender.view()
    found = desk.compare(view, CAP, desk.WhichVersion(1), desk.WhichVersion(valid_at=later + DAY))
    assert (found.before.number, found.after.number) == (1, 2)
    rows = desk.rows_of_table(view, found.diff.tables[0], desk.asked_page(), "")
    assert [(row.kind, row.id) for row in rows.items] == [(DiffKind.CHANGED, "young")]
    assert desk.changes_of_diff(view, found.diff, None, desk.asked_page(), "").total == 0
    same = desk.compare_with_earlier(view, CAP, found.after)
    assert same is not None
    assert same.diff is found.diff
    assert desk.compare_with_earlier(view, CAP, found.before) is None
    for which, code, field in (
        (desk.WhichVersion(), "VERSION_OR_TIME", ("from",)),
        (desk.WhichVersion(1, later), "VERSION_OR_TIME", ("from",)),
        (desk.WhichVersion(7), "UNKNOWN_VERSION", ("from", "version")),
        (desk.WhichVersion(valid_at=START - DAY), "NO_VERSION_IN_FORCE", ("from", "validAt")),
    ):
        refusal = refused(lambda which=which: desk.compare(view, CAP, which, desk.WhichVersion(1)))  # type: ignore[misc]
        assert (refusal.code, refusal.field) == (code, field)
    old = lender.view(known_at=START + DAY)
    assert refused(lambda: desk.compare(old, CAP, desk.WhichVersion(1), desk.WhichVersion(2))).field == (
        "to",
        "version",
    )


def test_a_change_of_facts_is_found_in_its_section(lender: Lender) -> None:
    lender.publish(RULES.replace('allowedValues: ">= 0"', 'allowedValues: ">= 1"'))
    view = lender.view()
    found = desk.compare(view, CAP, desk.WhichVersion(1), desk.WhichVersion(2))
    assert [c.place for c in desk.changes_of_diff(view, found.diff, Section.FACTS, desk.asked_page(), "").items] == [
        "facts.age.allowedValues"
    ]
    assert desk.changes_of_diff(view, found.diff, Section.TESTS, desk.asked_page(), "").items == ()


def test_listings_show_what_was_known(lender: Lender) -> None:
    made = lender.clock.moment
    lender.clock.moment = START + DAY
    lender.publish(STRICTER)
    head = desk.head_of(lender.view(), CAP)
    now, then = lender.view(), lender.view(known_at=made)
    assert [v.number for v in desk.versions_page(now, head, desk.asked_page()).items] == [2, 1]
    assert desk.versions_page(now, head, desk.asked_page()).total == 2
    assert [v.number for v in desk.versions_page(then, head, desk.asked_page()).items] == [1]
    assert desk.versions_page(then, head, desk.asked_page()).total is None
    assert [a.sequence for a in desk.activations_page(now, head, desk.asked_page()).items] == [2, 1]
    assert [a.sequence for a in desk.activations_page(then, head, desk.asked_page()).items] == [1]
    assert desk.find_version(then, CAP, 2) is None
    assert desk.find_version(now, CAP, 2) is not None
    assert [h.key.slug for h in desk.rule_sets_page(now, desk.asked_page(), Category.RISK).items] == ["cap"]
    assert desk.rule_sets_page(now, desk.asked_page(), Category.PRODUCT).items == ()
    assert desk.find_rule_set(lender.view(known_at=START), "cap") is None
    assert changed(now) == ["cap", "loan", "line", "cap"]
    assert changed(now, product="line") == ["cap", "line", "cap"]
    assert changed(now, category=Category.PRODUCT) == ["loan", "line"]
    assert changed(now, product="line", category=Category.RISK) == ["cap", "cap"]
    loan = desk.changes_page(now, desk.asked_page()).items[1].activation.recorded_at
    for early, late in (("since", "until"), ("recorded_from", "recorded_to")):
        assert changed(now, **{early: loan}) == ["cap", "loan"]
        assert changed(now, **{late: loan}) == ["line", "cap"]
    assert changed(lender.view(known_at=loan)) == ["loan", "line", "cap"]
    assert refused(lambda: changed(now, product="lime")).field == ("product",)
    assert refused(lambda: changed(now, since=loan, recorded_to=loan)).code == "TIMES_MIXED"


def changed(view: desk.View, **wanted: Any) -> list[str]:
    page = desk.changes_page(view, desk.asked_page(), desk.ChangeFilter(**wanted))
    return [each.activation.key.slug for each in page.items]


def test_since_when_a_rule_holds_goes_back_through_versions_that_carry_it(lender: Lender) -> None:
    first = lender.outcome(17) and desk.head_of(lender.view(), CAP).entries[0].valid_from
    lender.clock.moment = START + DAY
    lender.publish(RULES.replace("Enough already.", "Enough."))
    report = lender.act(SHOP, desk.ask, desk.Question({"age": 17}, ("line",)))
    assert desk.rule_since(lender.view(SHOP), report.decisions[0].reasons[0]) == first
    changed = lender.publish(STRICTER).published.activation.valid_from
    report = lender.act(SHOP, desk.ask, desk.Question({"age": 17}, ("line",)))
    assert desk.rule_since(lender.view(SHOP), report.decisions[0].reasons[0]) == changed
    pinned = lender.act(SHOP, desk.ask, desk.Question({"age": 17}, ("line",), pins={desk.rule_set_key("cap"): 1}))
    assert desk.rule_since(lender.view(SHOP), pinned.decisions[0].reasons[0]) is None


def test_audit_chains_are_listed_by_kind_and_slug_and_end_where_the_head_says(lender: Lender) -> None:
    view = lender.view(AUDITOR)
    every = desk.chains_page(view, desk.asked_page())
    assert [key.slug for key in every.items] == ["line", "loan", "cap"]
    paged = desk.chains_page(view, desk.asked_page(2))
    assert paged.has_next
    assert [key.slug for key in desk.chains_page(view, desk.asked_page(2, paged.cursors[-1])).items] == ["cap"]
    assert [key.slug for key in desk.chains_page(view, desk.asked_page(), kind="RULE_SET").items] == ["cap"]
    assert desk.chains_page(view, desk.asked_page(), kind="NOTHING").items == ()
    assert [key.kind.value for key in desk.chains_page(view, desk.asked_page(), "line").items] == ["PRODUCT"]
    assert desk.chains_page(view, desk.asked_page(), "no slug").items == ()
    links = desk.audit_page(view, CAP, desk.asked_page()).items
    end = desk.audit_end(view, CAP)
    assert (links[-1].number, links[-1].hash) == (end.number, end.hash)
    assert refused(lambda: desk.audit_end(view, desk.rule_set_key("cup"))).code == "UNKNOWN_DOCUMENT"


def test_a_decision_on_record_is_replayed_as_it_was_and_as_it_would_be(lender: Lender) -> None:
    asked = desk.Deciding(desk.Question({"age": 19, "income": 5}, ("line",)), "key 1", "customer 1")

    def decide() -> Any:
        return desk.decide_on_record(lender.catalogue, lender.recording, SHOP, asked)

    done = decide()
    assert (done.replayed, done.decision.sealed.sensitive) == (False, ("income",))
    assert done.decision.expires_at - done.decision.recorded_at >= 29 * DAY
    lender.publish(STRICTER)
    assert (decide().replayed, decide().decision.id) == (True, done.decision.id)

    def replayed(other: desk.Other) -> desk.Replay:
        found = desk.replay(lender.catalogue, lender.recording, SHOP, done.decision.id, other)
        assert found is not None
        return found

    was = replayed(desk.Other())
    assert (was.as_it_was, was.differences) == (True, ())
    now = replayed(desk.Other(valid_at=lender.clock(), known_at=lender.clock.moment))
    assert now.as_it_was is False
    assert {d.aspect.value for d in now.differences} >= {"OUTCOME", "REASONS", "VERSIONS"}
    assert replayed(desk.Other(pins={desk.rule_set_key("cap"): 1})).answers[0]["outcome"] == "ALLOW"
    unknown = desk.replay(lender.catalogue, lender.recording, SHOP, "0" * 64, desk.Other())
    assert unknown is None

    chain = done.decision.id[0]
    view = lender.view(AUDITOR)
    assert chain in desk.decision_chains(view, lender.recording)
    assert desk.decision_chains(view, lender.recording, "g") == []
    page = desk.decision_chain_page(view, lender.recording, chain, desk.asked_page(1))
    assert page.items[0].hash == desk.decision_chain_end(view, lender.recording, chain).hash
    assert desk.decision_chain_page(view, lender.recording, chain, desk.asked_page(1, page.cursors[-1])).items == ()
    foreign = refused(lambda: desk.decision_chain_page(view, lender.recording, chain, desk.asked_page(1, "1")))
    assert foreign.code == "BAD_CURSOR"

    assert not desk.erase_subject(
        lender.recording, CHIEF, desk.ErasureGiven("customer 1", ErasureReach.ALL, "asked for")
    ).already
    seen = desk.seen_decision(lender.recording, SHOP, done.decision.id)
    assert seen is not None
    assert seen.decision.facts_state is FactsState.ERASED
    assert refused(lambda: replayed(desk.Other())).code == "FACTS_ERASED"


def test_of_several_wrong_facts_the_first_is_named_and_all_are_listed(lender: Lender) -> None:
    refusal = refused(lambda: lender.act(SHOP, desk.ask, desk.Question({"age": -1, "income": "x"})))
    assert (refusal.code, refusal.field) == ("INVALID_FACT", ("facts", "age"))
    assert [diagnostic.place for diagnostic in refusal.diagnostics] == ["age", "income"]


def test_content_in_which_not_even_a_change_statement_can_be_read_is_refused_as_content(lender: Lender) -> None:
    for content in ("{", "a: [", "\t"):
        refusal = refused(lambda content=content: lender.publish(content, change=None))  # type: ignore[misc]
        assert (refusal.code, refusal.field) == ("CONTENT_REFUSED", ("content",))
        assert refusal.diagnostics


def test_a_view_at_another_time_keeps_the_time_that_is_left_out(lender: Lender) -> None:
    view = lender.view()
    valid, known = START + DAY, START + timedelta(seconds=1)
    assert view.at(None, None) is view
    assert view.at(valid, None).moments == replace(view.moments, valid_at=valid, forecast=True)
    assert view.at(None, known).moments == replace(view.moments, known_at=known)
    assert view.at(valid, known).at(None, None).moments.valid_at == valid
    assert refused(lambda: view.at(None, START + 9 * DAY)).code == "KNOWN_AT_IN_FUTURE"


def test_texts_come_in_the_first_language_asked_for_that_there_is(lender: Lender) -> None:
    view = replace(lender.view(), languages=("fr", "zh-Hans"))
    texts = {"en": "yes", "zh": "是"}
    assert (view.text(texts), view.text(texts, "en"), view.in_language("en").text(texts)) == ("是", "yes", "yes")
    assert view.in_language(None) is view
    assert replace(view, languages=()).text(texts) == "yes"
