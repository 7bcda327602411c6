"""Hypothesis strategies for whole decision models, as the readers yield them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import strategies as st

from creditrules.dmn.model.boxed import (
    Aggregation,
    Binding,
    Boxed,
    Conditional,
    ContextBox,
    ContextEntry,
    DecisionTable,
    FilterBox,
    FunctionBox,
    HitPolicy,
    InputClause,
    Invocation,
    Iteration,
    ListBox,
    LiteralExpression,
    OutputClause,
    Parameter,
    Relation,
    TableRule,
)
from creditrules.dmn.model.declarations import Better, ChangeableDefinition, Direction
from creditrules.dmn.model.definitions import (
    BusinessKnowledgeModel,
    Decision,
    DecisionService,
    FactDefinition,
    ItemDefinition,
    Model,
)

__all__ = ["any_model", "any_table"]

WORDS = st.sampled_from(
    ["age", "risk level", "Is Enough?", "x", "年龄", "payment's date", "true", "5", "no", "null", "type", "result"]
)
SOME_TEXTS = ["-", "", "5", "-0", "1.50", "1.5", "1e3", "true", "null", '"A", "B"', "[1..5)", "< 18", "a\nb: c", "# x"]
TEXTS = st.one_of(
    WORDS,
    st.sampled_from(SOME_TEXTS),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"]), max_size=8),
)
TYPES = st.sampled_from(["", "number", "list<number>", "tRisk", "date and time"])
LABELS = st.one_of(
    st.just({}), st.builds(lambda text: {"": text}, TEXTS), st.dictionaries(st.sampled_from(["en", "zh"]), TEXTS)
)
NAME_LISTS = st.lists(WORDS, max_size=3, unique=True).map(tuple)
KINDS = st.sampled_from(["FEEL", "JAVA", "PMML"])


INPUTS = st.lists(st.builds(InputClause, TEXTS, TYPES, TEXTS, TEXTS), max_size=3)
OUTPUTS = st.lists(st.builds(OutputClause, WORDS, TYPES, TEXTS, TEXTS, TEXTS), min_size=1, max_size=3)
POLICIES, AGGREGATIONS = st.sampled_from(HitPolicy), st.sampled_from([None, *Aggregation])


@cache  # making strategies takes far longer than drawing from them: here and below
def _rules(inputs: int, outputs: int) -> st.SearchStrategy[list[TableRule]]:
    when, then = st.tuples(*[TEXTS] * inputs), st.tuples(*[TEXTS] * outputs)
    return st.lists(st.builds(TableRule, when, then, st.one_of(st.none(), WORDS), TEXTS), max_size=3)


@cache
@st.composite
def _tables(draw: st.DrawFn, type_: str) -> DecisionTable:
    inputs, outputs = draw(INPUTS), draw(OUTPUTS)
    rules, policy = draw(_rules(len(inputs), len(outputs))), draw(POLICIES)
    aggregation = draw(AGGREGATIONS) if policy is HitPolicy.COLLECT else None
    return DecisionTable(tuple(inputs), tuple(outputs), tuple(rules), policy, aggregation, type_)


@cache
def _only(type_: str) -> st.SearchStrategy[str]:
    return st.just(type_)


@cache
def _entries(depth: int, type_: str) -> st.SearchStrategy[ContextEntry]:
    return st.builds(ContextEntry, WORDS, _boxes(depth, _only(type_)), _only(type_))


@cache
def _relations(depth: int, width: int, types: st.SearchStrategy[str]) -> st.SearchStrategy[Relation]:
    rows = st.lists(st.tuples(*[_boxes(depth)] * width), max_size=2).map(tuple)
    return st.builds(Relation, st.tuples(*[WORDS] * width), rows, types)


@cache
def _boxes(depth: int, types: st.SearchStrategy[str] = TYPES) -> st.SearchStrategy[Boxed]:
    literals = st.builds(LiteralExpression, TEXTS, types)
    if depth == 0:
        return literals
    inner = _boxes(depth - 1)
    same_type = TYPES.flatmap(lambda one: _entries(depth - 1, one))
    entries = st.lists(same_type, max_size=2, unique_by=lambda entry: entry.name).map(tuple)
    parameters = st.lists(st.builds(Parameter, WORDS, TYPES), max_size=2, unique_by=lambda one: one.name).map(tuple)
    bindings = st.lists(st.builds(Binding, WORDS, inner), max_size=2, unique_by=lambda one: one.name).map(tuple)
    relation = st.integers(0, 2).flatmap(lambda width: _relations(depth - 1, width, types))
    return st.one_of(
        literals,
        types.flatmap(_tables),
        st.builds(ContextBox, entries, st.one_of(st.none(), inner), types),
        st.builds(Invocation, TEXTS, bindings, types),
        st.builds(FunctionBox, parameters, inner, TYPES, KINDS, types),
        st.builds(ListBox, st.lists(inner, max_size=2).map(tuple), types),
        relation,
        st.builds(Conditional, inner, inner, inner, types),
        st.builds(FilterBox, inner, inner, types),
        st.builds(Iteration, st.sampled_from(["for", "some", "every"]), WORDS, inner, inner, types),
    )


@cache
def _items(depth: int) -> st.SearchStrategy[ItemDefinition]:
    simple = st.builds(ItemDefinition, WORDS, TYPES, st.just(()), st.booleans(), TEXTS, TEXTS, LABELS, TEXTS)
    if depth == 0:
        return simple
    entries = st.lists(_items(depth - 1), min_size=1, max_size=2, unique_by=lambda one: one.name).map(tuple)
    return st.one_of(
        simple, st.builds(ItemDefinition, WORDS, st.just(""), entries, st.booleans(), TEXTS, TEXTS, LABELS, TEXTS)
    )


_COSTS = st.sampled_from([Decimal(0), Decimal(1), Decimal("2.5")])
_BOUNDS = st.sampled_from([None, Decimal("-0.5"), Decimal(100), Decimal("1E+60"), "P30D", "2026-01-31"])
_CHANGES = st.builds(ChangeableDefinition, st.sampled_from(Direction), _BOUNDS, _BOUNDS, _BOUNDS, _COSTS)
_OPTIONAL_BETTER = st.none() | st.sampled_from(Better)
_NAMES = st.permutations(["age", "risk level", "Is Enough?", "年龄", "payment's date", "f(x)"])
_DECLARED = (_OPTIONAL_BETTER, st.booleans(), st.none() | _CHANGES, _COSTS)
_FACTS = st.builds(FactDefinition, _items(1), st.booleans(), TEXTS, st.booleans(), *_DECLARED)
_UNTYPED = _boxes(2, _only(""))
_TYPES = st.lists(_items(2), max_size=2, unique_by=lambda item: item.name)


@st.composite
def _models(draw: st.DrawFn) -> Model:
    """Models with every kind of part; requirements name parts that exist."""
    names = tuple(draw(_NAMES))
    some = st.lists(st.sampled_from(names), max_size=3, unique=True).map(tuple)
    requires = st.one_of(st.none(), some)
    facts = [replace(one, item=replace(one.item, name=name)) for name in names[:2] for one in [draw(_FACTS)]]
    function = FunctionBox((Parameter("p"),), draw(_UNTYPED), draw(TYPES))
    functions = (BusinessKnowledgeModel(names[2], function, draw(requires), draw(LABELS), draw(TEXTS)),)
    decisions = tuple(
        Decision(name, draw(_UNTYPED), draw(TYPES), draw(requires), draw(LABELS), draw(TEXTS)) for name in names[3:5]
    )
    service = DecisionService(names[5], names[3:4], names[4:5], names[:1], (), draw(TYPES), draw(LABELS), draw(TEXTS))
    types = draw(_TYPES)
    return Model(draw(TEXTS), draw(TEXTS), tuple(facts), tuple(types), functions, (service,), decisions)


@pytest.fixture(scope="session")
def any_model() -> st.SearchStrategy[Model]:
    """Whole models."""
    return _models()


@pytest.fixture(scope="session")
def any_table() -> st.SearchStrategy[DecisionTable]:
    """Decision tables."""
    return _tables("")
