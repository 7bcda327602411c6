"""The tables of docs/rule-files.md and docs/feel.md are what the code reads, key by key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from tests.desk.test_desk_rights import NEEDED
from tests.docs.builtins_table import between, table
from tests.docs.snippets import blocks_of
from tests.exported import exported_schema

from creditrules.auth import Action, Principal, Role, may
from creditrules.config import DEFAULT_RETENTION_DAYS, BadSettings, Limits, read_settings
from creditrules.dmn import limits as model_limits
from creditrules.dmn.exchange.documents.read import boxed, models, tables
from creditrules.document import read_yaml
from creditrules.feel import BUILTINS, ContextType, limits
from creditrules.population.mapping import ColumnForm, MappingForm, NumberForm
from creditrules.rules.content.checking import COLUMNS
from creditrules.rules.content.forms import (
    BasisForm,
    ChangeForm,
    DatedValue,
    Expectation,
    LiftForm,
    ParameterForm,
    ProductForm,
    PropertyCase,
    ReasonForm,
    Reference,
    RuleSetForm,
    TestCase,
)
from creditrules.rules.content.pricing import FeeForm, PricingForm
from creditrules.rules.content.reserved import RESERVED_FACTS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "rule-files.md").read_text("utf-8")


def rows_after(start: str) -> dict[str, str]:
    """The first table after a line of the page: its keys and the last cell of each row."""
    rest = PAGE[PAGE.index(f"\n{start}") + 1 :]
    table = re.search(r"(?:^\|.*\n)+", rest, re.MULTILINE)
    assert table is not None
    cells = [re.split(r"(?<!\\) \| ", row.strip("| ")) for row in table[0].splitlines()[2:]]
    return {cell[0].strip("`"): cell[-1].strip() for cell in cells}


FORMS: dict[str, type[BaseModel]] = {
    "## Rule set": RuleSetForm,
    "### Reason": ReasonForm,
    "### Lift": LiftForm,
    "### Test case": TestCase,
    "### Property": PropertyCase,
    "`expect`, of which": Expectation,
    "## Product": ProductForm,
    "## Parameter": ParameterForm,
    "Each of `values`": DatedValue,
    "Each of `references`": Reference,
    "### Prices": PricingForm,
    "### Fee": FeeForm,
    "## Change statement": ChangeForm,
    "`basis`:": BasisForm,
    "## Mapping files": MappingForm,
    "A column:": ColumnForm,
    "`number`:": NumberForm,
}


@pytest.mark.parametrize(("start", "form"), FORMS.items(), ids=[form.__name__ for form in FORMS.values()])
def test_a_form_has_the_keys_that_the_page_lists_and_needs_those_that_it_says(
    start: str, form: type[BaseModel]
) -> None:
    rows = rows_after(start)
    known = {field.alias or name: field for name, field in form.model_fields.items()}
    assert sorted(rows) == sorted(known)
    assert {key for key, last in rows.items() if last == "needed"} == {
        key for key, field in known.items() if field.is_required()
    }


@pytest.mark.parametrize(
    ("start", "key", "default"),
    [
        ("## Rule set", "timeZone", RuleSetForm.model_fields["time_zone"].default),
        ("## Rule set", "findings", RuleSetForm.model_fields["findings"].default),
        ("### Prices", "deposit", PricingForm.model_fields["deposit"].default.value),
        ("### Prices", "method", PricingForm.model_fields["method"].default.value),
        ("### Prices", "dayCount", PricingForm.model_fields["day_count"].default.value),
        ("### Prices", "rateStep", str(PricingForm.model_fields["rate_step"].default)),
        ("### Prices", "timeZone", PricingForm.model_fields["time_zone"].default),
        ("## Product", "scenario", ProductForm.model_fields["scenario"].default.value),
        ("`number`:", "multiply", str(NumberForm.model_fields["multiply"].default)),
        ("## Change statement", "correction", str(ChangeForm.model_fields["correction"].default).lower()),
    ],
)
def test_defaults_are_those_of_the_code(start: str, key: str, default: str) -> None:
    assert rows_after(start)[key].strip("`") == default


# ruff: noqa: SLF001 - what is documented is what the readers keep to themselves
PARTS: dict[str, tuple[str, ...]] = {
    "## Decision model": models._MODEL_KEYS,
    "### Fact": models._FACT_KEYS,
    "### Decision": models._DECISION_KEYS,
    "### Function": models._FUNCTION_KEYS,
    "### Service": models._SERVICE_KEYS,
    "### Kinds of expression": tuple(boxed.KINDS),
    "### Decision table": tables._TABLE_KEYS,
    "An input in full:": tables._INPUT_KEYS,
    "An output in full:": tables._OUTPUT_KEYS,
    "A row is a list": tables._RULE_KEYS,
    "### Findings": tuple(COLUMNS),
}


@pytest.mark.parametrize(("start", "keys"), PARTS.items(), ids=[start.strip("# ") for start in PARTS])
def test_a_part_of_a_model_has_the_keys_that_the_page_lists(start: str, keys: tuple[str, ...]) -> None:
    assert sorted(rows_after(start)) == sorted(keys)


def test_the_bounds_of_tables_are_those_of_the_code() -> None:
    assert f"At most {model_limits.ROWS:,} rows a table and {model_limits.CELLS:,} cells a model" in " ".join(
        PAGE.split()
    )


@pytest.mark.parametrize("name", RESERVED_FACTS)
def test_a_reserved_fact_has_what_the_page_says(name: str) -> None:
    type_ = RESERVED_FACTS[name].type_in({})
    assert f"\n| `{name}` | " in PAGE[PAGE.index("### Reserved facts") :]
    named = set(re.findall(rf"`{name}\.([a-zA-Z]+)`", PAGE)) if type_ else set()
    assert named == ({entry for entry, _ in type_.entries} if isinstance(type_, ContextType) else set())


def test_the_lender_file_has_the_keys_that_the_page_lists() -> None:
    text = (ROOT / "functions/creditrules/cli/demo/documents/lender.yaml").read_text("utf-8")
    value: Any = read_yaml(text).value
    assert isinstance(value, Mapping)
    assert sorted(rows_after("## Lender file")) == sorted(value)


FEEL_PAGE = (ROOT / "docs" / "feel.md").read_text("utf-8")


def test_the_table_of_functions_is_that_of_the_code() -> None:
    assert between(FEEL_PAGE) == table(), "run: python -m tests.docs.builtins_table"


def test_every_function_has_an_example() -> None:
    examples = "\n".join(block.text for block in blocks_of("docs/feel.md", FEEL_PAGE) if block.language == "feel")
    assert [name for name in sorted(BUILTINS) if not re.search(rf"(?<![a-z] ){name}\(", examples)] == []


@pytest.mark.parametrize(
    ("what", "limit"),
    [
        ("characters of an expression", limits.TEXT_LENGTH),
        ("levels of nesting", limits.NESTING),
        ("steps of one evaluation", limits.STEPS),
        ("nested calls of your functions", limits.CALL_DEPTH),
        ("items of a list", limits.LIST_LENGTH),
        ("characters of a text", limits.STRING_LENGTH),
        ("steps of one pattern", limits.REGEX_STEPS),
    ],
)
def test_the_limits_are_those_of_the_code(what: str, limit: int) -> None:
    assert f"| {what} | {limit:,} |" in FEEL_PAGE


def test_the_settings_are_those_that_the_page_lists(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "settings.md").read_text("utf-8")
    listed = set(re.findall(r"^\| `(CREDITRULES_[A-Z_]+)` \|", page, re.MULTILINE))
    asked = _Asked()
    with suppress(BadSettings):
        read_settings(asked)
    assert listed >= {name for name in asked.names if name.startswith("CREDITRULES_")}
    for name, value in vars_of(Limits()).items():
        assert re.search(rf"^\| `CREDITRULES_MAX_{name.upper()}` \|.*\| {value} \|$", page, re.MULTILINE), name
    assert f"| {DEFAULT_RETENTION_DAYS} |" in page


class _Asked(dict[str, str]):
    """An environment without anything, which remembers what it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.names.add(name)
        return default


