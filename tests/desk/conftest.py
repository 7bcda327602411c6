"""A lender of one's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.desk.lenders import Lender, new_lender
from tests.desk.trials import Tried, prepared

from creditrules.store import RulesInTable


@pytest.fixture
def empty_lender() -> Iterator[Lender]:
    """A lender without documents."""
    with new_lender() as lender:
        yield lender


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> Iterator[Tried]:
    """A lender that may try a version, with a secret that draws the same arms in every run."""
    monkeypatch.setattr(RulesInTable, "arm_secret", lambda *_: bytes(32))
    with new_lender() as lender:
        yield prepared(lender)
