"""What partners are told of a change: what is published of either version, whatever stands in the rest of them."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditrules.document import canonical, read_json, read_yaml
from creditrules.rules import read_parameter, read_product, read_rule_set
from creditrules.rules.diff import (
    DiffKind,
    Face,
    PublishedDiff,
    diff_contents,
    diff_published,
    face_of_parameter,
    face_of_product,
    face_of_rule_set,
)

Doc = dict[str, Any]

HIDDEN = st.integers(1_000_000, 9_999_999)
"""Numbers that are told from all others by their length."""


@st.composite
def lifts(draw: st.DrawFn) -> Any:
    message = {"en": draw(st.sampled_from(["Wait.", "Pay."]))}
    match draw(st.integers(0, 2)):
        case 0:
            return None
        case 1:
            return message
        case _:
            own = draw(st.sampled_from([None, True, False]))
            return {"message": message, **({} if own is None else {"publishThresholds": own})}


@st.composite
def shapes(draw: st.DrawFn) -> Doc:
    """A rule set with a slot ("#") wherever a number of the lender's own stands."""
    codes = draw(st.lists(st.sampled_from(["LOW", "LATE", "MANY"]), min_size=1, max_size=3, unique=True))
    reasons: Doc = {code: {"message": {"en": draw(st.sampled_from(["One.", "Two."]))}} for code in codes}
    publishes = draw(st.booleans())
    for reason in reasons.values():
        if (lift := draw(lifts())) is not None:
            tells = lift.get("publishThresholds", publishes)
            condition = {} if "en" in lift else {"condition": "score >= 600" if tells else "score >= #"}
            reason["lift"] = lift | condition
    rows = [[draw(st.sampled_from(["< #", "[# .. #]", "-"])), '"PAUSE"', f'"{code}"', "#"] for code in codes]
    return {
        "ruleSet": "risk",
        "category": "RISK",
        "name": {"en": draw(st.sampled_from(["Risk", "Risks"]))},
        "publishThresholds": publishes,
        "facts": [{"name": "score", "type": "points", "label": {"en": "Score"}}],
        "types": [
            {"name": "points", "type": "number", "allowedValues": draw(st.sampled_from(["[0..1000]", "[0..100]"]))},
            {"name": "num", "type": "number", "allowedValues": "< #"},
        ],
        "functions": [{"name": "worth", "parameters": ["x"], "expression": "x * #"}],
        "decisions": [
            {"name": "Findings", "table": {
                "hitPolicy": "FIRST", "inputs": ["score"], "outputs": ["intervention", "reason", "limit"],
                "rules": [*rows, ["-", '"ALLOW"', "null", "worth(#)"]],
            }},
        ],
        "reasons": reasons,
        "tests": [{"name": "one", "facts": {"score": "#"}, "expect": {"outcome": "PAUSE"}}],
    }  # fmt: skip


def filled(value: Any, number: int) -> Any:
    if isinstance(value, str):
        return value.replace("#", str(number))
    if isinstance(value, dict):
        return {key: filled(part, number) for key, part in value.items()}
    return [filled(part, number) for part in value] if isinstance(value, list) else value


def face(content: Doc) -> Face:
    found = read_rule_set(read_json(canonical(content)))
    assert found.rule_set is not None, found.diagnostics
    return face_of_rule_set(found.rule_set)


@given(shapes(), shapes(), st.lists(HIDDEN, min_size=4, max_size=4, unique=True))
def test_a_partners_diff_is_the_same_whatever_the_numbers_that_are_not_published(
    before: Doc, after: Doc, numbers: list[int]
) -> None:
    one, other, third, fourth = numbers
    old, new = filled(before, one), filled(after, other)
    told = diff_published(face(old), face(new))
    assert told == diff_published(face(filled(before, third)), face(filled(after, fourth)))
    assert not any(str(number) in repr(told) for number in numbers)
    whole = repr(diff_contents(old, new))
    assert str(one) in whole
    assert str(other) in whole


@given(shapes(), HIDDEN, HIDDEN)
def test_of_a_change_in_hidden_numbers_alone_it_is_told_that_there_is_one(shape: Doc, old: int, new: int) -> None:
    told = diff_published(face(filled(shape, old)), face(filled(shape, new)))
    assert told.diff.is_empty
    assert told.rest_differs is (old != new)


RULES = """\
ruleSet: score
category: RISK
name: {en: Score}
publishThresholds: true
facts: [{name: score, type: number, unit: points}]
decisions:
  - name: Findings
    description: For readers.
    table:
      hitPolicy: FIRST
      inputs: [score]
      outputs: [intervention, reason]
      rules: [{id: low, when: ["< 600"], then: ['"PAUSE"', '"LOW"']}, ["-", '"ALLOW"', "null"]]
reasons:
  LOW:
    message: {en: Your score is low., zh: 分数低。}
    lift: {condition: score >= 600, message: {en: A higher score opens it., zh: 提高分数。}}
"""


def told(before: str, after: str) -> tuple[list[tuple[DiffKind, str, str | None, str | None]], bool]:
    found = diff_published(*(face(copy.deepcopy(read_yaml(text).value)) for text in (before, after)))  # type: ignore[arg-type]
    return shown(found), found.rest_differs


def shown(found: PublishedDiff) -> list[tuple[DiffKind, str, str | None, str | None]]:
    return [(each.kind, each.place, each.before, each.after) for each in found.diff.changes]


CHANGED, ADDED, REMOVED = DiffKind.CHANGED, DiffKind.ADDED, DiffKind.REMOVED
LIFT = "reasons.LOW.lift"
OWN = ("score >= 600, m", "score >= 600, publishThresholds: false, m")


