"""Cells that are read without a tree mean what the parser and the checker make of them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from creditrules.dmn import CompiledModel, check_model, compile_model, read_model
from creditrules.dmn.check.cells import CheckedCells
from creditrules.dmn.check.checked import CheckedTable
from creditrules.dmn.check.names import free_names
from creditrules.dmn.domains.constants import constant_value
from creditrules.dmn.table.build import admits_null, cell_set_of
from creditrules.dmn.table.column import CellRows, parts_of
from creditrules.dmn.table.simple_sets import simple_keys, simple_set
from creditrules.feel import (
    DATE,
    NUMBER,
    STRING,
    Date,
    DateTime,
    Time,
    check_expression,
    check_unary_tests,
    has_other_date,
    is_simple,
    parse_expression,
    parse_unary_tests,
    simple_names,
    simple_test,
    simple_type,
    simple_value,
)

numbers = st.sampled_from(
    ["0", "-0", "1", "-1", "1.50", "1.5", "007", "-2.250", "9" * 30, "1." + "3" * 30, "1e3", ".5"]
)
texts = st.sampled_from(['"a"', '""', '"2026-01-01"', '"ä"', '"a b"', '"1,5"', '"\\n"', '"a', "a", '"-"', '"1..2"'])
dates = st.sampled_from(
    [
        *('date("2026-01-01")', 'date("2024-02-29")', '@"2026-01-01"', '@"1999-12-31"', 'date("2026-12-31")'),
        *(
            'date("2026-02-29")',
            'date("2026-13-01")',
            'date("0000-01-01")',
            '@"2026-01-01T00:00:00"',
            'date("-2026-01-01")',
        ),
        *(
            'date("12026-01-01")',
            'date( "2026-01-01")',
            "date('2026-01-01')",
            'date("2026-1-1")',
            '@"2026-01-01',
            "date(2026)",
        ),
    ]
)
signs = st.sampled_from(["", "< ", "<=", "> ", ">=", "= ", "!=", "<  "])
dots = st.sampled_from(["..", " .. ", "...", "."])
ends = st.tuples(numbers, numbers) | st.tuples(dates, dates)
intervals = st.builds(
    lambda opened, between, closed, dots: f"{opened}{dots.join(between)}{closed}",
    st.sampled_from("[(]"),
    ends,
    st.sampled_from("])["),
    dots,
)
one = st.builds("{}{}".format, signs, numbers | texts | dates) | intervals
TYPES = {str: STRING, Decimal: NUMBER, Date: DATE}
lists = st.lists(one, max_size=3).map(", ".join)
cells = one | lists | one.map("not({})".format) | one.map(" {}".format) | st.text()


@given(cells)
@example("[1..1]")
@example("[2..1]")
@example("[1..1.000000000000000000000000000001]")
@example('[date("2026-01-01")..@"2026-01-01"]')
@example('[date("2026-01-02")..date("2026-01-01")]')
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
    parsed = parse_unary_tests(text, ())
    assert parsed.expr is not None
    checked = check_unary_tests(parsed, {}, TYPES[type(found.low)])
    assert not checked.diagnostics
    assert simple_names(text) == set(free_names(parsed.expr)) - {"?"}
    read = parts_of([CellRows(cell_set_of(checked), [1], admits_null=False)], 1)
    keys = simple_keys(text)
    assert keys is not None
    assert read == parts_of([], 1, simple=((type(found.low), False), [(keys, [1])]))
    assert simple_set(text) == cell_set_of(checked)
    assert not admits_null(checked)


@given(one | st.text())
@example("-5")
def test_a_simple_result_is_what_the_parser_makes_of_it(text: str) -> None:
    value = simple_value(text)
    if value is None:
        return
    assert is_simple(text)
    for wanted in (None, TYPES[type(value)]):
        checked = check_expression(parse_expression(text, ()), {}, wanted)
        assert not checked.diagnostics
        assert checked.type == TYPES[type(value)]
        assert str(constant_value(checked)) == str(value)


NOW = DateTime(Date(2026, 1, 1), Time(0))


def dated(rules: list[dict[str, Any]], *, others: list[dict[str, Any]] | None = None) -> CompiledModel:
    """A first-hit table about a date, which gives one."""
    table = {"hitPolicy": "FIRST", "inputs": ["day"], "outputs": [{"name": "end", "type": "date"}], "rules": rules}
    facts = [{"name": "day", "type": "date"}, *(others or [])]
    read = read_model({"facts": facts, "decisions": [{"name": "End", "table": table}]})
    assert read.model is not None, read.diagnostics
    return compile_model(check_model(read.model))


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9), st.sampled_from("[(<>=-")), max_size=9))
def test_a_table_about_dates_says_what_dates_say(rows: list[tuple[int, int, str]]) -> None:
    def written(days: int) -> str:
        day = date(2026, 2, 10) + timedelta(days)
        return f'date("{day}")' if days % 3 else f'@"{day}"'

    def cell(start: int, length: int, sign: str) -> str:
        if sign in "[(":
            return f"{sign}{written(start)}..{written(start + length)})"
        return "-" if sign == "-" else f"{sign.replace('=', '')}{written(start)}"

    def holds(start: int, length: int, sign: str, day: int) -> bool:
        of_sign = {"<": day < start, ">": day > start, "=": day == start, "-": True}
        return {**of_sign, "[": start <= day < start + length, "(": start < day < start + length}[sign]

    model = dated(
        [{"when": [cell(*row)], "then": [written(at)]} for at, row in enumerate(rows)]
        or [{"when": ["-"], "then": ["null"]}]
    )
    assert not model.checked.diagnostics
    for day in range(-1, 51):
        given_ = {"day": Date(*(date(2026, 2, 10) + timedelta(day)).timetuple()[:3])}
        first = next((at for at, row in enumerate(rows) if holds(*row, day)), None)
        end = None if first is None else Date(*(date(2026, 2, 10) + timedelta(first)).timetuple()[:3])
        assert model.evaluate(given_, NOW, ("End",)).values["End"] == end


def test_a_fact_that_is_called_date_is_meant_before_the_function() -> None:
    rules = [{"when": ['date("2026-01-01")'], "then": ["null"]}]
    assert _cells(dated(rules)).is_plain('date("2026-01-01")')
    model = dated(rules, others=[{"name": "date", "type": "string"}])
    assert not _cells(model).is_plain('date("2026-01-01")')
    assert "date" in model.needed_facts(("End",))


@pytest.mark.parametrize("name", ["date(", "date (", "date ( x"])
def test_cells_are_left_to_the_parser_where_a_name_may_begin_as_they_do(name: str) -> None:
    rules = [{"when": ['date("2026-01-01")'], "then": ["null"]}]
    assert not _cells(dated(rules, others=[{"name": name, "type": "string"}])).is_plain('date("2026-01-01")')
    assert not has_other_date(["date of birth", "update(", "date"])


def _cells(model: CompiledModel) -> CheckedCells:
    value = model.checked.decisions["End"].value
    assert isinstance(value, CheckedTable)
    cells = value.inputs[0].cells
    assert isinstance(cells, CheckedCells)
    return cells
