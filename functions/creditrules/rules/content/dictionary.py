"""The fact dictionary: what all rule sets together ask callers for, and where they contradict each other; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from creditrules.dmn import USUAL_COST, Disagreement, Fact, disagreements
from creditrules.errors import Diagnostic, Severity
from creditrules.feel import ANY, ContextType, ListType, Type
from creditrules.records import dataclass

__all__ = ["Declaration", "Earlier", "clashes", "dictionary", "same_type"]


@dataclass(frozen=True, slots=True)
class Declaration:
    """A fact as one rule set declares it.

    where: for people, as in "version 2 of the rule set 'score'". line: where it is read from a file.
    """

    fact: Fact
    rule_set: str
    version: int
    where: str
    line: int | None = None

    @property
    def place(self) -> str:
        """Its path in the content."""
        return f"facts.{self.fact.name}"


@dataclass(frozen=True, slots=True)
class Earlier:
    """A fact as callers send it up to now.

    accepted_until: until when they may go on, where no rule asks for it any more.
    """

    fact: Fact
    accepted_until: datetime | None = None


def dictionary(declarations: Iterable[Declaration]) -> Mapping[str, tuple[Declaration, ...]]:
    """The declarations by the name of their fact, in alphabetical order."""
    found: dict[str, list[Declaration]] = {}
    for declaration in declarations:
        found.setdefault(declaration.fact.name, []).append(declaration)
    return {name: tuple(found[name]) for name in sorted(found)}


def clashes(
    new: Iterable[Declaration],
    others: Iterable[Declaration],
    known: Mapping[str, Earlier] | None = None,
    already: Callable[[Declaration, Declaration], bool] = lambda _new, _other: False,
) -> Iterator[Diagnostic]:
    """What is wrong with declarations beside those of other rule sets, which the same callers give the same values.

    Another type is an error; allowed values that contradict, other units, a sensitivity or a protection that only one
    states, and another `better`, `changeable` or `askCost` are warnings. known: facts as callers send them up to now;
    one that gets another type is warned of. already: whether a declaration contradicts another one without the change
    as well, which is only warned of, too.
    """
    elsewhere = dictionary(others)
    for declaration in new:
        yield from _clashes(declaration, elsewhere.get(declaration.fact.name, ()), already)
        before = known.get(declaration.fact.name) if known else None
        if before is not None and not same_type(before.fact.type, declaration.fact.type):
            yield _retyped(declaration, before)


def same_type(one: Type, other: Type) -> bool:
    """Whether a value can be meant for both: what says less than the other takes what that takes."""
    if ANY in {one, other}:
        return True
    if isinstance(one, ListType) and isinstance(other, ListType):
        return same_type(one.item, other.item)
    if isinstance(one, ContextType) and isinstance(other, ContextType):
        first, second = dict(one.entries), dict(other.entries)
        alike = first.keys() == second.keys() and all(same_type(first[name], second[name]) for name in first)
        return not first or not second or alike
    return one == other


def _clashes(
    new: Declaration, others: Sequence[Declaration], already: Callable[[Declaration, Declaration], bool]
) -> Iterator[Diagnostic]:
    apart = [other for other in others if not same_type(new.fact.type, other.fact.type)]
    if apart:
        severity = Severity.WARNING if all(already(new, other) for other in apart) else Severity.ERROR
        yield _type_clash(new, apart, severity)
    alike = {_said(other): other for other in reversed(others) if other not in apart}
    for other in reversed(alike.values()):
        yield from _doubts(new, other)


def _said(declaration: Declaration) -> tuple[object, ...]:
    """What of a declaration may contradict another; versions of one rule set mostly say the same."""
    fact = declaration.fact
    declared = fact.better, fact.protected, fact.changeable, fact.ask_cost
    return declaration.rule_set, str(fact.definition), fact.unit, fact.sensitive, *declared


def _type_clash(new: Declaration, others: Sequence[Declaration], severity: Severity) -> Diagnostic:
    first, name = others[0], new.fact.name
    further = len({other.rule_set for other in others}) - 1
    more = f"; {further} more rule set{'s differ' if further > 1 else ' differs'} too" if further else ""
    message = (
        f"The fact '{name}' is a {new.fact.type} here and a {first.fact.type} in {first.where} ({first.place}){more}."
    )
    hint = f"Callers give one value to all rule sets: declare it as a {first.fact.type}, or give it another name."
    return Diagnostic("facts.type-clash", message, hint, new.place, severity=severity)


def _doubts(new: Declaration, other: Declaration) -> Iterator[Diagnostic]:
    one, two, name = new.fact, other.fact, new.fact.name
    for path, kind in disagreements(one.domain, two.domain, name):
        texts = f"here ({one.allowed_values or 'see there'}) and in {other.where} ({two.allowed_values or other.place})"
        if kind is Disagreement.APART:
            message = f"No value of '{path}' is allowed both {texts}."
            hint = "No applicant can be answered by both rule sets: make the allowed values meet."
            yield _doubt("facts.domain-clash", message, hint, new)
        else:
            message = f"Values of '{path}' are allowed {texts} of which the other allows none."
            hint = "An applicant with such a value is referred by the other rule set: allow the same values in both."
            yield _doubt("facts.domain-differs", message, hint, new)
    if one.unit and two.unit and one.unit != two.unit:
        message = f"The unit of '{name}' is {one.unit} here and {two.unit} in {other.where} ({other.place})."
        yield _doubt("facts.unit-clash", message, "Use one unit, or give the fact another name.", new)
    if one.sensitive != two.sensitive:
        which = f"here and not in {other.where}" if one.sensitive else f"in {other.where} and not here"
        message = f"The fact '{name}' is sensitive {which} ({other.place})."
        yield _doubt("facts.sensitivity-differs", message, "Say `sensitive: true` in both, or in neither.", new)
    yield from _declared_differently(new, other)


def _declared_differently(new: Declaration, other: Declaration) -> Iterator[Diagnostic]:
    """What only one says counts for both, but for protection, which each rule set is proved for by itself."""
    one, two, name, there = new.fact, other.fact, new.fact.name, f"{other.where} ({other.place})"
    if one.better and two.better and one.better is not two.better:
        message = f"{one.better.title()} values of '{name}' are better here and {two.better} ones in {there}."
        yield _doubt("facts.better-clash", message, "Say the same in both, or give the fact another name.", new)
    if one.protected != two.protected:
        which = f"here and not in {there}" if one.protected else f"in {there} and not here"
        message = f"The fact '{name}' is protected {which}."
        yield _doubt("facts.protection-differs", message, "Say `protected: true` in both, or in neither.", new)
    if one.changeable and two.changeable and one.changeable != two.changeable:
        message = f"How an applicant could change '{name}' is said in one way here and in another in {there}."
        yield _doubt("facts.changeable-differs", message, "Say the same in both.", new)
    if one.ask_cost != two.ask_cost and USUAL_COST not in {one.ask_cost, two.ask_cost}:
        message = f"Asking for '{name}' costs {one.ask_cost:f} here and {two.ask_cost:f} in {there}."
        yield _doubt("facts.ask-cost-clash", message, "Say the same in both.", new)


def _retyped(new: Declaration, before: Earlier) -> Diagnostic:
    until = before.accepted_until
    accepted = f" and is accepted as that until {until.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}," if until else ""
    message = f"The fact '{new.fact.name}' was a {before.fact.type} up to now{accepted} and is to be a {new.fact.type}."
    hint = "Callers who go on sending what they send are not answered: give the new one another name."
    return _doubt("facts.retyped", message, hint, new)


def _doubt(code: str, message: str, hint: str, new: Declaration) -> Diagnostic:
    return Diagnostic(code, message, hint, new.place, severity=Severity.WARNING)
