"""`creditrules sdl --check` and the trusted documents beside the schema."""

from __future__ import annotations

from pathlib import Path
from typing import Any

SCHEMA = Path(__file__).parents[2] / "graphql" / "schema.graphql"


def test_a_document_that_the_schema_breaks_is_told(run: Any, tmp_path: Path) -> None:
    (tmp_path / "schema.graphql").write_text(SCHEMA.read_text("utf-8"), "utf-8")
    document = tmp_path / "operations" / "partner" / "mine.graphql"
    document.parent.mkdir(parents=True)
    document.write_text("query Mine { products { totalCount } }\n", "utf-8")
    path = str(tmp_path / "schema.graphql")
    assert run("sdl", path, "--check").returncode == 0
    document.write_text("query Mine { productsOfOld { totalCount } }\n", "utf-8")
    told = run("sdl", path, "--check")
    assert told.returncode == 1
    assert "mine.graphql" in told.stderr
    assert "productsOfOld" in told.stderr


def test_a_subgraph_is_printed_to_be_composed(run: Any) -> None:
    printed = run("sdl", "--federation").stdout
    assert printed.startswith("extend schema @link(")
    assert 'type Product implements Document & Node @key(fields: "id") @key(fields: "slug") {' in printed
