"""Rules of Drools as decision tables: conditions by field, results by name, and which of the matching rules count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from creditrules.dmn import Decision, DecisionTable, HitPolicy, Model
from creditrules.dmn.model import FactDefinition, InputClause, ItemDefinition, OutputClause, TableRule
from creditrules.imports.names import Names, safe
from creditrules.imports.sheets.drools.apart import all_apart
from creditrules.imports.sheets.drools.parts import Path, Rule, RuleTable
from creditrules.imports.sheets.drools.tokens import as_type
from creditrules.imports.sheets.notes import Notes, RefusedError
from creditrules.records import replace

__all__ = ["model_of"]


def model_of(name: str, tables: Sequence[RuleTable], notes: Notes) -> Model:
    """The model of some tables. What cannot be kept is told."""
    _agree(tables)
    types = _types(tables, notes)
    _refuse_chains(tables, notes)

    def told(before: str, after: str) -> None:
        notes.interpreted("import.name", after, before, after, "No other part of the model is called so.")

    names = Names(told)
    facts = {fact: names.give(fact, "fact") for fact in dict.fromkeys(path[0] for path in types)}
    decisions = tuple(_decision(one, types, facts, names, notes) for one in tables)
    return Model(name, facts=_facts(types, facts), decisions=decisions)


def _agree(tables: Sequence[RuleTable]) -> None:
    """Values in quotes become numbers or truth values where the field is compared with such elsewhere, as in Drools."""
    constraints = [one for table in tables for rule in table.rules for one in rule.tests.values()]
    types: dict[Path, set[str]] = {}
    for one in constraints:
        types.setdefault(one.path, set()).update(operand.type for _, operand in one.tests)
    wanted = {path: next(iter(found - {"string", ""}), "") for path, found in types.items() if len(found - {""}) > 1}
    for table in tables:
        for rule in table.rules:
            for key, one in rule.tests.items():
                if wanted.get(one.path):
                    tests = tuple((sign, as_type(operand, wanted[one.path])) for sign, operand in one.tests)
                    rule.tests[key] = replace(one, tests=tests)


def _types(tables: Sequence[RuleTable], notes: Notes) -> dict[Path, str]:
    """The types of the fields that conditions test: numbers in quotes are numbers where the field is one elsewhere."""
    found: dict[Path, str] = {}
    for table in tables:
        for rule in table.rules:
            for constraint in rule.tests.values():
                for sign, operand in constraint.tests:
                    known = found.setdefault(constraint.path, operand.type)
                    type_ = f"list<{operand.type}>" if sign == "contains" else operand.type
                    if not known or sign == "contains":
                        found[constraint.path] = type_
                    elif operand.type and known != operand.type:
                        odd = f"{'.'.join(constraint.path)} is compared with a {known} and with a {operand.type}."
                        hint = "Compare it with values of one kind."
                        notes.refused(RefusedError("import.sheet.kinds", odd, hint, rule.place))
    return found


def _refuse_chains(tables: Sequence[RuleTable], notes: Notes) -> None:
    """Rules that look anew at what other rules set are a loop, which tables have not."""
    tested = {c.path: rule.place for table in tables for rule in table.rules for c in rule.tests.values()}
    for path in dict.fromkeys(path for table in tables for path in sorted(table.again)):
        place = next((tested[one] for one in tested if one[: len(path)] == path), None)
        if place is not None:
            message = f"Rules test {'.'.join(path)}, which rules set and then look at anew."
            hint = "Make two tables of it: the first gives the value, the second tests it under a name of its own."
            notes.refused(RefusedError("import.drools.chained", message, hint, place))


def _facts(types: Mapping[Path, str], facts: Mapping[str, str]) -> tuple[FactDefinition, ...]:
    tree: dict[str, object] = {}
    for path, type_ in types.items():
        inner = tree
        for part in path[:-1]:
            below = inner.setdefault(part, {})
            if not isinstance(below, dict):
                below = inner[part] = {}
            inner = below
        inner.setdefault(path[-1], type_)
    return tuple(FactDefinition(_item(facts[fact], below)) for fact, below in tree.items())


def _item(name: str, below: object) -> ItemDefinition:
    if isinstance(below, dict):
        return ItemDefinition(name, entries=tuple(_item(safe(part), one) for part, one in below.items()))
    return ItemDefinition(name, str(below))


def _decision(
    table: RuleTable, types: Mapping[Path, str], facts: Mapping[str, str], names: Names, notes: Notes
) -> Decision:
    rules = sorted(table.rules, key=lambda rule: -rule.salience)
    columns = list(dict.fromkeys(sorted(key for rule in rules for key in rule.tests)))
    paths = {key: rule.tests[key].path for rule in rules for key in rule.tests}
    results = list(dict.fromkeys(name for rule in rules for name in rule.results))
    if not results:
        message = f"The rules of {table.title} have no result."
        notes.refused(RefusedError("import.drools.no-result", message, "Set a field to a value.", table.place))
    inputs = tuple(
        InputClause(_spoken(paths[key], facts), types[paths[key]], label=table.labels.get(key, "")) for key in columns
    )
    apart = Names(lambda _before, _after: None)
    outputs = tuple(OutputClause(apart.give(name, "result"), _result_type(name, rules)) for name in results)
    policy = _policy(table, rules, notes)
    rows = tuple(
        TableRule(
            tuple(rule.tests[key].feel if key in rule.tests else "-" for key in columns),
            tuple(rule.results[name].feel if name in rule.results else "" for name in results),
            rule.id or None,
            rule.note,
        )
        for rule in rules
    )
    ids = Counter(row.id for row in rows)
    rows = tuple(replace(row, id=None) if ids[row.id] > 1 else row for row in rows)
    own = names.give(table.title, "Rules")
    return Decision(own, DecisionTable(inputs, outputs, rows, policy))


def _spoken(path: Path, facts: Mapping[str, str]) -> str:
    return ".".join([facts[path[0]], *map(safe, path[1:])])


def _result_type(name: str, rules: Sequence[Rule]) -> str:
    types = {rule.results[name].type for rule in rules if name in rule.results} - {""}
    return types.pop() if len(types) == 1 else ""


_ALL_FIRE: Final = (
    "Drools fires every rule that matches; the answer is the list of all their results, in the order of their priority "
    "and of their rows. Where only the last one counts there, take the last of the list."
)
_ONE_FIRES: Final = "Drools fires every rule that matches; no two of these match together, so that there is one result."
_GROUP: Final = "The rules are one activation group: only the first that matches fires, by priority and then by row."


def _policy(table: RuleTable, rules: Sequence[Rule], notes: Notes) -> HitPolicy:
    groups = {rule.group for rule in rules}
    if len(groups) > 1:
        message = f"The rules of {table.title} are in several activation groups, or some in none."
        hint = "Make a table of each group."
        notes.refused(RefusedError("import.drools.unsupported", message, hint, table.place))
    if any(rule.salience for rule in rules):
        why = "Rules of a higher priority (salience) come first."
        notes.interpreted("import.drools.order", table.place, "PRIORITY", "order of rows", why)
    if table.policy is not None:
        return table.policy
    if groups - {""}:
        policy, why = HitPolicy.FIRST, _GROUP
    elif all_apart(rules):
        policy, why = HitPolicy.UNIQUE, _ONE_FIRES
    else:
        policy, why = HitPolicy.RULE_ORDER, _ALL_FIRE
    notes.interpreted("import.drools.fires", table.place, "all matching rules fire", policy.value, why)
    return policy
