"""What the README shows works as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from graphql import build_schema, parse, validate

from creditrules.api import schema_sdl
from creditrules.cli.files.documents import check_text

TEXT = (Path(__file__).parents[2] / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)


def test_the_rule_set_checks_without_a_complaint_and_carries_a_whole_change_statement() -> None:
    (text,) = blocks("yaml")
    checked = check_text("night-pause.yaml", text)
    assert checked.diagnostics == ()
    assert checked.rule_set is not None
    assert checked.change is not None


@pytest.mark.parametrize("query", blocks("graphql"))
def test_the_queries_are_valid(query: str) -> None:
    assert validate(build_schema(schema_sdl()), parse(query)) == []


@pytest.mark.parametrize("path", sorted(set(re.findall(r"(?:examples|graphql|functions)/[a-z0-9_./-]+[a-z/]", TEXT))))
def test_the_files_and_folders_it_names_are_there(path: str) -> None:
    assert (Path(__file__).parents[2] / path).exists()


def test_the_make_targets_it_names_exist() -> None:
    makefile = (Path(__file__).parents[2] / "Makefile").read_text("utf-8")
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in re.findall(r"`?make ([a-z]+)", TEXT))
