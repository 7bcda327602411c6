"""The written forms of a rule set, a product and a change statement, as pydantic checks them when they come in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    model_validator,
)
from pydantic.alias_generators import to_camel

from creditrules.dmn import type_named
from creditrules.quoting import clean_prose
from creditrules.rules.content.ladder import Category, Intervention
from creditrules.rules.content.parameter_names import is_parameter_slug, parameter_name
from creditrules.rules.content.parties import Exposure, Party, PartyRole
from creditrules.rules.content.pricing import PricingForm, parameters_in
from creditrules.rules.content.request import Request
from creditrules.rules.content.statement import Basis, BasisCategory, ChangeStatement
from creditrules.slugs import SLUG_PATTERN

__all__ = [
    "BasisForm",
    "ChangeForm",
    "DatedValue",
    "Expectation",
    "FeatureName",
    "LanguageTag",
    "LiftForm",
    "LocalTexts",
    "ParameterForm",
    "ProductForm",
    "PropertyCase",
    "ReasonBasis",
    "ReasonCodes",
    "ReasonForm",
    "Reference",
    "RuleSetForm",
    "Scenario",
    "Segment",
    "Slug",
    "TestCase",
    "TimeZone",
    "is_time_zone",
]

MOST_PASSED = 100
"""How many values a rule set may publish, and how many it may read."""

MOST_PROPERTIES = 100
"""How many properties a rule set may state."""

_EARLIEST, _NO_START = datetime(1900, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)
"""What starts between them can be evaluated at its start, in every zone."""
_LAST_END = datetime.max.replace(tzinfo=UTC)
Slug = Annotated[str, Field(pattern=SLUG_PATTERN)]
CodeName = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{0,63}$")]
FeatureName = CodeName
PassedName = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,63}$")]
_LONGEST_ZONE = 64
LanguageTag = Annotated[str, Field(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")]
LocalTexts = Annotated[dict[LanguageTag, Annotated[str, Field(min_length=1, max_length=2000)]], Field(min_length=1)]


def _without_hidden(text: str) -> str:
    if not clean_prose(text):
        raise ValueError("it holds a control character, or one that turns or hides others")
    return text


Prose = Annotated[str, AfterValidator(_without_hidden)]
"""What people write into the record: lines and tabs, but nothing that makes a text seem another than it is.

Of statements alone, which are held to it once, as they are given. Contents are read again for ever.
"""
Notices = Annotated[dict[LanguageTag, Annotated[Prose, Field(min_length=1, max_length=2000)]], Field(min_length=1)]


def is_time_zone(name: str) -> bool:
    """Whether the IANA database has a time zone of that name."""
    try:
        return len(name) <= _LONGEST_ZONE and ZoneInfo(name) is not None
    except (ValueError, OSError, KeyError):
        return False


def _known_zone(name: str) -> str:
    if not is_time_zone(name):
        raise ValueError(f"{name!r} is not a time zone of the IANA database, such as 'Asia/Shanghai'")
    return name


TimeZone = Annotated[str, Field(max_length=_LONGEST_ZONE), AfterValidator(_known_zone)]


def _known_day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no day of the calendar") from None
    return text


Day = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), AfterValidator(_known_day)]


def _speakable(slug: str) -> str:
    if not is_parameter_slug(slug):
        raise ValueError(f"{slug!r} cannot be a name in expressions: begin with a letter, and use no word of FEEL")
    return slug


ParameterSlug = Annotated[Slug, AfterValidator(_speakable)]


def _known_type(text: str) -> str:
    if type_named(text) is None:
        raise ValueError(f"There is no type {text!r}: write number, string, boolean, date, list<number> or the like")
    return text


TypeName = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_known_type)]


Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class _Form(BaseModel):
    """Written in camelCase, read in snake_case; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True, alias_generator=to_camel)


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


class LiftForm(_Form):
    """What would lift a reason: a condition in FEEL over facts and time, and the words for it.

    publish_thresholds: whether users are told the values and the moment needed; as the rule set has it unless said.
    """

    condition: Annotated[str, Field(min_length=1, max_length=2000)]
    message: LocalTexts
    publish_thresholds: bool | None = None


