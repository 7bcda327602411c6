"""Models as another process has them, by what is kept of their tables."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from creditrules.dmn import CodedRules, CompiledModel, coded_tables, compile_kept, packed, unpacked, with_rules
from creditrules.feel import DateTime, Value

__all__ = ["again", "all_of", "kept_tables"]


def kept_tables(compiled: CompiledModel) -> Iterator[tuple[str, CodedRules]]:
    """The tables of any size that are decisions, as they are read again."""
    for name, rules in coded_tables(compiled, least=1).items():
        found = packed(rules)
        if found is not None:
            yield name, unpacked(json.loads(json.dumps(found[0])), iter(found[1]))


def again(compiled: CompiledModel) -> CompiledModel:
    """The model, its tables by what was kept of them."""
    checked = compiled.checked
    model = with_rules(checked.model, dict(kept_tables(compiled)))
    return compile_kept(model, checked.extra_facts, checked.diagnostics)


def all_of(compiled: CompiledModel, facts: Mapping[str, Value], now: DateTime, decisions: Sequence[str]) -> Any:
    """Everything that an evaluation tells, traced and not."""
    answer = compiled.evaluate(facts, now, decisions)
    traced = compiled.evaluate(facts, now, decisions, trace=True)
    seen = {
        name: (trace.inputs, trace.matched, trace.near_misses, trace.kept_out)
        for name, trace in (traced.trace or {}).items()
    }
    return answer.values, answer.tables, answer.warnings, traced.values, traced.tables, traced.warnings, seen
