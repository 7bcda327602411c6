"""Diffs of random rule sets: empty exactly when the digests are equal, and every edit is told where it was made."""

from __future__ import annotations

import copy
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from creditrules.document import canonical
from creditrules.rules.diff import Change, ContentDiff, DiffKind, PieceKind, Row, diff_contents
from creditrules.rules.diff.words import word_changes

Doc = dict[str, Any]

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from([Decimal(0), Decimal(1), Decimal("1.50"), Decimal("1.5"), 1, "", "1", "-", "null", "true"]),
    st.text(max_size=5),
)
NESTED = st.sampled_from([[], {}, ["A"], ["A", Decimal(1)], {"en": "A"}, [["-"]], {"-": None}])
CELLS = st.one_of(
    st.sampled_from(["-", "< 18", ">= 18", '"A"', None, Decimal(1), True]), st.text("abc", max_size=2), NESTED
)


IDS_AND_NOTES = st.fixed_dictionaries({}, optional={"id": st.text("xyz", max_size=2), "note": SCALARS})
IDS = st.text("xyz", min_size=1, max_size=2)


def named(names: tuple[str, ...]) -> Callable[[list[Any]], Doc]:
    return lambda cells: dict(zip(names, cells, strict=True))


@cache  # making strategies takes far longer than drawing from them
def rows(inputs: tuple[str, ...], outputs: tuple[str, ...]) -> st.SearchStrategy[list[Any]]:
    when = st.lists(CELLS, min_size=len(inputs), max_size=len(inputs))
    then = st.lists(CELLS, min_size=len(outputs), max_size=len(outputs))
    some = st.fixed_dictionaries({}, optional=dict.fromkeys(inputs, CELLS))
    row = st.one_of(
        st.builds(lambda before, after: [*before, *after], when, then),
        st.fixed_dictionaries({"when": some, "then": then}),
        st.builds(Doc.__or__, st.fixed_dictionaries({"when": when, "then": then.map(named(outputs))}), IDS_AND_NOTES),
        st.fixed_dictionaries({"id": IDS, "when": when, "then": then}),
    )
    return st.lists(row, max_size=6)


INPUTS = st.lists(st.sampled_from(["age", "income", "score", "kind"]), max_size=3, unique=True)
OUTPUTS = st.lists(st.sampled_from(["intervention", "reason", "limit"]), min_size=1, max_size=2, unique=True)
HIT_POLICIES = st.fixed_dictionaries({}, optional={"hitPolicy": st.sampled_from(["FIRST", "UNIQUE", "F"])})


@st.composite
def tables(draw: st.DrawFn) -> Doc:
    inputs, outputs, long = draw(INPUTS), draw(OUTPUTS), draw(st.booleans())
    table: Doc = {
        "inputs": [{"expression": name, "type": "number"} if long else name for name in inputs],
        "outputs": outputs,
        "rules": draw(rows(tuple(inputs), tuple(outputs))),
    }
    return table | draw(HIT_POLICIES)


NAMES = st.sampled_from(["a", "b", "c", "d"])
FACTS = st.fixed_dictionaries(
    {"name": NAMES, "type": st.sampled_from(["number", "string"])},
    optional={"label": st.dictionaries(st.sampled_from(["en", "zh"]), st.text(max_size=3)), "nullable": SCALARS},
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["name", "expression", "table", "context", "x"]), inner, max_size=3),
    ),
    max_leaves=6,
)
DECISIONS = st.one_of(
    st.fixed_dictionaries({"name": NAMES, "table": tables()}),
    st.fixed_dictionaries({"name": NAMES, "expression": VALUES}),
)
DOCS = st.fixed_dictionaries(
    {"facts": st.lists(FACTS, max_size=4), "decisions": st.lists(DECISIONS, max_size=3)},
    optional={
        "name": st.dictionaries(st.sampled_from(["en", "zh"]), st.text(max_size=8)),
        "timeZone": SCALARS,
        "reasons": st.dictionaries(st.sampled_from(["A", "B", "C"]), VALUES, max_size=3),
        "tests": st.lists(VALUES, max_size=3),
        "features": st.lists(st.sampled_from(["X", "Y", "Z"]), max_size=3),
    },
)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Doc, Doc]:
    """Two contents that have much in common: a second one made of the first by a few random edits."""
    before = draw(DOCS)
    after = copy.deepcopy(before)
    for _ in range(draw(st.integers(0, 3))):
        edit(draw, after)
    return before, after


