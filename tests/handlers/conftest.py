"""The service behind real HTTP, thrice: the function behind its gateway, one machine, and that as deployed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.handlers.asking import Service
from tests.handlers.deployed import deployed, token
from tests.handlers.gateway import gateway
from tests.handlers.listening import listening

from creditrules.auth import Role, make_key
from creditrules.bootstrap import build_local
from creditrules.cli.local.tokens import LocalTokens
from creditrules.config import read_local_settings

KEY = make_key(local=True)
SHOP = "https://shop.example"
ORIGINS = {"CREDITRULES_ORIGINS": f"acme={SHOP} zenith=https://zenith.example"}


@pytest.fixture(scope="module")
def services() -> Iterator[Mapping[str, Service]]:
    own = LocalTokens(KEY, "acme").issue(Role.PARTNER, "shop", timedelta(hours=1))
    settings = read_local_settings(ORIGINS)
    with (
        deployed(**ORIGINS) as module,
        gateway(module.handler) as function,
        build_local(key=KEY, settings=settings) as machine,
        listening(machine.asgi) as local,
        build_local(key=KEY, settings=replace(settings, production=True)) as closed,
        listening(closed.asgi) as as_deployed,
    ):
        yield {
            "function": Service(function, token(Role.PARTNER)),
            "one machine": Service(local, own),
            "as deployed": Service(as_deployed, own),
        }
