"""Experiments: versions of rule sets that are tried beside those in force; for the lender's own people."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Annotated

from creditrules.api.context import RequestContext
from creditrules.api.types.arguments import KnownAt, ValidAt
from creditrules.api.types.connections import Connection, connect
from creditrules.api.types.declaring import Info, strawberry
from creditrules.api.types.global_ids import global_id
from creditrules.api.types.node import Document
from creditrules.api.types.permissions import needs
from creditrules.api.types.resolved import field, paged, told
from creditrules.api.types.rule_sets import RuleSet, rule_set_at
from creditrules.api.types.trial_enums import Arm
from creditrules.api.types.trials import ExperimentProof, ExperimentResults, results_of
from creditrules.api.types.versions import ExperimentVersion, in_force_as, recorded_as
from creditrules.auth import Action
from creditrules.desk import (
    View,
    arm_of_subject,
    experiment_proof,
    experiment_results,
    find_version,
    head_of,
    rule_set_key,
    versions_page,
)
from creditrules.rules import DocumentKey, Head
from creditrules.rules.ports import Asked

__all__ = ["Experiment", "experiment_at", "experiment_of"]


@strawberry.type(
    description=(
        "A version of a rule set tried beside the one in force: as a shadow, or as the challenger of a declared share "
        "of subjects. For the lender's own people."
    ),
    directives=needs(Action.SEE_POLICY),
)
class Experiment(Document):
    @field
    def recorded_at(self) -> datetime:
        """When it was made."""
        return self.head.created_at

    @field
    def latest_version(self) -> int:
        """The number of its latest version, in force or not; 0 while it has none. State it as `basedOn`."""
        return self.head.latest_version

    @field
    def rule_set(self) -> RuleSet | None:
        """The rule set of which a version is tried; null while the experiment has no version."""
        tried = self.head.links
        return rule_set_at(self.view, rule_set_key(tried[0])) if tried else None

    @field
    def version_in_force(self, valid_at: ValidAt = None, known_at: KnownAt = None) -> ExperimentVersion | None:
        """The version in force at both times; null when none was."""
        return in_force_as(ExperimentVersion, self.view.at(valid_at, known_at), self.head)

    @field
    def version(
        self, number: Annotated[int, strawberry.argument(description="Counts from 1.")]
    ) -> ExperimentVersion | None:
        """One version by its number; null when there is none."""
        recorded = find_version(self.view, self.key, number)
        return recorded_as(ExperimentVersion, self.view, recorded) if recorded else None

    @field
    @paged
    def versions(self, asked: Asked) -> Connection[ExperimentVersion]:
        """Its versions recorded by knownAt, newest first."""
        page = versions_page(self.view, self.head, asked)
        return connect(self.view, page, partial(recorded_as, ExperimentVersion))

    @field(needs=Action.READ_DECISIONS)
    def arm_of(
        self,
        subject: Annotated[str, strawberry.argument(description="By the name that `decide` is given.")],
        partner: Annotated[
            str | None,
            strawberry.argument(description="Who names it so, as `author` of its decisions; you unless said."),
        ] = None,
        valid_at: ValidAt = None,
        known_at: KnownAt = None,
    ) -> Arm | None:
        """In which arm a subject is at both times; null while it is not in force. For those who may read decisions."""
        return arm_of_subject(self.view.at(valid_at, known_at), self.key, subject, partner)

    @field(needs=Action.READ_DECISIONS)
    def results(
        self,
        info: Info[RequestContext, None],
        stage: Annotated[
            int | None,
            strawberry.argument(description="Sequence of the activation that began it; the one in force unless said."),
        ] = None,
    ) -> ExperimentResults | None:
        """What a stage came to so far; null while there is none. For those who may read decisions."""
        found = experiment_results(self.view, info.context.recording, self.key, stage)
        return results_of(found) if found else None

    @field(needs=Action.READ_DECISIONS)
    def proof(
        self,
        info: Info[RequestContext, None],
        stage: Annotated[int | None, strawberry.argument(description="As in `results`.")] = None,
    ) -> ExperimentProof | None:
        """Whether what a stage came to is what the chains of decisions say; null while there is none.

        Every chain is verified for it, and every decision in it looked at. Once a request.
        """
        info.context.only_once("proof")
        found = experiment_proof(self.view, info.context.recording, self.key, stage)
        return told(ExperimentProof, found, differences=list(found.differences)) if found else None


def experiment_of(view: View, head: Head) -> Experiment:
    """An experiment whose head is at hand."""
    view.hold(head)
    id_ = global_id("Experiment", head.key, said=view.said)
    return Experiment(id=id_, key=head.key, view=view, texts=head.name, slug=head.key.slug)


def experiment_at(view: View, key: DocumentKey) -> Experiment:
    """An experiment by its key. Raises Refusal NOT_FOUND."""
    return experiment_of(view, head_of(view, key))
