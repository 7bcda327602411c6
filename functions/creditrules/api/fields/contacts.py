"""The fields about how people are told, for both roots of the schema."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from typing import Annotated

from creditrules.api.context import RequestContext
from creditrules.api.types.connections import Connection, connect
from creditrules.api.types.contacts import (
    AdviceDelivery,
    SetContactInput,
    SetContactPayload,
    SubjectContact,
    advice_delivery_of,
    contact_of,
)
from creditrules.api.types.declaring import Info, strawberry
from creditrules.api.types.feed_enums import DeliveryState
from creditrules.api.types.once import once_of
from creditrules.api.types.payloads import payload_field
from creditrules.api.types.resolved import field, paged
from creditrules.auth import Action
from creditrules.desk import advice_deliveries_page, set_contact, subject_contact
from creditrules.rules.ports import Asked

__all__ = ["ContactMutations", "ContactQueries"]


@strawberry.type(description="Reading how people are told, and what they were.")
class ContactQueries:
    @field(needs=Action.MANAGE_CONTACTS)
    def contact(
        self,
        info: Info[RequestContext, None],
        subject: Annotated[str, strawberry.argument(description="The name it is given in `decide`.")],
        partner: Annotated[
            str | None, strawberry.argument(description="For the lender's own people: whose subject it is.")
        ] = None,
    ) -> SubjectContact | None:
        """How a subject is told; null where nothing was said, or it was erased."""
        found = subject_contact(info.context.view(), subject, partner)
        return None if found is None else contact_of(found)

    @field(needs=Action.AUDIT)
    @paged
    def advice_deliveries(
        self,
        info: Info[RequestContext, None],
        asked: Asked,
        decision: Annotated[
            str | None, strawberry.argument(description="Only those of the decision with this digest.")
        ] = None,
        state: Annotated[DeliveryState | None, strawberry.argument(description="Only those that stand so.")] = None,
    ) -> Connection[AdviceDelivery]:
        """Which people were advised of which decision, the latest first; kept without an end. For who may audit."""
        view = info.context.view()
        return connect(view, advice_deliveries_page(view, asked, decision, state), advice_delivery_of)


@strawberry.type(description="Saying how people are told.")
class ContactMutations:
    @payload_field(SetContactPayload, Action.MANAGE_CONTACTS)
    def set_contact(
        self,
        info: Info[RequestContext, None],
        input: Annotated[SetContactInput, strawberry.argument(description="How it is told.")],  # noqa: A002
    ) -> SetContactPayload:
        """Say where, in which language and when a subject is told, or that it wants nothing.

        The address is encrypted as facts are, goes when the subject is erased, and is told to nobody.
        """
        made, done_before = info.context.act(set_contact, input.given(), once_of(info, input))
        return SetContactPayload(contact=contact_of(made), replayed=done_before)
