"""A model as it is asked what another engine was asked: its decisions, or one of its services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from creditrules.dmn import CompiledModel, Evaluation, check_model, compile_model
from creditrules.dmn.model import (
    Binding,
    Decision,
    DecisionService,
    FactDefinition,
    Invocation,
    ItemDefinition,
    LiteralExpression,
    Model,
)
from creditrules.feel import DateTime, Value
from creditrules.imports.compare.inputs import Facts, Inputs, same_name
from creditrules.imports.compare.outputs import Outputs
from creditrules.imports.compare.recorded.asked import Asked
from creditrules.imports.compare.recorded.columns import Names
from creditrules.imports.report import ImportedModel
from creditrules.records import dataclass, replace

__all__ = ["Callee", "Subject"]

_CALL = "result of the service"


@dataclass(frozen=True, slots=True)
class Callee:
    """What is asked, with the names of its inputs and of its outputs."""

    compiled: CompiledModel
    inputs: Inputs
    outputs: Outputs

    def answers(self, facts: Facts, now: DateTime) -> Mapping[str, Value]:
        """The values of all decisions among which results are looked for."""
        return self.compiled.evaluate(facts.values, now, self.outputs.order).values

    def traced(self, facts: Facts, decision: str, now: DateTime) -> Evaluation:
        """One decision with how it came about."""
        return self.compiled.evaluate(facts.values, now, (decision,), trace=True)


class Subject:
    """One imported model."""

    def __init__(self, imported: ImportedModel, renamed: Mapping[str, str], decision: str) -> None:
        """renamed: from names in the files to those in the model. decision: where results are looked for."""
        self.name = imported.name
        self._model, self._renamed = imported.model, renamed
        compiled = compile_model(check_model(imported.model))
        known = decision if decision in compiled.decisions else ""
        self._decisions = Callee(compiled, Inputs(compiled, renamed), Outputs(compiled, renamed, known))
        self._calls: dict[tuple[str, ...], Callee] = {}
        self.names = Names(frozenset(fact.name for fact in compiled.facts), self._decisions.outputs.names)

    def callee(self, asked: Asked) -> Callee | None:
        """What a question is put to; None for a service that the model does not have."""
        if not asked.service:
            return self._decisions
        wanted = same_name(self._renamed.get(asked.service, asked.service))
        service = next((one for one in self._model.services if same_name(one.name) == wanted), None)
        if service is None:
            return None
        given = {same_name(self._renamed.get(name, name)) for name in asked.inputs}
        names = [name for name in (*service.inputs, *service.input_decisions) if same_name(name) in given]
        key = (service.name, *names)
        if key not in self._calls:
            self._calls[key] = self._call(service, names)
        return self._calls[key]

    def _call(self, service: DecisionService, names: Sequence[str]) -> Callee:
        arguments = {name: f"argument {number}" for number, name in enumerate(names)}
        compiled = compile_model(check_model(_with_call(self._model, service.name, arguments)))
        outputs = Outputs(compiled, self._renamed, _CALL, whole=len(service.outputs) == 1)
        return Callee(compiled, Inputs(compiled, self._renamed, arguments), outputs)


def _with_call(model: Model, service: str, arguments: Mapping[str, str]) -> Model:
    """The model with a decision that calls a service with one fact for each argument (clause 10.4)."""
    facts = tuple(FactDefinition(ItemDefinition(name), nullable=True) for name in arguments.values())
    bindings = tuple(Binding(name, LiteralExpression(fact)) for name, fact in arguments.items())
    call = Decision(_CALL, Invocation(service, bindings))
    return replace(model, facts=(*model.facts, *facts), decisions=(*model.decisions, call))
