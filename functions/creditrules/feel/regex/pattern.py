"""Reading regular expressions of XML Schema with XPath's additions (XPath and XQuery Functions 3.1, section 5.6.1)."""

from __future__ import annotations

from creditrules.feel import limits
from creditrules.feel.regex.sets import (
    ANY_CHARACTER,
    CharacterSet,
    Test,
    among,
    between,
    category,
    class_escape,
    less,
    negated,
    one_of,
    variants,
)
from creditrules.records import dataclass

__all__ = ["Back", "Choice", "Edge", "Group", "One", "Pattern", "PatternError", "Piece", "Repeat", "Sequence", "read"]

_FLAGS = frozenset("smixq")
_SINGLE_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"} | {sign: sign for sign in "\\|.?*+(){}-[]^$"}
_BLANKS = " \t\n\r"
_COUNT_DIGITS = 9


class PatternError(Exception):
    """The text is not a regular expression; the message says why and where."""


@dataclass(frozen=True, slots=True)
class One:
    """One character of a set; `literal` where it is that very character."""

    characters: CharacterSet
    literal: str | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """`^` (start) or `$`."""

    start: bool


@dataclass(frozen=True, slots=True)
class Back:
    """What the group matched, again."""

    group: int


@dataclass(frozen=True, slots=True)
class Group:
    """Brackets that remember what they matched."""

    inner: Piece
    number: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after the other."""

    items: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The first that leads to a match."""

    options: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """`least` to `most` times (None: any number), as many as possible or, `lazy`, as few."""

    inner: Piece
    least: int
    most: int | None
    lazy: bool


