"""Questions of subjects: each is answered with the arms of the experiments in force that it was drawn for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from creditrules.auth import Action, Principal, require
from creditrules.desk.asking import Plan, Question, Report
from creditrules.desk.catalogue import Catalogue
from creditrules.desk.moments import Moments, fix_moments
from creditrules.desk.scoping import within_scope
from creditrules.desk.throttling import gate_of
from creditrules.desk.trials import Named, Trial, Trying, arms_drawn, as_in_force, trials_readable
from creditrules.eligibility.trials import Arm
from creditrules.errors import Kind, Refusal
from creditrules.rules import DocumentKey, Head
from creditrules.rules.life import SETTINGS_KEY, SubjectScope

__all__ = ["LONGEST_SUBJECT", "Drawing", "ask", "refuse_subject"]

LONGEST_SUBJECT = 256
_NOBODY: Mapping[str, Trial] = {}


class Drawing:
    """A question that any number of subjects ask: rules and experiments are read once, and planned once for each arm.

    asker: whose names of subjects are meant. now: the moment that counts as the present, where it is one that has
    passed since. Raises Refusal as `Plan` does.
    """

    def __init__(
        self, catalogue: Catalogue, asker: Principal, question: Question, *, now: datetime | None = None
    ) -> None:
        self.catalogue, self.tenant, self.question = catalogue, asker.tenant, question
        self._partner = asker.subject
        self.now = now or catalogue.store.now()
        self.moments: Moments = fix_moments(self.now, question.valid_at, question.known_at)
        self.heads: Mapping[DocumentKey, Head] = catalogue.store.all_heads(asker.tenant)
        self._trials: Mapping[str, Trial] | None = None
        self._planned: dict[tuple[frozenset[str], bool], tuple[Plan, Trying]] = {}

    def plan(self, subject: str | None) -> Plan:
        """By which a subject is answered; who names none is answered by the versions in force."""
        return self.planned(subject)[0]

    def planned(self, subject: str | None) -> tuple[Plan, Trying]:
        """The same, with the experiments that it met."""
        trials = self._readable() if subject is not None else _NOBODY
        named = None if subject is None else Named(self._partner, subject)
        arms = arms_drawn(self.catalogue, self.tenant, trials, named)
        tried = frozenset(of for of, arm in arms.items() if arm is Arm.CHALLENGER)
        key = (tried, bool(trials))
        if key not in self._planned:
            trying = Trying(self.catalogue, self.tenant, trials, arms)
            other = trying.other if trials else as_in_force
            about = self.catalogue, self.tenant, self.question, self.heads
            plan = Plan(*about, now=self.now, other=other, of_store=True)
            self._planned[key] = plan, trying
        return self._planned[key]

    @property
    def scope_now(self) -> SubjectScope:
        """Whose names of subjects are at present, for what is recorded now, whatever time is asked about."""
        settings = self.catalogue.settings(self.tenant, self.heads.get(SETTINGS_KEY), self.now, self.now)
        return settings.subjects.scope

    def _readable(self) -> Mapping[str, Trial]:
        if self._trials is None:
            self._trials = trials_readable(self.catalogue, self.tenant, self.heads, self.moments)
        return self._trials


def ask(catalogue: Catalogue, principal: Principal, question: Question, subject: str | None = None) -> Report:
    """Decide every asked product for one applicant, as `decide` would answer the same subject.

    subject: whom the facts are about, as the principal names it; None is answered by the versions in force. Raises
    Refusal FORBIDDEN; INVALID "BAD_SUBJECT"; THROTTLED; and as `within_scope` and `answer` do.
    """
    require(principal, Action.ASK)
    if subject is not None:
        refuse_subject(subject)
    plan = Drawing(catalogue, principal, within_scope(principal, question)).plan(subject)
    gate_of(catalogue, principal)(subject, question.facts, question.requests, question.valid_at)
    return plan.report(question.facts, question.requests)


def refuse_subject(subject: str) -> None:
    """Raises Refusal INVALID "BAD_SUBJECT" for what names nobody."""
    if not (subject.strip() and len(subject) <= LONGEST_SUBJECT and subject.isprintable()):
        message = f"A subject has 1 to {LONGEST_SUBJECT} printable characters."
        hint = "Use the name by which its erasure will be asked for: a customer number, say."
        raise Refusal(Kind.INVALID, "BAD_SUBJECT", message, ("subject",), hint)
