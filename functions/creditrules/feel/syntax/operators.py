"""Where an operator is expected: foreign signs and words, brackets that fit nothing, and names that are misspelt."""

from __future__ import annotations

from collections.abc import Collection

from creditrules.errors import Diagnostic, Fix
from creditrules.feel.syntax.cursor import SyntaxProblem
from creditrules.feel.syntax.foreign import ELSE_IF, INFIX_FUNCTIONS, KEYWORDS, PHRASES, PREFIXES, SIGNS, UNITS
from creditrules.feel.syntax.lexer import Token, TokenKind
from creditrules.feel.syntax.recovery import CLOSING
from creditrules.feel.syntax.rewriting import RewritingParser
from creditrules.feel.tree import ast
from creditrules.suggestions import suggestion

__all__ = ["OperatorReader"]

_REWRITINGS = 4
_SHORTEST = 3
_NAME_WORDS = 6
_LONGEST_PHRASE = max(map(len, PHRASES))
_OWN_SIGNS = frozenset({"+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">="})


class OperatorReader(RewritingParser):
    """Reads operators as other languages write them."""

    _negated: Token | None = None
    in_cell = False

    def operator_ahead(self, operand: ast.Expr) -> ast.Expr:
        """What was meant by `operand` and the foreign sign or word after it, which is replaced or taken."""
        for _ in range(_REWRITINGS):
            changed = None
            if self.token.kind is TokenKind.SIGN:
                changed = self._sign_after(operand)
            elif self.token.kind is TokenKind.WORD:
                changed = self._word_after(operand)
            if changed is None:
                break
            operand = changed
        return operand

    def compared(self) -> ast.Expr:
        """As the base, with foreign signs in front of a test, ranges without brackets, and `not in`."""
        outer, self._negated = self._negated, None
        self._foreign_comparison(PREFIXES)
        if self.in_cell and self.token.kind is TokenKind.WORD and not self.open[1:]:
            self._words_before_test()
        start = self.token.start
        try:
            result = self._range_without_brackets(super().compared())
            return self._not_before_operator(start, result)
        finally:
            self._negated = outer

    def unary_tests(self) -> ast.UnaryTests:
        """As the base; a test may have words in front that belong behind a value."""
        self.in_cell = True
        return super().unary_tests()

    def _words_before_test(self) -> None:
        if self._small(0) == "in":
            self._in_before_test()
            return
        words = tuple(self._small(offset) for offset in range(_LONGEST_PHRASE))
        count = next((count for count in range(_LONGEST_PHRASE, 0, -1) if words[:count] in PHRASES), 0)
        if not count or self.ahead(count).kind in (TokenKind.END, TokenKind.SIGN):
            return
        own = PHRASES[words[:count]]
        if own not in ("=", "<", "<=", ">", ">="):
            return
        span = self.token.start, self.ahead(count - 1).end
        own = "" if own == "=" else own
        self.instead("feel.foreign", f"'{self.quoted(span)}' is not an operator of FEEL.", count, own)
        self.replace(count, *own.split())

    def _in_before_test(self) -> None:
        """A cell does not say `in`; what stands behind in round brackets is not one value."""
        written = self.token.text
        if self.ahead(1).text == "(":
            raise self._foreign(f"'{written}' does not start a test.", 'A cell lists its values: "A", "B".')
        self.instead("feel.foreign", f"'{written}' does not start a test.", 1, "")
        del self.words[self.position]

    def _iterator(self) -> ast.IteratorClause:
        """As the base; `of`, `IN` and the like stand for `in`."""
        for offset in range(1, _NAME_WORDS):
            if self._small(offset) == "in" == self.ahead(offset).text:
                break
            if self._small(offset) in ("in", "of"):
                start, self.position = self.position, self.position + offset
                self.instead("feel.keyword", f"'{self.token.text}' is not the keyword here.", 1, "in")
                self.replace(1, "in")
                self.position = start
                break
        return super()._iterator()

    # Signs.

    def _sign_after(self, operand: ast.Expr) -> ast.Expr | None:
        if self._foreign_comparison(SIGNS):
            return operand
        text = self.token.text
        if text in CLOSING.values():
            return operand if self._stray_bracket(text) else None
        match text:
            case ";":
                return operand if self._semicolon() else None
            case "%":
                return self._modulo(operand)
            case "+" | "-" | "*" | "/" if self._glued(1) == "=":
                return self._assignment(operand, text)
            case "-" if self._glued(1) == ">":
                raise self._lambda()
            case "€" | "$" | "£" | "¥" if isinstance(operand, ast.Literal):
                return self._unit(operand)
            case "–" | "—":
                self.instead("feel.foreign", f"'{text}' is not the sign that FEEL subtracts with.", 1, "-", safe=False)
                self.replace(1, "-")
                return operand
        return None

    def _glued(self, offset: int) -> str:
        token = self.ahead(offset)
        return "" if token.spaced or token.kind is not TokenKind.SIGN else token.text

    def _foreign_comparison(self, known: Collection[str]) -> bool:
        """Replace a sign of another language; whether there was one."""
        if self.token.kind is not TokenKind.SIGN:
            return False
        text = self.token.text
        written = [text]
        for offset in (1, 2):
            glued = self._glued(offset)
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
        return self._foreign(f"'{sign}' makes no function in FEEL.", hint, 2)

    def _foreign(self, message: str, hint: str, count: int = 1) -> SyntaxProblem:
        span = self.token.start, self.ahead(count - 1).end
        return SyntaxProblem(Diagnostic("feel.foreign", message, hint, source=self.text, span=span))

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
        before = self._written_since(self.operand_start)
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

    def _written_since(self, start: int) -> str:
        return self.text[slice(*self.span_from(start))]

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

    # Words.

    def _word_after(self, operand: ast.Expr) -> ast.Expr | None:
        text = self.token.text
        if text in KEYWORDS or self._ternary_ahead():
            return None
        small = text.lower()
        if small in KEYWORDS:
            self.instead("feel.keyword", f"'{text}' is not a keyword; they are written in small letters.", 1, small)
            self.replace(1, small)
            return operand
        if small == "not" and self._small(1) in {"in", "between", "like"}:
            self._negated = self.advance()
            del self.words[self.position - 1]
            self.position -= 1
            return operand
        if small in ELSE_IF and self._is_awaited("else"):
            self.instead("feel.keyword", f"'{text}' is not a keyword.", 1, "else if")
            self.replace(1, "else", "if")
            return operand
        if small in {"end", "endif"} and self.ahead(2 if self._small(1) == "if" else 1).kind is TokenKind.END:
            count = 2 if self._small(1) == "if" else 1
            self.instead("feel.foreign", "An 'if' ends without a word of its own.", count, "")
            del self.words[self.position : self.position + count]
            return operand
        return self._phrase(operand) or self._infix(operand) or self._unit(operand) or self._misspelt(operand)

    def _small(self, offset: int) -> str:
        token = self.ahead(offset)
        return token.text.lower() if token.kind is TokenKind.WORD else ""

    def _phrase(self, operand: ast.Expr) -> ast.Expr | None:
        words = tuple(self._small(offset) for offset in range(_LONGEST_PHRASE))
        for count in range(_LONGEST_PHRASE, 0, -1):
            own = PHRASES.get(words[:count])
            if own is None:
                continue
            if words[:count] == ("is",) and self._small(1) in {"in", "between"}:
                own = ""
            span = self.token.start, self.ahead(count - 1).end
            self.instead("feel.foreign", f"'{self.quoted(span)}' is not an operator of FEEL.", count, own)
            self.replace(count, *own.split())
            return operand
        return None

    def _infix(self, operand: ast.Expr) -> ast.Expr | None:
        words = self._small(0), self._small(1)
        if words[0] == "like":
            return self._called_with(operand, 1, "like")
        for count in (2, 1):
            function = INFIX_FUNCTIONS.get(words[:count])
            if function is not None:
                return self._called_with(operand, count, function)
        return None

    def _called_with(self, operand: ast.Expr, count: int, function: str) -> ast.Expr:
        span = self.token.start, self.ahead(count - 1).end
        start, before = self.operand_start, self._written_since(self.operand_start)
        self.position += count
        inner = self.token.start
        right = self._negation()
        argument = self._written_since(inner)
        sql = function == "like"
        if sql:
            function, argument = _like(right, argument)
        whole = self.span_from(start)
        fixes: tuple[Fix, ...] = ()
        hint = "Write starts with(…), ends with(…), contains(…) or matches(…)."
        if function:
            written = f"{function}({before}, {argument})"
            safe = isinstance(operand, ast.Name | ast.Literal | ast.Path) and not sql and function != "modulo"
            fixes, hint = (Fix(f"Write {written[:60]}", whole, written, safe=safe),), f"Write {written[:60]}."
        self.note("feel.foreign", f"'{self.quoted(span)}' is not an operator of FEEL.", span, hint, *fixes)
        return ast.Call(whole, ast.Name(span, function), (operand, right)) if function else ast.Hole(whole)

    def _unit(self, operand: ast.Expr) -> ast.Expr | None:
        if not isinstance(operand, ast.Literal) or not self._is_unit():
            return None
        unit = self.text[self.token.start : self.token.end]
        self.instead("feel.number-form", f"A number carries no unit: '{unit}'.", 1, "", safe=unit.lower() != "percent")
        del self.words[self.position]
        return operand

    def _is_unit(self) -> bool:
        return self._small(0) in UNITS or self.token.kind is TokenKind.SIGN

    def _misspelt(self, operand: ast.Expr) -> ast.Expr | None:
        """A keyword or a name of several words that was meant; a name that nobody knows makes a hole."""
        keyword = self._misspelt_keyword()
        if keyword:
            self.instead("feel.keyword", f"'{self.token.text}' is not a keyword.", 1, keyword, safe=False)
            self.replace(1, keyword)
            return operand
        if not isinstance(operand, ast.Name) or self._operand_is_awaited_keyword_missing():
            return None
        count = 1
        while self.ahead(count).kind is TokenKind.WORD and self.ahead(count).text not in KEYWORDS:
            count += 1
        span = operand.span[0], self.ahead(count - 1).end
        phrase = " ".join(self.text[slice(*span)].split())
        meant = suggestion(phrase, [*self.variables.known(), *self.entries.known()])
        name = meant.removeprefix("Did you mean '").removesuffix("'?")
        fix = Fix(f"Write '{name}'", span, name, safe=name.casefold() == phrase.casefold())
        hint = meant or "An operator may be missing between two names."
        self.note("feel.unknown-name", f"There is no variable '{phrase[:60]}' here.", span, hint, *[fix][: bool(meant)])
        self.position += count
        return ast.Hole(span)

    def _misspelt_keyword(self) -> str:
        awaited = [word for construct in self.open[-1:] for word in construct.awaited if word.isalpha()]
        text = self.token.text.lower()
        if not awaited or len(text) < _SHORTEST:
            return ""
        from difflib import get_close_matches  # noqa: PLC0415 - only where something is wrong

        return next(iter(get_close_matches(text, awaited, 1, 0.7)), "")

    # Whole comparisons and expressions.

    def may_follow(self, ends: Collection[str] = ()) -> bool:
        """As the base, and where a condition of C may have ended."""
        return super().may_follow(ends) or self._ternary_ahead()

    def _ternary_ahead(self) -> bool:
        return self.token.text == "?" and self.token.kind is TokenKind.WORD and self.token.spaced

    def expression(self) -> ast.Expr:
        """As the base, and `condition ? then : otherwise`."""
        start = self.token.start
        condition = super().expression()
        return self._ternary(start, condition) if self._ternary_ahead() else condition

    def _ternary(self, start: int, condition: ast.Expr) -> ast.Expr:
        before = self._written_since(start)
        sign = self.advance()
        second = self.token.start
        with self.awaiting(":"):
            then = self.expression()
        middle = self._written_since(second)
        self.take_sign(":", "between the two values")
        third = self.token.start
        otherwise = self.expression()
        span = self.span_from(start)
        written = f"if {before} then {middle} else {self._written_since(third)}"
        fix = Fix("Write 'if … then … else …'", span, written)
        own = sign.start, sign.end
        self.note("feel.foreign", "'?' makes no choice in FEEL.", own, "Write 'if … then … else …'.", fix)
        return ast.If(span, condition, then, otherwise)

    def _range_without_brackets(self, read: ast.Expr) -> ast.Expr:
        dots = self.at_sign("..") and not self._is_awaited("..")
        to = self._small(0) == "to" and isinstance(_last_test(read), ast.Literal)
        if not dots and not to:
            return read
        low = _last_test(read)
        first = self._written_since(low.span[0])
        self.advance()
        second = self.token.start
        high = self._arithmetic(1)
        span = self.span_from(low.span[0])
        written = f"[{first}..{self._written_since(second)}]"
        fix = Fix(f"Write {written[:60]}", span, written, safe=dots)
        self.note("feel.range-form", "A range stands in brackets.", span, f"Write {written[:60]}.", fix)
        interval = ast.Interval(span, low, high, low_closed=True, high_closed=True)
        if isinstance(read, ast.In):
            return ast.In((read.span[0], span[1]), read.value, (interval,))
        return interval if low is read else ast.Hole((read.span[0], span[1]))

    def _not_before_operator(self, start: int, read: ast.Expr) -> ast.Expr:
        if self._negated is None:
            return read
        end = self.span_from(start)[1]
        before = self.text[start : self._negated.start].rstrip()
        after = self.text[self._negated.end : end].lstrip()
        fix = Fix("Write 'not(…)' around it", (start, end), f"not({before} {after})")
        message = f"'{self._negated.text}' does not stand before an operator."
        span = self._negated.start, self._negated.end
        self.note("feel.foreign", message, span, f"Write not({before} {after})."[:120], fix)
        return read


def _last_test(read: ast.Expr) -> ast.Expr:
    if isinstance(read, ast.In):
        return read.tests[-1]
    if isinstance(read, ast.Comparison):
        return read.right
    return read


def _like(pattern: ast.Expr, written: str) -> tuple[str, str]:
    """The function that means the same as a pattern of SQL, and its second argument; no function where none does."""
    if not isinstance(pattern, ast.Literal) or not isinstance(pattern.value, str) or "_" in pattern.value:
        return "", written
    text = pattern.value.strip("%")
    starts, ends = pattern.value.startswith("%"), pattern.value.endswith("%")
    if "%" in text or not (starts or ends) or "\\" in written:
        return "", written
    return ("contains" if starts and ends else "ends with" if starts else "starts with"), f'"{text}"'
