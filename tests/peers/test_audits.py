"""The audits of GraphQL over HTTP that npm's graphql-http has, on the service of one machine and on the function."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.cli.serving import Served
from tests.handlers.deployed import ENVIRONMENT, deployed, token
from tests.handlers.gateway import gateway
from tests.peers.conftest import Peer

from creditrules.api import GRAPHQL_SCHEMA, AsgiApp, Engine
from creditrules.auth import Role
from creditrules.bootstrap import build_app
from creditrules.config import Limits, read_settings

RUN = Path(__file__).parent / "audits" / "run.mjs"
AUDITS = 61
BY_INTROSPECTION = {"28B9", "2EA1", "6A70", "D6D5"}
"""These ask for `__type`, which the function answers to nobody."""

Audits = dict[str, tuple[str, str]]


def audited(url: str, bearer: str, how: str) -> Audits:
    """Every audit's status and reason, by its id."""
    done = subprocess.run(
        ["node", str(RUN), f"{url}/graphql", bearer, how], capture_output=True, text=True, timeout=120, check=True
    )
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return {each["id"]: (each["status"], each.get("reason") or "") for each in found}


def bad(found: Audits) -> Audits:
    return {audit: told for audit, told in found.items() if told[0] != "ok"}


@pytest.mark.parametrize("how", ["alone", "preferred"])
def test_the_service_of_one_machine_passes_every_audit(peer: Peer, demo: Served, how: str) -> None:
    found = audited(demo.url, demo.partner, how)
    assert (len(found), bad(found)) == (AUDITS, {})


@pytest.fixture(scope="module")
def function(peer: Peer) -> Iterator[str]:
    with deployed() as module, gateway(module.handler) as url:
        yield url


@pytest.mark.parametrize("how", ["alone", "preferred"])
def test_the_function_passes_every_audit_but_those_that_ask_for_a_type(function: str, how: str) -> None:
    found = audited(function, token(Role.PARTNER), how)
    assert (len(found), set(bad(found))) == (AUDITS, BY_INTROSPECTION)


@pytest.mark.parametrize("how", ["alone", "preferred"])
def test_with_introspection_it_passes_that_too(peer: Peer, how: str) -> None:
    with deployed() as module:
        application = build_app(read_settings(ENVIRONMENT)).application
        engine = Engine(GRAPHQL_SCHEMA, Limits(), introspection=True, suggestions=False)
        handler = module.behind_gateway(AsgiApp(replace(application, engine=engine), threads=False))
        with gateway(handler) as url:
            found = audited(url, token(Role.PARTNER), how)
    assert (len(found), bad(found)) == (AUDITS, {})
