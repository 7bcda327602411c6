"""A schema that is read from its image is the one that was built, and loads of Python what is asked for."""

from __future__ import annotations

import marshal
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLString,
    GraphQLUnionType,
    introspection_from_schema,
    is_abstract_type,
    print_schema,
)
from tests.api.imaged import IMAGE, SERVED

from creditrules.api import GRAPHQL_SCHEMA
from creditrules.api.engine.documents import Document, document_digest, shipped_documents
from creditrules.api.engine.examiner import NEEDS
from creditrules.api.engine.inputs.holding import MOST_ITEMS
from creditrules.api.engine.preparing import SOUND, Preparing
from creditrules.api.schema.image import ImagedSchema, image_of, places, writing
from creditrules.api.schema.own_types import DEFINITION, own_types
from creditrules.api.types.links import link_types
from creditrules.auth import Action
from creditrules.config import Limits

ROOT = Path(__file__).parents[2]


def fields() -> Iterator[tuple[str, GraphQLField, GraphQLField]]:
    """Of every type, as it was built and as it is read."""
    for type_ in own_types(GRAPHQL_SCHEMA):
        read: Any = SERVED.type_map[type_.name]
        for name, built in type_.fields.items():
            yield f"{type_.name}.{name}", built, read.fields[name]


def test_it_looks_the_same() -> None:
    assert print_schema(SERVED) == print_schema(GRAPHQL_SCHEMA)
    assert introspection_from_schema(SERVED) == introspection_from_schema(GRAPHQL_SCHEMA)
    assert list(SERVED.type_map) == list(GRAPHQL_SCHEMA.type_map)
    assert marshal.loads(image_of(GRAPHQL_SCHEMA)) == marshal.loads(IMAGE)  # noqa: S302 - our own


def test_the_same_is_needed_and_bounded() -> None:
    for place, built, read in fields():
        assert read.extensions[NEEDS] is built.extensions[NEEDS], place
        for name, argument in built.args.items():
            assert read.args[name].extensions.get(MOST_ITEMS) == argument.extensions.get(MOST_ITEMS), place
            assert read.args[name].default_value == argument.default_value, place
    for type_ in own_types(GRAPHQL_SCHEMA):
        assert SERVED.type_map[type_.name].extensions.get(NEEDS) is type_.extensions.get(NEEDS)
    for name, input_ in GRAPHQL_SCHEMA.type_map.items():
        if isinstance(input_, GraphQLInputObjectType):
            inputs = SERVED.type_map[name]
            assert isinstance(inputs, GraphQLInputObjectType)
            for field, told in input_.fields.items():
                assert inputs.fields[field].extensions.get(MOST_ITEMS) == told.extensions.get(MOST_ITEMS)
                assert inputs.fields[field].default_value == told.default_value


def test_fields_are_resolved_and_guarded_by_the_same() -> None:
    """Resolvers are closures; what they are made of is compared, whatever is around what."""
    for place, built, read in fields():
        if not is_abstract_type(GRAPHQL_SCHEMA.type_map[place.partition(".")[0]]):
            assert made_of(read.resolve) == made_of(built.resolve), place


def made_of(value: Any) -> object:
    """A function by its name, its marks and what it closes over; all else but what is plain by its class.

    Lists are what is prepared with the first call, and None until then.
    """
    if value is None or isinstance(value, list):
        return None
    if isinstance(value, Mapping):
        return dict(value)
    code = getattr(value, "__code__", None)
    if code is None:
        return value if isinstance(value, str | bool | Action) else type(value).__qualname__
    inside = [made_of(cell.cell_contents) for cell in getattr(value, "__closure__", None) or ()]
    marks = {name: made_of(mark) for name, mark in vars(value).items()}
    return value.__module__, value.__qualname__, marks, inside


def test_definitions_are_there_for_who_asks() -> None:
    link_types()
    for place, built, read in fields():
        if built.extensions[DEFINITION].base_resolver is not None:
            assert read.extensions[DEFINITION].base_resolver is built.extensions[DEFINITION].base_resolver, place


def test_kinds_of_things_are_told_apart_by_the_same_types() -> None:
    for type_ in own_types(GRAPHQL_SCHEMA):
        if isinstance(type_, GraphQLInterfaceType):
            read = SERVED.type_map[type_.name]
            assert isinstance(read, GraphQLInterfaceType)
            names = [each.name for each in GRAPHQL_SCHEMA.get_possible_types(type_)]
            assert [each.name for each in SERVED.get_possible_types(read)] == names
            assert all(SERVED.is_sub_type(read, SERVED.type_map[name]) for name in names)


