"""What `import creditrules` shows, and what it costs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import creditrules

SOURCE = Path(creditrules.__file__).parents[1]
NAMES = [
    "CreditrulesError",
    "Decision",
    "DecisionModel",
    "Diagnostic",
    "Explained",
    "Expression",
    "FactsError",
    "Finding",
    "FiredRow",
    "ModelAnswer",
    "MonthsDuration",
    "Outcome",
    "Range",
    "Reason",
    "Rules",
    "RulesError",
    "Severity",
    "Terms",
    "compile_feel",
    "evaluate",
    "load_model",
    "load_rules",
]
SERVICE = {
    "boto3",
    "botocore",
    "strawberry",
    "graphql",
    "starlette",
    "mangum",
    "moto",
    "typer",
    "rich",
    "openpyxl",
    "jwt",
}
MODEL = "{facts: [{name: x}], decisions: [{name: Double, expression: 2 * x}]}"


def run(code: str) -> set[str]:
    """The modules that a fresh process has after this code."""
    env = {**os.environ, "PYTHONPATH": str(SOURCE)}
    told = [
        sys.executable,
        "-c",
        f"import sys\n{code}\nprint(*(name.partition('.')[0] for name in sys.modules), *sys.modules)",
    ]
    return set(subprocess.run(told, capture_output=True, text=True, check=True, env=env).stdout.split())


def test_the_names_are_these() -> None:
    assert sorted(creditrules.__all__) == NAMES
    assert set(NAMES) <= set(dir(creditrules))
    for name in NAMES:
        assert getattr(creditrules, name).__name__ == name


def test_another_name_is_refused_as_any_module_refuses_it() -> None:
    with pytest.raises(AttributeError, match="no attribute 'evalute'"):
        _ = creditrules.evalute  # type: ignore[attr-defined]
    with pytest.raises(ImportError):
        from creditrules import nothing_of_the_kind  # type: ignore[attr-defined]  # noqa: F401, PLC0415


def test_importing_it_loads_nothing_of_it_but_how_its_doors_open() -> None:
    loaded = {name for name in run("import creditrules") if name.startswith("creditrules.")}
    assert loaded == {"creditrules.doors"}


def test_a_name_loads_what_it_needs_and_no_more() -> None:
    expressions = run("from creditrules import evaluate\nassert evaluate('1 < x', x=2)")
    assert not expressions & {*SERVICE, "pydantic", "yaml", "creditrules.dmn", "creditrules.rules"}
    models = run(f"from creditrules import load_model\nassert load_model(text={MODEL!r}).decide(x=1)['Double'] == 2")
    assert not models & {*SERVICE, "pydantic", "creditrules.rules"}
    assert not run("from creditrules import *\nassert load_rules") & SERVICE


def test_its_types_are_told_to_those_who_install_it() -> None:
    assert (SOURCE / "creditrules" / "py.typed").exists()  # tests/library/typed_program.py claims what they say
