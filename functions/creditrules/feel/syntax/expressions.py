"""Expressions by precedence: or, and, comparison, + -, * /, **, unary minus, then paths, filters and calls.

The order is that of the grammar (DMN 1.5, clause 10.3.1.2): `**` groups to the left and unary minus binds before it, so
`-5 ** 2` is 25.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from creditrules.feel.syntax.boxed import BoxedParser
from creditrules.feel.syntax.lexer import Token, TokenKind
from creditrules.feel.tree import ast

__all__ = ["ExpressionParser"]

_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2, "**": 3}
_CONSTANTS = {"true": True, "false": False, "null": None}
_NOT_NAMES = frozenset({"then", "else", "return", "satisfies", "in", "and", "or", "between"})
_FILTER_AHEAD = 64


class ExpressionParser(BoxedParser):
    """Reads expressions and unary tests."""

    def whole(self, read: Callable[[], ast.Expr | ast.UnaryTests]) -> ast.Expr | ast.UnaryTests:
        """What `read` reads, which must be all of the text."""
        result = read()
        if self.token.kind is not TokenKind.END:
            raise self.problem("an operator or the end of the expression")
        return result

    def expression(self) -> ast.Expr:
        """Any expression."""
        self.deeper()
        start = self.token.start
        first = self._conjunction()
        if self.at_word("or"):
            operands = [first]
            while self.at_word("or"):
                self.advance()
                operands.append(self._conjunction())
            first = ast.Or(self.span_from(start), tuple(operands))
        self.shallower()
        return first

    def _conjunction(self) -> ast.Expr:
        start = self.token.start
        first = self._comparison()
        if not self.at_word("and"):
            return first
        operands = [first]
        while self.at_word("and"):
            self.advance()
            operands.append(self._comparison())
        return ast.And(self.span_from(start), tuple(operands))

    def _comparison(self) -> ast.Expr:
        if self.at_sign(*_COMPARISONS):
            return self._operator_test()
        start = self.token.start
        left = self._arithmetic(1)
        levels = 0
        while True:
            token = self.token
            if token.kind is TokenKind.SIGN and token.text in _COMPARISONS:
                left = self._compared(start, left)
            elif token.kind is not TokenKind.WORD:
                break
            elif token.text == "between":
                left = self._between(start, left)
            elif token.text == "in":
                left = self._in(start, left)
            elif token.text == "instance" and self.ahead(1).text == "of":
                self.position += 2
                tested = self.type()
                left = ast.InstanceOf(self.span_from(start), left, tested)
            else:
                break
            levels += 1
            self.deeper()
        self.nesting -= levels
        return left

    def _compared(self, start: int, left: ast.Expr) -> ast.Expr:
        operator = cast("ast.ComparisonOperator", self.advance().text)
        right = self._arithmetic(1)
        return ast.Comparison(self.span_from(start), operator, left, right)

    def _between(self, start: int, value: ast.Expr) -> ast.Expr:
        self.advance()
        low = self._arithmetic(1)
        self.take_word("and", "between the two bounds")
        high = self._arithmetic(1)
        return ast.Between(self.span_from(start), value, low, high)

    def _in(self, start: int, value: ast.Expr) -> ast.Expr:
        self.advance()
        if not self.at_sign("("):
            tests: tuple[ast.Expr, ...] = (self._endpoint_test(),)
            return ast.In(self.span_from(start), value, tests)
        opening = self.advance().start
        first = self.expression()
        if self.at_sign(".."):
            tests = (self.interval(opening, first, low_closed=False),)
        else:
            tests = (first, *self.more_of(self.expression))
            self.take_sign(")", "to close the tests")
        return ast.In(self.span_from(start), value, tests)

    def _endpoint_test(self) -> ast.Expr:
        return self._operator_test() if self.at_sign(*_COMPARISONS) else self._arithmetic(1)

    def _operator_test(self) -> ast.Expr:
        token = self.advance()
        operand = self._arithmetic(1)
        return ast.OperatorTest(self.span_from(token.start), cast("ast.ComparisonOperator", token.text), operand)

    def _arithmetic(self, minimum: int) -> ast.Expr:
        start = self.token.start
        left = self._negation()
        while self.token.kind is TokenKind.SIGN:
            precedence = _PRECEDENCE.get(self.token.text, 0)
            if precedence < minimum:
                break
            operator = cast("ast.ArithmeticOperator", self.advance().text)
            right = self._arithmetic(precedence + 1)
            left = ast.Arithmetic(self.span_from(start), operator, left, right)
        return left

    def endpoint(self) -> ast.Expr:
        """The upper end of an interval."""
        outer, self.in_endpoint = self.in_endpoint, self.nesting
        result = self._arithmetic(1)
        self.in_endpoint = outer
        return result

    def _negation(self) -> ast.Expr:
        signs: list[Token] = []
        while self.at_sign("-"):
            signs.append(self.advance())
            self.deeper()
        result = self._postfix()
        for sign in reversed(signs):
            result = ast.Negate(self.span_from(sign.start), result)
            self.shallower()
        return result

    def _postfix(self) -> ast.Expr:
        start = self.token.start
        may_be_end = self.in_endpoint == self.nesting
        result = self._primary()
        levels = 0
        while self.token.kind is TokenKind.SIGN:
            match self.token.text:
                case ".":
                    self.advance()
                    result = ast.Path(self._entry_span(start), result, self._last_entry)
                case "(" if not isinstance(result, ast.Literal):
                    arguments, names = self.arguments()
                    result = ast.Call(self.span_from(start), result, arguments, names)
                case "[" if not may_be_end or self._filter_follows():
                    predicate = self._predicate()
                    result = ast.Filter(self.span_from(start), result, predicate)
                case _:
                    break
            levels += 1
            self.deeper()
        self.nesting -= levels
        return result

    def _entry_span(self, start: int) -> ast.Span:
        known = self.known_name([self.local_entries], self.entries)
        if known is not None:
            self._last_entry, count = known
            self.position += count
        elif self.token.kind is TokenKind.WORD:
            self._last_entry = self.advance().text
        else:
            raise self.problem("a name after '.'")
        return self.span_from(start)

    def _predicate(self) -> ast.Expr:
        self.advance()
        self.local_names += (self.local_entries, self.entries)
        predicate = self.expression()
        del self.local_names[-2:]
        self.take_sign("]", "to close the filter")
        return predicate

    def _filter_follows(self) -> bool:
        """Whether `[` in the upper end of an interval starts a filter, and is not the open end itself."""
        depth = 0
        for offset in range(_FILTER_AHEAD):
            token = self.ahead(offset)
            if token.kind is TokenKind.SIGN and token.text in "[]":
                depth += 1 if token.text == "[" else -1
                if depth == 0:
                    after = self.ahead(offset + 1)
                    return offset > 1 and after.kind is TokenKind.SIGN and after.text in ("]", ")", "[", ".")
        return False

    def _primary(self) -> ast.Expr:
        token = self.token
        known = self.known_name(self.local_names, self.variables)
        if known is not None:
            self.position += known[1]
            return ast.Name(self.span_from(token.start), known[0])
        span = (token.start, token.end)
        match token.kind:
            case TokenKind.NUMBER:
                self.advance()
                return ast.Literal(span, token.number)
            case TokenKind.STRING:
                self.advance()
                return ast.Literal(span, token.text)
            case TokenKind.WORD:
                return self._word()
            case TokenKind.SIGN:
                return self._bracketed()
        raise self.problem("an expression")

    def _word(self) -> ast.Expr:
        token = self.token
        if token.text in _CONSTANTS:
            self.advance()
            return ast.Literal((token.start, token.end), _CONSTANTS[token.text])
        match token.text:
            case "if":
                return self.conditional()
            case "for":
                return self.iteration()
            case "some" | "every":
                return self.quantified()
            case "function" if self.ahead(1).text == "(":
                return self.function_definition()
        if token.text in _NOT_NAMES:
            raise self.problem("an expression")
        self.advance()
        return ast.Name((token.start, token.end), token.text)

    def _bracketed(self) -> ast.Expr:
        token = self.token
        match token.text:
            case "(":
                self.advance()
                inner = self.expression()
                if self.at_sign(".."):
                    return self.interval(token.start, inner, low_closed=False)
                self.take_sign(")", "to close the parenthesis")
                return inner
            case "[":
                return self.list_or_interval()
            case "]":
                self.advance()
                return self.interval(token.start, self.expression(), low_closed=False)
            case "{":
                return self.context()
            case "@" if self.ahead(1).kind is TokenKind.STRING:
                self.advance()
                text = self.advance().text
                return ast.AtLiteral(self.span_from(token.start), text)
        raise self.problem("an expression")

    def unary_tests(self) -> ast.UnaryTests:
        """A table cell: `-`, `not(…)` around tests, or tests separated by commas."""
        end = len(self.text)
        if self.at_sign("-") and self.ahead(1).kind is TokenKind.END:
            self.advance()
            return ast.UnaryTests((0, end), ())
        if self.at_word("not") and self.ahead(1).text == "(":
            negated = self._negated_tests()
            if negated is not None:
                return negated
        return ast.UnaryTests((0, end), (self.expression(), *self.more_of(self.expression)))

    def _negated_tests(self) -> ast.UnaryTests | None:
        """`not(…)` around the whole cell; None, with nothing taken, where it is a call within an expression."""
        self.position += 2
        tests = (self.expression(), *self.more_of(self.expression))
        self.take_sign(")", "to close 'not('")
        if self.token.kind is TokenKind.END:
            return ast.UnaryTests((0, len(self.text)), tests, negated=True)
        self.position = 0
        return None
