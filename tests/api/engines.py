"""Engines and budgets for services of tests: what one has parsed, checked and planned, others of its kind find done.

Every engine has counts, limits and trusted documents of its own; parsing, checking and planning a text hang on nothing
but the schema, what clients may be told, and the limits of a text.
"""

from __future__ import annotations

from dataclasses import fields
from functools import cache

from graphql import GraphQLSchema

from creditrules.api import GRAPHQL_SCHEMA, Budgets, Engine
from creditrules.api.engine.preparing import Preparing
from creditrules.config import Limits

USUAL = Limits()
UNHURRIED = Budgets(clock=lambda: 0.0)
"""Of steps and memory as usual; on a busy machine no answer is cut short by the clock."""


def engine_of(
    schema: GraphQLSchema = GRAPHQL_SCHEMA,
    limits: Limits = USUAL,
    *,
    introspection: bool = True,
    suggestions: bool = True,
    plans: bool = True,
) -> Engine:
    """A new one."""
    engine = Engine(schema, limits, introspection=introspection, suggestions=suggestions, plans=plans)
    of_texts = {each.name: getattr(limits, each.name) for each in fields(limits) if each.name.startswith("query_")}
    shared = _preparing(schema, Limits(**of_texts), introspection=introspection, suggestions=suggestions)
    engine._preparing = shared  # noqa: SLF001 - a process has one engine, and tests have thousands
    return engine


@cache
def _preparing(schema: GraphQLSchema, limits: Limits, *, introspection: bool, suggestions: bool) -> Preparing:
    return Preparing(schema, limits, introspection=introspection, suggestions=suggestions)
