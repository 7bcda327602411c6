"""What an approver reads as impact, what the diff tells, and which rules count as carried are one comparison."""

from __future__ import annotations

import copy
import json
from functools import cache
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from creditrules.document import read_json
from creditrules.rules import Impact, RuleSet, compute_impact, read_rule_set
from creditrules.rules.diff import ContentDiff, DiffKind, Row, carried_rows, diff_contents

Doc = dict[str, Any]
NAMES = ["Level", "Score", "Findings"]
CELLS = st.sampled_from(["-", "< 1", "< 2", ">= 1", '"A"', '"B"'])


IDS = st.fixed_dictionaries({}, optional={"id": st.sampled_from("xyz"), "note": st.sampled_from(["n", "m"])})


@cache  # making strategies takes far longer than drawing from them
def rows(width: int) -> st.SearchStrategy[Any]:
    cells = st.lists(CELLS, min_size=width + 1, max_size=width + 1)
    named = st.builds(lambda row, ids: {"when": row[:-1], "then": row[-1:], **ids}, cells, IDS)
    return cells | named


@cache
def row_lists(width: int) -> st.SearchStrategy[list[Any]]:
    return st.lists(rows(width), max_size=5)


INPUTS = st.lists(st.sampled_from(["age", "Level", "debt"]), max_size=2, unique=True)


@st.composite
def any_table(draw: st.DrawFn) -> Doc:
    inputs = draw(INPUTS)
    rules = draw(row_lists(len(inputs)))
    used: set[str] = set()
    for rule in rules:
        if isinstance(rule, dict) and rule.get("id") in used:
            del rule["id"]
        used.add(rule.get("id", "") if isinstance(rule, dict) else "")
    return {"inputs": inputs, "outputs": ["intervention"], "rules": rules}


TABLES = any_table()
BODIES = st.one_of(
    st.fixed_dictionaries({"expression": st.sampled_from(["age + 1", "age"])}),
    TABLES.map(lambda table: {"context": [{"name": "inner", "table": table}, {"result": "inner"}]}),
    st.fixed_dictionaries({"table": TABLES}),
    st.fixed_dictionaries({"table": TABLES}),
)
SOME_NAMES = st.lists(st.sampled_from(NAMES), unique=True)
SOME_FUNCTIONS = st.lists(st.sampled_from(["rank", "ratio"]), unique=True, max_size=1)
FACT_NAMES = st.permutations(["age", "debt"])
REASONS = st.sets(st.sampled_from(["R1", "R2"]), min_size=1)


@st.composite
def any_content(draw: st.DrawFn) -> Doc:
    names, functions = draw(SOME_NAMES), draw(SOME_FUNCTIONS)
    return {
        "ruleSet": "risk",
        "category": "RISK",
        "name": {"en": "Risk"},
        "facts": [{"name": name, "type": "number"} for name in draw(FACT_NAMES)],
        "reasons": {code: {"message": {"en": code}} for code in draw(REASONS)},
        "functions": [{"name": name, "parameters": ["p"], "table": draw(TABLES)} for name in functions],
        "decisions": [{"name": name, **draw(BODIES)} for name in names],
    }


CONTENTS = any_content()


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Doc, Doc]:
    """Two contents that have much in common, or little."""
    before = draw(CONTENTS)
    after = copy.deepcopy(before)
    other = draw(CONTENTS)
    for key in ("facts", "reasons", "functions", "decisions"):
        match draw(st.integers(0, 3)):
            case 0:
                after[key] = other[key]
            case 1 if key == "decisions":
                for decision in after[key]:
                    rework(draw, decision)
    return before, after


def rework(draw: st.DrawFn, decision: Doc) -> None:
    """Reword a row, move one, take one out or rename the decision."""
    rules = decision.get("table", {}).get("rules", [])
    if not rules or draw(st.integers(0, 5)) == 0:
        decision["name"] += " now"
        return
    place = draw(st.integers(0, len(rules) - 1))
    match draw(st.integers(0, 2)):
        case 0:
            row = rules[place]
            (row if isinstance(row, list) else row["then"])[-1] = draw(CELLS)
        case 1:
            rules.insert(draw(st.integers(0, len(rules) - 1)), rules.pop(place))
        case _:
            del rules[place]


