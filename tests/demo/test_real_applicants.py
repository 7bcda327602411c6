"""The example rule sets on real applicants: blank, exempt, banded and exact values told apart, counted twice."""

from __future__ import annotations

import csv
import gzip
import os
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from tests.warm import commands

ROOT = Path(__file__).parents[2]
POPULATIONS = ROOT.parent / "shared" / "data" / "populations"
HMDA = POPULATIONS / "hmda_2022_tx_sample.csv.gz"
GERMAN = POPULATIONS / "german_credit.csv.gz"

pytestmark = pytest.mark.shared("data/populations")

MAX_LTV = {("1", "32"): 80, ("1", ""): 97, ("2", "32"): 75, ("2", ""): 90, ("3", "32"): 75, ("3", ""): 85}
BANDS = {"<20%": (0, 20), "20%-<30%": (20, 30), "30%-<36%": (30, 36), "50%-60%": (50, 60), ">60%": (60, 1000)}


def evaluate(folder: Path, *arguments: str | Path) -> tuple[str, list[dict[str, str]]]:
    out = folder / "out.csv"
    command = ["evaluate", *map(str, arguments), "--out", str(out)]
    told = commands.run(command, cwd=ROOT, env=os.environ)
    assert told.returncode == 0, told.stderr
    with out.open(newline="") as file:
        return told.stdout, list(csv.DictReader(file))


def rows(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", newline="") as file:
        return list(csv.DictReader(file))


def ltv_reason(row: dict[str, str]) -> str | None:
    text = row["loan_to_value_ratio"]
    if not text or text == "Exempt":
        return "LTV_EXEMPT" if text else None
    highest = MAX_LTV[row["occupancy_type"], "32" if row["loan_purpose"] == "32" else ""]
    return "LTV_IMPLAUSIBLE" if Decimal(text) > 200 else "LTV_TOO_HIGH" if Decimal(text) > highest else None


def dti_reason(row: dict[str, str]) -> str | None:
    text = row["debt_to_income_ratio"]
    if not text or text == "Exempt":
        return "DTI_EXEMPT" if text else None
    low, high = BANDS.get(text) or (int(text), int(text))
    return "DTI_TOO_HIGH" if low > 50 else "DTI_BAND_OPEN" if high > 50 else None


def expected_mortgage(row: dict[str, str]) -> tuple[str, frozenset[str]]:
    """Outcome and reasons worked out by hand from the raw row, knowing nothing of rules or facts."""
    income = "NO_INCOME" if Decimal(row["income"]) <= 0 else None
    reasons = frozenset(filter(None, (ltv_reason(row), dti_reason(row), income)))
    if reasons & {"LTV_TOO_HIGH", "DTI_TOO_HIGH"}:
        return "DECLINE", reasons
    if not row["loan_to_value_ratio"] or not row["debt_to_income_ratio"]:
        return "UNDETERMINED", reasons
    return ("REFER" if reasons else "ALLOW"), reasons or frozenset({"WITHIN_LIMITS"})


def test_fifty_thousand_mortgage_applications_come_out_as_an_independent_count_has_them(tmp_path: Path) -> None:
    told, decisions = evaluate(
        tmp_path,
        "examples/mortgage/mortgage-limits.yaml",
        "--mapping",
        "examples/mortgage/hmda-2022.yaml",
        "--facts",
        HMDA,
    )
    raw = rows(HMDA)
    assert len(decisions) == len(raw) == 50_000
    wrong = [
        (number, row, decision)
        for number, (row, decision) in enumerate(zip(raw, decisions, strict=True), 1)
        # Purpose 5 is "not applicable": the fact is missing, which the count by hand does not follow up.
        if row["loan_purpose"] != "5"
        and (decision["outcome"], frozenset(decision["reasons"].split())) != expected_mortgage(row)
    ]
    assert wrong[:3] == []
    assert "50,000 evaluated, 0 with errors" in told
    reasons = Counter(code for decision in decisions for code in decision["reasons"].split())
    assert reasons["LTV_EXEMPT"] == sum(row["loan_to_value_ratio"] == "Exempt" for row in raw) == 960
    assert reasons["DTI_BAND_OPEN"] == sum(row["debt_to_income_ratio"] == "50%-60%" for row in raw) == 4_881


def test_a_value_that_the_mapping_does_not_name_is_an_error_with_its_row_and_the_row_is_not_evaluated(
    tmp_path: Path,
) -> None:
    first = rows(HMDA)[:5]
    first[2]["debt_to_income_ratio"] = "50%-<60%"
    first[3]["loan_to_value_ratio"] = "exempt"
    path = tmp_path / "some.csv"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, first[0].keys())
        writer.writeheader()
        writer.writerows(first)
    told, decisions = evaluate(
        tmp_path,
        "examples/mortgage/mortgage-limits.yaml",
        "--mapping",
        "examples/mortgage/hmda-2022.yaml",
        "--facts",
        path,
    )
    assert "5 applicants: 3 evaluated, 2 with errors" in told
    assert "row 3: Column 'debt_to_income_ratio'" in told
    assert "row 4: Column 'loan_to_value_ratio'" in told
    assert [bool(decision["outcome"]) for decision in decisions] == [True, True, False, False, True]


def test_german_credit_scores_separate_good_from_bad_loans(tmp_path: Path) -> None:
    told, decisions = evaluate(
        tmp_path,
        "examples/german-credit/scorecard.yaml",
        "--mapping",
        "examples/german-credit/german-credit.yaml",
        "--facts",
        GERMAN,
        "--by",
        "creditability",
    )
    assert "1,000 applicants: 1,000 evaluated, 0 with errors" in told
    counts = Counter((d["outcome"], r["creditability"]) for d, r in zip(decisions, rows(GERMAN), strict=True))
    assert sum(counts.values()) == 1000
    bad_share = {
        outcome: counts[outcome, "bad"] / (counts[outcome, "bad"] + counts[outcome, "good"])
        for outcome in ("ALLOW", "REFER", "DECLINE")
    }
    assert bad_share["ALLOW"] < 0.2 < bad_share["REFER"] < 0.6 < bad_share["DECLINE"]


def test_the_mappings_leave_out_what_may_not_be_used() -> None:
    for path in ROOT.glob("examples/*/*.yaml"):
        text = path.read_text("utf-8")
        assert not any(
            column in text for column in ("applicant_race", "applicant_sex", "personal_status", "foreign_worker")
        ), path
