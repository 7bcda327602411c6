"""The chains of recorded decisions and erasures, as auditors see them."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

import strawberry
from strawberry import Private

from creditrules.api.context import Scope
from creditrules.api.types.arguments import After, First
from creditrules.api.types.audit import AuditEnd, AuditEntry
from creditrules.api.types.connections import Connection, connect
from creditrules.api.types.resolved import field
from creditrules.desk.deciding import Recording
from creditrules.desk.paging import page_size
from creditrules.errors import Kind, Refusal
from creditrules.rules import Page

__all__ = ["DecisionChain", "decision_chains"]

DIGITS = "0123456789abcdef"
LONGEST_CURSOR = 12


@strawberry.type(
    description=(
        "One of the sixteen chains that recorded decisions and erasures are links of, by the first digit of a record's "
        "id. Verified as an AuditChain is: the text of every link names this kind and slug."
    )
)
class DecisionChain:
    scope: Private[Scope]
    recording: Private[Recording]
    kind: str = strawberry.field(description='Always "DECISIONS".')
    slug: str = strawberry.field(description="The digit, 0 to f.")

    @field
    def entries(self, first: First = None, after: After = None) -> Connection[AuditEntry]:
        """Its links, oldest first."""
        size, start = page_size(first), _place(after)
        links = self.recording.records.chain_page(self.scope.tenant, self.slug, size + 1, start)
        shown = links[:size]
        page = Page(shown, tuple(str(link.number) for link in shown), has_next=len(links) > size)
        return connect(
            page,
            lambda link: AuditEntry(
                number=link.number,
                text=self.scope.documents.give_out(link.text),
                previous=link.previous,
                hash=link.hash,
            ),
            moments=self.scope.moments,
            after=after,
            valid=False,
        )

    @field
    def end(self) -> AuditEnd:
        """Where the chain ends, kept apart from its links."""
        end = self.recording.records.chain_end(self.scope.tenant, self.slug)
        return AuditEnd(number=end.number, hash=end.hash)


def decision_chains(scope: Scope, recording: Recording, slug: str | None) -> list[DecisionChain]:
    """All chains, or that of one digit; none where there is no such chain."""
    return [
        DecisionChain(scope=scope, recording=recording, kind="DECISIONS", slug=digit)
        for digit in DIGITS
        if slug in {None, digit}
    ]


def _place(after: str | None) -> int:
    if after is None:
        return 0
    if not (after.isascii() and after.isdigit() and len(after) < LONGEST_CURSOR):
        raise Refusal(Kind.INVALID, "BAD_CURSOR", "That is no cursor of this list.", ("after",), "Start without one.")
    return int(after)
