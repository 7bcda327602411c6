"""Conditions as people write them in tables, as unary tests (DMN 1.5, clause 7.3.10 and 8.2.6)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from creditrules.imports.sheets.notes import RefusedError
from creditrules.imports.sheets.numbers import read_number
from creditrules.imports.sheets.operands import Operand, Spelling, feel_in, read_operand
from creditrules.imports.sheets.words import ANY, OTHERWISE
from creditrules.records import dataclass, replace
from creditrules.spreadsheet import Value

__all__ = ["ORDERED", "Condition", "Test", "read_condition"]

_SIGNS: Final = {
    ">=": ">=", "=>": ">=", "≥": ">=", "⩾": ">=", "<=": "<=", "=<": "<=", "≤": "<=", "⩽": "<=",
    "<>": "!=", "!=": "!=", "≠": "!=", "==": "=", ">": ">", "<": "<", "=": "=",
}  # fmt: skip
_SIGN: Final = re.compile(rf"(?P<sign>{'|'.join(map(re.escape, _SIGNS))})\s*(?P<rest>.+)")
_WORDS: Final = {
    ">=": "at least|no less than|not less than|not below|not under|minimum of|minimum|min\\.?|from|since|starting at|"
    "ab|mindestens|greater than or equal to|equal to or greater than|more than or equal to|au moins|à partir de",
    "<=": "at most|no more than|not more than|not over|not above|not exceeding|maximum of|maximum|max\\.?|up to|"
    "bis zu|bis|höchstens|less than or equal to|equal to or less than|au plus|jusqu'à",
    ">": "over|above|more than|greater than|higher than|larger than|exceeds|exceeding|after|über|mehr als|"
    "größer als|nach|plus de",
    "<": "under|below|less than|lower than|smaller than|fewer than|before|unter|weniger als|kleiner als|vor|moins de",
}
_WORDED: Final = re.compile(
    "|".join(
        rf"(?:(?P<{name}>{_WORDS[sign]})\s+)" for name, sign in (("ge", ">="), ("le", "<="), ("gt", ">"), ("lt", "<"))
    ),
    re.IGNORECASE,
)
_NAMES: Final = {"ge": ">=", "le": "<=", "gt": ">", "lt": "<"}
_AND_MORE: Final = (
    r"(?:and|or|&|und|oder|et|ou)\s+(?:more|above|over|higher|greater|up|upwards?|older|later|mehr|höher|darüber|plus)"
)
_AND_LESS: Final = (
    r"(?:and|or|&|und|oder|et|ou)\s+"
    r"(?:less|below|under|lower|fewer|down|younger|earlier|weniger|niedriger|darunter|moins)"
)
_MORE: Final = re.compile(rf"(?P<rest>\S[^;]*?)\s*(?:\+|\b{_AND_MORE})", re.IGNORECASE)
_LESS: Final = re.compile(rf"(?P<rest>\S[^;]*?)\s+{_AND_LESS}", re.IGNORECASE)
_TRAILING: Final = re.compile(rf"({_AND_MORE}|{_AND_LESS})(?!\w)", re.IGNORECASE)
_BETWEEN: Final = re.compile(
    r"(?:between|from|zwischen|von|entre|de)\s+(?P<low>.+?)\s+(?:and|to|und|bis|et|à)\s+(?P<high>.+)", re.IGNORECASE
)
_TO: Final = re.compile(r"\s*(?:\.{2,3}|…|–|—|-|\bto\b|\bbis\b|\bà\b)\s*", re.IGNORECASE)
_INTERVAL: Final = re.compile(r"(?P<open>[\[\](])\s*(?P<low>.+?)\s*(?:\.\.|;)\s*(?P<high>.+?)\s*(?P<close>[\[\])])")
_BOTH: Final = re.compile(
    r"(?P<one>>=|=>|≥|>|<=|=<|≤|<)\s*(?P<a>[^<>=≤≥]+?)\s*(?:and|&&?|und|et|,)\s*(?P<two>>=|=>|≥|>|<=|=<|≤|<)\s*(?P<b>[^<>=≤≥]+)",
    re.IGNORECASE,
)
_ENCLOSED: Final = re.compile(
    r"(?P<a>[^<>=≤≥]+?)\s*(?P<one><=|=<|≤|<)\s*(?P<name>[^<>=≤≥]+?)\s*(?P<two><=|=<|≤|<)\s*(?P<b>[^<>=≤≥]+)"
)
_NOT: Final = re.compile(
    r"(?:not in|not equal to|not|except|other than|anything but|nicht|außer|sauf|pas)\s+(?P<rest>.+)", re.IGNORECASE
)
_IN: Final = re.compile(r"(?:in|one of|any of|either)\s*(?P<rest>.+)", re.IGNORECASE)
_PARENTHESES: Final = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_OR: Final = re.compile(r"\s*;\s*|\s*\n\s*|\s+(?:or|oder|ou|\|\|?)\s+|\s*\|\|?\s*", re.IGNORECASE)
_COMMA: Final = re.compile(r"\s*,\s+|(?<=[^\W\d]),(?=[^\W\d])")
_MARK: Final = re.compile(r"[xX×✓✔✗✘☑☒•●]")
_LONGEST: Final = 1_000
_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
ORDERED: Final = ("number", "date", "date and time", "time", "days and time duration")


@dataclass(frozen=True, slots=True)
class Test:
    """One test: a sign and what it compares with, or a range, `sign` being its ends, such as "[)"."""

    sign: str
    operands: tuple[Operand, ...]

    @property
    def feel(self) -> str:
        """The unary test."""
        first = self.operands[0].feel
        match self.sign:
            case "=":
                return first
            case "<" | "<=" | ">" | ">=":
                return f"{self.sign} {first}"
        return f"{self.sign[0]}{first}..{self.operands[1].feel}{self.sign[1]}"


@dataclass(frozen=True, slots=True)
class Condition:
    """What a cell asks for: one of the tests, none of them if negated, anything without them.

    plain: nothing in it but a value, as an answer could be too. otherwise: what no other row asks for. feel: the tests
    in the language itself, where the cell says so.
    """

    text: str
    tests: tuple[Test, ...] = ()
    negated: bool = False
    plain: bool = False
    otherwise: bool = False
    feel: str = ""

    @property
    def operands(self) -> Iterator[Operand]:
        """All that is compared with."""
        return (operand for test in self.tests for operand in test.operands)

    def with_sign(self, sign: str) -> Condition:
        """The condition on a limit that is what this says to be equal to."""
        return replace(self, tests=tuple(replace(one, sign=sign) for one in self.tests), plain=False)


def read_condition(text: str, spelling: Spelling) -> Condition:
    """What a cell asks for. Raises RefusedError, without a place, where that could be several things."""
    if isinstance(text, Value):
        return Condition(text, (Test("=", (read_operand(text, spelling),)),), plain=True)
    feel = feel_in(text, tests=True)
    if feel:
        return Condition(text, feel=feel)
    if len(text) > _LONGEST:
        message = f"A condition has {len(text)} characters; at most {_LONGEST} are read."
        raise RefusedError("import.sheet.condition", message, "Make several rows of it.")
    text = " ".join(line for part in text.split("\n") if (line := " ".join(part.split())))
    word = text.casefold()
    if word in ANY:
        return Condition(text)
    if word in OTHERWISE:
        return Condition(text, otherwise=True)
    negation = _NOT.fullmatch(text)
    if negation is not None and not _WORDED.match(text):
        inner = negation["rest"]
        return Condition(text, tuple(_alternatives(inner, spelling)), negated=True)
    inside = _IN.fullmatch(text)
    listed = inside["rest"] if inside is not None and _is_list(inside["rest"]) else text
    tests = tuple(_alternatives(listed, spelling))
    if any(one.sign == "!=" for one in tests):
        return _unequal(text, tests)
    return Condition(text, tests, plain=len(tests) == 1 and tests[0].sign == "=" and tests[0].operands[0].text == text)


def _unequal(text: str, tests: Sequence[Test]) -> Condition:
    if len(tests) > 1:
        message = f"{text} is true of everything, or means another thing than it says."
        raise RefusedError("import.sheet.condition", message, "Write not A or B, where neither is meant.")
    return Condition(text, (replace(tests[0], sign="="),), negated=True)


def _is_list(text: str) -> bool:
    return bool(_PARENTHESES.fullmatch(text) or _OR.search(text) or _COMMA.search(text))


def _alternatives(text: str, spelling: Spelling) -> Iterator[Test]:
    enclosed = _PARENTHESES.fullmatch(text)
    if enclosed is not None and not _INTERVAL.fullmatch(text):
        text = enclosed[1].strip()
        if read_number(text, spelling.numbers) is not None:
            message = f"({text}) may be a number below zero, or the number."
            raise RefusedError("import.sheet.number", message, f"Write -{text} or {text}.")
    strings: list[str] = []

    def kept(found: re.Match[str]) -> str:
        strings.append(found[0])
        return f"\0{len(strings) - 1}\0"

    def back(part: str) -> str:
        return re.sub("\0(\\d+)\0", lambda found: strings[int(found[1])], part)

    hidden = _QUOTED.sub(kept, text)
    whole = None if _INTERVAL.fullmatch(hidden) is None else [hidden]
    parts = whole or _OR.split(_TRAILING.sub(lambda found: found[0].replace(" ", "\1"), hidden))
    for part in (one.replace("\1", " ") for one in parts):
        for item in _by_commas(part, spelling):
            yield _test(back(item.strip()), spelling)


def _by_commas(part: str, spelling: Spelling) -> Sequence[str]:
    """Values that commas separate; tests that commas separate could mean both or either, and stay together."""
    items = _COMMA.split(part)
    if len(items) > 1 and all(_test(item, spelling).sign == "=" for item in items if item):
        return [item for item in items if item]
    return [part]


def _test(text: str, spelling: Spelling) -> Test:
    if not text:
        raise RefusedError(
            "import.sheet.condition", "A test is missing beside a separator.", "Write it, or take the separator away."
        )
    for read in (_two_sided, _interval, _one_sided, _range):
        test = read(text, spelling)
        if test is not None:
            return test
    operand = read_operand(text, spelling)
    if _MARK.fullmatch(text):
        message = f"{text} marks the cell, and does not say what it asks for."
        raise RefusedError("import.sheet.condition", message, "Write Yes or No.")
    if operand.type == "string" and " / " in text:
        message = f"{text} may be one value or several."
        raise RefusedError("import.sheet.condition", message, 'Write A or B, or the one value in quotes: "A / B".')
    if operand.type == "string" and re.match(r"[<>=≤≥!]", text):
        message = f"{text} is no condition that is understood."
        raise RefusedError("import.sheet.condition", message, "Write it as >= 700, 600-699, A or B, not A.")
    return Test("=", (operand,))


def _two_sided(text: str, spelling: Spelling) -> Test | None:
    found = _BOTH.fullmatch(text) or _ENCLOSED.fullmatch(text)
    if found is None:
        return None
    one, two = _SIGNS[found["one"]], _SIGNS[found["two"]]
    first, second = found["a"], found["b"]
    if "name" in found.re.groupindex:
        one = {"<": ">", "<=": ">="}[one]
    if one[0] == two[0]:
        raise RefusedError("import.sheet.condition", f"{text} sets two limits on one side.", "Write one of them.")
    if one[0] == "<":
        one, two, first, second = two, one, second, first
    return _limits(f"{'[' if one == '>=' else '('}{']' if two == '<=' else ')'}", first, second, text, spelling)


def _interval(text: str, spelling: Spelling) -> Test | None:
    found = _INTERVAL.fullmatch(text)
    if found is None:
        return None
    ends = ("[" if found["open"] == "[" else "(") + ("]" if found["close"] == "]" else ")")
    return _limits(ends, found["low"], found["high"], text, spelling)


def _one_sided(text: str, spelling: Spelling) -> Test | None:
    signed = _SIGN.fullmatch(text)
    if signed is not None:
        operand = read_operand(signed["rest"], spelling)
        sign = _SIGNS[signed["sign"]]
        return Test(sign, (operand if sign in {"=", "!="} else _comparable(operand, text),))
    between = _BETWEEN.fullmatch(text)
    if between is not None and _compares(between["low"], spelling):
        return _limits("[]", between["low"], between["high"], text, spelling)
    worded = _WORDED.match(text)
    rest = text[worded.end() :] if worded is not None else ""
    if worded is not None and _compares(rest, spelling):
        return Test(_NAMES[worded.lastgroup or ""], (read_operand(rest, spelling),))
    for shape, sign in ((_MORE, ">="), (_LESS, "<=")):
        found = shape.fullmatch(text)
        if found is not None and _compares(found["rest"], spelling):
            return Test(sign, (read_operand(found["rest"], spelling),))
    return None


def _range(text: str, spelling: Spelling) -> Test | None:
    for sign in _TO.finditer(text):
        low, high = text[: sign.start()], text[sign.end() :]
        if sign.start() and low.strip() and _compares(low, spelling) and _compares(high, spelling):
            return _limits("[]", low, high, text, spelling)
    return None


def _limits(ends: str, low: str, high: str, text: str, spelling: Spelling) -> Test:
    first, last = (_comparable(read_operand(one, spelling), text) for one in (low, high))
    if last.percent and not first.percent and first.type == "number":
        first = replace(read_operand(f"{low.strip()}%", spelling), text=first.text)  # 5-10%
    if first.type != last.type or _value(first) > _value(last):
        message = f"{text} is no range from a lower to a higher value."
        raise RefusedError("import.sheet.condition", message, "Write the lower one first.")
    return Test(ends, (first, last))


def _value(operand: Operand) -> tuple[float, str]:
    return (float(operand.feel), "") if operand.type == "number" else (0.0, operand.feel)


def _compares(text: str, spelling: Spelling) -> bool:
    return read_operand(text.strip(), spelling).type in ORDERED if text.strip() else False


def _comparable(operand: Operand, text: str) -> Operand:
    if operand.type not in ORDERED:
        message = f"{text} compares with something that is neither a number nor a date."
        raise RefusedError("import.sheet.condition", message, "Write the number: >= 700, 600-699, 5%.")
    return operand
