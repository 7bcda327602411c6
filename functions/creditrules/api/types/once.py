"""From the input of a mutation to what tells a retry of it from another act."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from hashlib import sha256
from typing import Any, Final

from creditrules.api.context import RequestContext
from creditrules.api.types.declaring import Info, strawberry
from creditrules.document.canonical import number_text
from creditrules.once import Once

__all__ = ["idempotency_key", "once_of", "replayed"]

_KEY: Final = "idempotency_key"
_DESCRIPTION: Final = (
    "Chosen by you, 1 to 200 characters: the same sent again with the same key gets the first answer "
    "and writes nothing."
)


def idempotency_key() -> Any:
    """The field of an input that has one."""
    return strawberry.field(default=None, description=_DESCRIPTION)


def replayed() -> Any:
    """The field of a payload that says whether the act was done before."""
    return strawberry.field(default=False, description="Whether this is the answer to an earlier sending of the same.")


def once_of(info: Info[RequestContext, None], given: Any, operation: str | None = None) -> Once | None:
    """The act that an input is sent for; None where it has no key. operation: the mutation's name unless given."""
    key: str | None = getattr(given, _KEY)
    if key is None:
        return None
    name = operation or info.field_name
    said = json.dumps([name, _plain(given)], sort_keys=True).encode()
    return Once(info.context.principal.subject, name, key, sha256(said).hexdigest())


def _plain(value: Any) -> Any:
    """Plain data, the same for inputs of the same meaning: what is left out and what is null, 1.0 and 1, one moment."""
    match value:
        case Enum():
            return value.name
        case Decimal():
            return ["decimal", number_text(value)]
        case datetime():
            return (value.astimezone(UTC) if value.tzinfo else value).isoformat()
        case date():
            return value.isoformat()
        case Mapping():
            return {str(name): _plain(each) for name, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
        case _ if is_dataclass(value) and not isinstance(value, type):
            said = {field.name: _plain(getattr(value, field.name)) for field in fields(value) if field.name != _KEY}
            return {name: each for name, each in said.items() if each is not None}
    return value
