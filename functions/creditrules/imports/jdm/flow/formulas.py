"""Expression nodes to contexts: each key an entry, which later ones see where they ask for it with `$`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from creditrules.dmn.model import Boxed, ContextBox, ContextEntry, LiteralExpression
from creditrules.imports.jdm.flow.build import Build
from creditrules.imports.jdm.flow.contexts import literal
from creditrules.imports.jdm.flow.outputs import Yield
from creditrules.imports.jdm.graph import Graph, Node
from creditrules.imports.jdm.names import Names
from creditrules.imports.jdm.words.expressions import Translator
from creditrules.imports.jdm.words.phrase import Phrase, in_order
from creditrules.imports.jdm.words.scope import Remarks, Scope
from creditrules.imports.jdm.words.values import Branch, Leaf, Value, merged, put, whole
from creditrules.imports.jdm.zen import ZenError
from creditrules.records import replace

__all__ = ["formulas"]


def formulas(build: Build, graph: Graph, node: Node, scope: Scope, name: str) -> Yield | None:
    """The context of a node; None where something in it cannot be kept, which is told."""
    written = dict(_written(node))
    if not written:
        return Yield(LiteralExpression("null"), (), (), (), (), (), frozenset())
    paths = [tuple(key.split(".")) for key in written]
    columns = Names().columns(paths)
    before: Value = Branch()
    entries: dict[str, Phrase] = {}
    for (key, text), path, column in zip(written.items(), paths, columns, strict=True):
        place = f"decisions.{name}.{column}" if len(columns) > 1 else f"decisions.{name}"
        made = _entry(build, graph, node, replace(scope, result=before), (key, text, place))
        if made is None:
            return None
        entries[column] = made
        own = Phrase(column, made.shape, nullable=made.nullable, roots=frozenset({f"${column}"}))
        before = merged(before, put(path, Leaf(own)))
    roots = frozenset[str]().union(*(each.roots for each in entries.values()))
    return Yield(
        _box(entries, build.names),
        tuple(paths),
        tuple(columns),
        tuple(each.shape for each in entries.values()),
        tuple(each.nullable for each in entries.values()),
        tuple(True for _ in entries),
        frozenset(root for root in roots if not root.startswith("$")),
        tuple(each.origin for each in entries.values()),
    )


def _entry(build: Build, graph: Graph, node: Node, scope: Scope, said: tuple[str, str, str]) -> Phrase | None:
    key, text, place = said
    remarks = Remarks()
    try:
        made = whole(Translator(scope, remarks).kept(build.trees.expression(text)))
    except ZenError as error:
        build.notes.refuse(error, graph, node, key, text)
        return None
    build.told(remarks, graph, node, place, text, made.text)
    return made


def _written(node: Node) -> Iterator[tuple[str, str]]:
    listed = node.content.get("expressions")
    found: dict[str, str] = {}
    for each in listed if isinstance(listed, list) else []:
        part: Mapping[str, object] = each if isinstance(each, dict) else {}
        key, value = part.get("key"), part.get("value")
        if isinstance(key, str) and key.strip() and isinstance(value, str) and value.strip():
            found.pop(key.strip(), None)
            found[key.strip()] = value
    yield from found.items()


def _box(entries: Mapping[str, Phrase], names: Names) -> Boxed:
    if len(entries) == 1:
        return literal(next(iter(entries.values())))
    own = {name: frozenset(root[1:] for root in made.roots if root[0] == "$") for name, made in entries.items()}
    order = in_order(entries, own)
    if order is not None:
        return ContextBox(tuple(ContextEntry(name, literal(entries[name])) for name in order))
    return _aside(entries, own, names)


def _aside(entries: Mapping[str, Phrase], own: Mapping[str, frozenset[str]], names: Names) -> ContextBox:
    """Under names of their own first, since one hides what another means."""
    aside = {name: names.new(f"{name} here") for name in entries}
    made: list[ContextEntry] = []
    for name, phrase in entries.items():
        inner = tuple(ContextEntry(meant, LiteralExpression(aside[meant])) for meant in sorted(own[name]))
        box: Boxed = ContextBox(inner, literal(phrase)) if inner else literal(phrase)
        made.append(ContextEntry(aside[name], box))
    return ContextBox(
        tuple(made), ContextBox(tuple(ContextEntry(name, LiteralExpression(aside[name])) for name in entries))
    )
