"""A minute of operations that the schema allows, as partner, administrator and nobody: refused by name, or answered.

None is answered by a fault of ours, none with a code that the catalogue lacks, and none tells what is hidden from who
asks: another lender's documents, and of the own lender what partners must not see.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.cli.serving import Served, serving
from tests.peers.conftest import Peer

from creditrules.codes import CATALOGUE

HERE = Path(__file__).parent
SCHEMA = HERE.parents[1] / "graphql" / "schema.graphql"
SECONDS = 45
SEED = 12
FOREIGN, DRAFT = "marker-of-zenith", "marker-of-a-draft"
PARTNER, ADMINISTRATOR, NOBODY, FORGED = "partner", "administrator", "nobody", "forged"
CODES = {entry.name for entry in CATALOGUE}
RULES = """
ruleSet: {slug}
category: RISK
name: {{en: {slug}}}
reasons: {{NIGHT: {{message: {{en: "{slug}"}}}}}}
facts: [{{name: hour, type: number}}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [hour]
      outputs: [intervention, reason]
      rules: [["< 6", '"PAUSE"', '"NIGHT"'], ["-", '"ALLOW"', "null"]]
change:
  basis: {{category: RISK, citation: {slug}}}
  comment: {slug}
  notice: {{en: {slug}}}
"""
CREATE = """mutation($rules: CreateRuleSetInput!) { createRuleSet(input: $rules) { userErrors { message } } }"""
PUBLISH = "mutation($v: PublishRuleVersionInput!) { publishRuleVersion(input: $v) { userErrors { message } } }"
DRAFTED = "mutation($v: DraftRuleVersionInput!) { draftRuleVersion(input: $v) { userErrors { message } } }"
KNOWN = """{
  ruleSets { nodes { id slug versions { nodes { id } } } }
  products { nodes { id slug versions { nodes { id } } } }
}"""

Line = dict[str, Any]


def hide(served: Served, foreign: str) -> None:
    """Documents that bear a marker: another lender's in force, and a draft of this one's."""
    for token, slug, write in ((foreign, FOREIGN, PUBLISH), (served.administrator, DRAFT, DRAFTED)):
        name = [{"language": "en", "text": slug}]
        served.ask(CREATE, {"rules": {"slug": slug, "name": name, "category": "RISK"}}, token)
        done = served.ask(write, {"v": {"slug": slug, "content": RULES.format(slug=slug)}}, token)
        [payload] = done["data"].values()
        assert payload["userErrors"] == []


def words(served: Served, foreign: str) -> dict[str, list[str]]:
    """What is there, and what is there for others."""
    found = [served.ask(KNOWN, token=token)["data"] for token in (served.administrator, foreign)]
    documents = [node for each in found for kind in each.values() for node in kind["nodes"]]
    slugs = [node["slug"] for node in documents]
    ids = [node["id"] for node in documents] + [v["id"] for node in documents for v in node["versions"]["nodes"][:1]]
    moments = [(datetime.now(UTC) - timedelta(days=days)).isoformat() for days in (0.01, 30, 200)]
    by_name = dict.fromkeys(("slug", "product", "ruleSet", "document"), slugs) | dict.fromkeys(("id", "decision"), ids)
    return by_name | dict.fromkeys(("validAt", "knownAt", "from", "until", "since"), moments)


@pytest.fixture(scope="module")
def lines(peer: Peer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Line]]:
    folder = tmp_path_factory.mktemp("schemathesis")
    with serving(folder, dict(os.environ), "--memory") as served:
        made = [sys.executable, "-m", "creditrules", "token", "--role", "administrator", "--tenant", "zenith"]
        foreign = subprocess.run(made, cwd=folder, capture_output=True, text=True, check=True).stdout.strip()
        hide(served, foreign)
        callers = {PARTNER: served.partner, ADMINISTRATOR: served.administrator, NOBODY: "", FORGED: "x.y.z"}
        given = json.dumps({"callers": callers, "words": words(served, foreign)})
        command = [peer("schemathesis/bin/python"), HERE / "schemathesis" / "run.py", SCHEMA, f"{served.url}/graphql"]
        told = subprocess.check_output(
            [*map(str, command), str(SECONDS), str(SEED)], input=given, text=True, timeout=200
        )
        yield [json.loads(line) for line in told.splitlines()]


def values_of(value: Any, name: str) -> Iterator[Any]:
    """Every value of that name, however deep."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if isinstance(value, dict) and name in value:
        yield value[name]
    for each in inner:
        yield from values_of(each, name)


def refusals(line: Line) -> Iterator[dict[str, Any]]:
    """What was refused of an operation: errors by their extensions, and a mutation's own."""
    answer = json.loads(line["body"])
    for error in answer.get("errors", ()):
        yield {"message": error["message"], **error.get("extensions", {})}
    for errors in values_of(answer.get("data"), "userErrors"):
        yield from (error for error in errors or () if "code" in error)


def test_enough_was_asked_and_answered(lines: list[Line]) -> None:
    told = Counter((line["caller"], "data" in json.loads(line["body"])) for line in lines)
    assert len({line["field"] for line in lines}) > 50
    assert min(told[PARTNER, True], told[ADMINISTRATOR, True]) > 20, told


def test_nothing_ends_in_a_fault_of_ours(lines: list[Line]) -> None:
    faults = [line for line in lines if line["status"] >= 500]
    faults += [line for line in lines for each in refusals(line) if each.get("code") in {None, "INTERNAL_SERVER_ERROR"}]
    assert faults == []


def test_every_refusal_has_a_code_of_the_catalogue(lines: list[Line]) -> None:
    strange = [(each, line["query"]) for line in lines for each in refusals(line) if each["code"] not in CODES]
    assert strange == []


def test_nobody_is_told_anything(lines: list[Line]) -> None:
    bodies = {line["body"] for line in lines if line["caller"] in {NOBODY, FORGED}}
    statuses = {line["status"] for line in lines if line["caller"] in {NOBODY, FORGED}}
    assert statuses == {401}
    assert len(bodies) == 2, bodies


@pytest.mark.parametrize(
    ("caller", "marker"), [(PARTNER, FOREIGN), (ADMINISTRATOR, FOREIGN), (PARTNER, DRAFT), (NOBODY, DRAFT)]
)
def test_what_is_hidden_is_told_to_nobody_who_did_not_say_it(lines: list[Line], caller: str, marker: str) -> None:
    told = [line for line in lines if line["caller"] == caller and marker not in line["query"]]
    assert told
    assert [line for line in told if marker in line["body"]] == []