Piece = One | Edge | Back | Group | Sequence | Choice | Repeat


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression as read: its tree, the number of its groups, and the flags that matter later.

    literal: flag q was given. remembers: some part refers back to a group.
    """

    tree: Piece
    groups: int
    multiline: bool
    fold: bool
    literal: bool
    remembers: bool


def read(text: str, flags: str) -> Pattern:
    """The pattern; raises PatternError."""
    unknown = next((flag for flag in flags if flag not in _FLAGS), None)
    if unknown is not None:
        raise PatternError(f"'{unknown}' is not one of the flags s, m, i, x and q")
    if len(text) > limits.PATTERN_LENGTH:
        raise PatternError(f"it has {len(text)} characters, more than the {limits.PATTERN_LENGTH} allowed")
    reader = _Reader(_without_blanks(text) if "x" in flags and "q" not in flags else text, flags)
    if "q" in flags:
        return Pattern(reader.verbatim(), 0, multiline=False, fold="i" in flags, literal=True, remembers=False)
    tree = reader.choice(0)
    if reader.place < len(reader.text):
        raise reader.error("this bracket closes nothing")
    return Pattern(tree, reader.groups, "m" in flags, "i" in flags, literal=False, remembers=reader.remembers)


def _without_blanks(text: str) -> str:
    """Flag x: blanks mean nothing but inside character classes."""
    kept: list[str] = []
    depth, escaped = 0, False
    for character in text:
        if character in _BLANKS and depth == 0:
            continue
        kept.append(character)
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = True
        elif character in "[]":
            depth = max(0, depth + (1 if character == "[" else -1))
    return "".join(kept)


class _Reader:
    """Recursive descent; `place` is the next character."""

    def __init__(self, text: str, flags: str) -> None:
        self.text = text
        self.place = 0
        self.groups = 0
        self.remembers = False
        self._closed: set[int] = set()
        self._fold = "i" in flags
        self._dot = CharacterSet(ANY_CHARACTER if "s" in flags else negated(one_of("\n\r")))

    def error(self, why: str) -> PatternError:
        return PatternError(f"{why}, at character {self.place + 1}")

    def _peek(self) -> str:
        return self.text[self.place] if self.place < len(self.text) else ""

    def _take(self, sign: str) -> bool:
        if self.text.startswith(sign, self.place):
            self.place += len(sign)
            return True
        return False

    def verbatim(self) -> Piece:
        return Sequence(tuple(self._literal(character) for character in self.text))

    def choice(self, depth: int) -> Piece:
        if depth > limits.NESTING:
            raise self.error(f"brackets are nested more than {limits.NESTING} deep")
        options = [self._branch(depth)]
        while self._take("|"):
            options.append(self._branch(depth))
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def _branch(self, depth: int) -> Piece:
        items: list[Piece] = []
        while (sign := self._peek()) and sign not in "|)":
            items.append(self._piece(depth))
        return items[0] if len(items) == 1 else Sequence(tuple(items))

    def _piece(self, depth: int) -> Piece:
        atom = self._atom(depth)
        counts = self._counts()
        if counts is None:
            return atom
        lazy = self._take("?")
        if self._peek() in ("*", "+", "?", "{"):
            raise self.error("a repetition follows a repetition")
        return Repeat(atom, *counts, lazy)

    def _counts(self) -> tuple[int, int | None] | None:
        for sign, least, most in (("?", 0, 1), ("*", 0, None), ("+", 1, None)):
            if self._take(sign):
                return least, most
        return self._braces() if self._take("{") else None

    def _braces(self) -> tuple[int, int | None]:
        least = self._number()
        most: int | None = least
        if self._take(","):
            most = None if self._peek() == "}" else self._number()
        if not self._take("}"):
            raise self.error("'{' needs a count and '}'")
        if most is not None and most < least:
            raise self.error(f"{{{least},{most}}} asks for more than it allows")
        return least, most

    def _number(self) -> int:
        start = self.place
        while self._peek() and self._peek() in "0123456789":
            self.place += 1
        if not 0 < self.place - start <= _COUNT_DIGITS:
            raise self.error("'{' needs a count and '}'")
        return int(self.text[start : self.place])

    def _atom(self, depth: int) -> Piece:
        sign = self._peek()
        self.place += 1
        match sign:
            case "(":
                return self._brackets(depth)
            case "[":
                return One(CharacterSet(self._class(depth)))
            case ".":
                return One(self._dot)
            case "^" | "$":
                return Edge(sign == "^")
            case "\\":
                return self._escape()
            case "?" | "*" | "+" | "{" | "}" | "]":
                self.place -= 1
                raise self.error(f"'{sign}' has nothing to work on; write '\\{sign}' for the sign itself")
            case _:
                return self._literal(sign)

    def _literal(self, character: str) -> One:
        test = one_of(character)
        return One(CharacterSet(variants(test))) if self._fold else One(CharacterSet(test), character)

    def _brackets(self, depth: int) -> Piece:
        remembers = not self._take("?:")
        if remembers and self._peek() == "?":
            raise self.error("only '(' and '(?:' open a group")
        if remembers:
            self.groups += 1
        number = self.groups
        inner = self.choice(depth + 1)
        if not self._take(")"):
            raise self.error("a group is not closed")
        self._closed.add(number if remembers else 0)
        return Group(inner, number) if remembers else inner

    def _escape(self) -> Piece:
        letter = self._peek()
        if letter and letter in "0123456789":
            return self._back()
        single = _SINGLE_ESCAPES.get(letter)
        if single is not None:
            self.place += 1
            return self._literal(single)
        return One(CharacterSet(self._class_escape()))

    def _back(self) -> Back:
        start = self.place
        number = int(self.text[start])
        self.place += 1
        while self._peek() and self._peek() in "0123456789" and number * 10 + int(self._peek()) <= self.groups:
            number = number * 10 + int(self._peek())
            self.place += 1
        if number not in self._closed or number == 0:
            self.place = start
            raise self.error(f"'\\{number}' refers to no group that is closed before it")
        self.remembers = True
        return Back(number)

    def _class_escape(self) -> Test:
        letter = self._peek()
        if letter in ("p", "P"):
            self.place += 1
            return self._property(without=letter == "P")
        test = class_escape(letter) if letter else None
        if test is None:
            raise self.error(f"'\\{letter}' is no escape of XPath regular expressions")
        self.place += 1
        return test

    def _property(self, *, without: bool) -> Test:
        end = self.text.find("}", self.place)
        if not self._take("{") or end < 0:
            raise self.error("'\\p' needs a name in braces")
        name = self.text[self.place : end]
        test = category(name)
        if test is None:
            raise self.error(f"'{name}' is no Unicode category or block")
        self.place = end + 1
        return negated(test) if without else test

    def _class(self, depth: int) -> Test:
        """What follows `[`, up to its `]`."""
        if depth > limits.NESTING:
            raise self.error(f"classes are nested more than {limits.NESTING} deep")
        without = self._take("^")
        tests: list[Test] = []
        subtracted: Test | None = None
        while not self._take("]"):
            if tests and self._take("-["):
                subtracted = self._class(depth + 1)
                if not self._take("]"):
                    raise self.error("nothing may follow what is taken away from a class")
                break
            tests.append(self._class_item())
        if not tests:
            raise self.error("a class of characters is empty")
        included = among(tests)
        if without:
            included = negated(included)
        if subtracted is None:
            return included
        return less(included, subtracted)

    def _class_item(self) -> Test:
        first = self._class_character()
        if not isinstance(first, str):
            return first
        last = first
        if self._peek() == "-" and self.text[self.place + 1 : self.place + 2] not in ("]", "[", ""):
            self.place += 1
            end = self._class_character()
            if not isinstance(end, str) or end < first:
                raise self.error(f"the range from '{first}' has no end after it")
            last = end
        test = one_of(first) if first == last else between(first, last)
        return variants(test) if self._fold else test

    def _class_character(self) -> str | Test:
        sign = self._peek()
        if sign in ("", "["):
            raise self.error("a class of characters is not closed" if not sign else "'[' in a class is written '\\['")
        if sign != "\\":
            self.place += 1
            return sign
        self.place += 1
        single = _SINGLE_ESCAPES.get(self._peek())
        if single is None:
            return self._class_escape()
        self.place += 1
        return single
