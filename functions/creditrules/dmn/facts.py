"""Facts as callers state them: plain values in, typed FEEL values out, each problem told with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal

from creditrules.dmn.changes import Changeable, changeable_of, ranks_of
from creditrules.dmn.domains.constants import NOWHEN
from creditrules.dmn.domains.domain import ANYTHING, Domain
from creditrules.dmn.model.declarations import USUAL_COST, Better
from creditrules.dmn.model.definitions import FactDefinition, Label
from creditrules.errors import Diagnostic, Severity
from creditrules.feel import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS_TIME,
    NUMBER,
    STRING,
    TIME,
    YEARS_MONTHS,
    ContextType,
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    RequestBudget,
    Run,
    Time,
    Type,
    Unknown,
    Value,
    composed,
    exact,
    limits,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
    spelt,
)
from creditrules.records import dataclass, field
from creditrules.suggestions import Suggestions

__all__ = ["Fact", "FactsRead", "FactsReader", "facts_of", "spelt_facts"]

_NUMERAL = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,5})?\Z", re.ASCII)
_MAX_DEPTH = 32
_MAX_DIGITS = 34
_SHOWN = 60
_LISTED = 10
_LISTED_NAME = 100
_MOST_TOLD = 100
_TEMPORAL: Mapping[Type, tuple[type, Callable[[str], Value], str]] = {
    DATE: (Date, parse_date, "2026-01-31"),
    TIME: (Time, parse_time, "14:30:00"),
    DATE_TIME: (DateTime, parse_date_time, "2026-01-31T14:30:00+08:00"),
    DAYS_TIME: (DaysDuration, parse_duration, "P30D"),
    YEARS_MONTHS: (MonthsDuration, parse_duration, "P1Y6M"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that callers may state.

    type: of FEEL. definition: the same for people and programs, as {"type": …} with "of", "entries", "allowedValues".
    allowed_values: unary tests, "" for any. nullable: whether null is a value; otherwise null means missing.
    sensitive: diagnostics about it never repeat what was stated. domain: what its type and allowed values come to.
    better: which values speak for the applicant. protected: a protected characteristic, which no outcome may rest on.
    changeable: how an applicant could change it; None where it cannot be changed. ask_cost: what it costs to ask for.
    """

    name: str
    type: Type
    definition: Mapping[str, object]
    allowed_values: str
    nullable: bool
    label: Label
    description: str
    unit: str
    sensitive: bool = False
    domain: Domain = field(default=ANYTHING, repr=False, compare=False)
    better: Better | None = None
    protected: bool = False
    changeable: Changeable | None = None
    ask_cost: Decimal = USUAL_COST

    @property
    def ranks(self) -> tuple[Value, ...]:
        """The listed values of a text or a boolean, lowest first; empty for what has an order by nature, or none."""
        return ranks_of(self.domain)


