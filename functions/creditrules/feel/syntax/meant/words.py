"""Words where an operator is expected: keywords in capitals, SQL's and Java's, and names that are misspelt."""

from __future__ import annotations

from creditrules.errors import Fix
from creditrules.feel.syntax.lexer import Token, TokenKind
from creditrules.feel.syntax.meant.foreign import ELSE_IF, FOR_KEYWORDS, INFIX_FUNCTIONS, KEYWORDS, PHRASES, WIDE
from creditrules.feel.syntax.meant.rewriting import RewritingParser
from creditrules.feel.tree import ast
from creditrules.suggestions import suggestion

__all__ = ["WordReader"]

_ENDS = KEYWORDS | {"for", "if", "some", "every"}

_SHORTEST = 3
_LONGEST_PHRASE = max(map(len, PHRASES))


class WordReader(RewritingParser):
    """Reads words as other languages write them."""

    negated_by: Token | None = None
    """The `not` that stood before `in` or its like, until what it negates is read."""

    def word_after(self, operand: ast.Expr) -> ast.Expr | None:
        """What was meant by `operand` and the word after it; None where that is no foreign one."""
        text = self.token.text
        if text in KEYWORDS or self.ternary_ahead():
            return None
        small = text.lower()
        if text in WIDE:
            self.instead("feel.foreign", f"'{text}' is not a sign of FEEL.", 1, WIDE[text])
            self.replace(1, WIDE[text])
            return operand
        if small in FOR_KEYWORDS and self._is_awaited(FOR_KEYWORDS[small]):
            self.instead("feel.keyword", f"'{text}' is not a keyword.", 1, FOR_KEYWORDS[small])
            self.replace(1, FOR_KEYWORDS[small])
            return operand
        if small == "for":
            hint = "Write 'for x in list return …', with the keyword first."
            raise self.foreign("'for' does not stand behind a value.", hint)
        if small in KEYWORDS:
            self.instead("feel.keyword", f"'{text}' is not a keyword; they are written in small letters.", 1, small)
            self.replace(1, small)
            return operand
        if small == "not" and self.small(1) in {"in", "between", "like"}:
            self.negated_by = self.advance()
            del self.words[self.position - 1]
            self.position -= 1
            return operand
        if small in ELSE_IF and self._is_awaited("else"):
            self.instead("feel.keyword", f"'{text}' is not a keyword.", 1, "else if")
            self.replace(1, "else", "if")
            return operand
        if small in {"end", "endif"} and self.ahead(2 if self.small(1) == "if" else 1).kind is TokenKind.END:
            count = 2 if self.small(1) == "if" else 1
            self.instead("feel.foreign", "An 'if' ends without a word of its own.", count, "")
            del self.words[self.position : self.position + count]
            return operand
        return self._phrase(operand) or self._infix(operand) or self.unit(operand) or self._misspelt(operand)

    def _phrase(self, operand: ast.Expr) -> ast.Expr | None:
        words = tuple(self.small(offset) for offset in range(_LONGEST_PHRASE))
        for count in range(_LONGEST_PHRASE, 0, -1):
            own = PHRASES.get(words[:count])
            if own is None:
                continue
            if words[:count] == ("is",) and self.small(1) in {"in", "between"}:
                own = ""
            span = self.token.start, self.ahead(count - 1).end
            behind = self.ahead(count)
            hint = f"Write '{own} null'." if own and behind.text.lower() == "null" else ""
            message = f"'{self.quoted(span)}' is not an operator of FEEL."
            self.instead("feel.foreign", message, count, own, hint=hint)
            self.replace(count, *own.split())
            return operand
        return None

    def _infix(self, operand: ast.Expr) -> ast.Expr | None:
        words = self.small(0), self.small(1)
        if words[0] == "like":
            return self._called_with(operand, 1, "like")
        for count in (2, 1):
            function = INFIX_FUNCTIONS.get(words[:count])
            if function is not None:
                return self._called_with(operand, count, function)
        return None

    def _called_with(self, operand: ast.Expr, count: int, function: str) -> ast.Expr:
        span = self.token.start, self.ahead(count - 1).end
        start, before = self.operand_start, self.written_since(self.operand_start)
        self.position += count
        inner = self.token.start
        right = self._negation()
        argument = self.written_since(inner)
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
        while self.ahead(count).kind is TokenKind.WORD and self.ahead(count).text.lower() not in _ENDS:
            count += 1
        span = operand.span[0], self.ahead(count - 1).end
        phrase = " ".join(self.text[slice(*span)].split())
        known = [*self.variables.known(), *self.entries.known()]
        meant = "" if operand.name in self.functions else suggestion(phrase, known)
        name = meant.removeprefix("Did you mean '").removesuffix("'?")
        fix = Fix(f"Write '{name}'", span, name, safe=name.casefold() == phrase.casefold())
        hint = meant or "An operator may be missing between two names."
        if operand.name in self.functions:
            hint = f"What a function is given stands in brackets: {operand.name}(…)."
        self.note("feel.unknown-name", f"There is no variable '{phrase[:60]}' here.", span, hint, *[fix][: bool(meant)])
        self.position += count
        self.silenced()
        return ast.Hole(span)

    def _misspelt_keyword(self) -> str:
        awaited = [word for construct in self.open[-1:] for word in construct.awaited if word.isalpha()]
        text = self.token.text.lower()
        if not awaited or len(text) < _SHORTEST:
            return ""
        from difflib import get_close_matches  # noqa: PLC0415 - only where something is wrong

        return next(iter(get_close_matches(text, awaited, 1, 0.7)), "")


def _like(pattern: ast.Expr, written: str) -> tuple[str, str]:
    """The function that means the same as a pattern of SQL, and its second argument; no function where none does."""
    if not isinstance(pattern, ast.Literal) or not isinstance(pattern.value, str) or "_" in pattern.value:
        return "", written
    text = pattern.value.strip("%")
    starts, ends = pattern.value.startswith("%"), pattern.value.endswith("%")
    if "%" in text or not (starts or ends) or "\\" in written:
        return "", written
    return ("contains" if starts and ends else "ends with" if starts else "starts with"), f'"{text}"'
