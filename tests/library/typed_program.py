"""A program that uses the library, for the type checker: what it is told of each value is claimed here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import assert_type

from creditrules import (
    Decision,
    Diagnostic,
    FactsError,
    Outcome,
    RulesError,
    compile_feel,
    evaluate,
    load_model,
    load_rules,
)


@dataclass
class Applicant:
    """Facts as a program has them."""

    age: int


def ask(rules_file: Path) -> Decision | None:
    """One decision, or none where the rules or the facts cannot be used."""
    try:
        rules = load_rules(rules_file, product={"product": "p"})
        return rules.decide(Applicant(20), at=datetime.now(UTC))
    except (RulesError, FactsError) as error:
        assert_type(error.diagnostics, tuple[Diagnostic, ...])
        return None


def of_a_decision(decision: Decision) -> None:
    """What a decision holds."""
    assert_type(decision.outcome, Outcome)
    assert_type(decision.terms.limit if decision.terms else None, Decimal | None)
    assert_type(decision.reasons[0].message("zh"), str)


def of_a_model() -> None:
    """What a decision model answers."""
    answer = load_model("a.dmn", "b.dmn").decide({"age": 3}, decisions=["A"])
    assert_type(answer.rows["A"][0].row, int)
    assert_type(answer.missing, Mapping[str, tuple[str, ...]])


def of_an_expression() -> bool:
    """What an expression explains, and a value of any type."""
    assert_type(compile_feel("age >= 18", "age").explain(age=3).warnings, tuple[Diagnostic, ...])
    value: bool = evaluate("1 < x", x=2)
    return value


def of_no_file() -> None:
    """A number is no file: an ignore that is not needed is an error of its own."""
    load_rules(3)  # type: ignore[arg-type]
