"""The fields about populations and impacts on them, for both roots of the schema."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from typing import Annotated

import strawberry
from strawberry import Info

from creditrules.api.context import RequestContext
from creditrules.api.types.connections import Connection, connect
from creditrules.api.types.payloads import payload_field
from creditrules.api.types.populations import (
    Population,
    RegisterPopulationInput,
    RegisterPopulationPayload,
    RemovePopulationInput,
    RemovePopulationPayload,
    population_of,
)
from creditrules.api.types.resolved import field, paged
from creditrules.desk import populations_page, register_population, remove_population
from creditrules.rules.ports import Asked

__all__ = ["PopulationMutations", "PopulationQueries"]


@strawberry.type(description="Reading which populations there are.")
class PopulationQueries:
    @field
    @paged
    def populations(self, info: Info[RequestContext, None], asked: Asked) -> Connection[Population]:
        """Populations that changes are held against, by name; refused to partners. Nobody reads what is in them."""
        view = info.context.view()
        return connect(view, populations_page(view, asked), population_of)


@strawberry.type(description="Keeping populations.")
class PopulationMutations:
    @payload_field(RegisterPopulationPayload)
    def register_population(
        self,
        info: Info[RequestContext, None],
        input: Annotated[RegisterPopulationInput, strawberry.argument(description="The population.")],  # noqa: A002
    ) -> RegisterPopulationPayload:
        """Keep applicants, encrypted, so that `assessProposal` can tell what a change does to them."""
        context = info.context
        kept = context.act(register_population, input.given())
        return RegisterPopulationPayload(population=population_of(context.view(), kept))

    @payload_field(RemovePopulationPayload)
    def remove_population(
        self,
        info: Info[RequestContext, None],
        input: Annotated[RemovePopulationInput, strawberry.argument(description="Which one.")],  # noqa: A002
    ) -> RemovePopulationPayload:
        """Forget applicants: what was in the population cannot be opened any more."""
        return RemovePopulationPayload(removed=info.context.act(remove_population, input.name))
