"""Models asked what another engine was asked, and the answers held against each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from creditrules.errors import Diagnostic, Severity
from creditrules.feel import Value
from creditrules.imports.compare.agreement import agree, innermost
from creditrules.imports.compare.causes import meanings, shown_as, steps_to
from creditrules.imports.compare.compared import Cause, Compared, Difference, Options
from creditrules.imports.compare.inputs import Facts
from creditrules.imports.compare.outputs import Found
from creditrules.imports.compare.recorded.asked import Asked, Recorded
from creditrules.imports.compare.recorded.columns import Names
from creditrules.imports.compare.recorded.reading import READ, is_table, read_results
from creditrules.imports.compare.shown import shown
from creditrules.imports.compare.subject import Callee, Subject
from creditrules.imports.paths import path_of
from creditrules.imports.report import ImportedModel, Interpretation

__all__ = ["compare_results"]

MOST_EXPLAINED = 1_000
"""Differences beyond these are told without how they came about."""


def compare_results(
    models: Sequence[ImportedModel],
    interpretations: Sequence[Interpretation],
    files: Mapping[str, bytes],
    options: Options,
) -> tuple[Compared, ...]:
    """See `creditrules.imports.compare_results`."""
    subjects: dict[str, Subject] = {}
    found: list[Compared] = []
    for name, data in files.items():
        recorded = None if is_table(name) else read_results(name, data, Names(), options.columns, options.now)
        model = _model_of(name, "" if recorded is None else recorded.model, models)
        if model is None:
            found.append(Compared(name, diagnostics=(_which(name, models),)))
            continue
        if model.name not in subjects:
            subjects[model.name] = Subject(model, _renamed(model, interpretations), options.decision)
        subject = subjects[model.name]
        if recorded is None:
            recorded = read_results(name, data, subject.names, options.columns, options.now)
        found.append(_Comparing(name, subject, options).all(recorded))
    return tuple(found)


def _which(name: str, models: Sequence[ImportedModel]) -> Diagnostic:
    message = f"It is not said which of {len(models)} models the results in {name} are of."
    hint = "Give one model with its results, or call the results by the model's name."
    return Diagnostic("compare.which-model", message, hint)


def _model_of(name: str, said: str, models: Sequence[ImportedModel]) -> ImportedModel | None:
    """The model that results say they are of; else the longest named of those with whose name theirs begins.

    A model has its own name and that of its main file, before those of files that are parts of another as well.
    """
    stems: dict[str, ImportedModel] = {}
    for names in (lambda one: (one.name.casefold(), *map(_stem, one.files[:1])), lambda one: map(_stem, one.files)):
        for one in models:
            for stem in names(one):
                stems.setdefault(stem, one)
    if _stem(said) in stems:
        return stems[_stem(said)]
    begun = [stem for stem in stems if stem and _stem(name).startswith(stem)]
    if begun:
        return stems[max(begun, key=len)]
    return models[0] if len(models) == 1 else None


def _stem(path: str) -> str:
    return path_of(path).stem.casefold()


def _renamed(model: ImportedModel, interpretations: Sequence[Interpretation]) -> Mapping[str, str]:
    """Names and identifiers in the file by which something is called otherwise in the model."""
    return dict(model.names) | {
        one.before: one.after
        for one in interpretations
        if one.file in model.files and one.before and one.after and one.before != one.after
    }


class _Comparing:
    """One file of results as it is gone through."""

    def __init__(self, file: str, subject: Subject, options: Options) -> None:
        self._file, self._subject, self._options = file, subject, options
        self._values = self._equal = self._passed_on = self._skipped = 0
        self._differences: list[Difference] = []
        self._unused: dict[str, None] = {}

    def all(self, recorded: Recorded) -> Compared:
        """Every question, or as many as are to be asked."""
        asked = 0
        for one in recorded.asked[: self._options.most]:
            if not self._options.go_on():
                break
            self._case(one)
            asked += 1
        return Compared(
            self._file,
            self._subject.name,
            asked,
            self._values,
            self._equal,
            self._passed_on,
            self._skipped,
            tuple(self._differences),
            tuple(self._unused),
            (*recorded.diagnostics, *_left(asked, len(recorded.asked)), *self._nothing(recorded)),
        )

    def _nothing(self, recorded: Recorded) -> tuple[Diagnostic, ...]:
        """An error where nothing was compared, for nothing is proved by it."""
        if self._values or not recorded.ok:
            return ()
        return (Diagnostic("compare.nothing", "There is no answer to compare in these results.", f"Read are: {READ}."),)

    def _case(self, asked: Asked) -> None:
        if asked.failed or not asked.outputs:
            self._skipped += 1
            return
        callee = self._subject.callee(asked)
        if callee is None:
            self._values += 1
            cause = Cause("compare.no-output", f"The model has no decision service {asked.service}.")
            self._differ(Difference(asked.name, asked.line, asked.service, "", "", "null", (), (cause,)))
            return
        facts = callee.inputs.facts(asked.inputs)
        self._unused.update(dict.fromkeys(facts.unused))
        values = callee.answers(facts, self._options.now)
        for name, expected in asked.outputs.items():
            self._output(asked, callee, facts, values, name, expected)

    def _output(
        self, asked: Asked, callee: Callee, facts: Facts, values: Mapping[str, Value], name: str, expected: object
    ) -> None:
        found = callee.outputs.find(name, values, decisions=asked.decisions)
        if found is None and (expected is None or _passed_on(asked, name, expected)):
            self._passed_on += 1
            return
        self._values += 1
        if found is None:
            cause = Cause("compare.no-output", f"The model gives nothing of the name {name}.")
            self._differ(Difference(asked.name, asked.line, name, "", shown_as(expected, None), "null", (), (cause,)))
        elif agree(found.value, expected, self._options.tolerance):
            self._equal += 1
        else:
            path, got, recorded = innermost(found.value, expected, self._options.tolerance)
            part = Found(found.decision, got)
            self._differ(self._explained(asked, callee, facts, (name + path).removeprefix("."), part, recorded))

    def _explained(
        self, asked: Asked, callee: Callee, facts: Facts, name: str, found: Found, expected: object
    ) -> Difference:
        if len(self._differences) >= MOST_EXPLAINED:
            return Difference(
                asked.name, asked.line, name, found.decision, shown_as(expected, found.value), shown(found.value)
            )
        told = callee.traced(facts, found.decision, self._options.now)
        return Difference(
            asked.name,
            asked.line,
            name,
            found.decision,
            shown_as(expected, found.value),
            shown(found.value),
            steps_to(callee.compiled, told, found.decision),
            (
                *meanings(callee.compiled, told, found, expected, self._options.now),
                *(Cause("compare.input", note) for note in facts.notes),
            ),
        )

    def _differ(self, difference: Difference) -> None:
        self._differences.append(difference)


def _left(asked: int, recorded: int) -> tuple[Diagnostic, ...]:
    if asked == recorded:
        return ()
    message = f"Only the first {asked} of {recorded} questions were asked."
    hint = "Compare them in parts, or with `creditrules import --compare`, which asks all."
    return (Diagnostic("compare.not-all", message, hint, severity=Severity.WARNING),)


def _passed_on(asked: Asked, name: str, expected: object) -> bool:
    """Whether an answer only gives back what was asked with, as decision graphs do."""
    given = asked.inputs.get(name)
    return given == expected
