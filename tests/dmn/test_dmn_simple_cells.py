"""Cells that are read without a tree mean what the parser and the checker make of them."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from creditrules.dmn.domains.constants import constant_value
from creditrules.dmn.table.build import admits_null, cell_set_of
from creditrules.dmn.table.column import CellRows, parts_of
from creditrules.feel import (
    NUMBER,
    STRING,
    check_expression,
    check_unary_tests,
    is_simple,
    parse_expression,
    parse_unary_tests,
    simple_test,
    simple_type,
    simple_value,
)

numbers = st.sampled_from(
    ["0", "-0", "1", "-1", "1.50", "1.5", "007", "-2.250", "9" * 30, "1." + "3" * 30, "1e3", ".5"]
)
texts = st.sampled_from(['"a"', '""', '"2026-01-01"', '"ä"', '"a b"', '"1,5"', '"\\n"', '"a', "a", '"-"', '"1..2"'])
signs = st.sampled_from(["", "< ", "<=", "> ", ">=", "= ", "!=", "<  "])
dots = st.sampled_from(["..", " .. ", "...", "."])
intervals = st.builds("{}{}{}{}{}".format, st.sampled_from("[(]"), numbers, dots, numbers, st.sampled_from("])["))
one = st.builds("{}{}".format, signs, numbers | texts) | intervals
lists = st.lists(one, max_size=3).map(", ".join)
cells = one | lists | one.map("not({})".format) | one.map(" {}".format) | st.text()


@given(cells)
@example("[1..1]")
@example("[2..1]")
@example("[1..1.000000000000000000000000000001]")
@example("-")
@example("")
@example("1_000")
@example("١")
def test_a_simple_cell_is_what_the_parser_makes_of_it(text: str) -> None:
    found = simple_test(text)
    kind = simple_type(text)
    assert kind is None or found is not None
    if found is None:
        return
    assert is_simple(text)
    assert kind is None or type(found.low) is kind
    type_ = STRING if isinstance(found.low, str) else NUMBER
    checked = check_unary_tests(parse_unary_tests(text, ()), {}, type_)
    assert not checked.diagnostics
    read = parts_of([CellRows(cell_set_of(checked), [1], admits_null=False)], 1)
    assert read == parts_of([], 1, simple=((type(found.low), False), [(found, [1])]))
    assert not admits_null(checked)


@given(one | st.text())
@example("-5")
def test_a_simple_result_is_what_the_parser_makes_of_it(text: str) -> None:
    value = simple_value(text)
    if value is None:
        return
    assert is_simple(text)
    for wanted in (None, STRING if isinstance(value, str) else NUMBER):
        checked = check_expression(parse_expression(text, ()), {}, wanted)
        assert not checked.diagnostics
        assert checked.type == (STRING if isinstance(value, str) else NUMBER)
        assert str(constant_value(checked)) == str(value)
