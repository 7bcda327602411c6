"""What sources import, wherever in them, but for type checkers."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path


def imported(path: Path, folder: Path) -> Iterator[str]:
    """Modules, and names that may be modules, as whole names. folder: what lies on the path."""
    package = path.relative_to(folder).with_suffix("").parts[:-1]
    for node in _walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = [*package[: len(package) - node.level + 1]] if node.level else []
            yield ".".join([*base, *([node.module] if node.module else [])])


_MAKERS = {"make_client", "client", "connect_feed", "create_client", "resource"}


def clients_made(path: Path) -> Iterator[str]:
    """Services of AWS that a source makes clients of, by their names in botocore."""
    for node in _walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Call) and _name(node.func) in _MAKERS:
            yield from (each.value for each in node.args[:1] if isinstance(each, ast.Constant))  # type: ignore[misc]


def _name(called: ast.expr) -> str:
    return called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}:
            for each in child.orelse:
                yield each
                yield from _walk(each)
            continue
        yield child
        yield from _walk(child)
