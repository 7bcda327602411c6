"""The shipped documents as clients are generated from them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from graphql import FieldNode, SelectionSetNode, TypeInfo, TypeInfoVisitor, Visitor, is_abstract_type, parse, visit

from creditrules.api import GRAPHQL_SCHEMA

OPERATIONS = Path(__file__).parents[2] / "graphql" / "operations"
FILES = sorted(path.relative_to(OPERATIONS).as_posix() for path in OPERATIONS.rglob("*.graphql"))


class _Untold(Visitor):
    """Collects the fields that may be of several types, and whose selection does not ask which."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self.types = types
        self.found: list[str] = []

    def enter_selection_set(self, node: SelectionSetNode, _key: Any, parent: Any, *_: Any) -> None:
        named = {each.name.value for each in node.selections if isinstance(each, FieldNode)}
        of_several = isinstance(parent, FieldNode) and is_abstract_type(self.types.get_parent_type())
        if of_several and "__typename" not in named:
            self.found.append(parent.name.value)


def untold(text: str) -> list[str]:
    types = TypeInfo(GRAPHQL_SCHEMA)
    visitor = _Untold(types)
    visit(parse(text), TypeInfoVisitor(types, visitor))
    return visitor.found


@pytest.mark.parametrize("file", FILES)
def test_what_may_be_of_several_types_tells_of_which_it_is(file: str) -> None:
    assert untold((OPERATIONS / file).read_text("utf-8")) == []


def test_a_document_that_does_not_is_found() -> None:
    assert untold('query Q { node(id: "x") { id } product(slug: "x") { id } }') == ["node"]
