"""Hypothesis strategies for whole decision models, as the readers yield them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

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


@st.composite
def _tables(draw: st.DrawFn, type_: str) -> DecisionTable:
    inputs = draw(st.lists(st.builds(InputClause, TEXTS, TYPES, TEXTS, TEXTS), max_size=3))
    outputs = draw(st.lists(st.builds(OutputClause, WORDS, TYPES, TEXTS, TEXTS, TEXTS), min_size=1, max_size=3))
    when, then = st.tuples(*[TEXTS] * len(inputs)), st.tuples(*[TEXTS] * len(outputs))
    rules = draw(st.lists(st.builds(TableRule, when, then, st.one_of(st.none(), WORDS), TEXTS), max_size=3))
    policy = draw(st.sampled_from(HitPolicy))
    aggregation = draw(st.sampled_from([None, *Aggregation])) if policy is HitPolicy.COLLECT else None
    return DecisionTable(tuple(inputs), tuple(outputs), tuple(rules), policy, aggregation, type_)


def _boxes(depth: int, types: st.SearchStrategy[str] = TYPES) -> st.SearchStrategy[Boxed]:
    literals = st.builds(LiteralExpression, TEXTS, types)
    if depth == 0:
        return literals
    inner = _boxes(depth - 1)
    same_type = TYPES.flatmap(lambda one: st.builds(ContextEntry, WORDS, _boxes(depth - 1, st.just(one)), st.just(one)))
    entries = st.lists(same_type, max_size=2, unique_by=lambda entry: entry.name).map(tuple)
    parameters = st.lists(st.builds(Parameter, WORDS, TYPES), max_size=2, unique_by=lambda one: one.name).map(tuple)
    bindings = st.lists(st.builds(Binding, WORDS, inner), max_size=2, unique_by=lambda one: one.name).map(tuple)
    relation = st.integers(0, 2).flatmap(
        lambda width: st.builds(
            Relation,
            st.tuples(*[WORDS] * width),
            st.lists(st.tuples(*[inner] * width), max_size=2).map(tuple),
            types,
        )
    )
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


@st.composite
def _models(draw: st.DrawFn) -> Model:
    """Models with every kind of part; requirements name parts that exist."""
    names = tuple(draw(st.permutations(["age", "risk level", "Is Enough?", "年龄", "payment's date", "f(x)"])))
    some = st.lists(st.sampled_from(names), max_size=3, unique=True).map(tuple)
    requires = st.one_of(st.none(), some)
    untyped = _boxes(2, st.just(""))
    declared = (_OPTIONAL_BETTER, st.booleans(), st.none() | _CHANGES, _COSTS)
    fact = st.builds(FactDefinition, _items(1), st.booleans(), TEXTS, st.booleans(), *declared)
    facts = [replace(one, item=replace(one.item, name=name)) for name in names[:2] for one in [draw(fact)]]
    function = FunctionBox((Parameter("p"),), draw(untyped), draw(TYPES))
    functions = (BusinessKnowledgeModel(names[2], function, draw(requires), draw(LABELS), draw(TEXTS)),)
    decisions = tuple(
        Decision(name, draw(untyped), draw(TYPES), draw(requires), draw(LABELS), draw(TEXTS)) for name in names[3:5]
    )
    service = DecisionService(names[5], names[3:4], names[4:5], names[:1], (), draw(TYPES), draw(LABELS), draw(TEXTS))
    types = draw(st.lists(_items(2), max_size=2, unique_by=lambda item: item.name))
    return Model(draw(TEXTS), draw(TEXTS), tuple(facts), tuple(types), functions, (service,), decisions)


@pytest.fixture(scope="session")
def any_model() -> st.SearchStrategy[Model]:
    """Whole models."""
    return _models()


@pytest.fixture(scope="session")
def any_table() -> st.SearchStrategy[DecisionTable]:
    """Decision tables."""
    return _tables("")
