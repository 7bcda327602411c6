"""The settings of a lender, as clients read and set them."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from creditrules.api.types.at_hand import at_hand
from creditrules.api.types.declaring import Private, strawberry
from creditrules.api.types.diagnostics import Diagnostic, UserError
from creditrules.api.types.enums import ContentFormat
from creditrules.api.types.lifecycle_inputs import StatementInput
from creditrules.api.types.once import idempotency_key, replayed
from creditrules.api.types.permissions import needs
from creditrules.api.types.rendering import rendered_content
from creditrules.api.types.resolved import field
from creditrules.api.types.scalars import JSON
from creditrules.auth import Action
from creditrules.desk import TenantSettings

__all__ = ["SetSettingsInput", "SetSettingsPayload", "Settings", "settings_of"]


@strawberry.type(
    description="The lender's settings: what it decides for all its rules and products at once.",
    directives=needs(Action.SEE_POLICY),
)
class Settings:
    settings: Private[TenantSettings]
    version: int | None = strawberry.field(description="Number of the version in force; null while none was set.")
    valid_from: datetime | None = strawberry.field(description="Since when it is in force; null while none was set.")
    recorded_at: datetime | None = strawberry.field(description="When that was recorded; null while none was set.")

    @field
    @at_hand
    def in_effect(self) -> JSON:
        """Every setting by section and name, with its default where nothing is set; decimals as texts."""
        return JSON(self.settings.form.in_effect())

    @field
    def content(
        self,
        format: Annotated[  # noqa: A002
            ContentFormat, strawberry.argument(description="How it is written.")
        ] = ContentFormat.YAML,
    ) -> str:
        """What was set, as `setSettings` takes it."""
        return rendered_content(self.settings.content, as_yaml=format is ContentFormat.YAML)


def settings_of(settings: TenantSettings) -> Settings:
    """The settings as clients see them."""
    entry = settings.entry
    return Settings(
        settings=settings,
        version=entry.version if entry else None,
        valid_from=entry.valid_from if entry else None,
        recorded_at=entry.recorded_at if entry else None,
    )


@strawberry.input(description="The settings as a whole; what is left out has its default.")
class SetSettingsInput:
    content: str = strawberry.field(
        description='The written form, YAML or JSON, by section: "facts: {noticeDays: 120}".'
    )
    statement: StatementInput = strawberry.field(description="Why.")
    idempotency_key: str | None = idempotency_key()
    based_on: int | None = strawberry.field(
        default=None, description="The settings' latest version you saw; refused when there is a newer one by now."
    )


@strawberry.type(description="What came of setSettings.", directives=needs(Action.ASK))
class SetSettingsPayload:
    settings: Settings | None = strawberry.field(
        default=None, description="The settings as they are now; null when refused."
    )
    version: int | None = strawberry.field(default=None, description="The number of this version of the settings.")
    replayed: bool = replayed()
    diagnostics: list[Diagnostic] = strawberry.field(
        default_factory=list, description="Everything found in the content, warnings included."
    )
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why it was refused; empty when it was set."
    )
