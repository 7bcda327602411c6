"""The fields about contract queries, for both roots of the schema."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from typing import Annotated

from creditrules.api.context import RequestContext
from creditrules.api.types.connections import Connection, connect
from creditrules.api.types.contracts import (
    Contract,
    RegisterContractInput,
    RegisterContractPayload,
    RemoveContractInput,
    RemoveContractPayload,
    breach_of,
    contract_of,
)
from creditrules.api.types.declaring import Info, strawberry
from creditrules.api.types.once import once_of
from creditrules.api.types.payloads import payload_field
from creditrules.api.types.resolved import field, paged
from creditrules.auth import Action
from creditrules.desk import contracts_page, register_contract, remove_contract
from creditrules.rules.ports import Asked

__all__ = ["ContractMutations", "ContractQueries"]


@strawberry.type(description="Reading what callers rely on.")
class ContractQueries:
    @field(needs=Action.ASK)
    @paged
    def contracts(
        self,
        info: Info[RequestContext, None],
        asked: Asked,
    ) -> Connection[Contract]:
        """Your own contract queries; all of the lender's for those who may see its policy. By author and name."""
        view = info.context.view()
        return connect(view, contracts_page(view, asked), contract_of)


@strawberry.type(description="Registering what callers rely on.")
class ContractMutations:
    @payload_field(RegisterContractPayload, Action.REGISTER_CONTRACT)
    def register_contract(
        self,
        info: Info[RequestContext, None],
        input: Annotated[RegisterContractInput, strawberry.argument(description="The contract.")],  # noqa: A002
    ) -> RegisterContractPayload:
        """Have every change of rules held against this question before it is made, so that it says if it breaks it."""
        context = info.context
        known = context.act(register_contract, input.given(), once_of(info, input))
        breaches = [breach_of(each) for each in known.breaches()]
        return RegisterContractPayload(
            contract=contract_of(context.view(), known), breaches=breaches, replayed=known.replayed
        )

    @payload_field(RemoveContractPayload, Action.REGISTER_CONTRACT)
    def remove_contract(
        self,
        info: Info[RequestContext, None],
        input: Annotated[RemoveContractInput, strawberry.argument(description="Which one.")],  # noqa: A002
    ) -> RemoveContractPayload:
        """Say that something is no longer relied on."""
        replayed = info.context.act(remove_contract, input.name, input.author, once_of(info, input))
        return RemoveContractPayload(removed=input.name, replayed=replayed)
