"""Tokens of ZEN to its tree: expressions, and cells, whose tests may leave out what they test."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from creditrules.imports.jdm.zen.lexer import Token, TokenKind, ZenError, tokenize
from creditrules.imports.jdm.zen.tree import (
    Access,
    Array,
    Binary,
    Call,
    Cell,
    Closure,
    Conditional,
    Fragment,
    Index,
    Interval,
    Literal,
    Method,
    Name,
    Node,
    ObjectLiteral,
    Slice,
    Template,
    Unary,
)

__all__ = ["Trees", "parse_cell", "parse_expression"]

_MAX_DEPTH = 40
_LEVELS: tuple[frozenset[str], ...] = (
    frozenset({"or"}),
    frozenset({"and"}),
    frozenset({"==", "!=", "<", "<=", ">", ">=", "in", "not in"}),
    frozenset({"+", "-"}),
    frozenset({"*", "/", "%"}),
)
_LEVEL_OF_TESTS = 2
_CLOSURES = frozenset({"map", "filter", "some", "all", "none", "one", "count", "flatMap"})
_CONSTANTS = {"true": True, "false": False, "null": None, "undefined": None}
_OPERATOR_WORDS = frozenset({"and", "or", "not", "in"})
_TESTS = frozenset({"==", "!=", "<", "<=", ">", ">=", "in", "not in"})
_HINTS = {
    "=": "Write == to compare; assignments inside an expression are not kept: give each key a line of its own.",
    ";": "Give each statement a key of its own in the expression node.",
    "**": "Write ^ for a power.",
}
_IN_CELL = (
    "Inside brackets of a cell ZEN reads no and, or, so that the row never matches: take the brackets away, or write "
    "the condition in a column without a field."
)


def parse_expression(text: str) -> Node:
    """The tree of an expression; raises ZenError."""
    parser = _Parser(text)
    node = parser.expression()
    parser.end()
    return node


def parse_cell(text: str) -> Cell:
    """The tests of a cell under a field; raises ZenError."""
    if text.strip() == "-":
        raise ZenError("'-' is no test of ZEN, so that the row never matches.", "Leave the cell empty.")
    parser = _Parser(text, cell=True)
    alternatives = parser.alternatives()
    parser.end()
    return Cell(alternatives, text)


class Trees:
    """Texts that were read once, for who comes by several times."""

    __slots__ = ("_cells", "_expressions")

    def __init__(self) -> None:
        self._expressions: dict[str, Node] = {}
        self._cells: dict[str, Cell] = {}

    def expression(self, text: str) -> Node:
        """The tree of an expression; raises ZenError."""
        if text not in self._expressions:
            self._expressions[text] = parse_expression(text)
        return self._expressions[text]

    def cell(self, text: str) -> Cell:
        """The tests of a cell under a field; raises ZenError."""
        if text not in self._cells:
            self._cells[text] = parse_cell(text)
        return self._cells[text]


class _Parser:
    def __init__(self, text: str, start: int = 0, depth: int = 0, *, cell: bool = False) -> None:
        self._text, self._start, self._depth, self._cell = text, start, depth, cell
        self._tokens, self._at = tokenize(text), 0

    # tokens

    def _peek(self, ahead: int = 0) -> Token:
        return self._tokens[min(self._at + ahead, len(self._tokens) - 1)]

    def _next(self) -> Token:
        token = self._peek()
        self._at += 1
        return token

    def _is(self, text: str, ahead: int = 0) -> bool:
        token = self._peek(ahead)
        return token.text == text and token.kind in {TokenKind.SIGN, TokenKind.WORD}

    def _take(self, text: str) -> bool:
        if not self._is(text):
            return False
        self._at += 1
        return True

    def _expect(self, text: str, why: str) -> Token:
        if not self._is(text):
            raise self._wrong(f"Expected '{text}' {why}")
        return self._next()

    def _wrong(self, message: str) -> ZenError:
        token = self._peek()
        found = f"'{token.text}'" if token.text else "the end"
        hint = _IN_CELL if self._cell and token.text in {"and", "or"} else _HINTS.get(token.text, "")
        return ZenError(f"{message}, found {found}.", hint, self._span(token.start, token.end))

    def _span(self, start: int, end: int) -> tuple[int, int]:
        return self._start + start, self._start + end

    def _since(self, first: Token) -> tuple[int, int]:
        return self._span(first.start, self._tokens[self._at - 1].end)

    def end(self) -> None:
        """Nothing may be left over."""
        if self._peek().kind is not TokenKind.END:
            raise self._wrong("The expression should end here")

    # cells

    def alternatives(self) -> tuple[tuple[Fragment, ...], ...]:
        """Tests apart by commas and `or`, each several joined by `and`."""
        found = [self._conjunction()]
        while self._take(",") or self._take("or"):
            found.append(self._conjunction())
        return tuple(found)

    def _conjunction(self) -> tuple[Fragment, ...]:
        found = [self._fragment()]
        while self._take("and"):
            found.append(self._fragment())
        return tuple(found)

    def _fragment(self) -> Fragment:
        first = self._peek()
        operator = self._operator(_TESTS)
        operand = self._binary(_LEVEL_OF_TESTS + 1) if operator else self._conditional(_LEVEL_OF_TESTS)
        return Fragment(operator, operand, self._since(first))

    def _operator(self, wanted: frozenset[str]) -> str:
        if self._is("not") and self._is("in", 1) and "not in" in wanted:
            self._at += 2
            return "not in"
        token = self._peek()
        if token.text in wanted and token.kind in {TokenKind.SIGN, TokenKind.WORD}:
            self._at += 1
            return token.text
        return ""

    # expressions

    def expression(self) -> Node:
        """A whole expression, nested or not."""
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise ZenError(f"The expression is nested more than {_MAX_DEPTH} levels deep.", "Split it.")
        node = self._conditional(_LEVEL_OF_TESTS if self._cell else 0)
        self._depth -= 1
        return node

    def _conditional(self, level: int) -> Node:
        first = self._peek()
        condition = self._binary(level)
        if not self._take("?"):
            return condition
        then = self.expression()
        self._expect(":", "and what holds otherwise")
        otherwise = self.expression()
        return Conditional(condition, then, otherwise, self._since(first))

    def _binary(self, level: int) -> Node:
        if level == len(_LEVELS):
            return self._power()
        first = self._peek()
        left = self._binary(level + 1)
        while operator := self._operator(_LEVELS[level]):
            right = self._binary(level + 1)
            left = Binary(operator, left, right, self._since(first))
        return left

    def _power(self) -> Node:
        first = self._peek()
        left = self._coalesced()
        if not self._take("^"):
            return left
        self._enter()
        right = self._power()
        self._depth -= 1
        return Binary("^", left, right, self._since(first))

    def _coalesced(self) -> Node:
        first = self._peek()
        left = self._unary()
        while self._take("??"):
            left = Binary("??", left, self._unary(), self._since(first))
        return left

    def _unary(self) -> Node:
        first = self._peek()
        if first.kind in {TokenKind.SIGN, TokenKind.WORD} and first.text in {"-", "+", "!", "not"}:
            self._at += 1
            self._enter()
            operand = self._unary()
            self._depth -= 1
            return Unary("not" if first.text == "!" else first.text, operand, self._since(first))
        return self._postfix()

    def _enter(self) -> None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise ZenError(f"The expression is nested more than {_MAX_DEPTH} levels deep.", "Split it.")

    def _postfix(self) -> Node:
        first = self._peek()
        node = self._primary()
        while True:
            if self._take(".") or self._take("?."):
                node = self._member(node, first)
            elif self._is("[") and not self._closes_range():
                self._at += 1
                node = self._subscript(node, first)
            else:
                return node

    def _closes_range(self) -> bool:
        """Whether a '[' is the open end of a range: nothing that could be an index follows."""
        after = self._peek(1)
        return after.kind is TokenKind.END or after.text in {",", ")", "]", "?", "and", "or", "==", "!="}

    def _member(self, base: Node, first: Token) -> Node:
        token = self._next()
        if token.kind is not TokenKind.WORD:
            self._at -= 1
            raise self._wrong("Expected a name after '.'")
        if self._take("("):
            arguments = self._listed(")", self.expression)
            return Method(base, token.text, arguments, self._since(first))
        return Access(base, token.text, self._since(first))

    def _subscript(self, base: Node, first: Token) -> Node:
        start = None if self._is(":") else self.expression()
        if self._take(":"):
            end = None if self._is("]") else self.expression()
            self._expect("]", "after the part that is cut out")
            return Slice(base, start, end, self._since(first))
        self._expect("]", "after the index")
        if isinstance(start, Literal) and isinstance(start.value, str):
            return Access(base, start.value, self._since(first))
        if start is None:
            raise self._wrong("Expected an index")
        return Index(base, start, self._since(first))

    def _listed(self, close: str, item: Callable[[], Node]) -> tuple[Node, ...]:
        items: list[Node] = []
        while not self._take(close):
            items.append(item())
            if not self._take(","):
                self._expect(close, "or a comma")
                break
        return tuple(items)

    def _primary(self) -> Node:
        token = self._next()
        span = self._span(token.start, token.end)
        match token.kind:
            case TokenKind.NUMBER:
                return Literal(self._number(token), span)
            case TokenKind.STRING:
                return Literal(token.text, span)
            case TokenKind.TEMPLATE:
                return self._template(token)
            case TokenKind.WORD if token.text not in _OPERATOR_WORDS:
                return self._word(token)
            case TokenKind.SIGN if token.text in "[](":
                return self._bracketed(token)
            case TokenKind.SIGN if token.text == "{":
                return self._object(token)
        self._at -= 1
        raise self._wrong("Expected a value")

    def _number(self, token: Token) -> Decimal:
        try:
            return Decimal(token.text)
        except InvalidOperation:
            raise ZenError(f"{token.text} is no number.", "", self._span(token.start, token.end)) from None

    def _word(self, token: Token) -> Node:
        span = self._span(token.start, token.end)
        if self._take("("):
            return self._closure(token) if token.text in _CLOSURES else self._call(token)
        if token.text in _CONSTANTS:
            return Literal(_CONSTANTS[token.text], span)
        return Name(token.text, span)

    def _call(self, token: Token) -> Node:
        return Call(token.text, self._listed(")", self.expression), self._since(token))

    def _closure(self, token: Token) -> Node:
        source = self.expression()
        alias = "#"
        if self._take("as"):
            alias = self._next().text
        self._expect(",", f"and what {token.text} does with each item")
        self._enter()
        body = self._conditional(0)
        self._depth -= 1
        self._expect(")", f"at the end of {token.text}")
        return Closure(token.text, source, alias, body, self._since(token))

    def _bracketed(self, token: Token) -> Node:
        opened = token.text
        if opened == "[" and self._take("]"):
            return Array((), self._since(token))
        first = self.expression()
        if self._take(".."):
            high = self.expression()
            closing = self._next()
            if closing.text not in {"]", ")", "["} or closing.kind is not TokenKind.SIGN:
                self._at -= 1
                raise self._wrong("Expected ']' or ')' at the end of the range")
            span = self._since(token)
            outside = opened == "]"
            if outside is not (closing.text == "["):
                message = "A bracket that is turned round does not leave out the end: ZEN takes other numbers then."
                raise ZenError(message, "Write '(' and ')' for ends that are left out.", span)
            return Interval(first, high, opened == "(", closing.text == ")", outside, span)
        if opened == "(":
            self._expect(")", "to close what '(' opened")
            return first
        if opened == "[":
            rest = self._listed("]", self.expression) if self._take(",") else ()
            if not rest and self._tokens[self._at - 1].text != "]":
                self._expect("]", "or a comma")
            return Array((first, *rest), self._since(token))
        raise self._wrong("Expected '..' and the other end of the range")

    def _object(self, token: Token) -> Node:
        entries: list[tuple[str | Node, Node]] = []
        while not self._take("}"):
            key = self._key()
            self._expect(":", "after a key")
            entries.append((key, self.expression()))
            if not self._take(","):
                self._expect("}", "or a comma")
                break
        return ObjectLiteral(tuple(entries), self._since(token))

    def _key(self) -> str | Node:
        if self._take("["):
            computed = self.expression()
            self._expect("]", "after a computed key")
            return computed
        token = self._next()
        if token.kind not in {TokenKind.WORD, TokenKind.STRING, TokenKind.NUMBER}:
            self._at -= 1
            raise self._wrong("Expected a key")
        return token.text

    def _template(self, token: Token) -> Node:
        parts: list[str | Node] = []
        text, position = token.text, 0
        while (start := text.find("${", position)) >= 0:
            end = _closing(text, start + 2)
            if end < 0:
                break
            self._enter()
            inner = _Parser(text[start + 2 : end], self._start + token.start + start + 3, self._depth)
            parts += [text[position:start], inner.expression()]
            inner.end()
            self._depth -= 1
            position = end + 1
        parts.append(text[position:])
        return Template(tuple(part for part in parts if part != ""), self._span(token.start, token.end))


def _closing(text: str, position: int) -> int:
    depth = 1
    while position < len(text):
        depth += {"{": 1, "}": -1}.get(text[position], 0)
        if depth == 0:
            return position
        position += 1
    return -1
