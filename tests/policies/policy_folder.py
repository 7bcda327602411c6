"""A credit policy as a folder: rule files, questions and the answers that are expected, all in YAML.

Read here, checked as a whole, published to a lender of its own through the API, and asked through the API as a partner
asks. CONTRIBUTING.md says how to write one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from creditrules.cli.demo.lender import demo_lender
from creditrules.cli.files.documents import check_text
from creditrules.document import Document, form_fault, read_yaml
from creditrules.errors import Diagnostic, Severity

POLICY = "policy.yaml"
START = datetime(2026, 1, 1, tzinfo=UTC)
"""When everything was recorded, and when it is asked, unless the policy says."""


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=to_camel)


class PublishedForm(_Form):
    """A rule file and when it was recorded; its `change:` says from when it is in force."""

    file: str
    recorded_at: AwareDatetime = START


class PinForm(_Form):
    """A version to apply in place of the one in force."""

    rule_set: str
    version: int


class RequestForm(_Form):
    """What is asked for."""

    amount: Decimal | None = None
    currency: str | None = None
    term_months: int | None = None
    deposit: Decimal | None = None
    purpose: str | None = None
    start_date: str | None = None


class ProductRequestForm(RequestForm):
    """What is asked of one product."""

    product: str


class AskForm(_Form):
    """The input of `eligibility`.

    applicant: one of the policy's, whose facts `facts` adds to or overrides. asked_at: what the clock shows; just after
    the last recording unless said.
    """

    applicant: str | None = None
    facts: dict[str, Any] = Field(default_factory=dict)
    products: list[str] = Field(default_factory=list)
    valid_at: AwareDatetime | None = None
    known_at: AwareDatetime | None = None
    pins: list[PinForm] = Field(default_factory=list)
    request: RequestForm | None = None
    requests: list[ProductRequestForm] = Field(default_factory=list)
    locale: str | None = None
    asked_at: AwareDatetime | None = None


class AnswerForm(_Form):
    """What is expected of one product; a field that is left out is not compared.

    reasons: the codes of those that do not say ALLOW, the severest first. message, lift: of the first of them.
    versions: those that were applied, by rule set. offer: what is expected of it, numbers for amounts and rates; null
    where there is to be none. offer_notes: their codes.
    """

    outcome: str
    reasons: list[str] | None = None
    message: str | None = None
    lift: str | None = None
    possible_outcomes: list[str] | None = None
    missing_facts: list[str] | None = None
    limit: Decimal | None = None
    rate: Decimal | None = None
    until: AwareDatetime | None = None
    restricted_features: list[str] | None = None
    alternatives: list[str] | None = None
    versions: dict[str, int] | None = None
    offer: dict[str, Any] | None = None
    offer_notes: list[str] | None = None


class QuestionForm(_Form):
    """One question: `answer` by product, or the code with which it is `refused`."""

    name: str = Field(min_length=1)
    ask: AskForm
    answer: dict[str, AnswerForm] = Field(default_factory=dict)
    refused: str | None = None


class PolicyForm(_Form):
    """The file policy.yaml. lender: "demo" for the rule files that come with the package, in place of `published`."""

    policy: str = Field(min_length=1)
    lender: Literal["demo"] | None = None
    published: list[PublishedForm] = Field(default_factory=list)
    applicants: dict[str, dict[str, Any]] = Field(default_factory=dict)
    questions: list[QuestionForm] = Field(min_length=1)


class MalformedPolicyError(Exception):
    """A folder that cannot be run; the message says everything that is wrong, each with its file and line."""


@dataclass(frozen=True)
class Policy:
    """A folder that is fit to run. recordings: contents in their order, each with when it was recorded."""

    name: str
    form: PolicyForm
    recordings: tuple[tuple[datetime, str], ...]

    def input_of(self, ask: AskForm) -> dict[str, Any]:
        """The input of `eligibility` that a question means."""
        given = ask.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude={"asked_at", "applicant"})
        known = self.form.applicants[ask.applicant] if ask.applicant else {}
        return {**given, "facts": {**json_ready(known), **given.get("facts", {})}}


def json_ready(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as they are sent: decimals as texts, so that none loses a digit."""
    return dict(AskForm(facts=dict(facts)).model_dump(mode="json")["facts"])


def read_policy(folder: Path) -> Policy:
    """The policy in a folder. Raises MalformedPolicyError."""
    problems = list(_strange_files(folder))
    path = folder / POLICY
    if not path.is_file():
        raise MalformedPolicyError("\n".join([f"{folder.name}: there is no {POLICY}.", *problems]))
    document = read_yaml(path.read_bytes())
    problems += [_told(folder, POLICY, fault) for fault in document.diagnostics]
    form = _form(folder, document, problems) if document.ok else None
    recordings: tuple[tuple[datetime, str], ...] = ()
    if form is not None:
        recordings = tuple((each.recorded_at, _content(folder, each.file, problems)) for each in form.published)
        problems += _misnamed(folder, form)
    if problems or form is None:
        raise MalformedPolicyError("\n".join(problems))
    return Policy(folder.name, form, recordings if form.lender is None else _demo())


