"""A decision is known again by all that is told of it: each part otherwise, and it is told otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from tests.api.both_ways import Both, both_on, lived_in
from tests.api.possible_acts import FACTS

from creditrules.api.engine.plans.fragments import Fragments
from creditrules.api.fields import asking
from creditrules.api.types.decisions import MOST_REASONS
from creditrules.desk import Report, ask
from creditrules.eligibility import Decision, Outcome, RestsOn
from creditrules.eligibility.decision import Terms
from creditrules.eligibility.offer import Offer, OfferNote, OfferNoteCode
from creditrules.eligibility.parameters import AppliedParameter
from creditrules.eligibility.reason import AppliedVersion, Cause, Finding, Origin, Reason
from creditrules.errors import Diagnostic
from creditrules.lending import Loan, Period, PricingTerms, schedule
from creditrules.records import names_of, replace
from creditrules.rules import Category, FactSource, Intervention, Party, PartyRole, Request

MOST_OF_A_PART = 12
"""Things that a part of a decision stands on."""
MOMENT = datetime(2027, 3, 1, tzinfo=UTC)
NOT_TOLD: Mapping[type, frozenset[str]] = {
    Decision: frozenset({"product_digest", "grounds", "asks", "again", "forecast"}),
    Terms: frozenset(),
    Reason: frozenset({"ground"}),
    Cause: frozenset({"rule_set_name"}),
    Finding: frozenset(),
}
"""Parts that no field that is kept says."""
WITH_ANOTHER: Mapping[type, frozenset[str]] = {
    Reason: frozenset({"cause"}),
    Cause: frozenset({"rule_set", "category", "finding"}),
}
"""Parts that are otherwise only where another part is: the version that was applied, or a part of this one."""
FINDING: Mapping[str, Any] = {
    "intervention": Intervention.WARN,
    "reason": "OTHER",
    "limit": Decimal("7.10"),
    "rate": Decimal("0.070"),
    "restricted_features": frozenset({"OTHER"}),
    "until": MOMENT,
    "row": 77,
    "rule_id": "other",
    "origin": Origin.NOT_EVALUABLE,
    "detail": "Other.",
    "exposure_limit": Decimal(71),
}
TERMS: Mapping[str, Any] = {
    "currency": "XXX",
    "limit": Decimal("7.20"),
    "rate": Decimal("0.0720"),
    "restricted_features": ("OTHER",),
    "until": MOMENT,
    "exposure_limit": Decimal(72),
}
LOAN = Loan(Decimal(900), Period(3), MOMENT.date())
WHOLE = """__typename outcome possibleOutcomes possibleOutcomesBasis warnings product { slug name }
  terms { limit rate currency restrictedFeatures until exposureLimit }
  appliedVersions { ruleSet category number digest validFrom recordedAt pinned } appliedParameters { number }
  missingFacts { name } problems { message } restsOn { fact } preQualification alternatives { outcome }
  request { amount } offer { amount } offerNotes { message } principalReasons { rank reason { code limit } }"""
REASONS = """reasons { code intervention category origin detail row ruleId until limit rate restrictedFeatures
  exposureLimit validFrom message lift liftKind basis { citation } regB { code } ruleSet { slug }
  version { number digest } party { name } }"""


def question(*parts: str) -> str:
    told = " ".join(parts)
    return f"query($input: EligibilityInput!) {{ eligibility(input: $input) {{ decisions {{ {told} }} }} }}"


WHOLLY, BY_PARTS = question(WHOLE, REASONS), question(WHOLE, REASONS, "nextQuestion { __typename }")
"""Where something is asked for that is worked out for each applicant, nothing is kept whole."""


class Told:
    """Says whatever decision it is told to, both ways."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        world, _ = lived_in()
        self.both: Both = both_on(world, world)
        self.found: list[int] = []
        self._decisions: tuple[Decision, ...] = ()
        monkeypatch.setattr(asking, "ask", self._ask)
        self.usual, pinned = self._usual(), [{"ruleSet": name, "version": 1} for name in ("behaviour", "line-cap")]
        self.both.same({"query": WHOLLY, "variables": {"input": FACTS | {"pins": pinned}}})
        [of_pinned] = self._report.decisions
        self.pinned = {each.rule_set: each for each in of_pinned.applied}

    def _ask(self, *given: Any, **named: Any) -> Report:
        self._report = ask(*given, **named)
        return replace(self._report, decisions=self._decisions or self._report.decisions)

    def _usual(self) -> Decision:
        """Of two rule sets, with nothing against the applicant."""
        self.both.same({"query": WHOLLY, "variables": {"input": FACTS}})
        [found] = self._report.decisions
        assert found.outcome is Outcome.ALLOW
        assert len(found.reasons) == 2
        return found

    def told(self, text: str, *decisions: Decision) -> str:
        self._decisions = decisions
        return self.both.same({"query": text, "variables": {"input": FACTS}}).body.decode()