def rule_set(content: Doc) -> RuleSet:
    read = read_rule_set(read_json(json.dumps(content).encode()))
    assert read.rule_set is not None, read.diagnostics
    return read.rule_set


def diff_of(before: Doc, after: Doc) -> ContentDiff:
    return diff_contents(*(read_json(json.dumps(content).encode()).value for content in (before, after)))  # type: ignore[arg-type]


def rows_of(value: Any) -> int:
    """How many rows all tables in a value have."""
    if isinstance(value, dict):
        return sum(len(part["rules"]) if key == "table" else rows_of(part) for key, part in value.items())
    return sum(map(rows_of, value)) if isinstance(value, list) else 0


@settings(max_examples=200)
@given(pairs())
def test_the_impact_counts_and_names_what_the_diff_tells(pair: tuple[Doc, Doc]) -> None:
    before, after = pair
    impact = compute_impact(rule_set(before), rule_set(after), (), 0, ())
    diff = diff_of(before, after)
    counts_are_those(impact, diff)
    each_table_is_that(impact, diff)
    names_are_those(impact, diff)


def counts_are_those(impact: Impact, diff: ContentDiff) -> None:
    told = {kind: sum(table.count(kind) for table in diff.tables) for kind in DiffKind}
    for change in diff.changes:
        if change.place.startswith(("decisions", "functions")) and change.kind in {DiffKind.ADDED, DiffKind.REMOVED}:
            text = change.after if change.kind is DiffKind.ADDED else change.before
            part = change.place.rpartition(".")[2]
            value = json.loads(text) if text and text[0] in "{[" else text
            told[change.kind] += rows_of({"table": value} if part == "table" else value)
    assert sum(table.added for table in impact.tables) == told[DiffKind.ADDED]
    assert sum(table.removed for table in impact.tables) == told[DiffKind.REMOVED]
    assert sum(table.changed for table in impact.tables) == told[DiffKind.CHANGED]


def each_table_is_that(impact: Impact, diff: ContentDiff) -> None:
    tables = {table.decision: table for table in impact.tables}
    kinds = (DiffKind.ADDED, DiffKind.REMOVED, DiffKind.CHANGED)
    for table in diff.tables:
        counts = tuple(table.count(kind) for kind in kinds)
        if any(counts) and table.place.endswith(f".{table.owner}.table"):
            found = tables[table.owner]
            assert (found.added, found.removed, found.changed) == counts


def names_are_those(impact: Impact, diff: ContentDiff) -> None:
    for part, came, went in (
        ("facts", impact.facts_added, impact.facts_removed),
        ("reasons", impact.reasons_added, impact.reasons_removed),
    ):
        told = [change for change in diff.changes if change.place.startswith(f"{part}.")]
        last = {kind: {c.place.rpartition(".")[2] for c in told if c.kind is kind} for kind in DiffKind}
        assert set(came) == last[DiffKind.ADDED] | {c.after for c in told if c.kind is DiffKind.RENAMED}
        assert set(went) == last[DiffKind.REMOVED] | {c.before for c in told if c.kind is DiffKind.RENAMED}


def findings_alone(table: Doc) -> Doc:
    return {
        "ruleSet": "risk",
        "category": "RISK",
        "name": {"en": "Risk"},
        "reasons": {"R1": {"message": {"en": "R1"}}},
        "facts": [],
        "decisions": [{"name": "Findings", "table": table}],
    }


@st.composite
def table_pairs(draw: st.DrawFn) -> tuple[Doc, Doc]:
    before = draw(TABLES)
    after = copy.deepcopy(before)
    for _ in range(draw(st.integers(0, 3))):
        rework(draw, {"name": "Findings", "table": after})
    return before, after if draw(st.integers(0, 4)) else draw(TABLES)


