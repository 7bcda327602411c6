"""Rules pushed and proposed from the command line, against a service that asks for one approval as when deployed."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
import yaml
from rich.console import Console
from tests.cli.serving import Served, serving
from typer.testing import CliRunner, Result

from creditrules.auth import make_key
from creditrules.bootstrap import build_local
from creditrules.cli.experiments.page import print_results
from creditrules.cli.local.tokens import IN_CHARGE, LocalTokens
from creditrules.cli.main import app
from creditrules.cli.proposals.page import print_proposal
from creditrules.cli.service.in_process import in_process
from creditrules.cli.service.publishing import NotPublishedError, publish_content

Command = Callable[..., Result]

RULES = """
ruleSet: night
category: RISK
name: {en: Night}
reasons:
  NIGHT: {message: {en: "Not before the hour of six."}}
facts:
  - {name: hour, type: number, label: {en: Hour of the day}}
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [hour]
      outputs: [intervention, reason]
      rules:
        - {id: night, when: ["< 6"], then: ['"PAUSE"', '"NIGHT"']}
        - {id: day, when: ["-"], then: ['"ALLOW"', "null"]}
tests:
  - {name: five, facts: {hour: 5}, expect: {outcome: PAUSE}}
"""
CHANGE = """
change:
  basis: {category: RISK, citation: Committee paper 7}
  comment: A test.
  notice: {en: A test.}
"""
PRODUCT = """
product: loan
name: {en: Loan}
kind: CASH_LOAN
segment: CONSUMER
currency: EUR
ruleSets: [night]
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    with serving(folder, environment, "--memory", "--empty", "--approvals", "1") as service:
        yield service


