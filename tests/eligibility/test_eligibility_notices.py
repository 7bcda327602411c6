"""Notices of decisions, in the words of three regions: whole, in one language, or a list of what is missing."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

from creditrules.document import read_yaml
from creditrules.eligibility import (
    LANGUAGES,
    Applicant,
    AppliedVersion,
    Decision,
    GoverningRuleSet,
    Notice,
    NoticePack,
    NoticeSubject,
    compile_rule_set,
    explained,
    made_notice,
)
from creditrules.eligibility.decide import decide
from creditrules.rules import ProductForm, check_rule_set, read_rule_set
from creditrules.rules.life import NoticeSettings

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
RULES = """
ruleSet: risk
category: RISK
name: {en: Risk, zh: 风险, de: Risiko, es: Riesgo}
reasons:
  INCOME:
    message: {en: Your income is low., zh: 您的收入偏低。, de: Ihr Einkommen ist niedrig., es: Sus ingresos son bajos.}
    codes: {regB: C1-INCOME-INSUFFICIENT}
    lift:
      condition: income >= 500
      message: {en: A higher income., zh: 提高收入。, de: Ein höheres Einkommen., es: Más ingresos.}
  SCORE:
    message:
      {en: "Your score, made of payments, is low.", zh: 您的信用分（由还款得出）偏低。, de: Ihr Score., es: Su puntaje.}
facts:
  - {name: income, type: number, label: {en: Income, zh: 收入, de: Einkommen, es: Ingresos}}
  - {name: score, type: number, label: {en: Score, zh: 信用分, de: Score, es: Puntaje}}
  - {name: scoreDate, type: date, label: {en: Score date, zh: 评分日期, de: Scoredatum, es: Fecha}}
  - {name: factors, type: list<string>, label: {en: Factors, zh: 因素, de: Faktoren, es: Factores}}
decisions:
  - name: Findings
    table:
      hitPolicy: COLLECT
      inputs: [income, score]
      outputs: [intervention, reason]
      rules:
        - ["< 500", "-", '"DECLINE"', '"INCOME"']
        - ["-", "< 600", '"LIMIT"', '"SCORE"']
        - ["-", "-", '"ALLOW"', "null"]
