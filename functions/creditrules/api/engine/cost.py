"""What an operation may cost at most, known before it runs: objects asked for, lists multiplied by their page size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLOutputType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    is_composite_type,
    is_interface_type,
    is_object_type,
)

from creditrules.desk import DEFAULT_PAGE
from creditrules.records import dataclass, field
from creditrules.rules.ports import LARGEST_PAGE

__all__ = ["Cost", "operation_cost"]

USUAL_LIST = 3
"""How many items a list without pages is reckoned to have."""

COUNTED = {"eligibilityBatch": ("input", "subjects")}
"""Fields whose lists have an item for each that was sent, and where those are."""
ONE_FOR_EACH = {"_entities": "representations"}
"""Fields that have an item for each that an argument lists."""
WORKED_OUT = {"changesThatHelp": 20, "nextQuestion": 20}
"""Fields that take more than reading, and how many objects they count as besides."""
SHARED = 10
"""So many of them cost as one object: what they share is loaded once."""


@dataclass(frozen=True, slots=True)
class Cost:
    """objects: a scalar is free, an object is 1, a page multiplies. fixed: no variable plays a part."""

    objects: int
    fixed: bool


@dataclass(slots=True)
class _Reckoner:
    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Mapping[str, object]
    most: int
    fixed: bool = True
    _known: dict[tuple[str, int], int] = field(default_factory=dict)

    def selections(self, node: SelectionSetNode, parent: GraphQLNamedType | None, page: int) -> int:
        total = 0
        for selection in node.selections:
            if isinstance(selection, FieldNode):
                total += self.of_field(selection, parent, page)
            elif isinstance(selection, InlineFragmentNode):
                named = selection.type_condition
                inner = self.schema.get_type(named.name.value) if named else parent
                total += self.selections(selection.selection_set, inner, page)
            elif isinstance(selection, FragmentSpreadNode):
                total += self.fragment(selection.name.value, page)
            if total > self.most:
                break
        return total

    def fragment(self, name: str, page: int) -> int:
        if (name, page) not in self._known:
            self._known[name, page] = 0
            fragment = self.fragments[name]
            inner = self.schema.get_type(fragment.type_condition.name.value)
            self._known[name, page] = self.selections(fragment.selection_set, inner, page)
        return self._known[name, page]

    def of_field(self, node: FieldNode, parent: GraphQLNamedType | None, page: int) -> int:
        if node.selection_set is None or node.name.value.startswith("__"):
            return 0
        fields = parent.fields if is_object_type(parent) or is_interface_type(parent) else {}
        definition = fields.get(node.name.value)
        if definition is None or not is_composite_type(get_named_type(definition.type)):
            return 0
        paged = "first" in definition.args
        if node.name.value in ONE_FOR_EACH:
            page = self.listed(node, ONE_FOR_EACH[node.name.value])
        items = page if _is_list(definition.type) and page else USUAL_LIST if _is_list(definition.type) else 1
        asked = self.page(node) if paged else self.sent(node)
        inner = self.selections(node.selection_set, get_named_type(definition.type), asked)
        return min(items * (1 + inner) + WORKED_OUT.get(node.name.value, 0), self.most + 1)

    def page(self, node: FieldNode) -> int:
        """How many items a page holds: the larger of `first` and `last`, of which only one is answered."""
        given = [argument.value for argument in node.arguments or () if argument.name.value in {"first", "last"}]
        return max(map(self.size, given), default=DEFAULT_PAGE)

    def sent(self, node: FieldNode) -> int:
        """How many items were sent that the field answers one by one, at what they cost; 0 where it does not."""
        argument, part = COUNTED.get(node.name.value, ("", ""))
        value = next((each.value for each in node.arguments or () if each.name.value == argument), None)
        given: object = None
        if isinstance(value, VariableNode):
            self.fixed = False
            given = self.variables.get(value.name.value)
            given = given.get(part) if isinstance(given, Mapping) else None
        elif isinstance(value, ObjectValueNode):
            given = next((each.value for each in value.fields if each.name.value == part), None)
            if isinstance(given, VariableNode):
                self.fixed = False
                given = self.variables.get(given.name.value)
            elif isinstance(given, ListValueNode):
                given = given.values
        return -(-len(given) // SHARED) if isinstance(given, Sequence) and not isinstance(given, str) else 0

    def listed(self, node: FieldNode, argument: str) -> int:
        """How many items the argument lists, at least one."""
        value = next((each.value for each in node.arguments or () if each.name.value == argument), None)
        if isinstance(value, VariableNode):
            self.fixed = False
            given = self.variables.get(value.name.value)
            return max(len(given), 1) if isinstance(given, Sequence) and not isinstance(given, str) else 1
        return max(len(value.values), 1) if isinstance(value, ListValueNode) else 1

    def size(self, value: ValueNode) -> int:
        if isinstance(value, VariableNode):
            self.fixed = False
            given = self.variables.get(value.name.value)
            return min(max(given, 1), LARGEST_PAGE) if isinstance(given, int) else DEFAULT_PAGE
        if isinstance(value, IntValueNode) and len(value.value) <= len(str(LARGEST_PAGE)):
            return max(int(value.value), 1)
        return LARGEST_PAGE if isinstance(value, IntValueNode) else DEFAULT_PAGE


def _is_list(type_: GraphQLOutputType) -> bool:
    bare = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    return isinstance(bare, GraphQLList)


def operation_cost(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: Mapping[str, object],
    most: int,
) -> Cost:
    """The cost of a validated operation; counting stops a little above `most`."""
    root = schema.get_root_type(operation.operation)
    reckoner = _Reckoner(schema, fragments, variables, most)
    objects = reckoner.selections(operation.selection_set, root, 0)
    return Cost(min(objects, most + 1), reckoner.fixed)