def _lift_tag(value: object) -> str:
    has_condition = isinstance(value, LiftForm) or (isinstance(value, Mapping) and "condition" in value)
    return "(condition)" if has_condition else "(texts)"


Lift = Annotated[
    Annotated[LocalTexts, Tag("(texts)")] | Annotated[LiftForm, Tag("(condition)")], Discriminator(_lift_tag)
]


class ReasonForm(_Form):
    """One entry of the reason catalogue. `lift`: what would lift it, as told to the user: in words, or a condition."""

    message: LocalTexts
    lift: Lift | None = None
    basis: ReasonBasis | None = None
    codes: ReasonCodes | None = None

    @property
    def reg_b(self) -> str | None:
        """Its code of Regulation B's form C-1; None where it has none."""
        return self.codes.reg_b if self.codes else None

    @property
    def lift_texts(self) -> dict[str, str] | None:
        """What would lift it in words; None where nothing is said."""
        return self.lift.message if isinstance(self.lift, LiftForm) else self.lift


Outcomes = Annotated[
    tuple[Intervention, ...],
    BeforeValidator(lambda value: (value,) if isinstance(value, str) else value),
    Field(min_length=1),
]
"""One step of the ladder, or several."""


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

    `product`, `request`, `results`, `offer`, `parties`: what these reserved facts hold. `exposures`: what is owed
    already. `role`: whose facts they are. `generated`: made from the rules and not yet taken over by a person.
    """

    __test__ = False

    name: str = Field(min_length=1, max_length=200)
    generated: bool = False
    facts: dict[str, Any] = Field(default_factory=dict)
    product: dict[str, Any] = Field(default_factory=dict)
    request: Request | None = None
    role: PartyRole = PartyRole.APPLICANT
    parties: tuple[Party, ...] = ()
    exposures: tuple[Exposure, ...] | None = None
    results: dict[PassedName, Any] = Field(default_factory=dict)
    offer: dict[PassedName, Any] = Field(default_factory=dict)
    params: dict[str, Any] = Field(default_factory=dict)
    valid_at: AwareDatetime | None = None
    expect: Expectation


class PropertyCase(_Form):
    """What holds for all applicants of whom `when` is true: never one of these outcomes, or always one of these.

    when: FEEL over the facts, true or false; unless said for all applicants.
    """

    name: str = Field(min_length=1, max_length=200)
    when: Annotated[str, Field(min_length=1, max_length=2000)] = "true"
    never: Outcomes | None = None
    always: Outcomes | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> PropertyCase:
        if (self.never is None) == (self.always is None):
            raise ValueError("a property has either `never` or `always`, with one outcome or a list of them")
        return self

    @property
    def refused(self) -> frozenset[Intervention]:
        """The outcomes that must not come out."""
        return (
            frozenset(self.never) if self.never is not None else frozenset(Intervention) - frozenset(self.always or ())
        )


class RuleSetForm(_Form):
    """A rule set without its decision model, which `creditrules.dmn` reads.

    `findings` names the decision that yields findings. `applies_to`: the parties of whose facts it is asked.
    `publishes`: decisions that later rule sets of a product may read, by the name that they read. `reads`: what it
    reads of earlier ones as `results.…`, each with its type. `publish_thresholds`: whether users are told the values
    and moments that would lift a reason.
    """

    rule_set: Slug
    category: Category
    name: LocalTexts
    description: LocalTexts | None = None
    time_zone: TimeZone = "UTC"
    findings: str = "Findings"
    applies_to: Annotated[tuple[PartyRole, ...], Field(min_length=1)] = (PartyRole.APPLICANT,)
    publishes: Annotated[dict[PassedName, str], Field(max_length=MOST_PASSED)] = Field(default_factory=dict)
    reads: Annotated[dict[PassedName, TypeName], Field(max_length=MOST_PASSED)] = Field(default_factory=dict)
    publish_thresholds: bool = False
    reasons: dict[CodeName, ReasonForm] = Field(default_factory=dict)
    tests: tuple[TestCase, ...] = ()
    properties: Annotated[tuple[PropertyCase, ...], Field(max_length=MOST_PROPERTIES)] = ()

    def tells_thresholds(self, lift: LiftForm) -> bool:
        """Whether users are told the values that facts would need for this lift, which counts before the rule set."""
        return self.publish_thresholds if lift.publish_thresholds is None else lift.publish_thresholds


class ProductForm(_Form):
    """What an applicant can get, and the rule sets that govern it.

    alternative_segments: segments besides its own of which products may be offered in its place. exchange: by currency,
    the parameter that says what one unit of it is worth in the product's, for amounts owed in it.
    """

    product: Slug
    name: LocalTexts
    description: LocalTexts | None = None
    kind: CodeName
    segment: Segment
    scenario: Scenario = Scenario.GENERAL
    currency: Currency
    lender_type: CodeName | None = None
    jurisdiction: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    features: tuple[FeatureName, ...] = ()
    pricing: PricingForm | None = None
    alternative_segments: tuple[Segment, ...] = ()
    exchange: Annotated[dict[Currency, ParameterSlug], Field(max_length=200)] = Field(default_factory=dict)
    rule_sets: tuple[Slug, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _converts_others(self) -> ProductForm:
        if self.currency in self.exchange:
            raise ValueError(f"`exchange` is for other currencies than the product's own, {self.currency}")
        return self

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters that its price and its exchange use, sorted."""
        rates = {parameter_name(slug) for slug in self.exchange.values()}
        return tuple(sorted(rates.union(parameters_in(self.pricing.rate) if self.pricing else ())))