def _demo() -> tuple[tuple[datetime, str], ...]:
    lender = demo_lender()
    return tuple((each.recorded_at, each.content()) for each in (*lender.published, *lender.story))


def _strange_files(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".yaml":
            yield f"{folder.name}/{path.relative_to(folder)}: only files ending in .yaml belong here."


def _form(folder: Path, document: Document, problems: list[str]) -> PolicyForm | None:
    try:
        return PolicyForm.model_validate(document.value)
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            line, column = document.position(tuple(fault["loc"])) or (None, None)
            problems.append(_told(folder, POLICY, replace(form_fault(fault), line=line, column=column)))
        return None


def _content(folder: Path, file: str, problems: list[str]) -> str:
    path = folder / file
    if folder.resolve() not in path.resolve().parents or not path.is_file():
        problems.append(f"{folder.name}/{POLICY}: there is no file {file} in the folder.")
        return ""
    text = path.read_text("utf-8")
    checked = check_text(file, text)
    problems += [_told(folder, file, one) for one in checked.diagnostics if one.severity is Severity.ERROR]
    if checked.ok and checked.rule_set is None and checked.product is None:
        problems.append(f"{folder.name}/{file}: neither a rule set nor a product.")
    if checked.ok and checked.change is None:
        problems.append(f"{folder.name}/{file}: there is no `change:`, without which nothing is published.")
    return text


def _misnamed(folder: Path, form: PolicyForm) -> Iterator[str]:
    if bool(form.lender) == bool(form.published):
        yield f"{folder.name}/{POLICY}: it needs either `published`, with rule files, or `lender: demo`."
    here = {path.relative_to(folder).as_posix() for path in folder.rglob("*.yaml")} - {POLICY}
    for file in sorted(here - {each.file for each in form.published}):
        yield f"{folder.name}/{file}: {POLICY} does not name it under `published`."
    moments = [each.recorded_at for each in form.published]
    if moments != sorted(moments):
        yield f"{folder.name}/{POLICY}: `published` has to be in the order of `recordedAt`."
    names = [question.name for question in form.questions]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{folder.name}/{POLICY}: two questions are called '{name}'."
    for question in form.questions:
        if question.ask.applicant is not None and question.ask.applicant not in form.applicants:
            yield f"{folder.name}/{POLICY}: '{question.name}' asks for an unknown applicant '{question.ask.applicant}'."
        if bool(question.answer) == bool(question.refused):
            yield f"{folder.name}/{POLICY}: '{question.name}' needs either `answer` or `refused`."


def _told(folder: Path, file: str, diagnostic: Diagnostic) -> str:
    return f"{folder.name}/{file}:{diagnostic.render()}"


def differences(expected: Mapping[str, AnswerForm], decisions: Sequence[Mapping[str, Any]]) -> list[str]:
    """Everything in which an answer of the API is not what is expected, one sentence each."""
    given = {decision["product"]["slug"]: decision for decision in decisions}
    found = []
    for product, answer in expected.items():
        if product not in given:
            found.append(f"{product}: not among the answers, which are about {', '.join(given) or 'nothing'}")
            continue
        seen = _seen(given[product])
        for name, value in answer.model_dump(exclude_unset=True).items():
            if not _meets(seen[name], value):
                found.append(f"{product}: {to_camel(name)} is {seen[name]!r}, expected {value!r}")
    return found


def _meets(seen: Any, expected: Any) -> bool:
    """Of an offer only the parts that are named are compared; numbers as numbers, however many digits are shown."""
    if isinstance(expected, dict) and isinstance(seen, dict) and "instalment" in seen:
        return all(name in seen and _meets(seen[name], part) for name, part in expected.items())
    if isinstance(expected, Decimal | int) and isinstance(seen, str):
        return Decimal(seen) == expected
    return bool(seen == expected)


def _seen(decision: Mapping[str, Any]) -> dict[str, Any]:
    against = [reason for reason in decision["reasons"] if reason["intervention"] != "ALLOW"]
    terms = decision["terms"] or {}
    first = against[0] if against else {}
    return {
        "outcome": decision["outcome"],
        "reasons": [reason["code"] for reason in against],
        "message": first.get("message"),
        "lift": first.get("lift"),
        "possible_outcomes": decision["possibleOutcomes"],
        "missing_facts": [fact["name"] for fact in decision["missingFacts"]],
        "limit": Decimal(terms["limit"]) if terms.get("limit") else None,
        "rate": Decimal(terms["rate"]) if terms.get("rate") else None,
        "until": datetime.fromisoformat(terms["until"]) if terms.get("until") else None,
        "restricted_features": terms.get("restrictedFeatures", []),
        "alternatives": [other["product"]["slug"] for other in decision["alternatives"]],
        "offer": decision["offer"],
        "offer_notes": [note["code"] for note in decision["offerNotes"]],
        "versions": {one["ruleSet"]: one["number"] for one in decision["appliedVersions"]},
    }
