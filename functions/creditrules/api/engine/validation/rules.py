"""graphql-core's rules, what they report worded by us, and the one that holds literals against their types."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any, Final, TypeAlias

from graphql import (
    ArgumentNode,
    ASTValidationRule,
    GraphQLError,
    Node,
    NoSchemaIntrospectionCustomRule,
    ValidationContext,
    ValuesOfCorrectTypeRule,
    VariableDefinitionNode,
    VisitorAction,
    is_input_type,
    specified_rules,
    type_from_ast,
)

from creditrules.api.engine.inputs.forms import LITERALS
from creditrules.api.engine.inputs.holding import Fault, Holding
from creditrules.api.engine.inputs.told import input_error
from creditrules.api.engine.validation.sentences import sentence_of

__all__ = ["CLOSED_RULES", "OPEN_RULES", "literals_held"]

Rule: TypeAlias = Callable[[ValidationContext], ASTValidationRule]

_MOST_PLACES = 3
"""How many places one error names at most; fields that cannot be merged bring all of theirs."""


def _worded(rule: type[ASTValidationRule]) -> Rule:
    """The rule, reporting to a context of its own: some rules report past their own `report_error`."""

    def made(context: ValidationContext) -> ASTValidationRule:
        def report_error(error: GraphQLError) -> None:
            message, hint = sentence_of(rule.__name__, context, error)
            places = (error.nodes or [])[:_MOST_PLACES]
            context.report_error(GraphQLError(message, places, extensions={"hint": hint} if hint else None))

        telling: Any = copy(context)
        telling.report_error = report_error
        return rule(telling)

    return made


OPEN_RULES: Final[tuple[Rule, ...]] = tuple(
    _worded(rule) for rule in specified_rules if rule is not ValuesOfCorrectTypeRule
)
CLOSED_RULES: Final[tuple[Rule, ...]] = (*OPEN_RULES, _worded(NoSchemaIntrospectionCustomRule))


def literals_held(lists: dict[str, int]) -> Rule:
    """The rule that holds literals against their types, and lists against their bounds.

    lists: filled with how many items each variable may have that stands in the place of a list.
    """
    return lambda context: _LiteralsHeld(context, lists)


class _LiteralsHeld(ASTValidationRule):
    context: ValidationContext

    def __init__(self, context: ValidationContext, lists: dict[str, int]) -> None:
        super().__init__(context)
        self._lists = lists

    def enter_argument(self, node: ArgumentNode, *_: Any) -> VisitorAction:
        definition = self.context.get_argument()
        if definition is not None:
            self._holding(node).given(node.value, definition, (node.name.value,))
        return None

    def enter_variable_definition(self, node: VariableDefinitionNode, *_: Any) -> VisitorAction:
        type_ = type_from_ast(self.context.schema, node.type)
        if node.default_value is not None and type_ is not None and is_input_type(type_):
            self._holding(node).value(node.default_value, type_, (node.variable.name.value,))
        return None

    def _holding(self, around: Node) -> Holding:
        def report(fault: Fault) -> None:
            self.report_error(input_error(fault, fault.value if isinstance(fault.value, Node) else around))

        return Holding(LITERALS, report, not self.context.hide_suggestions, self._lists)
