"""Functions that make one value of a list (DMN 1.5, clause 10.3.4.4): counts, sums, extremes, statistics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal

from creditrules.feel.builtins.arguments import builtin, spread, strict
from creditrules.feel.builtins.signature import Builtin, Parameter, Plain, Signature
from creditrules.feel.run.evaluation import Run
from creditrules.feel.types import ANY, BOOLEAN, NUMBER, ListType, Type
from creditrules.feel.values.arithmetic import NUMBERS, ONE, ZERO
from creditrules.feel.values.comparison import compare
from creditrules.feel.values.display import brief
from creditrules.feel.values.kinds import Value

__all__ = ["AGGREGATES"]

_TWO = Decimal(2)


def _empty(run: Run, name: str) -> Value:
    return run.null("feel.empty-list", f"{name}() of an empty list is null.")


def _extreme(name: str, wanted: int) -> Callable[[Run, list[Value]], Value]:
    def call(run: Run, items: list[Value]) -> Value:
        if not items:
            return _empty(run, name)
        best = items[0]
        for item in items:
            order = compare(item, best)
            if order is None:
                return run.null("feel.argument", f"{name}() cannot compare {brief(item)} and {brief(best)}.")
            if order == wanted:
                best = item
        return best

    return call


def _all_numbers(run: Run, name: str, items: list[Value]) -> list[Decimal] | None:
    """The items, when every one is a number and there is any."""
    if not items:
        _empty(run, name)
        return None
    numbers: list[Decimal] = []
    for item in items:
        if type(item) is not Decimal:
            run.null("feel.argument", f"{name}() takes numbers only and was given {brief(item)}.")
            return None
        numbers.append(item)
    return numbers


def _of_numbers(
    name: str, function: Callable[[list[Decimal]], Value], least: int = 1
) -> Callable[[Run, list[Value]], Value]:
    def call(run: Run, items: list[Value]) -> Value:
        numbers = _all_numbers(run, name, items)
        if numbers is None:
            return None
        if len(numbers) < least:
            return run.null("feel.argument", f"{name}() needs at least {least} numbers and was given {len(numbers)}.")
        try:
            return function(numbers)
        except ArithmeticError:
            return run.null("feel.number-range", f"{name}() of {brief(items)} is not a number FEEL can hold.")

    return call


def _sum(numbers: list[Decimal]) -> Decimal:
    total, add = ZERO, NUMBERS.add
    for number in numbers:
        total = add(total, number)
    return total


def _product(numbers: list[Decimal]) -> Decimal:
    total, multiply = ONE, NUMBERS.multiply
    for number in numbers:
        total = multiply(total, number)
    return total


def _mean(numbers: list[Decimal]) -> Decimal:
    return NUMBERS.divide(_sum(numbers), Decimal(len(numbers)))


def _median(numbers: list[Decimal]) -> Decimal:
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return NUMBERS.divide(NUMBERS.add(ordered[middle - 1], ordered[middle]), _TWO)


def _stddev(numbers: list[Decimal]) -> Decimal:
    """Of a sample: the squares are divided by one less than their number."""
    mean = _mean(numbers)
    squares = _sum([NUMBERS.multiply(off, off) for off in (NUMBERS.subtract(number, mean) for number in numbers)])
    return NUMBERS.sqrt(NUMBERS.divide(squares, Decimal(len(numbers) - 1)))


def _mode(run: Run, items: list[Value]) -> Value:
    if not items:
        return []
    numbers = _all_numbers(run, "mode", items)
    if numbers is None:
        return None
    counts = Counter(numbers)
    most = max(counts.values())
    return sorted(number for number, count in counts.items() if count == most)


def _quantifier(name: str, *, decisive: bool) -> Callable[[Run, list[Value]], Value]:
    """For `all` (decided by a false) and `any` (by a true); otherwise null as soon as one item is no boolean."""

    def call(run: Run, items: list[Value]) -> Value:
        odd = [item for item in items if not isinstance(item, bool)]
        if any(item is decisive for item in items):
            return decisive
        if odd:
            return run.null("feel.argument", f"{name}() is not decided: {brief(odd[0])} is not true or false.")
        return not decisive

    return call


def _count(_run: Run, items: list[Value]) -> Value:
    return Decimal(len(items))


def _item_of(types: tuple[Type, ...]) -> Type:
    """What min and max are given they give."""
    inner = {type_.item if isinstance(type_, ListType) else type_ for type_ in types}
    return inner.pop() if len(inner) == 1 else ANY


def _either(
    name: str, function: Callable[[Run, list[Value]], Value], item: Type, result: Type, plain: Plain | None = None
) -> Builtin:
    listed, single = Parameter("list", ListType(item)), Parameter("c", item, variadic=True)
    result_of = _item_of if name in {"min", "max"} else None
    signatures = Signature((listed,), result, result_of), Signature((single,), result, result_of)
    return builtin(name, spread(name, function), *signatures, plain=plain)


def _aggregates() -> Iterator[Builtin]:
    listed = Parameter("list", ListType(ANY))
    yield builtin("count", strict("count", _count, listed), Signature((listed,), NUMBER))
    yield _either("min", _extreme("min", -1), ANY, ANY, Plain((Decimal, Decimal), min, 2))
    yield _either("max", _extreme("max", 1), ANY, ANY, Plain((Decimal, Decimal), max, 2))
    yield _either("sum", _of_numbers("sum", _sum), NUMBER, NUMBER)
    yield _either("product", _of_numbers("product", _product), NUMBER, NUMBER)
    yield _either("mean", _of_numbers("mean", _mean), NUMBER, NUMBER)
    yield _either("median", _of_numbers("median", _median), NUMBER, NUMBER)
    yield _either("stddev", _of_numbers("stddev", _stddev, least=2), NUMBER, NUMBER)
    yield _either("mode", _mode, NUMBER, ListType(NUMBER))
    yield _either("all", _quantifier("all", decisive=False), BOOLEAN, BOOLEAN)
    yield _either("any", _quantifier("any", decisive=True), BOOLEAN, BOOLEAN)


AGGREGATES = tuple(_aggregates())
