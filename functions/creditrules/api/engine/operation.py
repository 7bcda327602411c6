"""An operation as a client sends it."""

from __future__ import annotations

from collections.abc import Mapping

from creditrules.records import dataclass, field

__all__ = ["Operation"]


@dataclass(frozen=True, slots=True)
class Operation:
    """What a client sends. reading_only: whether only a query may run, as with HTTP GET.

    query: empty where the document is asked for by its digest alone. apollo: whether in Apollo's form.
    """

    query: str
    variables: Mapping[str, object] = field(default_factory=dict)
    name: str | None = None
    reading_only: bool = False
    digest: str | None = None
    apollo: bool = False
