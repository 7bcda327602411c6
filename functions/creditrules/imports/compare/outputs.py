"""Where in a model's answers stands what another engine calls its results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from creditrules.dmn import CompiledModel, DecisionTable, Unknown
from creditrules.feel import Value
from creditrules.imports.compare.inputs import same_name
from creditrules.records import dataclass

__all__ = ["Found", "Outputs"]


@dataclass(frozen=True, slots=True)
class Found:
    """A result in the answers. decision: the one that it is, or a part of. value: null where the entry is absent."""

    decision: str
    value: Value


class Outputs:
    """Finds results of one model by the names that a recording has for them.

    A name is that of a decision; or of an output of one, those first that no other decision needs, as Camunda, Flowable
    and GoRules name results; or a path into either. "" is the one thing that nothing else needs.
    """

    def __init__(
        self, compiled: CompiledModel, renamed: Mapping[str, str], decision: str = "", *, whole: bool = False
    ) -> None:
        """decision: the only one in which results are looked for, "" for all. whole: every name means all of it."""
        self.order = tuple(_last_first(compiled, decision))
        self._whole = whole
        self._decisions = {same_name(before): after for before, after in renamed.items() if after in self.order}
        self._decisions |= {same_name(name): name for name in self.order}
        self._single = {
            one.name: same_name(one.expression.outputs[0].name)
            for one in compiled.checked.model.decisions
            if isinstance(one.expression, DecisionTable) and len(one.expression.outputs) == 1
        }
        self.names = frozenset(self.order) | frozenset(
            output.name
            for one in compiled.checked.model.decisions
            if isinstance(one.expression, DecisionTable)
            for output in one.expression.outputs
            if output.name
        )

    def find(self, name: str, values: Mapping[str, Value]) -> Found | None:
        """The result of a name among the values of all decisions; None where the model has nothing of that name."""
        if not name or self._whole:
            return Found(self.order[0], values[self.order[0]]) if self.order else None
        parts = [same_name(part) for part in name.split(".")]
        for end in range(len(parts), 0, -1):
            found = self._named(".".join(parts[:end]), values)
            if found is not None:
                return Found(found.decision, _within(found.value, parts[end:]))
        return None

    def _named(self, name: str, values: Mapping[str, Value]) -> Found | None:
        decision = self._decisions.get(same_name(name))
        if decision is not None:
            return Found(decision, values[decision])
        for one in self.order:
            if self._single.get(one) == name:
                return Found(one, values[one])
            if _has(values[one], name):
                return Found(one, _entry(values[one], name))
        return None


def _last_first(compiled: CompiledModel, decision: str) -> Iterator[str]:
    """The decisions, those first that no other needs; or only one and what it needs."""
    if decision:
        yield decision
        return
    requires = {name: one.requires for name, one in compiled.checked.decisions.items()}
    needed = {name for names in requires.values() for name in names}
    yield from (name for name in compiled.decisions if name not in needed)
    yield from (name for name in reversed(compiled.decisions) if name in needed)


def _within(value: Value, path: list[str]) -> Value:
    for part in path:
        value = _entry(value, part)
    return value


def _has(value: Value, name: str) -> bool:
    if isinstance(value, list):
        return bool(value) and all(_has(item, name) for item in value)
    return isinstance(value, dict) and any(same_name(key) == name for key in value)


def _entry(value: Value, name: str) -> Value:
    """An entry of a context, or of each context in a list."""
    if isinstance(value, Unknown):
        return value
    if isinstance(value, list):
        return [_entry(item, name) for item in value]
    if isinstance(value, dict):
        return next((part for key, part in value.items() if same_name(key) == name), None)
    return None
