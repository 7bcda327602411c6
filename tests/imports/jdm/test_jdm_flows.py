"""Graphs give the same output object as the engine, whichever way data flows through them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.imports.jdm.engines import STOPPED, Here, read_one, there
from tests.imports.jdm.flows import CALLED, FLOWS

ANSWERS = json.loads((Path(__file__).parent / "flows.json").read_text("utf-8"))
"""By flow, what the engine answers on each of its inputs."""


def test_every_flow_has_its_answers() -> None:
    assert {name: len(answers) for name, answers in ANSWERS.items()} == {
        name: len(inputs) for name, (_, inputs) in FLOWS.items()
    }


@pytest.mark.parametrize("flow", FLOWS)
def test_a_flow_answers_as_in_the_engine(flow: str) -> None:
    built, inputs = FLOWS[flow]
    imported = read_one(built, **CALLED)
    assert imported.ok, imported.diagnostics
    here = Here(next(made.model for made in imported.models if made.name == "graph"))
    for given, answer in zip(inputs, ANSWERS[flow], strict=True):
        found = here.answer(given)
        assert told(here, found) if answer == STOPPED else found == answer, given
        assert answer == STOPPED or here.warnings == (), given


def test_the_engine_gives_the_recorded_answers() -> None:
    pytest.importorskip("zen")
    others = {f"{name}.json": json.dumps(each) for name, each in CALLED.items()}
    for name, (built, inputs) in FLOWS.items():
        assert [there(built, given, others) for given in inputs] == ANSWERS[name], name


def told(here: Here, found: Any) -> bool:
    """Whether an answer says that something is missing or cannot be worked out."""
    return bool(here.warnings) or "unknown" in str(found)