TWINS = {"inputs": [], "outputs": ["intervention"], "rules": [['"A"'], ['"A"']]}


@settings(max_examples=200)
@given(table_pairs())
@example(({**TWINS, "rules": [['"A"']]}, TWINS))
@example((TWINS, {**TWINS, "rules": [{"id": "x", "then": ['"A"']}, {"id": "y", "then": ['"B"']}]}))
def test_a_row_is_carried_exactly_where_the_diff_finds_nothing_else_in_what_it_says(pair: tuple[Doc, Doc]) -> None:
    before, after = (findings_alone(table) for table in pair)
    told: set[int] = set()
    for difference in diff_of(before, after):
        if isinstance(difference, Row) and difference.after is not None and says_something_else(difference):
            told.add(difference.after)
    every = set(range(1, len(pair[1]["rules"]) + 1))
    if pair[0]["inputs"] == pair[1]["inputs"]:
        assert carried_rows(rule_set(before), rule_set(after)) == every - told
    else:
        assert carried_rows(rule_set(before), rule_set(after)) <= every - told


def says_something_else(row: Row) -> bool:
    """Its last two cells are the id and the note."""
    return row.kind is DiffKind.ADDED or any(cell.changed for cell in row.cells[:-2])


SPELLINGS = {"-": " - ", "< 1": "<1", "< 2": "<  2.0", ">= 1": "(>= 1)", '"A"': ' "A"', '"B"': '("B")'}


@st.composite
def spellings(draw: st.DrawFn) -> tuple[Doc, Doc]:
    before = draw(CONTENTS)
    return before, respelled(before, draw)


NOTED_TWINS = {"inputs": [], "outputs": ["x"], "rules": [{"then": ["< 1"], "note": "n"}, ["< 1"], ["-"]]}
ONE_RESPELLED = {"inputs": [], "outputs": ["x"], "rules": [{"then": ["<1"], "note": "n"}, ["< 1"], [" - "]]}


@settings(max_examples=100)
@given(spellings())
@example((findings_alone(NOTED_TWINS), findings_alone(ONE_RESPELLED)))
def test_another_spelling_changes_nothing_for_anybody(pair: tuple[Doc, Doc]) -> None:
    before, after = pair
    one, other = rule_set(before), rule_set(after)
    assert {difference.kind for difference in diff_of(before, after)} <= {DiffKind.REWRITTEN}
    assert compute_impact(one, other, (), 0, ()).tables == ()
    rows = next((len(d["table"]["rules"]) for d in before["decisions"] if d["name"] == "Findings" and "table" in d), 0)
    assert carried_rows(one, other) == set(range(1, rows + 1))


def respelled(value: Any, draw: st.DrawFn) -> Any:
    if isinstance(value, dict):
        kept = {"id", "note"}
        return {key: part if key in kept else respelled(part, draw) for key, part in value.items()}
    if isinstance(value, list):
        return [respelled(part, draw) for part in value]
    return SPELLINGS[value] if value in SPELLINGS and draw(st.booleans()) else value


def test_a_reworded_row_is_one_that_changed_for_approvers_too() -> None:
    before = findings_alone(
        {"inputs": ["age"], "outputs": ["intervention"], "rules": [["< 6", '"PAUSE"'], ["-", '"ALLOW"']]}
    )
    after = copy.deepcopy(before)
    after["decisions"][0]["table"]["rules"][0][0] = "< 7"
    (table,) = compute_impact(rule_set(before), rule_set(after), (), 0, ()).tables
    assert (table.decision, table.added, table.removed, table.changed) == ("Findings", 0, 0, 1)


def test_all_rows_of_a_first_version_come() -> None:
    after = findings_alone(
        {"inputs": ["age"], "outputs": ["intervention"], "rules": [["< 6", '"PAUSE"'], ["-", '"ALLOW"']]}
    )
    (table,) = compute_impact(None, rule_set(after), (), 0, ()).tables
    assert (table.decision, table.added, table.removed, table.changed) == ("Findings", 2, 0, 0)