class Reference(_Form):
    """What a value rests on: words that a reader can look up, an address, or both."""

    citation: str | None = Field(default=None, min_length=1, max_length=1000)
    link: str | None = Field(default=None, max_length=1000, pattern=r"^https?://")

    @model_validator(mode="after")
    def _says_something(self) -> Reference:
        if self.citation is None and self.link is None:
            raise ValueError("a reference has a citation, a link, or both")
        return self


class DatedValue(_Form):
    """A value from a day on. `value`: null where there is none from that day on."""

    value: Any
    references: tuple[Reference, ...] = Field(default=(), max_length=50)


class ParameterForm(_Form):
    """A dated value that rule sets use by name: one `value`, or `values` by the day from which each holds.

    published: whether partners may read the values, which tell of the lender's policy where they are its own.
    metadata: what else a file of such values says, kept as it is.
    """

    parameter: ParameterSlug
    category: Category
    name: LocalTexts
    description: LocalTexts | None = None
    type: str = Field(default="number", max_length=200)
    allowed_values: str | None = Field(default=None, max_length=2000)
    unit: str | None = Field(default=None, min_length=1, max_length=100)
    time_zone: TimeZone = "UTC"
    published: bool = False
    value: Any = None
    references: tuple[Reference, ...] = Field(default=(), max_length=50)
    values: dict[Day, DatedValue] | None = Field(default=None, min_length=1, max_length=10_000)
    documentation: str | None = Field(default=None, max_length=20_000)
    metadata: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _has_values(self) -> ParameterForm:
        if (self.value is None) == (self.values is None):
            raise ValueError("a parameter has either one `value` or `values` by day")
        if self.values is not None and self.references:
            raise ValueError("`references` go with each of the `values`")
        return self


class BasisForm(_Form):
    """What a change rests on."""

    category: BasisCategory
    citation: Prose = Field(min_length=3, max_length=1000)
    link: str | None = Field(default=None, max_length=1000, pattern=r"^https?://")


class ChangeForm(_Form):
    """The change statement as written, with the moment from which the change is in force."""

    basis: BasisForm
    comment: Prose = Field(min_length=3, max_length=4000)
    notice: Notices
    valid_from: Annotated[AwareDatetime, Field(ge=_EARLIEST, lt=_NO_START)] | None = None
    valid_until: Annotated[AwareDatetime, Field(ge=_EARLIEST, le=_LAST_END)] | None = None
    correction: bool = False

    @property
    def period(self) -> tuple[datetime | None, datetime | None]:
        """From when until when it is in force, as far as it says."""
        return self.valid_from, self.valid_until

    def statement(self) -> ChangeStatement:
        """The statement without its impact, which the service computes."""
        basis = Basis(self.basis.category, self.basis.citation.strip(), self.basis.link)
        return ChangeStatement(basis, self.comment.strip(), dict(self.notice))
