"""Workbooks for tests, and models of what is imported from them."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from creditrules.dmn import check_model, compile_model
from creditrules.feel import from_datetime, from_feel, to_feel
from creditrules.imports import Imported
from creditrules.imports.sheets import read_sheets

__all__ = ["answers", "book", "codes", "read"]

NOW = from_datetime(datetime(2026, 1, 1, tzinfo=UTC))
Rows = Sequence[Any]


def book(rows: Rows, *edits: Callable[[Worksheet], object], title: str = "Rates") -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for edit in edits:
        edit(sheet)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def read(data: Rows | bytes | str) -> Imported:
    if isinstance(data, str):
        return read_sheets({"rates.csv": data.encode()})
    return read_sheets({"rates.xlsx": data if isinstance(data, bytes) else book(data)})


def codes(imported: Imported) -> list[tuple[str, str]]:
    """What was refused, with its cell."""
    return [(one.code, one.place.partition(".")[2].partition(".")[2]) for one in imported.diagnostics]


def answers(imported: Imported, facts: Mapping[str, object], decision: str) -> object:
    assert [one.render() for one in imported.diagnostics] == []
    compiled = compile_model(check_model(imported.models[0].model))
    stated = compiled.read_facts({name: to_feel(value) for name, value in facts.items()})
    assert stated.diagnostics == ()
    return from_feel(compiled.evaluate(stated.values, NOW, [decision]).values[decision])
