"""Fields by which types lead to those that are built on them: resolved here, above both ends."""

from __future__ import annotations

from functools import cache
from typing import Annotated

from creditrules.api.types.arguments import KnownAt, ValidAt
from creditrules.api.types.connections import Connection, connect
from creditrules.api.types.declaring import strawberry
from creditrules.api.types.diffs import VersionDiff, version_diff
from creditrules.api.types.document_at import document_at
from creditrules.api.types.experiments import Experiment, experiment_at, experiment_of
from creditrules.api.types.history import Activation, RuleChange, activation_node
from creditrules.api.types.node import Document
from creditrules.api.types.parameters import Parameter, parameter_at, parameter_of
from creditrules.api.types.products import Product, product_of
from creditrules.api.types.proposals import Proposal, proposal_node
from creditrules.api.types.published_diffs import PublishedDiff, published_diff
from creditrules.api.types.resolved import link, paged
from creditrules.api.types.rule_sets import RuleSet, rule_set_at
from creditrules.api.types.version_choice import VersionOrTime
from creditrules.api.types.versions import ExperimentVersion, ParameterVersion, ProductVersion, RuleVersion, Version
from creditrules.desk import (
    ChosenVersion,
    activations_page,
    compare,
    compare_published,
    compare_with_earlier,
    experiments_on,
    parameter_key,
    proposals_page,
    published_by_activation,
)
from creditrules.rules import parameter_slug
from creditrules.rules.ports import Asked

__all__ = ["link_types"]


def _document_diff(
    self: Document,
    from_: Annotated[VersionOrTime, strawberry.argument(name="from", description="What it was.")],
    to: Annotated[VersionOrTime, strawberry.argument(description="What it became.")],
) -> VersionDiff:
    """In what two of its versions differ, part by part; refused to partners."""
    return version_diff(self.view, self.key, compare(self.view, self.key, from_.which(), to.which()))


@paged
def _document_activations(self: Document, asked: Asked, known_at: KnownAt = None) -> Connection[Activation]:
    """What put its versions in force and when, newest recorded first."""
    view = self.view.at(None, known_at)
    return connect(view, activations_page(view, self.head, asked), activation_node)


def _document_published_diff(
    self: Document,
    from_: Annotated[VersionOrTime, strawberry.argument(name="from", description="What it was.")],
    to: Annotated[VersionOrTime, strawberry.argument(description="What it became.")],
) -> PublishedDiff:
    """In what two of its versions differ in what is published of them."""
    found = compare_published(self.view, self.key, from_.which(), to.which())
    return published_diff(self.view, self.key, found)


@paged
def _document_proposals(self: Document, asked: Asked) -> Connection[Proposal]:
    """Changes proposed for it, newest first, whatever became of them; refused to partners."""
    view = self.view
    page = proposals_page(view, self.key, asked)
    return connect(view, page, proposal_node)


def _version_diff(
    self: Version,
    from_: Annotated[
        VersionOrTime | None,
        strawberry.argument(name="from", description="What it is compared with; the version before unless said."),
    ] = None,
) -> VersionDiff | None:
    """What it changed, part by part; null for the first version. Refused to partners."""
    view, key, this = self.ref.view, self.ref.key, ChosenVersion(self.number, self.digest)
    found = compare_with_earlier(view, key, this, from_.which() if from_ else None)
    return version_diff(view, key, found) if found else None


def _rule_set_of_version(self: RuleVersion) -> RuleSet:
    """The rule set it is a version of."""
    return rule_set_at(self.ref.view, self.ref.key)


def _parameters_of_version(self: RuleVersion) -> list[Parameter]:
    """The parameters that its rules use."""
    view = self.ref.view
    keys = [parameter_key(parameter_slug(name)) for name in view.rule_set(self.ref.digest).parameters]
    view.documents.expect(keys)
    heads = [view.documents.head(key) for key in keys]
    return [parameter_of(view, head) for head in heads if head is not None]


def _product_of_version(self: ProductVersion) -> Product:
    """The product as this version describes it, in force or not: a node of its own."""
    return product_of(self.ref.view, self.ref.view.product(self.ref.digest), self.number)


def _parameter_of_version(self: ParameterVersion) -> Parameter:
    """The parameter it is a version of."""
    return parameter_at(self.ref.view, self.ref.key)


def _experiment_of_version(self: ExperimentVersion) -> Experiment:
    """The experiment it is a version of."""
    return experiment_at(self.ref.view, self.ref.key)


def _experiments_of_rule_set(self: RuleSet, valid_at: ValidAt = None, known_at: KnownAt = None) -> list[Experiment]:
    """The experiments with its versions that are in force at both times; refused to partners."""
    view = self.view.at(valid_at, known_at)
    return [experiment_of(view, head) for head in experiments_on(view, self.slug)]


def _document_of_change(self: RuleChange) -> Document:
    """The rule set, the product or the parameter that changed."""
    return document_at(self.view, self.recorded.key)


def _published_diff_of_change(self: RuleChange) -> PublishedDiff | None:
    """In what the version in force from `validFrom` on differs, in what is published, from the one it takes over from.

    As it was known when the change was recorded; null where there was none before, or none is after it, and of a
    dated value, which is in the same version.
    """
    found = published_by_activation(self.view, self.recorded) if self.value_from is None else None
    return published_diff(self.view, self.recorded.key, found) if found else None


@cache
def link_types() -> None:
    """Give every linked field its resolver; once, before the schema is built, or such a field is resolved."""
    link(Document, "activations", _document_activations)
    link(Document, "diff", _document_diff)
    link(Document, "published_diff", _document_published_diff)
    link(Document, "proposals", _document_proposals)
    link(Version, "diff", _version_diff)
    link(RuleVersion, "rule_set", _rule_set_of_version)
    link(RuleVersion, "parameters", _parameters_of_version)
    link(ProductVersion, "product", _product_of_version)
    link(ParameterVersion, "parameter", _parameter_of_version)
    link(ExperimentVersion, "experiment", _experiment_of_version)
    link(RuleSet, "experiments", _experiments_of_rule_set)
    link(RuleChange, "document", _document_of_change)
    link(RuleChange, "published_diff", _published_diff_of_change)
