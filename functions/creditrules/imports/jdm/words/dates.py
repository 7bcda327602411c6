"""Dates, moments and durations of ZEN in FEEL's words.

ZEN counts the seconds since 1970 where `date`, `time` and `duration` are called, and has dates of its own from `d`.
Here both are FEEL's dates and times in UTC, and become numbers or texts only where they leave the expression.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from creditrules.imports.jdm.words.phrase import (
    NULL,
    Level,
    Phrase,
    boolean,
    call,
    choice,
    comparison,
    infix,
    number,
    path,
)
from creditrules.imports.jdm.words.shapes import Kind
from creditrules.imports.jdm.words.spans import (
    UNITS,
    duration_text,
    instant_text,
    span_pieces,
    span_seconds,
    unit_named,
)
from creditrules.imports.jdm.words.speaking import Speaker, use
from creditrules.imports.jdm.zen import ZenError, tree
from creditrules.records import replace

__all__ = ["CALENDAR", "instants", "method", "seconds", "shifted", "there_is", "unless_null"]

_EPOCH = Phrase('@"1970-01-01T00:00:00Z"', Kind.MOMENT, nullable=False)
_SECOND = Phrase('@"PT1S"', Kind.SPAN, nullable=False)
_MILLISECOND = Phrase('@"PT0.001S"', Kind.SPAN, nullable=False)
_NOW = Phrase("now()", Kind.MOMENT, nullable=False)
_PARTS = ("day", "month", "year", "week", "hour", "minute")
_TIMES = {Kind.MOMENT, Kind.DATE}


def seconds(speaker: Speaker, phrase: Phrase) -> Phrase:
    """As a number, where it is a moment or a duration."""
    if phrase.shape is Kind.MOMENT:
        speaker.remarks.note("import.jdm.seconds")
        return _ratio(phrase, _EPOCH)
    if phrase.shape is Kind.SPAN:
        return infix("/", phrase, _SECOND, Level.MULTIPLY, Kind.NUMBER)
    return phrase


def _ratio(later: Phrase, earlier: Phrase, unit: Phrase = _SECOND) -> Phrase:
    between = infix("-", later, earlier, Level.ADD, Kind.SPAN)
    return infix("/", between, unit, Level.MULTIPLY, Kind.NUMBER)


def instant(speaker: Speaker, node: tree.Node, *, strict: bool = True) -> Phrase:
    """The date and time that a text, a number of seconds, or a date means."""
    if isinstance(node, tree.Literal) and isinstance(node.value, str):
        return _literal(node.value, node)
    return _instant(speaker, speaker.phrase(node), strict=strict and speaker.strict)


def _literal(value: str, node: tree.Node) -> Phrase:
    if value == "now":
        return _NOW
    written = instant_text(value)
    if written is None:
        raise ZenError(f'"{value}" is no date.', "Write it as 2026-01-31, or 2026-01-31T08:30:00Z.", node.span)
    return Phrase(written, Kind.MOMENT, nullable=False)


def _instant(speaker: Speaker, phrase: Phrase, *, strict: bool = False) -> Phrase:
    if phrase.shape in _TIMES:
        return replace(phrase, shape=Kind.MOMENT)
    speaker.remarks.note("import.jdm.date")
    if phrase.shape is Kind.NUMBER:
        span = infix("*", _SECOND, phrase, Level.MULTIPLY, Kind.SPAN)
        return infix("+", _EPOCH, span, Level.ADD, Kind.MOMENT)
    use(phrase, Kind.STRING, strict=strict)
    speaker.remarks.helpers.add("moment of")
    return replace(call("moment of", phrase, shape=Kind.MOMENT), guard=phrase if phrase.nullable else None)


def instants(speaker: Speaker, left: Phrase, right: Phrase) -> tuple[Phrase, Phrase]:
    """Two operands of which one is a time, made comparable."""
    shapes = {left.shape, right.shape}
    if Kind.SPAN in shapes and not shapes & _TIMES:
        return (left, right) if shapes == {Kind.SPAN} else (seconds(speaker, left), seconds(speaker, right))
    if Kind.NUMBER in shapes and Kind.DATE not in shapes:
        return seconds(speaker, left), seconds(speaker, right)
    if Kind.SPAN in shapes:
        return seconds(speaker, left), seconds(speaker, right)
    return _as_instant(speaker, left), _as_instant(speaker, right)


def _as_instant(speaker: Speaker, phrase: Phrase) -> Phrase:
    if phrase.shape is Kind.STRING and phrase.constant:
        written = instant_text(phrase.text[1:-1])
        return Phrase(written, Kind.MOMENT, nullable=False) if written else phrase
    return _instant(speaker, phrase)


def shifted(speaker: Speaker, node: tree.Binary, left: Phrase, right: Phrase) -> Phrase:
    """A sum or difference with a time in it."""
    if Kind.DATE in {left.shape, right.shape}:
        hint = "Write .add(…), .sub(…) or .diff(…)."
        raise ZenError("ZEN does not add to a date, nor subtract from it.", hint, node.span)
    match left.shape, node.operator, right.shape:
        case Kind.MOMENT, _, Kind.SPAN:
            return infix(node.operator, left, right, Level.ADD, Kind.MOMENT)
        case Kind.SPAN, "+", Kind.MOMENT:
            return infix("+", right, left, Level.ADD, Kind.MOMENT)
        case Kind.SPAN, _, Kind.SPAN:
            return infix(node.operator, left, right, Level.ADD, Kind.SPAN)
        case Kind.MOMENT, "-", Kind.MOMENT:
            speaker.remarks.note("import.jdm.seconds")
            return _ratio(left, right)
    for phrase in (left, right):
        use(phrase, Kind.NUMBER, strict=speaker.strict)
    return infix(node.operator, seconds(speaker, left), seconds(speaker, right), Level.ADD, Kind.NUMBER)


def _date(speaker: Speaker, node: tree.Call) -> Phrase:
    return instant(speaker, node.arguments[0])


def _own_date(speaker: Speaker, node: tree.Call) -> Phrase:
    if not node.arguments:
        return replace(_NOW, shape=Kind.DATE)
    if len(node.arguments) > 1:
        raise ZenError("A date in another time zone is not kept.", "Give the date in UTC, as 2026-01-31.", node.span)
    given = speaker.phrase(node.arguments[0])
    if given.text == '"now"':
        raise ZenError('"now" is no date for d.', "Write d() without an argument.", node.span)
    made = instant(speaker, node.arguments[0], strict=False)
    if given.shape is Kind.NUMBER:
        made = infix("+", _EPOCH, infix("*", _MILLISECOND, given, Level.MULTIPLY, Kind.SPAN), Level.ADD, Kind.DATE)
    return replace(made, shape=Kind.DATE)


def _time(speaker: Speaker, node: tree.Call) -> Phrase:
    said = node.arguments[0]
    if isinstance(said, tree.Literal) and isinstance(said.value, str):
        written = instant_text(f"1970-01-01T{said.value}")
        if written is None:
            raise ZenError(f'"{said.value}" is no time.', "Write it as 08:30 or 08:30:00.", node.span)
        return seconds(speaker, Phrase(written, Kind.MOMENT, nullable=False))
    speaker.remarks.helpers |= {"seconds of day", "moment of"}
    speaker.remarks.note("import.jdm.seconds")
    return call("seconds of day", use(speaker.phrase(said), Kind.STRING, strict=speaker.strict), shape=Kind.NUMBER)


def _duration(speaker: Speaker, node: tree.Call) -> Phrase:
    given = node.arguments[0]
    if not isinstance(given, tree.Literal):
        return speaker.numeric(given)
    if not isinstance(given.value, str):
        return speaker.phrase(given)
    length = span_seconds(given.value)
    if length is None:
        raise ZenError(f'"{given.value}" is no duration.', "Write it as 30d, 12h or 1 year.", node.span)
    if any(unit in {"month", "year"} for _, unit in span_pieces(given.value) or ()):
        speaker.remarks.note("import.jdm.mean-month")
    return Phrase(duration_text(length), Kind.SPAN, nullable=False)


def _property(name: str, *, called: bool = False) -> Callable[[Speaker, tree.Call], Phrase]:
    def rule(speaker: Speaker, node: tree.Call) -> Phrase:
        return _part(instant(speaker, node.arguments[0]), name, called=called)

    return rule


def _part(when: Phrase, name: str, *, called: bool = False) -> Phrase:
    if called:
        return call(name, when, shape=Kind.NUMBER)
    return path(when, name, Kind.NUMBER, nullable=when.nullable)


_MONTHS = '["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]'
_WEEKDAYS = '["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]'


def _named(names: str, part: str) -> Callable[[Speaker, tree.Call], Phrase]:
    def rule(speaker: Speaker, node: tree.Call) -> Phrase:
        when = _part(instant(speaker, node.arguments[0]), part)
        return Phrase(f"{names}[{when.text}]", Kind.STRING, nullable=when.nullable, roots=when.roots)

    return rule


def _date_string(speaker: Speaker, node: tree.Call) -> Phrase:
    speaker.remarks.helpers.add("date text")
    return call("date text", instant(speaker, node.arguments[0]), shape=Kind.STRING)


def _bound(edge: str) -> Callable[[Speaker, tree.Call], Phrase]:
    def rule(speaker: Speaker, node: tree.Call) -> Phrase:
        when, unit = instant(speaker, node.arguments[0]), _unit(node.arguments[1])
        return _edge(speaker, edge, when, unit, node.span)

    return rule


def _edge(speaker: Speaker, edge: str, when: Phrase, unit: str, span: tree.Span) -> Phrase:
    if unit not in _PARTS:
        raise ZenError(f"The {edge} of a {unit} is not kept.", f"Use one of: {', '.join(_PARTS)}.", span)
    speaker.remarks.helpers.add(f"{edge} of {unit}")
    return call(f"{edge} of {unit}", when, shape=Kind.MOMENT)


def _unit(node: tree.Node) -> str:
    unit = unit_named(node.value) if isinstance(node, tree.Literal) and isinstance(node.value, str) else None
    if unit is None:
        raise ZenError("The unit of time has to be known.", 'Write it in quotes, as "day" or "month".', node.span)
    return unit


CALENDAR: dict[str, tuple[int, int, Callable[[Speaker, tree.Call], Phrase]]] = {
    "date": (1, 1, _date),
    "d": (0, 2, _own_date),
    "time": (1, 1, _time),
    "duration": (1, 1, _duration),
    "year": (1, 1, _property("year")),
    "monthOfYear": (1, 1, _property("month")),
    "month": (1, 1, _property("month")),
    "day": (1, 1, _property("day")),
    "dayOfMonth": (1, 1, _property("day")),
    "dayOfWeek": (1, 1, _property("weekday")),
    "dayOfYear": (1, 1, _property("day of year", called=True)),
    "weekOfYear": (1, 1, _property("week of year", called=True)),
    "monthString": (1, 1, _named(_MONTHS, "month")),
    "weekdayString": (1, 1, _named(_WEEKDAYS, "weekday")),
    "dateString": (1, 1, _date_string),
    "startOf": (2, 2, _bound("start")),
    "endOf": (2, 2, _bound("end")),
}

_GETTERS = {
    "year": "year",
    "month": "month",
    "day": "day",
    "weekday": "weekday",
    "hour": "hour",
    "minute": "minute",
    "second": "second",
}
_CALLED = {"dayOfYear": "day of year", "week": "week of year"}
_COMPARED = {"isBefore": "<", "isAfter": ">", "isSame": "=", "isSameOrBefore": "<=", "isSameOrAfter": ">="}


def method(speaker: Speaker, node: tree.Method) -> Phrase:
    """A method of a date."""
    base = speaker.phrase(node.base)
    if base.shape is not Kind.DATE:
        raise ZenError(f"'{node.name}' is called on something that is no date.", "Write d(…) around it.", node.span)
    if node.name in _GETTERS and not node.arguments:
        return unless_null(base, _part(base, _GETTERS[node.name]))
    if node.name in _CALLED and not node.arguments:
        return unless_null(base, _part(base, _CALLED[node.name], called=True))
    if node.name in _COMPARED and node.arguments:
        return _compare(speaker, node, base)
    if node.name in {"add", "sub"} and node.arguments:
        return _moved(speaker, node, base)
    rule = _METHODS.get(node.name)
    if rule is None:
        raise ZenError(f"'{node.name}' of a date is not kept.", "Compare or shift dates in UTC.", node.span)
    made = rule(speaker, node, base)
    if made.shape is Kind.DATE:
        return replace(made, guard=base.guard)
    return made if node.name == "isValid" else unless_null(base, made)


def _compare(speaker: Speaker, node: tree.Method, base: Phrase) -> Phrase:
    other = instant(speaker, node.arguments[0], strict=False)
    there = [there_is(each) for each in (base, other) if each.guard is not None]
    if len(node.arguments) > 1:
        unit = _unit(node.arguments[1])
        base, other = (_edge(speaker, "start", each, unit, node.span) for each in (base, other))
    made = comparison(_COMPARED[node.name], base, other)
    for each in reversed(there):
        made = boolean("and", each, made)
    return replace(made, nullable=False)


def unless_null(base: Phrase, made: Phrase) -> Phrase:
    """What is made of a date, where there is one."""
    return made if base.guard is None else choice(comparison("=", base.guard, NULL), NULL, made, made.shape)


def there_is(date: Phrase) -> Phrase:
    """Whether there is a date."""
    return comparison("!=", date.guard or date, NULL)


def _moved(speaker: Speaker, node: tree.Method, base: Phrase) -> Phrase:
    sign = "+" if node.name == "add" else "-"
    given = node.arguments[0]
    guard = base.guard
    if len(node.arguments) > 1:
        moved = _by(base, sign, speaker.numeric(given), _unit(node.arguments[1]))
        return replace(moved, shape=Kind.DATE, guard=guard)
    pieces = span_pieces(given.value) if isinstance(given, tree.Literal) and isinstance(given.value, str) else None
    if pieces is None:
        hint = 'Write how much as "1d" or "2 months", or as a number and a unit.'
        raise ZenError("What is added to the date is no duration.", hint, node.span)
    for count, unit in pieces:
        base = _by(base, sign, number(count), unit)
    return replace(base, shape=Kind.DATE, guard=guard)


def _by(base: Phrase, sign: str, count: Phrase, unit: str) -> Phrase:
    literal = {"month": '@"P1M"', "quarter": '@"P3M"', "year": '@"P1Y"'}.get(unit) or duration_text(UNITS[unit])
    one = Phrase(literal, Kind.SPAN, nullable=False)
    span = one if count.text == "1" else infix("*", one, count, Level.MULTIPLY, Kind.SPAN)
    return infix(sign, base, span, Level.ADD, Kind.MOMENT, nullable=base.nullable)


def _difference(speaker: Speaker, node: tree.Method, base: Phrase) -> Phrase:
    other = instant(speaker, node.arguments[0])
    if len(node.arguments) == 1:
        return _ratio(base, other, _MILLISECOND)
    unit = _unit(node.arguments[1])
    if unit in {"month", "year", "quarter"}:
        months = call("years and months duration", other, base, shape=Kind.SPAN)
        size = Phrase({"month": '@"P1M"', "quarter": '@"P3M"', "year": '@"P1Y"'}[unit], Kind.SPAN, nullable=False)
        ratio = infix("/", months, size, Level.MULTIPLY, Kind.NUMBER)
    else:
        ratio = _ratio(base, other, Phrase(duration_text(UNITS[unit]), Kind.SPAN, nullable=False))
    return call("round down", ratio, number(Decimal(0)), shape=Kind.NUMBER, nullable=False)


def _method_edge(edge: str) -> Callable[[Speaker, tree.Method, Phrase], Phrase]:
    def rule(speaker: Speaker, node: tree.Method, base: Phrase) -> Phrase:
        unit = _unit(node.arguments[0]) if node.arguments else ""
        return replace(_edge(speaker, edge, base, unit, node.span), shape=Kind.DATE)

    return rule


def _timestamp(_speaker: Speaker, _node: tree.Method, base: Phrase) -> Phrase:
    return _ratio(base, _EPOCH, _MILLISECOND)


def _quarter(_speaker: Speaker, _node: tree.Method, base: Phrase) -> Phrase:
    month = infix("/", _part(base, "month"), number(Decimal(3)), Level.MULTIPLY, Kind.NUMBER)
    return call("ceiling", month, shape=Kind.NUMBER)


def _valid(_speaker: Speaker, _node: tree.Method, base: Phrase) -> Phrase:
    return there_is(base)


def _leap(_speaker: Speaker, _node: tree.Method, base: Phrase) -> Phrase:
    first = call("date", _part(base, "year"), number(Decimal(12)), number(Decimal(31)), shape=Kind.MOMENT)
    return comparison("=", call("day of year", first, shape=Kind.NUMBER), number(Decimal(366)))


def _today(_speaker: Speaker, _node: tree.Method, base: Phrase) -> Phrase:
    return comparison("=", call("date", base), Phrase("today()", nullable=False))


def _format(_speaker: Speaker, node: tree.Method, base: Phrase) -> Phrase:
    given = node.arguments[0] if node.arguments else None
    if not isinstance(given, tree.Literal) or given.value != "%Y-%m-%d":
        raise ZenError("This format of a date is not kept.", 'FEEL writes dates as "%Y-%m-%d".', node.span)
    return call("string", call("date", base), shape=Kind.STRING, nullable=base.nullable)


_METHODS: dict[str, Callable[[Speaker, tree.Method, Phrase], Phrase]] = {
    "diff": _difference,
    "startOf": _method_edge("start"),
    "endOf": _method_edge("end"),
    "timestamp": _timestamp,
    "quarter": _quarter,
    "isValid": _valid,
    "isLeapYear": _leap,
    "isToday": _today,
    "format": _format,
}
