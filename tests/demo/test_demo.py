"""`creditrules demo` tells the story of issue 2, and what it tells is what the API answers."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.warm import commands

from creditrules.auth import Role, make_key
from creditrules.bootstrap import build_local
from creditrules.cli.demo.lender import SetClock, demo_lender, demo_story, publish_recordings
from creditrules.cli.demo.story import Story, tell
from creditrules.cli.local.tokens import IN_CHARGE, LocalTokens
from creditrules.cli.service.client import Client
from creditrules.cli.service.in_process import in_process


class Told:
    """The story, and the service in which it was told."""

    def __init__(self, story: Story, partner: Client, clock: SetClock) -> None:
        self.story = story
        self.partner = partner
        self.clock = clock


@pytest.fixture(scope="module")
def told() -> Iterator[Told]:
    lender, clock, key = demo_lender(), SetClock(), make_key()
    tokens = LocalTokens(key, lender.tenant)
    with build_local(key=key, clock=clock) as service:
        administrator = in_process(service.application, tokens.issue(IN_CHARGE, lender.author))
        partner = in_process(service.application, tokens.issue(Role.PARTNER, "partner"))
        publish_recordings(administrator, clock, lender.published)
        yield Told(tell(demo_story(), lender, clock, partner, administrator), partner, clock)


def outcomes(report: dict[str, Any]) -> dict[str, str]:
    return {decision["product"]["slug"]: decision["outcome"] for decision in report["decisions"]}


def huabei(report: dict[str, Any]) -> dict[str, Any]:
    return next(dict(decision) for decision in report["decisions"] if decision["product"]["slug"] == "huabei")


def test_first_all_is_open(told: Told) -> None:
    assert outcomes(told.story.open) == {"huabei": "ALLOW", "jiebei": "ALLOW"}


def test_then_a_risk_rule_pauses_the_line_but_not_the_loan_with_why_since_when_until_when_and_what_else_is_open(
    told: Told,
) -> None:
    assert outcomes(told.story.paused) == {"huabei": "PAUSE", "jiebei": "ALLOW"}
    decision = huabei(told.story.paused)
    reason = decision["reasons"][0]
    assert (reason["code"], reason["category"], reason["version"]["number"]) == ("CASH_OUT_PAUSE", "RISK", 3)
    assert reason["chinese"] == "近期交易疑似套现，额度已暂停使用。"
    assert decision["terms"]["until"] == "2026-04-06T16:00:00Z"
    since = {applied["ruleSet"]: applied["validFrom"] for applied in decision["appliedVersions"]}
    assert since["behaviour-risk"] == "2026-03-15T16:00:00Z"
    assert [offer["product"]["slug"] for offer in decision["alternatives"]] == ["jiebei", "electronics-instalment"]


def test_then_the_rule_is_relaxed(told: Told) -> None:
    assert outcomes(told.story.relaxed) == {"huabei": "LIMIT", "jiebei": "ALLOW"}
    terms = huabei(told.story.relaxed)["terms"]
    assert (terms["limit"], terms["restrictedFeatures"]) == ("5000", ["QR_CODE_PAYMENT"])


def test_the_past_as_it_was_known_then_differs_from_the_past_as_it_is_known_after_the_correction(told: Told) -> None:
    then, now = told.story.as_known_then, told.story.as_known_now
    assert then["validAt"] == now["validAt"] == told.story.paused["validAt"]
    assert (then["knownAt"], now["knownAt"]) == ("2026-03-20T04:00:00Z", "2026-04-02T07:00:00Z")
    assert (huabei(then)["outcome"], huabei(now)["outcome"]) == ("PAUSE", "WARN")
    assert huabei(then)["reasons"] == huabei(told.story.paused)["reasons"]
    assert huabei(now)["reasons"][0]["version"]["number"] == 5


def test_the_changes_of_the_product_are_told_newest_first_with_basis_and_impact(told: Told) -> None:
    listed = [
        (change["document"]["slug"], change["version"]["number"], change["kind"]) for change in told.story.changes
    ]
    assert listed[:3] == [
        ("behaviour-risk", 5, "CORRECTION"),
        ("behaviour-risk", 4, "PUBLICATION"),
        ("behaviour-risk", 3, "PUBLICATION"),
    ]
    impact = told.story.changes[0]["statement"]["impact"]
    assert impact["products"] == ["auto-instalment", "electronics-instalment", "huabei", "jiebei", "jiebei-business"]


@pytest.mark.parametrize(
    ("valid_at", "known_at", "rate"),
    [
        ("2025-09-30T23:59:59+08:00", "2025-09-30T23:59:59+08:00", "0.36"),
        ("2025-10-01T00:00:00+08:00", "2025-10-01T00:00:00+08:00", "0.24"),
        ("2025-10-01T00:00:00+08:00", "2025-04-03T17:30:00+08:00", "0.24"),
        ("2025-10-01T00:00:00+08:00", "2025-04-03T16:00:00+08:00", "0.36"),
        ("2028-01-01T00:00:00+08:00", "2026-01-01T00:00:00+08:00", "0.12"),
    ],
)
def test_the_cost_ceiling_was_known_in_april_and_held_from_october(
    told: Told, valid_at: str, known_at: str, rate: str
) -> None:
    told.clock.moment = told.story.scenes.corrected
    question = {"products": ["jiebei-business"], "facts": {}, "validAt": valid_at, "knownAt": known_at}
    reasons = told.partner.ask(RATES, {"input": question})["eligibility"]["decisions"][0]["reasons"]
    assert [reason["rate"] for reason in reasons if reason["ruleSet"]["slug"] == "cn-cost-ceiling"] == [rate]


def test_the_line_cap_rises_for_banks_only(told: Told) -> None:
    told.clock.moment = told.story.scenes.corrected
    facts = {"creditScore": 900, "otherCreditLines": 190_000}
    for valid_at, limits in (("2025-03-20", ("10000", "10000")), ("2025-03-21", ("10000", "110000"))):
        question = {"products": ["huabei", "jiebei"], "facts": facts, "validAt": f"{valid_at}T12:00:00+08:00"}
        decisions = told.partner.ask(RATES, {"input": question})["eligibility"]["decisions"]
        found = tuple(r["limit"] for d in decisions for r in d["reasons"] if r["code"] == "LINE_CAP")
        assert found == limits


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """What the command prints, and the folder in which it was run."""
    folder = tmp_path_factory.mktemp("demo")
    return folder, demo(folder)


def test_the_command_prints_the_story_on_one_page_without_escape_codes_or_loose_ends(
    page: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    folder, told = page
    assert told.returncode == 0, told.stderr
    assert "\x1b" not in told.stdout
    lines = told.stdout.splitlines()
    assert len(lines) <= 90
    assert all(line == line.rstrip() for line in lines)
    outcomes = [line.split()[3] for line in lines if line.startswith("   Huabei pay-later line")]
    assert outcomes == ["ALLOW", "PAUSE", "LIMIT", "PAUSE", "WARN"]
    assert "Open meanwhile: Jiebei cash loan" in told.stdout
    assert list(folder.iterdir()) == []


def test_it_reads_the_same_on_a_narrow_screen(
    page: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    _, wide = page
    narrow = demo(tmp_path, COLUMNS="46")
    assert narrow.returncode == 0, narrow.stderr
    assert "".join(wide.stdout.split()) == "".join(narrow.stdout.split())
    assert max(len(line.encode("gb18030")) for line in narrow.stdout.splitlines()) <= 46


def demo(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return commands.run(["demo"], cwd=folder, env={**os.environ, "COLUMNS": "80", **environment})


RATES = """
query($input: EligibilityInput!) {
  eligibility(input: $input) { decisions { outcome product { slug } reasons { code rate limit ruleSet { slug } } } }
}
"""
