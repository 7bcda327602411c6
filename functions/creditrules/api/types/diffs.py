"""In what two versions differ, as clients see it."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from typing import Annotated

from creditrules.api.context import RequestContext
from creditrules.api.types.arguments import ValidAt
from creditrules.api.types.at_hand import at_hand
from creditrules.api.types.connections import Connection, connect
from creditrules.api.types.declaring import Info, Private, strawberry
from creditrules.api.types.enums import ColumnRole, DiffKind, PieceKind, Section
from creditrules.api.types.outcomes import OutcomeComparison, outcome_comparison
from creditrules.api.types.permissions import needs
from creditrules.api.types.resolved import field, paged, told
from creditrules.api.types.statements import ChangeStatement
from creditrules.api.types.versions import Version, VersionRef, version_node
from creditrules.auth import Action
from creditrules.desk import (
    ChosenVersion,
    Comparison,
    View,
    changes_of_diff,
    compare_version_outcomes,
    rows_of_table,
)
from creditrules.rules import DocumentKey
from creditrules.rules.diff import Cell, Change, ContentDiff, Piece, Row
from creditrules.rules.diff import TableDiff as DomainTable
from creditrules.rules.ports import Asked

__all__ = ["ComparedVersions", "ContentChange", "VersionDiff", "content_change", "version_diff"]


@strawberry.type(description="A run of characters of a changed text.", directives=needs(Action.ASK))
class TextPiece:
    kind: PieceKind = strawberry.field(description="Which text it belongs to.")
    text: str = strawberry.field(description="The characters.")


@strawberry.type(description="A difference outside the rows of decision tables.", directives=needs(Action.ASK))
class ContentChange:
    change: Private[Change]
    view: Private[View]
    kind: DiffKind = strawberry.field(description="What became of it.")
    section: Section = strawberry.field(description="The part that it is in.")
    place: str = strawberry.field(
        description='Where, as in "facts.age.type"; in the `to` version, of what was removed in the `from` version.'
    )
    before: str | None = strawberry.field(description="As it was: a text as it is, anything else as JSON.")
    after: str | None = strawberry.field(description="As it is: a text as it is, anything else as JSON.")
    moved_from: int | None = strawberry.field(description="Where it stood, counted from 1, if it moved.")
    moved_to: int | None = strawberry.field(description="Where it stands, counted from 1, if it moved.")

    @field
    def words(self) -> list[TextPiece]:
        """The change word by word; empty unless there is both a before and an after."""
        return _pieces(self.view, self.change.words)


@strawberry.type(
    description="A column of a decision table by its title in each version; null where it is not there.",
    directives=needs(Action.SEE_POLICY),
)
class TableColumn:
    role: ColumnRole = strawberry.field(description="What it holds.")
    before: str | None = strawberry.field(description="Title in the `from` version.")
    after: str | None = strawberry.field(description="Title in the `to` version.")


@strawberry.type(
    description="A cell of a row in both versions; null where row or column is not there.",
    directives=needs(Action.SEE_POLICY),
)
class CellDiff:
    cell: Private[Cell]
    view: Private[View]
    before: str | None = strawberry.field(description="As it was.")
    after: str | None = strawberry.field(description="As it is.")
    changed: bool = strawberry.field(description="Whether it says something else.")

    @field
    def words(self) -> list[TextPiece]:
        """The change word by word; empty for a cell that did not change or is in one version only."""
        return _pieces(self.view, self.cell.words)


@strawberry.type(description="A row of a decision table that differs.", directives=needs(Action.SEE_POLICY))
class RowDiff:
    row: Private[Row]
    view: Private[View]
    kind: DiffKind = strawberry.field(description="What became of it; CHANGED also where it moved as well.")
    place: str = strawberry.field(description='Where, as in "decisions.Findings.table.rules[3]".')
    rule_id: str | None = strawberry.field(description="The id its author gave the rule; null where it has none.")
    before: int | None = strawberry.field(description="Its row in the `from` version, counted from 1.")
    after: int | None = strawberry.field(description="Its row in the `to` version, counted from 1.")
    moved: bool = strawberry.field(description="Whether its place among the rows that stayed is another.")

    @field
    def cells(self) -> list[CellDiff]:
        """Its cells in the order of the table's columns."""
        given = self.view.documents.give_out
        return [
            told(CellDiff, cell, cell=cell, view=self.view, before=given(cell.before), after=given(cell.after))
            for cell in self.row.cells
        ]


