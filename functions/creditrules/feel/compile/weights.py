"""What running a part of a text once costs by its size alone, where loops and calls run it again and again."""

from __future__ import annotations

from creditrules.feel.tree import ast

__all__ = ["size", "turn"]

_NODES_A_STEP = 4


def size(node: ast.Node) -> int:
    """How many nodes there are to run, at most."""
    return sum(1 for _ in ast.walk(node))


def turn(*nodes: ast.Node) -> int:
    """The steps of one turn of a loop, or one call, that runs these; those that they take themselves come besides."""
    return 1 + sum(map(size, nodes)) // _NODES_A_STEP
