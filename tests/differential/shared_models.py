"""Decision models, asked of us and of another engine with the same applicants."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from applicants import applicants, boxes  # type: ignore[import-not-found]
from other_engines import (  # type: ignore[import-not-found]
    DIGITS,
    EXACT,
    Refused,
    answered,
    ask,
    on_wire,
    same,
    written,
)

from creditrules.dmn import CompiledModel, DecisionTable, check_model, compile_model
from creditrules.dmn.domains.domain import conform
from creditrules.dmn.exchange.files import Form, read_files
from creditrules.dmn.exchange.xml import read_models, write_xml
from creditrules.feel import Value, from_datetime

OWN = Path(__file__).with_name("models")
SHARED = Path(__file__).parents[3] / "shared"
# Engines that are asked decision tables only: their expressions are those of feel-scala, which is compared apart.
TABLES_ONLY = ("camunda7", "dmn-scala")
SHOWN = 60
NOW = from_datetime(datetime(2026, 1, 15, 12, 0, tzinfo=UTC))


@dataclass(frozen=True)
class Asked:
    """A model with its applicants and our answers to each by decision, called as the file calls it.

    names: ours by the file's names. tables: whether it has decision tables.
    """

    name: str
    path: Path
    names: Mapping[str, str]
    applicants: tuple[Mapping[str, Value], ...]
    ours: tuple[Mapping[str, Value], ...]
    facts: tuple[str, ...]
    tables: bool


@cache
def models() -> tuple[Asked, ...]:
    """Our own models, then those beside the project that are read here and import nothing, each once."""
    paths = [*SHARED.glob("tck/*/*/*.dmn"), *SHARED.glob("data/rules/dmn/**/*.dmn")]
    once = {path.read_bytes(): path for path in sorted(paths)}
    files = [*written_out(), *sorted(once.values())]
    return tuple(asked for path in files for asked in [read(path)] if asked is not None)


def written_out() -> list[Path]:
    """Our own models as DMN files."""
    folder = Path(tempfile.mkdtemp()) / "models"
    folder.mkdir()
    files = []
    for source in sorted(OWN.glob("*.yaml")):
        model = read_files({source.name: source.read_bytes()}, Form.YAML).model
        assert model is not None
        files.append(folder / f"{source.stem}.dmn")
        files[-1].write_bytes(write_xml(model).data or b"")
    return files


def read(path: Path) -> Asked | None:
    """A model with our answers; None where the file has none that we run."""
    found = read_models({path.name: path.read_bytes()}, path.name)
    if found.model is None or not found.model.decisions:
        return None
    compiled = compile_model(check_model(found.model))
    people = applicants(compiled)
    ours = tuple(our_answers(compiled, one) for one in people)
    tables = any(isinstance(box, DecisionTable) for box in boxes(found.model))
    facts = tuple(compiled.checked.facts)
    return Asked(f"{path.parent.name}/{path.stem}", path, found.names, tuple(people), ours, facts, tables)


def our_answers(compiled: CompiledModel, given: Mapping[str, Value]) -> dict[str, Value]:
    """What each decision gives; a fact that is missing is null, as it is in DMN."""
    facts = {name: conform(given.get(name), domain)[0] for name, domain in compiled.checked.facts.items()}
    return dict(compiled.evaluate(facts, NOW, tuple(compiled.decisions)).values)


@dataclass(frozen=True)
class Compared:
    """One decision for one applicant. place: model, decision and kind of difference, "" where there is none."""

    model: str
    place: str
    ours: Any
    theirs: Any


def comparisons(engine: str) -> Iterator[Compared]:
    """Every decision of every model for every applicant."""
    asked = [one for one in models() if engine not in TABLES_ONLY or one.tables]
    questions = [(one, number) for one in asked for number in range(len(one.applicants))]
    wire = [
        {"model": str(one.path), "inputs": {name: on_wire(value) for name, value in one.applicants[number].items()}}
        for one, number in questions
    ]
    for (one, number), answer in zip(questions, ask(engine, wire), strict=True):
        for name, ours, theirs in pairs(one, number, answer):
            place = ""
            if not same(ours, as_value(engine, ours, theirs), DIGITS.get(engine, EXACT)):
                place = f"{one.name} / {name}: {difference(ours, theirs)}"
                if isinstance(theirs, Refused) and len(one.applicants[number]) < len(one.facts):
                    place = "any model: refused without a fact"
            yield Compared(one.name, place, ours, theirs)


def differences(engine: str) -> dict[str, str]:
    """By model, decision and kind of difference, how many answers differ, and the first that does."""
    found: dict[str, list[Compared]] = {}
    for one in comparisons(engine):
        if one.place:
            found.setdefault(one.place, []).append(one)
    return {
        place: f"{len(all_of)} times, first {cut(all_of[0].ours)} is {cut(all_of[0].theirs)}"
        for place, all_of in found.items()
    }


def pairs(one: Asked, number: int, answer: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Decision, our value, their value. A model that is refused as a whole counts once."""
    if "refused" in answer:
        if number == 0:
            yield "all", "read", Refused(answer["refused"])
        return
    theirs = {one.names.get(name, name): answered(part) for name, part in answer["decisions"].items()}
    for name, ours in one.ours[number].items():
        yield name, ours, theirs.get(name, Refused("no such decision"))


def as_value(engine: str, ours: Any, theirs: Any) -> Any:
    """Camunda 7 answers with rows: a list of one row is not told from the row."""
    return [theirs] if engine == "camunda7" and isinstance(ours, list) and not isinstance(theirs, list) else theirs


def difference(ours: Any, theirs: Any) -> str:
    """The kind of a difference."""
    if isinstance(theirs, Refused):
        return "refused"
    if theirs is None:
        return "null for a value"
    return "a value for null" if ours is None else "another value"


def cut(value: Any) -> str:
    """A value in few characters."""
    text: str = written(value)
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
