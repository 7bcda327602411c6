"""What test cases reach, beside the check of a version and in what is published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.api.conftest import ADMINISTRATOR, CHANGE, PARTNER, Service, build_service

LINE_CAP = (Path(__file__).parent / "lender" / "line-cap.yaml").read_text("utf-8")
CHECKED = """query($input: CheckRuleVersionInput!) { checkRuleVersion(input: $input) {
  ok
  impact { coverage { covered rows } }
  coverage {
    rows rowsCovered cells cellsCovered
    tables { name rowCount rowsCovered noRow
      rows(first: 1) { totalCount nodes { row ruleId cases names conditions otherSideMissing } pageInfo { endCursor } }
      open: rows(uncovered: true) { nodes { ruleId } } }
    outcomes { outcome cases } reasons { reason cases names }
  }
  userErrors { code }
} }"""


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    yield from build_service(founded=True)


def test_whoever_checks_a_version_sees_which_rows_its_cases_hit(service: Service) -> None:
    given = {"slug": "line-cap", "content": LINE_CAP, "change": CHANGE}
    found = service.seen(CHECKED, {"input": given}, token=ADMINISTRATOR)["checkRuleVersion"]
    assert found["impact"]["coverage"] == {"covered": found["coverage"]["rowsCovered"], "rows": 2}
    [table] = found["coverage"]["tables"]
    assert (table["name"], table["rowCount"], table["noRow"]) == ("Findings", 2, 0)
    [row] = table["rows"]["nodes"]
    assert (row["row"], row["ruleId"], row["cases"]) == (1, "over", 1)
    assert row["names"] == ["a large line is limited"]
    assert row["conditions"] == ["requestedAmount"]
    assert len(table["open"]["nodes"]) == 2 - table["rowsCovered"]
    assert {each["reason"] for each in found["coverage"]["reasons"]} == {"LINE_CAP", "WITHIN_CAP"}


def test_cases_are_proposed_beside_the_check(service: Service) -> None:
    proposed = "proposed(atMost: 5) { cases { name outcome written } rowsCovered yaml }"
    asked = CHECKED.replace("rows rowsCovered cells", f"{proposed} rows rowsCovered cells")
    given = {"slug": "line-cap", "content": LINE_CAP, "change": CHANGE}
    found = service.seen(asked, {"input": given}, token=ADMINISTRATOR)["checkRuleVersion"]["coverage"]["proposed"]
    assert found["rowsCovered"] == 2
    within = next(case for case in found["cases"] if case["written"]["facts"] == {"requestedAmount": "200000"})
    assert (within["outcome"], within["written"]["expect"]["limit"]) == ("ALLOW", "200000")
    assert "generated: true" in found["yaml"]


def test_the_figure_is_kept_with_the_statement_and_partners_do_not_see_it(service: Service) -> None:
    done = service.publish("line-cap", LINE_CAP.replace("200000 yuan", "two hundred thousand yuan"))
    assert done["userErrors"] == []
    asked = """{ ruleSet(slug: "line-cap") { versionInForce {
        coverage { rows rowsCovered } statement { impact { coverage { covered rows } } } } } }"""

    def seen(token: str) -> object:
        version = service.seen(asked, token=token)["ruleSet"]["versionInForce"]
        return version["statement"]["impact"]["coverage"], version["coverage"]

    assert seen(ADMINISTRATOR) == ({"covered": 1, "rows": 2}, {"rows": 2, "rowsCovered": 1})
    assert seen(PARTNER) == (None, None)
