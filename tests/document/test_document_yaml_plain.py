"""The quick reader of YAML gives what the careful one gives, or leaves the text to it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditrules.document import read_yaml, yaml_text
from creditrules.document.limits import DEFAULT_LIMITS, DocumentLimits
from creditrules.document.yaml_plain import OddError, plain_value

SMALL = DocumentLimits(size=10_000, depth=4, nodes=30)


def quickly(text: str, limits: DocumentLimits) -> list[Any]:
    try:
        return [plain_value(text, limits)]
    except OddError:
        return []


def carefully(text: str, limits: DocumentLimits) -> list[Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("creditrules.document.yaml_reader.plain_value", _refuse)
        document = read_yaml(text, limits)
    return [document.value] if document.ok else []


def _refuse(_source: str, _limits: DocumentLimits) -> None:
    raise OddError


PIECES = st.sampled_from(
    [
        *("a: 1\n", "b: [1, 'x', \"y\"]\n", "- c\n", "? d\n: e\n", "f: {g: h, i: }\n", "a: 2\n", "<<: {a: b}\n"),
        *("'<<': 1\n", "  - nested\n", "  k: v\n", "k:\n", "- {x: [[[[1]]]]}\n", "&n a\n", "*n\n", "!t x\n", "---\n"),
        *("...\n", "[a, b]: c\n", "0x1F\n", "010\n", ".inf\n", "~\n", "true\n", "no\n", "1e400\n", '"\\ud800"\n'),
        *("'é'\n", "|\n  text\n", "\t\n", "# c\n", ": :\n", "{\n", "]\n", '"open\n', "%YAML 1.2\n", "x: !!str 1\n"),
        *("- - - - 1\n", "", "\u0085\n"),
    ]
)


@settings(max_examples=1500, deadline=None)
@given(st.lists(PIECES, max_size=6).map("".join), st.sampled_from([DEFAULT_LIMITS, SMALL]))
def test_what_is_read_quickly_is_what_is_read_carefully(text: str, limits: DocumentLimits) -> None:
    found = quickly(text, limits)
    assert not found or repr(found) == repr(carefully(text, limits))


@pytest.mark.parametrize("items", [29, 30, 31])
def test_both_count_values_alike(items: int) -> None:
    text = "\n".join(["- 1"] * items)
    assert bool(quickly(text, SMALL)) is bool(carefully(text, SMALL)) is (items < 30)


def test_positions_are_found_when_they_are_asked_for() -> None:
    document = read_yaml("a: 1\nb:\n  - x\n  - {y: z}\n")
    assert document.position(("b", 1, "y")) == (4, 9)
    assert dict(document.positions) == {
        (): (1, 1),
        ("a",): (1, 4),
        ("b",): (3, 3),
        ("b", 0): (3, 5),
        ("b", 1): (4, 5),
        ("b", 1, "y"): (4, 9),
    }
    assert len(document.positions) == 6


def test_what_is_written_is_read_quickly() -> None:
    text = yaml_text({"rules": [{"when": ["> 5", "-", '"A", "B"'], "then": ["1"]}], "名": "值"})
    assert quickly(text, DEFAULT_LIMITS) == carefully(text, DEFAULT_LIMITS) != []
