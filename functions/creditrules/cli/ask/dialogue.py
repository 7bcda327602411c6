"""Questions put to the person at the terminal, one after the other."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

import typer
from rich.console import Console
from rich.text import Text

from creditrules.cli.evaluate.tally_page import print_decision
from creditrules.cli.screen import give_up
from creditrules.dmn import Fact
from creditrules.eligibility import Applicant
from creditrules.eligibility.explain import Inquiry, Question, Standing
from creditrules.errors import Diagnostic
from creditrules.feel import BOOLEAN, NUMBER, ContextType, ListType
from creditrules.population import Assessor
from creditrules.rules import choose

__all__ = ["Dialogue"]

_WORDS = {"true": True, "yes": True, "false": False, "no": False}


class Dialogue:
    """One applicant, asked until the outcome is certain or nothing is left to ask."""

    def __init__(self, console: Console, inquiry: Inquiry, assessor: Assessor) -> None:
        """assessor: of the very product that the inquiry is about."""
        self._console, self._inquiry, self._assessor = console, inquiry, assessor
        self._known: dict[str, object] = {}
        self._unknown: set[str] = set()
        self._warned = False

    def told(self, facts: Iterable[str]) -> None:
        """Take facts as NAME=VALUE; ends the command where one cannot be."""
        for text in facts:
            name, _, value = text.partition("=")
            fact = self._assessor.facts.get(name.strip())
            if fact is None:
                give_up(f"No rule set declares a fact '{name.strip()}'.", "Write it as NAME=VALUE.", status=2)
            problems = self._take(fact, value.strip())
            if problems:
                give_up(problems[0].message, problems[0].hint, status=2)

    def held(self) -> Standing:
        """Ask; the end is printed with its reasons."""
        standing = self._standing()
        while standing.questions:
            self._put(standing.questions[0])
            standing = self._standing()
        print_decision(self._console, standing.answer)
        return standing

    def _standing(self) -> Standing:
        applicant = self._assessor.applicant(self._known)
        assert isinstance(applicant, Applicant)  # noqa: S101 - each fact was taken before it was kept
        standing = self._inquiry.standing(applicant, self._unknown)
        if not standing.exact and not self._warned:
            self._warned = True
            self._note(f"From here on more may be asked than is needed. {standing.not_exact}")
        return standing

    def _put(self, question: Question) -> None:
        fact = question.fact
        self._console.print()
        self._console.print(Text(_heading(fact), "bold"), soft_wrap=True)
        if fact.allowed_values:
            self._note(f"allowed: {fact.allowed_values}")
        for each in question.decides:
            of = "" if each.of == fact.name else f"{each.of}: "
            self._note(f"decides: {of}{'; '.join(each.ranges)}")
        while True:
            typed = typer.prompt(fact.name, default="", show_default=False, hide_input=fact.sensitive).strip()
            if not typed:
                self._unknown.add(fact.name)
                return
            problems = self._take(fact, typed)
            if not problems:
                return
            for problem in problems:
                self._note(" ".join(filter(None, (problem.message, problem.hint))))

    def _take(self, fact: Fact, typed: str) -> tuple[Diagnostic, ...]:
        """Keep a fact as it was typed, or say what is wrong with it."""
        value = _value(fact, typed)
        known = {**self._known, fact.name: value}
        found = self._assessor.applicant(known)
        if not isinstance(found, Applicant):
            return found
        self._known = known
        return ()

    def _note(self, text: str) -> None:
        self._console.print(Text(f"  {text}", "dim"), soft_wrap=True)


def _heading(fact: Fact) -> str:
    label = fact.label if isinstance(fact.label, str) else choose(fact.label)
    unit = f", {fact.unit}" if fact.unit else ""
    return f"{label or fact.name} ({fact.type}{unit})"


def _value(fact: Fact, typed: str) -> object:
    """What was typed, by the type of the fact; what is none of it is handed on as it is, and refused there."""
    if typed == "null" and fact.nullable:
        return None
    try:
        if fact.type == NUMBER:
            return Decimal(typed)
        if isinstance(fact.type, ListType | ContextType):
            return json.loads(typed, parse_float=Decimal)
    except (InvalidOperation, ValueError):
        return typed
    return _WORDS.get(typed.lower(), typed) if fact.type == BOOLEAN else typed
