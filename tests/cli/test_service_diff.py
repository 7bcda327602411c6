"""What a service tells of differences and chains arrives whole, however many pages it takes."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from creditrules.auth import Role, make_key
from creditrules.bootstrap import build_local
from creditrules.cli.audit.chains import served_chains
from creditrules.cli.diff.command import app
from creditrules.cli.diff.occasions import Occasions, sides_of
from creditrules.cli.diff.outcomes import write_comparison
from creditrules.cli.diff.service import ask_diff, ask_outcomes, ask_product_outcomes, latest_version
from creditrules.cli.local.tokens import LocalTokens
from creditrules.cli.service.client import Client, NoAnswerError
from creditrules.cli.service.in_process import in_process
from creditrules.cli.service.publishing import publish_content
from creditrules.document import canonical, read_json
from creditrules.rules.audit import verify
from creditrules.rules.diff import DiffKind, diff_contents

ROWS = 230
CHANGE = {
    "basis": {"category": "RISK", "citation": "Paper 1"},
    "comment": "Illustrative.",
    "notice": {"en": "Rules changed."},
}
CHANGE_GIVEN = CHANGE | {"notice": [{"language": "en", "text": "Rules changed."}]}


def rule_set(rows: int) -> dict[str, Any]:
    return {
        "ruleSet": "cap",
        "category": "RISK",
        "name": {"en": "Cap"},
        "facts": [{"name": "score", "type": "number"}],
        "decisions": [
            {
                "name": "Findings",
                "table": {
                    "hitPolicy": "FIRST",
                    "inputs": ["score"],
                    "outputs": ["intervention", "reason"],
                    "rules": [[f"= {n}", '"WARN"', f'"R{n}"'] for n in range(rows)] + [["-", '"ALLOW"', '"R0"']],
                },
            }
        ],
        "reasons": {f"R{n}": {"message": {"en": f"Reason {n}."}} for n in range(rows)},
    }


def changed(content: dict[str, Any]) -> dict[str, Any]:
    newer = copy.deepcopy(content)
    rules = newer["decisions"][0]["table"]["rules"]
    for rule in rules[:ROWS]:
        rule[1] = '"REFER"'
    rules.insert(5, rules.pop(200))
    for reason in newer["reasons"].values():
        reason["message"]["en"] += " Ask us."
    return newer


@dataclass
class Served:
    client: Client
    contents: list[Any]


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    key = make_key()
    first = rule_set(ROWS)
    contents = [read_json(canonical(content)).value for content in (first, changed(first))]
    with build_local(key=key) as service:
        client = in_process(service.application, LocalTokens(key, "acme").issue(Role.ADMINISTRATOR, "ana"))
        for number, content in enumerate([first, changed(first)]):
            text = canonical(content | {"change": CHANGE}).decode()
            publish_content(client, text, create=number == 0)
        yield Served(client, contents)


def test_the_differences_are_those_of_the_contents_themselves(served: Served) -> None:
    told = ask_diff(served.client, "cap", {"version": 1}, {"version": 2})
    expected = diff_contents(*served.contents)
    assert told.content.changes == expected.changes
    assert told.content.tables == expected.tables
    assert len(expected.changes) == ROWS
    assert expected.tables[0].count(DiffKind.CHANGED) == ROWS
    assert (told.before["number"], told.after["number"]) == (1, 2)


def test_times_stand_for_the_version_then_in_force(served: Served) -> None:
    recorded = ask_diff(served.client, "cap", {"version": 1}, {"version": 2}).before["recordedAt"]
    told = ask_diff(served.client, "cap", {"validAt": recorded}, {"version": 2})
    assert told.before["number"] == 1


def test_the_latest_version_is_known(served: Served) -> None:
    assert latest_version(served.client, "cap") == 2
    with pytest.raises(NoAnswerError, match="called 'other'"):
        latest_version(served.client, "other")


def test_parameters_are_compared_by_day_and_bracket_and_named_as_others_are(served: Served) -> None:
    tax: dict[str, Any] = {
        "parameter": "cap",
        "category": "RISK",
        "name": {"en": "Tax"},
        "type": "list<context<from: number, rate: number>>",
        "values": {"2026-01-01": {}},
    }
    for number, rate in enumerate((1, 2)):
        tax["values"]["2026-01-01"]["value"] = [{"from": 0, "rate": 0}, {"from": 100, "rate": rate}]
        publish_content(served.client, canonical(tax | {"change": CHANGE}).decode(), create=number == 0)
    [change] = ask_diff(served.client, "parameter:cap", {"version": 1}, {"version": 2}).content.changes
    assert (change.place, change.before, change.after) == ("values.2026-01-01.value[2].rate", "1", "2")
    assert latest_version(served.client, "parameter:cap") == 2
    assert ask_diff(served.client, "rule-set:cap", {"version": 1}, {"version": 2}).content.tables


def test_a_chain_of_several_pages_is_read_to_its_end(served: Served) -> None:
    tiny = rule_set(1) | {"ruleSet": "tiny"}
    for number in range(104):
        described = tiny | {"description": {"en": f"Edition {number}."}}
        publish_content(served.client, canonical(described | {"change": CHANGE}).decode(), create=number == 0)
    (chain,) = served_chains(served.client, "tiny", None)
    links = list(chain.links())
    assert chain.count == len(links) == 105
    assert chain.end is not None
    assert verify(links, chain.end, {"kind": "RULE_SET", "slug": "tiny"}) is None
    found = verify(links[:-1], chain.end)
    assert found is not None
    assert (found.number, found.code) == (105, "CUT_SHORT")


def test_pages_that_would_be_too_large_for_an_answer_are_made_smaller(served: Served) -> None:
    def wordy(filling: str) -> dict[str, Any]:
        facts = [{"name": f"f{n}", "type": "number", "description": f"{n} {filling * 60_000}"} for n in range(50)]
        content = rule_set(1)
        return content | {"ruleSet": "wordy", "facts": content["facts"] + facts}

    for number, filling in enumerate("xy"):
        publish_content(served.client, canonical(wordy(filling) | {"change": CHANGE}).decode(), create=number == 0)
    told = ask_diff(served.client, "wordy", {"version": 1}, {"version": 2})
    assert [change.place for change in told.content.changes] == [f"facts.f{n}.description" for n in range(50)]
    assert all(len(change.after or "") > 60_000 for change in told.content.changes)


def test_a_service_tells_who_is_answered_otherwise(served: Served) -> None:
    told = ask_outcomes(served.client, "rule-set:cap", ({"version": 1}, {"version": 2}), None, None)
    assert told.verdict == "DIFFERENT"
    assert "Some move from WARN to REFER." in told.sentences
    [region] = told.regions
    assert (region.changed[0], region.proved, set(region.sample)) == (("OUTCOME", "WARN", "REFER"), True, {"score"})


def test_who_is_answered_otherwise_is_read_page_by_page_and_written_whole(served: Served, tmp_path: Path) -> None:
    content = rule_set(1) | {"ruleSet": "limits"}
    [decision] = content["decisions"]
    for more in (0, 1):
        decision["table"] |= {
            "outputs": ["intervention", "reason", "limit"],
            "rules": [[f"= {n}", '"LIMIT"', '"R0"', str(1000 * n + more)] for n in range(105)],
        }
        publish_content(served.client, canonical(content | {"change": CHANGE}).decode(), create=more == 0)
    told = ask_outcomes(served.client, "limits", ({"version": 1}, {"version": 2}), None, None)
    assert {region.where for region in told.regions} == {f"score: {n}" for n in range(105)}
    write_comparison(tmp_path / "told.json", told)
    written = json.loads((tmp_path / "told.json").read_text())
    assert (written["verdict"], written["complete"], written["notAnalysed"]) == ("DIFFERENT", True, [])
    [seven] = [each for each in written["differences"] if each["where"] == "score: 7"]
    assert (seven["literals"], seven["proof"]) == ({"score": "7"}, "PROVED")
    assert [seven[side]["limit"] for side in ("before", "after")] == ["7000", "7001"]
    assert seven["before"]["reasons"] == [{"ruleSet": "limits", "reason": "R0"}]


PRODUCT = {"product": "lend", "name": {"en": "Lend"}, "kind": "CASH_LOAN", "segment": "CONSUMER", "currency": "USD"}
DRAFT = "mutation($input: DraftRuleVersionInput!) { draftRuleVersion(input: $input) { proposal { id } } }"


def at_most(value: int) -> dict[str, Any]:
    content = rule_set(1) | {"ruleSet": "lid"}
    [decision] = content["decisions"]
    decision["table"] |= {"rules": [[f"> {value}", '"REFER"', '"R0"'], ["-", '"ALLOW"', '"R0"']]}
    return content


@dataclass
class Lender:
    client: Client
    began: str
    proposals: list[str]


@pytest.fixture(scope="module")
def lender(served: Served) -> Lender:
    """A product after a second version of its rule set, with two drafts of a third."""
    client = served.client
    publish_content(client, canonical(at_most(100) | {"change": CHANGE}).decode(), create=True)
    product = PRODUCT | {"ruleSets": ["lid"], "change": CHANGE}
    publish_content(client, canonical(product).decode(), create=True)
    publish_content(client, canonical(at_most(80) | {"change": CHANGE}).decode(), create=False)
    began = ask_diff(client, "lid", {"version": 1}, {"version": 2}).after["recordedAt"]
    drafts = [
        {"slug": "lid", "content": canonical(at_most(value)).decode(), "change": CHANGE_GIVEN} for value in (70, 60)
    ]
    ids = [client.ask(DRAFT, {"input": each})["draftRuleVersion"]["proposal"]["id"] for each in drafts]
    return Lender(client, began, ids)


def regions(lender: Lender, occasions: Occasions) -> list[str]:
    told = ask_product_outcomes(lender.client, *sides_of(lender.client, "lend", occasions))
    return [region.where for region in told.regions if region.changed[0] == ("OUTCOME", "ALLOW", "REFER")]


def test_a_product_with_all_its_rules_is_compared_at_two_times(lender: Lender) -> None:
    earlier = (datetime.fromisoformat(lender.began) - timedelta(microseconds=1)).isoformat()
    for occasions in (Occasions(earlier), Occasions(earlier, lender.began), Occasions(known_at=earlier)):
        assert regions(lender, occasions) == ["score: (80..100]"]
    same = sides_of(lender.client, "lend", Occasions(lender.began))
    assert ask_product_outcomes(lender.client, *same).verdict == "EQUIVALENT"


def test_a_product_is_compared_under_a_proposal_and_two(lender: Lender) -> None:
    assert regions(lender, Occasions(proposals=["lid#2"])) == ["score: (60..80]"]
    assert regions(lender, Occasions(proposals=lender.proposals)) == ["score: (60..70]"]
    assert regions(lender, Occasions(lender.began, proposals=["lid#1"])) == ["score: (70..80]"]


def test_the_command_tells_writes_and_answers_by_its_status(
    lender: Lender, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("creditrules.cli.service.asking.over_http", lambda _url, _token: lender.client)
    out, asked = tmp_path / "told.json", ["--outcomes", "product:lend", "--token", "t", "--exit-code"]
    told = CliRunner().invoke(app, [*asked, "--proposal", "lid#1", "--json", str(out)])
    assert (told.exit_code, "score: (70..80]" in told.output) == (1, True), told.output
    assert json.loads(out.read_text())["verdict"] == "DIFFERENT"
    same = CliRunner().invoke(app, [*asked, "--whole", "--from-time", lender.began])
    assert (same.exit_code, "proved" in same.output) == (0, True), same.output


@pytest.mark.parametrize(
    "asked",
    [
        ["product:lend", "--whole"],
        ["product:lend", "--whole", "--from", "1"],
        ["product:lend", "--whole", "--valid-at", "2026-01-01T00:00:00Z"],
        ["rule-set:lid", "--proposal", "lid#1"],
        ["a.yaml", "b.yaml", "--proposal", "lid#1"],
        ["product:lend", *("--proposal=lid#1",) * 3],
    ],
)
def test_what_does_not_go_together_is_told(asked: list[str]) -> None:
    found = CliRunner().invoke(app, ["--outcomes", *asked, "--token", "t"])
    assert found.exit_code == 2
