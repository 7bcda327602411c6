"""What a rule set's test cases reach, as clients see it."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from creditrules.api.context import RequestContext
from creditrules.api.types.at_hand import at_hand
from creditrules.api.types.connections import Connection, connect
from creditrules.api.types.declaring import Info, Private, strawberry
from creditrules.api.types.enums import Outcome
from creditrules.api.types.permissions import needs
from creditrules.api.types.resolved import field, paged, told
from creditrules.api.types.scalars import JSON
from creditrules.auth import Action
from creditrules.desk import View, rows_of_coverage
from creditrules.dmn import RowCoverage
from creditrules.dmn import TableCoverage as DomainTable
from creditrules.document import given_out, yaml_text
from creditrules.eligibility import Coverage as DomainCoverage
from creditrules.eligibility import Generated
from creditrules.rules.ports import Asked

__all__ = ["Coverage", "coverage_node"]

MOST_CASES = 100
MostCases = Annotated[int, strawberry.argument(description="How many at most: 1 to 100.")]
_NAMED = 20
"""Of how many cases a row or an outcome tells the names."""


@strawberry.type(
    description="A row of a decision table with the test cases that hit it.", directives=needs(Action.SEE_POLICY)
)
class CoveredRow:
    row: int = strawberry.field(description="Its number, from 1.")
    rule_id: str | None = strawberry.field(description="Its id, if it has one.")
    cases: int = strawberry.field(description="How many test cases hit it.")
    names: list[str] = strawberry.field(description="The names of the first 20 of them.")
    conditions: list[str] = strawberry.field(description="The columns whose cells ask for something.")
    other_side_missing: list[str] = strawberry.field(
        description="Those of these columns that alone keep no case from the row; all of them while none hits it."
    )


@strawberry.type(
    description="A decision table with what the test cases reach of it.", directives=needs(Action.SEE_POLICY)
)
class TableCoverage:
    coverage: Private[DomainCoverage]
    table: Private[DomainTable]
    view: Private[View]
    of: Private[str]
    name: str = strawberry.field(description="The decision that it is, or its place inside another part.")

    @field
    @at_hand
    def row_count(self) -> int:
        """How many rows it has."""
        return len(self.table.rows)

    @field
    @at_hand
    def rows_covered(self) -> int:
        """How many of them a test case hits."""
        return len(self.table.rows) - len(self.table.uncovered)

    @field
    @at_hand
    def no_row(self) -> int:
        """How many test cases look into it and hit none of its rows."""
        return len(self.table.no_row)

    @field
    @paged
    def rows(
        self,
        asked: Asked,
        *,
        uncovered: Annotated[bool, strawberry.argument(description="Only rows that no test case hits.")] = False,
    ) -> Connection[CoveredRow]:
        """Its rows, in order."""
        rows = rows_of_coverage(self.view, self.table, asked, self.of, uncovered=uncovered)
        return connect(self.view, rows, self._row)

    def _row(self, _view: View, row: RowCoverage) -> CoveredRow:
        columns = self.table.columns
        return CoveredRow(
            row=row.row,
            rule_id=row.rule_id,
            cases=len(row.hits),
            names=_names(self.coverage, row.hits),
            conditions=[columns[at - 1] for at in row.conditions],
            other_side_missing=[columns[at - 1] for at in row.conditions if at not in row.sides],
        )


@strawberry.type(description="An outcome with the test cases that come to it.", directives=needs(Action.SEE_POLICY))
class CoveredOutcome:
    outcome: Outcome = strawberry.field(description="One that came out, or that a row gives outright.")
    cases: int = strawberry.field(description="How many test cases come to it.")
    names: list[str] = strawberry.field(description="The names of the first 20 of them.")


@strawberry.type(
    description="A reason of the catalogue with the test cases that it is given in.",
    directives=needs(Action.SEE_POLICY),
)
class CoveredReason:
    reason: str = strawberry.field(description="Its code.")
    cases: int = strawberry.field(description="How many test cases it is given in.")
    names: list[str] = strawberry.field(description="The names of the first 20 of them.")


@strawberry.type(
    description="A test case made from the rules: what they answer now, to be read by a person.",
    directives=needs(Action.SEE_POLICY),
)
class ProposedCase:
    name: str = strawberry.field(description="Its name: the answer, the row, and the border that it stands at.")
    outcome: Outcome = strawberry.field(description="What comes out.")
    written: JSON = strawberry.field(description="The whole of it as it is written in a rule set.")


@strawberry.type(
    description="Test cases made from the rules for what no case reaches yet.", directives=needs(Action.SEE_POLICY)
)
class ProposedCases:
    cases: list[ProposedCase] = strawberry.field(description="The cases, those that reach most first.")
    rows_covered: int = strawberry.field(description="How many rows are hit with them.")
    cells_covered: int = strawberry.field(description="How many cells are tried on both sides with them.")
    not_analysed: str | None = strawberry.field(
        description="What kept the rules from being looked at as a whole; null where nothing did."
    )
    yaml: str = strawberry.field(description="The cases as they are put under `tests` in a rule file.")


def _proposed(case: Mapping[str, Any]) -> ProposedCase:
    return ProposedCase(name=case["name"], outcome=Outcome(case["expect"]["outcome"]), written=JSON(given_out(case)))


@strawberry.type(
    description="What the test cases of a rule set reach of its tables, outcomes and reasons.",
    directives=needs(Action.SEE_POLICY),
)
class Coverage:
    coverage: Private[DomainCoverage]
    view: Private[View]
    of: Private[str]
    generate: Private[Callable[[int], Generated] | None]
    rows: int = strawberry.field(description="How many rows its tables have.")
    rows_covered: int = strawberry.field(description="How many of them a test case hits.")
    cells: int = strawberry.field(description="How many cells of these rows ask for something.")
    cells_covered: int = strawberry.field(
        description="How many of them are tried on both sides: a case hits the row, another is kept out by it alone."
    )

    @field
    @at_hand
    def tables(self) -> list[TableCoverage]:
        """Every decision table."""
        return [
            told(TableCoverage, table, coverage=self.coverage, table=table, view=self.view, of=self.of)
            for table in self.coverage.tables
        ]

    @field
    @at_hand
    def outcomes(self) -> list[CoveredOutcome]:
        """The outcomes, mildest first."""
        return [
            CoveredOutcome(outcome=outcome, **self._cases(hits)) for outcome, hits in self.coverage.outcomes.items()
        ]

    @field
    @at_hand
    def reasons(self) -> list[CoveredReason]:
        """The reasons of the catalogue."""
        return [CoveredReason(reason=code, **self._cases(hits)) for code, hits in self.coverage.reasons.items()]

    @field
    def proposed(self, info: Info[RequestContext, None], at_most: MostCases = 20) -> ProposedCases | None:
        """Test cases for what none reaches, and at the borders of conditions; null where they cannot be made."""
        info.context.only_once("proposed")
        if self.generate is None:
            return None
        made = self.generate(min(max(at_most, 1), MOST_CASES))
        return ProposedCases(
            cases=[_proposed(case) for case in made.cases],
            rows_covered=made.after.rows_covered,
            cells_covered=made.after.cells_covered,
            not_analysed=made.why or None,
            yaml=yaml_text([dict(case) for case in made.cases]),
        )

    def _cases(self, hits: Sequence[int]) -> Mapping[str, Any]:
        return {"cases": len(hits), "names": _names(self.coverage, hits)}


def coverage_node(
    view: View, coverage: DomainCoverage, of: str, generate: Callable[[int], Generated] | None = None
) -> Coverage:
    """What test cases of a content reach, as clients see it. of: its digest.

    generate: makes at most so many cases for what they do not reach.
    """
    return told(Coverage, coverage, coverage=coverage, view=view, of=of, generate=generate)


def _names(coverage: DomainCoverage, hits: Sequence[int]) -> list[str]:
    return [coverage.cases[number] for number in hits[:_NAMED]]
