"""What can be known to be wrong with a reason catalogue: languages, texts that name no factor, codes of other lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from creditrules.dmn import CheckedModel, behind, check_condition, tested_names
from creditrules.errors import Diagnostic, Severity
from creditrules.rules.content.form_c1 import FORM_C1
from creditrules.rules.content.forms import LiftForm
from creditrules.rules.content.given_reasons import findings_table, reasons_given
from creditrules.rules.content.ladder import Intervention
from creditrules.rules.content.reading import RuleSet
from creditrules.rules.content.texts import choose
from creditrules.suggestions import suggestion

__all__ = ["check_reasons", "check_wording"]

_SHOWN = 3


def check_wording(rule_set: RuleSet, checked: CheckedModel) -> Iterator[Diagnostic]:
    """What is told only when a rule set is to be published: codes, conditions, texts that name no factor."""
    yield from _codes(rule_set)
    yield from _conditions(rule_set, checked)
    yield from _vague(rule_set, checked)


def check_reasons(rule_set: RuleSet) -> Iterator[Diagnostic]:
    """Every reason is worded in every language that the rule set's name has."""
    for code, reason in rule_set.form.reasons.items():
        for tag in rule_set.form.name:
            if tag not in reason.message:
                message = f"The reason '{code}' has no message in '{tag}'."
                hint = "The rule set's name is given in that language, so users may ask for it."
                yield Diagnostic("reasons.no-message", message, hint, f"reasons.{code}.message")


def _codes(rule_set: RuleSet) -> Iterator[Diagnostic]:
    for code, reason in rule_set.form.reasons.items():
        if reason.reg_b is not None and reason.reg_b not in FORM_C1:
            message = f"Form C-1 of Regulation B has no reason '{reason.reg_b}'."
            hint = suggestion(reason.reg_b, FORM_C1) or f"It has {', '.join(FORM_C1)}."
            yield Diagnostic("reasons.unknown-code", message, hint, f"reasons.{code}.codes.regB")


def _conditions(rule_set: RuleSet, checked: CheckedModel) -> Iterator[Diagnostic]:
    """What lifts a reason is true or false over the facts, and worded in every language of the rule set's name."""
    for code, reason in rule_set.form.reasons.items():
        if isinstance(reason.lift, LiftForm):
            place = f"reasons.{code}.lift"
            yield from check_condition(checked, reason.lift.condition, f"{place}.condition")[1]
            for tag in rule_set.form.name.keys() - reason.lift.message.keys():
                message = f"What lifts the reason '{code}' is not worded in '{tag}'."
                hint = "The rule set's name is given in that language, so users may ask for it."
                yield Diagnostic("reasons.no-message", message, hint, f"{place}.message")


def _vague(rule_set: RuleSet, checked: CheckedModel) -> Iterator[Diagnostic]:
    """Texts that say no more than that a standard was not met; rows are only looked at where a text looks so."""
    from creditrules.rules.content.wording import named_in, vague_phrase  # noqa: PLC0415 - what is published alone

    facts_of = cache(lambda: _adverse_facts(rule_set, checked))
    for code, reason in rule_set.form.reasons.items():
        for tag, text in reason.message.items():
            phrase = vague_phrase(text, tag)
            tested = facts_of().get(code) if phrase else None
            if tested is not None and not named_in(text, tag, tested.items()):
                yield Diagnostic(
                    "reasons.vague",
                    f"The reason '{code}' does not say what led to it: \"{phrase}\" names no factor.",
                    _hint(tag, tested),
                    f"reasons.{code}.message.{tag}",
                    severity=Severity.WARNING,
                )


def _hint(tag: str, tested: Mapping[str, Mapping[str, str]]) -> str:
    shown = [f"'{choose(labels, tag) or name}'" for name, labels in sorted(tested.items())[:_SHOWN]]
    led = f"Its rows test {' and '.join(shown)}: say" if shown else "Say"
    return f"{led} what about the applicant counted; of a score, what it was made of (12 CFR 1002.9(b)(2))."


def _adverse_facts(rule_set: RuleSet, checked: CheckedModel) -> dict[str, dict[str, Mapping[str, str]]]:
    """By reason that some row gives with more than a warning: what those rows test, names with their labels."""
    model = rule_set.model
    labels: dict[str, Mapping[str, str]] = {fact.name: fact.item.label for fact in model.facts}
    labels |= {decision.name: decision.label for decision in model.decisions}
    return {
        code: {
            name: labels[name] for name in behind(checked, names) if name in labels and name != rule_set.form.findings
        }
        for code, names in _tested(rule_set, checked).items()
    }


def _tested(rule_set: RuleSet, checked: CheckedModel) -> dict[str, set[str]]:
    name = rule_set.form.findings
    if findings_table(rule_set) is None:
        return {code: {name} for code in rule_set.form.reasons}
    columns = tested_names(checked, name)
    found: dict[str, set[str]] = {}
    for cells, code, step in reasons_given(rule_set):
        if _adverse(step):
            known = found.setdefault(code, set())
            known.update(*(names for names, cell in zip(columns, cells, strict=False) if cell.strip() not in {"", "-"}))
    return found


def _adverse(step: object) -> bool:
    return not isinstance(step, str) or step not in {Intervention.ALLOW, Intervention.WARN}
