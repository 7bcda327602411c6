"""Decision tables in the document form."""

from __future__ import annotations

from creditrules.dmn.exchange.documents.write.plain import filled, plain_feel
from creditrules.dmn.model.boxed import DecisionTable, HitPolicy, InputClause, OutputClause, TableRule
from creditrules.document import Plain

__all__ = ["written_table"]


def written_table(table: DecisionTable) -> dict[str, Plain]:
    """The mapping under `table`; its type stands beside it."""
    head = filled(
        hitPolicy=str(table.hit_policy) if table.hit_policy is not HitPolicy.UNIQUE else "",
        aggregation=str(table.aggregation or ""),
    )
    return {
        **head,
        "inputs": [_input(clause) for clause in table.inputs],
        "outputs": [_output(clause) for clause in table.outputs],
        "rules": [_rule(rule) for rule in table.rules],
    }


def _input(clause: InputClause) -> Plain:
    more = filled(type=clause.type, allowedValues=clause.allowed_values, label=clause.label)
    return {"expression": plain_feel(clause.expression), **more} if more else plain_feel(clause.expression)


def _output(clause: OutputClause) -> Plain:
    default = plain_feel(clause.default) if clause.default else None
    more = filled(type=clause.type, allowedValues=clause.allowed_values, default=default, label=clause.label)
    name = {"name": clause.name} if clause.name else {}
    return {**name, **more} if more else clause.name


def _rule(rule: TableRule) -> Plain:
    when, then = [plain_feel(cell) for cell in rule.when], [plain_feel(cell) for cell in rule.then]
    if rule.id is None and not rule.note:
        return [*when, *then]
    return {**filled(id=rule.id), "when": when, "then": then, **filled(note=rule.note)}
