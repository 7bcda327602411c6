"""Scorecards: a table for each characteristic, the sum of their partial scores, and the ranked reason codes."""

from __future__ import annotations

from decimal import Decimal

from creditrules.dmn import Decision
from creditrules.dmn.exchange.xml import Element
from creditrules.dmn.model import ContextBox, ContextEntry, LiteralExpression, OutputClause, Relation
from creditrules.feel import string_literal
from creditrules.imports.names import Names
from creditrules.imports.pmml.elements import child, children, digits, needed, number, one_of
from creditrules.imports.pmml.expressions import expression_in
from creditrules.imports.pmml.notes import Notes, RefusedError
from creditrules.imports.pmml.predicates import predicate
from creditrules.imports.pmml.tables import Row, table
from creditrules.imports.pmml.transformations import Transformations
from creditrules.records import dataclass

__all__ = ["ReadScorecard", "read_scorecard"]

_REASONS = "Reason codes"
_RANKED = (
    "distinct values(for each in sort(differences, function(a, b) a.difference > b.difference or"
    " (a.difference = b.difference and a.place < b.place)) return each.code)"
)


@dataclass(frozen=True, slots=True)
class ReadScorecard:
    """decisions: of the characteristics, and of the reasons where there are such. score: the sum, as FEEL.

    reasons: the name of the decision that ranks the reason codes; "" without.
    """

    decisions: tuple[Decision, ...]
    score: str
    reasons: str


@dataclass(frozen=True, slots=True)
class _Characteristic:
    name: str
    decision: Decision
    baseline: Decimal


def read_scorecard(model: Element, derived: Transformations, names: Names, notes: Notes) -> ReadScorecard:
    """A <Scorecard> (PMML 4.4). Raises RefusedError."""
    with_reasons = model.get("useReasonCodes", "true") != "false"
    parts = child(model, "Characteristics")
    if parts is None:
        raise RefusedError(
            model, "import.pmml.content", "The scorecard has no characteristics.", "Give it at least one."
        )
    found = [
        _characteristic(one, place, model, derived, names, with_reasons=with_reasons)
        for place, one in enumerate(children(parts, "Characteristic"), 1)
    ]
    value = ".score" if with_reasons else ""
    initial = number(model, model.get("initialScore", "0"))
    score = " + ".join((*([digits(initial)] if initial or not found else []), *(f"{one.name}{value}" for one in found)))
    decisions = tuple(one.decision for one in found)
    if not with_reasons:
        return ReadScorecard(decisions, score, "")
    reasons = names.give("", _REASONS)
    ranked = Decision(reasons, _ranking(model, found, notes, reasons), "list<string>")
    return ReadScorecard((*decisions, ranked), score, reasons)


def _characteristic(
    element: Element, place: int, model: Element, derived: Transformations, names: Names, *, with_reasons: bool
) -> _Characteristic:
    name = names.give(element.get("name"), f"Characteristic {place}")
    rows: list[Row] = []
    for count, part in enumerate(children(element, "Attribute"), 1):
        then: tuple[str, ...] = (_partial(part, derived),)
        if with_reasons:
            code = part.get("reasonCode") or element.get("reasonCode")
            if not code:
                message = f"{name} has neither a reason code of its own nor one for each attribute."
                hint = 'Give it reasonCode="…", or useReasonCodes="false" to the scorecard.'
                raise RefusedError(part, "import.pmml.content", message, hint)
            then = (*then, string_literal(code))
        rows += (Row(case, then, f"attribute {count}") for case in predicate(part, derived.tested).true)
    outputs = [OutputClause("score", "number")] if with_reasons else [OutputClause(type="number")]
    outputs += [OutputClause("reason", "string")] if with_reasons else []
    box = table(element, rows, outputs, derived.scope)
    type_ = "" if with_reasons else "number"
    return _Characteristic(
        name, Decision(name, box, type_), _baseline(element, model, name) if with_reasons else Decimal(0)
    )


def _partial(element: Element, derived: Transformations) -> str:
    complex_score = child(element, "ComplexPartialScore")
    if complex_score is not None:
        return expression_in(complex_score, derived.scope)
    return digits(number(element, needed(element, "partialScore")))


def _baseline(element: Element, model: Element, name: str) -> Decimal:
    text = element.get("baselineScore") or model.get("baselineScore")
    if not text:
        message = f"{name} has no baseline score to rank its reason code by."
        hint = 'Give it baselineScore="…", or useReasonCodes="false" to the scorecard.'
        raise RefusedError(element, "import.pmml.content", message, hint)
    return number(element, text)


def _ranking(model: Element, found: list[_Characteristic], notes: Notes, reasons: str) -> ContextBox:
    algorithm = one_of(model, "reasonCodeAlgorithm", "pointsBelow", "pointsAbove")
    rows = []
    for place, one in enumerate(found, 1):
        score = f"{one.name}.score"
        sides = (digits(one.baseline), score) if algorithm == "pointsBelow" else (score, digits(one.baseline))
        texts = (f"{one.name}.reason", f"{sides[0]} - {sides[1]}", str(place))
        rows.append(tuple(LiteralExpression(text) for text in texts))
    why = (
        "Reasons are ranked by how far each partial score lies from its baseline, equal ones in the order of the"
        " characteristics; a code that several share stands once, at its highest rank."
    )
    notes.interpreted(model, "import.pmml.reasons", f"decisions.{reasons}", algorithm, _RANKED, why)
    relation = Relation(("code", "difference", "place"), tuple(rows))
    return ContextBox((ContextEntry("differences", relation),), LiteralExpression(_RANKED))
