"""Facts that are as they have to be are read at once: to the same values, at the same cost, as with care."""

from __future__ import annotations

from decimal import Decimal
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.dmn.test_dmn_facts import compiled

from creditrules.dmn import CompiledModel, FactsRead
from creditrules.dmn.quick_facts import QuickFacts
from creditrules.feel import RequestBudget, limits

YAML = """
facts:
  - {name: free, type: number}
  - {name: age, type: number, allowedValues: "[0..150]"}
  - {name: share, type: number, allowedValues: "(0..1)"}
  - {name: terms, type: number, allowedValues: "6, 12, 24.0", nullable: true}
  - {name: note, type: string}
  - {name: tier, type: string, allowedValues: '"A", "B"'}
  - {name: student, type: boolean}
  - {name: sure, type: boolean, allowedValues: "true"}
  - {name: other, type: boolean, nullable: true, sensitive: true}
"""
MORE = (
    YAML
    + """
  - {name: born, type: date}
  - {name: parts, type: list<number>}
"""
)
VALUES: tuple[object, ...] = (
    *(Decimal(each) for each in ("0", "-0", "0.50", "1", "6", "12.0", "24", "150", "151", "1e30", "NaN", "Infinity")),
    Decimal("1." + "1" * 40),
    Decimal("1e999999"),
    *("A", "B", "C", "12", "x" * (limits.STRING_LENGTH + 1), "2026-01-31"),
    *(True, False, None, 6, 151, 0.5, [], [Decimal(1)], {}, [["A"]]),
)
NAMES = ("free", "age", "share", "terms", "note", "tier", "student", "sure", "other", "born", "parts", "unknown")
BUDGETS = (None, 0, 1, limits.STEPS_AT_ONCE, 4 * limits.STEPS_AT_ONCE + 1, 10**6)


def with_care(text: str) -> CompiledModel:
    """The model, of which no fact is read at once."""
    with mock.patch.object(QuickFacts, "of", return_value=None):
        return compiled(text)


READERS = AT_ONCE, WITH_CARE = [[make(text) for text in (YAML, MORE)] for make in (compiled, with_care)]


def told(read: FactsRead) -> object:
    """All of it, values as they are spelt, in their order."""
    return [(name, repr(value)) for name, value in read.values.items()], read.missing, read.diagnostics


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(NAMES), st.sampled_from(VALUES)), st.sampled_from(BUDGETS), st.integers(0, 1))
def test_what_is_read_at_once_is_what_is_read_with_care(raw: dict[str, object], steps: int | None, which: int) -> None:
    budgets = [None if steps is None else RequestBudget(steps, 10**6) for _ in range(2)]
    found = [model[which].declared_facts(raw, left) for model, left in zip(READERS, budgets, strict=True)]
    assert told(found[0]) == told(found[1])
    left = [each and (each.steps, each.memory, each.spent) for each in budgets]
    assert left[0] == left[1]
    assert told(AT_ONCE[which].read_facts(raw)) == told(WITH_CARE[which].read_facts(raw))


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("name", NAMES)
def test_each_value_of_each_fact_is_read_so(name: str, value: object) -> None:
    for steps in BUDGETS:
        budgets = [None if steps is None else RequestBudget(steps, 10**6) for _ in range(2)]
        found = [model[1].declared_facts({name: value}, left) for model, left in zip(READERS, budgets, strict=True)]
        assert told(found[0]) == told(found[1])
        left = [each and (each.steps, each.memory, each.spent) for each in budgets]
        assert left[0] == left[1]


ALIKE = """
facts:
  - {name: a, type: number, allowedValues: "[0..9]"}
  - {name: b, type: string, allowedValues: '"x", "y"'}
"""


@pytest.mark.parametrize(
    ("old", "new", "alike"),
    [
        ("", "", True),
        ('"x", "y"', '"y", "x"', True),
        ("[0..9]", "[0..9)", False),
        ("[0..9]", "[0..8]", False),
        ('"x", "y"', '"x"', False),
        (', allowedValues: "[0..9]"', "", False),
        (', allowedValues: \'"x", "y"\'', "", False),
        ("type: number", "nullable: true, type: number", False),
        ("name: a", "name: c", False),
        ("facts:", "facts:\n  - {name: c, type: boolean}", False),
        ("facts:", "facts:\n  - {name: c, type: date}", None),
        ("[0..9]", "> 3", None),
    ],
)
def test_models_that_read_the_same_facts_alike_are_known(old: str, new: str, alike: bool | None) -> None:  # noqa: FBT001
    found = compiled(ALIKE.replace(old, new)).reads_alike
    assert (found is None) == (alike is None)
    assert alike is None or (found == compiled(ALIKE).reads_alike) == alike
