"""What came of reading rules of other engines: models, what was interpreted, and how answers compare."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from creditrules.api.types.declaring import strawberry
from creditrules.api.types.diagnostics import Diagnostic, UserError
from creditrules.api.types.enums import RuleSource
from creditrules.api.types.permissions import needs
from creditrules.api.types.resolved import told
from creditrules.auth import Action
from creditrules.desk import ReadModel, ReadRules
from creditrules.imports import Cause, Compared, Difference, Interpretation, Step

__all__ = ["ImportRulesPayload", "import_payload"]

MOST_INTERPRETATIONS = 1_000
MOST_DIAGNOSTICS = 500
MOST_DIFFERENCES = 100


@strawberry.type(description="A model that was read from files of another engine.", directives=needs(Action.PROPOSE))
class ImportedRuleModel:
    name: str = strawberry.field(description="What its file should be called, without ending.")
    source: RuleSource = strawberry.field(description="Whose dialect it was read in; AUTO for plain DMN.")
    files: list[str] = strawberry.field(description="What it was read from, the main one first.")
    facts: list[str] = strawberry.field(description="The facts that it asks for.")
    decisions: list[str] = strawberry.field(description="Its decisions.")
    content: str = strawberry.field(description="The model in YAML, as rule files are written.")


@strawberry.type(
    description="One thing that was read otherwise than it is spelt, or that had to be supplied.",
    directives=needs(Action.PROPOSE),
)
class Interpreted:
    code: str = strawberry.field(description='Its kind, as in "import.operator".')
    file: str = strawberry.field(description="The file, as it was named.")
    line: int | None = strawberry.field(description="Line in the file, counted from 1, where known.")
    column: int | None = strawberry.field(description="Column in that line, counted from 1, where known.")
    place: str = strawberry.field(description="Path in the model that came of it.")
    before: str = strawberry.field(description="The spelling in the file; empty where something was supplied.")
    after: str = strawberry.field(description="The spelling here; empty where something was left out.")
    why: str = strawberry.field(description="One sentence that a domain expert can agree or disagree with.")


@strawberry.type(description="Why an answer may differ.", directives=needs(Action.PROPOSE))
class ComparisonCause:
    code: str = strawberry.field(description='Stable, as in "compare.bands".')
    why: str = strawberry.field(description="One sentence, with the clause of DMN where one settles it.")


@strawberry.type(description="A row of a decision table that matched.", directives=needs(Action.PROPOSE))
class ComparisonRow:
    row: int = strawberry.field(description="Counted from 1.")
    rule_id: str | None = strawberry.field(description="The rule's id, where it has one.")


@strawberry.type(
    description="One decision on the way to an answer, in order of evaluation.", directives=needs(Action.PROPOSE)
)
class ComparisonStep:
    decision: str = strawberry.field(description="Its name.")
    value: str = strawberry.field(description="What it gave, in FEEL.")
    rows: list[ComparisonRow] = strawberry.field(description="Rows of its table that matched.")
    near_misses: list[str] = strawberry.field(description="Where none matched, what kept the nearest from it.")


@strawberry.type(description="One answer of ours that differs from the recorded one.", directives=needs(Action.PROPOSE))
class ComparisonDifference:
    case: str = strawberry.field(description="What the file of results calls the question.")
    line: int | None = strawberry.field(description="Where the question stands in that file, where known.")
    output: str = strawberry.field(description="What it is called there, with the path to the part that differs.")
    decision: str | None = strawberry.field(description="What it was compared with; null where there is nothing.")
    expected: str = strawberry.field(description="What the other engine answered, in FEEL.")
    got: str = strawberry.field(description="What this model answers, in FEEL.")
    causes: list[ComparisonCause] = strawberry.field(description="What may have led to it, most telling first.")
    steps: list[ComparisonStep] = strawberry.field(description="How ours came about.")


@strawberry.type(
    description="Recorded answers of another engine, held against a model.", directives=needs(Action.PROPOSE)
)
class RulesComparison:
    file: str = strawberry.field(description="The file of results.")
    model: str | None = strawberry.field(description="The model; null where it is not known which.")
    same: bool = strawberry.field(description="Whether everything could be compared and agrees.")
    questions: int = strawberry.field(description="How many were asked.")
    answers: int = strawberry.field(description="How many answers were compared.")
    equal: int = strawberry.field(description="How many of them agree.")
    different: int = strawberry.field(description="How many differ.")
    passed_on: int = strawberry.field(
        description="Answers that only give facts back, or null of a name that the model has not."
    )
    skipped: int = strawberry.field(description="Questions to which the other engine had no answer.")
    unused_inputs: list[str] = strawberry.field(description="Inputs that the model does not ask for.")
    differences: list[ComparisonDifference] = strawberry.field(description="The first 100 of them.")
    diagnostics: list[Diagnostic] = strawberry.field(description="What is wrong with the file of results.")


@strawberry.type(description="What came of importRules. Nothing was written.", directives=needs(Action.PROPOSE))
class ImportRulesPayload:
    ok: bool = strawberry.field(default=False, description="Whether nothing was refused and all answers agree.")
    models: list[ImportedRuleModel] = strawberry.field(
        default_factory=list, description="The models that could be read; those of other files are told as errors."
    )
    interpretations: list[Interpreted] = strawberry.field(
        default_factory=list, description="What was read otherwise than it is spelt; the first 1,000."
    )
    interpretation_count: int = strawberry.field(default=0, description="How many there are.")
    diagnostics: list[Diagnostic] = strawberry.field(
        default_factory=list, description="What cannot be kept, with what to write instead; a place begins with a file."
    )
    comparisons: list[RulesComparison] = strawberry.field(
        default_factory=list, description="Each file of results against the model that it is about."
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list, description="Why nothing was read.")


def import_payload(read: ReadRules) -> ImportRulesPayload:
    """What was read, as clients see it."""
    return ImportRulesPayload(
        ok=read.ok,
        models=[_model(one) for one in read.models],
        interpretations=[_interpreted(one) for one in read.interpretations[:MOST_INTERPRETATIONS]],
        interpretation_count=len(read.interpretations),
        diagnostics=[Diagnostic.of(one) for one in read.diagnostics[:MOST_DIAGNOSTICS]],
        comparisons=[_comparison(one) for one in read.comparisons],
    )


def _model(one: ReadModel) -> ImportedRuleModel:
    model = one.imported.model
    facts, decisions = [fact.name for fact in model.facts], [decision.name for decision in model.decisions]
    files = [*one.imported.files]
    return told(ImportedRuleModel, one.imported, files=files, facts=facts, decisions=decisions, content=one.content)


def _interpreted(one: Interpretation) -> Interpreted:
    return told(Interpreted, one)


def _comparison(one: Compared) -> RulesComparison:
    counts: dict[str, Any] = {"questions": one.cases, "answers": one.values, "different": len(one.differences)}
    return told(
        RulesComparison,
        one,
        model=one.model or None,
        unused_inputs=[*one.unused],
        differences=[_difference(each) for each in one.differences[:MOST_DIFFERENCES]],
        diagnostics=[Diagnostic.of(each) for each in one.diagnostics[:MOST_DIAGNOSTICS]],
        **counts,
    )


def _difference(one: Difference) -> ComparisonDifference:
    return told(
        ComparisonDifference,
        one,
        line=one.line or None,
        decision=one.decision or None,
        causes=_causes(one.causes),
        steps=[_step(step) for step in one.steps],
    )


def _causes(causes: Iterable[Cause]) -> list[ComparisonCause]:
    return [told(ComparisonCause, cause) for cause in causes]


def _step(one: Step) -> ComparisonStep:
    rows = [ComparisonRow(row=row, rule_id=name or None) for row, name in one.rows]
    return told(ComparisonStep, one, rows=rows, near_misses=[*one.near])
