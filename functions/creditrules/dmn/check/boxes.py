"""Checks boxed expressions: types from the leaves up, names from the outside in."""

from __future__ import annotations

from collections.abc import Mapping

from creditrules.dmn.check.checked import (
    CheckedBox,
    CheckedConditional,
    CheckedContext,
    CheckedEntry,
    CheckedFilter,
    CheckedFunction,
    CheckedInvocation,
    CheckedIteration,
    CheckedList,
    CheckedLiteral,
    CheckedRelation,
)
from creditrules.dmn.check.compatibility import common_type, item_of, may_become
from creditrules.dmn.check.tables import check_table
from creditrules.dmn.check.texts import Texts
from creditrules.dmn.domains.domain import ANYTHING, Domain
from creditrules.dmn.domains.type_table import TypeTable
from creditrules.dmn.model.boxed import (
    Boxed,
    Conditional,
    ContextBox,
    DecisionTable,
    FilterBox,
    FunctionBox,
    Invocation,
    Iteration,
    ListBox,
    LiteralExpression,
    Relation,
)
from creditrules.dmn.model.foreign import feel_equivalent, foreign_name, similar_functions
from creditrules.errors import Diagnostic
from creditrules.feel import (
    ANY,
    BOOLEAN,
    BUILTINS,
    NUMBER,
    Checked,
    ContextType,
    FunctionType,
    ListType,
    Parsed,
    Type,
    ast,
    check_expression,
    context_type,
)

__all__ = ["BoxChecker"]

Types = Mapping[str, Type]


