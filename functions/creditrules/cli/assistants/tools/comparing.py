"""In what two contents differ, part by part and row by row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from creditrules.cli.assistants.cursors import digest_of, place_of, sealed
from creditrules.cli.assistants.sources import Source, Sources
from creditrules.cli.assistants.tooling import Cursor, First, Given, Page, Told, Tool
from creditrules.cli.assistants.tools.answering import AnswersDiffer, answers_compared
from creditrules.cli.assistants.tools.checking import Beside
from creditrules.rules import split_change
from creditrules.rules.diff import ContentDiff, Row, TableDiff, diff_contents

__all__ = ["tools"]


class Compare(Given):
    """Two contents."""

    before: Source
    after: Source
    first: First = 30
    cursor: Cursor = None
    outcomes: bool = Field(False, description="Tell as well for whom the answers differ, or prove that for nobody.")
    product: Source | None = Field(None, description="With outcomes: what is applied for.")
    beside: Beside = Field(default_factory=list, description="With outcomes: other rule sets, and parameters.")
    at: Annotated[AwareDatetime | None, Field(description="With outcomes: what now() and today() mean.")] = None


class Difference(Told):
    """One difference: of a part, or of a row with its cells."""

    kind: str = Field(description="ADDED, REMOVED, CHANGED, MOVED, RENAMED or REWRITTEN (says the same).")
    section: str
    place: str
    before: str | None = None
    after: str | None = None
    cells: list[dict[str, Any]] = Field(default_factory=list, description="Of a row: what changed, by column.")


class Compared(Page):
    """What differs."""

    before: str
    after: str
    identical: bool
    total: int = Field(description="How many differences there are.")
    differences: list[Difference]
    answers: AnswersDiffer | None = Field(None, description="With outcomes: for whom the answers differ.")


def tools(sources: Sources) -> list[Tool]:
    """Comparing."""

    def run(given: Compare) -> Compared:
        sides = [sources.read(given.before, "before"), sources.read(given.after, "after")]
        contents = [split_change(side.plain())[0] for side in sides]
        found = list(_told(diff_contents(contents[0], contents[1])))
        digest = digest_of(*(side.data for side in sides))
        start = place_of(given.cursor, digest)
        end = start + given.first
        asked = (given.product, given.beside, given.at)
        answers = answers_compared(sources, (given.before, given.after), *asked) if given.outcomes else None
        return Compared(
            before=sides[0].name,
            after=sides[1].name,
            identical=not found,
            total=len(found),
            differences=found[start:end],
            answers=answers,
            next_cursor=sealed(digest, end, len(found)),
        )

    about = (
        "In what two contents differ: two versions, a proposal and what is in force, two files, a file and a version. "
        "Tables are compared by row and cell. That is what is written; with `outcomes`, what applicants are answered "
        "is compared as well: regions of facts with samples, or the proof that there are none."
    )
    return [Tool("compare", "Compare rules", about, Compare, Compared, run)]


def _told(diff: ContentDiff) -> Iterator[Difference]:
    for change in diff.changes:
        yield Difference(
            kind=change.kind.value,
            section=change.section.value,
            place=change.place,
            before=change.before if change.moved_from is None else str(change.moved_from),
            after=change.after if change.moved_to is None else str(change.moved_to),
        )
    for table in diff.tables:
        for row in table.rows:
            yield Difference(kind=row.kind.value, section="ROWS", place=row.place, cells=list(_cells(table, row)))


def _cells(table: TableDiff, row: Row) -> Iterator[dict[str, Any]]:
    for column, cell in zip(table.columns, row.cells, strict=True):
        if cell.changed or (cell.before is None) != (cell.after is None):
            yield {"column": column.title, "before": cell.before, "after": cell.after}
