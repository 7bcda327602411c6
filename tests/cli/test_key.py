"""`creditrules key`: made, listed and revoked as over the API; the secret alone goes to the output."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from typer.testing import CliRunner, Result

from creditrules.api import Request
from creditrules.auth import Role, make_key
from creditrules.bootstrap import LocalService, build_local
from creditrules.cli.local.tokens import LocalTokens
from creditrules.cli.main import app
from creditrules.cli.service import asking
from creditrules.cli.service.in_process import in_process

Command = Callable[..., Result]
KEY = make_key(local=True)


@pytest.fixture
def service() -> Iterator[LocalService]:
    with build_local(key=KEY) as service:
        yield service


@pytest.fixture
def run(service: LocalService, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs `creditrules key …` against the service in this process, as somebody of that role."""

    def run(*arguments: str, role: Role = Role.CHIEF) -> Result:
        monkeypatch.setattr(asking, "over_http", lambda _url, token: in_process(service.application, token))
        token = LocalTokens(KEY, "acme").issue(role, "carla")
        return CliRunner().invoke(app, ["key", *arguments, "--token", token])

    return run


def status(service: LocalService, bearer: str) -> int:
    headers = {"authorization": f"Bearer {bearer}", "content-type": "application/json"}
    body = b'{"query": "{ products { totalCount } }"}'
    return service.application.handle(Request("POST", "/graphql", headers, "", body)).status


def test_a_key_is_made_used_listed_and_revoked(service: LocalService, run: Command) -> None:
    assert "There are no API keys." in run("list").stdout
    made = run("create", "shop", "--purpose", "decide", "--days", "3")
    assert made.exit_code == 0, made.output
    secret = made.stdout.strip()
    name = secret.split("_")[1]
    assert name in made.stderr
    assert status(service, secret) == 200
    [listed] = json.loads(run("list", "--json").stdout)
    assert (listed["name"], listed["purposes"], listed["products"]) == (name, ["ASK", "DECIDE"], None)
    assert listed["usedAt"] is not None
    assert "valid until" in run("list").stdout
    assert "was revoked, at" in run("revoke", name).stdout
    assert status(service, secret) == 401
    assert "was revoked before, at" in run("revoke", name, role=Role.ADMINISTRATOR).stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("create", "The Shop"), "BAD_API_KEY"),
        (("create", "shop", "--product", "nothing"), "UNKNOWN_PRODUCT"),
        (("revoke", "acme-nothing"), "UNKNOWN_API_KEY"),
    ],
)
def test_what_is_refused_ends_the_command(run: Command, arguments: tuple[str, ...], code: str) -> None:
    refused = run(*arguments)
    assert refused.exit_code == 1
    assert code in refused.output


@pytest.mark.parametrize("arguments", [("create", "shop"), ("list",)])
def test_without_the_right_nothing_is_made_or_listed(run: Command, arguments: tuple[str, ...]) -> None:
    refused = run(*arguments, role=Role.PARTNER)
    assert refused.exit_code == 1
    assert "crk_" not in refused.stdout
