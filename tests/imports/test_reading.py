"""Files of any kind are imported together: each by its reader, those that name each other as one."""

from __future__ import annotations

import pytest

from creditrules.imports import MAX_FILES, Source, import_files

MODEL = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def dmn(name: str, text: str = "1 + 1", about: str = "", before: str = "") -> bytes:
    return (
        f'<definitions xmlns="{MODEL}" name="{name}" namespace="https://{name}.example" {about}>{before}'
        f'<decision name="Answer {name}"><variable name="Answer {name}"/>'
        f"<literalExpression><text>{text}</text></literalExpression></decision></definitions>"
    ).encode()


def uses(name: str) -> str:
    return f'<import name="{name}" namespace="https://{name}.example" importType="{MODEL}"/>'


def test_each_file_by_itself_is_a_model() -> None:
    imported = import_files({"a.dmn": dmn("a"), "b.dmn": dmn("b")})
    assert imported.ok
    assert [(one.name, one.files) for one in imported.models] == [("a", ("a.dmn",)), ("b", ("b.dmn",))]


def test_files_that_import_one_another_are_one_model() -> None:
    main = dmn("main", "base.Answer base + 1", before=uses("base")).replace(
        b"<literalExpression>",
        b'<informationRequirement><requiredDecision href="https://base.example#x"/>'
        b"</informationRequirement><literalExpression>",
    )
    base = dmn("base").replace(b"<decision ", b'<decision id="x" ')
    imported = import_files({"base.dmn": base, "main.dmn": main, "other.dmn": dmn("other")})
    assert imported.ok, imported.diagnostics
    assert [set(one.files) for one in imported.models] == [{"base.dmn", "main.dmn"}, {"other.dmn"}]


def test_identifiers_of_a_file_are_kept() -> None:
    [model] = import_files({"a.dmn": dmn("a").replace(b"<decision ", b'<decision id="d_1" ')}).models
    assert model.names["d_1"] == "Answer a"


def test_models_of_one_name_are_told_apart() -> None:
    imported = import_files({"a/Loan.dmn": dmn("a"), "b/loan.dmn": dmn("b"), "c/loan.dmn": dmn("c")})
    assert [one.name for one in imported.models] == ["Loan", "loan-2", "loan-3"]


def test_what_is_wrong_with_a_file_is_told_with_its_name_and_keeps_no_other_from_being_read() -> None:
    imported = import_files({"a.dmn": dmn("a", "1 +"), "b.dmn": dmn("b"), "c.txt": b"hello"})
    assert not imported.ok
    assert [one.name for one in imported.models] == ["b"]
    assert [(one.code, one.place) for one in imported.diagnostics if one.code == "import.unknown-file"] == [
        ("import.unknown-file", "c.txt")
    ]
    assert any(one.place.startswith("a.dmn") and one.line for one in imported.diagnostics)


def test_the_dialect_is_what_the_caller_says_else_what_the_file_says() -> None:
    camunda = {"a.dmn": dmn("a", about='exporter="Camunda Modeler"')}
    assert import_files(camunda).models[0].source is Source.CAMUNDA7
    assert import_files(camunda, Source.CAMUNDA8).models[0].source is Source.CAMUNDA8
    assert import_files({"a.dmn": dmn("a")}).models[0].source is Source.AUTO


def test_a_file_that_is_not_of_the_named_source_is_refused() -> None:
    imported = import_files({"a.dmn": dmn("a")}, Source.GORULES)
    assert [(one.code, one.place) for one in imported.diagnostics] == [("import.other-source", "a.dmn")]
    assert "--from auto" in imported.diagnostics[0].hint


def test_an_unknown_file_is_told_what_is_read() -> None:
    [refused] = import_files({"rules.drl": b"rule x"}).diagnostics
    assert (
        refused.message == "rules.drl is no file of rules that is read. It seems to be rules in Drools' own language."
    )
    assert "GoRules decision graphs" in refused.hint


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({}, "import.nothing"),
        ({f"{number}.dmn": b"" for number in range(MAX_FILES + 1)}, "document.too-many-values"),
        ({"a.dmn": bytes(129 * 1024 * 1024)}, "document.too-large"),
    ],
)
def test_nothing_and_too_much_are_refused_before_anything_is_read(files: dict[str, bytes], code: str) -> None:
    assert [one.code for one in import_files(files).diagnostics] == [code]
