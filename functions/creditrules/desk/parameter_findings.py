"""What a parameter's new values do to what is proved of the rule sets that read it: what is found now and was not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from creditrules.desk.budgets import half_done
from creditrules.desk.catalogue import Catalogue
from creditrules.dmn import Weight
from creditrules.eligibility import CompiledRuleSet, ParametersAt, judged_properties, verify_compiled
from creditrules.errors import Diagnostic, Severity
from creditrules.feel import RequestBudget
from creditrules.records import replace

__all__ = ["found_by_parameter"]

_MOST: Final = 20
"""How many rule sets are verified for one parameter."""


def found_by_parameter(
    catalogue: Catalogue,
    tenant: str,
    using: Mapping[str, Sequence[CompiledRuleSet]],
    moment: datetime,
    values: tuple[ParametersAt, ParametersAt],
) -> Iterator[Diagnostic]:
    """Flaws, claims and properties of rule sets that do not stand any more as they do with the values of before.

    using: by slug, the first of each is looked at. values: before and after. Flaws are weighed by the lender's settings
    of now; an error stops publishing. What the request has no time for is said not to be looked at: of half of it one
    cannot tell what is new.
    """
    weights = catalogue.settings_now(tenant).verification.weights
    request = half_done(catalogue.budget)
    why, left = f"More than {_MOST} rule sets read it", list(using)
    for slug in left[:_MOST]:
        before, after = (_found(using[slug][0], moment, each, weights, request) for each in values)
        if request is not None and request.spent:
            why = "The request took more evaluation than it may"
            break
        left = left[1:]
        known = {(each.code, each.place) for each in before}
        for each in after:
            if (each.code, each.place) not in known:
                yield replace(each, message=f"In the rule set '{slug}', {each.place}: {each.message}", place="values")
    if left:
        message = f"{why}: what is proved of these is not looked at: {', '.join(left)}."
        yield Diagnostic("parameter.not-verified", message, "Check them by themselves.", "", severity=Severity.INFO)


def _found(
    compiled: CompiledRuleSet,
    moment: datetime,
    values: ParametersAt,
    weights: Mapping[str, Weight],
    request: RequestBudget | None,
) -> list[Diagnostic]:
    verified = verify_compiled(compiled, moment, values, request)
    return [*verified.verification.told(weights), *judged_properties(compiled, moment, values, request)]
