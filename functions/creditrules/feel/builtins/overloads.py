"""Which signature of a built-in function a call means, by position or by name."""

from __future__ import annotations

from creditrules.feel.builtins.signature import Builtin, Parameter, Signature
from creditrules.feel.types import ANY, Type
from creditrules.records import dataclass

__all__ = ["Arity", "Order", "by_name", "by_position"]


@dataclass(frozen=True, slots=True)
class Arity:
    """A signature seen by the number of arguments."""

    signature: Signature

    def takes(self, count: int) -> bool:
        """Whether so many positional arguments fit."""
        parameters = self.signature.parameters
        least = sum(not part.optional for part in parameters)
        return count >= least and (count <= len(parameters) or (bool(parameters) and parameters[-1].variadic))

    def parameter_at(self, index: int) -> Parameter:
        """The parameter that the positional argument `index` is for."""
        return self.signature.parameters[min(index, len(self.signature.parameters) - 1)]

    def type_at(self, index: int) -> Type:
        """The type of that parameter."""
        return self.parameter_at(index).type


@dataclass(frozen=True, slots=True)
class Order:
    """A call by name put in the order of parameters: for each the index of its argument, None where it is left out."""

    arity: Arity
    arguments: tuple[int | None, ...]


def by_position(builtin: Builtin, count: int) -> list[Arity]:
    """The signatures that take so many positional arguments."""
    return [arity for arity in map(Arity, builtin.signatures) if arity.takes(count)]


def by_name(builtin: Builtin, names: tuple[str, ...]) -> list[Order]:
    """The signatures that have all these parameters and need no others, first those that have them in this order.

    A parameter that is left out is null (clause 10.3.2.13.5), so that only one which may be null is not needed.
    """
    orders = [order for order in (_order(signature, names) for signature in builtin.signatures) if order is not None]
    return sorted(orders, key=lambda order: not _is_as_written(order))


def _is_as_written(order: Order) -> bool:
    given = [index for index in order.arguments if index is not None]
    return given == sorted(given)


def _order(signature: Signature, names: tuple[str, ...]) -> Order | None:
    known = {part.name: index for index, part in enumerate(signature.parameters)}
    given = {known.get(name): at for at, name in enumerate(names)}
    fixed = {known[part.name]: part.type for part in signature.parameters if not (part.optional or part.variadic)}
    if None in given or len(given) < len(names) or any(fixed[at] != ANY for at in fixed.keys() - given.keys()):
        return None
    last = max((index for index in (*given, *fixed) if index is not None), default=-1)
    return Order(Arity(signature), tuple(given.get(index) for index in range(last + 1)))
