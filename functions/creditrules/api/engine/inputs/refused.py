"""How a scalar of ours says that it does not take a value."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLError, Node

from creditrules.quoting import placed, quotable

__all__ = ["InputRefused"]


class InputRefused(GraphQLError):
    """A value that a scalar does not take.

    said: one sentence that quotes none of it. within: where inside the value.
    """

    def __init__(self, said: str, within: tuple[str | int, ...] = (), hint: str = "", node: Node | None = None) -> None:
        extensions: dict[str, Any] = {"code": "BAD_USER_INPUT", "field": [quotable(step) for step in within]}
        super().__init__(f"{placed(within)}: {said}" if within else said, node, extensions=extensions | {"hint": hint})
        self.said = said
        self.within = within
        self.hint = hint

    def at(self, node: Node) -> InputRefused:
        """The same, with the place of its literal."""
        return InputRefused(self.said, self.within, self.hint, node)
