"""Populations are read row by row from CSV, JSON lists and JSON lines; what is broken is told with its place."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from creditrules.cli.evaluate.population_file import BadFile, open_population


def read(folder: Path, name: str, content: str | bytes) -> list[tuple[int, dict[str, Any], str]]:
    path = folder / name
    data = content.encode() if isinstance(content, str) else content
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    with open_population(path) as population:
        return [(row.number, row.values, row.problem) for row in population.rows]


def test_csv_rows_by_header_with_quotes_byte_order_mark_and_empty_lines(tmp_path: Path) -> None:
    rows = read(tmp_path, "a.csv", '\ufeffname,note\nA,"x, ""y""\nz"\n\nB,\n')
    assert rows == [(1, {"name": "A", "note": 'x, "y"\nz'}, ""), (2, {"name": "B", "note": ""}, "")]


def test_a_csv_row_of_another_width_is_a_problem_of_that_row_only(tmp_path: Path) -> None:
    rows = read(tmp_path, "a.csv.gz", "a,b\n1\n1,2\n1,2,3\n")
    assert [bool(problem) for _, _, problem in rows] == [True, False, True]


@pytest.mark.parametrize("ending", ["json", "jsonl", "ndjson.gz"])
@pytest.mark.parametrize(
    "text", ['[{"a": 1}, {"a": 2.50}]', '{"a": 1}\n{"a": 2.50}\n', '{"a":\n1}{"a":2.50}', ' [\n{"a":1} ,{"a":2.50} ] ']
)
def test_json_lists_and_lines_give_the_same_rows_with_exact_numbers(tmp_path: Path, ending: str, text: str) -> None:
    rows = read(tmp_path, f"a.{ending}", text)
    assert rows == [(1, {"a": Decimal(1)}, ""), (2, {"a": Decimal("2.50")}, "")]
    assert str(rows[1][1]["a"]) == "2.50"


def test_a_long_json_list_is_read_across_chunks(tmp_path: Path) -> None:
    text = json.dumps([{"number": number, "text": "x" * (number % 300)} for number in range(3000)])
    assert [values["number"] for _, values, _ in read(tmp_path, "a.json", text)] == list(range(3000))


def test_an_empty_list_has_no_rows(tmp_path: Path) -> None:
    assert read(tmp_path, "a.json", "[]") == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", ""),
        ("a.json", "5"),
        ("a.json", "[1]"),
        ("a.json", '[{"a": 1}'),
        ("a.json", '[{"a": 1} {"a": 2}]'),
        ("a.json", '[{"a": 1}] x'),
        ("a.json", '{"a": 1'),
        ("a.json", '{"a": NaN}'),
        ("a.json", '{"a": 1, "a": 2}'),
        ("a.json", '{"a": 1e99999999999999999999999}'),
        ("a.json", '{"a":' * 100_000),
        ("a.json", '{"a": "' + "x" * (2 << 20)),
        ("a.csv", ""),
        ("a.csv", "a,a\n1,2\n"),
        ("a.csv", b"a\n\xff\n"),
        ("a.csv", 'a\n"x'),
        ("a.xlsx", "a"),
    ],
)
def test_broken_files_are_refused_in_one_sentence(tmp_path: Path, name: str, content: str | bytes) -> None:
    with pytest.raises(BadFile, match=rf"^{name}: "):
        read(tmp_path, name, content)


def test_a_file_that_only_calls_itself_gzip_or_is_cut_short_is_refused(tmp_path: Path) -> None:
    for content in (b"plain", gzip.compress(b"a\n" + b"1\n" * 5000)[:-20]):
        path = tmp_path / "a.csv.gz"
        path.write_bytes(content)
        with pytest.raises(BadFile, match=r"a\.csv\.gz"), open_population(path) as population:
            list(population.rows)


@pytest.mark.parametrize("start", ["a,b\n1,2\n", ""])
def test_a_row_without_end_is_refused_before_it_is_held(tmp_path: Path, start: str) -> None:
    file = tmp_path / "long.csv.gz"
    with gzip.open(file, "wb", compresslevel=1) as packed:
        packed.write(start.encode())
        for _ in range(24):
            packed.write(b"x," * (1 << 19))
    tracemalloc.start()
    try:
        with pytest.raises(BadFile, match="more than 1,048,576 characters"), open_population(file) as population:
            list(population.rows)
        assert tracemalloc.get_traced_memory()[1] < 12 << 20
    finally:
        tracemalloc.stop()


def test_a_quoted_row_may_stretch_over_lines_as_long_as_it_is_not_too_long(tmp_path: Path) -> None:
    file = tmp_path / "quoted.csv"
    file.write_text('a,b\n"1\n2",3\n' + '"x\n",' * 300_000)
    with open_population(file) as population:
        assert next(population.rows).values == {"a": "1\n2", "b": "3"}
        with pytest.raises(BadFile, match="after row 1: a row has more than"):
            next(population.rows)
