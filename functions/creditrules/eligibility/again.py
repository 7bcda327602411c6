"""Recorded answers evaluated again, from the very contents that they rested on, and held against the record; pure.

The service does so with the contents that it has stored, and whoever verifies evidence with those in the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from creditrules.document import canonical
from creditrules.eligibility.absent import AbsentRuleSet
from creditrules.eligibility.alternatives import with_alternatives
from creditrules.eligibility.answers import (
    Aspect,
    Difference,
    PlainAnswer,
    applied_in,
    aspect_of,
    differences,
    every_answer,
    parameters_in,
    was_narrowed,
)
from creditrules.eligibility.applicant import Applicant
from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.eligibility.decide import MakeNarrow, decide
from creditrules.eligibility.decision import Decision
from creditrules.eligibility.explanation import Explained, explained_all, most_in
from creditrules.eligibility.governing import GoverningRuleSet
from creditrules.eligibility.narrowings import Narrowings
from creditrules.eligibility.parameters import Parameters, value_in_force
from creditrules.eligibility.recording import digested_form
from creditrules.records import dataclass
from creditrules.rules import Parameter, ProductForm

__all__ = [
    "Again",
    "RecordedContents",
    "RecordedDigests",
    "currencies_asked",
    "differences_from_record",
    "evaluated_input",
    "recorded_digests",
]


@dataclass(frozen=True, slots=True)
class RecordedDigests:
    """The digests of the contents that recorded answers rest on."""

    products: frozenset[str]
    rule_sets: frozenset[str]
    parameters: frozenset[str]


@dataclass(frozen=True, slots=True)
class RecordedContents:
    """These contents, by digest."""

    products: Mapping[str, ProductForm]
    rule_sets: Mapping[str, CompiledRuleSet]
    parameters: Mapping[str, Parameter]


def recorded_digests(answers: Iterable[PlainAnswer]) -> RecordedDigests:
    """What recorded answers rest on, their alternatives included."""
    every = tuple(every_answer(answers))
    return RecordedDigests(
        frozenset(plain["productDigest"] for plain in every),
        frozenset(applied.digest for plain in every for applied in applied_in(plain)),
        frozenset(applied.digest for plain in every for applied in parameters_in(plain)),
    )


def currencies_asked(answers: Iterable[PlainAnswer], products: Mapping[str, ProductForm]) -> frozenset[str]:
    """Those of the products that were asked about, and so of amounts that say none. products: by digest."""
    return frozenset(products[plain["productDigest"]].currency for plain in answers)


def _nothing_told(_: Decision) -> None:
    return None


class Again:
    """Evaluates recorded answers again. contents: all that `recorded_digests` names.

    valid_at: the recorded one. absent: of a rule set by whose slug the product names it, and which the answer went
    without. narrowing: narrows answers again that the record says were.
    """

    def __init__(
        self,
        contents: RecordedContents,
        applicant: Applicant,
        valid_at: datetime,
        absent: Callable[[PlainAnswer, str], AbsentRuleSet],
        narrowing: MakeNarrow | None = None,
    ) -> None:
        self._contents = contents
        self._applicant = applicant
        self._valid_at = valid_at
        self._absent = absent
        self._narrowing = narrowing or Narrowings(1, generous=True).of
        self._decided: dict[bytes, Decision] = {}

    def answers(
        self, recorded: Sequence[PlainAnswer], most: Callable[[Decision], int | None] = _nothing_told
    ) -> tuple[Explained, ...]:
        """The answers as they come out now, in the order of those on record.

        Of the alternatives those that the record names are evaluated: what else there was is not in it. most: how many
        principal reasons a decision may have whose record has none; with None, none are worked out for it either.
        """
        decisions = [
            with_alternatives(self.decision(plain), [self.decision(other) for other in plain["alternatives"]])
            for plain in recorded
        ]
        told = {plain["product"]: most_in(plain) for plain in recorded}
        return explained_all(decisions, lambda decision: told[decision.product.product] or most(decision))

    def decision(self, plain: PlainAnswer) -> Decision:
        """The decision for one product, without alternatives; one that several answers name is made once."""
        name = evaluated_input(plain)
        if name not in self._decided:
            self._decided[name] = self._decide(plain)
        return self._decided[name]

    def _decide(self, plain: PlainAnswer) -> Decision:
        digest = plain["productDigest"]
        form = self._contents.products[digest]
        governing = self._governing(plain)
        found = [governing[slug] for slug in form.rule_sets if slug in governing]
        absent = [self._absent(plain, slug) for slug in form.rule_sets if slug not in governing]
        parameters, now = self._parameters(plain), self._valid_at
        narrow = self._narrowing(form, digest, found, now, absent, parameters) if was_narrowed(plain) else None
        return decide(form, digest, found, self._applicant, now, absent, parameters, narrow)

    def _governing(self, plain: PlainAnswer) -> Mapping[str, GoverningRuleSet]:
        """By slug; a content of another rule set than the record says is none."""
        found = [GoverningRuleSet(self._contents.rule_sets[each.digest], each) for each in applied_in(plain)]
        return {each.applied.rule_set: each for each in found if _slug(each.compiled) == each.applied.rule_set}

    def _parameters(self, plain: PlainAnswer) -> Parameters:
        found = [(self._contents.parameters[each.digest], each) for each in parameters_in(plain)]
        return {
            parameter.name: value_in_force(parameter, applied, self._valid_at)
            for parameter, applied in found
            if parameter.form.parameter == applied.parameter
        }


def evaluated_input(plain: PlainAnswer) -> bytes:
    """What tells a recorded answer's evaluation from others on the same facts.

    Reasons and warnings are in it since they say which rule sets were absent.
    """
    parts = ("productDigest", "versions", "parameters", "reasons", "warnings")
    return canonical([*(plain.get(part) for part in parts), was_narrowed(plain)])


def _slug(compiled: CompiledRuleSet) -> str:
    return compiled.rule_set.form.rule_set


def differences_from_record(
    recorded: Sequence[PlainAnswer], again: Sequence[PlainAnswer], numbers: object
) -> tuple[Difference, ...]:
    """Where answers evaluated again differ from those on record, to the last part that the trace's digest is taken of.

    numbers: as the receipt says, see `digested`. None differs just when the digest of the trace would be the same, but
    for principal reasons and lifts that were not recorded.
    """
    found = differences(recorded, again)
    named = {(each.product, each.aspect) for each in found}
    form, now = digested_form(numbers), {plain["product"]: plain for plain in again}
    rest: list[Difference] = []
    for old in recorded:
        new = now.get(old["product"])
        parts = () if new is None else [part for part in _unlike(old, new, form) if not _told(old, part, named)]
        if new is not None and parts:
            before, after = ({part: plain.get(part) for part in parts} for plain in (old, new))
            rest.append(Difference(old["product"], Aspect.TRACE, before, after))
    return (*found, *rest)


def _unlike(old: PlainAnswer, new: PlainAnswer, form: Callable[[object], object]) -> Iterator[str]:
    parts = {*old, *new} if "principal" in old else {*old, *new} - {"principal", "lifts"}
    for part in sorted(parts):
        if (part in old) != (part in new) or canonical(form(old[part])) != canonical(form(new[part])):
            yield part


def _told(answer: PlainAnswer, part: str, named: set[tuple[str, Aspect]]) -> bool:
    return (answer["product"], aspect_of(part)) in named
