"""In what two versions of a rule set are written otherwise, as far as that is rows of decision tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from creditrules.dmn import Aggregation, Decision, DecisionTable, HitPolicy, Model, behind
from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.feel import Value
from creditrules.records import dataclass, replace
from creditrules.rules.diff import Alignment

__all__ = ["OtherRows", "OtherWords", "other_rows", "other_words", "speaks_of_clock"]

_ANY_ORDER: Final = frozenset({HitPolicy.UNIQUE, HitPolicy.ANY})
_ANY_ORDER_OF: Final = frozenset({Aggregation.COUNT, Aggregation.MIN, Aggregation.MAX})
_CLOCK: Final = re.compile(r"\b(?:now|today)\b")


@dataclass(frozen=True, slots=True)
class OtherRows:
    """The rows of a table that came, went, moved or say something else, from 1, on each side."""

    before: tuple[int, ...]
    after: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OtherWords:
    """What the same text means on both sides but for this. entries: of reserved facts. clock: whether times differ."""

    entries: Mapping[str, frozenset[str]]
    clock: bool

    def spoken_in(self, text: str) -> bool:
        """Whether a text may speak of any of it; sooner yes than no."""
        if self.clock and speaks_of_clock(text):
            return True
        return any(_speaks(text, fact, names) for fact, names in self.entries.items() if names and fact in text)


def speaks_of_clock(text: str) -> bool:
    """Whether a text may mean something else at another moment; sooner yes than no."""
    return _CLOCK.search(text) is not None


def _speaks(text: str, fact: str, names: frozenset[str]) -> bool:
    """Whether one of these entries is named, or the fact is taken as a whole."""
    whole = re.search(rf"\b{re.escape(fact)}\b(?!\s*\.)", text) is not None
    return whole or any(not name.isidentifier() or name in text for name in names)


def other_words(before: Mapping[str, Value], after: Mapping[str, Value], *, clock: bool) -> OtherWords:
    """What differs of the facts that are given, all of them contexts."""
    found = {}
    for fact in {*before, *after}:
        was, now = (_entries(side.get(fact)) for side in (before, after))
        names = was.keys() | now.keys()
        found[fact] = frozenset(name for name in names if name not in was or name not in now or was[name] != now[name])
    return OtherWords(found, clock)


def _entries(value: Value) -> Mapping[str, Value]:
    return value if isinstance(value, Mapping) else {}


def other_rows(before: CompiledRuleSet, after: CompiledRuleSet, words: OtherWords) -> Mapping[str, OtherRows] | None:
    """By decision the rows that are others; None where anything else is, so that the answers may differ anywhere.

    Where no such row matches on either side, both find the same.
    """
    if _frame(before) != _frame(after) or words.spoken_in(_around_decisions(before)):
        return None
    found = {}
    sides = [{each.name: each for each in side.model.checked.model.decisions} for side in (before, after)]
    for name in _needed(before):
        rows = _rows(sides[0][name], sides[1][name], words)
        if rows is None:
            return None
        if rows.before or rows.after:
            found[name] = rows
    return found


def _needed(compiled: CompiledRuleSet) -> Sequence[str]:
    needed = behind(compiled.model.checked, compiled.asked)
    return [name for name in compiled.model.decisions if name in needed]


def _frame(compiled: CompiledRuleSet) -> object:
    """All that makes its answers beside what stands in its decisions."""
    checked, form = compiled.model.checked, compiled.rule_set.form
    model: Model = checked.model
    decisions = [(name, checked.decisions[name].requires, checked.types[name]) for name in _needed(compiled)]
    return (
        [(replace(fact.item, label={}, description=""), fact.nullable) for fact in model.facts],
        (model.types, model.functions, model.services),
        decisions,
        (form.findings, dict(form.publishes), frozenset(form.reasons), form.applies_to, form.time_zone),
        (compiled.asked, compiled.given, compiled.parameters, compiled.reads),
    )


def _around_decisions(compiled: CompiledRuleSet) -> str:
    """All text in which it may speak of times and parameters beside its decisions."""
    model: Model = compiled.model.checked.model
    facts = [fact.item for fact in model.facts]
    return repr((facts, model.types, model.functions, model.services, compiled.rule_set.form.applies_to))


def _rows(before: Decision, after: Decision, words: OtherWords) -> OtherRows | None:
    if before.type != after.type:
        return None
    was, now = before.expression, after.expression
    if not isinstance(was, DecisionTable) or not isinstance(now, DecisionTable):
        return OtherRows((), ()) if was == now and not words.spoken_in(repr(was)) else None
    frames = [_clauses(table) for table in (was, now)]
    if frames[0] != frames[1] or words.spoken_in(" ".join(_texts(was))):
        return None
    return _aligned(was, now, words)


def _clauses(table: DecisionTable) -> object:
    inputs = [(each.expression, each.type, each.allowed_values) for each in table.inputs]
    outputs = [(each.name, each.type, each.allowed_values, each.default) for each in table.outputs]
    return inputs, outputs, table.hit_policy, table.aggregation, table.type


def _texts(table: DecisionTable) -> Iterator[str]:
    yield from (text for each in table.inputs for text in (each.expression, each.allowed_values))
    yield from (text for each in table.outputs for text in (each.allowed_values, each.default))


def _aligned(before: DecisionTable, after: DecisionTable, words: OtherWords) -> OtherRows:
    old, new = ([(rule.when, rule.then) for rule in table.rules] for table in (before, after))
    alignment = Alignment(len(old), len(new))
    alignment.by_equality(old, new)
    moved = frozenset[int]() if _any_order(before) else alignment.moved()
    changed = {at for at, row in enumerate(new) if words.spoken_in(" ".join((*row[0], *row[1])))}
    both = {at for at in moved | changed if at in alignment.old_of}
    return OtherRows(
        tuple(sorted(at + 1 for at in (*alignment.removed, *(alignment.old_of[each] for each in both)))),
        tuple(sorted(at + 1 for at in (*alignment.added, *both))),
    )


def _any_order(table: DecisionTable) -> bool:
    return table.hit_policy in _ANY_ORDER or table.aggregation in _ANY_ORDER_OF
