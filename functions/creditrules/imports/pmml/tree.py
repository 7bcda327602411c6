"""Decision trees as one table: a row for each way to a node, in the order in which the tree is walked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from creditrules.dmn import DecisionTable
from creditrules.dmn.exchange.xml import Element
from creditrules.dmn.model import OutputClause
from creditrules.feel import string_literal
from creditrules.imports.pmml.elements import child, children, digits, number, one_of
from creditrules.imports.pmml.literals import literal
from creditrules.imports.pmml.notes import RefusedError
from creditrules.imports.pmml.predicates import Split, Tested, predicate
from creditrules.imports.pmml.reach import Cases, TooManyCasesError, all_of
from creditrules.imports.pmml.tables import Row, table
from creditrules.imports.pmml.transformations import Transformations
from creditrules.records import dataclass

__all__ = ["Column", "read_tree_model"]

_NONE, _LAST, _NULL, _DEFAULT = "none", "lastPrediction", "nullPrediction", "defaultChild"
_MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Column:
    """A result of the nodes. feature: predictedValue, probability, confidence or entityId. value: whose probability."""

    name: str
    feature: str
    type: str
    value: str = ""


def read_tree_model(model: Element, derived: Transformations, columns: Sequence[Column]) -> DecisionTable:
    """A <TreeModel> (PMML 4.4). Raises RefusedError."""
    root = child(model, "Node")
    if root is None:
        raise RefusedError(model, "import.pmml.content", "The tree has no node.", "Give it one.")
    walk = _Walk(model, derived.tested, columns)
    try:
        rows = list(walk.rows(root, predicate(root, derived.tested).true))
    except TooManyCasesError:
        message = "The tree's conditions would need too many rows of a table."
        raise RefusedError(model, "import.pmml.too-large", message, "Split the tree.") from None
    outputs = [OutputClause(one.name if len(columns) > 1 else "", one.type) for one in columns]
    return table(model, rows, outputs, derived.scope)


class _Walk:
    """Goes through the nodes. A row's case is the way to its node, so that rows of other branches cannot match."""

    def __init__(self, model: Element, tested: Mapping[str, Tested], columns: Sequence[Column]) -> None:
        self._missing = one_of(model, "missingValueStrategy", _NONE, _LAST, _NULL, _DEFAULT)
        self._no_child = one_of(model, "noTrueChildStrategy", "returnNullPrediction", "returnLastPrediction")
        self._penalty = number(model, model.get("missingValuePenalty", "1"))
        self._tested, self._columns = tested, columns
        self._splits: dict[Element, Split] = {}
        self._count = 0

    def rows(self, node: Element, way: Cases, penalties: int = 0) -> Iterator[Row]:
        """The rows below a node that is reached by `way`."""
        if not way:
            return
        for inner in children(node, "Regression", "DecisionTree"):
            message = "A node holds a model of its own."
            raise RefusedError(inner, "import.pmml.unsupported", message, "Import that model alone, and call it.")
        nodes = list(children(node, "Node"))
        for one in nodes:
            split = self._split(one)
            yield from self._unknown(node, nodes, all_of(way, split.unknown), penalties)
            yield from self.rows(one, all_of(way, split.true), penalties)
        ends_here = not nodes or self._no_child == "returnLastPrediction"
        yield from self._made(way, node if ends_here else None, penalties)

    def _unknown(self, node: Element, nodes: Sequence[Element], way: Cases, penalties: int) -> Iterator[Row]:
        """What happens where a child's predicate is unknown."""
        if not way or self._missing == _NONE:
            return
        if self._missing == _DEFAULT:
            wanted = node.get("defaultChild")
            chosen = next((one for one in nodes if wanted and one.get("id") == wanted), None)
            if chosen is None:
                message = "The node has no default child for missing values."
                raise RefusedError(node, "import.pmml.content", message, "Name one of its nodes: defaultChild=….")
            yield from self.rows(chosen, way, penalties + 1)
        else:
            yield from self._made(way, node if self._missing == _LAST else None, penalties)

    def _split(self, node: Element) -> Split:
        if node not in self._splits:
            self._splits[node] = predicate(node, self._tested)
        return self._splits[node]

    def _made(self, way: Cases, node: Element | None, penalties: int) -> Iterator[Row]:
        then = tuple("null" if node is None else self._result(node, column, penalties) for column in self._columns)
        name = "" if node is None else node.get("id")
        for case in way:
            self._count += 1
            if self._count > _MOST_ROWS:
                raise TooManyCasesError
            yield Row(case, then, f"node {name}" if name else "")

    def _result(self, node: Element, column: Column, penalties: int) -> str:
        match column.feature:
            case "entityId":
                return string_literal(node.get("id"))
            case "probability":
                return _probability(node, column.value or _predicted(node))
            case "confidence":
                text = _confidence(node, column.value or _predicted(node))
                return text if penalties == 0 or text == "null" else f"{text} * {digits(self._penalty)} ** {penalties}"
        predicted = _predicted(node)
        return literal(node, predicted, column.type).text if predicted else "null"


def _predicted(node: Element) -> str:
    """The score; without one, the value that most of the node's records have."""
    if node.get("score"):
        return node.get("score")
    counts = [(number(one, one.get("recordCount", "0")), one.get("value")) for one in _distribution(node)]
    return max(counts, key=lambda pair: pair[0])[1] if counts else ""


def _distribution(node: Element) -> Iterator[Element]:
    return children(node, "ScoreDistribution")


def _probability(node: Element, value: str) -> str:
    found = next((one for one in _distribution(node) if one.get("value") == value), None)
    if found is None:
        return "0" if any(_distribution(node)) else "null"
    if found.get("probability"):
        return digits(number(found, found.get("probability")))
    counts = [number(one, one.get("recordCount", "0")) for one in _distribution(node)]
    whole = sum(counts, Decimal(0))
    return f"{digits(number(found, found.get('recordCount', '0')))} / {digits(whole)}" if whole else "null"


def _confidence(node: Element, value: str) -> str:
    found = next((one for one in _distribution(node) if one.get("value") == value), None)
    if found is not None and found.get("confidence"):
        return digits(number(found, found.get("confidence")))
    return _probability(node, value)
