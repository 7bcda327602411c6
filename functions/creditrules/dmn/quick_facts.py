"""Facts that are as they have to be, read at once; whoever has others is read with care, and told what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from decimal import Decimal
from typing import Any, Final

from creditrules.dmn.domains.domain import Domain
from creditrules.dmn.fact_values import WrongFact, held, take_by_type
from creditrules.feel import BOOLEAN, NUMBER, STRING, Type, Value, limits

__all__ = ["QuickFacts"]

_CLASSES: Final[Mapping[Type, type]] = {NUMBER: Decimal, STRING: str, BOOLEAN: bool}
_ZERO: Final = Decimal(0)
_LONGEST: Final = limits.STRING_LENGTH

_Fact = tuple[str, Any, Callable[[Any], bool] | None, Callable[[object, str, int, None], Any]]
"""Its name, the class that its values mostly have, whether a value is allowed, and how those of others are read."""


class QuickFacts:
    """Reads the facts of a model of which every one is told without steps: what is allowed hangs on constants alone.

    alike: equal where the same values are read of the same facts, and none has a part that could cost a step.
    """

    __slots__ = ("_facts", "_nullable", "alike")

    def __init__(self, facts: tuple[_Fact, ...], nullable: Collection[str], alike: Hashable | None) -> None:
        self._facts, self._nullable, self.alike = facts, nullable, alike

    @classmethod
    def of(cls, domains: Mapping[str, Domain], nullable: Collection[str]) -> QuickFacts | None:
        """Those of such a model; None where one of them takes more."""
        facts: list[_Fact] = []
        kinds: list[Hashable] = []
        for name, domain in domains.items():
            allowed = domain.allowed
            class_ = _CLASSES.get(domain.type)
            test = allowed.at_once if allowed is not None and class_ is not None else None
            if test is None and not domain.plain:
                return None
            admits, known = test or (None, None)
            facts.append((name, class_, admits, take_by_type(domain)))
            kinds.append((name, class_, known, name in nullable))
        scalar = all(class_ is not None for _, class_, *_ in facts)
        return cls(tuple(facts), nullable, tuple(kinds) if scalar else None)

    def read(self, raw: Mapping[str, object]) -> dict[str, Value] | None:
        """The typed values of those that are stated; None where one is not as it has to be."""
        values: dict[str, Value] = {}
        get: Callable[[str], Any] = raw.get
        try:
            for name, class_, admits, take in self._facts:
                value = get(name)
                if value is None:
                    if name in self._nullable and name in raw:
                        values[name] = None
                    continue
                if type(value) is not class_:
                    value = take(value, name, 0, None)
                elif class_ is Decimal:
                    if not value.is_finite():
                        return None
                    held(value)
                    value = value or _ZERO
                elif class_ is str and len(value) > _LONGEST:
                    return None
                if admits is not None and not admits(value):
                    return None
                values[name] = value
        except (ArithmeticError, WrongFact):
            return None
        return values
