"""What clients send."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from creditrules.api.types.beside import ApplicantInput
from creditrules.api.types.bounded import MOST_LANGUAGES, MOST_PINS, at_most
from creditrules.api.types.declaring import strawberry
from creditrules.api.types.enums import BasisCategory, Category
from creditrules.api.types.once import idempotency_key
from creditrules.api.types.requests import ProductRequestInput, RequestInput, requests_of
from creditrules.desk import GivenStatement, Question, Submission, parameter_key, rule_set_key
from creditrules.eligibility import Pins
from creditrules.errors import Kind, Refusal
from creditrules.once import Once
from creditrules.rules import DocumentKey

__all__ = [
    "BasisInput",
    "ChangeInput",
    "CheckExperimentVersionInput",
    "CheckParameterVersionInput",
    "CheckRuleVersionInput",
    "CreateExperimentInput",
    "CreateParameterInput",
    "CreateProductInput",
    "CreateRuleSetInput",
    "EligibilityInput",
    "LocalTextInput",
    "PublishExperimentVersionInput",
    "PublishParameterVersionInput",
    "PublishProductVersionInput",
    "PublishRuleVersionInput",
    "VersionInput",
    "VersionPin",
    "pins_of",
    "texts_of",
]


@strawberry.input(
    description="A version of a rule set or of a parameter, chosen in place of the one in force; it names one of both."
)
class VersionPin:
    rule_set: str | None = strawberry.field(default=None, description="Slug of the rule set.")
    parameter: str | None = strawberry.field(
        default=None, description="Slug of the parameter: its pinned version says the value at the valid time."
    )
    version: int = strawberry.field(description="Number of the version.")


@strawberry.input(description="A question about one applicant.")
class EligibilityInput(ApplicantInput):
    products: list[str] | None = strawberry.field(
        default=None,
        description="Slugs of the products of interest; all that are in force where left out or empty.",
        metadata=at_most(1000),
    )
    valid_at: datetime | None = strawberry.field(
        default=None, description="When the rules are to be in force. Now unless said; ahead of now it is a forecast."
    )
    known_at: datetime | None = strawberry.field(
        default=None,
        description="What had been recorded by then: later changes and corrections are left out. Now unless said.",
    )
    pins: list[VersionPin] = strawberry.field(
        default_factory=list, description="Versions to apply in place of those in force.", metadata=at_most(MOST_PINS)
    )
    request: RequestInput | None = strawberry.field(
        default=None, description="What the applicant asks for, of every product; alternatives are asked the same."
    )
    requests: list[ProductRequestInput] = strawberry.field(
        default_factory=list,
        description="What is asked of single products, in place of `request`.",
        metadata=at_most(MOST_PINS),
    )
    subject: str | None = strawberry.field(
        default=None,
        description=(
            "Whom the facts are about, by the name that `decide` would be given: where a version is tried on a part of "
            "the subjects, the same answers here as there. Unless said, the versions in force answer. It is not stored."
        ),
    )
    locale: str | None = strawberry.field(
        default=None,
        description='Language of all texts of the report, as in "zh-Hans". Accept-Language unless said, else English.',
    )

    def question(self) -> Question:
        """What is asked. Raises Refusal INVALID "INVALID_FACT", and as `pins_of` and `requests_of` do."""
        facts = self.said()
        products = tuple(self.products or ()) or None
        requests = requests_of(self.request, self.requests)
        return Question(facts, products, self.valid_at, self.known_at, pins_of(self.pins), requests)


def pins_of(given: Sequence[VersionPin]) -> Pins:
    """Version numbers by document. Raises Refusal INVALID "BAD_PIN", "PINNED_TWICE"."""
    pins = {_pinned(place, pin): pin.version for place, pin in enumerate(given)}
    if len(pins) < len(given):
        message = "A rule set or a parameter is pinned twice."
        raise Refusal(Kind.INVALID, "PINNED_TWICE", message, ("pins",), "Keep one of them.")
    return pins


def _pinned(place: int, pin: VersionPin) -> DocumentKey:
    match pin.rule_set, pin.parameter:
        case str(slug), None:
            return rule_set_key(slug)
        case None, str(slug):
            return parameter_key(slug)
    message = "A pin names either a rule set or a parameter."
    raise Refusal(Kind.INVALID, "BAD_PIN", message, ("pins", place), "Give `ruleSet` or `parameter`, one of the two.")


@strawberry.input(description="A text in one language.")
class LocalTextInput:
    language: str = strawberry.field(description='Language tag, as in "en" or "zh-Hans".')
    text: str = strawberry.field(description="The text.")


def texts_of(given: Sequence[LocalTextInput], field: tuple[str, ...]) -> Mapping[str, str]:
    """Texts by language. Raises Refusal INVALID "LANGUAGE_TWICE"."""
    texts = {each.language: each.text for each in given}
    if len(texts) < len(given):
        raise Refusal(Kind.INVALID, "LANGUAGE_TWICE", "A language is given twice.", field, "Keep one text for each.")
    return texts


@strawberry.input(description="What a change rests on.")
class BasisInput:
    category: BasisCategory = strawberry.field(description="The kind of ground.")
    citation: str = strawberry.field(description="What a reader can look up.")
    link: str | None = strawberry.field(default=None, description="Where it can be read: an http or https address.")


@strawberry.input(
    description="The change statement, without which nothing is published, and when the version is to be in force."
)
class ChangeInput:
    basis: BasisInput = strawberry.field(description="What the change rests on.")
    comment: str = strawberry.field(description="Your words on its impact; the service computes the rest.")
    notice: list[LocalTextInput] = strawberry.field(
        description="What users are told, in one or more languages.", metadata=at_most(MOST_LANGUAGES)
    )
    valid_from: datetime | None = strawberry.field(
        default=None,
        description=(
            "From when it is in force: the moment of recording unless said, a later one, or, for a correction, an "
            "earlier one."
        ),
    )
    valid_until: datetime | None = strawberry.field(
        default=None, description="Up to when, that moment excluded; what was in force before comes back then."
    )
    correction: bool = strawberry.field(
        default=False, description="Declares that `validFrom` lies in the past on purpose: a mistake is put right."
    )

    def given(self) -> GivenStatement:
        """The statement as it was sent. Raises Refusal INVALID "LANGUAGE_TWICE"."""
        return GivenStatement(
            self.basis.category,
            self.basis.citation,
            self.basis.link,
            self.comment,
            texts_of(self.notice, ("change", "notice")),
            self.valid_from,
            self.valid_until,
            self.correction,
        )


@strawberry.input(description="A rule set to be made.")
class CreateRuleSetInput:
    slug: str = strawberry.field(
        description="Its name in addresses and files: lower-case letters, digits and inner hyphens, at most 64."
    )
    name: list[LocalTextInput] = strawberry.field(
        description="Its name for people, in one or more languages.", metadata=at_most(MOST_LANGUAGES)
    )
    category: Category = strawberry.field(description="Why it exists; it stays so.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input
class ContentInput:
    slug: str = strawberry.field(description="The document: its slug, the same as in the content.")
    content: str = strawberry.field(description="The written form, YAML or JSON, at most 4 MiB.")
    change: ChangeInput | None = strawberry.field(
        default=None, description="The change statement; the content's own `change` section where left out."
    )
    based_on: int | None = strawberry.field(
        default=None, description="The latest version you saw; refused when there is a newer one by now."
    )

    def submission(self, once: Once | None = None) -> Submission:
        """The content as it was sent. Raises Refusal INVALID "LANGUAGE_TWICE"."""
        change = self.change.given() if self.change else None
        return Submission(self.slug, self.content, change, once, self.based_on)


@strawberry.input
class VersionInput(ContentInput):
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="A rule set's next version.")
class PublishRuleVersionInput(VersionInput):
    pass


@strawberry.input(description="A rule set's content to be checked as if it were published.")
class CheckRuleVersionInput(ContentInput):
    pass


@strawberry.input(description="A product to be made, with its first version.")
class CreateProductInput(VersionInput):
    pass


@strawberry.input(description="A parameter to be made, with its first version.")
class CreateParameterInput(VersionInput):
    pass


@strawberry.input(description="A parameter's next version.")
class PublishParameterVersionInput(VersionInput):
    pass


@strawberry.input(description="A parameter's content to be checked as if it were published.")
class CheckParameterVersionInput(ContentInput):
    pass


@strawberry.input(description="An experiment to be made, with its first version.")
class CreateExperimentInput(VersionInput):
    pass


@strawberry.input(description="An experiment's next version: with another share, say.")
class PublishExperimentVersionInput(VersionInput):
    pass


@strawberry.input(description="An experiment's content to be checked as if it were published.")
class CheckExperimentVersionInput(ContentInput):
    pass


@strawberry.input(description="A product's next version.")
class PublishProductVersionInput(VersionInput):
    pass
