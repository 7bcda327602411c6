"""Parameters that are given as files, in place of those that are in force."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from creditrules.eligibility.parameters import AppliedParameter, Parameters, value_in_force
from creditrules.rules import KnownParameters, Parameter

__all__ = ["ParametersGiven"]


class ParametersGiven:
    """Parameters by the names that expressions use; each is in force at any time."""

    def __init__(self, parameters: Iterable[Parameter]) -> None:
        self._held = {parameter.name: parameter for parameter in parameters}

    @property
    def known(self) -> KnownParameters:
        """For the check of rule sets."""
        types = {name: held.type for name, held in self._held.items()}
        return KnownParameters(types, self._held, {name: held.form.unit for name, held in self._held.items()})

    def at(self, moment: datetime, names: Collection[str]) -> Parameters:
        """Their values at a moment."""
        return {
            name: value_in_force(held, _applied(held), moment) for name, held in self._held.items() if name in names
        }


def _applied(held: Parameter) -> AppliedParameter:
    return AppliedParameter(held.form.parameter, held.form.category, 0, held.digest)