@pytest.mark.parametrize(
    ("edits", "changes", "rest"),
    [
        ([("score >= 600", "score >= 650")], [(CHANGED, f"{LIFT}.condition", "score >= 600", "score >= 650")], False),
        ([('"< 600"', '"< 650"')], [], True),
        ([('"< 600"', '"<600"'), ("For readers.", "For all."), ("id: low", "id: lower")], [], False),
        ([('"PAUSE"', '"DECLINE"')], [
            (REMOVED, "reasons.LOW.interventions[1]", "PAUSE", None),
            (ADDED, "reasons.LOW.interventions[1]", None, "DECLINE"),
        ], True),
        ([("score >= 600", "score >= 650"), ("score >= 650, m", "score >= 650, publishThresholds: false, m")], [
            (REMOVED, f"{LIFT}.condition", "score >= 600", None),
            (CHANGED, f"{LIFT}.publishThresholds", "true", "false"),
        ], True),
        ([("unit: points", "unit: points, sensitive: true")], [(ADDED, "facts.score.sensitive", None, "true")], False),
        ([("unit: points", "unit: points, better: higher, protected: true")], [
            (ADDED, "facts.score.better", None, "higher"),
            (ADDED, "facts.score.protected", None, "true"),
        ], False),
        ([("unit: points", "unit: points, askCost: 4, changeable: {direction: up, step: 10, max: 599}")], [
            (ADDED, "facts.score.changeable", None, '{"direction":"up"}'),
        ], False),
        ([("分数低。", "分数过低。")], [(CHANGED, "reasons.LOW.message.zh", "分数低。", "分数过低。")], False),
        ([('"< 600"', '"< param.floor"')], [(ADDED, "usedParameters[1]", None, "floor")], True),
    ],
)  # fmt: skip
def test_what_is_published_is_told_where_it_stands(
    edits: list[tuple[str, str]], changes: list[tuple[DiffKind, str, str | None, str | None]], *, rest: bool
) -> None:
    after = RULES
    for old, new in edits:
        assert old in after
        after = after.replace(old, new)
    assert told(RULES, after) == (changes, rest)


def test_numbers_are_those_of_the_side_that_publishes_them() -> None:
    hidden, open_ = RULES.replace(*OWN).replace("score >= 600", "score >= 640"), RULES
    changes, rest = told(hidden, open_)
    assert (ADDED, f"{LIFT}.condition", None, "score >= 600") in changes
    assert "640" not in repr(changes)
    assert rest is True
    alike = told(RULES.replace(*OWN), open_)
    assert alike == (changes, rest), "whether what was hidden is what is published now, is not told"


PRODUCT = """
product: loan
name: {en: Loan}
description: {en: A loan.}
kind: CASH_LOAN
segment: CONSUMER
currency: CNY
features: [INSTALMENTS]
alternativeSegments: [BUSINESS]
pricing:
  rate: param.lpr + 0.07
  amount: {minimum: 100}
  term: {minimum: 3, maximum: 12}
ruleSets: [score]
"""


def told_of_products(after: str) -> tuple[list[tuple[DiffKind, str, str | None, str | None]], bool]:
    faces = []
    for text in (PRODUCT, after):
        read = read_product(read_yaml(text))
        assert read.product is not None, read.diagnostics
        faces.append(face_of_product(read.product, read.content))
    found = diff_published(*faces)
    return shown(found), found.rest_differs


def test_of_a_product_its_features_and_what_may_be_asked_are_told_and_not_its_price() -> None:
    longer = PRODUCT.replace("maximum: 12", "maximum: 24").replace("[INSTALMENTS]", "[INSTALMENTS, CASH_OUT]")
    assert told_of_products(longer) == (
        [(ADDED, "features[2]", None, "CASH_OUT"), (CHANGED, "pricing.term.maximum", "12", "24")], False
    )  # fmt: skip
    assert told_of_products(PRODUCT.replace("0.07", "0.09")) == ([], True)
    assert told_of_products(PRODUCT.replace("[BUSINESS]", "[CONSUMER]")) == ([], True)
    assert told_of_products(PRODUCT.replace("param.lpr + 0.07", "0.1")) == (
        [(REMOVED, "usedParameters[1]", "lpr", None)], True
    )  # fmt: skip
    assert told_of_products(PRODUCT.replace("{minimum: 100}", "{minimum: 100.00, step: 0.01}")) == ([], False)


PARAMETER = """
parameter: cap
category: REGULATION
name: {en: Cap}
unit: /1
published: true
values: {2026-01-01: {value: 0.24}, 2027-01-01: {value: 0.2}}
"""


@pytest.mark.parametrize(("before", "after"), [(True, True), (True, False), (False, True), (False, False)])
def test_a_parameters_values_are_told_by_the_version_that_publishes_them(*, before: bool, after: bool) -> None:
    faces = []
    for text, publishes in ((PARAMETER, before), (PARAMETER.replace("0.2}", "0.15}"), after)):
        held = read_parameter(read_yaml(text.replace("published: true", f"published: {str(publishes).lower()}")))
        assert held.parameter is not None
        faces.append(face_of_parameter(held.parameter))
    found = diff_published(*faces)
    assert ("0.2}" in repr(shown(found)) or "'0.2'" in repr(shown(found))) is before
    assert ("0.15}" in repr(shown(found)) or "'0.15'" in repr(shown(found))) is after
    assert found.rest_differs is not (before and after)
