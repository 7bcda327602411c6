"""`creditrules serve` as its users meet it: started as a process, asked over HTTP, published to, stopped by Ctrl-C."""

from __future__ import annotations

import json
import shlex
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.client import HTTPResponse
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from serving import Served, serving  # type: ignore[import-not-found]

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("serve"), environment) as service:
        yield service


QUESTION = """
query($input: EligibilityInput!) {
  eligibility(input: $input) { knownAt decisions { outcome product { slug } } }
}
"""

RULES = """
ruleSet: night-pause
category: RISK
name: {en: Night pause}
reasons: {NIGHT: {message: {en: "Not at night."}}}
facts: [{name: hour, type: number}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [hour]
      outputs: [intervention, reason]
      rules: [["< 6", '"PAUSE"', '"NIGHT"'], ["-", '"ALLOW"', "null"]]
tests: [{name: night, facts: {hour: 3}, expect: {outcome: PAUSE}}]
change:
  basis: {category: RISK, citation: A test}
  comment: Pauses at night.
  notice: {en: Closed at night.}
"""


def test_the_printed_line_of_curl_works_as_it_is(served: Served) -> None:
    arguments = shlex.split(served.curl)
    assert arguments[:2] == ["curl", "-s"]
    headers = dict(arguments[place + 1].split(": ", 1) for place, word in enumerate(arguments) if word == "-H")
    body = arguments[arguments.index("--data") + 1].encode()
    with urlopen(Request(arguments[2], body, headers), timeout=30) as answer:
        decisions = json.load(answer)["data"]["eligibility"]["decisions"]
    assert [decision["outcome"] for decision in decisions] == ["PAUSE", "ALLOW"]
    assert decisions[0]["reasons"][0]["lift"] == "30 days without another such payment lift the pause."
    assert {"product": {"name": "Jiebei cash loan"}} in decisions[0]["alternatives"]


def test_a_browser_gets_graphiql_at_the_same_address(served: Served) -> None:
    answer: HTTPResponse
    with urlopen(Request(served.url, headers={"Accept": "text/html"}), timeout=30) as answer:
        page = answer.read().decode()
    assert "graphiql" in page
    assert "MayLinHaveIt" in page