def edit(draw: st.DrawFn, value: Any) -> None:
    """Alter one place somewhere inside a mapping or list."""
    while True:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        if not keys:
            return
        key = keys[draw(st.integers(0, len(keys) - 1))]
        inner = value[key]
        if isinstance(inner, dict | list) and inner and draw(st.integers(0, 4)):
            value = inner
            continue
        act = draw(st.integers(0, 3))
        if act == 0 and isinstance(value, list):
            value.insert(draw(st.integers(0, len(value))), value.pop(key))
        elif act == 1 and isinstance(value, list):
            value.insert(key, copy.deepcopy(inner))
        elif act == 2:
            del value[key]
        else:
            value[key] = draw(VALUES)
        return


def with_cell(cell: Any) -> Doc:
    return {"decisions": [{"name": "a", "table": {"inputs": ["x"], "outputs": ["y"], "rules": [["-", cell]]}}]}


@settings(max_examples=200, deadline=None)
@given(pairs())
@example((with_cell("-"), with_cell([])))
@example((with_cell({}), with_cell("-")))
@example((with_cell(["A"]), with_cell({"A": None})))
def test_a_diff_is_empty_exactly_when_the_canonical_forms_are_equal(pair: tuple[Doc, Doc]) -> None:
    before, after = pair
    assert diff_contents(before, after).is_empty == (canonical(before) == canonical(after))


@settings(max_examples=80, deadline=None)
@given(DOCS, DOCS)
def test_unrelated_contents_are_compared_too(before: Doc, after: Doc) -> None:
    assert diff_contents(before, after).is_empty == (canonical(before) == canonical(after))


@settings(max_examples=80, deadline=None)
@given(pairs())
def test_the_way_back_tells_of_the_same_number_of_comings_and_goings(pair: tuple[Doc, Doc]) -> None:
    there, back = diff_contents(*pair), diff_contents(*pair[::-1])
    assert count(there, DiffKind.ADDED) - count(there, DiffKind.REMOVED) == count(back, DiffKind.REMOVED) - count(
        back, DiffKind.ADDED
    )


def count(diff: ContentDiff, kind: DiffKind) -> int:
    return sum(1 for difference in diff if difference.kind is kind)


@given(st.text(max_size=30), st.text(max_size=30))
def test_words_make_up_both_texts(before: str, after: str) -> None:
    pieces = word_changes(before, after)
    assert "".join(p.text for p in pieces if p.kind is not PieceKind.ADDED) == before
    assert "".join(p.text for p in pieces if p.kind is not PieceKind.REMOVED) == after
    assert all(p.text for p in pieces)


ROWS = [
    {"id": f"row-{n}", "when": [f"< {n}", f'"{n % 3}"'], "then": ['"DECLINE"', f'"REASON_{n}"'], "note": f"Note {n}."}
    for n in range(12)
]


def rich() -> Doc:
    """A content in which every kind of place occurs."""
    return copy.deepcopy(
        {
            "ruleSet": "behaviour",
            "category": "RISK",
            "name": {"en": "Behaviour", "zh": "行为"},
            "timeZone": "UTC",
            "facts": [{"name": n, "type": "number", "label": {"en": n.upper()}} for n in ("age", "income", "debt")],
            "types": [{"name": "Tier", "type": "string", "allowedValues": '"A","B"'}],
            "functions": [{"name": "ratio", "parameters": ["p", "q"], "expression": "p / q"}],
            "decisions": [
                {"name": "Ratio", "expression": "ratio(debt, income)"},
                {
                    "name": "Findings",
                    "table": {
                        "hitPolicy": "FIRST",
                        "inputs": [{"expression": "age", "type": "number"}, {"expression": "Ratio", "type": "number"}],
                        "outputs": [{"name": "intervention"}, {"name": "reason"}],
                        "rules": ROWS,
                    },
                },
                {"name": "Both", "context": [{"name": "a", "expression": "1"}, {"result": "a + 1"}]},
            ],
            "reasons": {"OLD": {"message": {"en": "Too old.", "zh": "太老"}}, "POOR": {"message": {"en": "Too poor."}}},
            "tests": [{"name": "young", "facts": {"age": Decimal(17)}, "expect": {"outcome": "DECLINE"}}],
        }
    )


