"""What can be known to be wrong with a rule set before it is published: its types, its findings, its reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import cache

from creditrules.dmn import CheckedModel, DecisionTable, OutputClause, check_model
from creditrules.errors import Diagnostic, Severity
from creditrules.feel import (
    ANY,
    DATE,
    DATE_TIME,
    NOT_CONSTANT,
    NULL,
    NUMBER,
    STRING,
    ContextType,
    ListType,
    Type,
    ast,
    constant,
    parse_expression,
)
from creditrules.records import dataclass, replace
from creditrules.rules.content.ladder import Intervention
from creditrules.rules.content.parameter_checks import (
    KnownParameters,
    parameters_used,
    whole_parameters,
    with_parameters,
)
from creditrules.rules.content.parameter_figures import check_figures
from creditrules.rules.content.party_checks import check_party_facts
from creditrules.rules.content.property_checks import check_properties
from creditrules.rules.content.reading import RuleSet
from creditrules.rules.content.reason_checks import check_reasons, check_wording
from creditrules.rules.content.reserved import refused_names, reserved_types
from creditrules.suggestions import suggestion

__all__ = ["CheckedRuleSet", "check_rule_set", "check_stored_rule_set"]

COLUMNS: dict[str, tuple[Type, ...]] = {
    "intervention": (STRING,),
    "reason": (STRING,),
    "limit": (NUMBER,),
    "exposureLimit": (NUMBER,),
    "rate": (NUMBER,),
    "restrictedFeatures": (ListType(STRING), STRING),
    "until": (DATE, DATE_TIME),
}


@dataclass(frozen=True, slots=True)
class CheckedRuleSet:
    """A rule set with its types settled. `ok` when it may be compiled and published.

    lasting: of the diagnostics, how many are told whenever the content is checked; the others only before publishing.
    """

    rule_set: RuleSet
    model: CheckedModel
    diagnostics: tuple[Diagnostic, ...]
    lasting: int | None = None

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters that its expressions use."""
        return parameters_used(self.model)

    @property
    def ok(self) -> bool:
        """Whether nothing found is an error."""
        return not any(diagnostic.severity is Severity.ERROR for diagnostic in self.diagnostics)


def check_rule_set(rule_set: RuleSet, known: KnownParameters | None = None) -> CheckedRuleSet:
    """Check a rule set that is to be published: its model, and that what it yields are findings.

    known: the parameters that there are; None where that is not known, and their use is not checked.
    """
    checked = check_stored_rule_set(rule_set)
    found = (*refused_names(rule_set.model), *check_wording(rule_set, checked.model))
    found = (*found, *check_properties(rule_set, checked.model), *check_party_facts(checked.model))
    found = (*found, *whole_parameters(checked.model), *(_parameters(checked, known) if known else ()))
    return replace(checked, diagnostics=(*checked.diagnostics, *found), lasting=len(checked.diagnostics))


def _parameters(checked: CheckedRuleSet, known: KnownParameters) -> Iterator[Diagnostic]:
    """What is wrong once the parameters have their types and units."""
    if not parameters_used(checked.model):
        return
    typed, findings = with_parameters(checked.model, known), checked.rule_set.form.findings
    yield from typed.diagnostics
    place = f"decisions.{findings}"
    before = {*_types(checked.model.types.get(findings, ANY), place), *check_figures(checked.model, findings, {})}
    found = list(_types(typed.types.get(findings, ANY), place)) or check_figures(typed, findings, known.units)
    yield from (told for told in found if told not in before)


def check_stored_rule_set(rule_set: RuleSet) -> CheckedRuleSet:
    """Check a rule set that was published: what has been refused only since then does not keep it from answering."""
    checked = check_model(rule_set.model, reserved_types(rule_set.model, rule_set.form.reads))
    found = (*checked.diagnostics, *_findings(rule_set, checked), *_published(rule_set), *check_reasons(rule_set))
    return CheckedRuleSet(rule_set, checked, found)


def _findings(rule_set: RuleSet, checked: CheckedModel) -> Iterator[Diagnostic]:
    name = rule_set.form.findings
    decision = next((decision for decision in rule_set.model.decisions if decision.name == name), None)
    if decision is None:
        hint = suggestion(name, [decision.name for decision in rule_set.model.decisions])
        message = f"There is no decision '{name}' to yield the findings."
        yield Diagnostic("findings.no-decision", message, hint or "Name it with `findings:`.", "findings")
    elif isinstance(decision.expression, DecisionTable):
        place = f"decisions.{name}"
        yield from (d.at(place) for d in _table(rule_set, decision.expression))
        yield from _unused_reasons(rule_set, decision.expression)
        yield from _types(checked.types.get(name, ANY), f"decisions.{name}")
    else:
        yield from _types(checked.types.get(name, ANY), f"decisions.{name}")


def _published(rule_set: RuleSet) -> Iterator[Diagnostic]:
    """Whether each decision that is published is there."""
    decisions = [decision.name for decision in rule_set.model.decisions]
    for name, decision in rule_set.form.publishes.items():
        if decision not in decisions:
            message = f"There is no decision '{decision}' to publish as '{name}'."
            hint = suggestion(decision, decisions) or "Name one of the rule set's decisions."
            yield Diagnostic("publishes.no-decision", message, hint, f"publishes.{name}")


