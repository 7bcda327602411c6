"""`creditrules diff` and `creditrules audit` against a running service."""

from __future__ import annotations

import json
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from serving import serving_again  # type: ignore[import-not-found]

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """What the environment of a command needs to reach a service with the demo lender in it."""
    with serving_again(tmp_path_factory.mktemp("service"), environment) as service:
        reached = {"CREDITRULES_URL": f"{service.url}/graphql", "CREDITRULES_TOKEN": service.administrator}
        yield {**reached, "PARTNER": service.partner}


def test_versions_are_compared_by_number_and_by_time(run: Run, served: dict[str, str]) -> None:
    told = run("diff", "behaviour-risk", "--from", "3", "--to", "5", env=served)
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith("behaviour-risk: version 3 (")
    assert "cashOutSuspicion: >= [-60-]{+80+}" in told.stdout
    assert "CORRECTION: " in told.stdout
    timed = run("diff", "behaviour-risk", "--from-time", "2025-06-01T00:00:00Z", "--to", "5", env=served)
    assert timed.stdout.startswith("behaviour-risk: version 2 (")


def test_unless_said_the_latest_version_is_compared_with_the_one_before(run: Run, served: dict[str, str]) -> None:
    told = run("diff", "huabei", env=served)
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith("huabei: version 1 (")
    assert "→ 2 (" in told.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["no-such"], "called 'no-such'"),
        (["behaviour-risk", "--from", "77"], "no version 77"),
        (["behaviour-risk", "--from-time", "1990-01-01T00:00:00Z"], "was in force"),
        (["behaviour-risk", "--from-time", "yesterday"], "RFC 3339"),
    ],
)
def test_what_is_not_there_is_told(run: Run, served: dict[str, str], arguments: list[str], message: str) -> None:
    told = run("diff", *arguments, env=served)
    assert told.returncode == 1
    assert message in told.stderr


def test_partners_see_neither_differences_nor_chains(run: Run, served: dict[str, str]) -> None:
    partner = {**served, "CREDITRULES_TOKEN": served["PARTNER"]}
    for arguments in (["diff", "behaviour-risk"], ["audit", "verify", "behaviour-risk"], ["audit", "verify", "--all"]):
        told = run(*arguments, env=partner)
        assert told.returncode == 1
        assert "This needs the right to" in told.stderr


def test_all_chains_hold(run: Run, served: dict[str, str]) -> None:
    told = run("audit", "verify", "--all", env=served)
    assert told.returncode == 0, told.stderr
    assert {"RULE_SET behaviour-risk", "PRODUCT huabei"} <= {
        line.partition(":")[0] for line in told.stdout.splitlines()
    }
    assert all(": holds, " in line for line in told.stdout.splitlines())


@pytest.fixture
def exported(run: Run, served: dict[str, str], tmp_path: Path) -> Path:
    told = run("audit", "export", "behaviour-risk", env=served)
    assert told.returncode == 0, told.stderr
    path = tmp_path / "chain.jsonl"
    path.write_text(told.stdout, "ascii")
    return path


def test_an_export_verifies_without_a_service(run: Run, exported: Path) -> None:
    told = run("audit", "verify", exported)
    assert told.returncode == 0
    assert ": holds, 6 acts, end " in told.stdout


def test_an_altered_or_shortened_export_names_the_first_broken_link(run: Run, exported: Path) -> None:
    lines = exported.read_text("ascii").splitlines(keepends=True)
    altered = {
        "altered": ([lines[0], lines[1].replace("rules-team", "night-team"), *lines[2:]], "link 2"),
        "dropped": (lines[:2] + lines[3:], "link 3"),
        "exchanged": ([lines[0], lines[2], lines[1], *lines[3:]], "link 2"),
        "doubled": ([*lines[:3], *lines[2:]], "link 4"),
        "cut": (lines[:-2] + lines[-1:], "link 6"),
        "endless": (lines[:-1], "link 7"),
    }
    for name, (changed, link) in altered.items():
        exported.write_text("".join(changed), "ascii")
        told = run("audit", "verify", exported)
        assert told.returncode == 1, name
        assert f"broken at {link}: " in told.stdout, name


def test_a_chain_passes_through_a_hash_that_was_noted(run: Run, exported: Path, served: dict[str, str]) -> None:
    third = json.loads(exported.read_text("ascii").splitlines()[2])["hash"]
    assert run("audit", "verify", exported, "--through", third).returncode == 0
    assert run("audit", "verify", "behaviour-risk", "--through", third, env=served).returncode == 0
    told = run("audit", "verify", exported, "--through", "0" * 64)
    assert told.returncode == 1
    assert "does not pass through" in told.stderr


