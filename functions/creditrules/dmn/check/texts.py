"""Reads and checks FEEL texts for the model checker, each distinct text once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from creditrules.dmn.check.names import bound_names, free_names, tests_of, texts_of, with_variables
from creditrules.dmn.domains.allowed import Allowed
from creditrules.dmn.domains.constants import constant_value
from creditrules.dmn.domains.domain import ANYTHING, Domain
from creditrules.dmn.model.boxed import Boxed
from creditrules.errors import Diagnostic
from creditrules.feel import (
    NOT_CONSTANT,
    STRING,
    Checked,
    Names,
    Parsed,
    Type,
    Value,
    ast,
    check_expression,
    check_unary_tests,
    has_other_date,
    parse_expression,
    parse_unary_tests,
    simple_names,
)
from creditrules.records import dataclass, field, replace

__all__ = ["Texts", "condition_text", "condition_texts", "constants_in", "result_text"]

_MOST_APART = 32
_NO_NAMES: Mapping[str, Type] = {}


def condition_text(cell: str) -> str:
    """A cell of conditions; blank is the same as "-"."""
    return cell if cell.strip() else "-"


def condition_texts(cells: Sequence[str]) -> Sequence[str]:
    """`condition_text` of each; of large columns hardly any is blank."""
    return cells if "" not in map(str.strip, cells) else tuple(map(condition_text, cells))


def result_text(cell: str) -> str:
    """A cell of results; blank and "-" are null."""
    return cell if cell.strip() not in {"", "-"} else "null"


@dataclass(slots=True)
class Texts:
    """The texts of one model; problems go to `diagnostics` with their place.

    names: that texts may speak wherever they stand; where a text has a scope, its variables are the scope's.
    types: item definitions by name. domains: what is known of facts and decisions beyond their types.
    """

    names: Names
    diagnostics: list[Diagnostic]
    types: dict[str, Type] = field(default_factory=dict)
    domains: dict[str, Domain] = field(default_factory=dict)
    _parsed: dict[tuple[Names, str, bool], Parsed] = field(default_factory=dict)
    _plain: dict[tuple[str, bool], Parsed] = field(default_factory=dict)
    _other_dates: dict[Names, bool] = field(default_factory=dict)
    _scopes: dict[int, tuple[Mapping[str, Type], Names]] = field(default_factory=dict)

    def parsed(self, text: str, scope: Mapping[str, Type]) -> Parsed:
        """An expression, its variables those of `scope`."""
        return self._read(text, self._within(scope), tests=False)

    def _read(self, text: str, names: Names, *, tests: bool) -> Parsed:
        found = self._plain.get((text, tests)) or self._parsed.get((names, text, tests))
        if found is None:
            read = parse_unary_tests if tests else parse_expression
            found = read(text, names)
            if found.plain:
                self._plain[text, tests] = found
            else:
                self._parsed[names, text, tests] = found
        return found

    def _within(self, scope: Mapping[str, Type]) -> Names:
        """The names for a scope, which must not change any more: it is known again by its identity."""
        known = self._scopes.get(id(scope))
        if known is None:
            names = self.names._replace(variables=frozenset(name for name in scope if not name.isidentifier()))
            known = self._scopes[id(scope)] = scope, names
        return known[1]

    def free(self, text: str, names: Names, *, tests: bool = False) -> set[str]:
        """Names that a text, or the tests of a cell, take from outside; `names` are those it may speak."""
        simple = None if self._has_other_date(names) else simple_names(text)
        if simple is not None:
            return simple
        parsed = self._read(text, names, tests=tests)
        if parsed.plain or parsed.expr is None:
            return set()
        return set(free_names(parsed.expr)) - {"?"}

    def _has_other_date(self, names: Names) -> bool:
        found = self._other_dates.get(names)
        if found is None:
            found = self._other_dates[names] = has_other_date((*names.variables, *names.entries))
        return found

    def has_own_date(self, scope: Mapping[str, Type]) -> bool:
        """Whether `date("…")` may mean something else than a date where these are the variables."""
        return "date" in scope or self._has_other_date(self._within(scope))

    def named_in(self, box: Boxed, scope: Mapping[str, Type]) -> frozenset[str]:
        """Names that a boxed expression may take from outside, entries of what it is a filter of among them."""
        names = self._within(scope)
        names = with_variables(names, (*names.entries, *bound_names(box)))
        found = (self.free(text, names) for text in texts_of(box))
        tested = (self.free(text, names, tests=True) for text in tests_of(box))
        return frozenset().union(*found, *tested)

    def expression(self, text: str, scope: Mapping[str, Type], expected: Type | None, place: str) -> Checked:
        """An expression, checked; its problems are kept."""
        checked = self._resolved(text, scope, lambda parsed: check_expression(parsed, scope, expected, self.types))
        self.told(checked, [place], text_expected=expected == STRING)
        return checked

    def _resolved(
        self, text: str, scope: Mapping[str, Type], check: Callable[[Parsed], Checked], *, tests: bool = False
    ) -> Checked:
        """The text as it makes sense: where an entry of another type, say "amount/term", is none, it is read apart."""
        names = self._within(scope)
        checked = first = check(self._read(text, names, tests=tests))
        apart: frozenset[int] = frozenset()
        while not checked.ok:
            strange = frozenset(_strange_ends(checked)) - apart
            if not strange or len(apart) > _MOST_APART:
                return first
            apart |= strange
            read = parse_unary_tests if tests else parse_expression
            checked = check(read(text, names, apart))
        return checked

    def told(self, checked: Checked, places: list[str], *, text_expected: bool = False) -> None:
        """Keep the problems of a text that stands in each of `places`."""
        for diagnostic in checked.diagnostics:
            known = _quoted_hint(diagnostic, checked.text) if text_expected else diagnostic
            self.diagnostics.extend(replace(known, place=place) for place in places)

    def allowed(self, text: str, domain: Domain, place: str) -> Allowed | None:
        """Allowed values of a domain; None when the text is wrong, which is told."""
        checked = self.tests(text, _NO_NAMES, domain.type)
        self.told(checked, [place])
        if not checked.ok:
            return None
        return Allowed(text, (checked,), _listed(checked))

    def tests(self, text: str, scope: Mapping[str, Type], input_type: Type) -> Checked:
        """A cell of conditions, checked; its problems are for `told`."""
        return self._resolved(
            text, scope, lambda parsed: check_unary_tests(parsed, scope, input_type, self.types), tests=True
        )

    def domain_of(self, checked: Checked) -> Domain:
        """What is known of an expression's values: those of a fact or a decision, or of an entry of one."""
        path: list[str] = []
        node = checked.expr
        while isinstance(node, ast.Path):
            path.append(node.name)
            node = node.base
        domain = self.domains.get(node.name, ANYTHING) if isinstance(node, ast.Name) else ANYTHING
        for name in reversed(path):
            domain = dict(domain.entries).get(name, ANYTHING)
        return domain


