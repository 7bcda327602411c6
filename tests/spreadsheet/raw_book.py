"""Workbooks written by hand, as programs write them that openpyxl does not imitate."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

__all__ = ["number", "raw_book", "text"]

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def text(content: str, style: int = 0) -> str:
    """A cell with a text in it."""
    return f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">{escape(content)}</t></is></c>'


def number(stored: str, style: int = 0, formula: str = "") -> str:
    """A cell with a stored number, and the formula that gave it."""
    return f'<c s="{style}">{f"<f>{escape(formula)}</f>" if formula else ""}<v>{stored}</v></c>'


def raw_book(
    rows: Sequence[Sequence[str]],
    *,
    formats: Sequence[str] = (),
    merged: Sequence[str] = (),
    workbook: str = "",
    calculation: str = "",
    before: str = "",
    parts: dict[str, str] | None = None,
) -> bytes:
    """A workbook with one sheet "T" of cells as XML; cells without an `r` stand one after the other.

    formats: codes of number formats, for the styles 1, 2 and so on. before: what precedes the sheet's data.
    """
    codes = "".join(f'<numFmt numFmtId="{200 + at}" formatCode={_quoted(code)}/>' for at, code in enumerate(formats))
    xfs = "".join(f'<xf numFmtId="{200 + at}"/>' for at in range(len(formats)))
    merges = "".join(f'<mergeCell ref="{one}"/>' for one in merged)
    data = "".join(f"<row>{''.join(row)}</row>" for row in rows)
    files = {
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" Type="{_RELATIONS}/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_RELATIONS}"><workbookPr {workbook}/>'
        f'<sheets><sheet name="T" sheetId="1" r:id="s1"/></sheets><calcPr {calculation}/></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">'
        f'<Relationship Id="s1" Type="{_RELATIONS}/worksheet" Target="/xl/worksheets/sheet1.xml"/>'
        f'<Relationship Id="s2" Type="{_RELATIONS}/styles" Target="styles.xml"/>'
        f'<Relationship Id="s3" Type="{_RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/styles.xml": f"<styleSheet {_MAIN}><numFmts>{codes}</numFmts><fonts><font/><font><strike/></font></fonts>"
        f'<cellXfs><xf numFmtId="0"/>{xfs}<xf numFmtId="0" fontId="1"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": f"<worksheet {_MAIN}>{before}<sheetData>{data}</sheetData>"
        f"<mergeCells>{merges}</mergeCells></worksheet>",
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**files, **(parts or {})}.items():
            archive.writestr(name, content)
    return target.getvalue()


def _quoted(code: str) -> str:
    return '"' + escape(code, {'"': "&quot;"}) + '"'
