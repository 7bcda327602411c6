"""What an author most likely meant by something that is wrong, as a hint and, where it can be said, as a change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from creditrules.errors import Fix
from creditrules.feel.builtins.signature import Builtin
from creditrules.feel.check.elsewhere import CONSTANTS, FUNCTIONS, METHODS, PARTS
from creditrules.feel.temporal import parse_date, parse_temporal
from creditrules.feel.tree import ast
from creditrules.feel.types import (
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS_TIME,
    NUMBER,
    STRING,
    TIME,
    YEARS_MONTHS,
    ContextType,
    FunctionType,
    ListType,
    Type,
)
from creditrules.records import dataclass
from creditrules.suggestions import nearest

__all__ = [
    "Advice",
    "chained",
    "exchanged",
    "for_duration",
    "for_function",
    "for_key",
    "for_literal",
    "for_member",
    "for_name",
    "for_operands",
    "for_part",
    "joined_to_text",
    "named_test",
    "two_dots",
]

_TEMPORAL = (DATE, TIME, DATE_TIME, DAYS_TIME, YEARS_MONTHS)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_MONEY = re.compile(r"[€£¥]\d+")
_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_OPERATOR = re.compile(r" (?:[-+*/=<>]|and|or|instance|then|return) ?")
_YEAR_FIRST = re.compile(r"(\d{4})[./-](\d{1,2})[./-](\d{1,2})")
_LONGEST = 120
_HINT = 200


@dataclass(frozen=True, slots=True)
class Advice:
    """A hint and the changes that follow it, the likeliest first; neither where nothing honest can be advised."""

    hint: str = ""
    fixes: tuple[Fix, ...] = ()


def _write(span: ast.Span, written: str, *, safe: bool, hint: str = "") -> Advice:
    shown = written if len(written) <= _LONGEST else written[: _LONGEST - 1] + "…"
    return Advice(hint or f"Write {shown}.", (Fix(f"Write {shown}", span, written, safe),))


def for_name(
    name: str,
    span: ast.Span,
    known: list[str],
    functions: Iterable[str],
    *,
    wanted: Type | None,
    owners: list[str],
) -> Advice:
    """For a name that nobody knows.

    known: the variables. wanted: the type of what it is compared with. owners: paths to entries of that name.
    """
    spelt = [each for each in known if each.casefold() == name.casefold()]
    if spelt:
        return _meant(span, spelt[0], safe=len(spelt) == 1)
    constant = CONSTANTS.get(name.lower())
    if constant is not None:
        return _write(span, constant[0], safe=constant[1])
    if _MONEY.fullmatch(name):
        return _write(span, name[1:], safe=True, hint=f"A number carries no currency sign: {name[1:]}.")
    if name.endswith("?") and name.rstrip("?") in known:
        hint = "A part of null is null; nothing has to be written for that."
        return _write(span, name.rstrip("?"), safe=True, hint=hint)
    called = FUNCTIONS.get(_folded(name), {}).get(0)
    if called is not None:
        return _write(span, *called[:1], safe=called[1])
    if owners:
        return _meant(span, owners[0], safe=False)
    close = nearest(name, known)
    if wanted == STRING:
        text = f'"{name}"'
        hint = f"Did you mean '{close}'? A text stands in double quotes: {text}." if close else ""
        return _write(span, text, safe=False, hint=hint or f"If a text is meant, it stands in double quotes: {text}.")
    if not close:
        close = next((each for each in functions if each.casefold() == name.casefold()), "")
    return _meant(span, close, safe=False) if close else Advice()


def _meant(span: ast.Span, name: str, *, safe: bool) -> Advice:
    return _write(span, name, safe=safe, hint=f"Did you mean '{name}'?")


def for_function(
    text: str,
    node: ast.Call,
    name: str,
    variables: Iterable[str],
    library: Mapping[str, Builtin],
    types: list[Type],
) -> Advice:
    """For a call of something that nobody knows."""
    folded = _folded(name)
    span = node.function.span
    same = [each for each in (*variables, *library) if _folded(each) == folded]
    if same:
        return _meant(span, same[0], safe=len(same) == 1)
    if folded in FUNCTIONS:
        return _of_forms(text, node, folded, types)
    if folded == "in":
        return Advice('A cell lists its values: "A", "B". An expression names what it tests: x in ("A", "B").')
    close = nearest(name, [*variables, *library])
    return _meant(span, close, safe=False) if close else Advice()


def _of_forms(text: str, node: ast.Call, folded: str, types: list[Type]) -> Advice:
    forms = FUNCTIONS[folded]
    arguments = [text[slice(*argument.span)] for argument in node.arguments]
    form, safe = forms.get(len(arguments)) or next(iter(forms.values()))
    if folded in PARTS and types and types[0] != STRING:
        form, safe = ("count({0})", True) if isinstance(types[0], ListType) else (form, False)
    elif folded in PARTS and types:
        safe = True
    if len(arguments) not in forms or node.names is not None:
        return Advice(f"Write {form.format('x', 'y', 'z')}.")
    written = _as_operand(text, node, form.format(*(_in_brackets(form, part) for part in arguments)))
    if folded == "round":
        return _rounded(node, written, f"decimal({', '.join([*arguments, '0'][:2])})")
    return _write(node.span, written, safe=safe)


def _rounded(node: ast.Call, half_up: str, half_even: str) -> Advice:
    hint = f"Write {half_even}, which rounds a half to the even digit, or {half_up}, which rounds it away from zero."
    return Advice(hint, tuple(Fix(f"Write {each}", node.span, each, safe=False) for each in (half_up, half_even)))


def _as_operand(text: str, node: ast.Node, written: str) -> str:
    """In brackets where it has an operator and stands in something larger."""
    inside = re.sub(r"\"[^\"]*\"|\([^()]*\)", "", written)
    whole = text[slice(*node.span)] == text.strip()
    return (
        written if whole or not re.search(r" (?:[-+*/=<>]|and|or|instance|then|return) ?", inside) else f"({written})"
    )


def _in_brackets(form: str, part: str) -> str:
    """An argument as an operand: in brackets where it is more than a word, a number or a call."""
    plain = re.fullmatch(r"[\w.?\" ]+(?:\([^()]*\))?|\"[^\"]*\"", part) is not None
    return part if plain or form.startswith("if ") or "(" in form.partition("{0}")[0] else f"({part})"


def for_part(text: str, path: ast.Path, base: Type, parts: Iterable[str], call: ast.Call | None) -> Advice:
    """For `base.name` where the type has no such part, as called by `call` if it is."""
    kind = "list" if isinstance(base, ListType) else "date" if base in _TEMPORAL else str(base)
    form = METHODS.get(kind, {}).get(path.name.lower())
    if form is None or (call is None and path.name.lower() not in PARTS):
        close = nearest(path.name, list(parts))
        at = path.span[1] - len(path.name), path.span[1]
        return _meant(at, close, safe=close.casefold() == path.name.casefold()) if close else Advice()
    written, safe = form
    arguments = [] if call is None else [text[slice(*argument.span)] for argument in call.arguments]
    needed = written.count("{0}") > 0, written.count("{1}") > 0
    if sum(needed) != len(arguments):
        return Advice(f"Write {written.format('x', 'y', base=text[slice(*path.base.span)])}.")
    whole = path if call is None else call
    written = written.format(*arguments, base=text[slice(*path.base.span)])
    return _write(whole.span, _as_operand(text, whole, written), safe=safe)


def for_operands(text: str, one: tuple[ast.Expr, Type], other: tuple[ast.Expr, Type]) -> Advice:
    """For two operands whose types do not meet: what the one of them that is written out should be."""
    for (node, type_), (_, wanted) in ((one, other), (other, one)):
        advice = for_member(text, node, type_, wanted)
        if advice.hint:
            return advice
    return Advice()


def for_member(text: str, node: ast.Expr, type_: Type, wanted: Type) -> Advice:
    """For a value of one type where another is wanted."""
    if isinstance(type_, FunctionType) and isinstance(node, ast.Name) and node.name in {"today", "now"}:
        name = "today" if wanted == DATE else node.name
        return _write(node.span, f"{name}()", safe=True)
    if type_ == STRING and isinstance(node, ast.Literal) and isinstance(node.value, str):
        return _unquoted(node, node.value, wanted)
    if type_ in (NUMBER, BOOLEAN) and wanted == STRING and isinstance(node, ast.Literal):
        written = text[slice(*node.span)]
        return _write(
            node.span,
            f'"{written}"',
            safe=False,
            hint=f'Write a text in double quotes, "{written}", or convert with string(…).',
        )
    return Advice()


def _unquoted(node: ast.Literal, value: str, wanted: Type) -> Advice:
    if wanted == NUMBER:
        hint = "Write numbers without quotes, or convert with number(…)."
        return _write(node.span, value, safe=True, hint=hint) if _NUMBER.fullmatch(value) else Advice()
    if wanted == BOOLEAN:
        constant, safe = CONSTANTS.get(value.lower(), ("", False))
        return _write(node.span, constant, safe=safe) if constant in ("true", "false") else Advice()
    return _unquoted_date(node, value) if wanted in _TEMPORAL else Advice()


def _unquoted_date(node: ast.Literal, value: str) -> Advice:
    if parse_temporal(value) is not None:
        return _write(node.span, f'@"{value}"', safe=True)
    if value.lower() in ("today", "now"):
        return _write(node.span, f"{value.lower()}()", safe=True)
    return for_literal(node.span, value) or Advice('Write @ before the quotes, as in @"2026-01-31".')


def for_literal(span: ast.Span, value: str) -> Advice | None:
    """For a date with its day or its month first, or without leading zeros."""
    found, year_first = _DAY_FIRST.fullmatch(value.strip()), _YEAR_FIRST.fullmatch(value.strip())
    both: list[str] = []
    if found is not None:
        one, two, year = found.groups()
        both = [f"{year}-{two:0>2}-{one:0>2}", f"{year}-{one:0>2}-{two:0>2}"]
    elif year_first is not None:
        both = ["{}-{:0>2}-{:0>2}".format(*year_first.groups())]
    dates = [date for date in dict.fromkeys(both) if date != value and parse_date(date) is not None]
    if not dates:
        return None
    hint = f"Write {' or '.join(f'@{chr(34)}{date}{chr(34)}' for date in dates)}: year, month, day."
    fixes = (Fix(f'Write @"{date}"', span, f'@"{date}"', len(dates) == 1) for date in dates)
    return Advice(hint, tuple(fixes))


def joined_to_text(text: str, node: ast.Expr) -> Advice:
    """For `"a" + 1`."""
    written = f"string({text[slice(*node.span)]})"
    return _write(node.span, written, safe=True, hint=f"Write {written[:_LONGEST]} to join it to a text.")


def named_test(text: str, node: ast.OperatorTest, before: ast.Expr | None, *, in_cell: bool) -> Advice:
    """For `x > 5 and < 10`, and for the same in a cell."""
    at = node.span[0], node.span[0]
    written = text[slice(*node.span)]
    if in_cell:
        return Advice(f"Name what is compared: '? {written}'.", (Fix("Put '?' before it", at, "? "),))
    if before is None:
        return Advice("Name what is compared, as in 'x > 5 and x < 10'.")
    name = text[slice(*before.span)]
    return Advice(f"Name what is compared: '{name} {written}'.", (Fix(f"Put '{name}' before it", at, f"{name} "),))


def chained(text: str, node: ast.Comparison) -> Advice:
    """For `18 <= age <= 65`, which compares a boolean."""
    left = node.left
    if not isinstance(left, ast.Comparison) or ")" in text[left.span[1] : node.right.span[0]]:
        return Advice("Two comparisons are joined by 'and': 1 < x and x < 5.")
    at, middle = left.span[1], text[slice(*left.right.span)]
    hint = f"Two comparisons are joined by 'and': {text[left.span[0] : at]} and {middle}{text[at : node.span[1]]}."
    return Advice(hint[:_HINT], (Fix(f"Write 'and {middle}'", (at, at), f" and {middle}"),))


def for_key(text: str, node: ast.Filter, base: Type) -> Advice:
    """For `loan["amount"]`."""
    key = node.predicate.value if isinstance(node.predicate, ast.Literal) else None
    span = node.base.span[1], node.span[1]
    if not isinstance(base, ContextType) or not isinstance(key, str) or text[span[0]] != "[":
        return Advice()
    return _write(span, f".{key}", safe=True) if key in dict(base.entries) else Advice()


def for_duration(text: str, node: ast.Expr) -> Advice:
    """For a number where a duration is wanted."""
    number = text[slice(*node.span)]
    if not isinstance(node, ast.Literal) or not number.isdecimal():
        return Advice('Write a duration, as duration("P30D") or duration("P1Y6M").')
    written = f'duration("P{number}D")'
    return _write(node.span, written, safe=False, hint=f"If days are meant, write {written}.")


def two_dots(text: str, node: ast.Interval) -> Advice:
    """For `[1...5]`, which is read as ending at `.5`."""
    start, end = node.span
    dots = node.high.span[0] - 2
    written = text[start : dots + 2] + text[dots + 3 : end]
    return _write((dots, dots + 3), "..", safe=True, hint=f"The ends of a range are joined by two dots: {written}.")


def exchanged(text: str, node: ast.Interval) -> Advice:
    """For `[5..1]`."""
    low, high = text[slice(*node.low.span)], text[slice(*node.high.span)]
    span = node.low.span[0], node.high.span[1]
    return Advice("Exchange the ends.", (Fix(f"Write {high}..{low}", span, f"{high}..{low}", False),))


def _folded(name: str) -> str:
    return re.sub(r"[\s_]", "", name).casefold()
