"""A plugin of ariadne-codegen: a generated method holds its document's id in place of its text."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

from ariadne_codegen.plugins.base import Plugin
from graphql import ExecutableDefinitionNode, OperationDefinitionNode, parse

__all__ = ["ById"]


class ById(Plugin):
    """The generator prints each document anew, which is another text with another hash than the file's."""

    def __init__(self, schema: Any, config_dict: dict[str, Any]) -> None:
        super().__init__(schema, config_dict)
        folder = Path(config_dict["tool"]["ariadne-codegen"]["queries_path"])
        self._ids = {_operation(path.read_text("utf-8")): _id(path) for path in folder.glob("*.graphql")}

    def generate_operation_str(
        self,
        operation_str: str,  # noqa: ARG002 - the plugin's form
        operation_definition: ExecutableDefinitionNode,
    ) -> str:
        """The id of the file that has the operation."""
        name = operation_definition.name.value if operation_definition.name else ""
        return self._ids[name]


def _id(path: Path) -> str:
    return f"sha256:{sha256(path.read_bytes()).hexdigest()}"


def _operation(text: str) -> str:
    found = (each for each in parse(text).definitions if isinstance(each, OperationDefinitionNode))
    return next(each.name.value for each in found if each.name)
