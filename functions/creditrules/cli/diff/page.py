"""A diff for a reader: coloured and side by side on a terminal, one difference a line elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from creditrules.document import read_json, yaml_text
from creditrules.rules.diff import (
    Cell,
    Change,
    ColumnRole,
    ContentDiff,
    DiffKind,
    Piece,
    PieceKind,
    Row,
    Section,
    TableDiff,
)

__all__ = ["print_diff", "print_statement"]

_SIGNS = {
    DiffKind.ADDED: ("+", "green"),
    DiffKind.REMOVED: ("-", "red"),
    DiffKind.CHANGED: ("~", "yellow"),
    DiffKind.MOVED: (">", "cyan"),
    DiffKind.RENAMED: ("=", "magenta"),
    DiffKind.REWRITTEN: (".", "dim"),
}
_STYLES = {PieceKind.SAME: "", PieceKind.REMOVED: "red strike", PieceKind.ADDED: "bold green"}
_MARKS = {PieceKind.SAME: ("", ""), PieceKind.REMOVED: ("[-", "-]"), PieceKind.ADDED: ("{+", "+}")}
_MOST_LINES = 20
_MOST_FOLDED = 1.5
"""A table that would need more of the screen's widths than this is told row by row instead."""


def print_diff(console: Console, diff: ContentDiff, *, most_rows: int) -> None:
    """All differences by section, then the tables, of each at most `most_rows` rows (all when 0)."""
    if diff.is_empty:
        console.print("Nothing differs.")
        return
    for section in Section:
        changes = [change for change in diff.changes if change.section is section]
        if changes:
            console.print(Text(section.replace("_", " ").capitalize(), "bold"))
        for change in changes:
            _print_lines(console, _change_lines(console, change))
    for table in diff.tables:
        _print_table(console, table, most_rows)


def print_statement(
    console: Console, basis: tuple[str, str, str | None], comment: str, notices: Iterable[tuple[str, str]]
) -> None:
    """The change statement of the newer version."""
    category, citation, link = basis
    console.print(Text("Change statement", "bold"))
    _print_lines(console, [Text(f"  {category}: {citation}{f' <{link}>' if link else ''}"), Text(f"  {comment}")])
    _print_lines(console, [Text(f"  notice ({language}): {text}") for language, text in notices])


def _change_lines(console: Console, change: Change) -> Iterator[Text]:
    sign, style = _SIGNS[change.kind]
    line = Text("  ").append(sign, style).append(f" {change.place}")
    match change.kind:
        case DiffKind.MOVED:
            yield line.append(f" moved from {change.moved_from} to {change.moved_to}", style)
        case DiffKind.ADDED | DiffKind.REMOVED:
            yield from _with_value(line, change.after if change.before is None else change.before, style)
        case DiffKind.CHANGED | DiffKind.RENAMED | DiffKind.REWRITTEN:
            word = {DiffKind.RENAMED: " renamed", DiffKind.REWRITTEN: " written differently"}.get(change.kind, "")
            yield line.append(f"{word}: ").append_text(_worded(console, change.words))


def _with_value(line: Text, value: str | None, style: str) -> Iterator[Text]:
    lines = _readable(value or "").splitlines() or [""]
    if len(lines) == 1:
        yield line.append(": ").append(lines[0], style)
        return
    yield line.append(":")
    for inner in lines[:_MOST_LINES]:
        yield Text("      ").append(inner, style)
    if len(lines) > _MOST_LINES:
        yield Text(f"      … {len(lines) - _MOST_LINES} more lines", "dim")


def _readable(value: str) -> str:
    """Mappings and lists, which come as JSON, as YAML."""
    if not value.startswith(("{", "[")):
        return value
    document = read_json(value)
    return yaml_text(document.value).rstrip() if document.ok else value


def _worded(console: Console, pieces: Sequence[Piece]) -> Text:
    """Words that went and came: by colour on a terminal, in brackets elsewhere."""
    text = Text()
    last = PieceKind.SAME
    for piece in pieces:
        left, right = ("", "") if console.is_terminal else _MARKS[piece.kind]
        if console.is_terminal and (last, piece.kind) == (PieceKind.REMOVED, PieceKind.ADDED):
            text.append("→", "dim")
        text.append(f"{left}{piece.text}{right}", _STYLES[piece.kind])
        last = piece.kind
    return text