@dataclass(frozen=True, slots=True)
class FactsRead:
    """values: by fact, ready to evaluate. missing: declared facts without a value. diagnostics: codes "facts.…"."""

    values: dict[str, Value]
    missing: frozenset[str]
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every stated fact could be taken."""
        return not any(diagnostic.severity is Severity.ERROR for diagnostic in self.diagnostics)


class _Wrong(Exception):
    """A value that is no fact of its type: the path inside it, code, message, hint."""

    def __init__(self, path: str, code: str, message: str, hint: str = "", *, missing: bool = False) -> None:
        super().__init__(message)
        self.path, self.code, self.message, self.hint, self.missing = path, code, message, hint, missing


@dataclass(frozen=True, slots=True)
class FactsReader:
    """Reads the facts of one model."""

    facts: tuple[Fact, ...]
    domains: Mapping[str, Domain]
    _shorter: Mapping[str, str] = field(init=False)
    _nullable: frozenset[str] = field(init=False)
    _sensitive: frozenset[str] = field(init=False)
    _tests: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_shorter", _shorter_names(self.domains))
        object.__setattr__(self, "_nullable", frozenset(fact.name for fact in self.facts if fact.nullable))
        object.__setattr__(self, "_tests", not all(domain.plain for domain in self.domains.values()))
        object.__setattr__(self, "_sensitive", frozenset(fact.name for fact in self.facts if fact.sensitive))

    def read(self, raw: Mapping[str, object], budget: RequestBudget | None = None) -> FactsRead:
        """Typed values of what was stated; see `CompiledModel.read_facts`."""
        run = None if budget is None or not self._tests else _reading(budget)
        diagnostics: list[Diagnostic] = []
        values: dict[str, Value] = {}
        if not raw.keys() <= self.domains.keys():
            raw, twice = self._whole_names(spelt_facts(raw))
            diagnostics = [*twice, *self._unknown(raw)]
        for name, domain in self.domains.items():
            given = raw.get(name)
            if given is None:
                if name in raw and name in self._nullable:
                    values[name] = None
                continue
            try:
                values[name] = _typed(given, domain, name, 0, run)
            except _Wrong as wrong:
                diagnostics.append(self._diagnostic(name, wrong))
        if run is not None:
            run.settle()
        missing = frozenset(name for name in self.domains if name not in values)
        return FactsRead(values, missing, tuple(diagnostics))

    def one(self, name: str, given: object) -> Value | Diagnostic:
        """The typed value of a declared fact that is stated so, Unknown where that counts as missing, or what is wrong.

        The same as `read` makes of it beside whatever else is stated.
        """
        if given is None:
            return None if name in self._nullable else Unknown(frozenset((name,)))
        try:
            return _typed(given, self.domains[name], name, 0)
        except _Wrong as wrong:
            return self._diagnostic(name, wrong)

    def _diagnostic(self, name: str, wrong: _Wrong) -> Diagnostic:
        severity = Severity.WARNING if wrong.missing else Severity.ERROR
        told = _untold(wrong, name, self.domains[name]) if name in self._sensitive else wrong
        return Diagnostic(told.code, told.message, told.hint, told.path, severity=severity)

    def _whole_names(self, raw: Mapping[str, object]) -> tuple[Mapping[str, object], list[Diagnostic]]:
        """Facts of imported models may be told by less than the whole way to them, where one fact alone is meant."""
        whole = {name: value for name, value in raw.items() if name not in self._shorter}
        twice = []
        for name in (name for name in raw if name in self._shorter):
            meant = self._shorter[name]
            if whole.setdefault(meant, raw[name]) != raw[name]:
                message = f'"{name}" and "{meant}" are one fact, and two values are given.'
                twice.append(Diagnostic("facts.unknown", message, "Give it once.", name))
        return whole, twice

    def _unknown(self, raw: Mapping[str, object]) -> Iterable[Diagnostic]:
        suggestions = Suggestions()
        unknown = [str(name)[:_LISTED_NAME] for name in raw if name not in self.domains]
        for name in unknown[:_MOST_TOLD]:
            hint = _twin(name, raw) or suggestions.near(name, self.domains) or _listed(self.domains)
            yield Diagnostic("facts.unknown", f'There is no fact "{name}".', hint, name)
        if len(unknown) > _MOST_TOLD:
            yield Diagnostic("facts.unknown", f"{len(unknown) - _MOST_TOLD} further facts are unknown.")


def _shorter_names(names: Iterable[str]) -> dict[str, str]:
    """The names without the first steps of the way to them, where that leaves no doubt: "Rate" of "loans.base.Rate"."""
    found: dict[str, set[str]] = {}
    for name in names:
        steps = name.split(".")
        for left_out in range(1, len(steps)):
            found.setdefault(".".join(steps[left_out:]), set()).add(name)
    known = frozenset(names)
    return {short: next(iter(whole)) for short, whole in found.items() if len(whole) == 1 and short not in known}


def spelt_facts(raw: Mapping[str, object]) -> Mapping[str, object]:
    """Facts by the names that the rules know: one blank between words, letters composed.

    Where two spellings of one name are given, the odd one keeps its own and is unknown to everyone.
    """
    if not any(_oddly_spelt(name) for name in raw):
        return raw
    odd = {name: spelt(name) for name in raw if _oddly_spelt(name)}
    found = {name: value for name, value in raw.items() if name not in odd}
    for name, known in odd.items():
        found.setdefault(name if known in found else known, raw[name])
    return found


def _oddly_spelt(name: object) -> bool:
    return isinstance(name, str) and not (name.isascii() and name.isidentifier()) and spelt(name) != name


def _twin(name: str, names: Collection[object]) -> str:
    known = spelt(name)
    if known == name or known not in names:
        return ""
    return f"It is the name '{known}' again, spelt with other blanks or its letters in parts; give it once."


def _untold(wrong: _Wrong, name: str, domain: Domain) -> _Wrong:
    """The same about a sensitive fact: neither the value nor a key that the caller put inside it is repeated."""
    message = f"{name} has a value that it cannot have; the fact is sensitive, so the value is not repeated here."
    return _Wrong(name, wrong.code, message, f"It must be a {domain.type}.", missing=wrong.missing)


def _listed(names: Iterable[str]) -> str:
    known = sorted(names)
    shown = ", ".join(known[:_LISTED]) + (", …" if len(known) > _LISTED else "")
    return f"Facts are: {shown}." if known else "The rules need no facts."


def _reading(budget: RequestBudget) -> Run:
    """What pays for the tests of facts; only the request bounds them all, so that reading says the same without."""
    run = Run(NOWHEN, max(0, budget.steps))
    run.under(budget)
    return run


def _typed(value: object, domain: Domain, path: str, depth: int, run: Run | None = None) -> Value:
    if depth > _MAX_DEPTH:
        raise _Wrong(path, "facts.too-deep", f"{path} nests deeper than {_MAX_DEPTH} levels.")
    if value is None:
        return None
    typed = _of_type(value, domain, path, depth, run)
    if domain.allowed is not None and not domain.allowed.admits(typed, run):
        message = f"{path} has a value that is not allowed."
        raise _Wrong(path, "facts.not-allowed", message, f"Allowed are: {domain.allowed.text}.")
    return typed


def _of_type(value: object, domain: Domain, path: str, depth: int, run: Run | None) -> Value:
    type_ = domain.type
    if type_ == NUMBER:
        return _number(value, path)
    if type_ == STRING and isinstance(value, str):
        return _text(value, path)
    if type_ == BOOLEAN and isinstance(value, bool):
        return value
    if type_ in _TEMPORAL:
        return _temporal(value, type_, path)
    if domain.item is not None and isinstance(value, list | tuple):
        if len(value) > limits.LIST_LENGTH:
            raise _Wrong(path, "facts.too-long", f"{path} has more than {limits.LIST_LENGTH} items.")
        item = domain.item
        return [_typed(part, item, f"{path}[{index}]", depth + 1, run) for index, part in enumerate(value, 1)]
    if isinstance(type_, ContextType) and isinstance(value, Mapping):
        return _context(value, domain, path, depth, run)
    if type_ == ANY:
        return _untyped(value, path, depth)
    raise _wrong_type(value, type_, path)


def _wrong_type(value: object, type_: Type, path: str, hint: str = "") -> _Wrong:
    return _Wrong(path, "facts.type", f"{path} is {_shown(value)}, but must be a {type_}.", hint)


def _shown(value: object) -> str:
    """What kind of value it is: a message never repeats what is said of a person."""
    match value:
        case bool():
            return "true or false"
        case str():
            return "a text"
        case Mapping():
            return "a mapping"
        case list() | tuple():
            return "a list"
        case int() | float() | Decimal():
            return "a number"
    return "a value of another kind"


def _number(value: object, path: str) -> Decimal:
    number: Decimal | None = None
    if isinstance(value, str):
        number = Decimal(value) if _NUMERAL.match(value) and len(value) <= limits.NAME_LENGTH else None
    elif isinstance(value, Decimal):
        number = value
    elif isinstance(value, int) and not isinstance(value, bool) and value.bit_length() <= limits.NAME_LENGTH:
        number = Decimal(value)
    if number is None or not number.is_finite():
        inexact = "Binary floating point is not exact; send it as a decimal text."
        raise _wrong_type(value, NUMBER, path, inexact if isinstance(value, float) else "Write it as 1234.56.")
    if number and (abs(number.adjusted()) > limits.EXPONENT or exact(number) is None):
        message = f"{path} is a number that {_MAX_DIGITS} digits and exponents to {limits.EXPONENT} cannot hold."
        raise _Wrong(path, "facts.number-range", message)
    return number or Decimal(0)


def _text(value: str, path: str) -> str:
    if len(value) > limits.STRING_LENGTH:
        raise _Wrong(path, "facts.too-long", f"{path} has more than {limits.STRING_LENGTH} characters.")
    return value


def _temporal(value: object, type_: Type, path: str) -> Value:
    class_, parse, example = _TEMPORAL[type_]
    if isinstance(value, class_):
        return value
    parsed = parse(value) if isinstance(value, str) and len(value) <= limits.NAME_LENGTH else None
    if not isinstance(parsed, class_):
        raise _wrong_type(value, type_, path, f'Write it as "{example}".')
    return parsed


def _context(value: Mapping[object, object], domain: Domain, path: str, depth: int, run: Run | None) -> Value:
    entries = dict(domain.entries)
    if not entries:
        return _untyped_context(value, path, depth)
    given = spelt_facts({str(name): part for name, part in value.items()})
    for name in given:
        if name not in entries:
            hint = _twin(name, given) or Suggestions().near(name, entries) or f"It has: {', '.join(entries)}."
            raise _Wrong(f"{path}.{name}", "facts.unknown", f'{path} has no "{name}".', hint)
    for name in entries:
        if name not in given:
            message = f'{path} counts as missing, because its "{name}" is not given.'
            raise _Wrong(f"{path}.{name}", "facts.incomplete", message, "Give null where there is none.", missing=True)
    return {name: _typed(given[name], entry, f"{path}.{name}", depth + 1, run) for name, entry in entries.items()}


def _untyped(value: object, path: str, depth: int) -> Value:
    if depth > _MAX_DEPTH:
        raise _Wrong(path, "facts.too-deep", f"{path} nests deeper than {_MAX_DEPTH} levels.")
    match value:
        case None | bool() | Date() | Time() | DateTime() | DaysDuration() | MonthsDuration():
            return value
        case str():
            return _text(value, path)
        case int() | Decimal():
            return _number(value, path)
        case list() | tuple():
            return [_untyped(part, f"{path}[{index}]", depth + 1) for index, part in enumerate(value, 1)]
        case Mapping():
            return _untyped_context(value, path, depth)
    raise _wrong_type(value, ANY, path)


def _untyped_context(value: Mapping[object, object], path: str, depth: int) -> Value:
    found: dict[str, Value] = {}
    for key, part in value.items():
        name = composed(str(key))
        if name in found:
            raise _Wrong(f"{path}.{name}", "facts.unknown", f'{path} has "{name}" twice.', "Give it once.")
        found[name] = _untyped(part, f"{path}.{name}", depth + 1)
    return found


def facts_of(definitions: Iterable[FactDefinition], domains: Mapping[str, Domain]) -> tuple[Fact, ...]:
    """The facts of a model as callers see them."""
    return tuple(
        Fact(
            definition.name,
            domains[definition.name].type,
            _definition(domains[definition.name]),
            _allowed_text(domains[definition.name]),
            definition.nullable,
            definition.item.label,
            definition.item.description,
            definition.unit,
            definition.sensitive,
            domains[definition.name],
            definition.better,
            definition.protected,
            changeable_of(definition.changeable, domains[definition.name]),
            definition.ask_cost,
        )
        for definition in definitions
    )


def _allowed_text(domain: Domain) -> str:
    if domain.allowed is not None:
        return domain.allowed.text
    return _allowed_text(domain.item) if domain.item is not None else ""


def _definition(domain: Domain) -> dict[str, object]:
    found: dict[str, object]
    if domain.item is not None:
        found = {"type": "list", "of": _definition(domain.item)}
    elif domain.entries:
        entries = [{"name": name, **_definition(entry)} for name, entry in domain.entries]
        found = {"type": "context", "entries": entries}
    else:
        found = {"type": "context" if isinstance(domain.type, ContextType) else str(domain.type)}
    if domain.allowed is not None:
        found["allowedValues"] = domain.allowed.text
    return found