def vars_of(limits_: Limits) -> dict[str, int]:
    return {field.name: getattr(limits_, field.name) for field in fields(limits_)}


DESIGN_PAGE = (ROOT / "docs" / "design.md").read_text("utf-8")


def test_the_design_names_every_room_and_the_way_that_imports_run() -> None:
    (contract,) = (one for one in _contracts() if one["name"] == "Imports run one way")
    layers = [re.sub(" [|:] ", " | ", layer) for layer in contract["layers"] if layer != "__main__"]
    drawn = re.search(r"```text\n(handlers.*?)```", DESIGN_PAGE, re.DOTALL)
    assert drawn is not None
    assert [layer.strip() for layer in drawn[1].split("→")] == layers
    here = ROOT / "functions" / "creditrules"
    rooms = {path.name for path in here.iterdir() if (path / "__init__.py").exists()} - {"cache", "codes", "document"}
    named = set(re.findall(r"^\| `functions/creditrules/([a-z]+)` \|", DESIGN_PAGE, re.MULTILINE))
    assert named == rooms


def _contracts() -> list[dict[str, Any]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return list(settings["tool"]["importlinter"]["contracts"])


USE_CASES = {
    "publishRuleVersion": "publish_rule_set",
    "publishProductVersion": "publish_product",
    "draftRuleVersion": "draft_rule_set",
    "draftProductVersion": "draft_product",
    "publishParameterVersion": "publish_parameter",
    "draftParameterVersion": "draft_parameter",
    "publishExperimentVersion": "publish_experiment",
    "draftExperimentVersion": "draft_experiment",
}
"""Mutations that are not called as their use cases are; the others are, but for the writing of names."""


def test_of_every_mutation_it_is_told_whether_contracts_are_held_against_it() -> None:
    page = (ROOT / "docs" / "contracts.md").read_text("utf-8")
    told = [row.split("|")[1] for row in page.splitlines() if re.match(r"\| `.+ \| (yes|no) \|", row)]
    mutation_type = exported_schema().mutation_type
    assert mutation_type is not None
    assert sorted(re.findall(r"`(\w+)`", "".join(told))) == sorted(mutation_type.fields)


def test_every_mutation_is_listed_with_the_roles_that_may() -> None:
    page = (ROOT / "docs" / "graphql.md").read_text("utf-8")
    rows = re.findall(r"^\| [^|]+ \| ((?:`[a-zA-Z]+`(?:, )?)+) \| ([a-z, ]+) \|$", page, re.MULTILINE)
    listed = {mutation: roles.split(", ") for names, roles in rows for mutation in re.findall(r"[a-zA-Z]+", names)}
    mutation_type = exported_schema().mutation_type
    assert mutation_type is not None
    assert sorted(listed) == sorted(set(mutation_type.fields) - {"decide"})
    needed = {name: actions for name, actions, _ in reversed(NEEDED)}
    for mutation, roles in listed.items():
        use_case = USE_CASES.get(mutation) or re.sub("([A-Z])", r"_\1", mutation).lower()
        able = [role.value.lower() for role in Role if _may(role, needed[use_case])]
        assert sorted(roles) == sorted(able), mutation


def _may(role: Role, actions: set[Action]) -> bool:
    principal = Principal("acme", "someone", frozenset({role}))
    return all(may(principal, action) for action in actions)
