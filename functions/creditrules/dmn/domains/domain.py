"""What values a typed place takes: a FEEL type and the allowed values of item definitions (DMN 1.5, clause 7.3.3)."""

from __future__ import annotations

from creditrules.dmn.domains.allowed import Allowed
from creditrules.dmn.domains.constants import NOWHEN
from creditrules.feel import (
    ANY,
    DATE_TIME,
    SCALAR_CLASSES,
    Date,
    Function,
    FunctionType,
    Run,
    SimpleType,
    Type,
    Unknown,
    Value,
    brief,
    convert,
    is_instance,
)
from creditrules.records import dataclass

__all__ = ["ANYTHING", "Domain", "class_within", "conform"]


@dataclass(frozen=True, slots=True)
class Domain:
    """A type and what it demands beyond.

    allowed: of the value itself (`item` carries that of the elements of a list). entries: of a context.
    """

    type: Type
    allowed: Allowed | None = None
    entries: tuple[tuple[str, Domain], ...] = ()
    item: Domain | None = None
    name: str = ""

    @property
    def plain(self) -> bool:
        """Whether the type says everything."""
        return (
            self.allowed is None
            and (self.item is None or self.item.plain)
            and all(domain.plain for _, domain in self.entries)
        )


ANYTHING = Domain(ANY)


def class_within(domain: Domain) -> type | None:
    """The class whose values are all of the domain as they are, which costs nothing to find; None if there is none."""
    return SCALAR_CLASSES.get(domain.type) if domain.plain else None


def conform(value: Value, domain: Domain, run: Run | None = None) -> tuple[Value, str]:
    """The value as one of `domain`, converted as clause 10.3.2.9.4 says, and "", or null and why it is none.

    Null conforms to everything; what is unknown is taken as it is. run: pays for looking at parts, and for the tests of
    what is allowed; nothing is allowed once it has nothing left. Raises Exhausted then, where there are many parts.
    """
    if value is None or type(value) is Unknown:
        return value, ""
    if domain.item is not None:
        return _conform_list(value, domain, domain.item, run)
    if isinstance(value, list) and len(value) == 1 and domain.type != ANY:
        value = value[0]
        if value is None:
            return None, ""
    if isinstance(value, Function) and isinstance(domain.type, FunctionType):
        taken = convert(Run(NOWHEN, 1), value, domain.type)
        return (None, f"{brief(value)} is no {_called(domain)}") if taken is None else (taken, "")
    if domain.type == DATE_TIME and isinstance(value, Date):
        value = convert(Run(NOWHEN, 1), value, DATE_TIME)
    if domain.entries:
        return _conform_entries(value, domain, run)
    if domain.type != ANY and not is_instance(value, domain.type):
        return None, f"{brief(value)} is no {_called(domain)}"
    return _allowed(value, domain, run)


def _called(domain: Domain) -> str:
    return domain.name if domain.name and not isinstance(domain.type, SimpleType) else str(domain.type)


def _allowed(value: Value, domain: Domain, run: Run | None) -> tuple[Value, str]:
    if domain.allowed is not None and not domain.allowed.admits(value, run):
        return None, f"{brief(value)} is not among the allowed values {domain.allowed.text}"
    return value, ""


def _conform_list(value: Value, domain: Domain, item: Domain, run: Run | None) -> tuple[Value, str]:
    parts = value if isinstance(value, list) else [value]
    if run is not None:
        run.spend(len(parts))
    converted = []
    for part in parts:
        result, problem = conform(part, item, run)
        if problem:
            return None, problem
        converted.append(result)
    return _allowed(converted, domain, run)


def _conform_entries(value: Value, domain: Domain, run: Run | None) -> tuple[Value, str]:
    if not isinstance(value, dict):
        return None, f"{brief(value)} is no {_called(domain)}"
    converted = dict(value)
    for name, entry in domain.entries:
        if name not in value:
            return None, f'{brief(value)} has no "{name}", so it is no {_called(domain)}'
        result, problem = conform(value[name], entry, run)
        if problem:
            return None, f"{name}: {problem}"
        converted[name] = result
    return _allowed(converted, domain, run)