def test_what_cannot_be_written_is_refused() -> None:
    cat = GraphQLObjectType("Cat", {"name": GraphQLField(GraphQLString)})
    for unknown in (GraphQLUnionType("Pet", [cat]), GraphQLEnumType("Size", {"SMALL": 1})):
        with pytest.raises(writing.Unwritable):
            writing._type(unknown)  # noqa: SLF001 - every type of ours can be
    with pytest.raises(writing.Unwritable):
        writing._default("limit", object())  # noqa: SLF001 - as above
    with pytest.raises(writing.Unwritable):
        image_of(GraphQLSchema(cat, types=[GraphQLObjectType("Empty", {})]))


def test_an_image_is_used_for_the_sources_that_it_was_made_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_place", lambda: tmp_path / "made" / "image")
    monkeypatch.setattr(places, "_key", lambda: b"as they are")
    assert places.kept_image() is None
    places.keep_image(IMAGE)
    assert places.kept_image() == IMAGE
    monkeypatch.setattr(places, "_key", lambda: b"as they became")
    assert places.kept_image() is None
    places.keep_image(IMAGE, unchecked=True)
    assert places.kept_image() == IMAGE
    assert [each.name for each in (tmp_path / "made").iterdir()] == ["image"], "nothing is left behind"


def test_what_the_sources_are_changes_with_any_of_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "room").mkdir()
    source = tmp_path / "room" / "types.py"
    source.write_text("one")
    monkeypatch.setattr(places, "_SOURCES", tmp_path)
    key = places._key.__wrapped__  # noqa: SLF001 - without what it remembers
    before = key()
    assert key() == before
    os.utime(source, ns=(1, 1))
    after = key()
    (tmp_path / "room" / "more.py").write_text("two")
    assert len({before, after, key()}) == 3


IN_A_PROCESS = """
import sys
import creditrules.bootstrap, creditrules.api.engine.execution, creditrules.api.http.endpoint
from creditrules.api.schema.image import ImagedSchema
from graphql import parse, validate
schema = ImagedSchema(open(sys.argv[1], "rb").read())
assert "strawberry" not in sys.modules
document = "query($i: EligibilityInput!) { eligibility(input: $i) { decisions { outcome reasons { code } } } }"
assert not validate(schema, parse(document))
asked = schema.query_type.fields["eligibility"]
assert not any(name.startswith("creditrules.api.types.decisions") for name in sys.modules)
asked.resolve
assert "creditrules.api.types.decisions" in sys.modules
assert not any(name.startswith("strawberry.") for name in sys.modules)
assert not {"creditrules.api.fields.mutations", "creditrules.api.fields.queries", "creditrules.api.types.proposals",
            "creditrules.api.schema.built"} & set(sys.modules)
"""


def test_a_partners_question_loads_no_administrators_types(tmp_path: Path) -> None:
    image = tmp_path / "image"
    image.write_bytes(IMAGE)
    env = {"PYTHONPATH": str(ROOT / "functions"), "PATH": os.environ["PATH"]}
    subprocess.run([sys.executable, "-c", IN_A_PROCESS, str(image)], check=True, env=env)


def test_documents_that_are_sound_are_known_to_be_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an image knows of them is what holding them against the schema finds; of others it knows nothing."""
    texts = [text for name, text in shipped_documents().items() if name.startswith("partner/")]
    texts.append("query Some($p: [String!]!) { eligibility(input: { facts: {}, products: $p }) { knownAt } }")
    broken = "query Broken { nothing }"
    known = ImagedSchema(image_of(GRAPHQL_SCHEMA, [*texts, broken]))
    assert {*known.extensions[SOUND]} == {document_digest(text) for text in texts}
    held, quick = (Preparing(each, Limits(), introspection=False, suggestions=False) for each in (SERVED, known))
    before = [held.prepare(Document(text, document_digest(text), shipped=True)) for text in texts]
    assert any(each.lists for each in before)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("It was held against the schema again.")

    monkeypatch.setattr("graphql.validate", refuse)
    for text, found in zip(texts, before, strict=True):
        prepared = quick.prepare(Document(text, document_digest(text), shipped=True))
        assert (prepared.document, prepared.errors, prepared.lists) == (found.document, (), found.lists)
    monkeypatch.undo()
    [error] = quick.prepare(Document(broken, document_digest(broken), shipped=True)).errors
    assert "nothing" in str(error["message"])


def test_types_are_one_object_for_all_who_ask() -> None:
    schema = ImagedSchema(IMAGE)
    decision = schema.type_map["Decision"]
    assert schema.get_type("Decision") is decision
    assert schema.type_map.get("Nothing") is None
    assert "Nothing" not in schema.type_map
    assert dict(schema.type_map.items())["Decision"] is decision
    assert len(schema.type_map) == len(list(schema.type_map.values()))
