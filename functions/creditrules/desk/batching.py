"""One question about many applicants: the rules are read once, each applicant is answered or told what is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from creditrules.auth import Action, Principal, require
from creditrules.desk.asking import Plan, Question, Report
from creditrules.desk.catalogue import Catalogue
from creditrules.desk.drawing import Drawing
from creditrules.desk.scoping import within_scope
from creditrules.desk.throttling import Gate, gate_of
from creditrules.eligibility import Requests
from creditrules.errors import Kind, Refusal
from creditrules.population import decision_record
from creditrules.records import dataclass

__all__ = [
    "MOST_SUBJECTS",
    "BatchReport",
    "BatchSubject",
    "SubjectAnswer",
    "answer_batch",
    "answer_lines",
    "ask_batch",
    "refuse_subjects",
]

MOST_SUBJECTS: Final = 1_000
LONGEST_NAME: Final = 256


@dataclass(frozen=True, slots=True)
class BatchSubject:
    """One applicant. name: chosen by the caller, who finds the answer by it. facts, requests: see `Question`.

    refusal: why it could not even be read.
    """

    name: str
    facts: Mapping[str, object]
    requests: Requests
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class SubjectAnswer:
    """The report about one applicant, or why there is none."""

    name: str
    report: Report | None
    refusal: Refusal | None

    @property
    def cost(self) -> int:
        """How many rule sets were evaluated for it."""
        return self.report.evaluations if self.report else 0


@dataclass(frozen=True, slots=True)
class BatchReport:
    """The answers in the order of the applicants, with the two times that hold for all. chosen: see `Report`."""

    valid_at: datetime
    known_at: datetime
    forecast: bool
    answers: tuple[SubjectAnswer, ...]
    chosen: tuple[str, ...] = ()


def ask_batch(
    catalogue: Catalogue,
    principal: Principal,
    question: Question,
    subjects: Sequence[BatchSubject],
    *,
    alternatives: bool = False,
) -> BatchReport:
    """Decide every asked product for each of up to MOST_SUBJECTS applicants, at the same times.

    Each is answered as `decide` would answer a subject of its name. question: its facts and requests are not looked at.
    alternatives: see `Plan.report`. Raises Refusal FORBIDDEN;
    TOO_LARGE "TOO_MANY_SUBJECTS"; INVALID "BAD_SUBJECT", "SUBJECT_TWICE"; and as `ask` does, but for what is wrong with
    one applicant, which its own answer says.
    """
    require(principal, Action.ASK)
    refuse_subjects(subjects, "subjects")
    drawing = Drawing(catalogue, principal, within_scope(principal, question))
    report = answer_batch(drawing, subjects, gate_of(catalogue, principal), alternatives=alternatives)
    for place, one in enumerate(report.answers):
        if one.refusal is not None:
            one.refusal.field = ("subjects", place, *one.refusal.field)
    return report


def answer_batch(drawing: Drawing, subjects: Sequence[BatchSubject], gate: Gate, *, alternatives: bool) -> BatchReport:
    """The answers, for use cases that have asked who may. What is wrong with one has its place within it."""
    chosen = drawing.plan(None).chosen
    at = drawing.question.valid_at if "validAt" in chosen else None
    answers = tuple(_answered(drawing.plan(each.name), each, gate, at, alternatives=alternatives) for each in subjects)
    moments = drawing.moments
    return BatchReport(moments.valid_at, moments.known_at, moments.forecast, answers, chosen)


def answer_lines(report: BatchReport, most: int | None = None, *, rules: bool) -> Iterator[str]:
    """Each answer as one line of JSON: subject, cost, decisions, errors; amounts stay exact as text.

    rules: whether reasons name the row that fired, for those who may see the policy.

    Raises Refusal TOO_LARGE "ANSWER_TOO_LARGE" where they have more than `most` characters.
    """
    written = 0
    for one in report.answers:
        line = json.dumps(_record(one, rules=rules), ensure_ascii=False, separators=(",", ":"))
        written += len(line)
        if most is not None and written > most:
            message = f"The answers would have more than {most:,} characters."
            raise Refusal(Kind.TOO_LARGE, "ANSWER_TOO_LARGE", message, (), "Ask about fewer applicants or products.")
        yield line


def _record(one: SubjectAnswer, *, rules: bool) -> dict[str, Any]:
    decisions = []
    for decision in one.report.decisions if one.report else ():
        record = decision_record(0, decision, rules=rules)
        del record["row"]
        open_ = [other.product.product for other in decision.alternatives]
        decisions.append({"product": decision.product.product, **record, "alternatives": open_})
    refusal = one.refusal
    told = {} if refusal is None else {"code": refusal.code, "field": refusal.field, "message": refusal.message}
    return {"subject": one.name, "cost": one.cost, "decisions": decisions, "errors": [told] if told else []}


def _answered(
    plan: Plan, subject: BatchSubject, gate: Gate, valid_at: datetime | None, *, alternatives: bool
) -> SubjectAnswer:
    if subject.refusal is not None:
        return SubjectAnswer(subject.name, None, subject.refusal)
    try:
        gate(subject.name, subject.facts, subject.requests, valid_at)
        report = plan.report(subject.facts, subject.requests, alternatives=alternatives)
    except Refusal as refusal:
        if refusal.kind is Kind.UNAVAILABLE:
            raise
        return SubjectAnswer(subject.name, None, refusal)
    return SubjectAnswer(subject.name, report, None)


def refuse_subjects(subjects: Sequence[BatchSubject], name: str) -> None:
    """Raises Refusal TOO_LARGE "TOO_MANY_SUBJECTS"; INVALID "BAD_SUBJECT", "SUBJECT_TWICE". name: of their list."""
    if len(subjects) > MOST_SUBJECTS:
        message = f"There are {len(subjects)} subjects; at most {MOST_SUBJECTS} are answered at once."
        raise Refusal(Kind.TOO_LARGE, "TOO_MANY_SUBJECTS", message, (name,), "Ask in several batches.")
    names: set[str] = set()
    for place, subject in enumerate(subjects):
        field = (name, place, "subject")
        if not (0 < len(subject.name) <= LONGEST_NAME and subject.name.isprintable()):
            message = f"A subject has 1 to {LONGEST_NAME} printable characters."
            raise Refusal(Kind.INVALID, "BAD_SUBJECT", message, field, "It is a name by which you find the answer.")
        if subject.name in names:
            message = "Two subjects are called alike."
            raise Refusal(Kind.INVALID, "SUBJECT_TWICE", message, field, "Give each a name of its own.")
        names.add(subject.name)
