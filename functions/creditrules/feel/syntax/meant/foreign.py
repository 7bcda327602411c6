"""Signs and words of other languages (SQL, Excel, Java, JUEL, Python, mathematics) and how FEEL writes the same."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = [
    "ELSE_IF",
    "FOR_KEYWORDS",
    "INFIX_FUNCTIONS",
    "KEYWORDS",
    "PERIODS",
    "PHRASES",
    "PREFIXES",
    "SCALES",
    "SIGNS",
    "UNITS",
    "WIDE",
]

KEYWORDS = frozenset({"and", "or", "between", "in", "instance", "then", "else", "return", "satisfies"})
"""What may stand where an operator is expected."""

SIGNS: Mapping[str, tuple[str, bool]] = {
    "===": ("=", True),
    "!==": ("!=", True),
    "==": ("=", True),
    "<>": ("!=", True),
    "=<": ("<=", True),
    "=>": (">=", True),
    "=!": ("!=", True),
    "~=": ("!=", True),
    "^=": ("!=", True),
    ":=": ("=", False),
    "≤": ("<=", True),
    "≥": (">=", True),
    "≠": ("!=", True),
    "⩽": ("<=", True),
    "⩾": (">=", True),
    "&&": ("and", True),
    "||": ("or", True),
    "∧": ("and", True),
    "∨": ("or", True),
    "&": ("+", False),
    "|": ("or", False),
    "^": ("**", True),
    "×": ("*", True),
    "÷": ("/", True),
    "−": ("-", True),
    "…": ("..", True),
}
"""Where an operator is expected: FEEL's own, and whether nothing else can be meant."""

PREFIXES: Mapping[str, tuple[str, bool]] = {sign: SIGNS[sign] for sign in SIGNS if SIGNS[sign][0][0] in "=<>!"}
"""The same in front of a value, as in a table's cell."""

PHRASES: Mapping[tuple[str, ...], str] = {
    ("is", "not", "equal", "to"): "!=",
    ("is", "equal", "to"): "=",
    ("does", "not", "equal"): "!=",
    ("is", "one", "of"): "in",
    ("is", "any", "of"): "in",
    ("one", "of"): "in",
    ("not", "equal", "to"): "!=",
    ("not", "equal"): "!=",
    ("equal", "to"): "=",
    ("exceeds",): ">",
    ("is", "above"): ">",
    ("is", "over"): ">",
    ("is", "below"): "<",
    ("is", "under"): "<",
    ("is", "greater", "than", "or", "equal", "to"): ">=",
    ("is", "less", "than", "or", "equal", "to"): "<=",
    ("is", "greater", "than"): ">",
    ("is", "less", "than"): "<",
    ("is", "more", "than"): ">",
    ("is", "at", "least"): ">=",
    ("is", "at", "most"): "<=",
    ("greater", "than", "or", "equal", "to"): ">=",
    ("less", "than", "or", "equal", "to"): "<=",
    ("greater", "than"): ">",
    ("less", "than"): "<",
    ("more", "than"): ">",
    ("at", "least"): ">=",
    ("at", "most"): "<=",
    ("is", "not"): "!=",
    ("is",): "=",
    ("not", "equals"): "!=",
    ("equals",): "=",
    ("eq",): "=",
    ("ne",): "!=",
    ("neq",): "!=",
    ("gt",): ">",
    ("ge",): ">=",
    ("gte",): ">=",
    ("lt",): "<",
    ("le",): "<=",
    ("lte",): "<=",
    ("div",): "/",
    ("instanceof",): "instance of",
}
"""Words where an operator is expected, in small letters, the longer ones first."""

INFIX_FUNCTIONS: Mapping[tuple[str, ...], str] = {
    ("contains",): "contains",
    ("starts", "with"): "starts with",
    ("startswith",): "starts with",
    ("ends", "with"): "ends with",
    ("endswith",): "ends with",
    ("matches",): "matches",
    ("mod",): "modulo",
}
"""Words between two values that FEEL writes as a function of both."""

SCALES: Mapping[str, int] = {
    **dict.fromkeys(("thousand", "k"), 1_000),
    **dict.fromkeys(("million", "mn", "mio", "m"), 1_000_000),
    **dict.fromkeys(("billion", "bn"), 1_000_000_000),
}
"""Words after a number that multiply it."""

PERIODS: Mapping[str, str] = {
    **dict.fromkeys(("year", "years"), "{}Y"),
    **dict.fromkeys(("month", "months"), "{}M"),
    **dict.fromkeys(("day", "days"), "{}D"),
    **dict.fromkeys(("hour", "hours"), "T{}H"),
}
"""Words after a number that make it a duration."""

FOR_KEYWORDS: Mapping[str, str] = {
    **dict.fromkeys(("where", "having", "suchthat"), "satisfies"),
    **dict.fromkeys(("do", "yield", "select"), "return"),
}
"""Words that stand for keywords of FEEL, where those are awaited."""

WIDE: Mapping[str, str] = dict(zip("＞＜＝＋－＊／", "><=+-*/", strict=True))
"""Signs of full width."""

ELSE_IF = frozenset({"elsif", "elseif", "elif"})

UNITS = frozenset({"eur", "usd", "gbp", "chf", "aud", "cad", "inr", "jpy", "euro", "euros", "dollars", "percent", "€"})
"""Words after a number that FEEL's numbers do not carry."""
