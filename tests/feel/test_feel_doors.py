"""What the language shows to others and what it stands on: a change of either is made on purpose, here as well."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from creditrules import feel

SOURCES = Path(feel.__file__).parents[1]
ROOM = SOURCES / "feel"
LEAVES = {"creditrules.errors", "creditrules.records", "creditrules.suggestions"}

STAGES = {"parse_expression", "parse_unary_tests", "check_expression", "check_unary_tests", "compile_expression"}
STAGES |= {"compile_unary_tests", "constant", "Parsed", "Checked", "Program", "TestProgram", "Code", "TestCode"}
STAGES |= {"ast", "BUILTINS", "NOT_CONSTANT", "sees_only"}
STAGES |= {"has_other_date", "is_simple", "simple_names", "simple_test", "simple_type", "simple_value"}
RUNNING = {"RequestBudget", "Run", "STEPS", "EvaluationWarning", "Exhausted"}
VALUES = {"Value", "Function", "Range", "Unknown", "Date", "DateTime", "Time", "DaysDuration", "MonthsDuration"}
VALUES |= {"to_feel", "from_feel", "from_datetime", "to_datetime", "parse_date", "parse_date_time", "parse_duration"}
VALUES |= {"parse_time", "UTC_ZONE", "brief", "civil", "convert", "taken", "equal", "exact", "is_instance", "literal"}
VALUES |= {"composed", "spelt", "Names", "KEYWORDS", "string_literal", "has_at_most"}
TYPES = {"Type", "SimpleType", "ContextType", "FunctionType", "ListType", "RangeType", "context_type"}
TYPES |= {"ANY", "BOOLEAN", "DATE", "DATE_TIME", "DAYS_TIME", "NULL", "NUMBER", "STRING", "TIME", "YEARS_MONTHS"}
TYPES |= {"SCALAR_CLASSES"}

GIVEN_BY_OTHERS = {"EvaluationWarning"}
"""Kinds of what other names of the front give, so that who keeps it can say what it is."""


def imports(path: Path, of: str = "") -> Iterator[tuple[str, str]]:
    """Module and name, "" where the module itself is imported, of every import of a file wherever it stands.

    of: a module; files that do not name it are not taken apart.
    """
    text = path.read_text()
    if of not in text:
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)


def test_the_front_door_shows_these_names() -> None:
    assert set(feel.__all__) == STAGES | RUNNING | VALUES | TYPES
    assert len(set(feel.__all__)) == len(feel.__all__)
    assert all(hasattr(feel, name) for name in feel.__all__)


def test_the_front_door_shows_nothing_that_no_other_package_uses() -> None:
    used = {
        name
        for path in SOURCES.rglob("*.py")
        if ROOM not in path.parents
        for module, name in imports(path, "creditrules.feel")
        if module == "creditrules.feel"
    }
    assert set(feel.__all__) - used == GIVEN_BY_OTHERS


def test_the_language_imports_the_standard_library_and_our_smallest_leaves() -> None:
    strangers = {
        (path.name, module)
        for path in ROOM.rglob("*.py")
        for module, name in imports(path)
        if module.partition(".")[0] not in sys.stdlib_module_names
        and not module.startswith("creditrules.feel")
        and module not in LEAVES
        and (module, name) != ("creditrules", "feel")
    }
    assert not strangers
