"""Decision models for programs: loaded from a file or a text, asked with Python values, answered with the rows."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from os import PathLike
from typing import Any

from creditrules.dmn import (
    CompiledModel,
    DecisionTable,
    Evaluation,
    Fact,
    TableOutcome,
    Unknown,
    check_model,
    compile_model,
)
from creditrules.dmn.exchange.files import Form, form_of, read_files
from creditrules.document import read_json, read_yaml
from creditrules.errors import Diagnostic, Severity
from creditrules.feel import from_datetime, from_feel
from creditrules.library.errors import FactsError, RulesError, refuse_faults
from creditrules.library.given import contents, feel_values, moment
from creditrules.records import dataclass

__all__ = ["DecisionModel", "FiredRow", "ModelAnswer", "load_model"]


@dataclass(frozen=True, slots=True)
class FiredRow:
    """A row of a decision table that the answer rests on.

    row: from 1; 0 for the default output. when, then: its cells. note: its author's. certain: False where what is
    missing decides whether it fires.
    """

    row: int
    rule_id: str | None = None
    when: tuple[str, ...] = ()
    then: tuple[str, ...] = ()
    note: str = ""
    certain: bool = True


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """The decisions that were asked for, and those they needed; `answer["Name"]` is `answer.values["Name"]`.

    values: by decision, as `evaluate` gives them; None for null and for what cannot be known. missing: the facts for
    want of which a decision is not known. rows: of each decision that is a table, in the hit policy's
    order. warnings: each null that was an error, with its place.
    """

    values: Mapping[str, Any]
    missing: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, tuple[FiredRow, ...]]
    warnings: tuple[Diagnostic, ...] = ()

    def __getitem__(self, decision: str) -> Any:
        return self.values[decision]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)


class DecisionModel:
    """A decision model, checked and compiled. Immutable; threads may share it.

    name: the model's own, "" where it has none. facts: what it may be told. decisions: their names.
    warnings: what its check found that is no error.
    """

    __slots__ = ("_compiled", "_tables", "decisions", "facts", "name", "warnings")

    def __init__(self, compiled: CompiledModel, warnings: tuple[Diagnostic, ...] = ()) -> None:
        model = compiled.checked.model
        self.name: str = model.name
        self.facts: tuple[Fact, ...] = compiled.facts
        self.decisions: tuple[str, ...] = compiled.decisions
        self.warnings = warnings
        self._compiled = compiled
        self._tables = {
            each.name: each.expression for each in model.decisions if isinstance(each.expression, DecisionTable)
        }

    def decide(
        self, facts: object = None, /, *, decisions: Iterable[str] = (), at: datetime | None = None, **more: object
    ) -> ModelAnswer:
        """The values of `decisions` (a name, or several), by default all, for what is known.

        facts, more, at: as the names of `evaluate`; texts are taken for dates, times and durations too. A fact that is
        not given is unknown, and so is what hangs on it: its decision is None and says what is missing.

        Raises FactsError, and ValueError for a decision that the model does not have, or whose value is a date beyond
        the years 1 to 9999, which Python does not have.

        >>> model = load_model(text="{facts: [{name: x}, {name: y}], decisions: [{name: Sum, expression: x + y}]}")
        >>> model.decide(x=1, y=0.5)["Sum"]
        Decimal('1.5')
        >>> model.decide(x=1).missing
        {'Sum': ('y',)}
        """
        asked = (decisions,) if isinstance(decisions, str) else tuple(decisions) or self.decisions
        for name in asked:
            if name not in self.decisions:
                raise ValueError(f"There is no decision '{name}'. Decisions are: {', '.join(self.decisions)}.")
        read = self._compiled.read_facts(feel_values(facts, more))
        warnings = refuse_faults(FactsError, read.diagnostics)
        told = self._compiled.evaluate(read.values, from_datetime(moment(at)), asked)
        return self._answer(told, warnings)

    def _answer(self, told: Evaluation, warnings: tuple[Diagnostic, ...]) -> ModelAnswer:
        values: dict[str, Any] = {}
        missing: dict[str, tuple[str, ...]] = {}
        for name, value in told.values.items():
            unknown = value.missing if isinstance(value, Unknown) else frozenset()
            values[name] = None if isinstance(value, Unknown) else from_feel(value)
            if name in told.tables:
                unknown |= told.tables[name].missing
            if unknown:
                missing[name] = tuple(sorted(unknown))
        rows = {name: tuple(self._rows(name, outcome)) for name, outcome in told.tables.items()}
        found = (
            Diagnostic(one.code, one.message, "", one.place, one.source, one.span, severity=Severity.WARNING)
            for one in told.warnings
        )
        return ModelAnswer(values, missing, rows, (*warnings, *found))

    def _rows(self, decision: str, outcome: TableOutcome) -> Iterator[FiredRow]:
        rules = self._tables[decision].rules
        sure = not (outcome.exclusive and outcome.possible)
        for certain, fired in ((sure, outcome.fired), (False, outcome.possible)):
            for each in fired:
                rule = rules[each.row - 1] if each.row else None
                if rule is None:
                    yield FiredRow(0, certain=certain)
                else:
                    yield FiredRow(each.row, rule.id, rule.when, rule.then, rule.note, certain)

    def __repr__(self) -> str:
        return f"<DecisionModel {self.name!r}: {', '.join(self.decisions)}>"


def load_model(*paths: str | PathLike[str], text: str | bytes | None = None) -> DecisionModel:
    """A decision model from a file, whose ending says the form: .dmn or .xml, .yaml, .json, .xlsx or .csv.

    Further paths: DMN files that it imports, or further tables in CSV. text: the content itself, in place of a path;
    DMN, JSON and YAML are told apart by how it begins.

    Raises RulesError with every problem of the model and its line, and OSError for a file that cannot be read.
    Excel files need `pip install 'creditrules[excel]'`.

    >>> load_model(text='{"decisions": [{"name": "Double", "expression": "2 * x"}], "facts": [{"name": "x"}]}')
    <DecisionModel '': Double>
    """
    files = contents(paths, text)
    source, data = next(iter(files.items()))
    form = form_of(source) if source else _form_in(data)
    if form is None:
        raise _of_no_model(source, "The ending says no form of a decision model.", _ENDINGS)
    if form not in _SEVERAL and len(files) > 1:
        raise TypeError("Several files make one model only in DMN and CSV.")
    read = read_files(files, form)
    if "ruleSet" in read.around:
        raise _of_no_model(source, "This is a rule set, not a decision model.", "Load it with load_rules.")
    found = refuse_faults(RulesError, read.diagnostics, source)
    if read.model is None or not read.model.decisions:
        raise _of_no_model(source, "There is no decision in it.", "A model has `decisions:` at the top.")
    checked = check_model(read.model)
    found = refuse_faults(RulesError, (*found, *read.located(checked.diagnostics)), source)
    return DecisionModel(compile_model(checked), found)


_SEVERAL = {Form.DMN, Form.CSV}
_ENDINGS = "It is one of .dmn, .xml, .yaml, .yml, .json, .xlsx and .csv."


def _of_no_model(source: str, message: str, hint: str) -> RulesError:
    return RulesError([Diagnostic("file.unknown-kind", message, hint)], source)


def _form_in(data: bytes) -> Form:
    """By how a content begins."""
    if data.startswith(b"PK\x03\x04"):
        return Form.XLSX
    begins = data.removeprefix(BOM_UTF8).lstrip()[:1]
    if begins == b"<":
        return Form.DMN
    return Form.JSON if begins == b"{" and (read_json(data).ok or not read_yaml(data).ok) else Form.YAML
