"""What resolves the fields of a document, loaded ahead: in a schema that is read from its image, not there yet."""

from __future__ import annotations

from graphql import FieldNode, GraphQLSchema, TypeInfo, TypeInfoVisitor, Visitor, VisitorAction, parse, visit

__all__ = ["load_resolvers"]


def load_resolvers(schema: GraphQLSchema, text: str) -> None:
    """Have every field that a document of ours asks for ready to be resolved."""
    info = TypeInfo(schema)
    visit(parse(text, no_location=True), TypeInfoVisitor(info, _Loader(info)))


class _Loader(Visitor):
    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self._info = info

    def enter_field(self, _node: FieldNode, *_: object) -> VisitorAction:
        """Asking for a resolver loads it."""
        field = self._info.get_field_def()
        if field is not None:
            getattr(field, "resolve")  # noqa: B009 - for what it does
        return None