def _print_table(console: Console, table: TableDiff, most_rows: int) -> None:
    rows = list(islice(table.rows, most_rows or None))
    counted = ", ".join(f"{count} {kind.lower()}" for kind in DiffKind if (count := table.count(kind)))
    moved = sum(1 for row in table.rows if row.moved and row.kind is not DiffKind.MOVED)
    also = f" ({moved} of them moved too)" if moved else ""
    console.print(
        Text(table.place, "bold").append(f"  {table.rows_before} → {table.rows_after} rows: {counted}{also}", "dim")
    )
    drawn = _side_by_side(console, table, rows) if console.is_terminal else None
    if drawn is not None and console.measure(drawn).maximum <= console.width * _MOST_FOLDED:
        console.print(drawn)
    else:
        _print_lines(console, (line for row in rows for line in _row_lines(console, table, row)))
    if len(table.rows) > len(rows):
        console.print(f"  … {len(table.rows) - len(rows)} more rows differ; see --rows.")


def _side_by_side(console: Console, table: TableDiff, rows: Sequence[Row]) -> Table:
    shown = [place for place, column in enumerate(table.columns) if _worth_showing(table, rows, place)]
    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    drawn.add_column("")
    drawn.add_column("row", no_wrap=True)
    for place in shown:
        column = table.columns[place]
        title = Text(column.title)
        if column.before is None or column.after is None:
            title.stylize(_STYLES[PieceKind.ADDED if column.before is None else PieceKind.REMOVED])
        drawn.add_column(title, overflow="fold", style="dim" if column.role is ColumnRole.ANNOTATION else "")
    for row in rows:
        sign, style = _SIGNS[row.kind]
        drawn.add_row(
            Text(sign, style),
            Text(_position(row) + (" moved" if row.moved else ""), style),
            *(_cell(console, row, p) for p in shown),
        )
    return drawn


def _worth_showing(table: TableDiff, rows: Sequence[Row], place: int) -> bool:
    """Columns in which a shown row says something or has changed; notes only where one changed."""
    column = table.columns[place]
    cells = [row.cells[place] for row in rows]
    if column.role is not ColumnRole.ANNOTATION:
        return any(cell.changed or {cell.before, cell.after} - {None, "-", "null"} for cell in cells)
    return any(cell.changed or (column.title == "id" and cell.after) for cell in cells)


def _cell(console: Console, row: Row, place: int) -> Text:
    cell = row.cells[place]
    if row.kind is DiffKind.ADDED:
        return Text(cell.after or "", "green")
    if row.kind is DiffKind.REMOVED:
        return Text(cell.before or "", "red")
    return _changed_cell(console, cell) if cell.changed else Text(cell.after or "", "dim")


def _changed_cell(console: Console, cell: Cell) -> Text:
    if cell.words:
        return _worded(console, cell.words)
    kind = PieceKind.ADDED if cell.before is None else PieceKind.REMOVED
    return _worded(console, [Piece(kind, cell.after or cell.before or "")])


def _row_lines(console: Console, table: TableDiff, row: Row) -> Iterator[Text]:
    named = f" ({row.id})" if row.id else ""
    words = {DiffKind.MOVED: " moved", DiffKind.REWRITTEN: " written differently"}.get(row.kind, "")
    if row.moved and row.kind is not DiffKind.MOVED:
        words += " moved"
    yield Text(f"  {_SIGNS[row.kind][0]} row {_position(row)}{named}{words}")
    for column, cell in zip(table.columns, row.cells, strict=True):
        if row.kind in {DiffKind.ADDED, DiffKind.REMOVED}:
            value = cell.after if row.kind is DiffKind.ADDED else cell.before
            if value is not None and column.role is not ColumnRole.ANNOTATION:
                yield Text(f"      {column.title}: {value}")
        elif cell.changed:
            yield Text(f"      {column.title}: ").append_text(_changed_cell(console, cell))


def _position(row: Row) -> str:
    if row.before is None or row.after is None:
        return str(row.after if row.before is None else row.before)
    return str(row.after) if row.before == row.after else f"{row.before} → {row.after}"


def _print_lines(console: Console, lines: Iterable[Text]) -> None:
    for line in lines:
        console.print(line, soft_wrap=True)
