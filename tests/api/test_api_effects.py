"""What changes when: asked by the time of effect, of a product and of all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.api.conftest import ADMINISTRATOR, BEHAVIOUR, CHANGE, LINE_CAP, PARTNER, STRANGER, build_service

Service = Any
OPERATION = Path("graphql/operations/partner/changes-by-effect.graphql").read_text("utf-8")
BEGINS, ENDS = "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z"
WEEK = {"effectiveFrom": "2026-09-28T00:00:00Z", "effectiveTo": "2026-10-05T00:00:00Z"}


@pytest.fixture(scope="module")
def scheduled() -> Iterator[Service]:
    """The sample lender, which has recorded in January what holds in October."""
    for service in build_service(founded=True):
        october = {"validFrom": BEGINS, "validUntil": ENDS}
        assert service.publish("line-cap", LINE_CAP.replace("200000", "150000"), change=october)["userErrors"] == []
        assert service.publish("behaviour", BEHAVIOUR.replace('"> 30"', '"> 40"'))["userErrors"] == []
        yield service


def found(service: Service, asked: str, token: str = PARTNER) -> list[tuple[str, int]]:
    nodes = service.data(f"{{ {asked} {{ nodes {{ document {{ slug }} version {{ number }} }} }} }}", token=token)
    while "nodes" not in nodes:
        [nodes] = nodes.values()
    return [(node["document"]["slug"], node["version"]["number"]) for node in nodes["nodes"]]


def test_a_change_recorded_earlier_is_listed_in_the_week_in_which_it_begins(scheduled: Service) -> None:
    page = scheduled.data(OPERATION, {"product": "pay-later", **WEEK})["ruleChanges"]
    assert [(node["document"]["slug"], node["validFrom"], node["validUntil"]) for node in page["nodes"]] == [
        ("line-cap", BEGINS, ENDS)
    ]
    assert page["validAt"] is not None
    assert found(scheduled, f'ruleChanges(since: "{WEEK["effectiveFrom"]}")') == []
    assert scheduled.data(OPERATION, WEEK, token=STRANGER)["ruleChanges"]["nodes"] == []


def test_what_ends_in_the_window_is_listed_and_what_does_both_stands_once(scheduled: Service) -> None:
    assert found(scheduled, f'ruleChanges(effectiveFrom: "{ENDS}")') == [("line-cap", 2)]
    assert found(scheduled, f'ruleChanges(effectiveFrom: "{BEGINS}")') == [("line-cap", 2)]
    assert found(scheduled, f'ruleChanges(effectiveFrom: "{BEGINS}", effectiveTo: "{BEGINS}")') == []
    everything = found(scheduled, 'ruleChanges(effectiveTo: "2027-01-01T00:00:00Z")')
    assert everything[:2] == [("line-cap", 2), ("behaviour", 2)]
    assert sorted(everything) == sorted(found(scheduled, "ruleChanges"))


def test_effects_are_filtered_by_product_category_and_recording(scheduled: Service) -> None:
    window = 'effectiveFrom: "2026-01-01T00:00:00Z"'
    assert found(scheduled, f"ruleChanges({window}, category: REGULATION)") == [("line-cap", 2), ("line-cap", 1)]
    assert found(scheduled, f'ruleChanges({window}, category: REGULATION, product: "cash-loan")') == []
    page = scheduled.data(
        f'{{ product(slug: "pay-later") {{ changes({window}, first: 1) {{ nodes {{ validFrom }} }} }} }}'
    )
    assert page["product"]["changes"]["nodes"] == [{"validFrom": BEGINS}]
    recorded = scheduled.data("{ ruleChanges(first: 1) { nodes { recordedAt } } }")["ruleChanges"]["nodes"][0]
    assert found(scheduled, f'ruleChanges({window}, recordedFrom: "{recorded["recordedAt"]}")') == [("behaviour", 2)]
    past = f'knownAt: "{recorded["recordedAt"]}", recordedTo: "{recorded["recordedAt"]}"'
    assert found(scheduled, f"ruleChanges({window}, {past}, first: 1)") == [("line-cap", 2)]


def test_between_two_days_a_change_counts_when_it_was_recorded_or_took_effect(scheduled: Service) -> None:
    nodes = scheduled.data("{ ruleChanges { nodes { version { number } recordedAt document { slug } } } }")
    recorded = [each["recordedAt"] for each in nodes["ruleChanges"]["nodes"]]
    made = [(each["document"]["slug"], each["version"]["number"]) for each in nodes["ruleChanges"]["nodes"]]
    assert made[:2] == [("behaviour", 2), ("line-cap", 2)]
    week = f'since: "{WEEK["effectiveFrom"]}", until: "{WEEK["effectiveTo"]}"'
    assert found(scheduled, f"ruleChanges({week})") == [("line-cap", 2)]
    assert found(scheduled, f'ruleChanges(product: "cash-loan", {week})') == []
    assert found(scheduled, f'ruleChanges(since: "{BEGINS}", until: "{ENDS}")') == [("line-cap", 2)]
    assert found(scheduled, f'ruleChanges(since: "2026-09-30T00:00:00Z", until: "{BEGINS}")') == []
    assert found(scheduled, f'ruleChanges(since: "{recorded[1]}", until: "{recorded[0]}")') == [("line-cap", 2)]
    assert found(scheduled, f'ruleChanges(since: "{recorded[1]}")') == made[:2], "what is ahead has not happened"
    ahead = found(scheduled, f'ruleChanges(since: "{recorded[1]}", until: "2027-01-01T00:00:00Z")')
    assert ahead == [("line-cap", 2), ("behaviour", 2)], "once, at the last of its moments"
    assert found(scheduled, f'ruleChanges(until: "{recorded[0]}")') == made[1:]


def test_who_polls_asks_for_what_was_recorded_alone(scheduled: Service) -> None:
    recorded = scheduled.data("{ ruleChanges { nodes { recordedAt } } }")["ruleChanges"]["nodes"]
    first, second = (each["recordedAt"] for each in recorded[:2])
    assert found(scheduled, f'ruleChanges(recordedFrom: "{second}", recordedTo: "{first}")') == [("line-cap", 2)]
    assert found(scheduled, f'ruleChanges(recordedFrom: "{first}")') == [("behaviour", 2)]
    assert found(scheduled, f'ruleChanges(recordedFrom: "{WEEK["effectiveFrom"]}")') == []
    for other in ("recordedFrom", "recordedTo", "effectiveFrom", "effectiveTo"):
        refused = scheduled.error(f'{{ ruleChanges(until: "{ENDS}", {other}: "{BEGINS}") {{ totalCount }} }}')
        assert (refused["extensions"]["code"], refused["extensions"]["field"]) == ("TIMES_MIXED", ["until"])


def test_pages_of_both_are_whole_in_either_direction(scheduled: Service) -> None:
    asked = "query($first: Int, $after: String, $last: Int, $before: String) { ruleChanges("
    asked += 'until: "2027-01-01T00:00:00Z", first: $first, after: $after, last: $last, before: $before'
    asked += ") { nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"
    whole = [node["id"] for node in scheduled.data(asked, {"first": 50})["ruleChanges"]["nodes"]]
    assert len(whole) == len(set(whole)) == 6
    on: list[str] = []
    back: list[str] = []
    after = before = None
    for _ in range(3):
        page = scheduled.data(asked, {"first": 2, "after": after})["ruleChanges"]
        on, after = [*on, *(node["id"] for node in page["nodes"])], page["pageInfo"]["endCursor"]
        assert page["pageInfo"]["hasNextPage"] is (len(on) < 6)
        page = scheduled.data(asked, {"last": 2, "before": before})["ruleChanges"]
        back, before = [*(node["id"] for node in page["nodes"]), *back], page["pageInfo"]["startCursor"]
        assert page["pageInfo"]["hasPreviousPage"] is (len(back) < 6)
    assert on == back == whole
    other = scheduled.error(asked.replace("until", "effectiveTo"), {"first": 2, "after": after})
    assert other["extensions"]["code"] == "BAD_CURSOR"


def test_a_schedule_that_was_taken_back_counts_by_its_recordings(own_lender: Service) -> None:
    content = LINE_CAP.replace("200000", "150000")
    made = own_lender.publish("line-cap", content, change={"validFrom": BEGINS})["activation"]
    statement = {name: CHANGE[name] for name in ("basis", "comment", "notice")}
    given = {"input": {"activation": made["id"], "statement": statement}}
    cancel = "mutation($input: CancelActivationInput!) { cancelActivation(input: $input) { userErrors { code } } }"
    assert own_lender.data(cancel, given, ADMINISTRATOR)["cancelActivation"]["userErrors"] == []
    nodes = own_lender.data(f'{{ ruleChanges(since: "{made["recordedAt"]}", until: "{ENDS}") {{ nodes {{ kind }} }} }}')
    assert [node["kind"] for node in nodes["ruleChanges"]["nodes"]] == ["CANCELLATION", "PUBLICATION"]
    assert found(own_lender, f'ruleChanges(since: "2026-09-30T00:00:00Z", until: "{ENDS}")') == []


def test_a_cancelled_schedule_takes_no_effect_from_then_on(own_lender: Service) -> None:
    content = LINE_CAP.replace("200000", "150000")
    activation = own_lender.publish("line-cap", content, change={"validFrom": BEGINS})["activation"]["id"]
    assert found(own_lender, f'ruleChanges(effectiveFrom: "{BEGINS}")') == [("line-cap", 2)]
    known = own_lender.clock().isoformat()
    statement = {name: CHANGE[name] for name in ("basis", "comment", "notice")}
    given = {"input": {"activation": activation, "statement": statement}}
    cancel = "mutation($input: CancelActivationInput!) { cancelActivation(input: $input) { userErrors { code } } }"
    assert own_lender.data(cancel, given, ADMINISTRATOR)["cancelActivation"]["userErrors"] == []
    assert found(own_lender, f'ruleChanges(effectiveFrom: "{BEGINS}")') == []
    assert found(own_lender, f'ruleChanges(effectiveFrom: "{BEGINS}", knownAt: "{known}")') == [("line-cap", 2)]


def test_valid_at_is_when_the_fields_below_read(scheduled: Service) -> None:
    in_force = "validAt nodes { document { ... on RuleSet { versionInForce { number } } } }"
    asked = f'{{ ruleChanges(product: "pay-later", category: REGULATION, validAt: "TIME") {{ {in_force} }} }}'
    for time, number in (("2026-10-02T00:00:00Z", 2), ("2026-11-02T00:00:00Z", 1)):
        page = scheduled.data(asked.replace("TIME", time))
        assert page["ruleChanges"]["validAt"] == time
        assert {node["document"]["versionInForce"]["number"] for node in page["ruleChanges"]["nodes"]} == {number}
