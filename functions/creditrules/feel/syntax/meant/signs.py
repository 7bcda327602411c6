"""Signs where an operator is expected: other languages', and brackets that fit nothing."""

from __future__ import annotations

from collections.abc import Collection

from creditrules.errors import Fix
from creditrules.feel.syntax.cursor import SyntaxProblem
from creditrules.feel.syntax.lexer import TokenKind
from creditrules.feel.syntax.meant.foreign import SIGNS
from creditrules.feel.syntax.meant.nets import CLOSING
from creditrules.feel.syntax.meant.rewriting import RewritingParser
from creditrules.feel.tree import ast

__all__ = ["SignReader"]


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
            case "-" if self.glued(1) == ">":
                raise self._lambda()
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
        at = self.position
        return at > 1 and self.tokens[at - 1].kind is TokenKind.WORD and self.tokens[at - 2].text in ("(", ",")

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
        self.instead("feel.bracket", message, 1, closing, safe=len(self.open) == 1)
        self.replace(1, closing)
        return True
