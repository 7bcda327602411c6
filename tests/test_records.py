"""Cheap dataclasses behave as the standard ones: compared here with what the standard decorator makes."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import creditrules
from creditrules import records


def _family(decorate: Any, field: Any) -> dict[str, Any]:
    @decorate(frozen=True, slots=True)
    class Base:
        first: int

    @decorate(frozen=True, slots=True)
    class Whole(Base):
        second: str = "s"
        kept: list[int] = field(default_factory=list, compare=False)
        worked_out: int = field(init=False, repr=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "worked_out", self.first * 2)

        @property
        def doubled(self) -> int:
            return self.worked_out * 2

    @decorate(slots=True)
    class Open:
        value: int
        more: list[int] = field(default_factory=list)

    @decorate(eq=False)
    class Raised(Exception):
        reason: str
        code: int = 7

    @decorate(frozen=True, slots=True)
    class Empty:
        pass

    return {"Base": Base, "Whole": Whole, "Open": Open, "Raised": Raised, "Empty": Empty}


OURS = _family(records.dataclass, records.field)
STANDARD = _family(dataclasses.dataclass, dataclasses.field)


@pytest.fixture(params=[OURS, STANDARD], ids=["ours", "standard"])
def made(request: pytest.FixtureRequest) -> dict[str, Any]:
    family: dict[str, Any] = request.param
    return family


def test_objects_are_made_by_position_by_name_and_with_defaults(made: dict[str, Any]) -> None:
    one = made["Whole"](1, second="t")
    assert (one.first, one.second, one.kept, one.worked_out, one.doubled) == (1, "t", [], 2, 4)
    assert made["Whole"](1).second == "s"
    assert made["Whole"](1).kept is not made["Whole"](1).kept
    assert isinstance(one, made["Base"])
    for values, named in (((), {}), ((1, "s", [], 4), {}), ((1,), {"first": 1}), ((1,), {"worked_out": 3})):
        with pytest.raises(TypeError):
            made["Whole"](*values, **named)


def test_equality_and_hash_are_those_of_the_compared_fields(made: dict[str, Any]) -> None:
    whole, base = made["Whole"], made["Base"]
    assert whole(1, "t", [1]) == whole(1, "t", [2])
    assert hash(whole(1, "t", [1])) == hash(whole(1, "t", [2]))
    assert whole(1) != whole(2)
    assert base(1) != whole(1)
    assert made["Empty"]() == made["Empty"]()
    assert made["Open"](1) == made["Open"](1)
    assert made["Raised"]("r") != made["Raised"]("r")
    with pytest.raises(TypeError):
        hash(made["Open"](1))


def test_frozen_objects_stay_as_they_are_and_slots_take_nothing_else(made: dict[str, Any]) -> None:
    one = made["Whole"](1)
    for name in ("first", "second"):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(one, name, 2)
        with pytest.raises(dataclasses.FrozenInstanceError):
            delattr(one, name)
    open_ = made["Open"](1)
    open_.value = 2
    assert open_.value == 2
    with pytest.raises(AttributeError):
        open_.other = 1
    assert not hasattr(one, "__dict__")


def test_text_form_patterns_and_exceptions(made: dict[str, Any]) -> None:
    assert repr(made["Whole"](1)).endswith("Whole(first=1, second='s', kept=[])")
    assert made["Whole"].__match_args__ == ("first", "second", "kept")
    with pytest.raises(made["Raised"]) as raised:
        raise made["Raised"]("why")
    assert (raised.value.reason, raised.value.code) == ("why", 7)


def test_the_standard_functions_take_them(made: dict[str, Any]) -> None:
    one = made["Whole"](1, "t", [5])
    assert dataclasses.is_dataclass(made["Whole"])
    assert [field.name for field in dataclasses.fields(one)] == ["first", "second", "kept", "worked_out"]
    assert dataclasses.replace(one, first=3).worked_out == 6
    assert dataclasses.asdict(one) == {"first": 1, "second": "t", "kept": [5], "worked_out": 2}


def test_a_changed_copy_is_worked_out_anew() -> None:
    one = records.replace(OURS["Whole"](1, "t", [5]), first=3)
    assert (one.first, one.second, one.kept, one.worked_out) == (3, "t", [5], 6)


def test_the_language_is_imported_without_what_only_some_need() -> None:
    code = "import sys, creditrules.dmn, creditrules.feel; print(*sys.modules)"
    env = {**os.environ, "PYTHONPATH": str(Path(creditrules.__file__).parents[1])}
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env)
    assert not {"yaml", "pydantic", "dataclasses", "inspect", "hashlib"} & set(told.stdout.split())
