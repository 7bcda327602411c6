"""The bracketed and the keyword forms: lists, intervals, contexts, calls, if, for, some, every, function."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Literal as OneOf
from typing import cast

from creditrules.feel.spelling import composed
from creditrules.feel.syntax.lexer import TokenKind
from creditrules.feel.syntax.names import NameTable
from creditrules.feel.syntax.types import TypeParser
from creditrules.feel.tree import ast

__all__ = ["BoxedParser"]


class BoxedParser(TypeParser):
    """Reads what is not an operator; the expressions inside are the subclass's."""

    in_endpoint = -1
    _last_entry = ""

    @abstractmethod
    def expression(self) -> ast.Expr:
        """Any expression."""

    @abstractmethod
    def endpoint(self) -> ast.Expr:
        """The upper end of an interval, which `[` may close."""

    def more_of(self, read: Callable[[], ast.Expr]) -> list[ast.Expr]:
        """What `read` reads after each further comma."""
        more: list[ast.Expr] = []
        while self.at_sign(","):
            self.advance()
            more.append(read())
        return more

    def list_or_interval(self) -> ast.Expr:
        """`[…]`, or an interval that starts with `[`."""
        start = self.advance().start
        items: list[ast.Expr] = []
        if not self.at_sign("]"):
            items.append(self.expression())
            if self.at_sign(".."):
                return self.interval(start, items[0], low_closed=True)
            items += self.more_of(self.expression)
        self.take_sign("]", "or ',' in the list")
        return ast.List(self.span_from(start), tuple(items))

    def interval(self, start: int, low: ast.Expr, *, low_closed: bool) -> ast.Expr:
        """The rest of an interval, from `..` on."""
        self.take_sign("..", "in the interval")
        high = self.endpoint()
        if not self.at_sign("]", ")", "["):
            raise self.problem("']' or ')' to close the interval")
        high_closed = self.advance().text == "]"
        return ast.Interval(self.span_from(start), low, high, low_closed, high_closed)

    def context(self) -> ast.Expr:
        """`{key: value, …}`; each entry's name is known to the ones after it."""
        start = self.advance().start
        entries: list[ast.ContextEntry] = []
        visible = NameTable()
        self.local_names.append(visible)
        while not self.at_sign("}"):
            if entries:
                self.take_sign(",", "or '}' in the context")
            entry = self._entry()
            visible.add(entry.name)
            self.local_entries.add(entry.name)
            entries.append(entry)
        self.local_names.pop()
        self.advance()
        return ast.Context(self.span_from(start), tuple(entries))

    def _entry(self) -> ast.ContextEntry:
        token = self.token
        if token.kind is TokenKind.STRING:
            self.advance()
            name = composed(token.text)
        else:
            declared = self.declared_name(":")
            if declared is None:
                raise self.problem("an entry name and ':' in the context")
            name = declared[0]
        self.take_sign(":", "after the entry name")
        value = self.expression()
        return ast.ContextEntry(self.span_from(token.start), name, value)

    def arguments(self) -> tuple[tuple[ast.Expr, ...], tuple[str, ...] | None]:
        """`(…)` of a call: the values, and the names if they are given by name."""
        self.advance()
        values: list[ast.Expr] = []
        names: list[str] = []
        while not self.at_sign(")"):
            if values:
                self.take_sign(",", "or ')' in the arguments")
            named = self.declared_name(":") if names or not values else None
            if named is not None:
                self.advance()
                names.append(named[0])
            elif names:
                raise self.problem("a parameter name and ':', as for the arguments before")
            values.append(self.expression())
        self.advance()
        return tuple(values), tuple(names) if names else None

    def conditional(self) -> ast.Expr:
        """`if`, with a chain of `else if` read in a loop: it may be long without being nested."""
        branches: list[tuple[int, ast.Expr, ast.Expr]] = []
        while self.at_word("if"):
            start = self.advance().start
            condition = self.expression()
            self.take_word("then", "after the condition of 'if'")
            then = self.expression()
            self.take_word(
                "else", "after 'then'", "In FEEL every 'if' has an 'else'; 'else null' where there is nothing to say."
            )
            branches.append((start, condition, then))
        result = self.expression()
        for start, condition, then in reversed(branches):
            result = ast.If(self.span_from(start), condition, then, result)
        return result

    def iteration(self) -> ast.Expr:
        """`for … return …`."""
        start = self.advance().start
        visible = NameTable()
        self.local_names.append(visible)
        iterators = self._iterators(visible)
        self.take_word("return", "after the iterators of 'for'")
        result = self.expression()
        self.local_names.pop()
        return ast.For(self.span_from(start), iterators, result)

    def quantified(self) -> ast.Expr:
        """`some|every … satisfies …`."""
        token = self.advance()
        visible = NameTable()
        self.local_names.append(visible)
        iterators = self._iterators(visible)
        self.take_word("satisfies", f"after the iterators of '{token.text}'")
        condition = self.expression()
        self.local_names.pop()
        quantifier = cast("OneOf['some', 'every']", token.text)
        return ast.Quantified(self.span_from(token.start), quantifier, iterators, condition)

    def _iterators(self, visible: NameTable) -> tuple[ast.IteratorClause, ...]:
        clauses: list[ast.IteratorClause] = []
        while not clauses or self.at_sign(","):
            if clauses:
                self.advance()
            clauses.append(self._iterator())
            visible.add(clauses[-1].name)
        return tuple(clauses)

    def _iterator(self) -> ast.IteratorClause:
        declared = self.declared_name("in")
        if declared is None:
            raise self.problem("a variable name and 'in'")
        name, (start, _) = declared
        self.take_word("in", "after the variable")
        opening = self.token.start
        domain = self.expression()
        if self.at_sign(".."):
            self.advance()
            high = self.expression()
            domain = ast.IterationRange(self.span_from(opening), domain, high)
        return ast.IteratorClause(self.span_from(start), name, domain)

    def function_definition(self) -> ast.Expr:
        """`function(…) body`."""
        start = self.advance().start
        self.advance()
        parameters: list[ast.FormalParameter] = []
        visible = NameTable()
        while not self.at_sign(")"):
            if parameters:
                self.take_sign(",", "or ')' in the parameters")
            parameters.append(self._parameter())
            visible.add(parameters[-1].name)
        self.advance()
        external = self.at_word("external")
        if external:
            self.advance()
        self.local_names.append(visible)
        body = self.expression()
        self.local_names.pop()
        return ast.FunctionDefinition(self.span_from(start), tuple(parameters), body, external)

    def _parameter(self) -> ast.FormalParameter:
        declared = self.declared_name(":", ",", ")")
        if declared is None:
            raise self.problem("a parameter name")
        name, span = declared
        if not self.at_sign(":"):
            return ast.FormalParameter(span, name, None)
        self.advance()
        type_ = self.type()
        return ast.FormalParameter((span[0], type_.span[1]), name, type_)
