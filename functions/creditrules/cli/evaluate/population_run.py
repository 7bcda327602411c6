"""Rule sets on a population: by columns where that is quicker and can be done, else row by row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from creditrules.cli.evaluate.columns import columns_by_name
from creditrules.cli.evaluate.decision_file import DecisionWriter, open_decisions
from creditrules.cli.evaluate.in_processes import FORKS, processes_for
from creditrules.cli.evaluate.population_file import BadFile, open_population
from creditrules.cli.evaluate.row_run import RowAnswers, RowRun
from creditrules.cli.screen import give_up, notes
from creditrules.eligibility import CompiledRuleSet, Decision, ParametersGiven
from creditrules.population import Assessor, MappingForm, Tally
from creditrules.rules import Parameter, ProductForm

__all__ = ["PopulationQuestion", "PopulationRun", "evaluate_population", "worth_columns"]

_WORTH_COLUMNS: Final = 1 << 17
"""Bytes of a file from which on it pays to load what columns take."""

OpenWriter = Callable[[], DecisionWriter | None]


@dataclass(frozen=True, slots=True)
class PopulationQuestion:
    """The rules, and how a file's rows become facts.

    by: also count outcomes by this column. limit: of rows. jobs: processes; None for as many as the file is worth.
    """

    product: ProductForm
    product_digest: str
    rule_sets: Sequence[CompiledRuleSet]
    parameters: tuple[Parameter, ...]
    now: datetime
    mapping: MappingForm | None
    by: str | None
    limit: int | None
    jobs: int | None = None

    @property
    def assessor(self) -> Assessor:
        """What answers a row."""
        given = ParametersGiven(self.parameters)
        return Assessor(self.product, self.product_digest, self.rule_sets, self.now, given.at)


@dataclass(frozen=True, slots=True)
class PopulationRun:
    """What came of it. last: the last decision, where rows were asked about one by one."""

    tally: Tally
    seconds: float
    last: Decision | None = None


def evaluate_population(question: PopulationQuestion, facts: Path, out: Path | None) -> PopulationRun:
    """Decide the rows of a file, and write the decisions where `out` is given. Raises BadFile."""
    with ExitStack() as closing:

        def opened() -> DecisionWriter | None:
            return closing.enter_context(open_decisions(out)) if out else None

        return _by_columns(question, facts, opened) if worth_columns(facts) else _by_rows(question, facts, opened)


def _by_rows(question: PopulationQuestion, facts: Path, opened: OpenWriter) -> PopulationRun:
    with open_population(facts) as population:
        columns = _mapping(question, population.header)
        run = RowRun(RowAnswers(question.assessor, columns), opened(), question.by)
        seconds = run.all(population, question.limit, processes_for(population.size, question.jobs) if FORKS else 1)
        return PopulationRun(run.tally, seconds, run.last)


def _by_columns(question: PopulationQuestion, facts: Path, opened: OpenWriter) -> PopulationRun:
    from creditrules.cli.evaluate.columnar_run import ColumnarQuestion, run_by_columns  # noqa: PLC0415 - an extra
    from creditrules.cli.evaluate.population_parts import open_parts  # noqa: PLC0415
    from creditrules.population.columnar import Contents  # noqa: PLC0415

    rule_sets = tuple(each.rule_set for each in question.rule_sets)
    contents = Contents(question.product, question.product_digest, rule_sets, question.parameters, question.now)
    with open_parts(facts) as parts:
        columns = _mapping(question, parts.header)
        if question.mapping is None and parts.typed:
            columns = None
        writer = opened()
        asked = ColumnarQuestion(contents, columns, question.by, None if writer is None else writer.as_csv)
        return PopulationRun(*run_by_columns(asked, parts, writer, question.limit, question.jobs))


def worth_columns(facts: Path) -> bool:
    """Whether the file is large enough to be read by columns, and what that takes is installed. Raises BadFile."""
    parquet = facts.name.lower().endswith(".parquet")
    if not parquet and not (facts.is_file() and facts.stat().st_size >= _WORTH_COLUMNS):
        return False
    if all(map(find_spec, ("numpy", "pyarrow"))):
        return True
    how = "pip install 'creditrules[population]'"
    if parquet:
        raise BadFile(f"{facts.name}: reading Parquet needs pyarrow, which is not installed: {how}.")
    notes().print(
        f"Row by row; with numpy and pyarrow it takes a small part of the time: {how}", markup=False, soft_wrap=True
    )
    return False


def _mapping(question: PopulationQuestion, header: tuple[str, ...] | None) -> MappingForm | None:
    """How the columns become facts. Ends the command where the file has not what is asked for."""
    facts = question.assessor.facts
    columns = question.mapping
    if columns is None and header is not None:
        # Each column bears a fact's name, blank cells are missing facts.
        columns = columns_by_name(header, {name: str(fact.type) for name, fact in facts.items()})
    by = [question.by] if question.by and header is not None and question.by not in header else []
    absent = columns.absent(header) if columns and header is not None else ()
    for name in (*absent, *by):
        give_up(f"The file has no column '{name}'.", f"Its columns are: {', '.join(header or ())}.")
    strange = sorted(columns.facts() - facts.keys()) if columns else []
    if strange:
        hint = f"Facts are: {', '.join(sorted(facts))}."
        give_up(f"The mapping gives a fact '{strange[0]}' that no rule set declares.", hint)
    return columns
