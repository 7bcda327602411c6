"""A name is looked up in the scope of its own expression (DMN 1.5, clauses 7.3.1 and 10.3.1.4), and in no other."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from creditrules.dmn import CheckedModel, check_model, compile_model, read_model
from creditrules.document import read_yaml
from creditrules.feel import UTC_ZONE, Date, DateTime, Time, Value

NOW = DateTime(Date(2026, 3, 20), Time(0, UTC_ZONE))
FACTS = """
types:
  - {name: Plan, type: context, entries: [{name: amount/term, type: number}, {name: in-use, type: boolean}]}
  - {name: Loan, type: context, entries: [{name: amount, type: number}]}
  - {name: amount-A, type: number}
facts:
  - {name: amount, type: number}
  - {name: term, type: number}
  - {name: A, type: number}
  - {name: amount-A, type: number}
  - {name: plan, type: Plan}
  - {name: loan, type: Loan}
  - {name: loans, type: list<Loan>}
  - {name: plans, type: list<Plan>}
"""
STATED = {
    "amount": 12,
    "term": 3,
    "A": 2,
    "amount-A": 100,
    "plan": {"amount/term": 50, "in-use": True},
    "loan": {"amount": 30},
    "loans": [{"amount": 6}, {"amount": 12}],
    "plans": [{"amount/term": 1, "in-use": True}, {"amount/term": 9, "in-use": False}],
}


def checked(parts: str) -> CheckedModel:
    value = read_yaml(FACTS + parts).value
    assert isinstance(value, Mapping)
    read = read_model(value)
    assert read.model is not None, read.diagnostics
    return check_model(read.model)


def value_of(parts: str, decision: str = "D") -> Value:
    model = checked(parts)
    assert model.diagnostics == ()
    compiled = compile_model(model)
    answer = compiled.evaluate(compiled.read_facts(STATED).values, NOW, (decision,))
    assert answer.warnings == ()
    return answer.values[decision]


@pytest.mark.parametrize(
    ("text", "requires", "value"),
    [
        ("amount-A", "amount, A", 10),
        ("amount-A", "amount, A, amount-A", 100),
        ("amount-A", "amount-A", 100),
        ("amount/term", "amount, term", 4),
        ("plan.amount/term", "plan, amount, term", 50),
        ("loan.amount/term", "loan, term", 10),
        ("plan.amount/term + loan.amount/term", "plan, loan, term", 60),
        ("loans[amount/term > 3].amount", "loans, term", [12]),
        ("plans[amount/term > 3].amount/term", "plans, amount, term", [9]),
        ("plans[in-use].amount/term", "plans", [1]),
        ("count(loans[amount-A > 5])", "loans, A, amount-A", 2),
        ("count(loans[amount-A > 5])", "loans, A", 1),
        ("{amount-A: 7, x: amount-A}.x", "amount, A", 7),
        ("{x: amount-A, amount-A: 7}.x", "amount, A", 10),
        ("for amount-A in [1, 2] return amount-A * 2", "amount", [2, 4]),
        ("(for amount-A in [1] return amount-A)[1] + amount-A", "amount, A", 11),
        ("(function(amount/term: number) amount/term + 1)(4) + amount/term", "amount, term", 9),
        ("if amount-A instance of amount-A then amount-A else 0", "amount, A", 10),
    ],
)
def test_a_decision_sees_the_names_of_what_it_requires(text: str, requires: str, value: object) -> None:
    expected = [Decimal(one) for one in value] if isinstance(value, list) else Decimal(str(value))
    assert value_of(f"decisions: [{{name: D, expression: {text!r}, requires: [{requires}]}}]") == expected


def test_without_requirements_a_decision_sees_everything_but_itself() -> None:
    parts = """
decisions:
  - {name: D, expression: "amount-A + amount / A"}
  - {name: amount/term, expression: "amount/term"}
  - {name: E, expression: "amount/term + amount / term"}
"""
    assert value_of(parts) == Decimal(106)
    assert value_of(parts, "amount/term") == Decimal(4)
    assert value_of(parts, "E") == Decimal(8)


def test_a_table_and_its_cells_are_in_the_scope_of_their_decision() -> None:
    parts = """
decisions:
  - name: D
    requires: [amount, A, term]
    table:
      hitPolicy: FIRST
      inputs: [amount-A]
      outputs: [{name: amount/term, type: number}, {name: b, type: number}]
      rules: [["> amount/term * 3", 0, 0], ["amount-A", "amount/term", "amount-A"]]
  - {name: R, expression: "D.amount/term + amount/term", requires: [D, amount, term]}
"""
    assert value_of(parts) == {"amount/term": Decimal(4), "b": Decimal(10)}
    assert value_of(parts, "R") == Decimal(8)


def test_entries_parameters_and_variables_are_names_from_where_they_stand_and_nowhere_else() -> None:
    parts = """
functions:
  - {name: f, parameters: [{name: a/b, type: number}, {name: a, type: number}], expression: "a/b + a"}
  - {name: g, parameters: [{name: a, type: number}, {name: b, type: number}], expression: "a/b"}
decisions:
  - name: D
    context:
      - {name: first, expression: "amount/term"}
      - {name: amount/term, expression: "first + 1"}
      - {name: A-term, for: {variable: x-y, in: "[1, 2]", return: "x-y + amount/term"}}
      - {result: "A-term[1] + A-term[2] + f(1, 2) + g(6, 3)"}
  - {name: E, context: [{name: x, expression: "10"}, {name: y, expression: "x-A"}, {result: "x-y"}]}
"""
    assert value_of(parts) == Decimal(6 + 7 + 3 + 2)
    assert value_of(parts, "E") == Decimal(2)


def test_what_no_scope_explains_is_told_as_it_is_written() -> None:
    (problem,) = checked("decisions: [{name: D, expression: 'loan.amount/trem', requires: [loan, term]}]").diagnostics
    assert (problem.code, problem.hint) == ("feel.unknown-name", "Did you mean 'term'?")
    (problem,) = checked("decisions: [{name: D, expression: 'loan.amount/term', requires: [loan]}]").diagnostics
    assert problem.code in {"feel.no-entry", "feel.unknown-name"}
