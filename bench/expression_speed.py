"""One literal rule of five conditions in ours, zen-engine and CEL, each compiled once; and the kit's lending model."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import cel
import zen
from rich.console import Console
from table_speed import microseconds

from creditrules.clock import utc_now
from creditrules.dmn import check_model, compile_model
from creditrules.dmn.exchange.xml import read_xml
from creditrules.feel import (
    NUMBER,
    STRING,
    Run,
    check_expression,
    compile_expression,
    from_datetime,
    parse_expression,
)

LENDING = Path(__file__).parents[2] / "shared/tck/compliance-level-3/0004-lending/0004-lending.dmn"
COMMON = "age >= 18 and score >= 680 and amount <= income * 4 and overdue == 0"
FEEL_RULE = 'age >= 18 and score >= 680 and amount <= income * 4 and overdue = 0 and job in ("STAFF", "RETIRED")'
ZEN_RULE = f'{COMMON} and job in ["STAFF", "RETIRED"]'
CEL_RULE = ZEN_RULE.replace(" and ", " && ")
APPLICANT = {"age": 30, "score": 700, "amount": 20000, "income": 9000, "overdue": 0, "job": "RETIRED"}
APPLICATION: dict[str, Any] = {
    "ApplicantData": {
        "Monthly": {"Income": "6000", "Expenses": "2000", "Repayments": "0"},
        "Age": "35",
        "ExistingCustomer": True,
        "MaritalStatus": "M",
        "EmploymentStatus": "EMPLOYED",
    },
    "RequestedProduct": {"ProductType": "STANDARD LOAN", "Amount": "350000", "Rate": "0.0395", "Term": "360"},
    "BureauData": {"CreditScore": "649", "Bankrupt": False},
    "SupportingDocuments": "YES",
}


def print_expression_speed(console: Console) -> None:
    """Both, with the answers compared first."""
    _print_rule(console)
    _print_lending(console)


def _print_rule(console: Console) -> None:
    types = {name: STRING if isinstance(value, str) else NUMBER for name, value in APPLICANT.items()}
    checked = check_expression(parse_expression(FEEL_RULE), types)
    assert checked.ok, checked.diagnostics
    program, now = compile_expression(checked), from_datetime(utc_now())
    exact = {name: Decimal(value) if isinstance(value, int) else value for name, value in APPLICANT.items()}
    zen_rule, cel_rule = zen.compile_expression(ZEN_RULE), cel.compile(CEL_RULE)
    asked = {
        "ours": (lambda applicant: program.code(Run(now), applicant), exact),
        "ours on ints": (lambda applicant: program(Run(now), applicant), APPLICANT),
        "zen-engine": (zen_rule.evaluate, APPLICANT),
        "CEL": (cel_rule.execute, APPLICANT),
    }
    for changed in ({}, {"age": 17}, {"score": 679}, {"amount": 36001}, {"overdue": 1}, {"job": "NONE"}):
        answers = {
            name: ask({**facts, **({part: type(facts[part])(value) for part, value in changed.items()})})
            for name, (ask, facts) in asked.items()
        }
        if set(answers.values()) != {not changed}:
            sys.exit(f"The answers to {changed} differ: {answers}")
    cost = {name: microseconds(ask, [facts]) for name, (ask, facts) in asked.items()}
    told = ", ".join(f"{name} {value:.2f}" for name, value in cost.items())
    ratios = ", ".join(f"{name} / ours {cost[name] / cost['ours']:.1f}" for name in ("zen-engine", "CEL"))
    console.print(f"\nOne literal rule of five conditions, compiled, microseconds: {told}; {ratios}.")


def _print_lending(console: Console) -> None:
    if not LENDING.exists():
        console.print("\nThe lending model of the kit: not measured, ../shared is not there.")
        return
    read = read_xml(LENDING.read_bytes())
    assert read.model is not None, read.diagnostics
    model = compile_model(check_model(read.model))
    now = from_datetime(utc_now())

    def decide(application: dict[str, Any]) -> Any:
        return model.evaluate(model.read_facts(application).values, now, model.decisions).values

    values = decide(APPLICATION)
    assert values["Adjudication"] == "ACCEPT", values
    assert values["Routing"] == "ACCEPT", values
    assert values["Strategy"] == "BUREAU", values
    cost = microseconds(decide, [APPLICATION])
    count = len(model.decisions)
    console.print(
        f"The kit's lending model (0004) end to end, facts read, {count} decisions an application: "
        f"{1e6 / cost:,.0f} applications, {count * 1e6 / cost:,.0f} decisions a second."
    )
