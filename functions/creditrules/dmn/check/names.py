"""Names: which ones a lexer must be told of, and which ones an expression takes from outside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from creditrules.dmn.model.boxed import (
    Boxed,
    ContextBox,
    DecisionTable,
    FunctionBox,
    Invocation,
    Iteration,
    LiteralExpression,
    Relation,
)
from creditrules.dmn.model.coded import conditions_in, results_in
from creditrules.dmn.model.definitions import ItemDefinition, Model
from creditrules.dmn.model.outside import uses
from creditrules.dmn.model.walking import walk
from creditrules.feel import KEYWORDS, Names, ast, parse_expression, spelt

__all__ = [
    "bound_names",
    "free_names",
    "model_names",
    "spoken_names",
    "tests_of",
    "texts_of",
    "unspeakable",
    "with_variables",
]

_ENTRY = re.compile(r'[{,]\s*(?:"((?:[^"\\]|\\.)+)"|([^\W\d][^:{}\[\]",]*?))\s*:')


def texts_of(box: Boxed) -> Iterator[str]:
    """Every FEEL expression of `box` but table cells of conditions."""
    for part in walk(box):
        match part:
            case LiteralExpression(text):
                yield text
            case DecisionTable(inputs, outputs, rules):
                yield from (clause.expression for clause in inputs)
                yield from (clause.default for clause in outputs)
                yield from results_in(rules)
            case Invocation(function):
                yield function


def tests_of(box: Boxed) -> Iterator[str]:
    """Every table cell of conditions in `box`."""
    for part in walk(box):
        if isinstance(part, DecisionTable):
            yield from conditions_in(part.rules)


def bound_names(box: Boxed) -> Iterator[str]:
    """Names that `box` gives a meaning of its own somewhere inside."""
    for part in walk(box):
        match part:
            case ContextBox(entries):
                yield from (entry.name for entry in entries)
            case FunctionBox(parameters):
                yield from (parameter.name for parameter in parameters)
            case Iteration(variable=variable):
                yield variable


def _entries_in(box: Boxed) -> Iterator[str]:
    """Names of entries that values of `box` may have."""
    for part in walk(box):
        match part:
            case ContextBox(entries):
                yield from (entry.name for entry in entries)
            case DecisionTable(outputs=outputs):
                yield from (output.name for output in outputs)
            case Relation(columns):
                yield from columns
    for text in texts_of(box):
        if "{" in text:
            yield from (quoted or plain for quoted, plain in _ENTRY.findall(text))


def _entry_names(items: Iterable[ItemDefinition]) -> Iterator[str]:
    waiting = [entry for item in items for entry in item.entries]
    while waiting:
        item = waiting.pop()
        yield item.name
        waiting.extend(item.entries)


def model_names(model: Model) -> Names:
    """What texts of a model may name wherever they stand: its parts, all entries, all types.

    Names that a text's place adds, such as parameters, are for `with_variables`.
    """
    variables = (part.name for parts in model.named for part in parts)
    entries = {*_entry_names(model.types), *_entry_names(fact.item for fact in model.facts)}
    for box in _boxes(model):
        entries.update(_entries_in(box))
    return Names(_unplain(variables), _unplain(entries), _unplain(item.name for item in model.types))


def with_variables(names: Names, variables: Iterable[str]) -> Names:
    """The same with more variables."""
    return names._replace(variables=names.variables | _unplain(variables))


def spoken_names(model: Model) -> frozenset[str]:
    """Every name of the model that is not a plain word, wherever it may be spoken."""
    bound = (name for box in _boxes(model) for name in bound_names(box))
    return frozenset().union(*with_variables(model_names(model), bound))


def _boxes(model: Model) -> Iterator[Boxed]:
    yield from (decision.expression for decision in model.decisions if decision.expression is not None)
    yield from (function.function for function in model.functions)


def _unplain(names: Iterable[str]) -> frozenset[str]:
    return frozenset(spelt(name) for name in names if name and not name.isidentifier())


def unspeakable(name: str) -> bool:
    """Whether no text can mean what has this name: a keyword, a number, a string, a mere sign."""
    if name.isidentifier() and name not in KEYWORDS:
        return False
    expr = parse_expression(name, Names(variables=frozenset((name,)))).expr
    return not isinstance(expr, ast.Name) or expr.name != spelt(name)


def free_names(node: ast.Node, bound: frozenset[str] = frozenset()) -> Iterator[str]:
    """The names an expression takes from outside; under a filter, names that may be entries of the item count too."""
    return (use.name for use in uses(node, bound))
