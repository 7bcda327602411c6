"""A rule that would run away ends with its request's budget: bounded steps, time and memory, and REFER."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from itertools import count

import pytest
from tests.eligibility.hostile import EXPRESSIONS
from tests.eligibility.test_eligibility_decide import NOW, applied, product, rule_set

from creditrules.eligibility import Applicant, Decision, GoverningRuleSet, Origin, Outcome
from creditrules.eligibility.decide import decide
from creditrules.feel import RequestBudget, limits

STEPS, MEMORY = 20_000, 4_000_000
LONGEST_SECONDS = 1.5
"""Ten times what it takes: a step costs up to 3 microseconds, and there are others on the machine."""
TEXT, NUMBERS = "a" * 20_000, [Decimal(number) for number in range(20_000)]
BODY = """
facts: [{{name: s, type: string}}, {{name: items, type: 'list<number>'}}]
decisions:
  - {{name: Heavy, expression: {text}}}
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [Heavy]
      outputs: [intervention, reason]
      rules:
        - ['true', '"ALLOW"', '"R1"']
        - ['false', '"DECLINE"', '"R2"']
"""


def heavy(text: str, slug: str = "rules") -> GoverningRuleSet:
    return applied(rule_set(BODY.format(text=json.dumps(text)), slug))


@cache
def facts() -> dict[str, object]:
    return {"s": TEXT, "items": NUMBERS}


def ask(budget: RequestBudget, *governing: GoverningRuleSet) -> Decision:
    return decide(product(), "digest", governing, Applicant(facts(), budget=budget), NOW)


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_a_rule_ends_with_the_steps_of_its_request(name: str) -> None:
    governing = heavy(EXPRESSIONS[name])
    reading = len(NUMBERS)
    budget = RequestBudget(reading + STEPS, MEMORY)
    started = time.process_time()
    decision = ask(budget, governing)
    taken = time.process_time() - started
    assert decision.outcome is Outcome.REFER
    assert {reason.finding.origin for reason in decision.reasons} <= {Origin.BUDGET_SPENT, Origin.NOT_EVALUABLE}
    assert taken < LONGEST_SECONDS
    assert budget.spent or budget.taken <= reading + STEPS


@pytest.mark.parametrize("name", ["fibonacci", "sorts"])
def test_the_rules_after_it_are_left_over(name: str) -> None:
    several = [heavy(EXPRESSIONS[name], f"rules-{number}") for number in range(6)]
    started = time.process_time()
    decision = ask(RequestBudget(len(NUMBERS) + 2 * STEPS, MEMORY), *several)
    assert time.process_time() - started < 2 * LONGEST_SECONDS
    assert decision.outcome is Outcome.REFER
    assert len(decision.reasons) == len(several)
    assert decision.reasons[-1].finding.origin is Origin.BUDGET_SPENT


def late_after(looks: int) -> Callable[[], float]:
    seen = count(-1)
    return lambda: looks - next(seen)


def test_the_time_ends_each_of_them() -> None:
    """The clock goes on with every look, so that few thousand steps are left to each."""
    for name in ("fibonacci", "sorts", "a sort by a costly function"):
        budget = RequestBudget(10**9, 10**9, late_after(6))
        decision = ask(budget, heavy(EXPRESSIONS[name]))
        assert {reason.finding.origin for reason in decision.reasons} == {Origin.BUDGET_SPENT}, name
        assert budget.taken < len(NUMBERS) * 3 + 10 * limits.STEPS_AT_ONCE, name


GROWING = [
    "growing texts",
    "texts of texts",
    "upper case",
    "copies of lists",
    "lists of lists",
    "long contexts",
    "splits",
]
PROBE = """
import resource, sys
from tests.eligibility.hostile import EXPRESSIONS
from tests.eligibility.test_eligibility_hostile import ask, heavy
from creditrules.feel import RequestBudget, limits
plain = heavy("count(items) > 0")
ask(RequestBudget(10**9, 10**9), plain)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for name in sys.argv[1:]:
    ask(RequestBudget(10**9, 3 * limits.MEMORY), heavy(EXPRESSIONS[name]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_what_grows_stays_within_a_small_function() -> None:
    """At the full bounds of an evaluation; 200 MB is less than half of what the function is given."""
    told = subprocess.run([sys.executable, "-c", PROBE, *GROWING], capture_output=True, text=True, check=True)
    assert int(told.stdout) < 200 * 1024