@pytest.fixture(scope="module")
def told() -> Iterator[Told]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        made, find = Told(monkeypatch), Fragments.find

        def counting(self: Fragments, *given: Any) -> Any:
            kept = find(self, *given)
            made.found += [] if kept is None else [len(kept.on)]
            return kept

        monkeypatch.setattr(Fragments, "find", counting)
        yield made


def otherwise(of: Decision, pinned: Mapping[str, AppliedVersion]) -> Iterator[tuple[type, str, Decision]]:
    """The decision with one part otherwise, and what that is a part of."""
    for name, value in _parts(of).items():
        yield Decision, name, replace(of, **{name: value})
    assert of.terms is not None
    for name, value in TERMS.items():
        yield Terms, name, replace(of, terms=replace(of.terms, **{name: value}))
    for at, reason in enumerate(of.reasons):
        for kind, name, changed in _reasons(reason, pinned):
            yield kind, name, replace(of, reasons=(*of.reasons[:at], changed, *of.reasons[at + 1 :]))


def _parts(of: Decision) -> Mapping[str, Any]:
    first, *others = of.reasons
    return {
        "product": of.product.model_copy(update={"name": {"en": "Other"}}),
        "outcome": Outcome.WARN,
        "possible_outcomes": (Outcome.ALLOW, Outcome.WARN),
        "terms": None,
        "reasons": (*others, first),
        "missing_facts": tuple(each for ground in of.grounds for each in ground.compiled.facts)[:1],
        "applied": of.applied[::-1],
        "warnings": ("Other.",),
        "alternatives": (replace(of, outcome=Outcome.WARN),),
        "problems": (Diagnostic("other", "Other."),),
        "request": Request(amount=Decimal(7)),
        "offer": Offer("CNY", 3, schedule(PricingTerms(Decimal("0.1")), LOAN), None, Decimal(0)),
        "offer_notes": (OfferNote(OfferNoteCode.NOT_PRICED),),
        "parameters": (AppliedParameter("other", Category.RISK, 1, "0" * 64),),
        "rests_on": (RestsOn("overdueDays", FactSource(confidence=Decimal("0.5")), None),),
        "narrowed": not of.narrowed,
    }


def _reasons(reason: Reason, pinned: Mapping[str, AppliedVersion]) -> Iterator[tuple[type, str, Reason]]:
    cause = reason.cause
    assert cause.definition is not None
    yield Reason, "party", replace(reason, party=Party(name="bob", role=PartyRole.GUARANTOR))
    for name, value in FINDING.items():
        changed = replace(cause, finding=replace(cause.finding, **{name: value}))
        yield Finding, name, replace(reason, cause=changed)
    words = cause.definition.model_copy(update={"message": {"en": "Other."}})
    yield Cause, "definition", replace(reason, cause=replace(cause, definition=words))
    yield Cause, "applied", replace(reason, cause=replace(cause, applied=pinned[cause.rule_set]))


def test_every_part_that_is_told_is_otherwise_once(told: Told) -> None:
    changed = {(kind, name) for kind, name, _ in otherwise(told.usual, told.pinned)}
    for kind, not_told in NOT_TOLD.items():
        all_told = {name for name in names_of(kind) if name not in not_told | WITH_ANOTHER.get(kind, frozenset())}
        assert {name for of, name in changed if of is kind} == all_told


