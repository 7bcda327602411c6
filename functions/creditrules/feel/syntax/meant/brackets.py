"""The nets under brackets, entries and keywords: which signs and words are awaited while each is read."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeVar, cast

from creditrules.errors import Diagnostic, Fix
from creditrules.feel.syntax.cursor import SyntaxProblem
from creditrules.feel.syntax.lexer import Token, TokenKind
from creditrules.feel.syntax.meant.nets import CLOSING, LOGICAL, NOTHING, Open, RecoveringParser
from creditrules.feel.tree import ast

__all__ = ["BracketReader"]

_Read = TypeVar("_Read")


class BracketReader(RecoveringParser):
    """The bracketed and the keyword forms, each with a net of its own."""

    # Brackets.

    def _inside(self, awaited: Collection[str], read: Callable[[], _Read], hole: Callable[[ast.Hole], _Read]) -> _Read:
        """What `read` reads, the bracket that is the next sign included; else a hole up to what closes it."""
        opening = self.token if self.token.kind is TokenKind.SIGN else self.ahead(1)
        kept = len(self.open), len(self.local_names)
        self.open.append(Open(opening, awaited))
        try:
            return read()
        except SyntaxProblem as problem:
            del self.open[kept[0] + 1 :]
            del self.local_names[kept[1] :]
            self.tell(problem)
            self.open[-1].awaited = frozenset(awaited) - {","}
            self.skip()
            if self.token.kind is TokenKind.SIGN and self.token.text in self.open[-1].awaited:
                self.advance()
            return hole(ast.Hole(self.span_from(opening.start)))
        finally:
            del self.open[kept[0] :]

    def list_or_interval(self) -> ast.Expr:
        """As the base."""
        return self._inside({",", "]", ".."}, super().list_or_interval, _same)

    def interval(self, start: int, low: ast.Expr, *, low_closed: bool) -> ast.Expr:
        """As the base; any of three signs closes it."""
        self.open[-1].awaited = {"]", ")", "["}
        return super().interval(start, low, low_closed=low_closed)

    def context(self) -> ast.Expr:
        """As the base; a hole where an entry's name is not known, since others may use it."""
        read = self._inside({",", "}"}, super().context, _same)
        broken = isinstance(read, ast.Context) and any(not entry.name for entry in read.entries)
        return ast.Hole(read.span) if broken else read

    def _entry(self) -> ast.ContextEntry:
        start = self.token.start
        self.entry_ahead()
        try:
            return super()._entry()
        except SyntaxProblem:
            self.tell(self.problem("an entry name and ':' in the context", "An entry is written as 'name: value'."))
            self.skip()
            span = (start, max(start, self.span_from(start)[1]))
            return ast.ContextEntry(span, "", ast.Hole(span))

    def entry_ahead(self) -> None:
        """Replace what others write for an entry's name and the colon."""

    def arguments(self) -> tuple[tuple[ast.Expr, ...], tuple[str, ...] | None]:
        """As the base."""
        return self._inside({",", ")"}, super().arguments, lambda hole: ((hole,), None))

    def _predicate(self) -> ast.Expr:
        return self._inside({"]"}, super()._predicate, _same)

    def _in(self, start: int, value: ast.Expr) -> ast.Expr:
        if self.ahead(1).text != "(" or self.ahead(1).kind is not TokenKind.SIGN:
            return super()._in(start, value)
        read = super()._in
        return self._inside(
            {",", ")", ".."}, lambda: read(start, value), lambda hole: ast.In(hole.span, value, (hole,))
        )

    def _bracketed(self) -> ast.Expr:
        match self.token.text:
            case "(":
                return self._inside({")", ".."}, super()._bracketed, _same)
            case "]":
                return self._inside({".."}, super()._bracketed, _same)
            case _:
                return super()._bracketed()

    def _negated_tests(self) -> ast.UnaryTests | None:
        kept = self.words[:], self.found[:]
        self.open.append(Open(self.ahead(1), {",", ")"}))
        negated = super()._negated_tests()
        self.open.pop()
        if negated is None:
            self.words[:], self.found[:] = kept
            self._told_at = -1
        return negated

    def unary_tests(self) -> ast.UnaryTests:
        """As the base."""
        with self.awaiting(","):
            return super().unary_tests()

    # Keywords.

    def conditional(self) -> ast.Expr:
        """As the base."""
        with self.awaiting("then"):
            return super().conditional()

    def iteration(self) -> ast.Expr:
        """As the base."""
        with self.awaiting("return", ",", ".."):
            return super().iteration()

    def quantified(self) -> ast.Expr:
        """As the base."""
        with self.awaiting("satisfies", ",", ".."):
            return super().quantified()

    def _between(self, start: int, value: ast.Expr) -> ast.Expr:
        self.advance()
        with self.awaiting("and"):
            low = self.guarded(lambda: self._arithmetic(1), {",", "to"})
            if isinstance(low, ast.Hole) and not self.at_word("and"):
                self.silenced()
            if not (self.at_word("to") or self.at_sign(",")) or self._is_awaited(","):
                self.take_word("and", "between the two bounds")
            else:
                self.tell(self.problem("'and' between the two bounds", "Write 'between … and …'."))
                self.advance()
        high = self.guarded(lambda: self._arithmetic(1), LOGICAL)
        return ast.Between(self.span_from(start), value, low, high)

    def endpoint(self) -> ast.Expr:
        """As the base; the interval has to be closed behind it."""
        read = super().endpoint()
        opening = self.open[-1].bracket
        if opening is not None and not self.at_sign("]", ")", "["):
            raise self.unclosed(opening) if self.may_follow() else self.leftover()
        return read

    # What is awaited and not there.

    def take_sign(self, sign: str, where: str) -> Token:
        """As the base; a bracket that is never closed is told and taken as closed."""
        if self.at_sign(sign):
            return self.advance()
        opening = self.open[-1].bracket if self.open else None
        problem = self.problem(f"'{sign}' {where}")
        if opening is not None and sign in {",", CLOSING.get(opening.text)}:
            problem = self.unclosed(opening)
        if sign not in CLOSING.values():
            raise problem
        self.tell(problem)
        return self.token

    def unclosed(self, opening: Token) -> SyntaxProblem:
        """That a bracket is never closed, shown where it was opened."""
        closing = CLOSING.get(opening.text, "]")
        end = self.tokens[self.position - 1].end
        fix = Fix(f"Put '{closing}' there", (end, end), closing, safe=False)
        message = f"The '{opening.text}' here is never closed."
        span = (opening.start, opening.end)
        hint = f"Write '{closing}' where what it encloses ends."
        return SyntaxProblem(Diagnostic("feel.bracket", message, hint, source=self.text, span=span, fixes=(fix,)))

    def take_word(self, word: str, where: str, hint: str = "") -> Token:
        """As the base; a keyword that was left out is told and taken as read."""
        if not self.at_word(word):
            self.tell(self.problem(f"'{word}' {where}", hint))
        token = self.advance() if self.at_word(word) else self.token
        if self.open and self.open[-1].bracket is None and word in self.open[-1].awaited:
            self.open[-1].awaited = self._after(word)
        return token

    def _after(self, word: str) -> Collection[str]:
        if word == "then":
            return {"else"}
        return {"then"} if word == "else" and self.at_word("if") else NOTHING


def _same(hole: ast.Hole) -> ast.Expr:
    return cast("ast.Expr", hole)