def test_without_a_token_nothing_is_told(served: Served) -> None:
    body = json.dumps({"query": "{ products { nodes { slug } } }"}).encode()
    with pytest.raises(HTTPError) as refused:
        urlopen(Request(f"{served.url}/graphql", body, {"Content-Type": "application/json"}), timeout=30)
    assert refused.value.code == 401
    assert json.load(refused.value)["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_the_demo_lender_is_there_with_its_five_products_in_both_languages(served: Served) -> None:
    data = served.ask('{ products { nodes { slug name(locale: "zh") } } }')["data"]
    names = {node["slug"]: node["name"] for node in data["products"]["nodes"]}
    assert names == {
        "auto-instalment": "购车分期",
        "electronics-instalment": "数码分期",
        "huabei": "花呗",
        "jiebei": "借呗",
        "jiebei-business": "借呗经营贷",
    }


def test_the_clock_is_the_present_once_the_lender_is_loaded(served: Served) -> None:
    before = datetime.now(UTC)
    known_at = served.ask(QUESTION, {"input": {"facts": {}}})["data"]["eligibility"]["knownAt"]
    assert before <= datetime.fromisoformat(known_at) <= datetime.now(UTC)


def test_token_makes_more_of_them_for_the_same_service(served: Served, run: Run) -> None:
    mine = run("token", "--role", "partner", cwd=served.folder).stdout.strip()
    assert served.ask("{ products { nodes { slug } } }", token=mine)["data"]["products"]["nodes"]
    other = run("token", "--tenant", "another-lender", cwd=served.folder).stdout.strip()
    assert served.ask("{ products { nodes { slug } } }", token=other)["data"]["products"]["nodes"] == []
    foreign = run("token").stdout.strip()
    with pytest.raises(HTTPError, match="401"):
        served.ask("{ products { nodes { slug } } }", token=foreign)


def test_the_kept_key_is_readable_by_its_owner_only(served: Served) -> None:
    key = served.folder / ".creditrules" / "signing-key.pem"
    assert key.stat().st_mode & 0o777 == 0o600
    assert key.parent.stat().st_mode & 0o777 == 0o700


def test_push_publishes_a_file_and_sending_it_again_writes_nothing(served: Served, run: Run) -> None:
    (served.folder / "night.yaml").write_text(RULES)
    environment = {"CREDITRULES_TOKEN": served.administrator, "CREDITRULES_URL": f"{served.url}/graphql"}
    unknown = run("push", "night.yaml", env=environment, cwd=served.folder)
    assert unknown.returncode == 1
    assert "UNKNOWN_RULE_SET" in unknown.stderr
    first = run("push", "--create", "night.yaml", env=environment, cwd=served.folder)
    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith("night-pause version 1: in force from ")
    again = run("push", "night.yaml", env=environment, cwd=served.folder)
    assert again.returncode == 0, again.stderr
    assert "night-pause version 1" in again.stdout
    assert "nothing written" in again.stdout
    versions = '{ ruleSet(slug: "night-pause") { versions { nodes { number } } } }'
    nodes = served.ask(versions, token=served.administrator)["data"]["ruleSet"]["versions"]["nodes"]
    assert nodes == [{"number": 1}]


def test_push_tells_every_mistake_with_its_place_and_writes_nothing(served: Served, run: Run) -> None:
    (served.folder / "bad.yaml").write_text(RULES.replace("night-pause", "bad-pause").replace('"< 6"', '"< six"'))
    (served.folder / "silent.yaml").write_text(RULES.replace("night-pause", "bad-pause").partition("change:")[0])
    environment = {"CREDITRULES_TOKEN": served.administrator, "CREDITRULES_URL": f"{served.url}/graphql"}
    bad = run("push", "--create", "bad.yaml", env=environment, cwd=served.folder)
    assert bad.returncode == 1
    assert "bad.yaml:" in bad.stderr
    assert "six" in bad.stderr
    silent = run("push", "--create", "silent.yaml", env=environment, cwd=served.folder)
    assert silent.returncode == 1
    assert "CHANGE_STATEMENT_MISSING" in silent.stderr


def test_a_partner_cannot_push(served: Served, run: Run) -> None:
    (served.folder / "mine.yaml").write_text(RULES)
    environment = {"CREDITRULES_TOKEN": served.partner, "CREDITRULES_URL": f"{served.url}/graphql"}
    told = run("push", "mine.yaml", env=environment, cwd=served.folder)
    assert told.returncode == 1
    assert "administrator" in told.stderr


def test_push_says_when_nobody_answers_or_nothing_was_named(served: Served, run: Run) -> None:
    (served.folder / "mine.yaml").write_text(RULES)
    environment = {"CREDITRULES_TOKEN": served.administrator}
    told = run("push", "mine.yaml", "--url", "http://127.0.0.1:9/graphql", env=environment, cwd=served.folder)
    assert (told.returncode, "does not answer" in told.stderr) == (1, True)
    told = run("push", "mine.yaml", "--url", "file:///etc/passwd", env=environment, cwd=served.folder)
    assert (told.returncode, "not an http or https address" in told.stderr) == (1, True)
    assert run("push", "none.yaml", env=environment, cwd=served.folder).returncode == 1
    assert run("push", "mine.yaml", cwd=served.folder).returncode == 2


def test_a_port_in_use_is_told_at_once(served: Served, run: Run) -> None:
    port = served.url.rpartition(":")[2]
    told = run("serve", "--port", port)
    assert told.returncode == 1
    assert f"The port {port} cannot be used" in told.stderr
    assert f"PORT={int(port) + 1}" in told.stderr


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_sigterm_stop_at_once_with_status_0_even_while_a_connection_is_open(
    tmp_path: Path, environment: dict[str, str], how: signal.Signals
) -> None:
    with serving(tmp_path, environment, "--memory", "--empty") as service:
        host, _, port = service.url.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port))) as idle:
            idle.sendall(b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nnever finished")
            time.sleep(0.2)
            asked = time.monotonic()
            assert service.end(how) == 0
        assert time.monotonic() - asked < 3
        assert service.process.stderr is not None
        assert service.process.stderr.read() == "Stopped.\n"


def test_a_key_that_cannot_be_read_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".creditrules").mkdir()
    (tmp_path / ".creditrules" / "signing-key.pem").write_text("no key")
    told = run("token")
    assert told.returncode == 1
    assert "holds no usable key" in told.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--role", "boss"), "no role 'boss'"),
        (("--tenant", "A#B"), "no tenant's name"),
        (("--subject", ""), "1 to 256 characters"),
    ],
)
def test_tokens_of_no_role_or_tenant_are_refused(run: Run, arguments: tuple[str, str], words: str) -> None:
    told = run("token", *arguments)
    assert told.returncode == 2
    assert words in told.stderr


def test_in_production_it_answers_as_when_deployed(tmp_path: Path, environment: dict[str, str]) -> None:
    with serving(tmp_path, environment, "--memory", "--empty", "--production") as service:
        told = "\n".join(service.lines)
        assert "GraphiQL" not in told
        assert "As when deployed, but for: SQLite in place of DynamoDB" in told
        approver, partner, _ = service.tokens
        introspected = service.ask('{ __type(name: "Query") { name } }', token=approver)
        assert "data" not in introspected
        assert "mean" not in json.dumps(service.ask("{ productz { totalCount } }", token=approver))
        [refusal] = service.ask("{ products { totalCount } }", token=partner)["errors"]
        assert refusal["extensions"]["code"] == "DOCUMENT_NOT_TRUSTED"
        assert '{"documentId":"sha256:' in told
        with pytest.raises(HTTPError) as refused:
            urlopen(Request(service.url, headers={"Accept": "text/html"}), timeout=30)
        assert refused.value.code == 406
        policy = service.ask("{ approvalPolicy { required } }", token=approver)["data"]["approvalPolicy"]
        assert 1 in {rule["required"] for rule in policy}
        service.end()
        lines = [json.loads(line) for line in (service.process.stderr or ()) if line.startswith("{")]
    assert [(line["event"], line["status"]) for line in lines] == [("request", 200)] * 3 + [
        ("request", 406),
        ("request", 200),
    ]
    assert partner not in json.dumps(lines)


def test_at_its_start_it_says_in_what_it_is_not_as_when_deployed(served: Served) -> None:
    [told] = [line for line in served.lines if line.startswith("Other than when deployed")]
    assert "introspection" in told
    assert "--production" in told


def test_a_variable_that_means_nothing_keeps_the_service_from_starting(run: Run, tmp_path: Path) -> None:
    told = run("serve", "--memory", "--port", "0", env={"CREDITRULES_MAX_PAGE_SIZE": "5"}, cwd=tmp_path)
    assert told.returncode == 1
    assert "CREDITRULES_MAX_PAGE_SIZE means nothing" in told.stderr
