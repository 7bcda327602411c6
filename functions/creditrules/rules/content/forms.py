"""The written forms of a rule set, a product and a change statement, as pydantic checks them when they come in."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from creditrules.rules.content.ladder import Category, Intervention
from creditrules.rules.content.statement import Basis, BasisCategory, ChangeStatement
from creditrules.slugs import SLUG_PATTERN

__all__ = [
    "BasisForm",
    "ChangeForm",
    "Expectation",
    "FeatureName",
    "LocalTexts",
    "ProductForm",
    "ReasonBasis",
    "ReasonCodes",
    "ReasonForm",
    "RuleSetForm",
    "Scenario",
    "Segment",
    "Slug",
    "TestCase",
]

Slug = Annotated[str, Field(pattern=SLUG_PATTERN)]
CodeName = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{0,63}$")]
FeatureName = CodeName
LanguageTag = Annotated[str, Field(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")]
LocalTexts = Annotated[dict[LanguageTag, Annotated[str, Field(min_length=1, max_length=2000)]], Field(min_length=1)]


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise ValueError(f"{name!r} is not a time zone of the IANA database, such as 'Asia/Shanghai'") from None
    return name


TimeZone = Annotated[str, Field(max_length=64), AfterValidator(_known_zone)]


class _Form(BaseModel):
    """Written in camelCase, read in snake_case; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=to_camel)


class Segment(StrEnum):
    """Whom a product is for."""

    CONSUMER = "CONSUMER"
    BUSINESS = "BUSINESS"


class Scenario(StrEnum):
    """What the money is for; GENERAL where the product does not say."""

    GENERAL = "GENERAL"
    AUTO = "AUTO"
    ELECTRONICS = "ELECTRONICS"
    HOME = "HOME"
    EDUCATION = "EDUCATION"
    TRAVEL = "TRAVEL"
    HEALTH = "HEALTH"
    CARE = "CARE"


class ReasonBasis(_Form):
    """What one reason rests on, where it is narrower than the change statement's basis."""

    citation: str = Field(min_length=1, max_length=1000)
    link: str | None = Field(default=None, max_length=1000, pattern=r"^https?://")


class ReasonCodes(_Form):
    """What a reason is called in lists that others keep. `reg_b`: see `form_c1.FORM_C1`."""

    reg_b: str | None = Field(default=None, max_length=64)


class ReasonForm(_Form):
    """One entry of the reason catalogue. `lift`: what would lift it, as told to the user."""

    message: LocalTexts
    lift: LocalTexts | None = None
    basis: ReasonBasis | None = None
    codes: ReasonCodes | None = None

    @property
    def reg_b(self) -> str | None:
        """Its code of Regulation B's form C-1; None where it has none."""
        return self.codes.reg_b if self.codes else None


class Expectation(_Form):
    """What a test case expects; a field that is left out is not compared."""

    outcome: Intervention | None = None
    reasons: tuple[CodeName, ...] | None = None
    limit: Decimal | None = None
    rate: Decimal | None = None
    restricted_features: tuple[FeatureName, ...] | None = None
    missing: tuple[str, ...] | None = None


class TestCase(_Form):
    """Facts with the answer that a rule set must give to be published.

    `product`: what the reserved fact `product` holds.
    """

    __test__ = False

    name: str = Field(min_length=1, max_length=200)
    facts: dict[str, Any] = Field(default_factory=dict)
    product: dict[str, Any] = Field(default_factory=dict)
    valid_at: AwareDatetime | None = None
    expect: Expectation


class RuleSetForm(_Form):
    """A rule set without its decision model, which `creditrules.dmn` reads.

    `findings` names the decision that yields findings.
    """

    rule_set: Slug
    category: Category
    name: LocalTexts
    description: LocalTexts | None = None
    time_zone: TimeZone = "UTC"
    findings: str = "Findings"
    reasons: dict[CodeName, ReasonForm] = Field(default_factory=dict)
    tests: tuple[TestCase, ...] = ()


class ProductForm(_Form):
    """What an applicant can get, and the rule sets that govern it."""

    product: Slug
    name: LocalTexts
    description: LocalTexts | None = None
    kind: CodeName
    segment: Segment
    scenario: Scenario = Scenario.GENERAL
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    lender_type: CodeName | None = None
    jurisdiction: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    features: tuple[FeatureName, ...] = ()
    rule_sets: tuple[Slug, ...] = Field(min_length=1)


class BasisForm(_Form):
    """What a change rests on."""

    category: BasisCategory
    citation: str = Field(min_length=3, max_length=1000)
    link: str | None = Field(default=None, max_length=1000, pattern=r"^https?://")


class ChangeForm(_Form):
    """The change statement as written, with the moment from which the change is in force."""

    basis: BasisForm
    comment: str = Field(min_length=3, max_length=4000)
    notice: LocalTexts
    valid_from: AwareDatetime | None = None
    valid_until: AwareDatetime | None = None
    correction: bool = False

    def statement(self) -> ChangeStatement:
        """The statement without its impact, which the service computes."""
        basis = Basis(self.basis.category, self.basis.citation.strip(), self.basis.link)
        return ChangeStatement(basis, self.comment.strip(), dict(self.notice))
