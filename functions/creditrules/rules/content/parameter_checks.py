"""Which parameters a rule set uses, and whether there are such, of the types that it takes them for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from creditrules.dmn import CheckedModel, Model, check_model, parts_read
from creditrules.errors import Diagnostic
from creditrules.feel import ANY, ContextType, Type
from creditrules.rules.content.parameter_names import PARAM, parameter_slug
from creditrules.rules.content.reserved import reserved_types
from creditrules.suggestions import suggestion

__all__ = ["KnownParameters", "check_parameters", "parameters_named", "parameters_used"]

_SPOKEN = " "
"""A fact that no text can name: it lets texts speak the names of parameters that are not known."""


@dataclass(frozen=True, slots=True)
class KnownParameters:
    """The parameters that there are. types: of those that are looked at, by name. names: of all, for hints."""

    types: Mapping[str, Type]
    names: Collection[str] = ()


def parameters_named(model: Model, reads: Mapping[str, str]) -> tuple[str, ...]:
    """The names of the parameters that a model uses, sorted; none where `param` is a name of its own."""
    return tuple(sorted({way[0] for way in _ways(model, reserved_types(model, reads)) if way}))


def parameters_used(checked: CheckedModel) -> tuple[str, ...]:
    """The same of a model that was checked."""
    return tuple(sorted({way[0] for way in _ways(checked.model, checked.extra_facts) if way}))


def check_parameters(checked: CheckedModel, known: KnownParameters | None) -> Iterator[Diagnostic]:
    """What is wrong with the use of parameters; known: None where nobody knows which there are."""
    ways = _ways(checked.model, checked.extra_facts)
    if () in ways:
        message = "'param' is taken as a whole, so that nobody can tell which parameters are used."
        yield Diagnostic("rule-set.whole-parameters", message, "Name each one, as in param.lpr 1y.", "decisions")
    if known is not None and ways:
        yield from _mistaken(checked, frozenset(way[0] for way in ways if way), known)


def _mistaken(checked: CheckedModel, used: Collection[str], known: KnownParameters) -> Iterator[Diagnostic]:
    spoken = checked.extra_facts[PARAM]
    types = tuple((name, known.types.get(name, ANY)) for name in sorted(used) if name in known.types)
    facts = {**checked.extra_facts, PARAM: ContextType(types), _SPOKEN: spoken}
    found = set(checked.diagnostics)
    for told in check_model(checked.model, facts).diagnostics:
        if told not in found:
            yield _of_parameter(told, used, known)


def _of_parameter(told: Diagnostic, used: Collection[str], known: KnownParameters) -> Diagnostic:
    """A name that is no entry of `param`, told as a parameter that there is not."""
    text = told.source[slice(*told.span)] if told.span else ""
    name = " ".join(text.removeprefix(PARAM).lstrip(" .").split())
    if told.code != "feel.no-entry" or name in known.types or name not in used:
        return told
    hint = suggestion(name, known.names) or f"Make it: it has the slug {parameter_slug(name)}."
    return replace(
        told, code="rule-set.unknown-parameter", message=f"There is no parameter '{name}'.", hint=hint, fixes=()
    )


def _ways(model: Model, given: Mapping[str, Type]) -> frozenset[tuple[str, ...]]:
    spoken = given.get(PARAM)
    if not isinstance(spoken, ContextType):
        return frozenset()
    return parts_read(model, PARAM, [name for name, _ in spoken.entries])
