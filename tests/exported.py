"""The exported schema as clients read it, for tests that ask it what there is."""

from __future__ import annotations

from functools import cache

from graphql import GraphQLSchema, build_schema

from creditrules.api import schema_sdl

__all__ = ["exported_schema"]


@cache
def exported_schema() -> GraphQLSchema:
    """Read once, as that takes as long as a hundred questions; whoever looks at it changes nothing."""
    return build_schema(schema_sdl())
