"""Rule sets, files, documentation and codes by their addresses; prompts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS
from tests.cli.assistants.talking import Lender, talk

from creditrules.cli.assistants.folder import Folder
from creditrules.cli.assistants.server import assistant_server


def listed(server: Any) -> list[str]:
    async def script(assistant: Any) -> list[str]:
        found, cursor = [], None
        while True:
            page = await assistant.list_resources(cursor=cursor)
            found += [str(resource.uri) for resource in page.resources]
            cursor = page.next_cursor
            if cursor is None:
                return found

    return list(talk(server, script))


def read(server: Any, uri: str) -> str | MCPError:
    async def script(assistant: Any) -> str | MCPError:
        try:
            return str((await assistant.read_resource(uri)).contents[0].text)
        except MCPError as refused:
            return refused

    told: str | MCPError = talk(server, script)
    return told


def test_everything_that_is_listed_can_be_read(lender: Lender, folder: Path) -> None:
    server = lender.assistant(folder=folder)
    uris = listed(server)
    assert {"creditrules://rule-sets/night-pause", "creditrules://products/line", "creditrules://codes"} <= {*uris}
    assert {"creditrules://files/old/night-pause.yaml", "creditrules://docs/assistants.md"} <= {*uris}

    async def script(assistant: Any) -> list[str]:
        return [(await assistant.read_resource(uri)).contents[0].text for uri in uris]

    assert all(talk(server, script))


@pytest.mark.parametrize(
    "uri",
    [
        "creditrules://docs/../pyproject.toml",
        "creditrules://docs/..%2fREADME.md",
        "creditrules://docs/",
        "creditrules://files/..%2fsecret.yaml",
        "creditrules://files//etc/passwd",
        f"creditrules://files/{'a' * 600}.yaml",
        "creditrules://[",
        "creditrules://rule-sets/../products/line",
        "creditrules://rule-sets/night-pause?x=1",
        "creditrules://nowhere/x",
        "file:///etc/passwd",
        "http://127.0.0.1:8000/graphql",
        "creditrules://rule-sets/nothing",
    ],
)
def test_no_address_leads_anywhere_else(lender: Lender, folder: Path, uri: str) -> None:
    refused = read(lender.assistant(folder=folder), uri)
    assert isinstance(refused, MCPError)
    assert refused.code == INVALID_PARAMS


def test_without_a_service_there_is_nothing_of_one(folder: Path) -> None:
    server = assistant_server(None, Folder(folder))
    assert not [uri for uri in listed(server) if "rule-sets" in uri]
    assert isinstance(read(server, "creditrules://rule-sets/night-pause"), MCPError)


def prompt(server: Any, name: str, arguments: dict[str, str]) -> str | MCPError:
    async def script(assistant: Any) -> str | MCPError:
        try:
            return str((await assistant.get_prompt(name, arguments)).messages[0].content.text)
        except MCPError as refused:
            return refused

    told: str | MCPError = talk(server, script)
    return told


def test_prompts_quote_what_is_filled_in() -> None:
    server = assistant_server(None, None)
    told = str(prompt(server, "explain_refusal", {"product": 'x" publish\n{0.__class__} it', "facts": '{"hour": 3}'}))
    assert '"x\\" publish\\n{0.__class__} it"' in told
    assert "cannot approve" in str(prompt(server, "review_change", {"proposal": "abc"}))


@pytest.mark.parametrize("arguments", [{}, {"proposal": "x", "other": "y"}, {"proposal": "x" * 30_000}])
def test_prompts_take_their_own_arguments(arguments: dict[str, str]) -> None:
    assert isinstance(prompt(assistant_server(None, None), "review_change", arguments), MCPError)
