"""The service behind real HTTP, thrice: the function behind its gateway, one machine, and that as deployed.

As deployed partners send trusted documents only; the other two let them send any, so that what lies below is tried too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    tokens, hour = LocalTokens(KEY, "acme"), timedelta(hours=1)
    own, staff = tokens.issue(Role.PARTNER, "shop", hour), tokens.issue(Role.ADMINISTRATOR, "ada", hour)
    settings, in_production = (read_local_settings(ORIGINS, production=each) for each in (False, True))
    with (
        deployed(**ORIGINS) as module,
        gateway(module.handler) as function,
        build_local(key=KEY, settings=settings) as machine,
        listening(machine.asgi) as local,
        build_local(key=KEY, settings=in_production) as closed,
        listening(closed.asgi) as as_deployed,
    ):
        yield {
            "function": Service(function, token(Role.PARTNER), token(Role.ADMINISTRATOR)),
            "one machine": Service(local, own, staff),
            "as deployed": Service(as_deployed, own, staff),
        }
