"""Rule sets for programs: loaded from files or a text, they decide together and give reasons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from creditrules.dmn import Fact
from creditrules.document import Document, read_document, read_yaml
from creditrules.eligibility import (
    CompiledRuleSet,
    Decision,
    Narrowings,
    ParametersGiven,
    compile_rule_set,
    none_at,
    run_cases,
)
from creditrules.errors import Diagnostic
from creditrules.library.errors import FactsError, RulesError, refuse_faults
from creditrules.library.given import contents, feel_values, moment
from creditrules.population import Assessor, stand_in_product
from creditrules.rules import Parameter, ProductForm, check_rule_set, read_parameter, read_product, read_rule_set

__all__ = ["Rules", "load_rules"]

_MOMENTS_KEPT = 4
"""At which decisions that lack facts are looked at again."""


class Rules:
    """Rule sets that decide together, checked and compiled. Immutable; threads may share it.

    names: of the rule sets. facts: what they may be told. product: what the applicant asks for, as rules read it.
    warnings: what their check found that is no error.
    """

    __slots__ = ("_compiled", "_digest", "_narrowings", "_parameters", "facts", "names", "product", "warnings")

    def __init__(
        self,
        compiled: tuple[CompiledRuleSet, ...],
        product: ProductForm,
        digest: str = "",
        warnings: tuple[Diagnostic, ...] = (),
        parameters: ParametersGiven | None = None,
    ) -> None:
        self.names: tuple[str, ...] = tuple(each.rule_set.form.rule_set for each in compiled)
        self.facts: tuple[Fact, ...] = tuple({fact.name: fact for each in compiled for fact in each.facts}.values())
        self.product = product
        self.warnings = warnings
        self._compiled = compiled
        self._digest = digest
        self._narrowings = Narrowings(_MOMENTS_KEPT)
        self._parameters = parameters.at if parameters else none_at

    def decide(self, facts: object = None, /, *, at: datetime | None = None, **more: object) -> Decision:
        """Outcome, terms and reasons for an applicant.

        facts, more: as the names of `evaluate`; texts are taken for dates, times and durations too. at: the moment that
        `now()` and `today()` mean, with a zone; each rule set reads the day in its own. Default now.
        What is not given is no error: where it could change the outcome that is UNDETERMINED, with `missing_facts` and
        `possible_outcomes`, and `possible_basis` says whether these are proved. Where a rule set has no answer, or
        cannot be evaluated, the outcome is REFER with a reason.

        Raises FactsError.
        """
        values = feel_values(facts, more)
        assessor = Assessor(self.product, self._digest, self._compiled, moment(at), self._parameters)
        answer = assessor.assess(values, self._narrowings)
        if isinstance(answer, Decision):
            return answer
        raise FactsError(answer)

    def run_cases(self, *, at: datetime | None = None) -> tuple[Diagnostic, ...]:
        """One diagnostic for each of the rule sets' own test cases that they do not answer as it expects.

        at: for cases that fix no moment; default now. A rule set without test cases is a warning.
        """
        return tuple(found for each in self._compiled for found in run_cases(each, moment(at), self._parameters))

    def __repr__(self) -> str:
        return f"<Rules {', '.join(self.names)}>"


def load_rules(
    *paths: str | PathLike[str],
    text: str | bytes | None = None,
    product: str | PathLike[str] | Mapping[str, Any] | None = None,
) -> Rules:
    """Rule sets from files in YAML or JSON, or one from its text; several decide together, and the severest prevails.

    product: what the applicant asks for, where rules read `product.…`: a product's file, or the same as a mapping.
    Files of parameters are read too: rules read them as `param.…`.

    Raises RulesError with every problem and its line, and OSError for a file that cannot be read.

    >>> rules = load_rules(text='''
    ... ruleSet: cap
    ... category: REGULATION
    ... name: {en: Cap on lines}
    ... reasons: {CAP: {message: {en: No line is higher than 200000.}}}
    ... facts: [{name: income, type: number}]
    ... decisions:
    ...   - name: Findings
    ...     expression: '{intervention: "LIMIT", reason: "CAP", limit: min(200000, income * 6)}'
    ... ''')
    >>> decision = rules.decide(income=20000)
    >>> decision.outcome.is_open, decision.terms.limit, decision.reasons[0].message()
    (True, Decimal('120000'), 'No line is higher than 200000.')
    """
    documents = {source: _document(data) for source, data in contents(paths, text).items()}
    parameters = {source: document for source, document in documents.items() if _is_parameter(document)}
    given = ParametersGiven(_parameter(document, source) for source, document in parameters.items())
    compiled: list[CompiledRuleSet] = []
    warnings: list[Diagnostic] = []
    for source in (source for source in documents if source not in parameters):
        rule_set, found = _rule_set(documents[source], source, given)
        compiled.append(rule_set)
        warnings += found
    form, digest = (stand_in_product(compiled), "") if product is None else _product(product)
    return Rules(tuple(compiled), form, digest, tuple(warnings), given)


def _document(data: bytes) -> Document:
    try:
        return read_document(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return read_yaml(data)  # which says what is wrong with it


def _is_parameter(document: Document) -> bool:
    return isinstance(document.value, dict) and "parameter" in document.value and "ruleSet" not in document.value


def _parameter(document: Document, source: str) -> Parameter:
    read = read_parameter(document)
    refuse_faults(RulesError, read.diagnostics, source)
    assert read.parameter is not None  # noqa: S101  (there was no error)
    return read.parameter


def _rule_set(
    document: Document, source: str, given: ParametersGiven
) -> tuple[CompiledRuleSet, tuple[Diagnostic, ...]]:
    read = read_rule_set(document)
    found = refuse_faults(RulesError, read.diagnostics, source)
    assert read.rule_set is not None  # noqa: S101  (there was no error)
    checked = check_rule_set(read.rule_set, given.known)
    found = refuse_faults(RulesError, (*found, *read.located(checked.diagnostics)), source)
    return compile_rule_set(checked), found


def _product(product: str | PathLike[str] | Mapping[str, Any]) -> tuple[ProductForm, str]:
    if isinstance(product, Mapping):
        source, document = "", Document(dict(product))
    else:
        source, document = fspath(product), _document(Path(product).read_bytes())
    read = read_product(document)
    refuse_faults(RulesError, read.diagnostics, source)
    assert read.product is not None  # noqa: S101  (there was no error)
    return read.product, read.digest
