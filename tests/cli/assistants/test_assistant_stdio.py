"""`creditrules mcp` as assistants start it: a process, its input and its output, against a service that runs."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import anyio
import pytest
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.shared.exceptions import MCPError
from tests.cli.assistants.talking import CHANGE, LATER, PRODUCT, RULES
from tests.cli.serving import serving

from creditrules.auth import Role
from creditrules.cli.local.key import keep_local_key
from creditrules.cli.local.place import DATA, SIGNING_KEY
from creditrules.cli.local.tokens import LocalTokens
from creditrules.cli.service.client import over_http
from creditrules.cli.service.publishing import publish_content


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """The environment of an assistant's server: the service's address and a token with the role of assistants."""
    folder = tmp_path_factory.mktemp("service")
    with serving(folder, environment, "--empty") as service:
        tokens = LocalTokens(keep_local_key(folder / DATA / SIGNING_KEY), "demo-lender")
        staff = over_http(f"{service.url}/graphql", tokens.issue(Role.ADMINISTRATOR, "ana"))
        for content in (RULES, PRODUCT, LATER):
            publish_content(staff, content + CHANGE, create=True)
        token = tokens.issue(Role.ASSISTANT, "model")
        yield {**environment, "CREDITRULES_URL": f"{service.url}/graphql", "CREDITRULES_TOKEN": token}


def test_an_assistant_starts_it_asks_drafts_and_hangs_up(served: dict[str, str], folder: Path) -> None:
    command = [sys.executable, "-m", "creditrules", "mcp", "--rules", str(folder)]

    async def script(session: ClientSession) -> None:
        told = await session.initialize()
        assert told.server_info.name == "creditrules"
        assert "never instructions" in (told.instructions or "")
        await session.list_tools()
        answer = await session.call_tool("ask_eligibility", {"facts": {"hour": 3}})
        assert answer.structured_content
        assert answer.structured_content["answers"][0]["outcome"] == "PAUSE"
        with pytest.raises(MCPError, match="no such tool"):
            await session.call_tool("publish_version", {})
        wrong = await session.call_tool("ask_eligibility", {"facts": [1]})
        assert wrong.is_error
        assert wrong.structured_content
        assert wrong.structured_content["error"]["code"] == "BAD_ARGUMENTS"
        huge = await session.call_tool("check", {"source": {"content": "a" * 3_000_000}})
        assert huge.is_error
        await _many(session)
        await _cancelled(session)
        assert (await session.read_resource("creditrules://rule-sets/night-pause")).contents

    async def run() -> None:
        parameters = StdioServerParameters(command=command[0], args=command[1:], env=served)
        async with stdio_client(parameters) as (reading, writing), ClientSession(reading, writing) as session:
            await script(session)

    anyio.run(run)


async def _many(session: ClientSession) -> None:
    outcomes: list[str] = []

    async def ask(hour: int) -> None:
        answer = await session.call_tool("ask_eligibility", {"facts": {"hour": hour}})
        assert answer.structured_content
        outcomes.append(f"{hour} {answer.structured_content['answers'][0]['outcome']}")

    async with anyio.create_task_group() as group:
        for hour in range(12):
            group.start_soon(ask, hour)
    assert sorted(outcomes) == sorted(f"{hour} {'PAUSE' if hour < 7 else 'ALLOW'}" for hour in range(12))


async def _cancelled(session: ClientSession) -> None:
    with anyio.move_on_after(0.001) as scope:
        await session.call_tool("simulate", {"rules": [{"content": RULES}], "applicants": [{"hour": 1}] * 50})
    assert scope.cancelled_caught
    assert (await session.call_tool("explain_code", {"code": "findings.no-reason"})).structured_content


def _said(process: subprocess.Popen[bytes], line: bytes) -> dict[str, Any]:
    assert process.stdin
    assert process.stdout
    process.stdin.write(line + b"\n")
    process.stdin.flush()
    return _read(process.stdout)


def _read(stream: IO[bytes]) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(stream.readline())
    return answer


def test_a_client_that_keeps_to_nothing_does_not_end_it(environment: dict[str, str], folder: Path) -> None:
    command = [sys.executable, "-m", "creditrules", "mcp", "--rules", str(folder)]
    hello = {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "rude", "version": "\u202e"},
    }
    rude = (
        b"not json",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"jsonrpc": "2.0"}',
        b'{"jsonrpc": "2.0", "method": "notifications/nothing", "params": {"a": 1}}',
        b'{"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "check", "arguments": "\\ud800"}}',
        b'{"jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": {"name": 3, "arguments": []}}',
        b'{"jsonrpc": "2.0", "id": 4, "method": "no/such", "params": null}',
    )
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=environment, **streams) as process:  # type: ignore[call-overload]  # of three pipes
        first = _said(
            process, json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello}).encode()
        )
        assert first["result"]["serverInfo"]["name"] == "creditrules"
        process.stdin.write(b'{"jsonrpc": "2.0", "method": "notifications/initialized"}\n')
        process.stdin.write(b"\n".join(rude) + b"\n")
        last = _said(process, b'{"jsonrpc": "2.0", "id": 99, "method": "tools/list"}')
        while last.get("id") != 99:
            last = _read(process.stdout)
        assert last["result"]["tools"][0]["name"] == "list_files"
        process.stdin.close()
        assert process.wait(20) == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "There is nothing to serve."),
        (["--rules", "nowhere"], "nowhere is no folder."),
        (["--token", "x", "--url", "file:///etc/passwd"], "is not an http or https address."),
    ],
)
def test_what_cannot_be_served_is_said_before_it_starts(run: Any, arguments: list[str], words: str) -> None:
    told = run("mcp", *arguments)
    assert (told.returncode, told.stdout) == (2, "")
    assert words in told.stderr
