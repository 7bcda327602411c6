"""Experiments as they are written: what is taken, and what is refused where."""

from __future__ import annotations

from decimal import Decimal

import pytest

from creditrules.document import read_yaml
from creditrules.rules import (
    Category,
    DocumentKey,
    DocumentKind,
    ExperimentForm,
    Metric,
    TrialMode,
    read_experiment,
)
from creditrules.rules.life import PolicyScope, policy_scope

HEAD = "experiment: line-v4, name: {en: Line}, of: line, champion: 3, challenger: 4"
GUARD = "guards: [{metric: approvalRate, low: -0.05, decisions: 200}]"


def form(text: str) -> ExperimentForm:
    read = read_experiment(read_yaml(f"{{{text}}}"))
    assert read.form is not None, read.diagnostics
    return read.form


def test_a_challenger_has_a_share_in_tenths_of_a_per_cent() -> None:
    read = form(f"{HEAD}, mode: CHALLENGER, share: 12.5, {GUARD}")
    assert (read.parts, read.mode, read.of) == (125, TrialMode.CHALLENGER, "line")
    [guard] = read.guards
    assert (guard.metric, guard.low, guard.high) == (Metric.APPROVAL_RATE, Decimal("-0.05"), Decimal(1))


def test_a_shadow_answers_nobody() -> None:
    assert form(f"{HEAD}, mode: SHADOW").parts == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{HEAD}, mode: CHALLENGER, {GUARD}", "has a `share`"),
        (f"{HEAD}, mode: CHALLENGER, share: 10", "has `guards`"),
        (f"{HEAD}, mode: CHALLENGER, share: 0.05, {GUARD}", "digits behind the point"),
        (f"{HEAD}, mode: CHALLENGER, share: 100, {GUARD}", "less than 100"),
        (f"{HEAD}, mode: CHALLENGER, share: 0, {GUARD}", "more than 0"),
        (f"{HEAD}, mode: SHADOW, share: 10", "neither `share` nor `guards`"),
        (f"{HEAD}, mode: SHADOW, published: true", "never `published`"),
        (f"{HEAD}, mode: SHADOW, ends: never", "ends"),
        (HEAD.replace("4", "3") + ", mode: SHADOW", "two versions"),
        (f"{HEAD}, mode: CHALLENGER, share: 10, guards: [{{metric: approvalRate}}]", "a `low`, a `high`, or both"),
        (f"{HEAD}, mode: CHALLENGER, share: 10, guards: [{{metric: severeRate, low: 0.2, high: 0.1}}]", "lies below"),
        (
            HEAD
            + ", mode: CHALLENGER, share: 9, guards: [{metric: severeRate, low: 0}, {metric: severeRate, low: 0.1}]",
            "watches another metric",
        ),
    ],
    ids=str,
)
def test_what_is_not_whole_is_refused(text: str, said: str) -> None:
    read = read_experiment(read_yaml(f"{{{text}}}"))
    assert read.form is None
    assert any(said in told.message or said in told.place for told in read.diagnostics), read.diagnostics


def test_what_is_no_mapping_is_refused() -> None:
    assert [told.code for told in read_experiment(read_yaml("[1]")).diagnostics] == ["document.shape"]


def test_changes_of_an_experiment_need_the_approvals_that_changes_of_its_rule_set_need() -> None:
    key = DocumentKey(DocumentKind.EXPERIMENT, "line-v4")
    assert policy_scope(key, Category.RISK) is PolicyScope.RISK_RULES
    assert policy_scope(key, Category.REGULATION) is PolicyScope.REGULATION_RULES


def test_users_are_told_neither_of_experiments_nor_of_policies() -> None:
    assert {kind for kind in DocumentKind if not kind.is_told} == {DocumentKind.POLICY, DocumentKind.EXPERIMENT}
