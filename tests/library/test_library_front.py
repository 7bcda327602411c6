"""What `import creditrules` shows, what it costs, and how a type checker sees it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import creditrules

SOURCE = Path(creditrules.__file__).parents[1]
KEPT = SOURCE.parent / "build" / "mypy"
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

CONSUMER = """
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from creditrules import Decision, FactsError, RulesError, compile_feel, evaluate, load_model, load_rules


@dataclass
class Applicant:
    age: int


def ask(rules_file: Path) -> Decision | None:
    try:
        rules = load_rules(rules_file, product={"product": "p"})
        return rules.decide(Applicant(20), at=datetime.now(UTC))
    except (RulesError, FactsError) as error:
        reveal_type(error.diagnostics)
        return None


decision = ask(Path("rules.yaml"))
if decision is not None:
    reveal_type(decision.outcome)
    reveal_type(decision.terms.limit if decision.terms else None)
    reveal_type(decision.reasons[0].message("zh"))
answer = load_model("a.dmn", "b.dmn").decide({"age": 3}, decisions=["A"])
reveal_type(answer.rows["A"][0].row)
reveal_type(answer.missing)
adult = compile_feel("age >= 18", "age")
reveal_type(adult.explain(age=3).warnings)
value: bool = evaluate("1 < x", x=2)
load_rules(3)
"""
REVEALED = [
    "tuple[creditrules.errors.Diagnostic, ...]",
    "creditrules.eligibility.decision.Outcome",
    "decimal.Decimal | None",
    "str",
    "int",
    "typing.Mapping[str, tuple[str, ...]]",
    "tuple[creditrules.errors.Diagnostic, ...]",
]


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


def test_importing_it_loads_nothing_of_it() -> None:
    assert {name for name in run("import creditrules") if name.startswith("creditrules.")} == set()


def test_a_name_loads_what_it_needs_and_no_more() -> None:
    expressions = run("from creditrules import evaluate\nassert evaluate('1 < x', x=2)")
    assert not expressions & {*SERVICE, "pydantic", "yaml", "creditrules.dmn", "creditrules.rules"}
    models = run(f"from creditrules import load_model\nassert load_model(text={MODEL!r}).decide(x=1)['Double'] == 2")
    assert not models & {*SERVICE, "pydantic", "creditrules.rules"}
    assert not run("from creditrules import *\nassert load_rules") & SERVICE


def test_a_strict_type_checker_reads_a_program_that_uses_it(tmp_path: Path) -> None:
    program = tmp_path / "consumer.py"
    program.write_text(CONSUMER, "utf-8")
    env = {**os.environ, "MYPYPATH": str(SOURCE)}
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--config-file=", str(program)]
    told = subprocess.run([*command, f"--cache-dir={KEPT}"], capture_output=True, text=True, check=False, env=env)
    notes = [line for line in told.stdout.splitlines() if "note: Revealed type is" in line]
    assert [line.partition('"')[2].rstrip('"').replace("builtins.", "") for line in notes] == REVEALED
    errors = [line for line in told.stdout.splitlines() if ": error:" in line]
    assert len(errors) == 1, told.stdout
    assert 'Argument 1 to "load_rules" has incompatible type "int"' in errors[0]
    assert (SOURCE / "creditrules" / "py.typed").exists()
