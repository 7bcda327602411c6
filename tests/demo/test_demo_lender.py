"""The demo lender is a set of rules that a reader can trust: complete, dated, cited, in two languages, and in order."""

from __future__ import annotations

from collections import defaultdict
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from creditrules.cli.demo.lender import demo_lender
from creditrules.cli.files.documents import CheckedFile, check_text
from creditrules.document import read_yaml
from creditrules.errors import Diagnostic, Severity

LENDER = demo_lender()
RECORDINGS = (*LENDER.published, *LENDER.story)
LANGUAGES = {"en", "zh"}


@pytest.fixture(scope="module")
def checked() -> dict[str, CheckedFile]:
    return {recording.file: check_text(recording.file, recording.content()) for recording in RECORDINGS}


def test_every_file_of_the_folder_is_recorded_once_and_the_moments_ascend() -> None:
    folder = Path(str(files("creditrules.cli.demo") / "documents"))
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*.yaml") if path.parent != folder}
    recorded = [recording.file for recording in RECORDINGS]
    assert sorted(recorded) == sorted(present)
    moments = [recording.recorded_at for recording in RECORDINGS]
    assert moments == sorted(moments)
    assert all(moment.tzinfo is not None for moment in moments)


def _complaints(file: CheckedFile) -> list[Diagnostic]:
    return [each for each in file.diagnostics if each.severity is not Severity.INFO]


def test_every_file_checks_without_a_single_complaint(checked: dict[str, CheckedFile]) -> None:
    found = {name: _complaints(file) for name, file in checked.items()}
    assert {name: complaints for name, complaints in found.items() if complaints} == {}


def test_versions_are_numbered_in_the_order_in_which_they_were_recorded() -> None:
    seen: dict[str, list[int]] = defaultdict(list)
    for recording in RECORDINGS:
        folder, _, number = recording.file.removesuffix(".yaml").rpartition("/")
        seen[folder].append(int(number))
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in seen.values()), seen
    assert all(len(numbers) >= 2 for folder, numbers in seen.items() if folder.startswith("rule-sets/")), seen


def test_all_three_categories_and_the_regulations_asked_for_are_there(checked: dict[str, CheckedFile]) -> None:
    categories = {file.rule_set.rule_set.form.category for file in checked.values() if file.rule_set}
    assert categories == {"RISK", "PRODUCT", "REGULATION"}
    slugs = {file.rule_set.rule_set.form.rule_set for file in checked.values() if file.rule_set}
    assert slugs >= {"cn-consumer-line-cap", "cn-student-loans", "cn-cost-ceiling", "behaviour-risk"}


def test_five_products_for_consumers_and_businesses_by_three_kinds_of_lender(checked: dict[str, CheckedFile]) -> None:
    latest = {file.product.product: file.product for file in checked.values() if file.product}
    assert set(latest) == {"huabei", "jiebei", "jiebei-business", "auto-instalment", "electronics-instalment"}
    assert {product.segment for product in latest.values()} == {"CONSUMER", "BUSINESS"}
    assert {product.scenario for product in latest.values()} == {"GENERAL", "AUTO", "ELECTRONICS"}
    assert {product.lender_type for product in latest.values()} == {"BANK", "CONSUMER_FINANCE_COMPANY", "MICRO_LENDER"}


def test_every_change_has_a_basis_a_comment_and_a_notice_in_both_languages(checked: dict[str, CheckedFile]) -> None:
    for name, file in checked.items():
        assert file.change is not None, name
        assert file.change.notice.keys() == LANGUAGES, name
        assert file.change.valid_from is not None, name


def test_every_name_reason_and_fact_is_worded_in_both_languages(checked: dict[str, CheckedFile]) -> None:
    for name, file in checked.items():
        if file.product:
            assert file.product.name.keys() == LANGUAGES, name
        if file.rule_set:
            form = file.rule_set.rule_set.form
            assert form.name.keys() == LANGUAGES, name
            for code, reason in form.reasons.items():
                assert reason.message.keys() == LANGUAGES, (name, code)
                assert reason.lift_texts is None or reason.lift_texts.keys() == LANGUAGES, (name, code)
            assert all(fact.label.keys() == LANGUAGES for fact in file.rule_set.facts), name


def test_whatever_closes_a_product_says_what_would_lift_it(checked: dict[str, CheckedFile]) -> None:
    for name, file in checked.items():
        for table in _findings_tables(file):
            for rule in table["rules"]:
                closing = rule["then"][0] in {'"STEP_UP"', '"LIMIT"', '"PAUSE"', '"REFER"', '"DECLINE"'}
                reasons = file.rule_set.rule_set.form.reasons if file.rule_set else {}
                assert not closing or reasons[rule["then"][1].strip('"')].lift is not None, (name, rule["id"])


def test_every_findings_table_has_a_row_that_says_nothing_is_against_it(checked: dict[str, CheckedFile]) -> None:
    for name, file in checked.items():
        for table in _findings_tables(file):
            assert any(rule["then"][0] == '"ALLOW"' for rule in table["rules"]), name


def test_what_was_recorded_before_it_began_is_a_publication_and_what_began_earlier_a_correction(
    checked: dict[str, CheckedFile],
) -> None:
    for recording in RECORDINGS:
        change = checked[recording.file].change
        assert change is not None
        assert change.valid_from is not None
        assert change.correction == (change.valid_from < recording.recorded_at), recording.file


def test_every_file_says_that_it_is_illustrative() -> None:
    assert all("not legal advice" in recording.content().splitlines()[0] for recording in RECORDINGS)


def _findings_tables(file: CheckedFile) -> list[Any]:
    value: Any = read_yaml(file.text).value
    return [d["table"] for d in value.get("decisions", ()) if d["name"] == "Findings"]
