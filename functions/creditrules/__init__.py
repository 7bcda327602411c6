"""creditrules: credit rules as a service, and as a library.

An expression of FEEL on ordinary Python values:

>>> from creditrules import evaluate
>>> evaluate("if age >= 18 then monthly income * 12 else 0", {"age": 20, "monthly income": 2500.1})
Decimal('30001.2')

A decision model from a file (DMN, YAML, JSON, Excel, CSV) or a text, and why it answers as it does:

>>> from creditrules import load_model
>>> model = load_model(text='''
... facts: [{name: age, type: number}]
... decisions:
...   - name: Category
...     table:
...       hitPolicy: FIRST
...       inputs: [age]
...       outputs: [category]
...       rules:
...         - {when: ["< 18"], then: ['"minor"'], note: Majority is at 18.}
...         - {when: ["-"], then: ['"adult"']}
... ''')
>>> answer = model.decide(age=17)
>>> answer["Category"], answer.rows["Category"][0].row, answer.rows["Category"][0].note
('minor', 1, 'Majority is at 18.')

A rule set, which decides with reasons, and says what is missing instead of guessing:

>>> from creditrules import load_rules
>>> rules = load_rules(text='''
... ruleSet: night-pause
... category: RISK
... name: {en: Night pause}
... reasons: {NIGHT: {message: {en: Borrowing is closed at night.}}}
... facts: [{name: hour, type: number}]
... decisions:
...   - name: Findings
...     table:
...       hitPolicy: FIRST
...       inputs: [hour]
...       outputs: [intervention, reason]
...       rules:
...         - ["< 6", '"PAUSE"', '"NIGHT"']
...         - ["-", '"ALLOW"', "null"]
... ''')
>>> decision = rules.decide(hour=3)
>>> decision.outcome.value, decision.reasons[0].code, decision.reasons[0].message()
('PAUSE', 'NIGHT', 'Borrowing is closed at night.')
>>> rules.decide().outcome.value, [fact.name for fact in rules.decide().missing_facts]
('UNDETERMINED', ['hour'])

Numbers come back as `Decimal`, dates and times as Python's own. What cannot be used raises RulesError or FactsError,
both with `diagnostics` that have a code, a place and a hint:

>>> from creditrules import RulesError
>>> try:
...     evaluate("agee >= 18", age=20)
... except RulesError as error:
...     print(error)
There is no variable 'agee' here. [feel.unknown-name]
  agee >= 18
  ^^^^
  hint: Did you mean 'age'?

Everything that is loaded may be kept and shared between threads. Importing `creditrules` alone costs next to nothing:
a name is loaded when it is first used, and with it only what it needs.
"""

from __future__ import annotations

from importlib import import_module

from creditrules.doors import open_lately

TYPE_CHECKING = False  # as type checkers know it; importing `typing` takes longer than all else here
if TYPE_CHECKING:
    from creditrules.eligibility import Decision, Finding, Outcome, Reason, Terms
    from creditrules.errors import Diagnostic, Severity
    from creditrules.feel import MonthsDuration, Range
    from creditrules.library.errors import CreditrulesError, FactsError, RulesError
    from creditrules.library.expressions import Explained, Expression, compile_feel, evaluate
    from creditrules.library.models import DecisionModel, FiredRow, ModelAnswer, load_model
    from creditrules.library.rule_sets import Rules, load_rules

__all__ = [
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

_HOMES = {
    "eligibility": ("Decision", "Finding", "Outcome", "Reason", "Terms"),
    "errors": ("Diagnostic", "Severity"),
    "feel": ("MonthsDuration", "Range"),
    "library.errors": ("CreditrulesError", "FactsError", "RulesError"),
    "library.expressions": ("Explained", "Expression", "compile_feel", "evaluate"),
    "library.models": ("DecisionModel", "FiredRow", "ModelAnswer", "load_model"),
    "library.rule_sets": ("Rules", "load_rules"),
}

open_lately()

if not TYPE_CHECKING:  # a type checker shall refuse the names that are not there

    def __getattr__(name: str) -> object:
        for home, names in _HOMES.items():
            if name in names:
                value = globals()[name] = getattr(import_module(f"creditrules.{home}"), name)
                return value
        raise AttributeError(f"module 'creditrules' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