@pytest.fixture
def creditrules(served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs a command as somebody of the lender's staff, in a folder of rule files."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CREDITRULES_URL", f"{served.url}/graphql")
    for name, text in (("night.yaml", RULES + CHANGE), ("loan.yaml", PRODUCT + CHANGE), ("readme.yaml", "a: 1")):
        (tmp_path / name).write_text(text)

    def run(*arguments: str, as_: str = "ann", role: str = "administrator", typed: str = "") -> Result:
        who = ("--subject", as_, "--data", str(served.folder / ".creditrules"))
        token = CliRunner().invoke(app, ["token", "--role", role, *who]).stdout.strip()
        return CliRunner().invoke(app, list(arguments), env={"CREDITRULES_TOKEN": token}, input=typed)

    return run


def written(number: int, comment: str = "A test.") -> str:
    return RULES.replace("< 6", f"< {number}") + CHANGE.replace("A test.", comment, 1)


def test_a_folder_is_planned_in_the_order_in_which_its_documents_need_each_other(creditrules: Command) -> None:
    told = creditrules("push", "--plan", "--json", ".")
    assert told.exit_code == 10, told.output
    plan = json.loads(told.stdout)
    assert [(one["slug"], one["act"], one["after"]) for one in plan] == [
        ("night", "CREATE", []),
        ("loan", "CREATE", ["night"]),
    ]
    assert plan[0]["requiredApprovals"] == 1
    assert "1 other file" in creditrules("push", "--plan", ".").stdout


def test_what_uses_a_parameter_of_the_same_push_is_planned_after_it_if_it_goes_with_it(creditrules: Command) -> None:
    Path("night.yaml").write_text(RULES.replace('"< 6"', '"< param.end of night"').split("tests:")[0] + CHANGE)
    priced = PRODUCT + "pricing: {rate: param.end of night / 100, term: {minimum: 6, maximum: 12}}\n"
    Path("loan.yaml").write_text(priced + CHANGE)
    parameter = "parameter: end-of-night\ncategory: RISK\nname: {en: End}\nvalue: 6\n"
    for written, signs in (
        (parameter + CHANGE, "+++"),
        (parameter.replace("value: 6", 'type: string\nvalue: "6"') + CHANGE, "+!!"),
        (parameter + CHANGE + "  validFrom: 2126-01-01T00:00:00Z\n", "+!!"),
    ):
        Path("end.yaml").write_text(written)
        lines = creditrules("push", "--plan", ".").output.splitlines()
        planned = [line for line in lines if line[:2] in {"+ ", "! "}]
        assert "".join(line[0] for line in planned) == signs
        if signs == "+++":
            assert planned[1:] == [
                "+ rule set night: after end-of-night, which this push makes",
                "+ product loan: after night, end-of-night, which this push makes",
            ]


def test_nothing_of_a_push_is_written_where_one_of_it_is_refused(creditrules: Command) -> None:
    Path("bad.yaml").write_text(RULES.replace("ruleSet: night", "ruleSet: bad").replace("< 6", "< six") + CHANGE)
    planned = creditrules("push", "--plan", "night.yaml", "bad.yaml")
    assert (planned.exit_code, "1 refused" in planned.stdout) == (1, True)
    assert "bad.yaml:" in planned.stderr
    assert creditrules("push", "--create", "night.yaml", "bad.yaml").exit_code == 1
    assert "no rule set" in creditrules("history", "night").stderr


@pytest.mark.parametrize("command", [("push",), ("propose",), ("propose", "--submit")])
def test_a_rule_set_whose_first_content_is_refused_is_not_left_empty(
    creditrules: Command, command: tuple[str, ...]
) -> None:
    Path("bad.yaml").write_text(RULES.replace("ruleSet: night", "ruleSet: bad").replace("< 6", "< six") + CHANGE)
    refused = creditrules(*command, "--create", "bad.yaml")
    assert (refused.exit_code, "bad.yaml" in refused.stderr) == (1, True), refused.output
    assert "no rule set" in creditrules("history", "bad").stderr


def test_what_needs_an_approval_is_not_pushed_but_proposed_approved_by_another_and_published(
    creditrules: Command,
) -> None:
    told = creditrules("push", "--create", "night.yaml")
    assert (told.exit_code, "APPROVAL_REQUIRED" in told.stderr, "creditrules propose" in told.stderr) == (1, True, True)
    proposed = creditrules("propose", "--create", "--submit", "night.yaml")
    assert (proposed.exit_code, proposed.stdout) == (0, "night#1: SUBMITTED, 0 of 1 approvals, by ann\n")
    assert creditrules("proposals").stdout == proposed.stdout
    own = creditrules("approve", "night#1", "--yes", role="chief")
    assert (own.exit_code, "OWN_PROPOSAL" in own.stderr) == (1, True)
    unsure = creditrules("approve", "night#1", as_="bob", role="approver", typed="n\n")
    assert (unsure.exit_code, "Committee paper 7" in unsure.stdout) == (1, True)
    approved = creditrules("approve", "night#1", "--yes", as_="bob", role="approver")
    assert approved.stdout.endswith("night#1: APPROVED, 1 of 1 approvals, by ann\n")
    published = creditrules("publish", "night#1")
    assert published.stdout.startswith("night version 1: in force from ")
    same = creditrules("push", "--plan", "night.yaml")
    assert (same.exit_code, same.stderr, "1 as it is" in same.stdout) == (0, "", True)
    assert "change.nothing" in creditrules("propose", "night.yaml").stderr
    assert creditrules("withdraw", "night#2", "--comment", "The same.").exit_code == 0
    assert "says the same already" in creditrules("push", "night.yaml").stdout


def publish(creditrules: Command, number: int, text: str) -> None:
    Path("next.yaml").write_text(text)
    assert creditrules("propose", "--submit", "next.yaml").exit_code == 0
    assert creditrules("approve", f"night#{number}", "--yes", as_="bob", role="approver").exit_code == 0
    assert creditrules("publish", f"night#{number}").exit_code == 0


def test_history_tells_what_was_in_force_and_a_rollback_adds_to_it(creditrules: Command) -> None:
    publish(creditrules, 3, written(7, "An hour more."))
    lines = [json.loads(line) for line in creditrules("history", "night", "--json").stdout.splitlines()]
    assert [(one["version"]["number"], one["standing"]) for one in lines] == [(2, "IN_FORCE"), (1, "SUPERSEDED")]
    Path("why.yaml").write_text(textwrap.dedent(CHANGE.partition("change:")[2]))
    back = creditrules("rollback", "night#1", "--change", "why.yaml", as_="carol", role="chief")
    assert (back.exit_code, back.stdout.startswith("night version 1: in force again from ")) == (0, True), back.output
    assert creditrules("history", "night", "--most", "1").stdout.startswith("version 1: ROLLBACK from ")
    for unknown, why in (("night#9", "no version 9"), ("product:loan#9", "There is no product 'loan'.")):
        assert why in creditrules("rollback", unknown, "--change", "why.yaml", role="chief").stderr


def test_a_product_is_judged_told_of_and_compared_by_its_name_before_it_is_in_force(creditrules: Command) -> None:
    soon = PRODUCT.replace("loan", "soon") + CHANGE
    Path("soon.yaml").write_text(soon.replace("comment:", "validFrom: 2099-01-01T00:00:00Z\n  comment:"))
    proposed = creditrules("propose", "--create", "--submit", "soon.yaml")
    assert proposed.stdout == "product:soon#1: SUBMITTED, 0 of 1 approvals, by ann\n"
    assert "Committee paper 7" in creditrules("proposals", "soon#1").stdout
    approved = creditrules("approve", "product:soon#1", "--yes", as_="bob", role="approver")
    assert approved.exit_code == 0, approved.output
    assert creditrules("publish", "soon#1").stdout.startswith("product:soon version 1: in force from 2099-01-01")
    assert creditrules("history", "soon").stdout.startswith("version 1: PUBLICATION from 2099-01-01")
    assert "Before the first version" in creditrules("diff", "soon").stderr
    for command in ("history", "diff"):
        unknown = creditrules(command, "product:later")
        assert (unknown.exit_code, "There is no product called 'later'." in unknown.stderr) == (1, True)


def test_a_workbook_and_a_dmn_file_become_the_next_version_of_their_rule_set(creditrules: Command) -> None:
    Path("late.yaml").write_text(written(8))
    for form, more in (("xlsx", ("--style", "business")), ("dmn", ())):
        assert creditrules("convert", "late.yaml", "--to", form, "-o", f"night.{form}", *more).exit_code == 0
        Path("why.yaml").write_text(CHANGE)
        by_service = creditrules("push", "--plan", "--json", f"night.{form}", "--change", "why.yaml")
        by_file = creditrules("push", "--plan", "--json", f"night.{form}", "--into", "night.yaml")
        for told in (by_service, by_file):
            assert told.exit_code == 10, told.output
            [plan] = json.loads(told.stdout)
            assert plan["impact"]["tables"] == [{"decision": "Findings", "added": 0, "removed": 0, "changed": 1}]
    Path("other.dmn").write_bytes(Path("night.dmn").read_bytes())
    assert "--into" in creditrules("push", "--plan", "other.dmn").stderr


def test_proposing_what_changed_proposes_nothing_twice(creditrules: Command) -> None:
    Path("night.yaml").write_text(written(9))
    first, again = (creditrules("propose", "--changed", "--submit", "night.yaml") for _ in range(2))
    name = first.stdout.partition(":")[0]
    assert (first.exit_code, again.stdout) == (0, f"night: {name} says the same\n")
    assert creditrules("withdraw", name).stdout.startswith(f"{name}: WITHDRAWN")
    Path("night.yaml").write_text(RULES + CHANGE)
    assert creditrules("propose", "--changed", "night.yaml").stdout == "night: version 1 says the same\n"


def test_names_that_are_none_and_options_that_do_not_go_together_are_told(creditrules: Command) -> None:
    assert creditrules("approve", "Night#1", "--yes", role="approver").exit_code == 2
    assert "no proposal night#99" in creditrules("submit", "night#99").stderr
    assert creditrules("push", "night.yaml", "--json").exit_code == 2
    assert creditrules("push", "night.yaml", ".").exit_code == 1
    assert "does not say which" in creditrules("push", "readme.yaml").stderr
    assert creditrules("proposals", "night#1").stdout.startswith("night#1: PUBLISHED")


def test_an_experiment_goes_the_same_way_and_its_results_are_told(creditrules: Command) -> None:
    Path("dusk.yaml").write_text(RULES.replace("ruleSet: night", "ruleSet: dusk") + CHANGE)
    stricter = RULES.replace("ruleSet: night", "ruleSet: dusk").replace('"< 6"', '"< 9"').replace("hour: 5", "hour: 8")
    Path("stricter.yaml").write_text(stricter + CHANGE + "  validFrom: 2126-01-01T00:00:00Z\n")
    head = "experiment: dusk-at-nine\nname: {en: Nine}\nof: dusk\nchampion: 1\nchallenger: 2\nmode: CHALLENGER\n"
    Path("nine.yaml").write_text(head + "share: 5\nguards: [{metric: severeRate, high: 0.2}]\n" + CHANGE)
    assert creditrules("check", "nine.yaml").exit_code == 0
    for number, name in enumerate(("dusk.yaml", "stricter.yaml"), 1):
        assert creditrules("propose", "--create", "--submit", name).exit_code == 0
        assert creditrules("approve", f"dusk#{number}", "--yes", as_="bea", role="approver").exit_code == 0
        assert creditrules("publish", f"dusk#{number}").exit_code == 0
    refused = creditrules("push", "--create", "nine.yaml")
    assert "APPROVAL_REQUIRED" in refused.stderr
    assert creditrules("propose", "--submit", "nine.yaml").exit_code == 0
    assert "experiment:dusk-at-nine#1: SUBMITTED" in creditrules("proposals").stdout
    assert creditrules("approve", "experiment:dusk-at-nine#1", "--yes", as_="bea", role="approver").exit_code == 0
    assert creditrules("publish", "experiment:dusk-at-nine#1").exit_code == 0
    told = creditrules("experiment", "dusk-at-nine").stdout.splitlines()
    assert told[:3] == [
        "dusk-at-nine: version 2 of dusk beside version 1, 5 % of subjects",
        "  stage 1, CHALLENGER",
        "  champion: 0 decisions",
    ]
    assert json.loads(creditrules("experiment", "dusk-at-nine", "--json").stdout)["results"]["stage"] == 1
    assert "no experiment called" in creditrules("experiment", "dawn").stderr


def test_results_are_told_with_intervals_guards_and_transitions() -> None:
    rate = {"metric": "APPROVAL_RATE", "rate": "0.7", "low": "0.6", "high": "0.8"}
    arm = {
        "arm": "CHAMPION", "decisions": 9, "rates": [rate, {**rate, "rate": None}],
        "outcomes": [{"product": "loan", "outcome": "ALLOW", "count": 7}],
        "limits": [{"product": "loan", "count": 2, "mean": "150.5"}],
    }  # fmt: skip
    difference = {
        "metric": "APPROVAL_RATE", "difference": "-0.25", "low": "-0.4", "high": "-0.1", "certainLow": "-0.6",
        "certainHigh": "0.1", "guard": {"low": "-0.05", "high": "1", "decisions": 200},
    }  # fmt: skip
    found = {
        "slug": "nine",
        "versionInForce": None,
        "results": {
            "stage": 3, "mode": "SHADOW", "arms": [arm],
            "differences": [difference, {**difference, "difference": None}],
            "transitions": [{"product": "loan", "returned": "ALLOW", "shadow": "PAUSE", "count": 4}],
            "shadows": [{"state": "SLOW", "count": 1}],
        },
    }  # fmt: skip
    written = StringIO()
    print_results(Console(file=written), found)
    assert written.getvalue().splitlines() == [
        "nine: not in force",
        "  stage 3, SHADOW",
        "  champion: 9 decisions",
        "    approved: 70.0 %, 60.0 % to 80.0 %",
        "    loan ALLOW: 7",
        "    loan limit: 150.5 on 2",
        "  approved, challenger less champion: -25.0 %, -40.0 % to -10.0 %",
        "    its guard allows -5.0 % to 100.0 % once each arm has 200 decisions; certain is -60.0 % to 10.0 %",
        "  loan: 4 answered ALLOW, by the shadow PAUSE",
        "  shadows SLOW: 1",
    ]


def test_the_sample_pipeline_runs_commands_that_there_are() -> None:
    folder = Path(__file__).parents[2] / "examples" / "pipeline"
    jobs = yaml.safe_load((folder / "rules.yml").read_text())["jobs"]
    lines = [line for job in jobs.values() for step in job["steps"] for line in str(step.get("run", "")).splitlines()]
    commands = {line.split()[1] for line in lines if line.strip().startswith("creditrules ")}
    assert commands >= {"check", "push", "propose"}
    for command in commands:
        assert CliRunner().invoke(app, [command, "--help"]).exit_code == 0


def test_a_proposal_is_read_with_whom_it_would_break_and_of_whom_that_is_not_known() -> None:
    breach = {
        "author": "shop",
        "contract": "checkout",
        "kind": "OFFER",
        "message": "loan offers none.",
        "validFrom": None,
    }
    later, unknown = breach | {"validFrom": "2031-01-01T00:00:00Z"}, breach | {"kind": "NOT_RUN", "message": "No time."}
    impact = dict.fromkeys(
        ("factsAdded", "factsRemoved", "reasonsAdded", "reasonsRemoved", "tables", "casesChanged"), ()
    )
    proposal = {
        "number": 4, "state": "SUBMITTED", "authors": ["ann"], "approvals": [], "requiredApprovals": 1, "obstacles": [],
        "document": {"__typename": "Product", "slug": "loan"}, "kind": "PUBLICATION", "validFrom": None,
        "validUntil": None, "basedOn": 3, "brokenContracts": [breach, later, unknown],
        "statement": {
            "basis": {"category": "PRODUCT", "citation": "Paper 7", "link": None}, "comment": "A test.", "notices": [],
            "impact": {**impact, "products": ["loan"], "ruleSets": (), "cases": 0},
        },
    }  # fmt: skip
    written = StringIO()
    print_proposal(Console(file=written), proposal)
    assert written.getvalue().splitlines()[-3:] == [
        "  would break the contract shop/checkout: loan offers none.",
        "  would break from 2031-01-01T00:00:00Z on the contract shop/checkout: loan offers none.",
        "  the contract shop/checkout: No time.",
    ]


def test_what_is_fitted_to_data_becomes_a_draft_and_no_more(creditrules: Command) -> None:
    loans = Path(__file__).parents[2] / "examples" / "suggest" / "loans.csv"
    asked = (
        "suggest",
        str(loans),
        "--outcome",
        "result",
        "--bad",
        "defaulted",
        "--out",
        "fitted-card.yaml",
        "--column",
        "income",
    )
    told = creditrules(*asked, "--propose")
    assert told.exit_code == 0, told.output
    assert "fitted-card#1" in told.stdout
    assert "fitted-card#1" in creditrules("proposals").stdout
    assert creditrules("history", "fitted-card").stdout == ""


def test_what_publishes_without_a_plan_leaves_nothing_of_a_refused_rule_set_either() -> None:
    key = make_key()
    content = RULES.replace("< 6", "< six") + CHANGE
    with build_local(key=key) as service:
        client = in_process(service.application, LocalTokens(key, "bank").issue(IN_CHARGE, "ann"))
        with pytest.raises(NotPublishedError, match="six"):
            publish_content(client, content, create=True)
        assert client.ask('{ ruleSet(slug: "night") { latestVersion } }', {}) == {"ruleSet": None}
        assert publish_content(client, RULES + CHANGE, create=True).version == 1
