"""Where an operator is expected, and whole comparisons and choices as other languages write them."""

from __future__ import annotations

from collections.abc import Collection

from creditrules.errors import Fix
from creditrules.feel.syntax.lexer import TokenKind
from creditrules.feel.syntax.meant.foreign import PHRASES, PREFIXES
from creditrules.feel.syntax.meant.signs import SignReader
from creditrules.feel.syntax.meant.words import WordReader
from creditrules.feel.tree import ast

__all__ = ["OperatorReader"]

_REWRITINGS = 4
_NAME_WORDS = 6
_LONGEST_PHRASE = max(map(len, PHRASES))


class OperatorReader(WordReader, SignReader):
    """Reads operators and what they join."""

    in_cell = False

    def operator_ahead(self, operand: ast.Expr) -> ast.Expr:
        """What was meant by `operand` and the foreign sign or word after it, which is replaced or taken."""
        for _ in range(_REWRITINGS):
            changed = None
            if self.token.kind is TokenKind.SIGN:
                changed = self.sign_after(operand)
            elif self.token.kind is TokenKind.WORD:
                changed = self.word_after(operand)
            if changed is None:
                break
            operand = changed
        return operand

    def compared(self) -> ast.Expr:
        """As the base, with foreign signs in front of a test, ranges without brackets, and `not in`."""
        outer, self.negated_by = self.negated_by, None
        self.foreign_comparison(PREFIXES)
        if self.in_cell and self.token.kind is TokenKind.WORD and not self.open[1:]:
            if self.small(0) == "between":
                return self._between_before_test()
            self._words_before_test()
        start = self.token.start
        try:
            result = self._range_without_brackets(super().compared())
            return self._not_before_operator(start, result)
        finally:
            self.negated_by = outer

    def unary_tests(self) -> ast.UnaryTests:
        """As the base; a test may have words in front that belong behind a value."""
        self.in_cell = True
        return super().unary_tests()

    def _words_before_test(self) -> None:
        if self.small(0) == "in":
            self._in_before_test()
            return
        if self.small(0) in ("like", "contains") and self.ahead(1).kind is TokenKind.STRING:
            hint = "Write starts with(?, …), ends with(?, …), contains(?, …) or matches(?, …)."
            raise self.foreign(f"'{self.token.text}' does not start a test.", hint)
        words = tuple(self.small(offset) for offset in range(_LONGEST_PHRASE))
        count = next((count for count in range(_LONGEST_PHRASE, 0, -1) if words[:count] in PHRASES), 0)
        if not count or self.ahead(count).kind in (TokenKind.END, TokenKind.SIGN):
            return
        own = PHRASES[words[:count]]
        if own not in ("=", "!=", "<", "<=", ">", ">="):
            return
        span = self.token.start, self.ahead(count - 1).end
        own = "" if own == "=" else own
        self.instead("feel.foreign", f"'{self.quoted(span)}' is not an operator of FEEL.", count, own)
        self.replace(count, *own.split())

    def _between_before_test(self) -> ast.Expr:
        start = self.advance().start
        first = self.token.start
        low = self._arithmetic(1)
        before = self.written_since(first)
        self.take_word("and", "between the two bounds")
        second = self.token.start
        high = self._arithmetic(1)
        span = self.span_from(start)
        written = f"[{before}..{self.written_since(second)}]"
        fix = Fix(f"Write {written[:60]}", span, written)
        self.note("feel.range-form", "'between' does not start a test.", span, f"Write {written[:60]}.", fix)
        return ast.Interval(span, low, high, low_closed=True, high_closed=True)

    def _in_before_test(self) -> None:
        """A cell does not say `in`; what stands behind in round brackets is not one value."""
        written = self.token.text
        if self.ahead(1).text == "(":
            raise self.foreign(f"'{written}' does not start a test.", 'A cell lists its values: "A", "B".')
        self.instead("feel.foreign", f"'{written}' does not start a test.", 1, "")
        del self.words[self.position]

    def _iterator(self) -> ast.IteratorClause:
        """As the base; `of`, `IN` and the like stand for `in`."""
        for offset in range(1, _NAME_WORDS):
            if self.small(offset) == "in" == self.ahead(offset).text:
                break
            if self.small(offset) in ("in", "of"):
                start, self.position = self.position, self.position + offset
                self.instead("feel.keyword", f"'{self.token.text}' is not the keyword here.", 1, "in")
                self.replace(1, "in")
                self.position = start
                break
        return super()._iterator()

    def may_follow(self, ends: Collection[str] = ()) -> bool:
        """As the base, and where a condition of C may have ended."""
        return super().may_follow(ends) or self.ternary_ahead()

    def expression(self) -> ast.Expr:
        """As the base, and `condition ? then : otherwise`."""
        start = self.token.start
        condition = super().expression()
        return self._ternary(start, condition) if self.ternary_ahead() else condition

    def _ternary(self, start: int, condition: ast.Expr) -> ast.Expr:
        before = self.written_since(start)
        sign = self.advance()
        second = self.token.start
        with self.awaiting(":"):
            then = self.expression()
        middle = self.written_since(second)
        self.take_sign(":", "between the two values")
        third = self.token.start
        otherwise = self.expression()
        span = self.span_from(start)
        written = f"if {before} then {middle} else {self.written_since(third)}"
        fix = Fix("Write 'if … then … else …'", span, written)
        own = sign.start, sign.end
        self.note("feel.foreign", "'?' makes no choice in FEEL.", own, "Write 'if … then … else …'.", fix)
        return ast.If(span, condition, then, otherwise)

    def _range_without_brackets(self, read: ast.Expr) -> ast.Expr:
        dots = self.at_sign("..") and not self._is_awaited("..")
        to = self.small(0) == "to" and isinstance(_last_test(read), ast.Literal)
        if not dots and not to:
            return read
        low = _last_test(read)
        first = self.written_since(low.span[0])
        self.advance()
        second = self.token.start
        high = self._arithmetic(1)
        span = self.span_from(low.span[0])
        ends = first, self.written_since(second)
        written = f"[{ends[0]}..{ends[1]}]"
        fix = Fix(f"Write {written[:60]}", span, written, safe=dots and all(map(_balanced, ends)))
        self.note("feel.range-form", "A range stands in brackets.", span, f"Write {written[:60]}.", fix)
        interval = ast.Interval(span, low, high, low_closed=True, high_closed=True)
        if isinstance(read, ast.In):
            return ast.In((read.span[0], span[1]), read.value, (interval,))
        return interval if low is read else ast.Hole((read.span[0], span[1]))

    def _not_before_operator(self, start: int, read: ast.Expr) -> ast.Expr:
        if self.negated_by is None:
            return read
        end = self.span_from(start)[1]
        before = self.text[start : self.negated_by.start].rstrip()
        after = self.text[self.negated_by.end : end].lstrip()
        fix = Fix("Write 'not(…)' around it", (start, end), f"not({before} {after})")
        message = f"'{self.negated_by.text}' does not stand before an operator."
        span = self.negated_by.start, self.negated_by.end
        self.note("feel.foreign", message, span, f"Write not({before} {after})."[:120], fix)
        return read


def _last_test(read: ast.Expr) -> ast.Expr:
    if isinstance(read, ast.In):
        return read.tests[-1]
    if isinstance(read, ast.Comparison):
        return read.right
    return read


def _balanced(text: str) -> bool:
    """Whether as many brackets close as open."""
    return all(text.count(opened) == text.count(closed) for opened, closed in ("()", "[]", "{}"))
