"""Products: what an applicant can get, and the rule sets that govern it."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Annotated

from creditrules.api.types.arguments import EffectiveFrom, EffectiveTo, Locale
from creditrules.api.types.connections import Connection, connect
from creditrules.api.types.declaring import Private, strawberry
from creditrules.api.types.enums import Category, Scenario, Segment
from creditrules.api.types.global_ids import global_id
from creditrules.api.types.history import RuleChange, rule_change
from creditrules.api.types.node import Document
from creditrules.api.types.offers import LoanTerms, loan_terms
from creditrules.api.types.permissions import needs
from creditrules.api.types.resolved import field, paged, told
from creditrules.api.types.rule_sets import RuleSet, rule_set_of
from creditrules.api.types.settled import settled, settled_attributes
from creditrules.api.types.versions import ProductVersion, in_force_as, recorded_as
from creditrules.auth import Action
from creditrules.desk import (
    ChangeFilter,
    ProductInForce,
    View,
    changes_page,
    find_version,
    product_described,
    product_key,
    rule_set_key,
    versions_page,
)
from creditrules.rules import DocumentKey, ProductForm
from creditrules.rules.ports import Asked

__all__ = ["Product", "product_at", "product_in_force", "product_of"]


@settled_attributes(but=("valid_at", "known_at"))
@strawberry.type(
    description="What an applicant can get, as it is at the two times asked for.", directives=needs(Action.ASK)
)
class Product(Document):
    form: Private[ProductForm]
    kind: str = strawberry.field(description='What it is, as in "PAY_LATER_LINE" or "CASH_LOAN".')
    segment: Segment = strawberry.field(description="Whom it is for.")
    scenario: Scenario = strawberry.field(description="What the money is for.")
    currency: str = strawberry.field(description="ISO 4217 code of its amounts.")
    lender_type: str | None = strawberry.field(
        description="What kind of lender stands behind it, where that matters to the rules."
    )
    jurisdiction: str | None = strawberry.field(
        description='Whose law its reasons and notices follow, as in "US" or "EU"; null where it does not say.'
    )
    features: list[str] = strawberry.field(
        description='What it can do, as in "INSTALMENTS"; rules may restrict features.'
    )
    valid_at: datetime = strawberry.field(description="The valid time that this description holds for.")
    known_at: datetime = strawberry.field(description="The recorded time that this description holds for.")

    @field
    @settled
    def description(self, locale: Locale = None) -> str | None:
        """What it is, in a sentence; null where nothing is said."""
        return self.view.text(self.form.description, locale) if self.form.description else None

    @field
    def loans(self) -> LoanTerms | None:
        """Which loans it makes, and so what may be asked of it; null where it states no prices."""
        return loan_terms(self.form.pricing)

    @field
    def rule_sets(self) -> list[RuleSet]:
        """The rule sets that govern it; one that was named but never made is left out."""
        keys = [rule_set_key(slug) for slug in self.form.rule_sets]
        self.view.documents.expect(keys)
        heads = [self.view.documents.head(key) for key in keys]
        return [rule_set_of(self.view, head) for head in heads if head is not None]

    @field
    @settled
    def latest_version(self) -> int:
        """The number of its latest version, in force or not. State it as `basedOn`."""
        return self.head.latest_version

    @field
    def version_in_force(self) -> ProductVersion | None:
        """The version in force at the two times of this description; null when none was."""
        return in_force_as(ProductVersion, self.view, self.head)

    @field
    def version(
        self, number: Annotated[int, strawberry.argument(description="Counts from 1.")]
    ) -> ProductVersion | None:
        """One version by its number; null when there is none."""
        recorded = find_version(self.view, self.key, number)
        return recorded_as(ProductVersion, self.view, recorded) if recorded else None

    @field
    @paged
    def versions(self, asked: Asked) -> Connection[ProductVersion]:
        """Its versions recorded by knownAt, newest first."""
        page = versions_page(self.view, self.head, asked)
        return connect(self.view, page, partial(recorded_as, ProductVersion))

    @field
    @paged
    def changes(
        self,
        asked: Asked,
        category: Annotated[
            Category | None,
            strawberry.argument(description="Only changes of this category; a product's own are PRODUCT."),
        ] = None,
        effective_from: EffectiveFrom = None,
        effective_to: EffectiveTo = None,
    ) -> Connection[RuleChange]:
        """What changed for it, in its own versions and its rule sets': why, with what impact.

        Newest recorded first, or by effect where effectiveFrom or effectiveTo is given; see `ruleChanges`.
        """
        view = self.view
        wanted = ChangeFilter(self.slug, category, effective_from=effective_from, effective_to=effective_to)
        page = changes_page(view, asked, wanted)
        return connect(view, page, rule_change)


def product_of(view: View, form: ProductForm, number: int = 0) -> Product:
    """A product by its description at the view's times, or by that of the version of this number, at whatever time."""
    key = product_key(form.product)
    view.documents.expect((key,))
    times = {"valid_at": view.moments.valid_at, "known_at": view.moments.known_at}
    return told(
        Product,
        form,
        id=global_id("Product", key, number, said=view.said),
        key=key,
        view=view,
        texts=form.name,
        form=form,
        slug=key.slug,
        **times,
    )


def product_in_force(view: View, product: ProductInForce) -> Product:
    """A product in force at the view's times."""
    view.hold(product.head)
    return product_of(view, product.form)


def product_at(view: View, key: DocumentKey) -> Product:
    """A product by its key, as it is at the view's times, or else as its latest version describes it."""
    return product_of(view, product_described(view, key.slug))
