"""A lender's service in this process, and a folder of rules."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.assistants.talking import CHANGE, LATER, PRODUCT, RULES, Lender

from creditrules.auth import Role, make_key
from creditrules.bootstrap import build_local
from creditrules.cli.local.tokens import LocalTokens
from creditrules.cli.service.publishing import publish_content


@pytest.fixture
def lender() -> Iterator[Lender]:
    key = make_key()
    with build_local(key=key) as service:
        lender = Lender(service, LocalTokens(key, "acme"))
        staff = lender.client(Role.ADMINISTRATOR)
        for content in (RULES, PRODUCT, LATER):
            publish_content(staff, content + CHANGE, create=True)
        yield lender


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rules = tmp_path / "rules"
    (rules / "old").mkdir(parents=True)
    (rules / "night-pause.yaml").write_text(LATER + CHANGE, "utf-8")
    (rules / "old" / "night-pause.yaml").write_text(RULES, "utf-8")
    (rules / "line.yaml").write_text(PRODUCT, "utf-8")
    return rules