def _table(rule_set: RuleSet, table: DecisionTable) -> Iterator[Diagnostic]:
    if table.aggregation is not None:
        message = f"Findings cannot be aggregated: {table.aggregation} makes one number of them."
        yield Diagnostic("findings.aggregated", message, "Use COLLECT without an aggregation.", "aggregation")
    names = [output.name or "intervention" for output in table.outputs]
    yield from _columns(names)
    constant = cache(_constant)
    found: dict[tuple[str, ...], tuple[Diagnostic, ...]] = {}
    for number, rule in enumerate(table.rules, 1):
        told = found.get(rule.then)
        if told is None:
            told = found[rule.then] = tuple(_row(rule_set, names, rule.then, constant))
        if told:
            yield from (d.at(f"rules[{number}]") for d in told)
    if any(output.default for output in table.outputs):
        yield from _row(rule_set, names, [output.default for output in table.outputs], constant)


def _columns(names: list[str]) -> Iterator[Diagnostic]:
    if "intervention" not in names:
        message = "A findings table has a column 'intervention' that says a step of the ladder."
        yield Diagnostic("findings.no-intervention", message, "Add the output column.", "outputs")
    for number, name in enumerate(names, 1):
        if name not in COLUMNS:
            message = f"'{name}' is not a column of findings."
            hint = suggestion(name, COLUMNS) or f"The columns are {', '.join(COLUMNS)}."
            yield Diagnostic("findings.unknown-column", message, hint, f"outputs[{number}]")


def _row(
    rule_set: RuleSet, names: list[str], cells: Iterable[str], constant: Callable[[str], object], part: str = "outputs"
) -> Iterator[Diagnostic]:
    values = {}
    for number, (name, cell) in enumerate(zip(names, cells, strict=False), 1):
        value = constant(cell)
        values[name] = value
        yield from (d.at(f"{part}[{number}]") for d in _cell(rule_set, name, cell, value))
    intervention = values.get("intervention")
    needs_reason = isinstance(intervention, str) and intervention != Intervention.ALLOW
    if needs_reason and values.get("reason") is None:
        message = f"A row that says {intervention} has no reason code."
        yield Diagnostic("findings.no-reason", message, "Give it one of the reason catalogue.", part)


def _cell(rule_set: RuleSet, name: str, cell: str, value: object) -> Iterator[Diagnostic]:
    if value is NOT_CONSTANT:
        return
    if name == "intervention" and value not in tuple(Intervention):
        hint = (
            suggestion(str(value), [step.value for step in Intervention]) or f"The ladder is {', '.join(Intervention)}."
        )
        shown = "Nothing" if value is None else cell
        yield _at_cell("findings.not-on-ladder", f"{shown} is not a step of the ladder.", hint, cell)
    if name == "reason" and value is not None and value not in rule_set.form.reasons:
        hint = suggestion(str(value), rule_set.form.reasons) or "Add it under `reasons` with its messages."
        yield _at_cell("findings.unknown-reason", f"The reason catalogue has no {cell}.", hint, cell)
    if name in {"limit", "exposureLimit", "rate"} and isinstance(value, Decimal) and value < 0:
        yield _at_cell("findings.negative", f"The {name} {cell} is below 0.", "", cell)
    if name == "rate" and isinstance(value, Decimal) and value > 1:
        hint = "A rate is a fraction a year: 24 % is 0.24."
        yield _at_cell(
            "findings.rate-above-one", f"The rate {cell} is more than 100 % a year.", hint, cell, Severity.WARNING
        )


def _at_cell(code: str, message: str, hint: str, cell: str, severity: Severity = Severity.ERROR) -> Diagnostic:
    return Diagnostic(code, message, hint, "", cell, (0, len(cell)), severity=severity)


def _constant(cell: str) -> object:
    """The value of a cell that says one outright; an empty cell is null."""
    if not cell.strip():
        return None
    expr = parse_expression(cell, told=False).expr
    return constant(expr) if isinstance(expr, ast.Expr) else NOT_CONSTANT


def _types(result: Type, place: str) -> Iterator[Diagnostic]:
    """Whether the findings decision's type can hold findings."""
    item = result.item if isinstance(result, ListType) else result
    if item in {ANY, NULL, STRING}:
        return
    if not isinstance(item, ContextType):
        message = f"The decision yields {result}, which is no finding."
        hint = f"Yield a context with intervention and reason, or a list of them; the entries are {', '.join(COLUMNS)}."
        yield Diagnostic("findings.type", message, hint, place)
        return
    for name, type_ in item.entries:
        allowed = COLUMNS.get(name)
        if allowed and type_ not in {ANY, NULL, *allowed} and not _empty_list(type_):
            message = f"'{name}' is {type_}; a finding's {name} is {' or '.join(map(str, allowed))}."
            yield Diagnostic("findings.column-type", message, "", f"{place}.{name}")


def _empty_list(type_: Type) -> bool:
    return isinstance(type_, ListType) and type_.item in {ANY, NULL, STRING}


def _unused_reasons(rule_set: RuleSet, table: DecisionTable) -> Iterator[Diagnostic]:
    column = _column(table.outputs, "reason")
    if column is None:
        return
    cells = [rule.then[column] for rule in table.rules] + [table.outputs[column].default]
    values = list(map(cache(_constant), cells))
    if NOT_CONSTANT in values:
        return
    for code in rule_set.form.reasons:
        if code not in values:
            message = f"The reason '{code}' is in the catalogue but no row gives it."
            yield Diagnostic("findings.unused-reason", message, "", f"reasons.{code}", severity=Severity.WARNING)


def _column(outputs: tuple[OutputClause, ...], name: str) -> int | None:
    return next((place for place, output in enumerate(outputs) if output.name == name), None)
