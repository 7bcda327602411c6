"""Where in a model's answers stands what another engine calls its results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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

    A name is that of a decision or of an output of one, or a path into either. Engines that give what the last decision
    gives (Camunda, Flowable, GoRules) mean an output of those that no other needs, before a decision on the way to them
    that is called so; the last of the model comes first. "" is the last.
    """

    def __init__(
        self, compiled: CompiledModel, renamed: Mapping[str, str], decision: str = "", *, whole: bool = False
    ) -> None:
        """decision: the only one in which results are looked for, "" for all. whole: every name means all of it."""
        needed = {name for one in compiled.checked.decisions.values() for name in one.requires}
        self._last = [decision] if decision else [one for one in reversed(compiled.decisions) if one not in needed]
        self.order = (
            *self._last,
            *(() if decision else (one for one in reversed(compiled.decisions) if one in needed)),
        )
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

    def find(self, name: str, values: Mapping[str, Value], *, decisions: bool = False) -> Found | None:
        """The result of a name among the values of all decisions; None where the model has nothing of that name.

        decisions: whether any decision of the name is meant first.
        """
        if not name or self._whole:
            return Found(self.order[0], values[self.order[0]]) if self.order else None
        parts = [same_name(part) for part in name.split(".")]
        for end in range(len(parts), 0, -1):
            found = self._named(".".join(parts[:end]), values, decisions=decisions)
            if found is not None:
                return Found(found.decision, _within(found.value, parts[end:]))
        return None

    def _named(self, name: str, values: Mapping[str, Value], *, decisions: bool) -> Found | None:
        decision = self._decisions.get(same_name(name))
        if decision is not None and (decisions or decision in self._last):
            return Found(decision, values[decision])
        found = self._output(name, values, self._last)
        if found is None and decision is not None:
            return Found(decision, values[decision])
        return found or self._output(name, values, self.order)

    def _output(self, name: str, values: Mapping[str, Value], among: Iterable[str]) -> Found | None:
        for one in among:
            if self._single.get(one) == name:
                return Found(one, values[one])
            if _has(values[one], name):
                return Found(one, _entry(values[one], name))
        return None


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
