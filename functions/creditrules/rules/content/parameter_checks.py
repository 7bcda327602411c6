"""Which parameters a rule set uses, and whether there are such, of the types that it takes them for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from creditrules.dmn import CheckedModel, Model, check_model, parts_read
from creditrules.errors import Diagnostic
from creditrules.feel import ANY, ContextType, Type
from creditrules.records import dataclass, field, replace
from creditrules.rules.content.parameter_names import PARAM, parameter_slug
from creditrules.rules.content.reserved import reserved_types
from creditrules.suggestions import suggestion

__all__ = [
    "KnownParameters",
    "parameters_named",
    "parameters_used",
    "unknown_parameter",
    "whole_parameters",
    "with_parameters",
]

_SPOKEN = " "
"""A fact that no text can name: it lets texts speak the names of parameters that are not known."""


@dataclass(frozen=True, slots=True)
class KnownParameters:
    """The parameters that there are. types, units: of those that are looked at, by name. names: of all, for hints."""

    types: Mapping[str, Type]
    names: Collection[str] = ()
    units: Mapping[str, str | None] = field(default_factory=dict)


def parameters_named(model: Model, reads: Mapping[str, str]) -> tuple[str, ...]:
    """The names of the parameters that a model uses, sorted; none where `param` is a name of its own."""
    return tuple(sorted({way[0] for way in _ways(model, reserved_types(model, reads)) if way}))


def parameters_used(checked: CheckedModel) -> tuple[str, ...]:
    """The same of a model that was checked."""
    return tuple(sorted({way[0] for way in _ways(checked.model, checked.extra_facts) if way}))


def whole_parameters(checked: CheckedModel) -> Iterator[Diagnostic]:
    """An error where parameters are not used one by one."""
    ways = _ways(checked.model, checked.extra_facts)
    if () in ways:
        message = "'param' is taken as a whole, so that nobody can tell which parameters are used."
        yield Diagnostic("rule-set.whole-parameters", message, "Name each one, as in param.lpr 1y.", "decisions")


def with_parameters(checked: CheckedModel, known: KnownParameters) -> CheckedModel:
    """The same model, in which the parameters have their types; what is wrong then is in its diagnostics alone."""
    used = frozenset(parameters_used(checked))
    types = tuple((name, known.types.get(name, ANY)) for name in sorted(used) if name in known.types)
    facts = {**checked.extra_facts, PARAM: ContextType(types), _SPOKEN: checked.extra_facts[PARAM]}
    typed, before = check_model(checked.model, facts), set(checked.diagnostics)
    wrong = (_of_parameter(told, used, known) for told in typed.diagnostics if told not in before)
    return replace(typed, diagnostics=tuple(wrong))


def _of_parameter(told: Diagnostic, used: Collection[str], known: KnownParameters) -> Diagnostic:
    """A name that is no entry of `param`, told as a parameter that there is not."""
    text = told.source[slice(*told.span)] if told.span else ""
    name = " ".join(text.removeprefix(PARAM).lstrip(" .").split())
    if told.code != "feel.no-entry" or name in known.types or name not in used:
        return told
    unknown = unknown_parameter(name, known.names)
    return replace(told, code=unknown.code, message=unknown.message, hint=unknown.hint, fixes=())


def unknown_parameter(name: str, names: Collection[str], place: str = "") -> Diagnostic:
    """There is none of that name; names: of those that there are."""
    hint = suggestion(name, names) or f"Make it: it has the slug {parameter_slug(name)}."
    return Diagnostic("rule-set.unknown-parameter", f"There is no parameter '{name}'.", hint, place)


def _ways(model: Model, given: Mapping[str, Type]) -> frozenset[tuple[str, ...]]:
    spoken = given.get(PARAM)
    if not isinstance(spoken, ContextType):
        return frozenset()
    return parts_read(model, PARAM, [name for name, _ in spoken.entries])