def _strange_ends(checked: Checked) -> Iterator[int]:
    """Where names end that are more than a plain word and mean nothing where they stand."""
    told = {one.span for one in checked.diagnostics if one.code in {"feel.unknown-name", "feel.no-entry"}}
    for node in ast.walk(checked.expr) if told and checked.expr is not None else ():
        if isinstance(node, ast.Name | ast.Path) and node.span in told and not node.name.isidentifier():
            yield node.span[1]


def constants_in(checked: Checked) -> tuple[Value, ...]:
    """The constants that a cell lists, and nothing else; none where it says anything more."""
    return _listed(checked) or ()


def _listed(checked: Checked) -> tuple[Value, ...] | None:
    tests = checked.expr
    if not isinstance(tests, ast.UnaryTests) or tests.negated or not tests.tests:
        return None
    values = [
        constant_value(checked, test) for test in tests.tests if not isinstance(test, ast.OperatorTest | ast.Interval)
    ]
    if len(values) != len(tests.tests) or any(value is NOT_CONSTANT for value in values):
        return None
    return tuple(values)


def _quoted_hint(diagnostic: Diagnostic, text: str) -> Diagnostic:
    if diagnostic.code == "feel.unknown-name" and text.strip().replace("_", "").isalnum():
        return replace(diagnostic, hint=f'If the text {text.strip()} is meant, quote it: "{text.strip()}".')
    return diagnostic
