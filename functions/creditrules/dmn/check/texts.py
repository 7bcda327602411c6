"""Reads and checks FEEL texts for the model checker, each distinct text once."""

from __future__ import annotations

from collections.abc import Mapping

from creditrules.dmn.check.names import free_names
from creditrules.dmn.domains.allowed import Allowed
from creditrules.dmn.domains.constants import constant_value
from creditrules.dmn.domains.domain import ANYTHING, Domain
from creditrules.errors import Diagnostic
from creditrules.feel import (
    NOT_CONSTANT,
    STRING,
    Checked,
    Parsed,
    Type,
    Value,
    ast,
    check_expression,
    check_unary_tests,
    parse_expression,
    parse_unary_tests,
)
from creditrules.records import dataclass, field, replace

__all__ = ["Texts", "condition_text", "constants_in", "result_text"]


def condition_text(cell: str) -> str:
    """A cell of conditions; blank is the same as "-"."""
    return cell if cell.strip() else "-"


def result_text(cell: str) -> str:
    """A cell of results; blank and "-" are null."""
    return cell if cell.strip() not in {"", "-"} else "null"


@dataclass(slots=True)
class Texts:
    """The texts of one model; problems go to `diagnostics` with their place.

    types: item definitions by name. domains: what is known of facts and decisions beyond their types.
    """

    names: frozenset[str]
    diagnostics: list[Diagnostic]
    types: dict[str, Type] = field(default_factory=dict)
    domains: dict[str, Domain] = field(default_factory=dict)
    _expressions: dict[str, Parsed] = field(default_factory=dict)
    _tests: dict[str, Parsed] = field(default_factory=dict)

    def parsed(self, text: str) -> Parsed:
        """An expression."""
        found = self._expressions.get(text)
        if found is None:
            found = self._expressions[text] = parse_expression(text, self.names)
        return found

    def parsed_tests(self, text: str) -> Parsed:
        """A cell of conditions."""
        found = self._tests.get(text)
        if found is None:
            found = self._tests[text] = parse_unary_tests(text, self.names)
        return found

    def free(self, text: str) -> set[str]:
        """Names an expression takes from outside."""
        expr = self.parsed(text).expr
        return set(free_names(expr)) if expr is not None else set()

    def free_in_tests(self, text: str) -> set[str]:
        """Names a cell of conditions takes from outside."""
        expr = self.parsed_tests(text).expr
        return set(free_names(expr)) - {"?"} if expr is not None else set()

    def expression(self, text: str, scope: Mapping[str, Type], expected: Type | None, place: str) -> Checked:
        """An expression, checked; its problems are kept."""
        checked = check_expression(self.parsed(text), scope, expected, self.types)
        self.told(checked, [place], text_expected=expected == STRING)
        return checked

    def told(self, checked: Checked, places: list[str], *, text_expected: bool = False) -> None:
        """Keep the problems of a text that stands in each of `places`."""
        for diagnostic in checked.diagnostics:
            known = _quoted_hint(diagnostic, checked.text) if text_expected else diagnostic
            self.diagnostics.extend(replace(known, place=place) for place in places)

    def allowed(self, text: str, domain: Domain, place: str) -> Allowed | None:
        """Allowed values of a domain; None when the text is wrong, which is told."""
        checked = check_unary_tests(self.parsed_tests(text), {}, domain.type, self.types)
        self.told(checked, [place])
        if not checked.ok:
            return None
        return Allowed(text, (checked,), _listed(checked))

    def tests(self, text: str, scope: Mapping[str, Type], input_type: Type) -> Checked:
        """A cell of conditions, checked; its problems are for `told`."""
        return check_unary_tests(self.parsed_tests(text), scope, input_type, self.types)

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
