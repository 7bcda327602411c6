"""Which columns of a table are conditions and which are results: what headings, markers and lines say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from creditrules.imports.sheets.blocks import Block, Head
from creditrules.imports.sheets.conditions import Condition
from creditrules.imports.sheets.notes import Notes, RefusedError
from creditrules.imports.sheets.words import Role, marked_heading, role_of
from creditrules.records import dataclass

__all__ = ["Column", "columns_of", "corner_policy", "named_columns"]

_HINT: Final = (
    'Write "Result" over the first column of results, in a row above the headings ("Condition" over the first of the '
    'others), or "Result: " before each such heading, or draw a double line before the first.'
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its number in the sheet, its name, and what it is, where that is known yet.

    sign: what its plain values are compared with, where it holds limits.
    """

    number: int
    name: str
    role: Role | None
    heading: str = ""
    sign: str = ""


def named_columns(block: Block, head: Head) -> list[Column]:
    """The columns with their names, and with what their headings and the markers over them say. Raises RefusedError."""
    markers = _markers(block, head)
    found: list[Column] = []
    for offset, heading in enumerate(block.row(head.headings)):
        number = block.box.left + offset
        if not heading.strip():
            if any(block.row(row)[offset].strip() for row in block.rows if row > head.headings):
                message = "The column has rules under it and no heading."
                raise RefusedError("import.sheet.headings", message, "Write one.", block.place(head.headings, number))
            continue
        name, role = marked_heading(heading)
        role = _whole_role(block, head, heading) or role
        if not found and corner_policy(block, head):
            role = Role.ID
        if role is Role.ID and found:
            role = None  # a column such as "id" or "row" in the midst is tested like others
        found.append(Column(number, name, role or markers.get(number), heading.strip()))
    return found


def _whole_role(block: Block, head: Head, heading: str) -> Role | None:
    """What a heading says where each of them is a word for what columns are, such as `Input` and `Output`."""
    roles = {role_of(one) for one in block.row(head.headings) if one.strip()}
    return role_of(heading) if None not in roles and {Role.INPUT, Role.OUTPUT} <= roles else None


def corner_policy(block: Block, head: Head) -> str:
    """The hit policy that DMN draws in the corner, over the numbers of the rules (clause 8.2.8); "" without one."""
    heading = block.row(head.headings)[0].strip()
    cells = [block.row(row)[0].strip() for row in block.rows if row > head.headings and any(block.row(row))]
    numbered = cells == [str(number) for number in range(1, len(cells) + 1)]
    return heading if len(heading) == 1 and heading in "UAPFROC" and numbered else ""


def _markers(block: Block, head: Head) -> dict[int, Role]:
    """What the row of markers says of each column: a marker is for its own and the blank ones after it."""
    if head.markers is None:
        return {}
    found: dict[int, Role] = {}
    role = None
    for offset, cell in enumerate(block.row(head.markers)):
        role = role_of(cell) or role
        if role is not None:
            found[block.box.left + offset] = role
    return found


def columns_of(
    block: Block, head: Head, columns: Sequence[Column], conditions: Mapping[int, Sequence[Condition]], notes: Notes
) -> list[Column]:
    """The columns, each with what it is. Raises RefusedError where that cannot be known."""
    known = _by_markers(columns) or _by_double_line(block, head, columns) or _by_last(columns, conditions)
    if known is None:
        message = "It cannot be known which columns are conditions and which are results."
        raise RefusedError("import.sheet.results", message, _HINT, block.place(head.headings, block.box.left))
    for role in (Role.INPUT, Role.OUTPUT):
        if not any(one.role is role for one in known):
            what = "conditions" if role is Role.INPUT else "results"
            message = f"The table has no column of {what}."
            raise RefusedError("import.sheet.results", message, _HINT, block.place(head.headings, block.box.left))
    sides = {role: ", ".join(one.name for one in known if one.role is role) for role in (Role.INPUT, Role.OUTPUT)}
    why = "Headings, markers over them, a double line or the last column's name say which columns are results."
    place = block.place(head.headings, block.box.left)
    notes.interpreted("import.sheet.results", place, sides[Role.INPUT], sides[Role.OUTPUT], why)
    return known


def _given(columns: Sequence[Column], outputs: frozenset[int]) -> list[Column]:
    return [
        Column(one.number, one.name, one.role or (Role.OUTPUT if one.number in outputs else Role.INPUT), one.heading)
        for one in columns
    ]


def _by_markers(columns: Sequence[Column]) -> list[Column] | None:
    outputs = [one.number for one in columns if one.role is Role.OUTPUT]
    inputs = [one.number for one in columns if one.role is Role.INPUT]
    rest = [one.number for one in columns if one.role is None]
    if outputs and not any(number > outputs[0] for number in rest):
        return _given(columns, frozenset())
    if inputs and not outputs and rest and min(rest) > max(inputs):
        return _given(columns, frozenset(rest))
    return None


def _by_double_line(block: Block, head: Head, columns: Sequence[Column]) -> list[Column] | None:
    numbers = [one.number for one in columns if one.role is None]
    lines = [
        number for number in numbers if (head.headings, number) in block.sheet.double_lines and number != numbers[0]
    ]
    return _given(columns, frozenset(one for one in numbers if one >= lines[0])) if len(lines) == 1 else None


def _by_last(columns: Sequence[Column], conditions: Mapping[int, Sequence[Condition]]) -> list[Column] | None:
    """The last column, if its name is that of a result and each other one has cells that only a condition can have."""
    open_ = [one for one in columns if one.role is None]
    if len(open_) < 2 or any(one.role in {Role.INPUT, Role.OUTPUT} for one in columns):  # noqa: PLR2004 - one of each kind
        return None
    last = open_[-1]
    named = role_of(last.name) is Role.OUTPUT or role_of(last.name.split()[-1]) is Role.OUTPUT
    evident = all(any(not one.plain for one in conditions.get(column.number, ())) for column in open_[:-1])
    answers = all(one.plain or not one.text.strip() for one in conditions.get(last.number, ()))
    return _given(columns, frozenset({last.number})) if named and evident and answers else None
