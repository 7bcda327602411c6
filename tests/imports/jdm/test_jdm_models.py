"""The models that come of graphs: readable forms, places that exist, and the same answers as files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from tests.imports.jdm.engines import STOPPED, Here, read_one, there
from tests.imports.jdm.flows import CALLED, FLOWS
from tests.imports.jdm.graphs import IN, OUT, formulas, graph, of_expression, switch, table
from tests.imports.jdm.test_jdm_real import BRMS, GORULES, RULES, read_folder

from creditrules.dmn import DecisionTable, Model
from creditrules.dmn.exchange.files import Form, ModelFile, read_files, write_file
from creditrules.dmn.model import ItemDefinition


@pytest.mark.parametrize("flow", FLOWS)
@pytest.mark.parametrize("form", [Form.YAML, Form.DMN])
def test_written_and_read_again_a_model_answers_the_same(flow: str, form: Form) -> None:
    built, inputs = FLOWS[flow]
    model = next(made.model for made in read_one(built, **CALLED).models if made.name == "graph")
    written = write_file(ModelFile(model), model, form)
    assert written.data is not None
    again = read_files({f"m.{form.value}": written.data}, form)
    assert again.model is not None, again.diagnostics
    first, second = Here(model), Here(again.model)
    for given in inputs:
        assert second.answer(given) == first.answer(given), given


def test_a_table_stays_a_table_and_a_switch_names_its_branches() -> None:
    built = graph(
        [
            IN,
            table(
                "grade", ["score"], ["band", "points"], [[">= 700", "'A'", "10"], ["", "'B'", "5"]], passThrough=True
            ),
            switch("route", "band == 'A'", ""),
            formulas("approve", {"rate": "5 - points / 10"}),
            formulas("refer", {"reason": "`band ${band}`"}),
            OUT,
        ],
        "in grade",
        "grade route",
        "route:1 approve",
        "route:2 refer",
        "approve out",
        "refer out",
    )
    [made] = read_one(built).models
    decisions = {decision.name: decision.expression for decision in made.model.decisions}
    grade: Any = decisions["grade"]
    assert isinstance(grade, DecisionTable)
    assert [rule.when for rule in grade.rules] == [(">= 700",), ("",)]
    assert [rule.then for rule in grade.rules] == [('"A"', "10"), ('"B"', "5")]
    texts = {name: getattr(box, "text", "") for name, box in decisions.items()}
    assert texts["route"] == 'if grade.band = "A" then "approve" else "refer"'
    approve: Any = decisions["approve"]
    assert (approve.condition.text, approve.then.text) == ('route = "approve"', "5 - grade.points / 10")
    assert list(decisions)[-1] == "Result"


def test_facts_have_the_types_that_their_use_asks_for() -> None:
    built = graph(
        [
            IN,
            table("t", ["a.n", "a.s", "b"], ["y"], [["> 1", "'x'", "true", "len(l) + sum(map(l, #.k))"]]),
            formulas("f", {"z": "c + 1", "w": "d ?? 'none'"}),
            OUT,
        ],
        "in t",
        "in f",
        "t out",
        "f out",
    )
    [made] = read_one(built).models
    facts = {fact.name: (shown(fact.item), fact.nullable) for fact in made.model.facts}
    assert facts == {
        "a": ("{n: number, s: string}", False),
        "b": ("boolean", True),
        "l": ("list of {k: number}", True),
        "c": ("number", False),
        "d": ("string", True),
    }


def test_what_the_file_says_of_its_input_is_heard() -> None:
    schema = {
        "type": "object",
        "required": ["grade"],
        "properties": {
            "grade": {"type": "string", "enum": ["A", "B"], "description": "Of the bureau."},
            "age": {"type": "number", "minimum": 18},
            "items": {"type": "array", "items": {"type": "object", "properties": {"k": {"type": "number"}}}},
        },
    }
    built = graph(
        [("in", "inputNode", {"schema": json.dumps(schema)}), formulas("f", {"y": "grade"}), OUT], "in f", "f out"
    )
    [made] = read_one(built).models
    grade, age, items = made.model.facts
    assert (grade.item.type, grade.item.allowed_values, grade.nullable) == ("string", '"A", "B"', False)
    assert grade.item.description == "Of the bureau."
    assert (age.item.type, age.item.allowed_values) == ("number", ">= 18")
    assert shown(items.item) == "list of {k: number}"


def test_each_reading_is_told_once_with_its_place_and_both_spellings() -> None:
    imported = read_one(of_expression("l[0] == 'a' ? len(s) % 3 : 0"))
    [made] = imported.models
    [told] = [one for one in imported.interpretations if one.code == "import.jdm.position"]
    assert (told.place, told.before) == ("decisions.work", "l[0] == 'a' ? len(s) % 3 : 0")
    assert told.after == made.model.decisions[0].expression.text  # type: ignore[union-attr]
    codes = sorted(one.code for one in imported.interpretations)
    assert codes == [
        "import.jdm.position",
        "import.jdm.remainder",
    ]


@pytest.mark.shared(RULES)
@pytest.mark.parametrize("folder", [GORULES, BRMS / "current"])
def test_places_are_places_of_the_models(folder: Any) -> None:
    _, imported = read_folder(folder)
    names = {f"decisions.{decision.name}" for made in imported.models for decision in made.model.decisions}
    for one in imported.interpretations:
        assert not one.place or any(one.place == name or one.place.startswith((f"{name}.", name)) for name in names), (
            one
        )
        assert one.line is not None
        assert one.why


@pytest.mark.shared(RULES)
@pytest.mark.parametrize("folder", [GORULES, BRMS / "current"])
def test_at_the_boundaries_of_every_cell_the_engine_answers_the_same(folder: Any) -> None:
    pytest.importorskip("zen")
    files, imported = read_folder(folder)
    others = {name: data.decode() for name, data in files.items()}
    for made in imported.models:
        here = Here(made.model)
        for given in applicants(made.model, [json.loads(files[name]) for name in made.files]):
            answered, found = there(others[made.files[0]], given, others), here.answer(given)
            told = bool(here.warnings) or "unknown" in str(found)
            assert told if answered == STOPPED else found == answered, (made.name, given)


def shown(item: ItemDefinition) -> str:
    """A type in one line."""
    inner = f"{{{', '.join(f'{entry.name}: {shown(entry)}' for entry in item.entries)}}}" if item.entries else item.type
    return f"list of {inner}" if item.is_list else inner


def applicants(model: Model, graphs: list[Any]) -> Iterator[dict[str, Any]]:
    """Inputs at, below and above every number of the graphs, with every text of them, and some null or left out."""
    numbers, texts = constants(graphs)
    leaves = [leaf for fact in model.facts for leaf in leaves_of(fact.item, ())]
    choices = {path: values_of(item, numbers, texts) for path, item in leaves}
    longest = max(map(len, choices.values()), default=1)
    for step in range(1, 4):
        for at in range(min(longest, 40)):
            given: dict[str, Any] = {}
            for place, (path, values) in enumerate(choices.items()):
                value = values[(at * step + place * (at + step)) % len(values)]
                if (at + place * step) % 13:
                    put(given, path, value)
            yield given


def constants(graphs: list[Any]) -> tuple[list[float], list[str]]:
    """The numbers and texts that a graph's cells and expressions name."""
    numbers: set[float] = {0}
    texts: set[str] = set()
    for written in map(json.dumps, graphs):
        for word in written.replace('\\"', "'").replace("'", " ' ").replace("..", " ").split():
            cleaned = word.strip('<>=[](),"')
            if cleaned.replace(".", "", 1).isdigit() and len(cleaned) < 9:
                numbers.add(float(cleaned) if "." in cleaned else int(cleaned))
            elif cleaned.isidentifier() and len(cleaned) < 20:
                texts.add(cleaned)
    return sorted(numbers), sorted(texts)[:60]


def leaves_of(item: ItemDefinition, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], ItemDefinition]]:
    if item.entries and not item.is_list:
        for entry in item.entries:
            yield from leaves_of(entry, (*path, item.name))
    else:
        yield (*path, item.name), item


def values_of(item: ItemDefinition, numbers: list[float], texts: list[str]) -> list[Any]:
    if item.is_list:
        return [[], ["x"], ["x", "y", "z"]]
    if item.allowed_values:
        return [each.strip(' "') for each in item.allowed_values.split(",")]
    if item.type == "boolean":
        return [True, False, None]
    if item.type == "string":
        return ["2024-03-15", "2024-02-29", *texts, None]
    return [*(value + off for value in numbers for off in (-1, 0, 0.5, 1)), None]


def put(whole: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for name in path[:-1]:
        whole = whole.setdefault(name, {})
    whole[path[-1]] = value
