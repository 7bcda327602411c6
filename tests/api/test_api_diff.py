"""Versions compared over GraphQL."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

ADMINISTRATOR = "administrator"
PARTNER = "partner"
STRANGER = "administrator of another lender"
LENDER = Path(__file__).parent / "lender"
BEHAVIOUR, PAY_LATER = ((LENDER / f"{name}.yaml").read_text("utf-8") for name in ("behaviour", "pay-later"))
CHANGE = json.loads((LENDER / "change.json").read_text("utf-8"))

NEWER = (
    BEHAVIOUR.replace('["> 30", \'"PAY_LATER_LINE"\']', '["> 60", \'"PAY_LATER_LINE"\']')
    .replace("A payment is overdue.", "A payment is long overdue.")
    .replace("    {id: very-late", "    {id: very-late")
)

DIFF = """
query($slug: String!, $from: VersionOrTime!, $to: VersionOrTime!, $first: Int, $after: String) {
  ruleSet(slug: $slug) {
    diff(from: $from, to: $to) {
      identical
      from { number }
      to { number }
      statement { comment }
      changes(first: $first, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes { kind section place before after movedFrom movedTo words { kind text } }
      }
      tables {
        place rowsBefore rowsAfter
        columns { role before after }
        rows {
          totalCount
          nodes { kind place ruleId before after moved cells { before after changed words { kind text } } }
        }
      }
    }
  }
}
"""


@pytest.fixture
def lender(own_lender: Any) -> Any:
    published = own_lender.publish("behaviour", NEWER, change={"comment": "Milder."})
    assert published["userErrors"] == []
    return own_lender


def diff(service: Any, old: dict[str, Any], new: dict[str, Any], **more: Any) -> dict[str, Any]:
    given = {"slug": "behaviour", "from": old, "to": new} | more
    found: dict[str, Any] = service.data(DIFF, given, ADMINISTRATOR)["ruleSet"]["diff"]
    return found


def test_versions_differ_where_they_were_edited_and_nowhere_else(lender: Any) -> None:
    found = diff(lender, {"version": 1}, {"version": 2})
    assert (found["identical"], found["from"], found["to"]) == (False, {"number": 1}, {"number": 2})
    assert found["statement"] == {"comment": "Milder."}
    (change,) = found["changes"]["nodes"]
    assert (change["kind"], change["section"]) == ("CHANGED", "REASONS")
    assert change["place"] == "reasons.OVERDUE.message.en"
    assert {"kind": "ADDED", "text": "long "} in change["words"]
    (table,) = found["tables"]
    assert table["place"] == "decisions.Findings.table"
    (row,) = table["rows"]["nodes"]
    assert (row["kind"], row["ruleId"], row["before"], row["after"], row["moved"]) == (
        "CHANGED",
        "late-line",
        1,
        1,
        False,
    )
    assert [(cell["before"], cell["after"]) for cell in row["cells"] if cell["changed"]] == [("> 30", "> 60")]
    assert len(row["cells"]) == len(table["columns"])


def test_versions_are_chosen_by_time_as_well(lender: Any) -> None:
    latest = lender.data('{ ruleSet(slug: "behaviour") { version(number: 2) { recordedAt } } }')
    moment = latest["ruleSet"]["version"]["recordedAt"]
    found = diff(lender, {"version": 1}, {"validAt": moment})
    assert found["to"] == {"number": 2}
    assert diff(lender, {"version": 2}, {"validAt": moment, "knownAt": moment})["identical"] is True


def test_the_other_way_round_tells_of_the_newer_statement_still(lender: Any) -> None:
    found = diff(lender, {"version": 2}, {"version": 1})
    assert found["statement"] == {"comment": "Milder."}
    assert found["changes"]["nodes"][0]["after"] == "A payment is overdue."


def test_a_version_tells_what_it_changed(lender: Any) -> None:
    query = """{ ruleSet(slug: "behaviour") {
      first: version(number: 1) { diff { identical } }
      second: version(number: 2) { diff { from { number } tables { rows { totalCount } } } }
    } }"""
    found = lender.data(query, token=ADMINISTRATOR)["ruleSet"]
    assert found["first"]["diff"] is None
    assert found["second"]["diff"] == {"from": {"number": 1}, "tables": [{"rows": {"totalCount": 1}}]}


def test_products_are_compared_the_same_way(lender: Any) -> None:
    newer = PAY_LATER.replace("[INSTALMENTS]", "[CASH_OUT, INSTALMENTS]").replace(
        "[line-cap, behaviour]", "[behaviour, line-cap]"
    )
    published = lender.mutate("publishProductVersion", {"slug": "pay-later", "content": newer, "change": CHANGE})
    assert published["userErrors"] == []
    query = """{ product(slug: "pay-later") { diff(from: {version: 1}, to: {version: 2}) {
      changes { nodes { kind section place after } } } } }"""
    changes = lender.data(query, token=ADMINISTRATOR)["product"]["diff"]["changes"]["nodes"]
    assert {(c["kind"], c["section"]) for c in changes} == {("ADDED", "FEATURES"), ("MOVED", "RULE_SETS")}
    assert [c["after"] for c in changes if c["kind"] == "ADDED"] == ["CASH_OUT"]


def test_changes_come_in_pages(lender: Any) -> None:
    edited = NEWER.replace("Behaviour risk", "Behaviour").replace("Days overdue", "Overdue").replace("Clean", "Good")
    assert lender.publish("behaviour", edited)["userErrors"] == []
    places: list[str] = []
    after = None
    while True:
        page = diff(lender, {"version": 1}, {"version": 3}, first=1, after=after)["changes"]
        places += [change["place"] for change in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert len(places) == len(set(places)) == page["totalCount"] == 3


@pytest.mark.parametrize(
    ("before", "code", "field"),
    [
        ({"version": 9}, "UNKNOWN_VERSION", ["from", "version"]),
        ({"version": -1}, "UNKNOWN_VERSION", ["from", "version"]),
        ({}, "VERSION_OR_TIME", ["from"]),
        ({"version": 1, "validAt": "2026-01-01T00:00:00Z"}, "VERSION_OR_TIME", ["from"]),
        ({"validAt": "2020-01-01T00:00:00Z"}, "NO_VERSION_IN_FORCE", ["from", "validAt"]),
        ({"knownAt": "2999-01-01T00:00:00Z"}, "KNOWN_AT_IN_FUTURE", ["from", "knownAt"]),
    ],
)
def test_what_names_no_version_is_refused_with_its_field(
    lender: Any, before: dict[str, Any], code: str, field: list[str]
) -> None:
    given = {"slug": "behaviour", "from": before, "to": {"version": 1}}
    error = lender.error(DIFF, given, ADMINISTRATOR)
    assert (error["extensions"]["code"], error["extensions"]["field"]) == (code, field)


def test_a_cursor_of_another_listing_is_refused(lender: Any) -> None:
    given = {"slug": "behaviour", "from": {"version": 1}, "to": {"version": 2}, "after": "cm93czox"}
    assert lender.error(DIFF, given, ADMINISTRATOR)["extensions"]["code"] == "BAD_CURSOR"


def test_partners_and_other_lenders_are_shown_nothing(lender: Any) -> None:
    given = {"slug": "behaviour", "from": {"version": 1}, "to": {"version": 2}}
    assert lender.error(DIFF, given, PARTNER)["extensions"]["code"] == "FORBIDDEN"
    version = '{ ruleSet(slug: "behaviour") { version(number: 2) { diff { identical } } } }'
    assert lender.error(version, token=PARTNER)["extensions"]["code"] == "FORBIDDEN"
    assert lender.data(DIFF, given, STRANGER) == {"ruleSet": None}
