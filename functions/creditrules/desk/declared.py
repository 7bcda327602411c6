"""Which facts rule sets ask for and have asked for, and until when a caller may still send one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from creditrules.desk.catalogue import Catalogue
from creditrules.desk.moments import Moments
from creditrules.desk.trials import trials_in_force
from creditrules.eligibility import CompiledRuleSet, RetiredFact
from creditrules.errors import Diagnostic, Kind, Refusal
from creditrules.records import dataclass, field, replace
from creditrules.rules import DocumentKey, DocumentKind, Head
from creditrules.rules.life import SETTINGS_KEY
from creditrules.rules.time import DeclaredFact, FactNames, in_force_or_to_come, last_use_ended
from creditrules.suggestions import Suggestions

__all__ = ["FactsGiven", "fact_names"]

_Uses = Sequence[tuple[Head, DeclaredFact]]


def fact_names(catalogue: Catalogue, tenant: str, head: Head, compiled: CompiledRuleSet) -> FactNames:
    """What a rule set's next version asks for, and, where its head does not tell yet, the version in force now."""
    now = catalogue.store.now()
    entry = None if head.facts else catalogue.store.in_force(tenant, head, now, now)
    earlier = {} if entry is None else {entry.version: _names(catalogue.rule_set(tenant, entry.digest))}
    return FactNames(_names(compiled), earlier)


def _names(compiled: CompiledRuleSet) -> tuple[str, ...]:
    return tuple(fact.name for fact in compiled.facts)


@dataclass(frozen=True, slots=True)
class FactsGiven:
    """The facts of one question, held against what all rule sets of the tenant ask for and have asked for.

    heads: all of the tenant's. moments: the times asked for, then those of now. A fact of either is taken: questions
    about the past may be asked with the facts of that time and with those of today.
    """

    catalogue: Catalogue
    tenant: str
    heads: Mapping[DocumentKey, Head]
    moments: tuple[Moments, ...]
    _found: dict[str, RetiredFact | Diagnostic | None] = field(default_factory=dict)
    """Of facts that a rule set has ever asked for: the next of many applicants mostly has the same."""

    def retired(self, names: Iterable[str], known: Iterable[str]) -> tuple[RetiredFact, ...]:
        """Those among the facts that no rule asks for any more, still within the notice period.

        known: facts that are known to be asked for. Raises Refusal INVALID "UNKNOWN_FACT" for those that none ever
        did, "RETIRED_FACT" for those whose notice period is over, with diagnostics of both.
        """
        asked_for = frozenset(known)
        odd = [name for name in names if name not in asked_for]
        if not odd:
            return ()
        uses = self._uses(frozenset(odd) - self._found.keys())
        self._found.update((name, self._standing(name, of)) for name, of in uses.items())
        found = {name: self._found[name] if name in self._found else _unknown(name) for name in odd}
        problems = tuple(standing for standing in found.values() if isinstance(standing, Diagnostic))
        if problems:
            raise _refused(self._with_hints(problems, asked_for))
        return tuple(standing for standing in found.values() if isinstance(standing, RetiredFact))

    def _uses(self, names: frozenset[str]) -> Mapping[str, _Uses]:
        found: dict[str, list[tuple[Head, DeclaredFact]]] = {}
        for key, head in self.heads.items():
            if key.kind is DocumentKind.RULE_SET:
                for fact in head.facts:
                    if fact.name in names:
                        found.setdefault(fact.name, []).append((head, fact))
        return found

    def _standing(self, name: str, uses: _Uses) -> RetiredFact | Diagnostic | None:
        """None: it is asked for."""
        ended = None
        for moments in self.moments:
            if any(self._asks(head, fact, moments) for head, fact in uses):
                return None
            ended = self._ended(uses, moments)
            if ended is None:
                continue
            if ended == moments.valid_at:
                return None
            until = ended + self._notice(moments)
            if moments.valid_at < until:
                return RetiredFact(name, ended, until)
        since = f" since {_text(ended)}" if ended else ""
        message = (
            f"No rule has asked for the fact '{name}'{since}, and the time in which it was still accepted is over."
        )
        return Diagnostic("facts.retired", message, "Leave it out.", name)

    def _asks(self, head: Head, fact: DeclaredFact, moments: Moments) -> bool:
        current = self.catalogue.store.in_force(self.tenant, head, moments.valid_at, moments.known_at)
        entries = in_force_or_to_come(head, current, moments.valid_at, moments.known_at)
        return any(fact.by(entry.version) for entry in entries) or self._tried(head, fact, moments)

    def _tried(self, head: Head, fact: DeclaredFact, moments: Moments) -> bool:
        """Whether a challenger asks for it: what some subjects are asked for, all may send."""
        trial = trials_in_force(self.catalogue, self.tenant, self.heads, moments).get(head.key.slug)
        return trial is not None and fact.by(trial.form.challenger)

    def _ended(self, uses: _Uses, moments: Moments) -> datetime | None:
        ends = (last_use_ended(head, fact, moments.valid_at, moments.known_at) for head, fact in uses)
        return max((end for end in ends if end is not None), default=None)

    def _notice(self, moments: Moments) -> timedelta:
        head = self.heads.get(SETTINGS_KEY)
        return self.catalogue.settings(self.tenant, head, moments.valid_at, moments.known_at).facts.notice

    def _with_hints(self, problems: Sequence[Diagnostic], known: frozenset[str]) -> tuple[Diagnostic, ...]:
        hints = Suggestions()
        return tuple(
            problem if problem.hint else replace(problem, hint=hints.near(problem.place, known)) for problem in problems
        )


def _unknown(name: str) -> Diagnostic:
    return Diagnostic("facts.unknown", f"No rule set declares the fact '{name}'.", place=name)


def _refused(problems: tuple[Diagnostic, ...]) -> Refusal:
    first = problems[0]
    code = "RETIRED_FACT" if first.code == "facts.retired" else "UNKNOWN_FACT"
    hint = first.hint or "Remove it; the facts in use are listed by `facts { nodes { name } }`."
    return Refusal(Kind.INVALID, code, first.message, ("facts", first.place), hint, problems)


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
