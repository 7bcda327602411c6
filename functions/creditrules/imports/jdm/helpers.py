"""Functions that translated expressions call: what ZEN has built in and FEEL says in several words."""

from __future__ import annotations

from creditrules.dmn.model import BusinessKnowledgeModel, FunctionBox, LiteralExpression, Parameter

__all__ = ["HELPERS", "helper"]

_MOMENT = (
    'if text = null then null else if text = "now" then now() else @"1970-01-01T00:00:00Z" + (date and time('
    'if not(contains(text, ":")) then text + "T00:00:00Z" '
    'else if matches(text, "(Z|[+-][0-9]{2}:[0-9]{2})$") then replace(text, " ", "T") '
    'else replace(text, " ", "T") + (if matches(text, "[T ][0-9]{2}:[0-9]{2}$") then ":00Z" else "Z")) '
    '- @"1970-01-01T00:00:00Z")'
)
_REMAINDER = "if a < 0 then -modulo(-a, abs(b)) else modulo(a, abs(b))"
_SECONDS_OF_DAY = (
    '(for m in [moment of(if matches(text, "^[0-9]{2}:") then "1970-01-01T" + text else text)] '
    "return m.hour * 3600 + m.minute * 60 + m.second)[1]"
)
_TYPE_OF = (
    'if value = null then "null" else if value instance of number then "number" '
    'else if value instance of string then "string" else if value instance of boolean then "bool" '
    'else if value instance of list<Any> then "array" else "object"'
)
_TRUTH_OF = (
    "if value instance of boolean then value else if value instance of number then value != 0 "
    'else if value instance of string then value in ("true", "") else false'
)
_MIDNIGHT = 'date and time(string({}) + "T00:00:00Z")'
_STARTS = {
    "day": _MIDNIGHT.format("date(moment)"),
    "month": _MIDNIGHT.format("date(moment.year, moment.month, 1)"),
    "year": _MIDNIGHT.format("date(moment.year, 1, 1)"),
    "week": _MIDNIGHT.format('date(moment) - @"P1D" * (moment.weekday - 1)'),
    "hour": 'moment - @"PT1M" * moment.minute - @"PT1S" * moment.second',
    "minute": 'moment - @"PT1S" * moment.second',
}
_LENGTHS = {"day": "P1D", "month": "P1M", "year": "P1Y", "week": "P7D", "hour": "PT1H", "minute": "PT1M"}
_BODIES: dict[str, tuple[tuple[tuple[str, str], ...], str, str, str]] = {
    "moment of": ((("text", "string"),), "date and time", _MOMENT, "The date and time that a text names, in UTC."),
    "remainder of": (
        (("a", "number"), ("b", "number")),
        "number",
        _REMAINDER,
        "What is left of a division, with the sign of what is divided.",
    ),
    "date text": (
        (("moment", "date and time"),),
        "string",
        'replace(replace(string(moment), "T", " "), "Z$", "")',
        "A date and time as 2026-01-31 08:30:00.",
    ),
    "seconds of day": (
        (("text", "string"),),
        "number",
        _SECONDS_OF_DAY,
        "The seconds of a time since midnight, in UTC.",
    ),
    "type of": ((("value", ""),), "string", _TYPE_OF, "What kind of value it is, in ZEN's words."),
    "truth of": ((("value", ""),), "boolean", _TRUTH_OF, "What ZEN holds for true."),
}

HELPERS = (*_BODIES, *(f"{edge} of {unit}" for edge in ("start", "end") for unit in _STARTS))
"""The names of all of them."""


def helper(name: str) -> BusinessKnowledgeModel:
    """The function of this name."""
    parameters, result, body, about = _BODIES[name] if name in _BODIES else _edge(name)
    function = FunctionBox(tuple(Parameter(*each) for each in parameters), LiteralExpression(body), result)
    return BusinessKnowledgeModel(name, function, description=about)


def _edge(name: str) -> tuple[tuple[tuple[str, str], ...], str, str, str]:
    edge, _, unit = name.partition(" of ")
    parameters = (("moment", "date and time"),)
    start = _STARTS[unit]
    if edge == "start":
        return parameters, "date and time", start, f"The moment at which the {unit} of another began."
    body = f'{start} + @"{_LENGTHS[unit]}" - @"PT1S"'
    return parameters, "date and time", body, f"The last second of the {unit} of a moment."
