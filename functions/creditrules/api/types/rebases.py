"""A proposal brought to the latest version: what both changes come to, and where they contradict each other."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from typing import Annotated

from creditrules.api.types.at_hand import at_hand
from creditrules.api.types.connections import Connection, connect
from creditrules.api.types.declaring import Private, strawberry
from creditrules.api.types.diagnostics import Diagnostic, UserError
from creditrules.api.types.enums import ContentFormat, MergeConflictKind, MergeSide
from creditrules.api.types.once import replayed
from creditrules.api.types.permissions import needs
from creditrules.api.types.proposals import Proposal
from creditrules.api.types.rendering import rendered_content
from creditrules.api.types.resolved import field, paged, told
from creditrules.auth import Action
from creditrules.desk import Rebase, View, conflicts_of_rebase
from creditrules.rules.merge import Conflict
from creditrules.rules.ports import Asked

__all__ = ["MergeConflict", "ProposalRebase", "RebaseProposalPayload", "rebase_node"]


@strawberry.type(
    description="One thing that the latest version and the proposal say differently.",
    directives=needs(Action.SEE_POLICY),
)
class MergeConflict:
    place: str = strawberry.field(
        description='Where, as in "decisions.Findings.table.rules.young.when.age". No two conflicts have the same.'
    )
    kind: MergeConflictKind = strawberry.field(description="How they contradict each other.")
    base: str | None = strawberry.field(description="What both were written against; null where it had none.")
    theirs: str | None = strawberry.field(description="What the latest version says; null where it has none.")
    ours: str | None = strawberry.field(description="What the proposal says; null where it has none.")
    taken: MergeSide | None = strawberry.field(description="The side that was chosen; null while none was.")


@strawberry.type(
    description="What a proposal comes to on the latest version of its document.", directives=needs(Action.SEE_POLICY)
)
class ProposalRebase:
    rebase: Private[Rebase]
    view: Private[View]
    based_on: int = strawberry.field(description="The version that the proposal was written against.")
    onto: int = strawberry.field(description="The latest version.")

    @field
    @at_hand
    def open_conflicts(self) -> int:
        """How many conflicts no side was chosen for; while there is one, nothing can be written."""
        return len(self.rebase.merged.open)

    @field
    @paged
    def conflicts(self, asked: Asked) -> Connection[MergeConflict]:
        """Where both changes contradict each other. All else is taken over from the one that changed it."""
        page = conflicts_of_rebase(self.view, self.rebase, asked)
        return connect(self.view, page, _conflict)

    @field
    def content(
        self,
        format: Annotated[  # noqa: A002  (the argument's name in the schema)
            ContentFormat, strawberry.argument(description="How it is written.")
        ] = ContentFormat.YAML,
    ) -> str:
        """The merged content; for a conflict that is open it says what the latest version says."""
        text = rendered_content(self.rebase.content, as_yaml=format is ContentFormat.YAML)
        return self.view.documents.give_out(text)


@strawberry.type(description="What came of rebaseProposal.", directives=needs(Action.ASK))
class RebaseProposalPayload:
    proposal: Proposal | None = strawberry.field(
        default=None, description="The proposal, a draft again; null where it was refused or a conflict is open."
    )
    rebase: ProposalRebase | None = strawberry.field(
        default=None, description="How it came about; null where it was refused for another reason than conflicts."
    )
    replayed: bool = replayed()
    diagnostics: list[Diagnostic] = strawberry.field(
        default_factory=list, description="Everything found in the merged content, warnings included."
    )
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why it was refused; MERGE_CONFLICTS while a conflict is open."
    )


def rebase_node(view: View, rebase: Rebase) -> ProposalRebase:
    """A rebase as those who see the policy see it."""
    return told(ProposalRebase, rebase, rebase=rebase, view=view)


def _conflict(view: View, conflict: Conflict) -> MergeConflict:
    given = view.documents.give_out
    texts = {name: given(getattr(conflict, name)) for name in ("base", "theirs", "ours")}
    return told(MergeConflict, conflict, **texts)