"""
FACTS = {"income": 400, "score": 580, "scoreDate": "2026-01-10", "factors": ["Late payments", "High balances"]}
AGENCY = {"name": "Bureau Inc", "address": "1 Main St", "phone": "800-1"}
SETTINGS: dict[str, Any] = {
    "creditor": {"name": "Demo Bank", "address": "2 Oak Ave", "phone": "555"},
    "US": {
        "authority": {"name": "CFPB", "address": "1700 G Street NW, Washington DC 20552"},
        "reports": [
            {
                "agency": AGENCY,
                "facts": ["score"],
                "score": {"fact": "score", "low": 300, "high": 850, "dateFact": "scoreDate", "factorsFact": "factors"},
            }
        ],
    },
    "EU": {
        "review": {"name": "Prüfstelle", "email": "pruefung@demo.example"},
        "dataProtection": {"name": "DPO", "email": "dpo@demo.example"},
        "authority": {"name": "BfDI", "address": "Bonn"},
        "debtAdvice": {"name": "Caritas"},
        "databases": [{"agency": AGENCY, "facts": ["score"]}],
    },
    "CN": {"review": {"name": "客服中心", "phone": "95000"}},
}
NAMES = {"en": "Line", "zh": "花呗", "de": "Kreditlinie", "es": "Línea"}


@cache
def decision(**_: object) -> Decision:
    return decided(NAMES, FACTS)


def decided(names: dict[str, str], facts: dict[str, object]) -> Decision:
    read = read_rule_set(read_yaml(RULES))
    assert read.rule_set is not None, read.diagnostics
    compiled = compile_rule_set(check_rule_set(read.rule_set))
    product = ProductForm.model_validate(
        {"product": "line", "name": names, "kind": "L", "segment": "CONSUMER", "currency": "USD", "ruleSets": ["risk"]}
    )
    applied = AppliedVersion("risk", compiled.rule_set.form.category, 1, compiled.rule_set.digest, None, None, None)
    return decide(product, "", [GoverningRuleSet(compiled, applied)], Applicant(facts), NOW)


def made(pack: NoticePack, language: str, settings: dict[str, Any] | None = None, of: Decision | None = None) -> Any:
    about = of or decision()
    subject = NoticeSubject(about, explained(about, 20).answer, NOW, "abc", 4)
    form = NoticeSettings.model_validate(SETTINGS if settings is None else settings)
    return made_notice(pack, language, subject, form)


@pytest.mark.parametrize(("pack", "language"), [(pack, tag) for pack, tags in LANGUAGES.items() for tag in tags])
def test_each_pack_is_whole_in_each_of_its_two_languages(pack: NoticePack, language: str) -> None:
    notice = made(pack, language)
    assert isinstance(notice, Notice), notice
    kinds = {
        NoticePack.US: ["action", "reasons", "report", "score", "rights"],
        NoticePack.EU: ["action", "reasons", "data", "change", "database", "rights", "authority", "advice"],
        NoticePack.CN: ["action", "reasons", "data", "change", "rights"],
    }[pack]
    assert [part.kind for part in notice.parts] == kinds
    assert all(part.title and part.text for part in notice.parts)
    for shown in ("Demo Bank", "2 Oak Ave", "2026-01-15", "abc", NAMES[language]):
        assert shown in notice.parts[0].text
    assert "{" not in notice.text
    unrecorded = NoticeSubject(decision(), explained(decision(), 20).answer, NOW, None, 4)
    preview = made_notice(pack, language, unrecorded, NoticeSettings.model_validate(SETTINGS))
    assert isinstance(preview, Notice)
    assert (preview.preview, notice.preview, preview.parts[0].kind) == (True, False, "preview")
    assert preview.parts[2:] == notice.parts[1:]
    assert "abc" not in preview.text


def test_the_american_notice_says_the_forms_reasons_the_agency_and_the_score() -> None:
    notice = made(NoticePack.US, "en")
    parts = {part.kind: part.text for part in notice.parts}
    assert parts["reasons"].splitlines() == [
        "1. Income insufficient for amount of credit requested: Your income is low.",
        "2. Your score, made of payments, is low.",
    ]
    assert parts["report"].endswith("Bureau Inc\n1 Main St\n800-1")
    shown = "Your credit score: 580\nDate: 2026-01-10\nScores range from a low of 300 to a high of 850."
    assert shown in parts["score"]
    assert parts["score"].endswith("Late payments, High balances")
    assert parts["rights"].endswith("CFPB\n1700 G Street NW, Washington DC 20552")
    assert notice.facts == ("score", "scoreDate", "factors")
    spanish = made(NoticePack.US, "es").parts[1].text
    assert spanish.startswith(
        "1. Ingresos insuficientes para el importe de crédito solicitado: Sus ingresos son bajos."
    )


def test_the_report_part_is_there_only_where_a_fact_of_the_report_was_used() -> None:
    notice = made(NoticePack.US, "en", of=decided(NAMES, {"income": 400}))
    assert [part.kind for part in notice.parts] == ["action", "reasons", "rights"]


def test_a_threshold_that_is_not_published_is_in_no_notice() -> None:
    change = next(part.text for part in made(NoticePack.EU, "de").parts if part.kind == "change")
    assert change == "- Ein höheres Einkommen. Einkommen: ein höherer Wert (jetzt 400)."


def test_what_is_missing_is_listed_whole_and_there_is_no_notice() -> None:
    assert made(NoticePack.US, "en", {}) == ("the setting `notices.creditor`", "the setting `notices.US.authority`")
    lacking = {**SETTINGS, "creditor": {"name": "Demo Bank"}, "EU": {}}
    assert made(NoticePack.EU, "en", lacking) == (
        "the setting `notices.creditor.address`",
        "the setting `notices.EU.review`",
        "the setting `notices.EU.dataProtection`",
        "the setting `notices.EU.authority`",
    )
    without_date = decided(NAMES, {"income": 400, "score": 580})
    assert made(NoticePack.US, "en", of=without_date) == ("the fact 'scoreDate'", "the fact 'factors'")
    english_name = decided({"en": "Line"}, FACTS)
    assert made(NoticePack.CN, "zh", of=english_name) == ("the product's name in 'zh'",)
