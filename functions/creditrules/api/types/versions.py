"""Versions of rule sets, products, parameters and experiments: immutable contents with their change statements."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, TypeVar

from creditrules.api.context import RequestContext
from creditrules.api.types.arguments import ValidAt
from creditrules.api.types.connections import Connection, connect
from creditrules.api.types.coverage import Coverage, coverage_node
from creditrules.api.types.declaring import Info, Private, strawberry
from creditrules.api.types.enums import ContentFormat
from creditrules.api.types.facts import FactDefinition, ReasonDefinition, fact_definitions, reason_definitions
from creditrules.api.types.global_ids import global_id
from creditrules.api.types.node import Node
from creditrules.api.types.parameter_values import ParameterValue, parameter_value
from creditrules.api.types.permissions import needs
from creditrules.api.types.rendering import rendered_content
from creditrules.api.types.resolved import field, linked, paged, told
from creditrules.api.types.settled import settled, settled_attributes
from creditrules.api.types.statements import ChangeStatement
from creditrules.api.types.trial_enums import Metric, TrialMode
from creditrules.auth import Action
from creditrules.desk import Expected, View, coverage_of_content, values_page
from creditrules.errors import Kind, Refusal
from creditrules.records import dataclass
from creditrules.rules import DocumentKey, DocumentKind, ExperimentForm, Head, Parameter
from creditrules.rules import Version as RecordedVersion
from creditrules.rules.ports import Asked

__all__ = [
    "ExperimentGuard",
    "ExperimentVersion",
    "InForce",
    "ParameterVersion",
    "ProductVersion",
    "RuleVersion",
    "Version",
    "VersionRef",
    "in_force_as",
    "recorded_as",
    "version_node",
]

Known = TypeVar("Known", bound="Version")


@strawberry.type(
    description="From when to when a version is in force, as seen at the two times asked for.",
    directives=needs(Action.ASK),
)
class InForce:
    valid_at: datetime = strawberry.field(description="The valid time asked for.")
    known_at: datetime = strawberry.field(description="The recorded time asked for.")
    since: datetime = strawberry.field(description="Start of the activation that put it in force.")
    until: datetime | None = strawberry.field(description="End stated by that activation; null when it states none.")
    recorded_at: datetime = strawberry.field(description="When that activation was recorded.")


@dataclass(slots=True)
class VersionRef:
    """A version by its number; what a head does not know of it is read when first asked for."""

    view: View
    key: DocumentKey
    number: int
    digest: str
    recorded: RecordedVersion | None = None

    def __post_init__(self) -> None:
        self.view.catalogue.expect(self._expected)

    def _expected(self) -> Expected:
        read = () if self.recorded else ((self.key, self.number),)
        before = ((self.key, self.number - 1),) if self.number > 1 else ()
        return Expected(read, (), ((self.key.kind, self.digest),), before=before)

    def read(self) -> RecordedVersion:
        """Everything recorded about the version but its content."""
        if self.recorded is None:
            self.recorded = self.view.documents.version(self.key, self.number)
        if self.recorded is None:
            raise Refusal(
                Kind.UNAVAILABLE,
                "VERSION_UNAVAILABLE",
                f"Version {self.number} of '{self.key.slug}' could not be read.",
            )
        return self.recorded


@strawberry.interface(
    description="One immutable content of a rule set, a product, a parameter or an experiment.",
    directives=needs(Action.ASK),
)
class Version(Node):
    ref: Private[VersionRef]
    number: int = strawberry.field(description="Counts from 1 without gaps.")
    digest: str = strawberry.field(description="SHA-256 of the canonical form, in hexadecimal.")

    @field
    def in_force(self) -> InForce | None:
        """Since and until when it is in force at the two times asked for; null where it is not in force then."""
        view, head = self.ref.view, self.ref.view.documents.head(self.ref.key)
        entry = view.documents.in_force(head, view.moments) if head else None
        if entry is None or entry.version != self.number:
            return None
        moments = view.moments
        times = {"valid_at": moments.valid_at, "known_at": moments.known_at}
        return told(InForce, entry, since=entry.valid_from, until=entry.valid_until, **times)

    @field(needs=Action.SEE_POLICY)
    @settled
    def author(self) -> str:
        """Who published it."""
        return self.ref.read().author

    @field
    @settled
    def recorded_at(self) -> datetime:
        """When it was recorded."""
        return self.ref.read().recorded_at

    @field
    @settled
    def statement(self) -> ChangeStatement:
        """Why it was made, what it touches, what users are told."""
        return ChangeStatement(statement=self.ref.read().statement, view=self.ref.view)

    @field(needs=Action.SEE_POLICY)
    def content(
        self,
        format: Annotated[  # noqa: A002  (the argument's name in the schema)
            ContentFormat, strawberry.argument(description="How it is written.")
        ] = ContentFormat.YAML,
    ) -> str:
        """The content itself; refused to partners, to whom a lender's policy stays closed."""
        view = self.ref.view
        stored = view.documents.content(self.ref.digest)
        return view.documents.give_out(rendered_content(stored, as_yaml=format is ContentFormat.YAML))

    diff = linked(Action.SEE_POLICY)


