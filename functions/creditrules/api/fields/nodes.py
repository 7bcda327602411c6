"""The node that an id names: the very view of it that the id was given to, with the rights of whoever asks now."""

from __future__ import annotations

from creditrules.api.context import RequestContext
from creditrules.api.types.batch_jobs import job_of
from creditrules.api.types.document_at import document_at
from creditrules.api.types.global_ids import NodeId, read_global_id
from creditrules.api.types.history import activation_node, rule_change
from creditrules.api.types.node import Node
from creditrules.api.types.products import product_of
from creditrules.api.types.proposals import proposal_node
from creditrules.api.types.recorded import recorded_of
from creditrules.api.types.reviews import review_of
from creditrules.api.types.versions import VersionRef, version_node
from creditrules.auth import Action, require
from creditrules.desk import (
    Numbered,
    View,
    find_batch_job,
    find_proposal,
    listed_change,
    reviews_of,
    seen_decision,
)
from creditrules.errors import Kind, Refusal

__all__ = ["node_of"]

_NONE_SUCH = frozenset({Kind.NOT_FOUND, Kind.FORBIDDEN, Kind.INVALID})
"""What is refused so is nothing to this reader: not there, not theirs, or at a time that is still to come."""


def node_of(context: RequestContext, id_: str) -> Node | None:
    """What the id names; None when it names nothing, or nothing of what this principal may see.

    Raises Refusal FORBIDDEN by the kind of thing that is named, whether or not there is such a thing; UNAVAILABLE.
    """
    read = read_global_id(id_)
    if read is None:
        return None
    require(context.principal, _needed(read))
    view = context.view()
    try:
        view = view.at(read.said.valid_at, read.said.known_at).in_language(read.said.language)
        return _of_document(view, read.type, read.named) if read.named else _on_record(context, view, read)
    except Refusal as refusal:
        if refusal.kind in _NONE_SUCH:
            return None
        raise


def _needed(read: NodeId) -> Action:
    if read.named is None:
        return Action.ASK if read.type == "BatchJob" else Action.READ_OWN_DECISIONS
    return Action.SEE_POLICY if read.type == "Proposal" or not read.named.key.kind.is_told else Action.ASK


def _of_document(view: View, type_: str, named: Numbered) -> Node | None:
    """A document, or what is numbered in one."""
    match type_:
        case "RuleVersion" | "ProductVersion" | "ParameterVersion" | "ExperimentVersion":
            return _version(view, named)
        case "Proposal":
            proposal = find_proposal(view, named)
            return proposal_node(view, proposal) if proposal else None
        case "Activation":
            activation = view.documents.activation(named.key, named.number)
            return activation_node(view, activation) if activation else None
        case "RuleChange":
            change = listed_change(view, named)
            return rule_change(view, change) if change else None
        case _:
            return _described(view, named) if named.number else document_at(view, named.key)


def _version(view: View, named: Numbered) -> Node | None:
    version = view.documents.version(named.key, named.number)
    return version_node(VersionRef(view, named.key, version.number, version.digest, version)) if version else None


def _described(view: View, named: Numbered) -> Node | None:
    """A product as one of its versions describes it."""
    version = view.documents.version(named.key, named.number)
    return product_of(view, view.product(version.digest), named.number) if version else None


def _on_record(context: RequestContext, view: View, read: NodeId) -> Node | None:
    """What is on record, to those who may read it."""
    recording, principal, record = context.recording, context.principal, read.record[0]
    if recording is None:
        return None
    match read.type:
        case "BatchJob":
            job = find_batch_job(recording, principal, record)
            return job_of(job) if job else None
        case "Review":
            reviews = reviews_of(recording, principal, record)
            return next((review_of(each) for each in reviews if each.id == read.record[1]), None)
        case _:
            found = seen_decision(recording, principal, record)
            return recorded_of(view, found) if found else None
