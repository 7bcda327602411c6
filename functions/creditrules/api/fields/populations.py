"""The fields about populations and impacts on them, for both roots of the schema."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from typing import Annotated

from creditrules.api.context import RequestContext
from creditrules.api.types.connections import Connection, connect
from creditrules.api.types.declaring import Info, strawberry
from creditrules.api.types.global_ids import read_node
from creditrules.api.types.once import once_of
from creditrules.api.types.payloads import payload_field
from creditrules.api.types.populations import (
    ImpactOnRecordedInput,
    Population,
    RecordedImpact,
    RegisterPopulationInput,
    RegisterPopulationPayload,
    RemovePopulationInput,
    RemovePopulationPayload,
    population_of,
    recorded_impact_of,
)
from creditrules.api.types.resolved import field, paged, within
from creditrules.auth import Action
from creditrules.desk import populations_page, recorded_impact, register_population, remove_population
from creditrules.rules.ports import Asked

__all__ = ["PopulationMutations", "PopulationQueries"]


@strawberry.type(description="Reading which populations there are.")
class PopulationQueries:
    @field(needs=Action.SEE_POLICY)
    @paged
    def populations(self, info: Info[RequestContext, None], asked: Asked) -> Connection[Population]:
        """Populations that changes are held against, by name; refused to partners. Nobody reads what is in them."""
        view = info.context.view()
        return connect(view, populations_page(view, asked), population_of)

    @field(needs=Action.READ_DECISIONS)
    def impact_on_recorded(
        self,
        info: Info[RequestContext, None],
        input: Annotated[ImpactOnRecordedInput, strawberry.argument(description="Of what, on which.")],  # noqa: A002
    ) -> RecordedImpact:
        """What a proposal would do to the newest decisions on record; refused to who may not read decisions."""
        context = info.context
        context.only_once("impactOnRecorded")
        named = read_node(input.proposal, "Proposal")
        with within("input"):
            times = (input.recorded_from, input.recorded_to)
            found = recorded_impact(context.view(), context.recording, named, input.product, times)
        return recorded_impact_of(found)


@strawberry.type(description="Keeping populations.")
class PopulationMutations:
    @payload_field(RegisterPopulationPayload, Action.REGISTER_POPULATION)
    def register_population(
        self,
        info: Info[RequestContext, None],
        input: Annotated[RegisterPopulationInput, strawberry.argument(description="The population.")],  # noqa: A002
    ) -> RegisterPopulationPayload:
        """Keep applicants, encrypted, so that `assessProposal` can tell what a change does to them."""
        context = info.context
        context.only_once("registerPopulation")
        kept, replayed = context.act(register_population, input.given(), once_of(info, input))
        return RegisterPopulationPayload(population=population_of(context.view(), kept), replayed=replayed)

    @payload_field(RemovePopulationPayload, Action.REGISTER_POPULATION)
    def remove_population(
        self,
        info: Info[RequestContext, None],
        input: Annotated[RemovePopulationInput, strawberry.argument(description="Which one.")],  # noqa: A002
    ) -> RemovePopulationPayload:
        """Forget applicants: what was in the population cannot be opened any more."""
        replayed = info.context.act(remove_population, input.name, once_of(info, input))
        return RemovePopulationPayload(removed=input.name, replayed=replayed)
