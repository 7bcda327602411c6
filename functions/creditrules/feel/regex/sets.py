"""Sets of characters in XPath regular expressions: ranges, classes, Unicode categories and blocks."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from creditrules.feel.regex.blocks import BLOCKS
from creditrules.feel.regex.spans import DIGITS, EVERY, Known, complement, joined, listed

__all__ = [
    "ANY_CHARACTER",
    "CharacterSet",
    "Test",
    "among",
    "between",
    "category",
    "class_escape",
    "less",
    "negated",
    "one_of",
    "variants",
]


class Test(NamedTuple):
    """Which characters belong. known: the same as ranges, where they can be told."""

    holds: Callable[[str], bool]
    known: Known | None = None


_CATEGORIES = frozenset((
    "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe",
    "Pi", "Pf", "Po", "Z", "Zs", "Zl", "Zp", "S", "Sm", "Sc", "Sk", "So", "C", "Cc", "Cf", "Co", "Cn",
))  # fmt: skip
_NAME_START = (
    (0x3A, 0x3A), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x2FF),
    (0x370, 0x37D), (0x37F, 0x1FFF), (0x200C, 0x200D), (0x2070, 0x218F), (0x2C00, 0x2FEF), (0x3001, 0xD7FF),
    (0xF900, 0xFDCF), (0xFDF0, 0xFFFD), (0x10000, 0xEFFFF),
)  # fmt: skip
_NAME_FURTHER = ((0x2D, 0x2E), (0x30, 0x39), (0xB7, 0xB7), (0x300, 0x36F), (0x203F, 0x2040))
_SAME_LETTER = {"k": "\u212a", "å": "\u212b", "ω": "\u2126", "s": "\u017f", "μ": "\u00b5"}
"""Lower-case letters with a third form beside their capital."""


_REMEMBERED = 4_096


class CharacterSet(dict[str, bool]):
    """Answers whether a character belongs to it, and remembers of the first few thousand."""

    __slots__ = ("_holds", "known")

    def __init__(self, test: Test) -> None:
        super().__init__()
        self._holds, self.known = test

    def __missing__(self, character: str) -> bool:
        belongs = self._holds(character)
        if len(self) < _REMEMBERED:
            self[character] = belongs
        return belongs


def one_of(characters: str) -> Test:
    """The characters listed."""
    return Test(frozenset(characters).__contains__, listed(characters))


def between(first: str, last: str) -> Test:
    """A range of code points, both ends included."""
    return Test(lambda character: first <= character <= last, Known(((ord(first), ord(last)),)))


def among(tests: list[Test]) -> Test:
    """What belongs to any of them."""
    if len(tests) == 1:
        return tests[0]
    known = [test.known for test in tests if test.known is not None]
    whole = Known(joined(*(each.spans for each in known)), any(each.digits for each in known))
    told = whole if len(known) == len(tests) else None
    return Test(lambda character: any(test.holds(character) for test in tests), told)


def negated(test: Test) -> Test:
    """Everything else."""
    return Test(lambda character: not test.holds(character), complement(test.known))


def less(included: Test, excluded: Test) -> Test:
    """What belongs to the one and not to the other."""
    return Test(lambda character: included.holds(character) and not excluded.holds(character))


def variants(test: Test) -> Test:
    """What belongs to it in either case."""
    return Test(lambda character: any(map(test.holds, _cases(character))))


def _cases(character: str) -> set[str]:
    lower, upper = character.lower(), character.upper()
    forms = {character, lower, upper, lower.upper(), upper.lower(), _SAME_LETTER.get(lower, lower)}
    return {form for form in forms if len(form) == 1}


ANY_CHARACTER = Test(lambda _: True, EVERY)


def _ranges(*ranges: tuple[int, int]) -> Test:
    return Test(lambda character: any(first <= ord(character) <= last for first, last in ranges))


def _is_word(character: str) -> bool:
    return unicodedata.category(character)[0] not in "PZC"


_ESCAPES: dict[str, Test] = {
    "s": one_of(" \t\n\r"),
    "d": Test(lambda character: unicodedata.category(character) == "Nd", DIGITS),
    "w": Test(_is_word),
    "i": _ranges(*_NAME_START),
    "c": _ranges(*_NAME_START, *_NAME_FURTHER),
}


def class_escape(letter: str) -> Test | None:
    r"""What `\s`, `\d`, `\w`, `\i`, `\c` mean, in capitals everything else; None for other letters."""
    test = _ESCAPES.get(letter.lower())
    return negated(test) if test is not None and letter.isupper() else test


def category(name: str) -> Test | None:
    r"""What `\p{name}` means: a Unicode category, or a block as `IsBasicLatin`; None where there is none."""
    if name in _CATEGORIES:
        return Test(lambda character: unicodedata.category(character).startswith(name))
    if name.startswith("Is") and name[2:] in BLOCKS:
        return _ranges(BLOCKS[name[2:]])
    return None
