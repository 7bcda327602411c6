"""Whatever a file holds, its rows come out or one sentence says why not; and what was written is read back."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creditrules.cli.evaluate.population_file import BadFile, open_population

RELAXED = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r\n"), max_size=12)
VALUES = st.none() | st.booleans() | st.integers(-(10**30), 10**30) | TEXT
JSON_LIKE = st.text(st.sampled_from('[]{}":,.0123456789eE+-truefalsnN \n'), max_size=60)


def rows(path: Path) -> list[dict[str, Any]]:
    with open_population(path) as population:
        return [row.values for row in population.rows]


@RELAXED
@given(
    content=st.binary(max_size=200) | JSON_LIKE.map(str.encode), name=st.sampled_from(["a.csv", "a.json", "a.csv.gz"])
)
def test_any_bytes_give_rows_or_one_sentence(tmp_path: Path, content: bytes, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    told, found = f"{name}: ", list[dict[str, Any]]()
    try:
        found = rows(path)
    except BadFile as problem:
        told = str(problem)
    assert told.startswith(f"{name}: ")
    assert all(isinstance(row, dict) for row in found)


@RELAXED
@given(items=st.lists(st.dictionaries(TEXT, VALUES, max_size=4), max_size=8), lines=st.booleans())
def test_json_is_read_as_the_standard_library_reads_it(
    tmp_path: Path, items: list[dict[str, Any]], *, lines: bool
) -> None:
    path = tmp_path / "a.json"
    path.write_text("\n".join(map(json.dumps, items)) if lines else json.dumps(items), "utf-8")
    if lines and not items:
        with pytest.raises(BadFile, match="empty"):
            rows(path)
    else:
        assert rows(path) == json.loads(json.dumps(items), parse_int=Decimal)


@RELAXED
@given(table=st.lists(st.lists(TEXT, min_size=2, max_size=2), max_size=8))
def test_csv_is_read_as_it_was_written(tmp_path: Path, table: list[list[str]]) -> None:
    path, text = tmp_path / "a.csv", io.StringIO()
    csv.writer(text).writerows([["first", "second"], *table])
    path.write_text(text.getvalue(), "utf-8", newline="")
    assert [list(row.values()) for row in rows(path)] == table
