"""The fields about a lender's settings, for both roots of the schema."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from typing import Annotated

from creditrules.api.context import RequestContext
from creditrules.api.types.arguments import KnownAt, ValidAt
from creditrules.api.types.declaring import Info, strawberry
from creditrules.api.types.once import once_of
from creditrules.api.types.payloads import payload_field
from creditrules.api.types.postponed import with_postponement
from creditrules.api.types.resolved import field
from creditrules.api.types.settings import SetSettingsInput, SetSettingsPayload, Settings, settings_of
from creditrules.auth import Action
from creditrules.desk import set_settings, settings_at

__all__ = ["SettingsMutations", "SettingsQueries"]


@strawberry.type(description="Reading the lender's settings.")
class SettingsQueries:
    @field(needs=Action.SEE_POLICY)
    def settings(
        self, info: Info[RequestContext, None], valid_at: ValidAt = None, known_at: KnownAt = None
    ) -> Settings:
        """What the lender has decided for all its rules and products at once; refused to partners."""
        return settings_of(settings_at(info.context.view(valid_at, known_at)))


@strawberry.type(description="Changing the lender's settings.")
class SettingsMutations:
    @payload_field(SetSettingsPayload, Action.SET_POLICY)
    def set_settings(
        self,
        info: Info[RequestContext, None],
        input: Annotated[SetSettingsInput, strawberry.argument(description="The settings.")],  # noqa: A002
    ) -> SetSettingsPayload:
        """Set what holds for all rules and products at once; for whatever is left out its default holds."""
        context, said = info.context, input.statement.given()
        done = context.act(set_settings, input.content, said, once_of(info, input), input.based_on)
        context.after_write()
        now = settings_of(settings_at(context.view()))
        warnings = with_postponement(context, done.published.activation.recorded_at, done.diagnostics)
        version, replayed = done.published.version.number, done.published.replayed
        return SetSettingsPayload(settings=now, version=version, replayed=replayed, diagnostics=warnings)
