"""For whom two contents answer otherwise: the regions, each with a sample, or the proof that there are none."""

from __future__ import annotations

from typing import Final

from pydantic import AwareDatetime, Field

from creditrules.cli.assistants.faults import Fault, plain_diagnostics
from creditrules.cli.assistants.sources import Source, Sources
from creditrules.cli.assistants.tooling import Told
from creditrules.cli.assistants.tools.checking import checked_files
from creditrules.cli.files.parameters import parameters_among
from creditrules.cli.outcome_sides import side_of
from creditrules.clock import utc_now
from creditrules.eligibility.outcomes import OutcomeDifference, Side, compare_outcomes, headlines
from creditrules.feel import literal
from creditrules.population import Assessor, stand_in_product

__all__ = ["AnswersDiffer", "answers_compared"]

_MOST: Final = 50
_LONGEST: Final = 200


class Part(Told):
    """One part of an answer, as it was and as it is."""

    part: str
    before: str | None
    after: str | None


class Region(Told):
    """Applicants who are answered otherwise, all in the same parts."""

    changed: list[Part]
    where: str = Field(description="FEEL by fact; empty where one applicant was found and no region is known.")
    sample: dict[str, str] = Field(description="An applicant of it, answered by the evaluator on both sides.")
    proved: bool


class AnswersDiffer(Told):
    """For whom the answers differ."""

    verdict: str = Field(description="EQUIVALENT: proved for every applicant. DIFFERENT. NOT_PROVED: none was found.")
    sentences: list[str]
    total: int = Field(description="How many regions there are; the first of them are told.")
    regions: list[Region]
    not_analysed: list[str] = Field(description="What there may be more of. Empty: the list is complete, proved.")


def answers_compared(
    sources: Sources,
    contents: tuple[Source, Source],
    product: Source | None,
    beside: list[Source],
    at: AwareDatetime | None,
) -> AnswersDiffer:
    """Two contents compared by what they answer at a moment, with bounded work. Raises Fault."""
    before, after = (_side(sources, each, product, beside, at or utc_now()) for each in contents)
    found = compare_outcomes(before, after)
    return AnswersDiffer(
        verdict=found.verdict.value,
        sentences=list(headlines(found)),
        total=len(found.differences),
        regions=[_region(each) for each in found.differences[:_MOST]],
        not_analysed=list(found.not_analysed[:_MOST]),
    )


def _side(
    sources: Sources, content: Source, product: Source | None, beside: list[Source], moment: AwareDatetime
) -> Side:
    """A rule set alone, or the product with all rule sets and parameters that are given."""
    checkup = checked_files(sources, [content, *([product] if product else []), *beside], [])
    for file in checkup.files:
        if not file.ok:
            found = plain_diagnostics(file.diagnostics)
            raise Fault("CONTENT_REFUSED", f"{file.name} has errors.", "See what was found.", file.name, found)
    compiled = [file.rule_set for file in checkup.files if file.rule_set is not None]
    if not compiled:
        raise Fault(
            "UNKNOWN_CONTENT", "None of the contents is a rule set.", "Give those it governs `beside`.", "before"
        )
    products = [(file.product, file.product_digest) for file in checkup.files if file.product is not None]
    form, digest = products[0] if products else (stand_in_product(compiled), "")
    parameters = parameters_among(checkup.seen.values())
    return side_of(Assessor(form, digest, compiled, moment, parameters.at), alone=not products)


def _region(told: OutcomeDifference) -> Region:
    parts = [Part(part=each.part.value, before=each.before or None, after=each.after or None) for each in told.changed]
    sample = {name: literal(value, _LONGEST) or "…" for name, value in told.sample.items()}
    return Region(changed=parts, where=told.where, sample=sample, proved=told.proof.value == "PROVED")
