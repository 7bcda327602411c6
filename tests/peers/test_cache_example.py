"""The example of a cache: a change that the lender makes meanwhile is new wherever it is shown, and the past stays."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.serving import Served, serving
from tests.peers.clients import Example, example
from tests.peers.conftest import Peer

CONTENT = '{ ruleSet(slug: "behaviour-risk") { versionInForce { number content } } }'
PUBLISH = "mutation($v: PublishRuleVersionInput!) { publishRuleVersion(input: $v) { version { number } } }"
NOTICE = "The reminder comes a day later."


@pytest.fixture
def made(peer: Peer, tmp_path: Path) -> Example:
    return example("typescript", peer, tmp_path)


@pytest.fixture
def lender(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A demo lender of its own: its rules are changed."""
    with serving(tmp_path_factory.mktemp("served"), dict(os.environ), "--memory") as served:
        yield served


def publish(lender: Served) -> tuple[int, int]:
    """The next version of the rules about behaviour: the number of that in force before, and its own."""
    before = lender.ask(CONTENT, token=lender.administrator)["data"]["ruleSet"]["versionInForce"]
    change = {
        "basis": {"category": "RISK", "citation": "Committee paper 12"},
        "comment": "A reminder a day later.",
        "notice": [{"language": "en", "text": NOTICE}, {"language": "zh", "text": "提醒推迟。"}],
    }
    content = before["content"].replace("days overdue", "days late")
    given = {"v": {"slug": "behaviour-risk", "content": content, "change": change}}
    done = lender.ask(PUBLISH, given, lender.administrator)
    return before["number"], done["data"]["publishRuleVersion"]["version"]["number"]


def test_a_change_is_new_wherever_it_is_shown_and_the_past_stays(made: Example, lender: Served) -> None:
    environment = {**os.environ, "CREDITRULES_URL": f"{lender.url}/graphql", "CREDITRULES_TOKEN": lender.partner}
    program = [*made.asked[:-1], "cache.ts"]
    with subprocess.Popen(program, cwd=made.folder, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        then, today, waiting = (process.stdout.readline().strip() for _ in range(3))
        assert waiting == "waiting for a change"
        old, new = publish(lender)
        changed, says, *later = process.communicate(timeout=60)[0].splitlines()
    assert (changed, says) == ("changed: behaviour-risk", f"it says: {NOTICE}")
    assert f"behaviour-risk {old}" in today
    assert "behaviour-risk 2" in then
    assert later == [then, today.replace(f"behaviour-risk {old}", f"behaviour-risk {new}")]
