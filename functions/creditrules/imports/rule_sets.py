"""An imported model as a rule set to begin with: findings on top of one of its outcomes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from creditrules.dmn import DecisionTable, check_model
from creditrules.dmn.exchange.files import Form, ModelFile, write_file
from creditrules.dmn.model import Decision
from creditrules.document import Plain, read_json, read_yaml, yaml_text
from creditrules.errors import Diagnostic, Severity
from creditrules.feel import BOOLEAN, ContextType, ListType, Type, ast, literal, parse_expression
from creditrules.imports.envelope import Envelope, RuleSetText
from creditrules.imports.report import ImportedModel
from creditrules.records import dataclass
from creditrules.rules import Intervention, check_rule_set, read_rule_set
from creditrules.slugs import is_slug
from creditrules.suggestions import suggestion

__all__ = ["as_rule_set"]

_UNFORESEEN = "UNFORESEEN"
_NOT_IN_CODES = re.compile(r"[^A-Z0-9]+")
_LONGEST_CODE = 60
_LONGEST_CELL = 1_000
_MODEL_KEYS = ("facts", "types", "functions", "services", "decisions")


def as_rule_set(imported: ImportedModel, envelope: Envelope) -> RuleSetText:
    """See `creditrules.imports.as_rule_set`."""
    model = imported.model
    outcome = _outcome(imported, envelope)
    if isinstance(outcome, Diagnostic):
        return RuleSetText(None, (outcome,))
    fault = _fault(envelope, outcome)
    if fault is not None:
        return RuleSetText(None, (fault,))
    written = read_json(write_file(ModelFile(model), model, Form.JSON).data or b"{}").value
    parts: dict[str, Plain] = dict(written) if isinstance(written, dict) else {}
    name = _free("Findings", [named.name for kind in model.named for named in kind])
    rows = [*_rows(envelope, outcome)]
    decisions = parts.get("decisions")
    document: dict[str, Plain] = {
        "ruleSet": envelope.slug,
        "category": envelope.category.value,
        "name": {envelope.language: imported.name},
        **({} if name == "Findings" else {"findings": name}),
        "reasons": {row.reason: {"message": {envelope.language: row.message}} for row in rows if row.reason},
        **{key: parts[key] for key in _MODEL_KEYS if key in parts},
        "decisions": [*(decisions if isinstance(decisions, list) else []), _findings(name, envelope.decision, rows)],
    }
    text = yaml_text(document)
    return RuleSetText(text, tuple(_checked(text)))


@dataclass(frozen=True, slots=True)
class _Outcome:
    """values: the outcomes that are named, in FEEL, by what stands between the quotes. open: others may be."""

    values: Mapping[str, str]
    open: bool


@dataclass(frozen=True, slots=True)
class _Row:
    cell: str
    step: Intervention
    reason: str
    message: str


def _outcome(imported: ImportedModel, envelope: Envelope) -> _Outcome | Diagnostic:
    decisions = {one.name: one for one in imported.model.decisions}
    name, path = _split(envelope.decision, decisions)
    if name is None:
        hint = suggestion(envelope.decision, decisions) or f"Decisions are: {', '.join(decisions)}."
        return _wrong(f'The model has no decision "{envelope.decision}".', hint)
    type_: Type = check_model(imported.model).types[name]
    for step in path:
        type_ = dict(type_.entries).get(step, type_) if isinstance(type_, ContextType) else type_
    if isinstance(type_, ListType):
        message = f"{envelope.decision} gives a list, of which no single outcome can be made."
        return _wrong(message, "Name a decision with one outcome, or add one that makes it of the list.")
    if isinstance(type_, ContextType):
        outputs = ", ".join(f"{envelope.decision}.{entry}" for entry, _ in type_.entries)
        return _wrong(f"{envelope.decision} has several outputs.", f"Name one of them: {outputs}.")
    if type_ == BOOLEAN:
        return _Outcome({"true": "true", "false": "false"}, open=False)
    return _of_table(decisions[name], path)


def _split(path: str, decisions: Mapping[str, Decision]) -> tuple[str | None, tuple[str, ...]]:
    """The decision that a path begins with, the longest name that there is, and the steps after it."""
    parts = path.split(".")
    for end in range(len(parts), 0, -1):
        if ".".join(parts[:end]) in decisions:
            return ".".join(parts[:end]), tuple(parts[end:])
    return None, ()


def _of_table(decision: Decision, path: tuple[str, ...]) -> _Outcome:
    table = decision.expression
    if not isinstance(table, DecisionTable):
        return _Outcome({}, open=True)
    names = [output.name for output in table.outputs]
    at = names.index(path[-1]) if path and path[-1] in names else 0
    cells = [*(rule.then[at] for rule in table.rules), table.outputs[at].default]
    values = [_literal(cell) for cell in dict.fromkeys(cells) if cell]
    known = {_bare(value): text for value in values if value is not None and (text := literal(value, _LONGEST_CELL))}
    return _Outcome(known, open=None in values)


def _literal(cell: str) -> str | Decimal | bool | None:
    node = parse_expression(cell).expr
    value = node.value if isinstance(node, ast.Literal) else None
    return value if isinstance(value, str | Decimal | bool) else None


def _bare(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _fault(envelope: Envelope, outcome: _Outcome) -> Diagnostic | None:
    if not is_slug(envelope.slug):
        message = f'"{envelope.slug}" is no slug.'
        return _wrong(message, "Use lower-case letters, digits and inner hyphens, at most 64.")
    unknown = [name for name in envelope.steps if name not in outcome.values]
    if unknown and not outcome.open:
        hint = suggestion(unknown[0], outcome.values) or f"Outcomes are: {', '.join(outcome.values)}."
        return _wrong(f'{envelope.decision} never gives "{unknown[0]}".', hint)
    return None


def _rows(envelope: Envelope, outcome: _Outcome) -> Iterator[_Row]:
    named = dict(outcome.values)
    named |= {name: literal(name, _LONGEST_CELL) or "" for name in envelope.steps if name not in named}
    taken = {_UNFORESEEN}
    for name, cell in named.items():
        step = envelope.steps.get(name, Intervention.REFER)
        told = name if cell.startswith('"') else f"{envelope.decision} {name}"
        reason = "" if step is Intervention.ALLOW else _code(told, taken)
        yield _Row(cell, step, reason, f"{envelope.decision}: {name}")
    yield _Row("-", Intervention.REFER, _UNFORESEEN, f"{envelope.decision} has no outcome that is foreseen.")


def _code(name: str, taken: set[str]) -> str:
    """A code name of an outcome, different from those that are taken."""
    stem = _NOT_IN_CODES.sub("_", name.upper()).strip("_")[:_LONGEST_CODE]
    stem = stem if stem[:1].isalpha() else f"OUTCOME_{stem}".strip("_")
    return _free(stem, taken, "_", keep=taken)


def _free(stem: str, taken: Iterable[str], between: str = " ", keep: set[str] | None = None) -> str:
    name, number, others = stem, 1, set(taken)
    while name in others:
        number += 1
        name = f"{stem}{between}{number}"
    if keep is not None:
        keep.add(name)
    return name


def _findings(name: str, decision: str, rows: Iterable[_Row]) -> dict[str, Plain]:
    cells: list[Plain] = [[row.cell, f'"{row.step}"', f'"{row.reason}"' if row.reason else "null"] for row in rows]
    table: dict[str, Plain] = {
        "hitPolicy": "FIRST",
        "inputs": [decision],
        "outputs": ["intervention", "reason"],
        "rules": cells,
    }
    return {"name": name, "table": table}


def _checked(text: str) -> Iterator[Diagnostic]:
    read = read_rule_set(read_yaml(text))
    yield from read.diagnostics
    if read.rule_set is not None:
        yield from read.located(check_rule_set(read.rule_set).diagnostics)


def _wrong(message: str, hint: str) -> Diagnostic:
    return Diagnostic("import.rule-set", message, hint, severity=Severity.ERROR)
