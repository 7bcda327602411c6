"""The chains of recorded decisions and erasures, as auditors see them."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from creditrules.api.types.audit import AuditEnd, AuditEntry, end_of, entries_of
from creditrules.api.types.connections import Connection
from creditrules.api.types.declaring import Private, strawberry
from creditrules.api.types.permissions import needs
from creditrules.api.types.resolved import field, paged
from creditrules.auth import Action
from creditrules.desk import Recording, View, decision_chain_end, decision_chain_page, decision_chains
from creditrules.rules.ports import Asked

__all__ = ["DecisionChain", "chains_of"]


@strawberry.type(
    description=(
        "One of the chains that recorded decisions and erasures are links of: sixteen, called by the first digit of a "
        "record's id, and where decisions were many at once 256 more, called by the first two. Verified as an "
        "AuditChain is: the text of every link names the kind DECISIONS and the digits as its slug."
    ),
    directives=needs(Action.AUDIT),
)
class DecisionChain:
    view: Private[View]
    recording: Private[Recording]
    digit: str = strawberry.field(description="Its digit, 0 to f, or both of them.")

    @field
    @paged
    def entries(self, asked: Asked) -> Connection[AuditEntry]:
        """Its links, oldest first."""
        page = decision_chain_page(self.view, self.recording, self.digit, asked)
        return entries_of(self.view, page)

    @field
    def end(self) -> AuditEnd:
        """Where the chain ends, kept apart from its links."""
        return end_of(decision_chain_end(self.view, self.recording, self.digit))


def chains_of(view: View, recording: Recording | None, digit: str | None) -> list[DecisionChain]:
    """All chains, or the one that is called so; none where there is no such chain."""
    if recording is None:
        return []
    return [
        DecisionChain(view=view, recording=recording, digit=digit) for digit in decision_chains(view, recording, digit)
    ]
