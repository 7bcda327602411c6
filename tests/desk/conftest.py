"""A lender of one's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.desk.lenders import Lender, new_lender


@pytest.fixture
def empty_lender() -> Iterator[Lender]:
    """A lender without documents."""
    with new_lender() as lender:
        yield lender