def scalar_places(value: Any, place: str = "") -> list[tuple[str, Callable[[Doc, Any], None]]]:
    """Every scalar of a content but names and table rows, by the place that a diff gives it, with a way to set it."""
    found: list[tuple[str, Callable[[Doc, Any], None]]] = []

    def visit(inner: Any, here: str, path: tuple[Any, ...]) -> None:
        if isinstance(inner, dict):
            for key, part in inner.items():
                if key != "rules" and not (key == "name" and isinstance(part, str)):
                    visit(part, f"{here}.{key}" if here else key, (*path, key))
        elif isinstance(inner, list):
            for index, part in enumerate(inner):
                named = part.get("name") if isinstance(part, dict) else None
                named = named if here.rpartition(".")[2] not in {"inputs", "outputs"} else None
                named = named or ("result" if isinstance(part, dict) and "result" in part else None)
                visit(part, f"{here}.{named}" if named else f"{here}[{index + 1}]", (*path, index))
        else:
            found.append((here, lambda doc, new, path=path: put(doc, path, new)))  # type: ignore[misc]

    visit(value, place, ())
    return found


def put(doc: Any, path: tuple[Any, ...], new: Any) -> None:
    for step in path[:-1]:
        doc = doc[step]
    doc[path[-1]] = new


PLACES = scalar_places(rich())


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(PLACES), SCALARS)
def test_an_edit_of_one_value_is_told_at_exactly_that_place(
    edited: tuple[str, Callable[[Doc, Any], None]], new: Any
) -> None:
    place, assign = edited
    before, after = rich(), rich()
    assign(after, new)
    assume(canonical(before) != canonical(after))
    assume(isinstance(new, str) or ".inputs[" not in place)  # a column whose expression is no text is no column
    differences = list(diff_contents(before, after))
    assert len(differences) == 1
    (difference,) = differences
    assert isinstance(difference, Change)
    assert difference.place == place


@settings(max_examples=80, deadline=None)
@given(
    row=st.integers(0, 11),
    side=st.sampled_from(["when", "then"]),
    column=st.integers(0, 1),
    new=CELLS,
    identified=st.booleans(),
)
def test_an_edit_of_one_cell_is_told_in_exactly_that_cell(
    row: int, side: str, column: int, new: Any, *, identified: bool
) -> None:
    before = rich()
    if not identified:
        for rule in before["decisions"][1]["table"]["rules"]:
            del rule["id"]
    after = copy.deepcopy(before)
    after["decisions"][1]["table"]["rules"][row][side][column] = new
    assume(canonical(before) != canonical(after))
    (difference,) = diff_contents(before, after)
    assert isinstance(difference, Row)
    assert (difference.kind, difference.before, difference.after) == (DiffKind.CHANGED, row + 1, row + 1)
    changed = [index for index, cell in enumerate(difference.cells) if cell.changed]
    assert changed == [column + (2 if side == "then" else 0)]


@settings(max_examples=60, deadline=None)
@given(order=st.permutations(range(12)), identified=st.booleans())
def test_rows_in_another_order_have_moved_and_nothing_else(order: list[int], *, identified: bool) -> None:
    before = rich()
    rules = before["decisions"][1]["table"]["rules"]
    if not identified:
        for rule in rules:
            del rule["id"]
    after = copy.deepcopy(before)
    after["decisions"][1]["table"]["rules"] = [copy.deepcopy(rules[place]) for place in order]
    moved = list(diff_contents(before, after))
    assert {difference.kind for difference in moved} <= {DiffKind.MOVED}
    assert len(moved) == 12 - longest_increasing(order)
    for row in moved:
        assert isinstance(row, Row)
        assert row.before is not None
        assert row.after is not None
        assert order[row.after - 1] == row.before - 1


def longest_increasing(order: list[int]) -> int:
    best: list[int] = []
    for place, value in enumerate(order):
        best.append(1 + max((best[i] for i in range(place) if order[i] < value), default=0))
    return max(best, default=0)


LISTS = [("facts",), ("types",), ("functions",), ("decisions",), ("tests",), ("decisions", 1, "table", "rules")]


@settings(max_examples=80, deadline=None)
@given(path=st.sampled_from(LISTS), place=st.integers(0, 11), coming=st.booleans())
def test_an_item_that_comes_or_goes_is_told_as_that_and_nothing_else(
    path: tuple[Any, ...], place: int, *, coming: bool
) -> None:
    longer, shorter = rich(), rich()
    items: Any = shorter
    for step in path:
        items = items[step]
    place %= len(items)
    gone = items.pop(place)
    (difference,) = diff_contents(shorter, longer) if coming else diff_contents(longer, shorter)
    assert difference.kind is (DiffKind.ADDED if coming else DiffKind.REMOVED)
    if isinstance(difference, Row):
        assert difference.id == gone["id"]
        assert (difference.after if coming else difference.before) == place + 1
    else:
        assert difference.place == f"{path[0]}.{gone['name']}"
