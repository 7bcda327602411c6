"""Where a value is expected: foreign quotes, numbers, dates, prefixes and keywords in capitals."""

from __future__ import annotations

import re

from creditrules.errors import Diagnostic, Fix
from creditrules.feel.syntax.cursor import SyntaxProblem
from creditrules.feel.syntax.lexer import Token, TokenKind, is_word
from creditrules.feel.syntax.meant.numerals import numeral_at
from creditrules.feel.syntax.meant.quotes import OPENING, quoted_at
from creditrules.feel.syntax.meant.rewriting import RewritingParser
from creditrules.feel.tree import ast

__all__ = ["OperandReader"]

_STARTS = frozenset({"if", "for", "some", "every"})
_CURRENCY = frozenset("$€£¥")
_AT_DATE = re.compile(r"@\s*'?(\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z?)?|P[\dYMDTHS]+)'?")
_FAR = 200


class OperandReader(RewritingParser):
    """Reads values as other languages write them."""

    def _negation(self) -> ast.Expr:
        self._operand_ahead()
        return super()._negation()

    def _operand_ahead(self) -> None:
        token = self.token
        if token.kind is TokenKind.SIGN:
            self._sign_ahead(token.text)
        elif token.kind is TokenKind.WORD and token.text not in _STARTS and self._is_start(token.text.lower()):
            self._capitals(token.text)

    def _is_start(self, small: str) -> bool:
        return small in _STARTS and (small != "if" or self.ahead(1).text != "(" or self._then_follows())

    def _sign_ahead(self, text: str) -> None:
        if text in ("−", "–") and self.ahead(1).kind is not TokenKind.END:
            self.instead("feel.foreign", f"'{text}' is not the sign that FEEL subtracts with.", 1, "-")
            self.replace(1, "-")
        elif text == "+" and self.ahead(1).kind in (TokenKind.NUMBER, TokenKind.WORD):
            self._drop("A number is written without a plus sign before it.")
        elif text in _CURRENCY and self.ahead(1).kind is TokenKind.NUMBER:
            self._drop(f"A number carries no currency sign: '{text}'.", "feel.number-form")
        elif text == "$" and self.ahead(1).kind is TokenKind.WORD and not self.ahead(1).spaced:
            self._drop("A name is written without a '$' before it.")
        elif text == "." and self.tokens[self.position - 1].text == ".." and self.position:
            self._three_dots()

    def _three_dots(self) -> None:
        span = self.tokens[self.position - 1].start, self.token.end
        fix = Fix("Write two dots", span, "..")
        self.note("feel.range-form", "The ends of a range are joined by two dots.", span, "Write '..'.", fix)
        del self.words[self.position]

    def _drop(self, message: str, code: str = "feel.foreign") -> None:
        self.instead(code, message, 1, "")
        del self.words[self.position]

    def _capitals(self, text: str) -> None:
        small = text.lower()
        self.instead("feel.keyword", f"'{text}' is not a keyword; they are written in small letters.", 1, small)
        self.replace(1, small)

    def _then_follows(self) -> bool:
        """Whether `THEN` comes within reach, so that `IF (` is no call."""
        ahead = (self.ahead(offset) for offset in range(1, _FAR))
        return any(token.kind is TokenKind.WORD and token.text.lower() == "then" for token in ahead)

    def _primary(self) -> ast.Expr:
        if self.known_name(self.local_names, self.variables) is None:
            match self.token.kind:
                case TokenKind.SIGN:
                    return self._foreign_sign() or super()._primary()
                case TokenKind.NUMBER:
                    return self._foreign_number() or super()._primary()
                case TokenKind.WORD if self.token.text.lower() == "not" and not self._called():
                    return self._not_without_brackets(self.token.text)
                case TokenKind.WORD if self.token.text in ("AND", "OR", "THEN", "ELSE") and not self._called():
                    raise self.problem("an expression")
                case TokenKind.WORD if self.token.text.upper() == "CASE" and self._word_ahead("when"):
                    raise self._foreign_problem("FEEL has no CASE.", "Write 'if … then … else if … then … else …'.")
        return super()._primary()

    def _called(self) -> bool:
        return self.ahead(1).kind is TokenKind.SIGN and self.ahead(1).text in {"(", ".", "[", ",", ")"}

    def _word_ahead(self, word: str) -> bool:
        return self.ahead(1).kind is TokenKind.WORD and self.ahead(1).text.lower() == word

    def _foreign_problem(self, message: str, hint: str) -> SyntaxProblem:
        span = self.token.start, self.token.end
        return SyntaxProblem(Diagnostic("feel.foreign", message, hint, source=self.text, span=span))

    def _foreign_sign(self) -> ast.Expr | None:
        text = self.token.text
        if text in OPENING or text == '"':
            return self._quoted()
        if text == "@":
            return self._date_without_quotes()
        if text in ("$", "#") and self.ahead(1).text == "{":
            return self._template(text)
        if text in ("!", "¬"):
            return self._not_without_brackets(text)
        if text == "/":
            raise self._foreign_problem("A pattern does not stand between slashes.", 'Write it as a text: "A.*".')
        if text in (")", "]", "}") and self.position and self.tokens[self.position - 1].text == ",":
            raise self._trailing_comma(text)
        return None

    def _quoted(self) -> ast.Expr | None:
        start = self.token.start
        found = quoted_at(self.text, start)
        if found is None:
            return None
        content, end = found
        span = start, end
        if self.text[start] == "`":
            return self._backticks(content, span)
        written = '"' + content.replace('"', '\\"') + '"'
        quote = self.text[start] if self.text[start] != '"' else self.text[end - 1]
        message = f"FEEL's quotation mark is the straight double one, not {quote}."
        self.note("feel.quotes", message, span, f"Write {written[:60]}.", Fix(f"Write {written[:60]}", span, written))
        self.read_from(end)
        return ast.Literal(span, content)

    def _backticks(self, content: str, span: ast.Span) -> ast.Expr:
        name = " ".join(content.split())
        known = is_word(name) or name in self.variables.known()
        fix = Fix("Leave the backticks out", span, name, safe=known)
        hint = "A name is written as it is, also one of several words."
        self.note("feel.quotes", f"'{self.quoted(span)}': names stand in no backticks.", span, hint, fix)
        self.read_from(span[1])
        return ast.Name(span, name) if known else ast.Hole(span)

    def _date_without_quotes(self) -> ast.Expr | None:
        found = _AT_DATE.match(self.text, self.token.start)
        if found is None:
            return None
        written = f'@"{found.group(1)}"'
        message = f"'{found.group()}': after @ a text in double quotes is expected."
        self.note(
            "feel.date-form", message, found.span(), f"Write {written}.", Fix(f"Write {written}", found.span(), written)
        )
        self.read_from(found.end())
        return ast.AtLiteral(found.span(), found.group(1))

    def _template(self, sign: str) -> ast.Expr:
        start = self.token.start
        self.position += 1
        inner = self._inside({"}"}, self._braces, lambda hole: hole)
        span = self.span_from(start)
        written = self.text[slice(*inner.span)]
        fix = Fix(f"Leave '{sign}{{' and '}}' out", span, written)
        self.note(
            "feel.foreign", f"'{sign}{{…}}' is of a template; this is FEEL already.", span, "Leave them out.", fix
        )
        return inner

    def _braces(self) -> ast.Expr:
        self.advance()
        inner = self.expression()
        self.take_sign("}", "to close the template")
        return inner

    def entry_ahead(self) -> None:
        """`{'a': 1}` and `{a = 1}`."""
        found = quoted_at(self.text, self.token.start) if self.token.text in ("'", "`") else None
        if found is not None:
            content, end = found
            start, at = self.token.start, self.position
            written = f'"{content}"'
            fix = Fix(f"Write {written}", (start, end), written)
            self.note(
                "feel.quotes", "A name in other quotes than straight ones.", (start, end), f"Write {written}.", fix
            )
            self.read_from(end)
            self.words[at] = Token(TokenKind.STRING, content, start, end, spaced=False)
            self.position = at
        if self.token.kind in (TokenKind.WORD, TokenKind.STRING) and self.ahead(1).text == "=":
            self.position += 1
            self.instead("feel.foreign", "An entry's name is followed by ':'.", 1, ":")
            self.replace(1, ":")
            self.position -= 1

    def _not_without_brackets(self, sign: str) -> ast.Expr:
        start = self.token.start
        self.advance()
        inner = self.token.start
        operand = self.guarded(self.compared, {"and", "or"}) if sign.lower() == "not" else self._negation()
        span = self.span_from(start)
        written = self.text[inner : span[1]]
        if written.startswith("(") and written.endswith(")"):
            written = written[1:-1]
        own = start, start + len(sign)
        fix = Fix("Write 'not(…)'", span, f"not({written})", safe=not isinstance(operand, ast.Hole))
        self.note("feel.foreign", f"'{sign}' is not how FEEL negates.", own, "Write 'not(…)'.", fix)
        value = isinstance(operand, ast.Literal)
        return ast.Hole(span) if value else ast.Call(span, ast.Name(own, "not"), (operand,))

    def _trailing_comma(self, closing: str) -> SyntaxProblem:
        comma = self.tokens[self.position - 1]
        span = comma.start, comma.end
        fix = Fix("Leave the comma out", (comma.start, self.token.start), "")
        message = f"After the last ',' something is missing before '{closing}'."
        return SyntaxProblem(
            Diagnostic("feel.syntax", message, "Leave the comma out.", source=self.text, span=span, fixes=(fix,))
        )

    def _fills_brackets(self, start: int, end: int) -> bool:
        """Whether it is a comma between the ends of a range that stands in brackets, as `(18,65]`."""
        before, after = self.text[:start].rstrip()[-1:], self.text[end:].lstrip()[:1]
        return "," in self.text[start:end] and before in {"(", "["} and after in {")", "]", "["}

    def _foreign_number(self) -> ast.Expr | None:
        start = self.token.start
        numeral = numeral_at(self.text, start, comma_separates=self._is_awaited(","))
        if numeral is None or self._fills_brackets(start, numeral.end):
            return None
        span = start, numeral.end
        self.note(numeral.code, numeral.message, span, numeral.hint, *numeral.fixes)
        self.read_from(numeral.end)
        if numeral.date:
            return ast.AtLiteral(span, numeral.date)
        return ast.Hole(span) if numeral.value is None else ast.Literal(span, numeral.value)
