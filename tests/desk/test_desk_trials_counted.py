"""What counts in an experiment, and how the counts are proved."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from tests.desk.lenders import ADA, CHIEF, DAY, WHY
from tests.desk.trials import BROKER, KEY, SHADOW, Tried, challenger

from creditrules import desk
from creditrules.auth import Principal
from creditrules.eligibility.recording import ErasureReach, Recorded
from creditrules.eligibility.trials import Arm, Proof
from creditrules.errors import Refusal
from creditrules.rules import ActivationKind
from creditrules.store import DecisionsInTable
from creditrules.store.keys import record_shadows_key, trial_counted_span, trial_span
from creditrules.store.port import BODY, Delete, Span, Table


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
    desk.erase_subject(tried.lender.recording, CHIEF, desk.ErasureGiven("c3", ErasureReach.ALL, "asked for"))
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
