"""Tokens put in the place of others: the means of the readers of foreign signs, and what they tell in common."""

from __future__ import annotations

from decimal import Decimal

from creditrules.errors import Diagnostic, Fix
from creditrules.feel.syntax.cursor import SyntaxProblem
from creditrules.feel.syntax.lexer import Token, TokenKind, tokenize
from creditrules.feel.syntax.meant.brackets import BracketReader
from creditrules.feel.syntax.meant.foreign import PERIODS, SCALES, UNITS
from creditrules.feel.syntax.meant.nets import Enough
from creditrules.feel.syntax.meant.quotes import open_string
from creditrules.feel.tree import ast

__all__ = ["RewritingParser"]

_SPLITTINGS = 20
_OPEN_STRING = "feel.open-string"


class RewritingParser(BracketReader):
    """Replaces the tokens that come next, and tells why."""

    _splittings = 0

    def start(self) -> None:
        """Make of a string that is never closed one that reaches to the end; nothing behind its quote is judged."""
        if any(diagnostic.code == _OPEN_STRING for diagnostic in self.diagnostics):
            string = open_string(self.text, self.words)
            self.diagnostics = [d for d in self.diagnostics if (d.span or (0, 0))[0] < string.start]
            self.diagnostics.append(string.told)
            token = Token(TokenKind.STRING, string.content, string.start, string.end, spaced=True)
            if string.end < len(self.text):
                rest = tokenize(self.text, string.end)
                self.diagnostics += rest.diagnostics
                self.words[string.at :] = [token, *rest.tokens]
                self.start()
            else:
                self.words[string.at :] = [token, self.words[-1]]
                self.cut = not string.closed
        elif self.words[-2:-1] and self.words[-2].text == "/*" and self.words[-2].kind is TokenKind.SIGN:
            del self.words[-2]
            self.cut = True

    def replace(self, count: int, *texts: str) -> None:
        """Put signs and words in the place of the next `count` tokens."""
        first, last = self.token, self.ahead(count - 1)
        kinds = [TokenKind.WORD if text.isalpha() else TokenKind.SIGN for text in texts]
        self.words[self.position : self.position + count] = [
            Token(kind, text, first.start, last.end, first.spaced) for kind, text in zip(kinds, texts, strict=True)
        ]

    def read_from(self, end: int) -> None:
        """Take everything up to the character `end`, and split the rest into tokens once more."""
        here, after = self.token.start, self.position
        kept = [d for d in self.diagnostics if not here <= (d.span or (0, 0))[0] < end]
        self.cut = self.cut and len(kept) == len(self.diagnostics)
        self.diagnostics = kept
        while self.words[after].kind is not TokenKind.END and self.words[after].start < end:
            after += 1
        if after > self.position and self.words[after - 1].end > end:
            self._split_again(end)
        else:
            self.words[self.position : after] = [self.taken(end)]
        self.position += 1

    def _split_again(self, end: int) -> None:
        self._splittings += 1
        if self._splittings > _SPLITTINGS:
            raise Enough
        rest = tokenize(self.text, end)
        self.diagnostics = [d for d in self.diagnostics if (d.span or (0, 0))[0] < end] + list(rest.diagnostics)
        self.words[self.position :] = [self.taken(end), *rest.tokens]
        self.start()

    def taken(self, end: int) -> Token:
        """A token for what was read without tokens, so that spans know where it ended."""
        return Token(TokenKind.SIGN, "", self.token.start, end, self.token.spaced)

    def instead(self, code: str, message: str, count: int, written: str, *, hint: str = "", safe: bool = True) -> None:
        """Tell that the next `count` tokens should read `written`."""
        span = self.token.start, self.ahead(count - 1).end
        fix = Fix(f"Write '{written}'", span, self.spaced(written, span), safe)
        if not written:
            fix = Fix("Leave it out", self.with_blanks(span), "", safe)
        self.note(code, message, span, hint or (f"Write '{written}'." if written else "Leave it out."), fix)

    def with_blanks(self, span: ast.Span) -> ast.Span:
        """The span and the blanks before it, where it stands between blanks; after it, where nothing is before."""
        before, after = self.text[: span[0]].rstrip(), self.text[span[1] :]
        if not before:
            return span[0], span[1] + len(after) - len(after.lstrip())
        return (len(before), span[1]) if not after[:1].strip() else span

    def spaced(self, written: str, span: ast.Span) -> str:
        """`written` with the blanks that a word needs between itself and what stands around the span."""
        before, after = self.text[: span[0]][-1:], self.text[span[1] : span[1] + 1]
        left = " " if written[:1].isalpha() and before.strip() else ""
        right = " " if written[-1:].isalpha() and after.strip() else ""
        return left + written + right

    def glued(self, offset: int) -> str:
        """The sign `offset` places on, if no blank is before it."""
        token = self.ahead(offset)
        return "" if token.spaced or token.kind is not TokenKind.SIGN else token.text

    def small(self, offset: int) -> str:
        """The word `offset` places on, in small letters."""
        token = self.ahead(offset)
        return token.text.lower() if token.kind is TokenKind.WORD else ""

    def written_since(self, start: int) -> str:
        """The text from there to the end of what was taken last."""
        return self.text[slice(*self.span_from(start))]

    def foreign(self, message: str, hint: str, count: int = 1) -> SyntaxProblem:
        """That the next tokens are of another language, and cannot be read."""
        span = self.token.start, self.ahead(count - 1).end
        return SyntaxProblem(Diagnostic("feel.foreign", message, hint, source=self.text, span=span))

    def ternary_ahead(self) -> bool:
        """Whether `?` follows as in `condition ? then : otherwise`."""
        return self.token.text == "?" and self.token.kind is TokenKind.WORD and self.token.spaced

    def unit(self, operand: ast.Expr) -> ast.Expr | None:
        """A number without the unit after it, if there is one."""
        if isinstance(operand, ast.Literal) and isinstance(operand.value, Decimal):
            scaled = self._scaled(operand, operand.value)
            if scaled is not None:
                return scaled
        if not isinstance(operand, ast.Literal) or not self._is_unit():
            return None
        unit = self.text[self.token.start : self.token.end]
        self.instead("feel.number-form", f"A number carries no unit: '{unit}'.", 1, "", safe=unit.lower() != "percent")
        del self.words[self.position]
        return operand

    def _is_unit(self) -> bool:
        return self.small(0) in UNITS or self.token.kind is TokenKind.SIGN

    def _scaled(self, operand: ast.Expr, value: Decimal) -> ast.Expr | None:
        """`5 million` and `5 years`."""
        word = self.small(0)
        written = f"{value * SCALES[word]:f}" if word in SCALES else ""
        if word in PERIODS and value == value.to_integral_value():
            written = f'duration("P{PERIODS[word].format(value)}")'
        if not written:
            return None
        span = operand.span[0], self.token.end
        message = f"'{self.quoted(span)}' is not how FEEL writes it."
        fix = Fix(f"Write {written}", span, written, safe=False)
        self.note("feel.number-form", message, span, f"Write {written}.", fix)
        self.position += 1
        return ast.Hole(span)
