"""A workbook: its sheets in their order, and what it says for all of them (ISO/IEC 29500-1, clause 18.2)."""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element

from creditrules.errors import Diagnostic
from creditrules.records import dataclass
from creditrules.spreadsheet.package import Package, UnreadableError, local, open_package
from creditrules.spreadsheet.sheet import Setting, Sheet, read_sheet
from creditrules.spreadsheet.strings import read_strings
from creditrules.spreadsheet.styles import on, read_styles

__all__ = ["Book", "Sheet", "read_book"]

_MAX_SHEETS: Final = 256
_WORKBOOK: Final = "xl/workbook.xml"


@dataclass(frozen=True, slots=True)
class Book:
    """The sheets of a workbook, or why there are none."""

    sheets: tuple[Sheet, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def read_book(data: bytes) -> Book:
    """The sheets in a file of the kind .xlsx or .xlsm; .xls, .xlsb, .ods and encrypted files are refused by name."""
    try:
        return _read(open_package(data))
    except UnreadableError as error:
        return Book((), (error.diagnostic,))
    except (ValueError, OverflowError, RecursionError) as error:
        return Book((), (Diagnostic("document.syntax", f"This is no Excel workbook: {error}.", "Save it as .xlsx."),))


def _read(package: Package) -> Book:
    part = next(iter(package.kind("/officeDocument")), _WORKBOOK)
    root = package.root(part)
    related = package.related(part)
    listed = [one for group in root if local(group) == "sheets" for one in group]
    if len(listed) > _MAX_SHEETS:
        message = f"The workbook has more than {_MAX_SHEETS} sheets."
        raise UnreadableError(Diagnostic("document.too-large", message))
    setting = _setting(package, root, list(related.values()))
    sheets = []
    for one in listed:
        target = related.get(next((value for name, value in one.items() if name.endswith("}id")), ""), "")
        if "worksheets/" in target and target in package:
            hidden = one.get("state", "visible") != "visible"
            sheets.append(read_sheet(package, target, one.get("name", ""), setting, hidden=hidden))
    return Book(tuple(sheets))


def _setting(package: Package, root: Element, parts: list[str]) -> Setting:
    properties = [one for one in root if local(one) == "workbookPr"]
    calculation = [one for one in root if local(one) == "calcPr"]
    return Setting(
        styles=read_styles(package, _ending(parts, "styles.xml")),
        strings=read_strings(package, _ending(parts, "sharedStrings.xml")),
        since_1904=any(on(one, "date1904") for one in properties),
        stale=any(on(one, "fullCalcOnLoad") or one.get("calcMode") == "manual" for one in calculation),
    )


def _ending(parts: list[str], name: str) -> str:
    return next((part for part in parts if part.lower().endswith(name.lower())), "")
