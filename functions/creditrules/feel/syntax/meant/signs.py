"""Signs where an operator is expected: other languages', and brackets that fit nothing."""

from __future__ import annotations

from collections.abc import Collection

from creditrules.errors import Fix
from creditrules.feel.syntax.cursor import SyntaxProblem
from creditrules.feel.syntax.lexer import Token, TokenKind
from creditrules.feel.syntax.meant.foreign import KEYWORDS, SIGNS
from creditrules.feel.syntax.meant.nets import CLOSING
from creditrules.feel.syntax.meant.rewriting import RewritingParser
from creditrules.feel.tree import ast

__all__ = ["SignReader"]

COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})
_NEAR = 30


class SignReader(RewritingParser):
    """Reads signs as other languages write them."""

    def sign_after(self, operand: ast.Expr) -> ast.Expr | None:
        """What was meant by `operand` and the sign after it; None where that is no foreign one."""
        if self.foreign_comparison(SIGNS):
            return operand
        text = self.token.text
        if text in CLOSING.values():
            return operand if self._stray_bracket(text) else None
        match text:
            case ";":
                return operand if self._semicolon() else None
            case "%":
                return self._modulo(operand)
            case "+" | "-" | "*" | "/" if self.glued(1) == "=":
                return self._assignment(operand, text)
            case "-" | ":":
                return self._arrow_or_colon(operand, text + self.glued(1))
            case "€" | "$" | "£" | "¥" if isinstance(operand, ast.Literal):
                return self.unit(operand)
            case "–" | "—":
                self.instead("feel.foreign", f"'{text}' is not the sign that FEEL subtracts with.", 1, "-", safe=False)
                self.replace(1, "-")
                return operand
        return None

    def foreign_comparison(self, known: Collection[str]) -> bool:
        """Replace a sign of another language that is in `known`; whether there was one."""
        if self.token.kind is not TokenKind.SIGN:
            return False
        text = self.token.text
        written = [text]
        for offset in (1, 2):
            glued = self.glued(offset)
            if not glued:
                break
            written.append(written[-1] + glued)
        for count in range(len(written), 0, -1):
            if written[count - 1] in known:
                return self._replaced(count, written[count - 1])
        after = self.ahead(1)
        if text in ("<", ">", "!") and after.kind is TokenKind.SIGN and after.text == "=" and after.spaced:
            self.instead("feel.syntax", f"'{text}' and '=' are one sign.", 2, text + "=")
            self.replace(2, text + "=")
            return True
        return False

    def _replaced(self, count: int, written: str) -> bool:
        own, safe = SIGNS[written]
        if written == "=>" and self._looks_like_lambda():
            raise self._lambda()
        if written == "&" and self._compared_before():
            own = "and"
        if own == ".." and not self._is_awaited(".."):
            self.replace(count, own)
            return True
        if written == "&":
            around = self.tokens[self.position - 1].kind, self.ahead(1).kind
            safe = TokenKind.STRING in around
        self.instead("feel.foreign", f"'{written}' is not a sign of FEEL.", count, own, safe=safe)
        self.replace(count, own)
        return True

    def _looks_like_lambda(self) -> bool:
        """Whether one word stands before `=>` that stands behind it again, or in the arguments of a call."""
        at, before = self.position, self.tokens[self.position - 1]
        if not at or before.kind is not TokenKind.WORD:
            return bool(at) and before.text == ")"
        again = any(self.ahead(offset).text == before.text for offset in range(2, _NEAR))
        first = at == 1 or self.tokens[at - 2].text in ("(", ",")
        return first and (again or at > 1)

    def _compared_before(self) -> bool:
        """Whether a comparison was read since the last bracket, comma or keyword."""
        for at in range(self.position - 1, max(-1, self.position - _NEAR), -1):
            if self.tokens[at].text in COMPARISONS:
                return True
            if self.tokens[at].text in ("(", "[", "{", ",", "and", "or", "then", "if"):
                return False
        return False

    def _arrow_or_colon(self, operand: ast.Expr, written: str) -> ast.Expr | None:
        if written in ("->", "::"):
            return self._arrow(operand)
        if written == ":" and self.open and "then" in self.open[-1].awaited:
            self.instead("feel.keyword", "A condition ends with 'then'.", 1, "then", safe=False)
            self.replace(1, "then")
            return operand
        return None

    def _arrow(self, operand: ast.Expr) -> ast.Expr:
        """`a->b` and `a::b`; with blanks an arrow makes a function in other languages."""
        name = self.ahead(2)
        if self.token.spaced or name.spaced or name.kind is not TokenKind.WORD or self._looks_like_lambda():
            raise self._lambda()
        self.instead("feel.foreign", "A part is named after a '.'.", 2, ".")
        self.position += 3
        return ast.Path((operand.span[0], name.end), operand, name.text)

    def _lambda(self) -> SyntaxProblem:
        sign = self.text[self.token.start : self.ahead(1).end]
        hint = "Write 'list[item > 5]', 'for x in list return …' or 'some x in list satisfies …'."
        return self.foreign(f"'{sign}' makes no function in FEEL.", hint, 2)

    def _assignment(self, operand: ast.Expr, sign: str) -> ast.Expr:
        hint = f"Write what the value is, as '{self.quoted(operand.span)} {sign} …'."
        span = self.token.start, self.ahead(1).end
        self.note("feel.foreign", f"'{sign}=' assigns; FEEL has only values.", span, hint)
        self.replace(2, sign)
        return operand

    def _semicolon(self) -> bool:
        if self._is_awaited(",") and self.ahead(1).kind is not TokenKind.END:
            self.instead("feel.foreign", "Values are separated by ',', not ';'.", 1, ",")
            self.replace(1, ",")
            return True
        if self.ahead(1).kind is TokenKind.END:
            self.instead("feel.foreign", "An expression ends without ';'.", 1, "")
            del self.words[self.position]
            return True
        return False

    def _modulo(self, operand: ast.Expr) -> ast.Expr:
        before = self.written_since(self.operand_start)
        start = self.operand_start
        sign = self.advance()
        if self.token.kind is TokenKind.END or self.may_follow({"and", "or"}):
            span = start, sign.end
            fix = Fix("Divide by 100", span, f"{before} / 100", safe=False)
            self.note("feel.number-form", "FEEL has no sign for percent.", span, f"Write {before} / 100."[:120], fix)
            return operand
        inner = self.token.start
        right = self._negation()
        span = self.span_from(start)
        written = f"modulo({before}, {self.text[inner : span[1]]})"
        fix = Fix(f"Write {written[:60]}", span, written, safe=False)
        own = sign.start, sign.end
        self.note("feel.foreign", "'%' is not a sign of FEEL.", own, f"Write {written[:60]}.", fix)
        return ast.Call(span, ast.Name(own, "modulo"), (operand, right))

    def _stray_bracket(self, text: str) -> bool:
        """Whether the next token closes nothing, and is left out, or what another closes, and is taken for that one."""
        if self._is_awaited(text):
            return False
        opening = next((one.bracket for one in reversed(self.open) if one.bracket is not None), None)
        if opening is None:
            opens = {closing: opened for opened, closing in CLOSING.items()}[text]
            span = self.token.start, self.token.end
            fix = Fix("Leave it out", span, "", safe=False)
            message = f"There is no '{opens}' that this '{text}' closes."
            self.note("feel.bracket", message, span, f"Leave it out, or write '{opens}' where it starts.", fix)
            del self.words[self.position]
            return True
        closing = CLOSING.get(opening.text, "]")
        message = f"'{opening.text}' is closed by '{closing}', not by '{text}'."
        hint = f"Write '{closing}'; a range has two dots, as {opening.text}1..5{text}." if text != "}" else ""
        self.instead(
            "feel.bracket",
            message,
            1,
            closing,
            hint=hint if not self._is_of_call(opening) else "",
            safe=self._is_of_call(opening),
        )
        self.replace(1, closing)
        return True

    def _is_of_call(self, opening: Token) -> bool:
        """Whether a bracket encloses arguments, which are no range, or a list or context that ends with a brace."""
        before = self.text[: opening.start].rstrip()
        named = before[-1:].isalnum() and before.rpartition(" ")[2] not in KEYWORDS
        return opening.text == "{" or self.token.text == "}" or (opening.text == "(" and named)
