"""A file read part by part has the same rows as one read row by row, whatever it holds and wherever it is cut."""

from __future__ import annotations

import gzip
import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from creditrules.cli.evaluate import parquet_bounds, population_parts
from creditrules.cli.evaluate.population_file import BadFile, Row, open_population
from creditrules.cli.evaluate.population_parts import Columns, open_parts
from creditrules.population.columnar.columns import ABSENT

RELAXED = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
CSV_LIKE = st.lists(
    st.sampled_from(
        [",", "\n", "\n", "\r\n", "\r", '"', '""', "a", " ", "0.10", "é", "\ufeff", ",b,c\n", "1,2,3\n", "\0"]
    )
).map("".join)


HEADERS = st.sampled_from(["a,b,c\n", "a\n", 'a,"b",c\r\n', "\ufeffa,b,c\n", ""])


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(population_parts, "_BLOCK", 16)
    monkeypatch.setattr(population_parts, "_ROWS", 3)
    monkeypatch.setattr(population_parts, "_LONGEST_LINE", 20)


def row_by_row(path: Path) -> tuple[list[Row], str]:
    """The rows, and why there are no more."""
    found: list[Row] = []
    try:
        with open_population(path) as population:
            found += population.rows
    except BadFile as problem:
        return found, str(problem)
    return found, ""


def in_parts(path: Path, names: list[str] | None = None) -> tuple[list[Row], str]:
    """The same from the parts."""
    found: list[Row] = []
    try:
        with open_parts(path) as parts:
            for part in parts.of(names):
                columns = part.read()
                found += rows_of(columns, len(found))
                if columns.broken:
                    return found, f"{path.name}: after row {len(found)}: {columns.broken}"
    except BadFile as problem:
        return found, str(problem)
    return found, ""


def rows_of(columns: Columns, before: int) -> list[Row]:
    read = {name: [column.values[code] for code in column.codes] for name, column in columns.columns.items()}
    good = iter(
        {name: values[at] for name, values in read.items() if values[at] is not ABSENT} for at in range(columns.rows)
    )
    problems = columns.problems
    return [
        Row(before + at + 1, {}, problems[at]) if at in problems else Row(before + at + 1, next(good))
        for at in range(columns.rows + len(problems))
    ]


@RELAXED
@given(
    text=CSV_LIKE, header=st.sampled_from(["a,b,c\n", "a\n", 'a,"b",c\r\n', "\ufeffa,b,c\n", ""]), packed=st.booleans()
)
@example(text="1,2,3\n4,5\n\n6,7,8", header="a,b,c\n", packed=False)
@example(text='1,2,3\n"4\n",5,6\n7,8,9\n', header="a,b,c\n", packed=True)
@example(text="1,2,3\n" + "4" * 50 + ",5,6\n", header="a,b,c\n", packed=False)
def test_csv(tmp_path: Path, text: str, header: str, *, packed: bool) -> None:
    path = tmp_path / ("a.csv.gz" if packed else "a.csv")
    data = (header + text).encode()
    path.write_bytes(gzip.compress(data) if packed else data)
    assert in_parts(path) == row_by_row(path)


def test_bytes_that_are_no_text_end_the_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n" + b"1,2\n" * 20 + b"\xff,3\n" + b"1,2\n" * 5)
    found, problem = in_parts(path)
    assert problem == f"a.csv: after row {len(found)}: the text is not UTF-8."


def test_only_the_named_columns_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b,c\n1,2,3\n4,5\n")
    found, _ = in_parts(path, ["c", "d"])
    assert [(row.values, bool(row.problem)) for row in found] == [({"c": "3"}, False), ({}, True)]


@RELAXED
@given(
    items=st.lists(
        st.dictionaries(st.sampled_from("abc"), st.none() | st.booleans() | st.text("xyz", max_size=2) | st.integers()),
        min_size=1,
        max_size=12,
    ),
    end=st.sampled_from(["", "\n{", "\n[]"]),
)
def test_json_lines(tmp_path: Path, items: list[dict[str, Any]], end: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(json.dumps(item) for item in items) + end)
    assert in_parts(path) == row_by_row(path)


def test_parquet_with_two_columns_of_one_name_is_refused_as_csv_is(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["income", "income"]), path)
    with pytest.raises(BadFile, match="names 'income' more than once"), open_parts(path):
        pass


def test_parquet_gives_values_as_json_would(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    columns = {
        "text": ["a", None, "b", "a"],
        "whole": [1, 2, None, 2**62],
        "real": [0.1, 1e16, None, 3.0],
        "exact": [Decimal("1.10"), None, Decimal("2.00"), Decimal("1.10")],
        "day": [date(2026, 1, 31), None, date(2026, 1, 31), None],
        "flag": [True, False, None, True],
        "list": [[1, 2], [], None, [None]],
    }
    pq.write_table(pa.table(columns), path)
    found, problem = in_parts(path)
    assert problem == ""
    assert found[0].values == {
        "text": "a",
        "whole": Decimal(1),
        "real": Decimal("0.1"),
        "exact": Decimal("1.10"),
        "day": "2026-01-31",
        "flag": True,
        "list": [Decimal(1), Decimal(2)],
    }
    assert [str(row.values["real"]) for row in found] == ["0.1", "1E+16", "None", "3.0"]
    assert [str(row.values["exact"]) for row in found] == ["1.10", "None", "2.00", "1.10"]
    assert len(found) == 4


def test_a_long_text_that_all_rows_share_is_there_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(population_parts, "_ROWS", 1 << 16)
    file = tmp_path / "bomb.parquet"
    table = pa.table({"t": ["x" * (1 << 17)] * 50})
    with pq.ParquetWriter(file, table.schema, compression="zstd") as writer:
        writer.write_table(pa.concat_tables([table] * 40), row_group_size=2_000)
    assert file.stat().st_size < 1 << 18
    before = pa.total_allocated_bytes()
    with open_parts(file) as parts:
        (part,) = parts.of(None)
        (column,) = part.read().columns.values()
        assert (len(column.codes), len(column.values)) == (2_000, 1)
        assert pa.total_allocated_bytes() - before < 32 << 20


@pytest.mark.parametrize(
    ("bound", "most", "told"),
    [
        ("MOST_COLUMNS", 1, "at most 1 columns"),
        ("MOST_ROWS", 9, "9 rows are read"),
        ("MOST_BYTES", 20, "column 't': there are more than 0 MiB unpacked"),
        ("MOST_VALUES", 99, "column 'l.list.element': there are more than 99 values in lists"),
    ],
)
def test_parquet_that_tells_of_more_than_is_read_is_refused_unopened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str, most: int, told: str
) -> None:
    file = tmp_path / "large.parquet"
    pq.write_table(pa.table({"t": ["x"] * 10, "l": [[1] * 10] * 10}), file)
    monkeypatch.setattr(parquet_bounds, bound, most)
    with pytest.raises(BadFile, match=re.escape(told)), open_parts(file):
        pass
