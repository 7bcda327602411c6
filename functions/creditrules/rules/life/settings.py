"""The settings of a lender: what it decides for all its rules and products at once.

They are one versioned document (`SETTINGS_KEY`), with activations, statements and an audit chain. To add a section,
write its form here and name it in `SettingsForm`, with a default for each of its values: stored settings without the
section then still read, `setSettings` takes it, and `settings` shows it. Nothing else has to know of it but who reads
`Catalogue.settings(…).yours`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic.alias_generators import to_camel

from creditrules.dmn import USUAL_WEIGHTS, Weight
from creditrules.document import Document, canonical, digest_of, read_json
from creditrules.errors import Diagnostic
from creditrules.records import dataclass, field
from creditrules.rules.content.reading import located, read_form, split_change
from creditrules.rules.life.disclosure_settings import DisclosureSettings
from creditrules.rules.life.notice_settings import NoticeSettings
from creditrules.rules.life.people_settings import PeopleSettings
from creditrules.rules.life.policy import PolicyScope
from creditrules.rules.life.subject_settings import SubjectSettings
from creditrules.rules.life.throttling_settings import ThrottlingSettings
from creditrules.rules.time.history import DocumentKey, DocumentKind
from creditrules.suggestions import suggestion

__all__ = [
    "SETTINGS_KEY",
    "FactSettings",
    "ImpactSettings",
    "SettingsForm",
    "SettingsRead",
    "read_settings",
    "stored_settings",
]

SETTINGS_KEY: Final = DocumentKey(DocumentKind.POLICY, "settings")
"""The one document of a tenant's settings."""
LONGEST_NOTICE: Final = 3660
USUAL_PRINCIPAL: Final = 4
"""More than four are unlikely to help: the official interpretation of 12 CFR 1002.9(b)(2), paragraph 1."""
MOST_PRINCIPAL: Final = 20


class _Section(BaseModel):
    """Written in camelCase, read in snake_case; unknown names are refused.

    Defaults are constructed, not checked: what checks them would be built as this is imported.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True, alias_generator=to_camel)


class FactSettings(_Section):
    """What holds for facts. notice_days: for how long a fact that no rule asks for any more is still accepted."""

    notice_days: Annotated[int, Field(ge=0, le=LONGEST_NOTICE)] = 90

    @property
    def notice(self) -> timedelta:
        """The notice period."""
        return timedelta(days=self.notice_days)


class ReasonSettings(_Section):
    """What holds for reasons. principal: how many principal reasons are told, by jurisdiction of the product.

    "default" is for every other jurisdiction, and for products that name none.
    """

    principal: Annotated[
        dict[Annotated[str, Field(pattern=r"^([A-Z]{2}|default)$")], Annotated[int, Field(ge=1, le=MOST_PRINCIPAL)]],
        Field(max_length=300),
    ] = {"default": USUAL_PRINCIPAL}

    def most_principal(self, jurisdiction: str | None) -> int:
        """How many principal reasons are told of a product of that jurisdiction."""
        return self.principal.get(jurisdiction or "default", self.principal.get("default", USUAL_PRINCIPAL))


class ImpactSettings(_Section):
    """What holds for impacts. populations: names of those that changes are held against.

    required: the changes that are published only with an impact on each of these that they touch, not older than what
    it tells of. outcomes: the changes that are published only with the answers before and after compared, of every
    product that they touch.
    """

    populations: Annotated[list[str], Field(max_length=10)] = []
    required: Annotated[list[PolicyScope], Field(max_length=len(PolicyScope))] = []
    outcomes: Annotated[list[PolicyScope], Field(max_length=len(PolicyScope))] = []


class VerificationSettings(_Section):
    """What holds for the verification of rule sets. severities: how much a flaw matters, by its code."""

    severities: dict[str, Weight] = {}

    @field_validator("severities")
    @classmethod
    def _known(cls, severities: dict[str, Weight]) -> dict[str, Weight]:
        for code in severities:
            if code not in USUAL_WEIGHTS:
                hint = suggestion(code, USUAL_WEIGHTS)
                raise ValueError(f"no flaw has the code '{code}'. {hint}".rstrip())
        return severities

    @property
    def weights(self) -> Mapping[str, Weight]:
        """Of every code."""
        return {**USUAL_WEIGHTS, **self.severities}


class SettingsForm(_Section):
    """The settings by section; what is left out has its default."""

    facts: FactSettings = Field(default_factory=FactSettings.model_construct)
    reasons: ReasonSettings = Field(default_factory=ReasonSettings.model_construct)
    notices: NoticeSettings = Field(default_factory=NoticeSettings.model_construct)
    impact: ImpactSettings = Field(default_factory=ImpactSettings.model_construct)
    verification: VerificationSettings = Field(default_factory=VerificationSettings.model_construct)
    throttling: ThrottlingSettings = Field(default_factory=ThrottlingSettings.model_construct)
    subjects: SubjectSettings = Field(default_factory=SubjectSettings.model_construct)
    disclosure: DisclosureSettings = Field(default_factory=DisclosureSettings.model_construct)
    people: PeopleSettings = Field(default_factory=PeopleSettings.model_construct)

    def in_effect(self) -> Mapping[str, Any]:
        """Every setting with its value, defaults included, as it is written; decimals as texts."""
        return self.model_dump(mode="json", by_alias=True)


@dataclass(frozen=True, slots=True)
class SettingsRead:
    """`settings` with its canonical form and digest; None when the document cannot be understood."""

    settings: SettingsForm | None
    content: bytes = b""
    digest: str = ""
    diagnostics: tuple[Diagnostic, ...] = field(default=())


def read_settings(document: Document) -> SettingsRead:
    """Settings from their written form."""
    value, _ = split_change({} if document.ok and document.value is None else document.value)
    if not isinstance(value, Mapping):
        shape = Diagnostic("document.shape", "Settings are a mapping of names to values.")
        return SettingsRead(None, diagnostics=document.diagnostics or (shape,))
    form, faults = read_form(SettingsForm, value)
    diagnostics = located((*document.diagnostics, *faults), document)
    if form is None or not document.ok:
        return SettingsRead(None, diagnostics=diagnostics)
    content = canonical(value)
    return SettingsRead(form, content, digest_of(content), diagnostics)


def stored_settings(content: bytes) -> SettingsForm | None:
    """The settings that a canonical form says; sections of a newer release are passed over. None: unreadable."""
    value = read_json(content).value
    if not isinstance(value, Mapping):
        return None
    known = {info.alias or name for name, info in SettingsForm.model_fields.items()}
    form, _ = read_form(SettingsForm, {name: part for name, part in value.items() if name in known})
    return form
