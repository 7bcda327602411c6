"""A rule set by its kept form answers, explains, proves and fails exactly as by its content."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.dmn.kept import all_of

from creditrules.dmn import CodedRules
from creditrules.document import canonical, digest_of, read_json, read_yaml
from creditrules.eligibility import (
    FORM,
    CompiledRuleSet,
    compile_rule_set,
    compiled_form,
    covered,
    from_form,
    generate_cases,
    is_outdated_form,
    kept_forms,
    run_cases,
    stored_rule_set,
    verify_compiled,
)
from creditrules.feel import Date, DateTime, Time
from creditrules.feel.temporal import UTC_ZONE
from creditrules.rules import (
    asking_rows,
    check_rule_set,
    findings_table,
    interventions_by_reason,
    read_rule_set,
    reasons_of_asking_rows,
    split_change,
    steps_given,
)

ROOT = Path(__file__).parents[2]
NOW, MOMENT = datetime(2026, 6, 1, tzinfo=UTC), DateTime(Date(2026, 6, 1), Time(0, UTC_ZONE))


def contents() -> Iterator[Any]:
    """The rule sets of the demo and of the examples."""
    folders = [ROOT / "functions/creditrules/cli/demo/documents/rule-sets", ROOT / "examples"]
    for path in sorted(path for folder in folders for path in folder.rglob("*.y*ml")):
        value, _ = split_change(read_yaml(path.read_bytes()).value)
        if isinstance(value, dict) and "ruleSet" in value:
            yield pytest.param(canonical(value), id=str(path.relative_to(ROOT)))


def both(content: bytes) -> tuple[CompiledRuleSet, CompiledRuleSet | None]:
    compiled = stored_rule_set(content)
    form = compiled_form(compiled, least=1)
    return compiled, None if form is None else from_form(content, form)


@pytest.mark.parametrize("content", list(contents()))
def test_rule_sets_of_demo_and_examples_agree(content: bytes) -> None:
    compiled, kept = both(content)
    if kept is None:
        assert findings_table(compiled.rule_set) is None
        return
    assert isinstance(findings_table(kept.rule_set).rules, CodedRules)  # type: ignore[union-attr]
    for told in (asking_rows, reasons_of_asking_rows, interventions_by_reason, steps_given):
        assert told(kept.rule_set) == told(compiled.rule_set)
    assert kept.rule_set == compiled.rule_set
    for name in ("asked", "given", "bounds", "alike", "parameters", "warnings", "zone", "facts", "reads"):
        assert getattr(kept, name) == getattr(compiled, name), name
    assert kept.model.checked.types == compiled.model.checked.types
    assert kept.model.checked.diagnostics == compiled.model.checked.diagnostics
    assert run_cases(kept, NOW) == run_cases(compiled, NOW)
    assert covered(kept, NOW) == covered(compiled, NOW)
    assert verify_compiled(kept, NOW) == verify_compiled(compiled, NOW)
    assert generate_cases(kept, NOW, most=10) == generate_cases(compiled, NOW, most=10)


def large(rows: int = 300, seed: int = 1) -> dict[str, Any]:
    """A rule set with a table of every kind of cell."""
    chance = random.Random(seed)  # noqa: S311 - tables and applicants, not keys

    def conditions() -> list[str]:
        age, low = chance.randrange(18, 80), chance.randrange(0, 5000, 50)
        return [
            chance.choice(
                (f"< {age}", f"[{age}..{age + 9}]", "-", f"not({age})", "? * 2 > 50", "", f"{age}, {age + 1}")
            ),
            chance.choice((f">= {low}", f"]{low}..{low + 300})", "-", "< age * 100", f"{low}.50")),
            chance.choice(('"A"', '"A", "B"', 'not("C")', "-", 'starts with(?, "B")')),
            chance.choice(('>= date("2026-01-01")', '< @"2025-06-30"', "-")),
            chance.choice(("true", "false", "-", "not(true)")),
            chance.choice(('> duration("P30D")', '@"P1D"', "-")),
        ]

    def results() -> list[str]:
        step = chance.choice(("DECLINE", "REFER", "LIMIT"))
        limit = chance.choice((str(chance.randrange(100, 900)), "income / 2", "null", ""))
        return [f'"{step}"', chance.choice(('"R1"', '"R2"')), limit]

    types = ("number", "number", "string", "date", "boolean", "days and time duration")
    facts = [
        {"name": name, "type": type_}
        for name, type_ in zip(("age", "income", "grade", "since", "owner", "held"), types, strict=True)
    ]
    facts[2]["allowedValues"] = '"A", "B", "C"'
    rules: list[Any] = [
        [*conditions(), *results()]
        if row % 3
        else {"id": f"row {row}", "when": conditions(), "then": results(), "note": "A note."}
        for row in range(rows)
    ]
    table = {
        "hitPolicy": "COLLECT",
        "inputs": [fact["name"] for fact in facts],
        "outputs": ["intervention", "reason", "limit"],
        "rules": rules,
    }
    decisions = [{"name": "Findings", "table": table}, {"name": "Old", "expression": "age > 60"}]
    return {
        "ruleSet": "large", "category": "RISK", "name": {"en": "Large"}, "facts": facts, "decisions": decisions,
        "reasons": {"R1": {"message": {"en": "One."}}, "R2": {"message": {"en": "Two."}}},
    }  # fmt: skip


def applicants(seed: int = 2) -> Iterator[dict[str, Any]]:
    chance = random.Random(seed)  # noqa: S311 - tables and applicants, not keys
    for _ in range(60):
        told = {
            "age": chance.randrange(15, 90), "income": chance.randrange(0, 6000, 25), "grade": chance.choice("ABC"),
            "since": chance.choice(("2025-01-01", "2026-01-01", "2026-05-01")), "owner": chance.random() < 0.5,
            "held": chance.choice(("P1D", "P31D")),
        }  # fmt: skip
        yield {name: value for name, value in told.items() if chance.random() < 0.9}


@pytest.mark.parametrize("policy", ["FIRST", "COLLECT", "RULE ORDER"])
def test_a_large_table_of_every_kind_of_cell_agrees(policy: str) -> None:
    document = large()
    document["decisions"][0]["table"]["hitPolicy"] = policy
    content = canonical(document)
    compiled, kept = both(content)
    assert kept is not None
    for raw in applicants():
        facts = compiled.model.read_facts(raw).values
        assert kept.model.read_facts(raw).values == facts
        decisions = ("Findings", "Old")
        assert all_of(kept.model, facts, MOMENT, decisions) == all_of(compiled.model, facts, MOMENT, decisions)
    assert kept.rule_set == compiled.rule_set
    assert verify_compiled(kept, NOW) == verify_compiled(compiled, NOW)


def test_the_form_is_the_same_by_whatever_it_was_made() -> None:
    content = canonical(large())
    read = read_rule_set(read_json(content)).rule_set
    assert read is not None
    compiled, kept = both(content)
    assert kept is not None
    published = compile_rule_set(check_rule_set(read))
    assert compiled_form(kept) == compiled_form(published) == compiled_form(compiled)


def test_what_is_derived_is_what_forms_of_this_number_hold() -> None:
    """Where this fails, something is derived otherwise than by earlier releases: raise the number in `FORM`."""
    form = compiled_form(stored_rule_set(canonical(large())))
    assert form is not None
    assert (FORM, digest_of(form)) == ("1/0.1.0", "598c578784b6cbf01b50c594d85ddce6a1f2b87ade58d9fd77f8ea89260eb1b2")


def test_no_form_speaks_for_another_content_or_another_release() -> None:
    content, other = canonical(large()), canonical(large(seed=5))
    form = compiled_form(stored_rule_set(content))
    assert form is not None
    assert from_form(content, form) is not None
    assert from_form(other, form) is None
    assert (
        from_form(content, form.replace(f'"form":"{FORM}"'.encode(), b'"form":"0' + b'"' + b" " * (len(FORM) - 1)))
        is None
    )


@pytest.mark.parametrize("cut", [0, 5, 8, 1_000, -1])
def test_what_is_no_form_is_none(cut: int) -> None:
    content = canonical(large())
    form = compiled_form(stored_rule_set(content))
    assert form is not None
    assert from_form(content, form[:cut]) is None


def test_rule_sets_of_small_tables_have_no_form() -> None:
    assert compiled_form(stored_rule_set(canonical(large(20)))) is None


def test_forms_of_earlier_releases_and_states_are_outdated_and_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_forms, "FORM", "3/0.1.0")
    names = ["2/0.1.0", "3/0.1.0", "4/0.1.0", "9/0.0.9", "1/0.2.0", "", "3", "x/0.1.0", "3/next", "2/0.1.0#0"]
    assert [name for name in names if is_outdated_form(name)] == ["2/0.1.0", "9/0.0.9"]
