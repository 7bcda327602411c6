"""Real files of products: each is read, and says what its authors mean."""

from __future__ import annotations

import pytest
from tests.conftest import SHARED
from tests.imports.dmn.building import answer, told

from creditrules.imports import Imported, Source
from creditrules.imports.dmn import read_dmn

CASES = "cases/language"
RULES = "data/rules/dmn"


def read_file(path: str) -> Imported:
    file = SHARED / path
    return read_dmn({file.name: file.read_bytes()}, Source.AUTO)


@pytest.mark.shared(CASES)
def test_a_decision_by_its_output_and_an_undeclared_context() -> None:
    imported = read_file(f"{CASES}/camunda-DetermineAccess.dmn")
    assert [one.name for one in imported.models[0].model.facts] == ["bookingInfo"]
    assert imported.models[0].source is Source.CAMUNDA7
    club = {"clubMembership": "Bronze", "hotelCreditCard": False, "yearsWithMembership": 10}
    assert answer(imported, "Determine VIP access", {"bookingInfo": club}) is True
    benefits = {"roomUpgrade": False, "freeDrinks": 1, "breakfast": "Western"}
    assert answer(imported, "Determine benefits", {"bookingInfo": club}) == benefits
    assert answer(imported, "Determine VIP access", {"bookingInfo": {**club, "yearsWithMembership": 9}}) is False
    assert told(imported) == {"import.name": 1, "import.unused": 3, "import.fact": 1}


@pytest.mark.shared(CASES)
def test_a_function_is_no_fact() -> None:
    imported = read_file(f"{CASES}/c7-builtin.dmn")
    assert [one.name for one in imported.models[0].model.facts] == ["x"]
    assert answer(imported, "D", {"x": "BAR"}) == "yes"
    wrong = read_file(f"{CASES}/c7-typo-function.dmn")
    assert [(one.code, one.hint) for one in wrong.diagnostics] == [
        ("feel.unknown-function", "Did you mean 'starts with'?")
    ]


@pytest.mark.shared(RULES)
def test_every_real_file_is_read() -> None:
    files = sorted(path for path in (SHARED / RULES).rglob("*.dmn"))
    assert len(files) > 25
    for path in files:
        imported = read_file(str(path.relative_to(SHARED)))
        assert imported.ok, path
        assert len(imported.models) == 1, path


@pytest.mark.shared(RULES)
def test_what_is_dmn_already_needs_no_interpretation() -> None:
    for path in sorted((SHARED / RULES / "tck").rglob("*.dmn")):
        assert read_file(str(path.relative_to(SHARED))).interpretations == (), path


@pytest.mark.shared(RULES)
def test_a_declaration_that_its_table_contradicts() -> None:
    imported = read_file(f"{RULES}/jdmn/loan-grade-with-boolean.dmn")
    assert [(one.name, one.item.type) for one in imported.models[0].model.facts] == [
        (f"Input {number}", "boolean") for number in (1, 2, 3)
    ]
    assert told(imported) == {"import.name": 1, "import.type": 3}


@pytest.mark.shared(RULES)
def test_flowables_example_of_the_specification() -> None:
    imported = read_file(f"{RULES}/flowable/risk_rating_spec_example.dmn")
    found = answer(imported, "Risk Rating Decision Table", {"age": 17, "riskcategory": "HIGH", "debtreview": True})
    assert [row["routing"] for row in found] == ["DECLINE", "REFER", "REFER", "ACCEPT"]  # type: ignore[attr-defined]
    assert [row["reviewlevel"] for row in found][1] == "LEVEL 2"  # type: ignore[attr-defined]