class BoxChecker:
    """Checks the boxed expressions of one model."""

    def __init__(self, texts: Texts, types: TypeTable) -> None:
        self._texts, self._types = texts, types

    def check(self, box: Boxed, scope: Types, place: str, expected: Domain = ANYTHING) -> CheckedBox:
        """One boxed expression; `expected` is the type declared around it."""
        own = self._types.domain(box.type, f"{place}.type") if box.type else expected
        checked = self._check(box, scope, place, own)
        if not isinstance(checked, CheckedLiteral) and not may_become(checked.type, own.type):
            message = f"The result is {checked.type} where {own.type} is declared."
            self._texts.diagnostics.append(Diagnostic("dmn.type", message, "", place))
        return checked

    def _check(self, box: Boxed, scope: Types, place: str, expected: Domain) -> CheckedBox:  # noqa: C901  (one line each)
        match box:
            case LiteralExpression():
                return self._literal(box, scope, place, expected)
            case DecisionTable():
                return check_table(self._texts, self._types, box, scope, place, expected)
            case ContextBox():
                return self._context(box, scope, place, expected)
            case Invocation():
                return self._invocation(box, scope, place)
            case FunctionBox():
                return self.function(box, scope, place, "")
            case ListBox(items):
                inner = expected.item or ANYTHING
                parts = tuple(self.check(item, scope, f"{place}[{at}]", inner) for at, item in enumerate(items, 1))
                return CheckedList(ListType(common_type(part.type for part in parts)), parts)
            case Relation():
                return self._relation(box, scope, place)
            case Conditional():
                return self._conditional(box, scope, place, expected)
            case FilterBox(source, match):
                return self._filter(source, match, scope, place)
            case Iteration():
                return self._iteration(box, scope, place)

    def _literal(self, box: LiteralExpression, scope: Types, place: str, expected: Domain) -> CheckedBox:
        if box.language:
            message = f"The expression is written in {box.language}."
            hint = "Only FEEL is evaluated here; translate it."
            self._texts.diagnostics.append(Diagnostic("dmn.foreign-language", message, hint, place, source=box.text))
            return CheckedLiteral(ANY, Checked(box.text, None, ANY))
        wanted = expected.type if expected.type != ANY else None
        checked = self._texts.expression(box.text, scope, wanted, place)
        return CheckedLiteral(checked.type, checked)

    def _context(self, box: ContextBox, scope: Types, place: str, expected: Domain) -> CheckedBox:
        known: Types = scope
        entries = []
        inside = dict(expected.entries) if box.result is None else {}
        for entry in box.entries:
            where = f"{place}.{entry.name}"
            declared = self._types.domain(entry.type, f"{where}.type") if entry.type else ANYTHING
            wanted = declared if entry.type else inside.get(entry.name, ANYTHING)
            value = self.check(entry.value, known, where, wanted)
            entries.append(CheckedEntry(entry.name, value, declared))
            known = {**known, entry.name: declared.type if entry.type else value.type}
        if box.result is not None:
            result = self.check(box.result, known, f"{place}.result", expected)
            return CheckedContext(result.type, tuple(entries), result)
        types = tuple((entry.name, known[entry.name]) for entry in entries)
        return CheckedContext(context_type(types), tuple(entries), None)

    def _invocation(self, box: Invocation, scope: Types, place: str) -> CheckedBox:
        known = dict(scope)
        arguments = []
        for binding in box.bindings:
            value = self.check(binding.value, scope, f"{place}.arguments.{binding.name}")
            known[f"argument {binding.name}"] = value.type
            arguments.append((f"argument {binding.name}", value))
        function = self._texts.parsed(box.function, scope)
        if not isinstance(function.expr, ast.Expr):
            checked = self._texts.expression(box.function, scope, None, place)
            return CheckedInvocation(ANY, tuple(arguments), checked)
        span = function.expr.span
        call = ast.Call(
            span,
            function.expr,
            tuple(ast.Name(span, name) for name, _ in arguments),
            tuple(binding.name for binding in box.bindings) if box.bindings else None,
        )
        checked = check_expression(Parsed(box.function, call, function.diagnostics), known, None, self._texts.types)
        self._texts.told(checked, [place])
        return CheckedInvocation(checked.type, tuple(arguments), checked)

    def function(self, box: FunctionBox, scope: Types, place: str, name: str) -> CheckedFunction:
        """A function definition; its body sees `scope` and its parameters."""
        meant = feel_equivalent(box) if box.kind != "FEEL" else box
        domains = tuple(
            self._types.domain(parameter.type, f"{place}.parameters[{index}]")
            for index, parameter in enumerate(box.parameters, 1)
        )
        parameters = tuple(
            (parameter.name, domain.type) for parameter, domain in zip(box.parameters, domains, strict=True)
        )
        result = self._types.domain(box.result_type, f"{place}.type") if box.result_type else ANYTHING
        if meant is None:
            message = f"{foreign_name(box)} is not run here."
            hint = "Only FEEL is evaluated, and a few functions of Java's standard library; translate it."
            there = similar_functions(box)
            if there:
                hint = f"There is {', '.join(there)}; name one of them, with as many parameters, or translate it."
            self._texts.diagnostics.append(Diagnostic("dmn.foreign-function", message, hint, place))
            body: CheckedBox = CheckedLiteral(ANY, Checked("", None, ANY))
        else:
            body = self.check(meant.body, {**scope, **dict(parameters)}, place, result)
        returned = result.type if box.result_type else body.type
        return CheckedFunction(FunctionType(parameters, returned), parameters, domains, body, result, name)

    def _relation(self, box: Relation, scope: Types, place: str) -> CheckedBox:
        rows = tuple(
            tuple(self.check(cell, scope, f"{place}.rows[{row}][{column}]") for column, cell in enumerate(cells, 1))
            for row, cells in enumerate(box.rows, 1)
        )
        columns = tuple(
            (name, common_type(cells[index].type for cells in rows)) for index, name in enumerate(box.columns)
        )
        return CheckedRelation(ListType(context_type(columns)), box.columns, rows)

    def _conditional(self, box: Conditional, scope: Types, place: str, expected: Domain) -> CheckedBox:
        condition = self._boolean(box.condition, scope, f"{place}.if")
        then = self.check(box.then, scope, f"{place}.then", expected)
        otherwise = self.check(box.otherwise, scope, f"{place}.else", expected)
        return CheckedConditional(common_type((then.type, otherwise.type)), condition, then, otherwise, place)

    def _boolean(self, box: Boxed, scope: Types, place: str) -> CheckedBox:
        checked = self.check(box, scope, place)
        if not may_become(checked.type, BOOLEAN):
            self._texts.diagnostics.append(
                Diagnostic("dmn.type", f"The condition is {checked.type}, neither true nor false.", "", place)
            )
        return checked

    def _filter(self, source: Boxed, match: Boxed, scope: Types, place: str) -> CheckedBox:
        """As FEEL's own filter (clause 10.3.2.5): a condition or a position; an entry that an item lacks is null."""
        items = self.check(source, scope, f"{place}.in")
        item = items.type.item if isinstance(items.type, ListType) else items.type
        entries = dict(item.entries) if isinstance(item, ContextType) else {}
        named, lacking = self._texts.named_in(match, scope), frozenset[str]()
        if item == ANY or (isinstance(item, ContextType) and item.open):
            known = {name for name, type_ in scope.items() if isinstance(type_, FunctionType)}
            lacking = named - known - BUILTINS.keys() - {"item"}
        inner = {**scope, **dict.fromkeys(lacking, ANY), "item": item, **entries}
        matched = self.check(match, inner, f"{place}.match")
        if not may_become(matched.type, BOOLEAN) and matched.type != NUMBER:
            message = f"The condition is {matched.type}, neither true or false nor a position."
            self._texts.diagnostics.append(Diagnostic("dmn.type", message, "", f"{place}.match"))
        type_ = item if matched.type == NUMBER else ListType(item) if matched.type == BOOLEAN else ANY
        alone = matched.type == NUMBER and "item" not in named
        return CheckedFilter(type_, items, matched, place, lacking - scope.keys(), alone)

    def _iteration(self, box: Iteration, scope: Types, place: str) -> CheckedBox:
        source = self.check(box.source, scope, f"{place}.in")
        inner = {**scope, box.variable: item_of(source.type)}
        if box.kind == "for":
            body = self.check(box.body, {**inner, "partial": ListType(ANY)}, f"{place}.return")
            type_: Type = ListType(body.type)
        else:
            body = self._boolean(box.body, inner, f"{place}.satisfies")
            type_ = BOOLEAN
        return CheckedIteration(type_, box.kind, box.variable, source, body, place)
