"""Reading on after a mistake: what cannot be read becomes a hole, up to the next comma, bracket or keyword awaited.

Only texts that the plain parser refuses are read in this way, so that it costs nothing where nothing is wrong. Within
one hole one mistake is told; a mistake at the same token as the last one follows from it and is not.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

from creditrules.errors import Diagnostic, Fix
from creditrules.feel import limits
from creditrules.feel.syntax.cursor import SyntaxProblem
from creditrules.feel.syntax.expressions import ExpressionParser
from creditrules.feel.syntax.lexer import Token, TokenKind
from creditrules.feel.syntax.names import Names
from creditrules.feel.tree import ast
from creditrules.records import dataclass

__all__ = ["BRACKET", "CLOSING", "LOGICAL", "NOTHING", "Enough", "Open", "RecoveringParser"]

CLOSING = {"(": ")", "[": "]", "{": "}"}
"""What closes each bracket."""

LOGICAL = frozenset({"and", "or"})
BRACKET = "feel.bracket"
_FAR = 64
_QUOTED = 60
NOTHING: frozenset[str] = frozenset()


class Enough(Exception):
    """Nobody would read further diagnostics, or the text is nested too deep to read on."""


@dataclass(slots=True)
class Open:
    """A construct that is being read: the bracket that opened it, if one did, and the signs and words awaited."""

    bracket: Token | None
    awaited: Collection[str]


class RecoveringParser(ExpressionParser):
    """The grammar of its base, with a net under every operand of `and` and `or`, every bracket and every entry."""

    def __init__(self, text: str, names: Names | Collection[str], functions: frozenset[str]) -> None:
        super().__init__(text, names, functions)
        self.functions = functions
        self.words = list(self.tokens)
        self.tokens = self.words
        self.found: list[Diagnostic] = []
        self.open: list[Open] = []
        self.cut = False
        self._told_at = -1
        self._told_code = ""
        self.operand_start = 0

    def operator_ahead(self, operand: ast.Expr) -> ast.Expr:
        """What was meant by `operand` and the foreign sign or word after it, which is replaced or taken."""
        return operand

    def note(self, code: str, message: str, span: ast.Span, hint: str = "", *fixes: Fix) -> None:
        """Report something that can be read all the same."""
        self.found.append(Diagnostic(code, message, hint, source=self.text, span=span, fixes=fixes))
        if len(self.found) >= limits.DIAGNOSTICS:
            raise Enough

    def tell(self, problem: SyntaxProblem) -> None:
        """Report what cannot be read, unless it stands where the last such report was."""
        found = problem.diagnostic
        ended = self.cut and self.token.kind is TokenKind.END
        repeated = self._told_at == self.position and not self._told_code == found.code == BRACKET
        if ended or repeated:
            return
        self._told_at, self._told_code = self.position, found.code
        self.note(found.code, found.message, found.span or (0, 0), found.hint, *found.fixes)

    def silenced(self) -> None:
        """What is wrong with the next token follows from what was told last."""
        self._told_at, self._told_code = self.position, ""

    def problem(self, expected: str, hint: str = "") -> SyntaxProblem:
        """As the base; of a value that is missing it is said where."""
        if expected == "an expression" and not hint:
            hint = self._missing()
        return super().problem(expected, hint)

    def _missing(self) -> str:
        token, before = self.token, self.tokens[self.position - 1]
        if self.position and before.text:
            return f"A value is missing after '{self.quoted((before.start, before.end))}'."
        return f"A value is missing before '{self.quoted((token.start, token.end))}'."

    def whole(self, read: Callable[[], ast.Expr | ast.UnaryTests]) -> ast.Expr | ast.UnaryTests:
        """What `read` reads; the rest of the text is read for its mistakes alone."""
        result = read()
        while not self._ended():
            self.tell(self.leftover())
            self.position += 1
            if not self._ended():
                self.expression()
        return result

    def _ended(self) -> bool:
        return self.token.kind is TokenKind.END

    def deeper(self) -> None:
        """As the base; too deep is the end."""
        try:
            super().deeper()
        except SyntaxProblem as problem:
            self.found.append(problem.diagnostic)
            raise Enough from problem

    # The nets.

    def _comparison(self) -> ast.Expr:
        return self.guarded(self.compared, LOGICAL)

    def compared(self) -> ast.Expr:
        """One operand of `and` and `or`, without a net."""
        return super()._comparison()

    def guarded(self, read: Callable[[], ast.Expr], ends: Collection[str] = NOTHING) -> ast.Expr:
        """What `read` reads, if one of `ends` or something awaited follows; otherwise a hole up to there."""
        start = self.token.start
        kept = self.nesting, self.in_endpoint, len(self.local_names), len(self.open)
        try:
            result = read()
        except SyntaxProblem as problem:
            self.nesting, self.in_endpoint = kept[:2]
            del self.local_names[kept[2] :]
            del self.open[kept[3] :]
            self.tell(problem)
        else:
            if self.may_follow(ends) or self._operand_is_awaited_keyword_missing():
                return result
            self.tell(self.leftover())
        self._resume(ends)
        return ast.Hole((start, max(start, self.span_from(start)[1])))

    def _resume(self, ends: Collection[str]) -> None:
        """Skip; what is wrong with the token that is stopped at is most likely more of the same, but for brackets."""
        before = self.position
        self.skip(ends)
        if self.position > before:
            self._told_at, self._told_code = self.position, BRACKET

    def leftover(self) -> SyntaxProblem:
        """That an expression goes on where it has ended."""
        token, before = self.token, self.tokens[self.position - 1]
        hint = ""
        if before.kind is TokenKind.STRING and token.kind is TokenKind.WORD and not token.spaced:
            hint = 'A quotation mark inside a text is written \\".'
        elif token.text in ("then", "else"):
            hint = f"There is no 'if' for this '{token.text}'."
        elif token.text == "#":
            hint = "A remark starts with //."
        elif token.text == ",":
            hint = "Several values are a list, in [ ]; several tests after 'in' stand in ( )."
            if self.open and self.open[-1].bracket is not None:
                hint = "The ends of a range are joined by two dots, as (1..5]; several values are a list, in [ ]."
        elif token.kind in (TokenKind.NUMBER, TokenKind.STRING, TokenKind.WORD):
            parts = [self.quoted((part.start, part.end)) for part in (before, token)]
            hint = "Between '{}' and '{}' an operator or a comma is missing.".format(*parts)
        return self.problem("an operator or the end of the expression", hint)

    def quoted(self, span: ast.Span) -> str:
        """The author's own text there, shortened."""
        written = self.text[slice(*span)]
        return written if len(written) <= _QUOTED else written[: _QUOTED - 1] + "…"

    def may_follow(self, ends: Collection[str] = NOTHING) -> bool:
        """Whether the next token is one that a construct which is being read goes on with."""
        token = self.token
        if token.kind is TokenKind.END:
            return True
        if token.kind not in (TokenKind.SIGN, TokenKind.WORD):
            return False
        return token.text in ends or self._is_awaited(token.text)

    def _is_awaited(self, text: str) -> bool:
        inner = True
        for construct in reversed(self.open):
            if text in construct.awaited and (inner or text != ","):
                return True
            inner = inner and construct.bracket is None
        return False

    def _operand_is_awaited_keyword_missing(self) -> bool:
        """Whether `then` or its like was left out: an operand stands where only the keyword may."""
        return bool(self.open) and self.open[-1].bracket is None and self._starts_operand(self.token)

    def _starts_operand(self, token: Token) -> bool:
        awaited = [word for word in ("then", "return", "satisfies") if word in self.open[-1].awaited]
        ahead = {self.ahead(offset).text for offset in range(_FAR)}
        if not awaited or awaited[0] in ahead:
            return False
        return token.kind in (TokenKind.NUMBER, TokenKind.STRING, TokenKind.WORD)

    def skip(self, ends: Collection[str] = NOTHING) -> None:
        """On to what is awaited, or one of `ends`; brackets on the way are passed over with what is in them."""
        depth = 0
        while self.token.kind is not TokenKind.END:
            if self.token.kind in (TokenKind.SIGN, TokenKind.WORD):
                text = self.token.text
                if depth == 0 and self.may_follow(ends):
                    return
                if text in CLOSING and self.token.kind is TokenKind.SIGN:
                    depth += 1
                elif text in CLOSING.values() and depth:
                    depth -= 1
                elif text in CLOSING.values() and self._close_wrongly():
                    return
            self.position += 1

    def _close_wrongly(self) -> bool:
        """Take a bracket that nothing awaits for the one that closes what was opened last, if anything was."""
        opening = next((one.bracket for one in reversed(self.open) if one.bracket is not None), None)
        if opening is None or opening.text not in CLOSING:
            return False
        self.words[self.position] = self.token._replace(text=CLOSING[opening.text])
        return self.may_follow()

    def _postfix(self) -> ast.Expr:
        start = self.token.start
        operand = super()._postfix()
        self.operand_start = start
        return self.operator_ahead(operand)

    @contextmanager
    def awaiting(self, *texts: str) -> Iterator[None]:
        """Signs and words that what is read meanwhile may be followed by."""
        self.open.append(Open(None, set(texts)))
        kept = len(self.open)
        yield
        del self.open[kept - 1 :]
