"""What is to be told of a document before partners may send it: what is wrong, and to whom its fields are refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    InlineFragmentNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    VisitorAction,
    get_named_type,
    visit,
)

from creditrules.api.engine.documents import document_digest
from creditrules.api.engine.documents_checked import CheckedDocument, checked_document
from creditrules.auth import RIGHTS, Action, Role
from creditrules.cache import Recent
from creditrules.config import Limits
from creditrules.desk import Examined, ShippedDocument

__all__ = ["NEEDS", "Examiner"]

NEEDS: Final = "creditrules-needs"
"""In the extensions of a field, and of a type: the right without which it is refused."""
_KEPT: Final = 2_048
"""What is kept of a document is a few words for each role."""


class Examiner:
    """`DocumentExaminer` over a schema; thread-safe."""

    def __init__(self, schema: GraphQLSchema, limits: Limits, shipped: tuple[ShippedDocument, ...]) -> None:
        self.shipped = shipped
        self._schema = schema
        self._limits = limits
        self._examined: Recent[str, Examined] = Recent(_KEPT)

    def examine(self, text: str) -> Examined:
        """See `DocumentExaminer.examine`."""
        digest = document_digest(text)
        found = self._examined.find(digest)
        if found is None:
            found = self._examine(text)
            self._examined.keep(digest, found)
        return found

    def _examine(self, text: str) -> Examined:
        checked = checked_document(self._schema, text, self._limits)
        if isinstance(checked, tuple):
            return Examined(checked)
        operation, needed = checked.operation, self._needed(checked)
        hidden = {
            role: tuple(sorted(each for each, right in needed.items() if right not in _held(role))) for role in Role
        }
        name = operation.name.value if operation.name else ""
        return Examined((), name, operation.operation.name, hidden)

    def _needed(self, checked: CheckedDocument) -> dict[str, Action]:
        info = TypeInfo(self._schema)
        asked = _Asked(info)
        visit(checked.document, TypeInfoVisitor(info, asked))
        return asked.needed


def _held(role: Role) -> frozenset[Action]:
    """What who has the role may; that of a chooser is given to partners only."""
    return RIGHTS[role] | RIGHTS[Role.PARTNER] if role is Role.CHOOSER else RIGHTS[role]


def _beyond(held: frozenset[Action], needed: Mapping[str, Action]) -> tuple[str, ...]:
    return tuple(sorted(each for each, right in needed.items() if right not in held))


class _Asked(Visitor):
    """Collects which right each field of a document needs, and each kind of thing that a fragment is about."""

    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self._info = info
        self.needed: dict[str, Action] = {}

    def enter_field(self, node: FieldNode, *_: object) -> VisitorAction:
        """A field, by its type and name; `__typename` needs nothing."""
        owner, asked = self._info.get_parent_type(), self._info.get_field_def()
        if owner and asked and NEEDS in asked.extensions:
            self.needed[f"{owner.name}.{node.name.value}"] = asked.extensions[NEEDS]
        return None

    def enter_inline_fragment(self, _node: InlineFragmentNode, *_: object) -> VisitorAction:
        """What is asked of one kind of thing, which as a whole is for those who may have it."""
        return self._about_a_kind()

    def enter_fragment_definition(self, _node: FragmentDefinitionNode, *_: object) -> VisitorAction:
        """As of an inline fragment."""
        return self._about_a_kind()

    def _about_a_kind(self) -> VisitorAction:
        kind = get_named_type(self._info.get_type())
        if kind and NEEDS in kind.extensions:
            self.needed[kind.name] = kind.extensions[NEEDS]
        return None
