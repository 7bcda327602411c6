"""Versions of rule sets and products: immutable contents with their change statements."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import Info, Private

from creditrules.api.context import RequestContext, Scope
from creditrules.api.types.enums import ContentFormat
from creditrules.api.types.facts import FactDefinition, ReasonDefinition, fact_definitions, reason_definitions
from creditrules.api.types.global_ids import global_id
from creditrules.api.types.node import Node
from creditrules.api.types.rendering import rendered_content
from creditrules.api.types.resolved import field
from creditrules.api.types.statements import ChangeStatement
from creditrules.api.types.version_choice import VersionOrTime, chosen_version
from creditrules.auth import Action
from creditrules.desk.comparing import ChosenVersion
from creditrules.errors import Kind, Refusal
from creditrules.rules import DocumentKey, DocumentKind, Entry
from creditrules.rules import Version as RecordedVersion

if TYPE_CHECKING:
    from creditrules.api.types.diffs import VersionDiff
    from creditrules.api.types.products import Product
    from creditrules.api.types.rule_sets import RuleSet

__all__ = ["InForce", "ProductVersion", "RuleVersion", "Version", "VersionRef", "version_node"]


@strawberry.type(description="From when to when a version is in force, as seen at the two times asked for.")
class InForce:
    valid_at: datetime = strawberry.field(description="The valid time asked for.")
    known_at: datetime = strawberry.field(description="The recorded time asked for.")
    since: datetime = strawberry.field(description="Start of the activation that put it in force.")
    until: datetime | None = strawberry.field(description="End stated by that activation; null when it states none.")
    recorded_at: datetime = strawberry.field(description="When that activation was recorded.")

    @classmethod
    def of(cls, scope: Scope, entry: Entry) -> InForce:
        """The entry as it is seen in the scope."""
        return cls(
            valid_at=scope.moments.valid_at,
            known_at=scope.moments.known_at,
            since=entry.valid_from,
            until=entry.valid_until,
            recorded_at=entry.recorded_at,
        )


@dataclass(slots=True)
class VersionRef:
    """A version by its number; what a head does not know of it is read when first asked for."""

    scope: Scope
    key: DocumentKey
    number: int
    digest: str
    recorded: RecordedVersion | None = None

    def read(self) -> RecordedVersion:
        """Everything recorded about the version but its content."""
        if self.recorded is None:
            self.recorded = self.scope.documents.version(self.key, self.number)
        if self.recorded is None:
            raise Refusal(
                Kind.UNAVAILABLE,
                "VERSION_UNAVAILABLE",
                f"Version {self.number} of '{self.key.slug}' could not be read.",
            )
        return self.recorded


@strawberry.interface(description="One immutable content of a rule set or a product.")
class Version(Node):
    ref: Private[VersionRef]
    number: int = strawberry.field(description="Counts from 1 without gaps.")
    digest: str = strawberry.field(description="SHA-256 of the canonical form, in hexadecimal.")
    in_force: InForce | None = strawberry.field(
        description="Set where the version was reached by asking what is in force: the two times, since and until when."
    )

    @field
    def author(self) -> str | None:
        """Who published it; null for partners."""
        return self.ref.read().author if self.ref.scope.sees_policy else None

    @field
    def recorded_at(self) -> datetime:
        """When it was recorded."""
        return self.ref.read().recorded_at

    @field
    def statement(self) -> ChangeStatement:
        """Why it was made, what it touches, what users are told."""
        return ChangeStatement(statement=self.ref.read().statement, scope=self.ref.scope)

    @field
    def content(
        self,
        format: Annotated[  # noqa: A002  (the argument's name in the schema)
            ContentFormat, strawberry.argument(description="How it is written.")
        ] = ContentFormat.YAML,
    ) -> str | None:
        """The content itself; null for partners, to whom a lender's policy stays closed."""
        scope = self.ref.scope
        if not scope.sees_policy:
            return None
        stored = scope.catalogue.store.content(scope.tenant, [self.ref.digest]).get(self.ref.digest)
        if stored is None:
            raise Refusal(Kind.UNAVAILABLE, "CONTENT_UNAVAILABLE", f"The content {self.ref.digest} could not be read.")
        return scope.documents.give_out(rendered_content(stored, as_yaml=format is ContentFormat.YAML))

    @field
    def diff(
        self,
        info: Info[RequestContext, None],
        from_: Annotated[
            VersionOrTime | None,
            strawberry.argument(name="from", description="What it is compared with; the version before unless said."),
        ] = None,
    ) -> Annotated[VersionDiff, strawberry.lazy("creditrules.api.types.diffs")] | None:
        """What it changed, part by part; null for the first version. Refused to partners."""
        from creditrules.api.types.diffs import version_diff  # noqa: PLC0415  (they refer to each other)

        info.context.require(Action.READ_HISTORY)
        if from_ is None and self.number == 1:
            return None
        scope, key = self.ref.scope, self.ref.key
        given = VersionOrTime(version=self.number - 1) if from_ is None else from_
        before = chosen_version(scope, key, given, info.context.now, "from")
        return version_diff(scope, key, before, ChosenVersion(self.number, self.digest))


@strawberry.type(description="One immutable content of a rule set.")
class RuleVersion(Version):
    @field
    def rule_set(self) -> Annotated[RuleSet, strawberry.lazy("creditrules.api.types.rule_sets")]:
        """The rule set it is a version of."""
        from creditrules.api.types.rule_sets import rule_set_at  # noqa: PLC0415  (they refer to each other)

        return rule_set_at(self.ref.scope, self.ref.key)

    @field
    def facts(self) -> list[FactDefinition]:
        """The facts that its rules ask for."""
        scope = self.ref.scope
        compiled = scope.catalogue.rule_set(scope.tenant, self.ref.digest)
        return fact_definitions(scope, ((fact, (self.ref.key.slug,)) for fact in compiled.facts))

    @field
    def reasons(self) -> list[ReasonDefinition]:
        """Its reason catalogue: every code that a decision may carry."""
        scope = self.ref.scope
        compiled = scope.catalogue.rule_set(scope.tenant, self.ref.digest)
        return reason_definitions(scope, compiled.rule_set.form.reasons.items())


@strawberry.type(description="One immutable content of a product.")
class ProductVersion(Version):
    @field
    def product(self) -> Annotated[Product, strawberry.lazy("creditrules.api.types.products")]:
        """The product as this version describes it."""
        from creditrules.api.types.products import product_of  # noqa: PLC0415  (they refer to each other)

        scope = self.ref.scope
        return product_of(scope, scope.catalogue.forms(scope.tenant, [self.ref.digest])[self.ref.digest])


def version_node(ref: VersionRef, in_force: Entry | None = None) -> RuleVersion | ProductVersion:
    """A version as clients see it. in_force: the entry by which it was reached."""
    kind = RuleVersion if ref.key.kind is DocumentKind.RULE_SET else ProductVersion
    return kind(
        id=global_id(kind.__name__, ref.key, ref.number),
        ref=ref,
        number=ref.number,
        digest=ref.digest,
        in_force=InForce.of(ref.scope, in_force) if in_force else None,
    )
