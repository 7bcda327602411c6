"""FEEL, the expression language of DMN 1.5 (clause 10.3): text in, value out.

    checked = check_expression(parse_expression("age >= 18 and score > 680"), {"age": NUMBER, "score": NUMBER})
    program = compile_expression(checked)
    program(Run(now), {"age": 20, "score": 700})     # True

Parsing, checking and compiling never raise: what is wrong with a text is in its `diagnostics`. What goes wrong as a
program runs is null, with a warning in its `Run`. Its variables may be ordinary Python values; what cannot be a value
of FEEL is refused with TypeError or ValueError before it runs. `to_feel` and `from_feel` convert there and back.

What other packages use of the language stands here, and nothing else; its other bounds have their own door, `limits`.
"""

from __future__ import annotations

from creditrules.feel.builtins import BUILTINS
from creditrules.feel.checked import Checked
from creditrules.feel.checking import check_expression, check_unary_tests
from creditrules.feel.compile.compiler import (
    NOT_CONSTANT,
    Code,
    Program,
    TestCode,
    TestProgram,
    compile_expression,
    compile_unary_tests,
    constant,
    sees_only,
)
from creditrules.feel.limits import STEPS
from creditrules.feel.reading import parse_expression, parse_unary_tests
from creditrules.feel.run.budget import RequestBudget
from creditrules.feel.run.cost import has_at_most
from creditrules.feel.run.evaluation import EvaluationWarning, Exhausted, Run
from creditrules.feel.spelling import KEYWORDS, composed, spelt, string_literal
from creditrules.feel.syntax.names import Names
from creditrules.feel.syntax.simple import (
    has_other_date,
    is_simple,
    simple_names,
    simple_test,
    simple_type,
    simple_value,
)
from creditrules.feel.temporal import (
    UTC_ZONE,
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Time,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
)
from creditrules.feel.temporal.calendar import civil
from creditrules.feel.temporal.moments import from_datetime, to_datetime
from creditrules.feel.tree import ast
from creditrules.feel.tree.parsed import Parsed
from creditrules.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS_TIME,
    NULL,
    NUMBER,
    STRING,
    TIME,
    YEARS_MONTHS,
    ContextType,
    FunctionType,
    ListType,
    RangeType,
    SimpleType,
    Type,
    context_type,
)
from creditrules.feel.values import Function, Range, Unknown, Value, brief, equal, is_instance, literal
from creditrules.feel.values.arithmetic import exact
from creditrules.feel.values.coercion import SCALAR_CLASSES, convert, taken
from creditrules.feel.values.native import from_feel, to_feel

__all__ = [
    "ANY",
    "BOOLEAN",
    "BUILTINS",
    "DATE",
    "DATE_TIME",
    "DAYS_TIME",
    "KEYWORDS",
    "NOT_CONSTANT",
    "NULL",
    "NUMBER",
    "SCALAR_CLASSES",
    "STEPS",
    "STRING",
    "TIME",
    "UTC_ZONE",
    "YEARS_MONTHS",
    "Checked",
    "Code",
    "ContextType",
    "Date",
    "DateTime",
    "DaysDuration",
    "EvaluationWarning",
    "Exhausted",
    "Function",
    "FunctionType",
    "ListType",
    "MonthsDuration",
    "Names",
    "Parsed",
    "Program",
    "Range",
    "RangeType",
    "RequestBudget",
    "Run",
    "SimpleType",
    "TestCode",
    "TestProgram",
    "Time",
    "Type",
    "Unknown",
    "Value",
    "ast",
    "brief",
    "check_expression",
    "check_unary_tests",
    "civil",
    "compile_expression",
    "compile_unary_tests",
    "composed",
    "constant",
    "context_type",
    "convert",
    "equal",
    "exact",
    "from_datetime",
    "from_feel",
    "has_at_most",
    "has_other_date",
    "is_instance",
    "is_simple",
    "literal",
    "parse_date",
    "parse_date_time",
    "parse_duration",
    "parse_expression",
    "parse_time",
    "parse_unary_tests",
    "sees_only",
    "simple_names",
    "simple_test",
    "simple_type",
    "simple_value",
    "spelt",
    "string_literal",
    "taken",
    "to_datetime",
    "to_feel",
]
