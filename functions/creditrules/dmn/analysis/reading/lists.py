"""Lists of which some items are kept: told by the condition of each, where the analysis is a coarse one.

Of a list that is written out, filtered, sorted, counted and asked for the item at a place, it is told exactly how many
items are kept and between which the answer lies; which of them it is only the evaluator tells.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import permutations

from creditrules.dmn.analysis.reading.scope import Inline, Reader, Scope, Scoped
from creditrules.dmn.analysis.space.axis import Axis
from creditrules.dmn.analysis.space.diagram import Branch, Diagram, Leaf, terminals
from creditrules.dmn.analysis.space.lines import Line, lines_of_type, point
from creditrules.dmn.analysis.values.algebra import Algebra
from creditrules.dmn.analysis.values.comparing import compare, line_of_term
from creditrules.dmn.analysis.values.forms import Computed
from creditrules.dmn.analysis.values.operations import entry, holes, of_node
from creditrules.dmn.analysis.values.sums import plus
from creditrules.dmn.analysis.values.terms import FAILED, Items, Known, Linear, Of, Picked, Record, Said, Term, known
from creditrules.dmn.domains.constants import constant_value
from creditrules.dmn.table.region import NOTHING
from creditrules.feel import ANY, Checked, ast
from creditrules.records import replace

__all__ = ["entries_of", "how_many", "read_filter", "read_sort"]


def read_filter(reader: Reader, checked: Checked, node: ast.Filter, scope: Scope) -> Scoped:
    """`list[condition]` and `list[place]`."""
    base = _quiet(reader.diagram(checked, node.base, scope)) if reader.algebra.coarse else None
    place = constant_value(checked, node.predicate)
    found: Diagram | None = None
    if isinstance(base, Items):
        found = _kept(reader, checked, node, scope, base)
    elif isinstance(base, Picked) and type(place) is Decimal:
        found = _at(reader, checked, node, base, place)
    return found if found is not None else reader.at_large(checked, node, scope)


def _quiet(diagram: Diagram) -> Term | None:
    """The one term that a diagram comes to without a warning."""
    if not isinstance(diagram, Leaf) or diagram.value.warned:
        return None
    term: Term = diagram.value.value
    return term


def _kept(reader: Reader, checked: Checked, node: ast.Filter, scope: Scope, base: Items) -> Diagram | None:
    conditions = [_condition(reader, checked, node, scope, item) for item in base.items]
    whole = _axis(reader.at_large(checked, node, scope))
    if whole is None or not all(map(_decides, conditions)):
        return None
    return reader.algebra.term(Picked(tuple(zip(conditions, base.items, strict=True)), whole))


def _condition(reader: Reader, checked: Checked, node: ast.Filter, scope: Scope, item: Term) -> Diagram:
    """The condition with the entries of an item under their names."""
    own = {name: reader.algebra.term(value) for name, value in item.entries} if isinstance(item, Record) else {}
    return reader.diagram(checked, node.predicate, {**scope, "item": reader.algebra.term(item), **own})


def _decides(condition: Diagram) -> bool:
    """Whether it is true or false everywhere."""
    told: Sequence[Said] = terminals(condition)
    return all(not each.warned and isinstance(each.value, Known) and type(each.value.value) is bool for each in told)


def _axis(diagram: Diagram) -> Axis | None:
    """The axis of what only the evaluator tells."""
    return diagram.axis if isinstance(diagram, Branch) and isinstance(diagram.axis.form, Computed) else None


def how_many(algebra: Algebra, picked: Picked) -> Linear:
    """How many items are kept."""
    found = Linear(Line.NUMBER, (), Fraction(0))
    for condition, _ in picked.items:
        counted = algebra.diagrams.map(_as_number, condition)
        term = _quiet(algebra.standing("1", counted))
        found = plus(found, term if isinstance(term, Linear) else _constant(counted))
    return found


def _as_number(held: Said) -> Said:
    assert isinstance(held.value, Known)  # noqa: S101 - it decides
    return Said(known(Decimal(held.value.value is True)))


def _constant(counted: Diagram) -> Linear:
    assert isinstance(counted, Leaf)  # noqa: S101 - else it has an axis
    return Linear(Line.NUMBER, (), Fraction(counted.value.value.value))


def _at(reader: Reader, checked: Checked, node: ast.Filter, picked: Picked, place: Decimal) -> Diagram | None:
    """The item at a place, one of the texts that are told; null with a warning where there are fewer."""
    texts = [item.value for _, item in picked.items if isinstance(item, Known) and isinstance(item.value, str)]
    if len(texts) < len(picked.items) or place != place.to_integral_value() or place < 1:
        return None
    algebra = reader.algebra
    domain = NOTHING
    for text in texts:
        domain = domain.union(point(text))
    (hole,) = holes(1)
    held = replace(node, base=hole)
    words: Callable[[Sequence[str]], str] = lambda spelt: f"{spelt[0]}[{place}]"  # noqa: E731 - it has a type
    operation = of_node(checked, held, f"place {place} of {' '.join(texts)}", (hole,), words)
    axis = algebra.formed(Computed(operation, (picked,)), domain)
    enough = compare(algebra, ">=", how_many(algebra, picked), known(place))
    answer = Said(Of(axis, Line.TEXT))
    return algebra.diagrams.map(lambda each: answer if each.value.value is True else FAILED, enough)


def entries_of(algebra: Algebra, checked: Checked, node: ast.Path, picked: Picked) -> Diagram | None:
    """`list.name`, of items that all have an entry of that name."""
    entries = [dict(item.entries).get(node.name) for _, item in picked.items if isinstance(item, Record)]
    found = [each for each in entries if each is not None]
    lines = lines_of_type(checked.types.get(node, ANY))
    whole = _axis(algebra.computed(entry(node.name), (picked,), lines))
    if whole is None or len(found) < len(picked.items):
        return None
    conditions = [condition for condition, _ in picked.items]
    return algebra.term(Picked(tuple(zip(conditions, found, strict=True)), whole, picked.ordered))


def read_sort(reader: Reader, checked: Checked, node: ast.Call, scope: Scope) -> Diagram:
    """`sort(list, precedes)`, of a function that decides between any two items."""
    found = reader.at_large(checked, node, scope)
    whole = _axis(found)
    if not reader.algebra.coarse or node.names is not None or len(node.arguments) != 2 or whole is None:  # noqa: PLR2004 - both
        return found
    base = _quiet(reader.diagram(checked, node.arguments[0], scope))
    precedes = reader.expression(checked, node.arguments[1], scope)
    if not isinstance(base, Picked) or not isinstance(precedes, Inline) or len(precedes.parameters) != 2:  # noqa: PLR2004 - two items
        return found
    items = [reader.algebra.term(item) for _, item in base.items]
    function = node.arguments[1]
    decided = _compares_numbers(reader, checked, function, scope, items) or all(
        _decides(reader.whole(precedes.call(pair))) for pair in permutations(items, 2)
    )
    return reader.algebra.term(Picked(base.items, whole, ordered=False)) if decided else found


def _compares_numbers(
    reader: Reader, checked: Checked, function: ast.Expr, scope: Scope, items: Sequence[Diagram]
) -> bool:
    """Whether a function of two only holds a number of the one against a number of the other, whichever they are."""
    if not isinstance(function, ast.FunctionDefinition) or not isinstance(function.body, ast.Comparison):
        return False
    names = [part.name for part in function.parameters]
    sides = (function.body.left, function.body.right)
    spoken = [{part.name for part in ast.walk(side) if isinstance(part, ast.Name)} for side in sides]
    if any(part.type for part in function.parameters) or any(len(each & set(names)) != 1 for each in spoken):
        return False
    told = [
        _quiet(reader.diagram(checked, side, {**scope, **dict.fromkeys(names, item)}))
        for side in sides
        for item in items
    ]
    return all(term is not None and line_of_term(term) is Line.NUMBER for term in told)
