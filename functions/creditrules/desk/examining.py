"""What the desk is told of a GraphQL document by those who know the schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from creditrules.auth import Role
from creditrules.records import dataclass, field

__all__ = ["DocumentExaminer", "Examined", "ShippedDocument"]


@dataclass(frozen=True, slots=True)
class Examined:
    """What is to be said of a text. faults: sentences on why it cannot be asked; none where it can.

    operation: the name of its one operation. kind: QUERY or MUTATION. hidden: by role the fields, as `Type.field`, that
    are refused to who has that role alone.
    """

    faults: tuple[str, ...]
    operation: str = ""
    kind: str = ""
    hidden: Mapping[Role, tuple[str, ...]] = field(default_factory=dict)

    @property
    def usable(self) -> tuple[Role, ...]:
        """The roles that are refused nothing of it; none where it cannot be asked."""
        return () if self.faults else tuple(role for role in Role if not self.hidden.get(role))


@dataclass(frozen=True, slots=True)
class ShippedDocument:
    """A document that comes with the service. name: its file in graphql/operations, without the ending."""

    name: str
    digest: str
    text: str


class DocumentExaminer(Protocol):
    """Knows the schema, the limits and the permissions of fields."""

    @property
    def shipped(self) -> tuple[ShippedDocument, ...]:
        """The documents that come with the service, by name."""

    def examine(self, text: str) -> Examined:
        """What is to be said of a text; each once in the life of a process, as long as it is asked about."""
