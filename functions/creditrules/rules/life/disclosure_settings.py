"""Which products' changes are public, and what the public page says of the lender."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from creditrules.rules.content.forms import LanguageTag, Slug, TimeZone

__all__ = ["DisclosureSettings"]

_MOST_PRODUCTS = 200
_ADDRESS = r"^https://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$"
_LenderName = Annotated[str, Field(min_length=1, max_length=200)]


class DisclosureSettings(BaseModel):
    """products: slugs of those whose changes anybody may read; none unless said, so that no new one is by mistake.

    lender: its name by language; its name as a tenant unless said. time_zone: in which moments are told. address: where
    the public reaches the service, for feeds, in which addresses have to be whole; left out they begin with "/".
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True, alias_generator=to_camel)

    products: Annotated[tuple[Slug, ...], Field(max_length=_MOST_PRODUCTS)] = ()
    lender: Annotated[dict[LanguageTag, _LenderName], Field(max_length=20)] = {}
    time_zone: TimeZone = "UTC"
    address: Annotated[str, Field(pattern=_ADDRESS, max_length=300)] | None = None
