"""Items of a list taken out and added in the text: it reads back as what is meant, and all else stays as written."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditrules.document import read_json, read_yaml
from creditrules.document.listed import relisted

BLOCK = """\
# a rule set
name: x   # kept
tests:
  # the first
  - {name: a, facts: {n: 1}}
  - name: b     # of several lines
    generated: true
    text: |
      two
      lines
  # before the last
  - name: c
    facts:
      deep: [1, 2]   # end
# after
change: {why: because}
"""
NEW: dict[str, Any] = {"name": "new: it", "facts": {"s": "yes", "n": 2}}


def yaml(source: str, dropped: set[int], added: list[Any]) -> str | None:
    return relisted(source, "tests", dropped, added, as_json=False)


def test_comments_and_spelling_of_all_else_stay() -> None:
    new = yaml(BLOCK, {1}, [NEW])
    assert new is not None
    assert [case["name"] for case in read_yaml(new).value["tests"]] == ["a", "c", "new: it"]  # type: ignore[index, call-overload, union-attr]
    assert set(BLOCK.splitlines()) - set(new.splitlines()) == {
        "  - name: b     # of several lines", "    generated: true", "    text: |", "      two", "      lines"
    }  # fmt: skip
    assert new.index("deep: [1, 2]   # end") < new.index("  - name: 'new: it'") < new.index("# after")


@pytest.mark.parametrize(
    "source",
    [
        "name: x\ntests: [{name: a}, {name: b}]\nlast: 1\n",
        "name: x\ntests:\n- name: a\n- name: b\nlast: 1",
        "name: x\ntests:\n    - {name: a}\n    -   name: b",
        "name: x\ntests: [\n  {name: a},   # one\n  {name: b},\n]\n",
        "name: x\ntests: []\n",
        "name: x\n",
        "tests:\n  - 'a - b'\n  - name: \"- x\"\n",
    ],
)
@pytest.mark.parametrize("dropped", [set[int](), {0}, {0, 1}])
def test_lists_are_kept_in_their_own_form(source: str, dropped: set[int]) -> None:
    before: Any = read_yaml(source).value
    new = yaml(source, dropped, [NEW, NEW])
    assert new is not None
    left = [item for at, item in enumerate(before.get("tests", [])) if at not in dropped]
    assert read_yaml(new).value == {**before, "tests": [*left, NEW, NEW]}


def test_json_is_written_anew_and_what_cannot_be_done_is_not() -> None:
    new = relisted('{"tests": [{"name": "a"}], "x": 1.50}', "tests", {0}, [NEW], as_json=True)
    assert new is not None
    assert (
        read_json(new).value
        == read_json('{"tests": [{"name": "new: it", "facts": {"s": "yes", "n": 2}}], "x": 1.5}').value
    )
    assert yaml("{tests: [1]}", set(), [NEW]) is None, "the whole file is one mapping in braces"
    assert yaml("tests: [1]\n", {0}, []) is None
    assert yaml("tests: one\n", set(), [NEW]) is None
    assert yaml("- 1\n", set(), [NEW]) is None


FORMS = ["{name: a}", "name: b\n  facts: {x: 1}", "text: |\n    one\n\n    two", "[1, [2]]"]
ITEMS = st.lists(st.sampled_from(FORMS), min_size=1, max_size=4)


@settings(max_examples=60, deadline=None)
@given(ITEMS, st.sets(st.integers(0, 3)), st.integers(0, 2))
def test_whatever_is_answered_reads_back_as_what_is_meant(items: list[str], dropped: set[int], many: int) -> None:
    source = "tests:\n" + "".join(f"- {item}\n# after {at}\n" for at, item in enumerate(items)) + "last: 1\n"
    before: Any = read_yaml(source).value
    new = yaml(source, dropped, [NEW] * many)
    left = [item for at, item in enumerate(before["tests"]) if at not in dropped]
    if new is None:
        assert not left
        assert not many
    else:
        assert read_yaml(new).value == {**before, "tests": [*left, *[NEW] * many]}
        assert all(f"# after {at}" in new for at in range(len(items)))
