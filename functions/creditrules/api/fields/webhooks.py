"""The fields about webhooks and deliveries, for both roots of the schema."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from typing import Annotated

from creditrules.api.context import RequestContext
from creditrules.api.types.connections import Connection, connect
from creditrules.api.types.declaring import Info, strawberry
from creditrules.api.types.enums import DocumentKind
from creditrules.api.types.feed_enums import DeliveryState
from creditrules.api.types.once import once_of
from creditrules.api.types.payloads import payload_field
from creditrules.api.types.resolved import field, paged
from creditrules.api.types.webhooks import (
    CreateWebhookInput,
    CreateWebhookPayload,
    DeleteWebhookInput,
    DeleteWebhookPayload,
    DeliverAgainInput,
    DeliverAgainPayload,
    Delivery,
    PauseWebhookInput,
    PauseWebhookPayload,
    ResumeWebhookInput,
    ResumeWebhookPayload,
    RotateWebhookSecretInput,
    RotateWebhookSecretPayload,
    Webhook,
    delivery_of,
    webhook_of,
)
from creditrules.auth import Action
from creditrules.desk import (
    DeliveryFilter,
    create_webhook,
    delete_webhook,
    deliver_again,
    deliveries_page,
    pause_webhook,
    resume_webhook,
    rotate_webhook_secret,
    webhooks_page,
)
from creditrules.rules.ports import Asked

__all__ = ["WebhookMutations", "WebhookQueries"]


@strawberry.type(description="Reading who is told of changes, and what became of it.")
class WebhookQueries:
    @field(needs=Action.AUDIT)
    @paged
    def webhooks(self, info: Info[RequestContext, None], asked: Asked) -> Connection[Webhook]:
        """Webhooks, the first made first. For who may audit."""
        view = info.context.view()
        return connect(view, webhooks_page(view, asked), webhook_of)

    @field(needs=Action.AUDIT)
    @paged
    def deliveries(
        self,
        info: Info[RequestContext, None],
        asked: Asked,
        receiver: Annotated[
            str | None, strawberry.argument(description="Only those to this receiver: the name of a webhook.")
        ] = None,
        kind: Annotated[
            DocumentKind | None, strawberry.argument(description="Only those of documents of this kind.")
        ] = None,
        slug: Annotated[str | None, strawberry.argument(description="Only those of documents with this slug.")] = None,
        state: Annotated[DeliveryState | None, strawberry.argument(description="Only those that stand so.")] = None,
    ) -> Connection[Delivery]:
        """Who was told of which change, the latest notice first; kept without an end. For who may audit."""
        view = info.context.view()
        page = deliveries_page(view, asked, DeliveryFilter(receiver, kind, slug, state))
        return connect(view, page, delivery_of)


@strawberry.type(description="Telling others of changes.")
class WebhookMutations:
    @payload_field(CreateWebhookPayload, Action.MANAGE_WEBHOOKS)
    def create_webhook(
        self,
        info: Info[RequestContext, None],
        input: Annotated[CreateWebhookInput, strawberry.argument(description="The webhook.")],  # noqa: A002
    ) -> CreateWebhookPayload:
        """Have notices of changes sent to an address from now on. Its secret is in this answer, and nowhere else."""
        context = info.context
        made = context.act(create_webhook, input.given())
        context.after_write()
        webhook = webhook_of(context.view(), made.known)
        return CreateWebhookPayload(webhook=webhook, secret=made.secret, replayed=made.replayed)

    @payload_field(PauseWebhookPayload, Action.MANAGE_WEBHOOKS)
    def pause_webhook(
        self,
        info: Info[RequestContext, None],
        input: Annotated[PauseWebhookInput, strawberry.argument(description="Which one.")],  # noqa: A002
    ) -> PauseWebhookPayload:
        """Send nothing there until it is resumed. What there is to tell waits."""
        context = info.context
        made = context.act(pause_webhook, input.name, once_of(info, input))
        context.after_write()
        return PauseWebhookPayload(webhook=webhook_of(context.view(), made.known), replayed=made.replayed)

    @payload_field(ResumeWebhookPayload, Action.MANAGE_WEBHOOKS)
    def resume_webhook(
        self,
        info: Info[RequestContext, None],
        input: Annotated[ResumeWebhookInput, strawberry.argument(description="Which one.")],  # noqa: A002
    ) -> ResumeWebhookPayload:
        """Send there again, be it paused or disabled: within minutes, and what waits first."""
        context = info.context
        made = context.act(resume_webhook, input.name, once_of(info, input))
        context.after_write()
        return ResumeWebhookPayload(webhook=webhook_of(context.view(), made.known), replayed=made.replayed)

    @payload_field(RotateWebhookSecretPayload, Action.MANAGE_WEBHOOKS)
    def rotate_webhook_secret(
        self,
        info: Info[RequestContext, None],
        input: Annotated[RotateWebhookSecretInput, strawberry.argument(description="Which one.")],  # noqa: A002
    ) -> RotateWebhookSecretPayload:
        """Sign with a new secret, and for a while with the one before it as well."""
        context = info.context
        made = context.act(rotate_webhook_secret, input.name, input.overlap(), once_of(info, input))
        context.after_write()
        webhook = webhook_of(context.view(), made.known)
        return RotateWebhookSecretPayload(webhook=webhook, secret=made.secret, replayed=made.replayed)

    @payload_field(DeleteWebhookPayload, Action.MANAGE_WEBHOOKS)
    def delete_webhook(
        self,
        info: Info[RequestContext, None],
        input: Annotated[DeleteWebhookInput, strawberry.argument(description="Which one.")],  # noqa: A002
    ) -> DeleteWebhookPayload:
        """Send nothing there any more, and forget its secrets; what was delivered stays on record."""
        context = info.context
        done_before = context.act(delete_webhook, input.name, once_of(info, input))
        context.after_write()
        return DeleteWebhookPayload(name=input.name, replayed=done_before)

    @payload_field(DeliverAgainPayload, Action.MANAGE_WEBHOOKS)
    def deliver_again(
        self,
        info: Info[RequestContext, None],
        input: Annotated[DeliverAgainInput, strawberry.argument(description="Which one.")],  # noqa: A002
    ) -> DeliverAgainPayload:
        """Send a notice to a receiver once more, under the same id, whatever became of it before."""
        context = info.context
        delivery, done_before = context.act(deliver_again, input.named(), once_of(info, input))
        context.after_write()
        return DeliverAgainPayload(delivery=delivery_of(context.view(), delivery), replayed=done_before)
