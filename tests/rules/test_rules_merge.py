"""Three-way merges: what one side changed is taken over, what both changed is told, and nothing is lost."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from random import Random
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.test_rules_diff_property import DOCS, edit

from creditrules.document import canonical, read_yaml
from creditrules.rules import check_rule_set, read_rule_set
from creditrules.rules.merge import Conflict, ConflictKind, Merged, Side, merge_contents

Doc = dict[str, Any]

RULES = """\
ruleSet: cap
category: RISK
name: {en: Cap}
timeZone: UTC
reasons:
  YOUNG: {message: {en: Too young.}}
  RICH: {message: {en: Enough already.}}
  FINE: {message: {en: Fine.}}
facts:
  - {name: age, type: number}
  - {name: income, type: number}
  - {name: score, type: number}
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [age, {expression: income, label: {en: Income}}]
      outputs: [intervention, reason]
      rules:
        - {id: young, when: ["< 18", "-"], then: ['"DECLINE"', '"YOUNG"'], note: By law.}
        - {id: old, when: ["> 90", "-"], then: ['"REFER"', '"FINE"']}
        - {id: rich, when: ["-", "> 9000"], then: ['"LIMIT"', '"RICH"']}
        - {id: rest, when: ["-", "-"], then: ['"ALLOW"', '"FINE"']}
tests:
  - {name: a child, facts: {age: 7, income: 0, score: 1}, expect: {outcome: DECLINE}}
  - {name: a grown up, facts: {age: 30, income: 0, score: 1}, expect: {outcome: ALLOW}}
