"""For each rule of validation, what a document that breaks it is told: names cut, and no literal repeated."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeAlias

from graphql import (
    GraphQLError,
    Node,
    SelectionSetNode,
    ValidationContext,
)

from creditrules.quoting import quotable
from creditrules.suggestions import suggestion

__all__ = ["Sentence", "sentence_of"]

Sentence: TypeAlias = tuple[str, str]
"""What is wrong, and a hint."""
Tell: TypeAlias = Callable[[ValidationContext, Sequence[Node], str], Sentence]

_REQUIRED = re.compile(r"\((\w{1,60}):\)'")
_EXPECTING = re.compile(r"expecting type '([\w!\[\]]{1,80})'\.$")


def sentence_of(rule: str, context: ValidationContext, error: GraphQLError) -> Sentence:
    """The sentence and the hint for an error that the rule of that name has reported."""
    return _SENTENCES.get(rule, _other)(context, error.nodes or (), error.message)


def _name(nodes: Sequence[Node]) -> str:
    """The name of the first node, which may be a name itself."""
    node: Any = nodes[0] if nodes else None
    if node is not None and isinstance(getattr(node, "alias", None), Node):
        return quotable(node.alias.value)
    inner = getattr(node, "name", None) or getattr(getattr(node, "variable", None), "name", None) or node
    return quotable(getattr(inner, "value", ""))


def _near(context: ValidationContext, nodes: Sequence[Node], known: Collection[str]) -> str:
    return "" if context.hide_suggestions else suggestion(_name(nodes), known)


def _plain(sentence: str, hint: str = "") -> Tell:
    """A sentence in which {} is the name that is meant."""
    return lambda _context, nodes, _message: (sentence.format(_name(nodes)), hint)


def _no_field(context: ValidationContext, nodes: Sequence[Node], _message: str) -> Sentence:
    parent: Any = context.get_parent_type()
    node: Any = nodes[0]
    name = quotable(node.name.value)
    near = "" if context.hide_suggestions else suggestion(name, list(getattr(parent, "fields", ())))
    return f"The type {parent.name} has no field '{name}'.", near


def _no_type(context: ValidationContext, nodes: Sequence[Node], _message: str) -> Sentence:
    known = [name for name in context.schema.type_map if not name.startswith("__")]
    return f"The schema has no type '{_name(nodes)}'.", _near(context, nodes, known)


def _no_argument(context: ValidationContext, nodes: Sequence[Node], _message: str) -> Sentence:
    definition = context.get_directive() or context.get_field_def()
    return f"There is no argument '{_name(nodes)}' here.", _near(
        context, nodes, list(definition.args if definition else ())
    )


def _leafs(_context: ValidationContext, nodes: Sequence[Node], _message: str) -> Sentence:
    if nodes and isinstance(nodes[0], SelectionSetNode):
        return "The field has no fields of its own.", "Leave out the braces."
    return f"The field '{_name(nodes)}' is an object.", "Say in braces which of its fields you want."


def _directive(context: ValidationContext, nodes: Sequence[Node], _message: str) -> Sentence:
    node: Any = nodes[0]
    known = context.schema.get_directive(node.name.value) is not None
    name = f"@{_name(nodes)}"
    return (f"The directive {name} does not belong here.", "") if known else (f"There is no directive {name}.", "")


def _required(_context: ValidationContext, _nodes: Sequence[Node], message: str) -> Sentence:
    """graphql-core names the argument in its message only, and it is the schema's own."""
    found = _REQUIRED.search(message)
    return f"The argument '{found[1] if found else ''}' is missing.", ""


def _position(_context: ValidationContext, nodes: Sequence[Node], message: str) -> Sentence:
    found = _EXPECTING.search(message)
    hint = f"Declare it as {found[1]}." if found else ""
    return f"The variable '${_name(nodes)}' is not of the type that its place takes.", hint


def _other(_context: ValidationContext, _nodes: Sequence[Node], _message: str) -> Sentence:
    return "The document does not stand here.", "Hold it against graphql/schema.graphql."


_SENTENCES: Mapping[str, Tell] = {
    "ExecutableDefinitionsRule": _plain("Only operations and fragments are taken, no definitions of types."),
    "KnownOperationTypesRule": _plain("The schema has no operations of this kind."),
    "UniqueOperationNamesRule": _plain("Two operations are called '{}'."),
    "LoneAnonymousOperationRule": _plain("An operation without a name stands alone in its document.", "Name each."),
    "SingleFieldSubscriptionsRule": _plain("A subscription has one field."),
    "KnownTypeNamesRule": _no_type,
    "FragmentsOnCompositeTypesRule": _plain("A fragment cannot be on '{}', which has no fields."),
    "VariablesAreInputTypesRule": _plain("A variable cannot be of the type '{}', which is one of answers."),
    "ScalarLeafsRule": _leafs,
    "FieldsOnCorrectTypeRule": _no_field,
    "UniqueFragmentNamesRule": _plain("Two fragments are called '{}'."),
    "KnownFragmentNamesRule": _plain("There is no fragment '{}'."),
    "NoUnusedFragmentsRule": _plain("The fragment '{}' is not used.", "Leave it out."),
    "PossibleFragmentSpreadsRule": _plain("What is spread here can never be of the fragment's type."),
    "NoFragmentCyclesRule": _plain("The fragment '{}' leads back to itself."),
    "UniqueVariableNamesRule": _plain("Two variables are called '${}'."),
    "NoUndefinedVariablesRule": _plain("The variable '${}' is not declared.", "Declare it with the operation."),
    "NoUnusedVariablesRule": _plain("The variable '${}' is not used.", "Leave it out."),
    "KnownDirectivesRule": _directive,
    "UniqueDirectivesPerLocationRule": _plain("The directive @{} stands twice."),
    "KnownArgumentNamesRule": _no_argument,
    "UniqueArgumentNamesRule": _plain("The argument '{}' is given twice."),
    "ProvidedRequiredArgumentsRule": _required,
    "VariablesInAllowedPositionRule": _position,
    "OverlappingFieldsCanBeMergedRule": _plain(
        "What is answered as '{}' differs from place to place.", "Give one of the fields an alias."
    ),
    "UniqueInputFieldNamesRule": _plain("The field '{}' is given twice."),
    "MaxIntrospectionDepthRule": _plain("The introspection is nested too deeply."),
    "NoSchemaIntrospectionCustomRule": _plain("The schema is not told here."),
}
