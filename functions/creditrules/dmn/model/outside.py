"""What an expression takes from outside: names that it does not bind itself, and how it uses them."""

from __future__ import annotations

from collections.abc import Iterator

from creditrules.feel import ast
from creditrules.records import dataclass

__all__ = ["Use", "uses"]


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a name.

    path: the entries that are read of it, one inside the other. span: of the name and its path. called: as a function.
    filtered: under a filter, where it may be an entry of the item instead.
    """

    name: str
    path: tuple[str, ...]
    node: ast.Name
    span: tuple[int, int]
    called: bool = False
    filtered: bool = False


def uses(  # noqa: C901, PLR0912  (one case for each kind)
    node: ast.Node, bound: frozenset[str] = frozenset(), *, filtered: bool = False
) -> Iterator[Use]:
    """The uses of names that `node` takes from outside, in the order of the text; `bound` are others' business."""
    if ast.is_plain(node):
        return
    match node:
        case ast.Name() | ast.Path():
            yield from _path(node, bound, filtered=filtered)
        case ast.Call(function=ast.Name(name=name) as callee, arguments=arguments):
            if name not in bound:
                yield Use(name, (), callee, callee.span, called=True, filtered=filtered)
            for argument in arguments:
                yield from uses(argument, bound, filtered=filtered)
        case ast.For(iterators=iterators) | ast.Quantified(iterators=iterators):
            for iterator in iterators:
                yield from uses(iterator.domain, bound, filtered=filtered)
                bound |= {iterator.name}
            body = node.result if isinstance(node, ast.For) else node.condition
            yield from uses(body, bound | {"partial"}, filtered=filtered)
        case ast.FunctionDefinition(parameters=parameters, body=body):
            yield from uses(body, bound | {parameter.name for parameter in parameters}, filtered=filtered)
        case ast.Context(entries=entries):
            for entry in entries:
                yield from uses(entry.value, bound, filtered=filtered)
                bound |= {entry.name}
        case ast.Filter(base=base, predicate=predicate):
            yield from uses(base, bound, filtered=filtered)
            yield from uses(predicate, bound | {"item"}, filtered=True)
        case _:
            for part in ast.children(node):
                yield from uses(part, bound, filtered=filtered)


def _path(node: ast.Name | ast.Path, bound: frozenset[str], *, filtered: bool) -> Iterator[Use]:
    path: list[str] = []
    base: ast.Node = node
    while isinstance(base, ast.Path):
        path.append(base.name)
        base = base.base
    if not isinstance(base, ast.Name):
        yield from uses(base, bound, filtered=filtered)
    elif base.name not in bound:
        yield Use(base.name, tuple(reversed(path)), base, node.span, filtered=filtered)
