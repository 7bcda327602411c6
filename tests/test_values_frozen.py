"""Stages meet at frozen values: every dataclass is frozen and has slots, but for those that are there to be changed."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import Any

import pytest

PACKAGES = (
    "auth",
    "population",
    "desk",
    "disclosure",
    "dmn",
    "document",
    "eligibility",
    "errors",
    "feed",
    "feel",
    "lending",
    "library",
    "rules",
    "store",
)
CHANGED = {
    "population.FaultKind",
    "population.Moments",
    "population.Tally",
    "dmn.Author",
    "dmn.Element",
    "dmn.Node",
    "dmn.Reading",
    "dmn.RowsSeen",
    "dmn.Sheet",
    "dmn.Standing",
    "dmn.Texts",
    "dmn.WrittenElement",
    "document._Open",
    "document._Reading",
    "errors.Refusal",
    "eligibility.Counter",
    "eligibility._Making",
    "feel.Budget",
    "feel.Frame",
    "feel.Open",
    "feel.Run",
    "rules.Alignment",
    "rules._Walk",
    "store._Found",
}
"""What grows while one piece of work goes on, and no other work sees; an exception, which gets a traceback."""
LOOSE = {"eligibility.Decision", "errors.Refusal"}
"""Without slots: an exception has a dictionary anyway, and a decision takes one of its fields as it is."""


def classes(package: str) -> list[Any]:
    root = import_module(f"creditrules.{package}")
    names = [root.__name__]
    if hasattr(root, "__path__"):
        names += [each.name for each in pkgutil.walk_packages(root.__path__, f"{root.__name__}.")]
    found = []
    for name in names:
        module = import_module(name)
        found += [
            value
            for value in vars(module).values()
            if isinstance(value, type) and value.__module__ == name and "__dataclass_fields__" in vars(value)
        ]
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_values_are_frozen_and_have_slots(package: str) -> None:
    made = {f"{package}.{cls.__name__}": cls for cls in classes(package)}
    assert made
    changed = {name for name, cls in made.items() if not cls.__dataclass_params__.frozen}
    loose = {name for name, cls in made.items() if "__slots__" not in vars(cls)}
    assert changed == CHANGED & made.keys()
    assert loose == LOOSE & made.keys()


def test_the_list_names_nothing_that_is_gone() -> None:
    there = {f"{package}.{cls.__name__}" for package in PACKAGES for cls in classes(package)}
    assert there >= CHANGED | LOOSE