@pytest.mark.parametrize("text", [WHOLLY, BY_PARTS], ids=["whole", "by parts"])
@pytest.mark.parametrize("outcome", [Outcome.ALLOW, Outcome.UNDETERMINED])
def test_what_is_otherwise_in_one_part_is_told_otherwise(told: Told, text: str, outcome: Outcome) -> None:
    """As graphql-core tells it: each decision several times, alone and beside others."""
    usual = replace(told.usual, outcome=outcome)
    before = [told.told(text, usual) for _ in range(4)]
    assert len({*before}) == 1
    for kind, name, each in otherwise(usual, told.pinned):
        if outcome is Outcome.UNDETERMINED and kind is not Decision:
            continue
        assert told.told(text, usual) == before[0]
        told.found.clear()
        assert told.told(text, usual) == before[0]
        assert (max(told.found) > MOST_OF_A_PART) is (text is WHOLLY), name
        different = told.told(text, each)
        told.told(text, usual, each, usual)
        assert told.told(text, each) == different
        assert (different == before[0]) is (name == "narrowed" and outcome is Outcome.ALLOW), name


ALONE = (
    ("missing_facts", "missingFacts { name }"),
    ("problems", "problems { message }"),
    ("alternatives", "alternatives { outcome }"),
    ("rests_on", "restsOn { fact }"),
    ("rests_on", "preQualification"),
    ("request", "request { amount }"),
    ("offer", "offer { amount }"),
    ("offer_notes", "offerNotes { message }"),
)


@pytest.mark.parametrize(("name", "field"), ALONE)
def test_so_it_is_where_nothing_else_is_asked_for(told: Told, name: str, field: str) -> None:
    text, other = question("outcome", field), replace(told.usual, **{name: _parts(told.usual)[name]})
    told.found.clear()
    found = [told.told(text, each) for _ in range(3) for each in (told.usual, told.usual, other)]
    assert len({*found[2::3]}) == len({*found[::3], *found[1::3]}) == 1
    assert found[0] != found[2]
    assert max(told.found) > MOST_OF_A_PART


@pytest.mark.parametrize("text", [WHOLLY, BY_PARTS], ids=["whole", "by parts"])
def test_rule_sets_without_a_version_are_told_apart(told: Told, text: str) -> None:
    [first, *others] = told.usual.reasons
    absent = replace(first.cause, definition=None, applied=None)
    causes = [absent, replace(absent, rule_set="line-cap"), replace(absent, category=Category.PRODUCT)]
    decisions = [replace(told.usual, reasons=(replace(first, cause=each), *others)) for each in causes]
    assert len({told.told(text, each) for _ in range(4) for each in decisions}) == len(causes)


def test_decisions_of_several_products_are_kept_beside_each_other(told: Told) -> None:
    other = replace(told.usual, product=told.usual.product.model_copy(update={"product": "other"}))
    assert len({told.told(WHOLLY, told.usual, other) for _ in range(4)}) == 1
    told.found.clear()
    told.told(WHOLLY, told.usual, other)
    assert len([each for each in told.found if each > MOST_OF_A_PART]) == 2


def test_reasons_of_several_rule_sets_are_kept_beside_each_other(told: Told) -> None:
    causes = [replace(each.cause, finding=replace(each.cause.finding, row=7)) for each in told.usual.reasons]
    decision = replace(told.usual, reasons=tuple(Reason(each) for each in causes))
    assert len({told.told(BY_PARTS, decision) for _ in range(4)}) == 1
    told.found.clear()
    told.told(BY_PARTS, decision)
    assert told.found.count(MOST_OF_A_PART - 2) == len(causes)


def test_a_decision_of_very_many_reasons_is_not_kept_whole(told: Told) -> None:
    for number, whole in ((MOST_REASONS, True), (MOST_REASONS + 1, False)):
        reasons = [replace(told.usual.reasons[0]) for _ in range(number)]
        decision = replace(told.usual, reasons=tuple(reasons))
        assert len({told.told(WHOLLY, decision) for _ in range(4)}) == 1
        told.found.clear()
        told.told(WHOLLY, decision)
        assert (max(told.found) > MOST_OF_A_PART) is whole
