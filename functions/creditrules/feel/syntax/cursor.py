"""The parser's place in the tokens: looking ahead, taking, known names, nesting, and the first syntax error."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from creditrules.errors import Diagnostic
from creditrules.feel import limits
from creditrules.feel.syntax.lexer import Token, TokenKind, tokenize
from creditrules.feel.syntax.names import Names, NameTable, name_tables

__all__ = ["Cursor", "SyntaxProblem"]

_NAME_SIGNS = frozenset("./-'’+*")


class SyntaxProblem(Exception):
    """The text cannot be read on from here."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


class Cursor:
    """Tokens with a position; the parsers of types and expressions are built on it."""

    def __init__(
        self, text: str, names: Names | Collection[str], functions: frozenset[str], apart: Collection[int] = ()
    ) -> None:
        tokens, diagnostics = tokenize(text)
        self.text = text
        self.tokens: Sequence[Token] = tokens
        self.diagnostics = list(diagnostics)
        self.position = 0
        self.nesting = 0
        self.variables, self.entries, self.type_names = name_tables(Names.of(names), functions)
        self.apart = apart
        self.local_names: list[NameTable] = []
        self.local_entries = NameTable()

    @property
    def token(self) -> Token:
        """The next token."""
        return self.tokens[self.position]

    def at_sign(self, *signs: str) -> bool:
        """Whether the next token is one of these signs."""
        token = self.tokens[self.position]
        return token.kind is TokenKind.SIGN and token.text in signs

    def at_word(self, word: str) -> bool:
        """Whether the next token is this word."""
        token = self.tokens[self.position]
        return token.kind is TokenKind.WORD and token.text == word

    def ahead(self, offset: int) -> Token:
        """The token `offset` places on; END beyond the end."""
        return self.tokens[min(self.position + offset, len(self.tokens) - 1)]

    def advance(self) -> Token:
        """Take the next token; END stays."""
        token = self.tokens[self.position]
        if token.kind is not TokenKind.END:
            self.position += 1
        return token

    def take_sign(self, sign: str, where: str) -> Token:
        """Consume `sign` or fail with "expected … `where`"."""
        if not self.at_sign(sign):
            raise self.problem(f"'{sign}' {where}")
        return self.advance()

    def take_word(self, word: str, where: str, hint: str = "") -> Token:
        """Consume the keyword or fail with "expected … `where`"."""
        if not self.at_word(word):
            raise self.problem(f"'{word}' {where}", hint)
        return self.advance()

    def span_from(self, start: int) -> tuple[int, int]:
        """From the character `start` to the end of the last token taken."""
        return start, self.tokens[self.position - 1].end if self.position else start

    def deeper(self) -> None:
        """Count one level of nesting; fail when there are too many."""
        self.nesting += 1
        if self.nesting > limits.NESTING:
            token = self.token
            message = f"The expression is nested more than {limits.NESTING} levels deep."
            hint = "Give inner parts names of their own."
            span = (token.start, token.end)
            raise SyntaxProblem(Diagnostic("feel.too-deep", message, hint, source=self.text, span=span))

    def shallower(self) -> None:
        """Undo one `deeper`."""
        self.nesting -= 1

    def problem(self, expected: str, hint: str = "") -> SyntaxProblem:
        """A syntax error at the next token."""
        token = self.token
        if token.kind is TokenKind.END:
            message = f"The expression ends where {expected} is expected."
        else:
            message = f"Expected {expected}, found '{self.text[token.start : token.end][:40]}'."
        return SyntaxProblem(Diagnostic("feel.syntax", message, hint, source=self.text, span=(token.start, token.end)))

    def known_name(self, local: list[NameTable], table: NameTable) -> tuple[str, int] | None:
        """The longest known name that starts here, looked up in the local tables and then in `table`."""
        best = table.match(self.tokens, self.position, self.apart)
        for names in local:
            found = names.match(self.tokens, self.position, self.apart)
            if found is not None and (best is None or found[1] > best[1]):
                best = found
        return best

    def declared_name(self, *ends: str) -> tuple[str, tuple[int, int]] | None:
        """The name written from here up to one of `ends` (signs or words), which is not consumed; None if none is."""
        position = self.position
        if self.tokens[position].kind is not TokenKind.WORD:
            return None
        while True:
            token = self.tokens[position]
            if position > self.position and token.text in ends and token.kind in (TokenKind.SIGN, TokenKind.WORD):
                break
            if token.kind is TokenKind.SIGN and token.text not in _NAME_SIGNS:
                return None
            if token.kind in (TokenKind.END, TokenKind.STRING):
                return None
            position += 1
        taken = self.tokens[self.position : position]
        self.position = position
        name = "".join((" " if token.spaced and at else "") + token.text for at, token in enumerate(taken))
        return name, (taken[0].start, taken[-1].end)
