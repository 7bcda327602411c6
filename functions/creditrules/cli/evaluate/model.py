"""A decision model evaluated on the facts of one file, or on each of a list of them: results as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from creditrules.cli.evaluate.model_answer import missing_of, results_of, trace_of
from creditrules.cli.files.documents import CheckedFile
from creditrules.cli.screen import give_up, notes, print_diagnostics
from creditrules.dmn import CheckedModel, CompiledModel, Evaluation, compile_model
from creditrules.document import Plain, json_text, read_json, read_yaml
from creditrules.errors import Diagnostic, Severity
from creditrules.feel import from_datetime

__all__ = ["ModelQuestion", "answer_model", "model_among"]

_LARGEST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ModelQuestion:
    """decisions: all of the model when none is named. moment: what `now()` and `today()` answer."""

    facts: Path
    decisions: Sequence[str]
    moment: datetime
    trace: bool


def model_among(files: Sequence[CheckedFile]) -> CompiledModel:
    """The one model that is asked: of several DMN files the one that no other imports, which then has them in it."""
    rule_sets = [file.rule_set for file in files if file.rule_set is not None]
    models = [file.model for file in files if file.model is not None]
    if rule_sets and len(files) == 1:
        return rule_sets[0].model
    if not models or rule_sets:
        give_up("Decisions are asked of one decision model or one rule set.", "Name just one FILE.")
    return compile_model(max(models, key=_size))


def _size(checked: CheckedModel) -> int:
    model = checked.model
    return len((*model.facts, *model.types, *model.functions, *model.services, *model.decisions))


def answer_model(model: CompiledModel, question: ModelQuestion) -> tuple[str, bool]:
    """The JSON text, and whether all facts could be read."""
    decisions = tuple(question.decisions) or model.decisions
    unknown = [name for name in decisions if name not in model.decisions]
    if unknown:
        give_up(f"There is no decision '{unknown[0]}'.", f"Decisions are: {', '.join(model.decisions)}.")
    stated = _stated(question.facts)
    if isinstance(stated, Mapping):
        answer, good = _one(model, question, decisions, stated, str(question.facts))
        return json_text(answer), good
    answers = [
        _one(model, question, decisions, facts, f"{question.facts}[{number}]") for number, facts in enumerate(stated, 1)
    ]
    return json_text([answer for answer, _ in answers]), all(good for _, good in answers)


def _one(
    model: CompiledModel, question: ModelQuestion, decisions: tuple[str, ...], stated: Mapping[str, Plain], name: str
) -> tuple[Plain, bool]:
    read = model.read_facts(stated)
    console = notes()
    print_diagnostics(console, name, read.diagnostics)
    if not read.ok:
        return None, False
    told = model.evaluate(read.values, from_datetime(question.moment), decisions, trace=question.trace)
    print_diagnostics(console, name, (*_warnings(told), *_missing(told, decisions)))
    results = results_of(told, decisions)
    if not question.trace:
        return {**results}, True
    return {"results": {**results}, "trace": {**trace_of(model, told)}}, True


def _warnings(told: Evaluation) -> Sequence[Diagnostic]:
    return [
        Diagnostic(one.code, one.message, "", one.place, one.source, one.span, severity=Severity.WARNING)
        for one in told.warnings
    ]


def _missing(told: Evaluation, decisions: Sequence[str]) -> Sequence[Diagnostic]:
    missing = {name: missing_of(told, name) for name in decisions}
    return [
        Diagnostic(
            "facts.missing", f"{name} hangs on facts that are not there: {', '.join(facts)}.", severity=Severity.WARNING
        )
        for name, facts in missing.items()
        if facts
    ]


def _stated(path: Path) -> Mapping[str, Plain] | Sequence[Mapping[str, Plain]]:
    suffix = path.suffix.lower()
    if suffix not in {".json", ".yaml", ".yml"}:
        give_up(
            f"{path} holds no facts of a decision model.", "They are a mapping, or a list of mappings, in JSON or YAML."
        )
    try:
        if path.stat().st_size > _LARGEST:
            give_up(f"{path} has more than {_LARGEST} bytes.")
        data = path.read_bytes()
    except OSError as error:
        give_up(f"{path}: {error.strerror or error}.")
    document = read_json(data) if suffix == ".json" else read_yaml(data)
    print_diagnostics(notes(), str(path), document.diagnostics)
    value = document.value
    if isinstance(value, dict):
        return value
    rows = [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
    if not rows or not isinstance(value, list) or len(rows) < len(value):
        give_up(f"{path} holds no facts.", "They are a mapping from names to values, or a list of such mappings.")
    return rows