"""


def doc() -> Doc:
    value = read_yaml(RULES).value
    assert isinstance(value, dict)
    return value


def table(content: Doc) -> Doc:
    found: Doc = content["decisions"][0]["table"]
    return found


def rules(content: Doc) -> list[Doc]:
    found: list[Doc] = table(content)["rules"]
    return found


def rule(content: Doc, name: str) -> Doc:
    return next(each for each in rules(content) if each["id"] == name)


def changed(do: Callable[[Doc], object]) -> Doc:
    content = doc()
    do(content)
    return content


def same(one: object, other: object) -> bool:
    return canonical(one) == canonical(other)


def merged(theirs: Callable[[Doc], object], ours: Callable[[Doc], object], **choices: Side) -> Merged:
    return merge_contents(doc(), changed(theirs), changed(ours), choices)


def add_row(name: str, before: str) -> Callable[[Doc], None]:
    row = {"id": name, "when": [f"= {len(name) + 50}", "-"], "then": ['"WARN"', '"FINE"']}
    return lambda content: rules(content).insert(rules(content).index(rule(content, before)), copy.deepcopy(row))


def fact(content: Doc, name: str) -> Doc:
    return next(each for each in content["facts"] if each["name"] == name)


def put(content: Any, *path: Any) -> None:
    """Put the last of the path where the rest of it leads."""
    *inner, key, value = path
    for step in inner:
        content = content[step]
    content[key] = value


EDITS: dict[str, Callable[[Doc], object]] = {
    "a cell": lambda c: rule(c, "young")["when"].__setitem__(0, "< 21"),
    "another cell of the row": lambda c: rule(c, "young")["then"].__setitem__(0, '"REFER"'),
    "a note": lambda c: rule(c, "young").__setitem__("note", "By law since 2026."),
    "a cell of another row": lambda c: rule(c, "rich")["when"].__setitem__(1, "> 8000"),
    "a row more": add_row("middle", "rich"),
    "a row less": lambda c: rules(c).remove(rule(c, "old")),
    "a column more": lambda c: (
        table(c)["inputs"].append("score"),
        [each["when"].append("< 5" if each["id"] == "rest" else "-") for each in rules(c)],
    ),
    "a column's label": lambda c: put(table(c)["inputs"][1], "label", "en", "Income a month"),
    "a reason's text": lambda c: put(c, "reasons", "YOUNG", "message", "en", "You are too young."),
    "a reason's text in another language": lambda c: put(c, "reasons", "YOUNG", "message", "zh", "太年轻。"),
    "a reason more": lambda c: put(c, "reasons", "MORE", {"message": {"en": "More."}}),
    "a reason less": lambda c: c["reasons"].pop("RICH"),
    "a fact more": lambda c: c["facts"].append({"name": "debt", "type": "number"}),
    "a fact's type": lambda c: put(fact(c, "score"), "type", "string"),
    "a fact in another place": lambda c: c["facts"].insert(0, c["facts"].pop(1)),
    "a test more": lambda c: c["tests"].append({"name": "new", "facts": {}, "expect": {"outcome": "ALLOW"}}),
    "a test's expectation": lambda c: put(c, "tests", 0, "expect", "outcome", "REFER"),
    "the name": lambda c: put(c, "name", "en", "Ceiling"),
    "a decision more": lambda c: c["decisions"].append({"name": "Twice", "expression": "age * 2"}),
}


@pytest.mark.parametrize("one", EDITS)
def test_what_one_side_alone_changed_is_taken_over_as_it_was_written(one: str) -> None:
    for found, expected in (
        (merge_contents(doc(), doc(), changed(EDITS[one])), changed(EDITS[one])),
        (merge_contents(doc(), changed(EDITS[one]), doc()), changed(EDITS[one])),
        (merge_contents(doc(), changed(EDITS[one]), changed(EDITS[one])), changed(EDITS[one])),
    ):
        assert found.conflicts == ()
        assert same(found.value, expected)


@pytest.mark.parametrize("one", EDITS)
@pytest.mark.parametrize("other", EDITS)
def test_changes_in_different_places_commute_and_come_to_both(one: str, other: str) -> None:
    if one == other:
        return
    there, back = merged(EDITS[one], EDITS[other]), merged(EDITS[other], EDITS[one])
    assert there.conflicts == back.conflicts == ()
    assert same(there.value, back.value)
    after = changed(EDITS[one] if "column" in one else EDITS[other])
    (EDITS[other] if "column" in one else EDITS[one])(after)
    if {one, other} == {"a column more", "a row more"}:
        rule(after, "middle")["when"].append("-")  # it had nothing to say in a column that it did not know
    assert same(there.value, after)


def conflict(found: Merged) -> Conflict:
    [only] = found.conflicts
    return only


def test_a_cell_that_both_changed_is_told_with_all_three() -> None:
    def tighter(content: Doc) -> None:
        rule(content, "young")["when"][0] = "< 21"

    def looser(content: Doc) -> None:
        rule(content, "young")["when"][0] = "< 16"

    found = merged(tighter, looser)
    place = "decisions.Findings.table.rules.young.when.age"
    assert conflict(found) == Conflict(place, ConflictKind.CHANGED, "< 18", "< 21", "< 16")
    assert found.open == found.conflicts
    for side, cell in ((Side.THEIRS, "< 21"), (Side.OURS, "< 16")):
        chosen = merge_contents(doc(), changed(tighter), changed(looser), {place: side})
        assert chosen.open == ()
        assert rule(dict(chosen.value), "young")["when"][0] == cell


def test_the_same_in_another_spelling_is_no_conflict() -> None:
    found = merged(
        lambda c: rule(c, "young")["when"].__setitem__(0, "<21"),
        lambda c: rule(c, "young")["when"].__setitem__(0, "< 21"),
    )
    assert found.conflicts == ()
    found = merged(lambda c: rule(c, "young")["when"].__setitem__(0, "<18"), EDITS["a cell"])
    assert found.conflicts == ()
    assert rule(dict(found.value), "young")["when"][0] == "< 21"


@pytest.mark.parametrize("ours_removes", [True, False])
def test_what_one_side_removed_and_the_other_changed_is_told(*, ours_removes: bool) -> None:
    cases: list[tuple[Callable[[Doc], object], Callable[[Doc], object], str]] = [
        (lambda c: rules(c).pop(0), EDITS["a cell"], "decisions.Findings.table.rules.young"),
        (lambda c: rules(c).pop(0), EDITS["a note"], "decisions.Findings.table.rules.young"),
        (lambda c: c["reasons"].pop("YOUNG"), EDITS["a reason's text"], "reasons.YOUNG"),
        (lambda c: c["facts"].pop(2), EDITS["a fact's type"], "facts.score"),
        (lambda c: c["tests"].pop(0), EDITS["a test's expectation"], "tests.a child"),
    ]
    for remove, change, place in cases:
        sides = (change, remove) if ours_removes else (remove, change)
        found = conflict(merged(*sides))
        assert (found.place, found.kind) == (place, ConflictKind.REMOVED)
        assert (found.ours if ours_removes else found.theirs) is None
        keep = Side.THEIRS if ours_removes else Side.OURS
        contents = doc(), changed(sides[0]), changed(sides[1])
        assert same(merge_contents(*contents, {place: keep}).value, changed(change))
        gone = Side.OURS if ours_removes else Side.THEIRS
        assert same(merge_contents(*contents, {place: gone}).value, changed(remove))


def test_a_column_that_went_while_its_cells_were_changed_is_told() -> None:
    def without_income(content: Doc) -> None:
        table(content)["inputs"].pop(1)
        for each in rules(content):
            each["when"].pop(1)

    found = conflict(merged(without_income, EDITS["a cell of another row"]))
    assert (found.place, found.kind) == ("decisions.Findings.table.inputs.income", ConflictKind.REMOVED)
    kept = merge_contents(
        doc(), changed(without_income), changed(EDITS["a cell of another row"]), {found.place: Side.OURS}
    )
    assert same(kept.value, changed(EDITS["a cell of another row"]))
    assert merged(without_income, EDITS["a note"]).conflicts == ()


def test_rows_that_both_put_in_one_place_are_told_where_the_first_counts() -> None:
    found = conflict(merged(add_row("a", "rest"), add_row("bb", "rest")))
    assert (found.kind, found.theirs, found.ours) == (ConflictKind.ORDER, '["a"]', '["bb"]')
    contents = doc(), changed(add_row("a", "rest")), changed(add_row("bb", "rest"))
    order = [each["id"] for each in rules(dict(merge_contents(*contents, {found.place: Side.OURS}).value))]
    assert order == ["young", "old", "rich", "bb", "a", "rest"]
    for content in contents:
        table(content)["hitPolicy"] = "UNIQUE"
    unordered = merge_contents(*contents)
    assert unordered.conflicts == ()
    assert [each["id"] for each in rules(dict(unordered.value))] == ["young", "old", "rich", "a", "bb", "rest"]


def test_orders_that_contradict_each_other_are_told() -> None:
    found = merged(
        lambda c: rules(c).insert(0, rules(c).pop(1)),
        lambda c: rules(c).insert(0, rules(c).pop(2)),
    )
    told = conflict(found)
    assert told.kind is ConflictKind.ORDER
    assert json.loads(told.base or "") == ["young", "old", "rich", "rest"]
    assert json.loads(told.ours or "") == ["rich", "young", "old", "rest"]


def test_what_both_added_by_one_name_is_one() -> None:
    fact = {"name": "debt", "type": "number"}
    found = merged(lambda c: c["facts"].append(fact), lambda c: c["facts"].append(fact | {"label": {"en": "Debt"}}))
    assert found.conflicts == ()
    value: Any = found.value
    assert [each["name"] for each in value["facts"]] == ["age", "income", "score", "debt"]
    found = merged(lambda c: c["facts"].append(fact), lambda c: c["facts"].append(fact | {"type": "string"}))
    assert conflict(found).place == "facts.debt.type"


def test_without_a_base_all_that_differs_is_told() -> None:
    found = merge_contents({}, doc(), changed(EDITS["the name"]))
    assert [(each.place, each.base) for each in found.conflicts] == [("name.en", None)]


def test_a_merged_content_is_a_rule_set() -> None:
    found = merged(EDITS["a column more"], EDITS["a row less"])
    read = read_rule_set(read_yaml(canonical(found.value).decode()))
    assert read.rule_set is not None
    assert check_rule_set(read.rule_set).ok


@settings(max_examples=120, deadline=None)
@given(DOCS, st.data())
def test_any_content_merged_with_itself_is_the_other(base: Doc, data: st.DataObject) -> None:
    side = copy.deepcopy(base)
    for _ in range(data.draw(st.integers(0, 3))):
        edit(cast("st.DrawFn", data.draw), side)
    for found in (
        merge_contents(base, base, side),
        merge_contents(base, side, base),
        merge_contents(base, side, side),
    ):
        assert found.conflicts == ()
        assert same(found.value, side)


@settings(max_examples=150, deadline=None)
@given(DOCS, st.data())
def test_any_two_changes_are_merged_once_every_conflict_is_settled(base: Doc, data: st.DataObject) -> None:
    theirs, ours = copy.deepcopy(base), copy.deepcopy(base)
    for side in (theirs, ours):
        for _ in range(data.draw(st.integers(1, 3))):
            edit(cast("st.DrawFn", data.draw), side)
    choices: dict[str, Side] = {}
    for _ in range(6):
        found = merge_contents(base, theirs, ours, choices)
        canonical(found.value)
        assert len({each.place for each in found.conflicts}) == len(found.conflicts)
        if not found.open:
            return
        choices |= {each.place: data.draw(st.sampled_from(Side)) for each in found.open}
    raise AssertionError(found.open)


@pytest.mark.parametrize("seed", range(40))
def test_no_word_of_either_side_is_lost(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - the same edits each time
    base, theirs, ours = doc(), doc(), doc()
    written: list[str] = []
    for content, name in ((theirs, "theirs"), (ours, "ours")):
        for number in range(random.randint(1, 6)):
            word = f"{name} {number}"
            written.append(word)
            act = random.randrange(5)
            if act == 0:
                chosen = random.choice(rules(content))
                part = random.choice(["when", "then"])
                chosen[part][random.randrange(2)] = f'"{word}"'
            elif act == 1:
                add_row(word, random.choice(["young", "old", "rich", "rest"]))(content)
            elif act == 2:
                random.choice(rules(content))["note"] = word
            elif act == 3:
                content["reasons"][random.choice(["YOUNG", "RICH", "NEW"])] = {"message": {"en": word}}
            else:
                content["facts"].insert(random.randrange(3), {"name": word, "type": "number"})
        if random.random() < 0.5:
            rules(content).pop(random.randrange(len(rules(content))))
    # What a later edit wrote over was not there to be merged.
    there = [word for word in written if word in canonical(theirs if word[0] == "t" else ours).decode()]
    found = merge_contents(base, theirs, ours)
    said = canonical(found.value).decode() + " ".join(f"{c.theirs} {c.ours}" for c in found.conflicts)
    assert [word for word in there if word not in said] == []
