"""A candidate as the content of a rule set, in the form in which rule files are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from creditrules.population.suggestion.bins import Binned
from creditrules.population.suggestion.ladder import Ladder
from creditrules.population.suggestion.samples import Sample
from creditrules.population.suggestion.scorecard import Scorecard
from creditrules.population.suggestion.tree import Tree
from creditrules.population.suggestion.wishes import Wishes
from creditrules.population.suggestion.writing.cases import cases_of
from creditrules.population.suggestion.writing.cases_table import table_decisions
from creditrules.population.suggestion.writing.findings import findings_decision
from creditrules.population.suggestion.writing.lineage import lineage_text
from creditrules.population.suggestion.writing.points import points_decisions
from creditrules.population.suggestion.writing.wording import label_of, label_of_fact, message_of, reason_codes

__all__ = ["rule_set_content"]


def rule_set_content(
    candidate: Scorecard | Tree, ladder: Ladder, sample: Sample, wishes: Wishes, lineage: Mapping[str, Any], told: str
) -> dict[str, Any]:
    """The rule set with reasons, tests, lineage and change statement. told: how well it does, in one sentence."""
    codes = reason_codes(binned.column for binned in candidate.bins)
    name = label_of(wishes.rule_set.replace("-", " "))
    return {
        "ruleSet": wishes.rule_set,
        "category": "RISK",
        "name": {"en": name},
        "description": {"en": lineage_text(lineage)},
        "publishes": {"score": "Score"},
        "reasons": {code: {"message": message_of(_label(column, wishes))} for column, code in codes.items()},
        "facts": [_fact(binned, wishes) for binned in candidate.bins],
        "decisions": [*_scoring(candidate, codes), findings_decision(ladder, len(codes))],
        "tests": cases_of(candidate, ladder, sample, codes),
        "change": {
            "basis": {"category": "RISK", "citation": f"Fitted to the population {lineage['population']}"},
            "comment": told,
            "notice": {
                "en": f"{name}: what is asked, and how it counts, has been fitted anew to how loans turned out."
            },
        },
    }


def _scoring(candidate: Scorecard | Tree, codes: Mapping[str, str]) -> list[dict[str, Any]]:
    if isinstance(candidate, Tree):
        return table_decisions(candidate, codes)
    return points_decisions(candidate, codes)


def _fact(binned: Binned, wishes: Wishes) -> dict[str, Any]:
    """The fact that a column is; where some applicants lack it, null is a value of it."""
    lacking = {"nullable": True} if binned.missing is not None else {}
    better = {"better": wishes.better[binned.column].value} if binned.column in wishes.better else {}
    label = _label(binned.column, wishes)
    return {"name": binned.column, "type": binned.kind.value, **lacking, **better, "label": label}


def _label(column: str, wishes: Wishes) -> dict[str, str]:
    return label_of_fact(column, wishes.labels.get(column, {}))