def decide(served: dict[str, str], key: str) -> str:
    """Have a decision recorded by the partner. Returns the digit of its chain."""
    given = {"facts": {}, "idempotencyKey": key, "subject": "customer 7"}
    query = "mutation($input: DecideInput!) { decide(input: $input) { decision { receipt { chain } } } }"
    request = urllib.request.Request(
        served["CREDITRULES_URL"],
        json.dumps({"query": query, "variables": {"input": given}}).encode(),
        {"content-type": "application/json", "authorization": f"Bearer {served['PARTNER']}"},
    )
    with urllib.request.urlopen(request, timeout=20) as response:
        return str(json.load(response)["data"]["decide"]["decision"]["receipt"]["chain"])


def test_chains_of_decisions_are_verified_and_exported_too(run: Run, served: dict[str, str], tmp_path: Path) -> None:
    chains = [decide(served, str(number)) for number in range(20)]
    told = run("audit", "verify", "--all", env=served)
    assert told.returncode == 0, told.stderr
    assert {f"DECISIONS {chain}" for chain in chains} <= {line.partition(":")[0] for line in told.stdout.splitlines()}
    longest = max(chains, key=chains.count)
    export = run("audit", "export", "--kind", "decisions", longest, env=served)
    assert export.returncode == 0, export.stderr
    path = tmp_path / "decisions.jsonl"
    path.write_text(export.stdout, "ascii")
    assert f": holds, {chains.count(longest)} acts, end " in run("audit", "verify", path).stdout
    path.write_text(export.stdout.replace('\\"author\\":\\"', '\\"author\\":\\"not-', 1), "ascii")
    assert "broken at link 1: " in run("audit", "verify", path).stdout


def test_what_is_no_file_and_no_slug_is_told(run: Run) -> None:
    assert run("audit", "verify", "No Slug").returncode == 2
    assert run("audit", "verify").returncode == 2
    assert run("audit", "verify", "x", "--all").returncode == 2
    assert run("audit", "verify", "some-slug").returncode == 2, "a service needs a token"


def test_decisions_are_exported_and_a_correction_is_asked_what_it_would_have_changed(
    run: Run, served: dict[str, str]
) -> None:
    decide = "mutation($input: DecideInput!) { decide(input: $input) { decision { id } } }"
    given = {"facts": {"overdueDays": 100}, "products": ["jiebei"], "idempotencyKey": "an export", "subject": "c 7"}
    request = urllib.request.Request(
        served["CREDITRULES_URL"],
        json.dumps({"query": decide, "variables": {"input": given}}).encode(),
        {"content-type": "application/json", "authorization": f"Bearer {served['PARTNER']}"},
    )
    with urllib.request.urlopen(request) as answer:
        name = json.load(answer)["data"]["decide"]["decision"]["id"]
    told = run("decisions", "export", "--subject", "c 7", "--outcome", "DECLINE", env=served)
    assert (told.returncode, told.stderr.strip()) == (0, "1 decision.")
    line = json.loads(told.stdout)
    assert (line["id"], line["factsState"]) == (name, "KEPT")
    assert "0 decisions." in run("decisions", "export", "--reason", "NEVER", env=served).stderr
    assert run("decisions", "index", env=served).stderr.strip() == "0 decisions indexed."
    history = '{ ruleSet(slug: "behaviour-risk") { activations(first: 1) { nodes { id } } } }'
    request.data = json.dumps({"query": history}).encode()
    request.add_header("authorization", f"Bearer {served['CREDITRULES_TOKEN']}")
    with urllib.request.urlopen(request) as answer:
        [activation] = json.load(answer)["data"]["ruleSet"]["activations"]["nodes"]
    redress = run("decisions", "redress", activation["id"], env=served)
    assert redress.stderr.splitlines()[0] == "0 candidates."
    assert redress.stderr.splitlines()[1] == "0 examined, 0 changed, 0 unchanged, 0 gone, 0 apart, 0 failed."
    refused = run("decisions", "redress", activation["id"], "--after", "xx", env=served)
    assert (refused.returncode, refused.stderr.splitlines()[-1]) == (1, "Go on with: --after xx")
    assert "names no activation" in run("decisions", "redress", "x", env=served).stderr
    refused = run("decisions", "export", "--since", "soon", env=served)
    assert refused.returncode == 1
