"""What authors know from Excel, SQL, Java and Python by another name, and how FEEL says it."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["CONSTANTS", "FUNCTIONS", "METHODS", "PARTS"]

CONSTANTS: Mapping[str, tuple[str, bool]] = {
    **{word: (word, True) for word in ("true", "false", "null")},
    **dict.fromkeys(("none", "nil", "undefined", "nan", "nothing"), ("null", True)),
    "yes": ("true", False),
    "no": ("false", False),
}
"""Values by their names in small letters, and whether nothing else can be meant."""

_Form = tuple[str, bool]
_TRIMMED = 'replace({0}, "^\\s+|\\s+$", "")'
_OR_ELSE = "if {0} != null then {0} else {1}"
_ROWS: tuple[tuple[str, int, str, bool], ...] = (
    ("round", 1, "round half up({0}, 0)", False),
    ("round", 2, "round half up({0}, {1})", False),
    ("roundup", 1, "round up({0}, 0)", True),
    ("roundup", 2, "round up({0}, {1})", True),
    ("rounddown", 1, "round down({0}, 0)", True),
    ("rounddown", 2, "round down({0}, {1})", True),
    ("trunc truncate int fix", 1, "round down({0}, 0)", False),
    ("ceil", 1, "ceiling({0})", True),
    ("pow power", 2, "{0} ** {1}", False),
    ("mod", 2, "modulo({0}, {1})", False),
    ("len length strlen size", 1, "string length({0})", False),
    ("trim strip", 1, _TRIMMED, False),
    ("upper ucase toupper touppercase", 1, "upper case({0})", True),
    ("lower lcase tolower tolowercase", 1, "lower case({0})", True),
    ("concat", 2, "{0} + {1}", False),
    ("concat", 3, "{0} + {1} + {2}", False),
    ("mid substr", 3, "substring({0}, {1}, {2})", False),
    ("left", 2, "substring({0}, 1, {1})", True),
    ("right", 2, "substring({0}, -{1})", False),
    ("isnull isempty isblank", 1, "{0} = null", False),
    ("isnull coalesce nvl ifnull", 2, _OR_ELSE, True),
    ("if iif", 2, "if {0} then {1} else null", False),
    ("if iif", 3, "if {0} then {1} else {2}", True),
    ("and", 2, "{0} and {1}", False),
    ("and", 3, "{0} and {1} and {2}", False),
    ("or", 2, "{0} or {1}", False),
    ("or", 3, "{0} or {1} or {2}", False),
    ("year", 1, "{0}.year", False),
    ("month", 1, "{0}.month", False),
    ("day", 1, "{0}.day", False),
    ("getdate sysdate currentdate curdate", 0, "today()", True),
    ("currenttimestamp", 0, "now()", True),
    ("datetime", 1, "date and time({0})", True),
    ("tonumber parseint integer float double value", 1, "number({0})", True),
    ("str tostring text", 1, "string({0})", False),
    ("avg average", 1, "mean({0})", True),
    ("stdev", 1, "stddev({0})", True),
    ("isnumber", 1, "{0} instance of number", True),
    ("regexp regex regexmatch rlike", 2, "matches({0}, {1})", True),
    ("instr indexof find search", 2, "contains({0}, {1})", False),
    ("exists", 1, "count({0}) > 0", False),
    ("unique distinct", 1, "distinct values({0})", True),
    ("join", 1, "string join({0})", True),
    ("join", 2, "string join({0}, {1})", False),
    ("merge", 2, "context merge([{0}, {1}])", False),
    ("sumproduct", 2, "sum(for i in 1..count({0}) return {0}[i] * {1}[i])", False),
    ("countif", 2, "count({0}[item = {1}])", False),
    ("sumif", 2, "sum({0}[item = {1}])", False),
)


def _by_name() -> dict[str, dict[int, _Form]]:
    found: dict[str, dict[int, _Form]] = {}
    for names, count, form, safe in _ROWS:
        for name in names.split():
            found.setdefault(name, {})[count] = form, safe
    return found


FUNCTIONS: Mapping[str, Mapping[int, _Form]] = _by_name()
"""Functions by their names without blanks and in small letters: what to write, by the number of arguments."""

_SHARED: Mapping[str, _Form] = {
    "equals": ("{base} = {0}", True),
    "tostring": ("string({base})", True),
    "isnull": ("{base} = null", True),
}

METHODS: Mapping[str, Mapping[str, _Form]] = {
    "string": {
        **_SHARED,
        **dict.fromkeys(("length", "size", "len"), ("string length({base})", True)),
        "contains": ("contains({base}, {0})", True),
        "startswith": ("starts with({base}, {0})", True),
        "endswith": ("ends with({base}, {0})", True),
        "matches": ("matches({base}, {0})", False),
        "split": ("split({base}, {0})", False),
        "replace": ("replace({base}, {0}, {1})", False),
        **dict.fromkeys(("touppercase", "upper", "toupper"), ("upper case({base})", True)),
        **dict.fromkeys(("tolowercase", "lower", "tolower"), ("lower case({base})", True)),
        **dict.fromkeys(("trim", "strip"), ('replace({base}, "^\\s+|\\s+$", "")', True)),
        "substring": ("substring({base}, {0} + 1)", False),
        "isempty": ('{base} = ""', True),
        "equalsignorecase": ("lower case({base}) = lower case({0})", True),
        "concat": ("{base} + {0}", True),
    },
    "list": {
        **_SHARED,
        **dict.fromkeys(("length", "size", "count"), ("count({base})", True)),
        **dict.fromkeys(("contains", "includes"), ("list contains({base}, {0})", True)),
        "isempty": ("count({base}) = 0", True),
        "sum": ("sum({base})", True),
        "min": ("min({base})", True),
        "max": ("max({base})", True),
        "get": ("{base}[{0} + 1]", False),
        "first": ("{base}[1]", True),
        "last": ("{base}[-1]", True),
        "indexof": ("index of({base}, {0})", False),
        "join": ("string join({base}, {0})", False),
        "reverse": ("reverse({base})", True),
        "filter": ("{base}[item > 5]", False),
        "map": ("for x in {base} return x", False),
    },
    "date": {
        **_SHARED,
        **{f"get{part}": ("{base}." + part, False) for part in ("year", "month", "day", "hour", "minute", "second")},
        **dict.fromkeys(("isbefore", "before"), ("{base} < {0}", True)),
        **dict.fromkeys(("isafter", "after"), ("{base} > {0}", True)),
        "plusdays": ('{base} + duration("P1D") * {0}', True),
        "minusdays": ('{base} - duration("P1D") * {0}', True),
        "plusmonths": ('{base} + duration("P1M") * {0}', True),
        "plusyears": ('{base} + duration("P1Y") * {0}', True),
    },
    "number": {
        **_SHARED,
        "abs": ("abs({base})", True),
        **dict.fromkeys(("intvalue", "longvalue", "doublevalue"), ("{base}", False)),
        "compareto": ("{base} - {0}", False),
    },
}
"""Methods and properties of values, by kind of value and their names in small letters."""

PARTS = frozenset({"length", "size", "count", "len"})
"""Of these, the ones that others write without brackets."""
