"""Type references and item definitions, resolved once to domains."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from creditrules.dmn.domains.allowed import Allowed
from creditrules.dmn.domains.domain import ANYTHING, Domain
from creditrules.dmn.model.definitions import ItemDefinition
from creditrules.errors import Diagnostic
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
    FunctionType,
    ListType,
    RangeType,
    Type,
    context_type,
    spelt,
)
from creditrules.suggestions import Suggestions

__all__ = ["BUILTIN_TYPES", "TypeTable", "type_named"]

BUILTIN_TYPES: Mapping[str, Type] = {
    "Any": ANY,
    "number": NUMBER,
    "string": STRING,
    "boolean": BOOLEAN,
    "date": DATE,
    "time": TIME,
    "date and time": DATE_TIME,
    "dateTime": DATE_TIME,
    "days and time duration": DAYS_TIME,
    "dayTimeDuration": DAYS_TIME,
    "years and months duration": YEARS_MONTHS,
    "yearMonthDuration": YEARS_MONTHS,
    "context": ContextType((), open=True),
    "list": ListType(ANY),
    "range": RangeType(ANY),
    "function": FunctionType(None, ANY),
}
_MAX_NESTING = 16
_MAX_LENGTH = 2_000
_MAX_CHAIN = 32

ReadAllowed = Callable[[str, Domain, str], Allowed | None]
"""From unary tests, the domain they are about and the place: what they allow; None when they are wrong (and told)."""


class TypeTable:
    """Resolves type references; problems go to `diagnostics`, each told once, and the type becomes Any."""

    def __init__(
        self, items: Sequence[ItemDefinition], read_allowed: ReadAllowed, diagnostics: list[Diagnostic]
    ) -> None:
        self._items = {item.name: item for item in items}
        self._done: dict[str, Domain] = {}
        self._open: list[str] = []
        self._read_allowed = read_allowed
        self._diagnostics = diagnostics
        self._told: set[tuple[str, str]] = set()
        self._suggestions = Suggestions()
        for item in items:
            self._item_named(item.name, f"types.{item.name}")

    @property
    def names(self) -> Mapping[str, Domain]:
        """The item definitions by name."""
        return self._done

    def domain(self, reference: str, place: str) -> Domain:
        """The domain a type reference means; "" is anything."""
        text = spelt(reference)
        return self._resolve(text, place, 0) if text else ANYTHING

    def of(self, item: ItemDefinition, place: str) -> Domain:
        """The domain of an item definition or of one entry of it."""
        return self._of(item, place, 0)

    def _of(self, item: ItemDefinition, place: str, depth: int) -> Domain:
        if item.entries:
            entries = tuple(
                (entry.name, self._of(entry, f"{place}.entries[{index}]", depth + 1))
                for index, entry in enumerate(item.entries, 1)
            )
            inner = self._context(entries, place, item.name)
        else:
            inner = self.domain(item.type, f"{place}.type")
        if item.allowed_values:
            inner = self._narrowed(inner, item.allowed_values, f"{place}.allowedValues")
        if item.is_list:
            inner = Domain(ListType(inner.type), None, (), inner, item.name)
        if item.type_constraint:
            inner = self._narrowed(inner, item.type_constraint, f"{place}.typeConstraint")
        return inner

    def _narrowed(self, domain: Domain, text: str, place: str) -> Domain:
        """`domain` with one more demand; about the elements where it is a list and the tests are about elements."""
        if domain.item is not None and place.endswith(".allowedValues"):
            return Domain(domain.type, domain.allowed, (), self._narrowed(domain.item, text, place), domain.name)
        own = self._read_allowed(text, domain, place)
        if own is None:
            return domain
        before = domain.allowed
        both = own if before is None else before.narrowed(own)
        return Domain(domain.type, both, domain.entries, domain.item, domain.name)

    def _item_named(self, name: str, place: str) -> Domain:
        done = self._done.get(name)
        if done is not None:
            return done
        if name in self._open:
            circle = " → ".join([*self._open[self._open.index(name) :], name])
            self._wrong(place, "dmn.type-cycle", f"The type {name} contains itself: {circle}.")
            return ANYTHING
        if len(self._open) >= _MAX_CHAIN:
            self._wrong(place, "dmn.too-deep", f"Types refer to each other over more than {_MAX_CHAIN} steps.")
            return ANYTHING
        self._open.append(name)
        domain = self._of(self._items[name], f"types.{name}", 0)
        self._open.pop()
        self._done[name] = Domain(domain.type, domain.allowed, domain.entries, domain.item, domain.name or name)
        return self._done[name]

    def _resolve(self, text: str, place: str, depth: int) -> Domain:
        if text in self._items:
            return self._item_named(text, place)
        if text in BUILTIN_TYPES:
            return _simple(BUILTIN_TYPES[text])
        if depth < _MAX_NESTING and len(text) <= _MAX_LENGTH and ("<" in text):
            generic = self._generic(text, place, depth)
            if generic is not None:
                return generic
        known = [*self._items, *BUILTIN_TYPES]
        self._wrong(place, "dmn.unknown-type", f'There is no type "{text}".', self._suggestions.near(text, known))
        return ANYTHING

    def _generic(self, text: str, place: str, depth: int) -> Domain | None:
        head, _, rest = text.partition("<")
        if head.strip() == "function":
            inside, arrow, result = rest.rpartition("->")
            inside = inside.rstrip()
            if not arrow or not inside.endswith(">"):
                return None
            types = [self._resolve(part, place, depth + 1).type for part in _split(inside[:-1])]
            to = self._resolve(result.strip(), place, depth + 1).type
            return Domain(FunctionType(tuple(("", type_) for type_ in types), to))
        if not rest.endswith(">"):
            return None
        inside = rest[:-1].strip()
        match head.strip():
            case "list":
                item = self._resolve(inside, place, depth + 1)
                return Domain(ListType(item.type), None, (), item)
            case "range":
                return Domain(RangeType(self._resolve(inside, place, depth + 1).type))
            case "context":
                entries = []
                for part in _split(inside):
                    name, colon, type_ = part.partition(":")
                    if not colon:
                        return None
                    entries.append((name.strip(), self._resolve(type_.strip(), place, depth + 1)))
                return self._context(tuple(entries), place)
        return None

    def _context(self, entries: tuple[tuple[str, Domain], ...], place: str, name: str = "") -> Domain:
        type_ = context_type((entry, domain.type) for entry, domain in entries)
        if type_ == ANY:
            self._wrong(place, "dmn.too-large", "The type has too many parts.", "Name fewer types inside of it.")
            return ANYTHING
        return Domain(type_, None, entries, None, name)

    def _wrong(self, place: str, code: str, message: str, hint: str = "") -> None:
        if (place, message) not in self._told:
            self._told.add((place, message))
            self._diagnostics.append(Diagnostic(code, message, hint, place))


def type_named(text: str) -> Type | None:
    """The type that a text names where there are no item definitions, such as "list<number>"; None where none is."""
    wrong: list[Diagnostic] = []
    found = TypeTable((), lambda _text, _domain, _place: None, wrong).domain(text, "").type
    return None if wrong else found


def _simple(type_: Type) -> Domain:
    return Domain(type_, None, (), ANYTHING) if isinstance(type_, ListType) else Domain(type_)


def _split(text: str) -> Iterator[str]:
    """The parts between commas that are not inside angle brackets."""
    depth, start = 0, 0
    for index, character in enumerate(text):
        if character == "<":
            depth += 1
        elif character == ">" and text[index - 1 : index] != "-":
            depth -= 1
        elif character == "," and depth == 0:
            yield text[start:index].strip()
            start = index + 1
    if text[start:].strip():
        yield text[start:].strip()
