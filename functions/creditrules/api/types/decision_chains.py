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
        "One of the sixteen chains that recorded decisions and erasures are links of, by the first digit of a record's "
        "id. Verified as an AuditChain is: the text of every link names the kind DECISIONS and the digit as its slug."
    ),
    directives=needs(Action.AUDIT),
)
class DecisionChain:
    view: Private[View]
    recording: Private[Recording]
    digit: str = strawberry.field(description="The digit, 0 to f.")

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
    """All chains, or that of one digit; none where there is no such chain."""
    if recording is None:
        return []
    return [
        DecisionChain(view=view, recording=recording, digit=digit) for digit in decision_chains(view, recording, digit)
    ]
