"""Making test cases from the rules, loaded when it is first asked for: no answer to an applicant needs it."""

from __future__ import annotations

from datetime import datetime

from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.eligibility.coverage import Generated
from creditrules.eligibility.parameters import ParametersAt, none_at
from creditrules.feel import RequestBudget

__all__ = ["generate_cases"]

_MOST = 100


def generate_cases(
    compiled: CompiledRuleSet,
    now: datetime,
    parameters: ParametersAt = none_at,
    most: int = _MOST,
    budget: RequestBudget | None = None,
) -> Generated:
    """Few cases that reach what the rule set's own do not, generated ones left out of these; at most `most`.

    The same each time. now, parameters: of the moment that the rules are for; cases write down what hangs on them.
    budget: of the request; where it is spent there are fewer, and `why` says so.
    """
    from creditrules.eligibility.generated import generated_cases  # noqa: PLC0415 - the analysis is for checks

    return generated_cases(compiled, now, parameters, most, budget)