@strawberry.type(description="A decision table in whose rows something differs.", directives=needs(Action.SEE_POLICY))
class TableDiff:
    table: Private[DomainTable]
    view: Private[View]
    of: Private[str]
    place: str = strawberry.field(description='Which table, as in "decisions.Findings.table".')
    rows_before: int = strawberry.field(description="How many rows the `from` version has.")
    rows_after: int = strawberry.field(description="How many rows the `to` version has.")

    @field
    @at_hand
    def columns(self) -> list[TableColumn]:
        """All columns of both versions; the cells of rows stand in their order."""
        return [told(TableColumn, column) for column in self.table.columns]

    @field
    @paged
    def rows(self, asked: Asked) -> Connection[RowDiff]:
        """The rows that differ, in the order of the `to` version, removed ones where they stood."""
        page = rows_of_table(self.view, self.table, asked, self.of)
        return connect(self.view, page, _row)


@strawberry.type(description="Two versions that are compared.")
class ComparedVersions:
    view: Private[View]
    diff: Private[ContentDiff]
    from_: Version = strawberry.field(name="from", description="The version that is compared.")
    to: Version = strawberry.field(description="The version that it is compared with.")
    identical: bool = strawberry.field(description="Whether both have the same digest; there is then nothing to list.")

    @property
    def compared(self) -> str:
        """What is compared, by contents: a name that no other comparison has."""
        return f"{self.from_.ref.digest} {self.to.ref.digest}"

    @field
    def statement(self) -> ChangeStatement:
        """The change statement of the newer of the two versions, with what users are told."""
        newer = max(self.from_, self.to, key=lambda version: version.number)
        return ChangeStatement(statement=newer.ref.read().statement, view=self.view)


@strawberry.type(
    description="In what two versions of a rule set or product differ.", directives=needs(Action.SEE_POLICY)
)
class VersionDiff(ComparedVersions):
    @field
    @paged
    def changes(
        self,
        asked: Asked,
        section: Annotated[Section | None, strawberry.argument(description="Only changes in this part.")] = None,
    ) -> Connection[ContentChange]:
        """Everything that differs but the rows of decision tables."""
        page = changes_of_diff(self.view, self.diff, section, asked, self.compared)
        return connect(self.view, page, content_change)

    @field
    @at_hand
    def tables(self) -> list[TableDiff]:
        """The decision tables in whose rows something differs."""
        return [told(TableDiff, table, table=table, view=self.view, of=self.compared) for table in self.diff.tables]

    @field
    def outcomes(
        self,
        info: Info[RequestContext, None],
        product: Annotated[
            str | None, strawberry.argument(description="Slug of the one that answers; a rule set alone unless given.")
        ] = None,
        valid_at: ValidAt = None,
    ) -> OutcomeComparison:
        """For which applicants they answer otherwise at `validAt`, all else as is in force then; once a request."""
        info.context.only_once("outcomes")
        before, after = (ChosenVersion(each.ref.number, each.ref.digest) for each in (self.from_, self.to))
        found = compare_version_outcomes(self.view, self.from_.ref.key, (before, after), product, valid_at)
        return outcome_comparison(self.view, found.plain, found.sentences)


def version_diff(view: View, key: DocumentKey, found: Comparison) -> VersionDiff:
    """What differs between two versions of the document."""
    from_, to = (version_node(VersionRef(view, key, each.number, each.digest)) for each in (found.before, found.after))
    return VersionDiff(view=view, diff=found.diff, from_=from_, to=to, identical=found.diff.is_empty)


def content_change(view: View, change: Change) -> ContentChange:
    """A difference as clients see it."""
    given = view.documents.give_out
    return told(ContentChange, change, change=change, view=view, before=given(change.before), after=given(change.after))


def _row(view: View, row: Row) -> RowDiff:
    return told(RowDiff, row, row=row, view=view, rule_id=row.id)


def _pieces(view: View, pieces: tuple[Piece, ...]) -> list[TextPiece]:
    return [told(TextPiece, piece, text=view.documents.give_out(piece.text)) for piece in pieces]
