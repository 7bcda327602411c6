"""The examples of the library's documentation are run as they stand."""

from __future__ import annotations

import doctest
from importlib import import_module

import pytest

DOCUMENTED = (
    "creditrules",
    "creditrules.library.expressions",
    "creditrules.library.models",
    "creditrules.library.rule_sets",
)


@pytest.mark.parametrize("name", DOCUMENTED)
def test_every_example_answers_what_it_says(name: str) -> None:
    found = doctest.testmod(import_module(name), optionflags=doctest.ELLIPSIS)
    assert found.attempted > 0
    assert found.failed == 0
