"""Holds answers by columns against those of the same rows one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from creditrules.document import read_yaml
from creditrules.eligibility import CompiledRuleSet, ParametersGiven, compile_rule_set
from creditrules.population import Assessor, MappingForm, read_mapping, stand_in_product
from creditrules.population.assessor import DecisionOrFaults
from creditrules.population.columnar import Assessed, ColumnarAssessor
from creditrules.rules import check_rule_set, read_parameter, read_product, read_rule_set

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def compiled(text: str, given: ParametersGiven) -> CompiledRuleSet:
    """A rule set of a YAML text that has no faults."""
    read = read_rule_set(read_yaml(text))
    assert read.rule_set is not None, read.diagnostics
    checked = check_rule_set(read.rule_set, given.known)
    assert checked.ok, checked.diagnostics
    return compile_rule_set(checked)


@cache
def assessor(*texts: str, product: str = "", parameters: tuple[str, ...] = ()) -> Assessor:
    """An assessor of rule sets, a product and parameters in YAML."""
    found = [read_parameter(read_yaml(text)).parameter for text in parameters]
    given = ParametersGiven(each for each in found if each is not None)
    rule_sets = [compiled(text, given) for text in texts]
    form = read_product(read_yaml(product)).product if product else stand_in_product(rule_sets)
    assert form is not None
    return Assessor(form, "", rule_sets, NOW, given.at)


def mapping(text: str) -> MappingForm:
    """A mapping of a YAML text that has no faults."""
    read = read_mapping(read_yaml(text))
    assert read.mapping is not None, read.diagnostics
    return read.mapping


def one_by_one(asked: Assessor, read: MappingForm | None, rows: Iterable[Mapping[str, Any]]) -> list[DecisionOrFaults]:
    """The answers to rows, each on its own."""
    answers: list[DecisionOrFaults] = []
    for row in rows:
        if read is None:
            answers.append(asked.assess(row))
        else:
            mapped = read.apply(row)
            answers.append(mapped.faults or asked.assess(mapped.facts))
    return answers


def answers_of(assessed: Assessed) -> list[DecisionOrFaults]:
    """The answer of each row."""
    assert sorted(set(assessed.codes.tolist())) == list(range(len(assessed.classes)))
    return [assessed.classes[code] for code in assessed.codes.tolist()]


def assert_alike(
    versions: Sequence[Assessor], read: MappingForm | None, rows: Sequence[Mapping[str, Any]], batch: int = 1000
) -> list[list[DecisionOrFaults]]:
    """Rows by columns, in batches, answered as each on its own; the answers by version."""
    by_columns = ColumnarAssessor(versions, read)
    found: list[list[DecisionOrFaults]] = [[] for _ in versions]
    for start in range(0, len(rows), batch):
        for at, assessed in enumerate(by_columns.assess_rows(rows[start : start + batch])):
            found[at] += answers_of(assessed)
    for asked, answers in zip(versions, found, strict=True):
        expected = one_by_one(asked, read, rows)
        for number, (one, other) in enumerate(zip(expected, answers, strict=True)):
            assert one == other, (number, rows[number])
    return found