@settled_attributes()
@strawberry.type(description="One immutable content of a rule set.", directives=needs(Action.ASK))
class RuleVersion(Version):
    rule_set = linked()
    parameters = linked()

    @field
    def facts(self) -> list[FactDefinition]:
        """The facts that its rules ask for."""
        view = self.ref.view
        compiled = view.rule_set(self.ref.digest)
        return fact_definitions(view, ((fact, (self.ref.key.slug,)) for fact in compiled.facts))

    @field
    def reasons(self) -> list[ReasonDefinition]:
        """Its reason catalogue: every code that a decision may carry."""
        view = self.ref.view
        return reason_definitions(view, view.rule_set(self.ref.digest).rule_set)

    @field(needs=Action.SEE_POLICY)
    def coverage(self, info: Info[RequestContext, None]) -> Coverage:
        """What its own test cases reach, with parameters as at the valid time; refused to partners. Once a request."""
        view = self.ref.view
        info.context.only_once("coverage")
        return coverage_node(view, coverage_of_content(view, self.ref.digest), self.ref.digest)


@strawberry.type(description="One immutable content of a product.", directives=needs(Action.ASK))
class ProductVersion(Version):
    product = linked()


@settled_attributes()
@strawberry.type(description="One immutable content of a parameter.", directives=needs(Action.ASK))
class ParameterVersion(Version):
    parameter = linked()

    @field
    @settled
    def type(self) -> str:
        """The type of its values, as FEEL calls it."""
        return str(self._held().type)

    @field
    @settled
    def unit(self) -> str | None:
        """What its values are measured in, as in "CNY" or "/1"; null where nothing is said."""
        return self._held().form.unit

    @field
    def value(self, valid_at: ValidAt = None) -> ParameterValue | None:
        """What it says for a moment, in force then or not; null where it says that there is no value.

        Null for partners unless the parameter publishes its values.
        """
        step = self._held().at(valid_at or self.ref.view.moments.valid_at)
        return parameter_value(step) if step and self._is_told else None

    @field
    @paged
    def values(self, asked: Asked) -> Connection[ParameterValue] | None:
        """Its values, the latest day first; null for partners unless the parameter publishes them."""
        if not self._is_told:
            return None
        view, steps = self.ref.view, tuple(reversed(self._held().steps))
        page = values_page(view, self.ref.digest, steps, asked)
        return connect(view, page, lambda _view, step: parameter_value(step))

    @property
    def _is_told(self) -> bool:
        return self.ref.view.sees_policy or self._held().form.published

    def _held(self) -> Parameter:
        digest = self.ref.digest
        return self.ref.view.catalogue.parameters(self.ref.view.tenant, [digest])[digest]


@strawberry.type(
    description="What ends an experiment by itself: challenger less champion, outside of low and high.",
    directives=needs(Action.SEE_POLICY),
)
class ExperimentGuard:
    metric: Metric = strawberry.field(description="What is watched: a share of each decision's answers.")
    low: Decimal = strawberry.field(description="The least that the difference may be; -1 bounds nothing.")
    high: Decimal = strawberry.field(description="The most that it may be; 1 bounds nothing.")
    decisions: int = strawberry.field(description="How many decisions each arm has before it is looked at.")


@strawberry.type(description="One immutable content of an experiment.", directives=needs(Action.SEE_POLICY))
class ExperimentVersion(Version):
    experiment = linked()

    @field
    def of(self) -> str:
        """Slug of the rule set of which a version is tried."""
        return self._form().of

    @field
    def mode(self) -> TrialMode:
        """Whether the challenger answers a share of the subjects, or is only recorded beside."""
        return self._form().mode

    @field
    def champion(self) -> int:
        """Number of the version that has to be in force for the experiment to apply."""
        return self._form().champion

    @field
    def challenger(self) -> int:
        """Number of the version that is tried."""
        return self._form().challenger

    @field
    def share(self) -> Decimal | None:
        """Of how many subjects in a hundred the challenger answers; null for a shadow."""
        return self._form().share

    @field
    def guards(self) -> list[ExperimentGuard]:
        """What ends it by itself; none for a shadow."""
        return [told(ExperimentGuard, guard) for guard in self._form().guards]

    @field
    def published(self) -> bool:
        """Whether partners are told of it, in the decisions that it had a part in."""
        return self._form().published

    def _form(self) -> ExperimentForm:
        digest = self.ref.digest
        return self.ref.view.catalogue.experiments(self.ref.view.tenant, [digest])[digest]


AnyVersion = RuleVersion | ProductVersion | ParameterVersion | ExperimentVersion
_VERSIONS: Mapping[DocumentKind, type[AnyVersion]] = {
    DocumentKind.RULE_SET: RuleVersion,
    DocumentKind.PRODUCT: ProductVersion,
    DocumentKind.PARAMETER: ParameterVersion,
    DocumentKind.EXPERIMENT: ExperimentVersion,
}


def version_node(ref: VersionRef) -> AnyVersion:
    """A version as clients see it."""
    kind = _VERSIONS[ref.key.kind]
    return told(kind, ref, id=global_id(kind.__name__, ref.key, ref.number, said=ref.view.said), ref=ref)


def recorded_as(kind: type[Known], view: View, recorded: RecordedVersion) -> Known:
    """A version of a document of which it is known what kind of versions it has."""
    node = version_node(VersionRef(view, recorded.key, recorded.number, recorded.digest, recorded))
    assert isinstance(node, kind)  # noqa: S101  (each kind of document has versions of one kind)
    return node


def in_force_as(kind: type[Known], view: View, head: Head) -> Known | None:
    """The version in force at the view's two times, of such a document; None when none was."""
    entry = view.documents.in_force(head, view.moments)
    node = version_node(VersionRef(view, head.key, entry.version, entry.digest)) if entry else None
    return node if isinstance(node, kind) else None
