"""Types are declared without strawberry, and are what strawberry makes of them once somebody asks."""

from __future__ import annotations

import dataclasses
import inspect
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Thread
from types import ModuleType, SimpleNamespace
from typing import Annotated, Any

import pytest
import strawberry as real
from graphql import GraphQLInterfaceType, GraphQLObjectType, print_type
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types import get_object_definition
from tests.api.imaged import SERVED

from creditrules.api import GRAPHQL_SCHEMA
from creditrules.api.fields.queries import Query
from creditrules.api.schema.built import executable, schema_of
from creditrules.api.schema.own_types import DEFINITION, own_types
from creditrules.api.types.declared import DECLARED, declared_name, definition_if_made, given_names
from creditrules.api.types.declaring import Private, strawberry
from creditrules.api.types.permissions import needs
from creditrules.api.types.resolved import field
from creditrules.auth import Action

ROOT = Path(__file__).parents[2]


@strawberry.interface(description="Has a name.")
class Named:
    name: str = strawberry.field(description="Its name.")


@strawberry.type(description="A cat.")
class Cat(Named):
    owner: Private[str]
    lives: int = strawberry.field(default=9, description="Lives left.")
    toys: list[str] = strawberry.field(default_factory=list, description="Toys.")
    mother: Cat | None = strawberry.field(default=None, description="Its mother.")

    @field
    def call(self, loudly: bool = False) -> str:  # noqa: FBT001, FBT002 - an argument of the schema
        """What it is
        called by."""
        return f"{self.owner}, {self.name}{'!' if loudly else ''}"


def _nameless(self: Any) -> str:
    """Nobody gave it one."""
    return "stray"


Stray: Any = strawberry.type(description="Its name is worked out, and not given.")(
    type("Stray", (Named,), {"__module__": __name__, "name": field(_nameless)})
)


@real.interface(description="Has a name.")
class RealNamed:
    name: str = real.field(description="Its name.")


@real.type(name="Cat", description="A cat.")
class RealCat(RealNamed):
    owner: real.Private[str]
    lives: int = real.field(default=9, description="Lives left.")
    toys: list[str] = real.field(default_factory=list, description="Toys.")
    mother: Cat | None = real.field(default=None, description="Its mother.")

    @real.field(description="What it is called by.")  # type: ignore[untyped-decorator]
    def call(self, loudly: bool = False) -> str:  # noqa: FBT001, FBT002 - as above
        return f"{self.owner}, {self.name}{'!' if loudly else ''}"


def classes() -> Iterator[Any]:
    """The class of each object type, interface and input of the schema, but for copies that strawberry makes."""
    for type_ in GRAPHQL_SCHEMA.type_map.values():
        origin = getattr(type_.extensions.get(DEFINITION), "origin", None)
        if isinstance(origin, type) and DECLARED in vars(origin):
            yield origin


def test_a_declared_class_is_as_strawberry_would_have_made_it() -> None:
    cat, other = (kind(name="Tom", owner="Ann") for kind in (Cat, RealCat))
    assert repr(cat) == repr(other).replace("RealCat", "Cat")
    assert (cat.lives, cat.toys, cat.mother, cat.call(), cat.call(loudly=True)) == (
        9,
        [],
        None,
        "Ann, Tom",
        "Ann, Tom!",
    )
    assert cat == Cat(name="Tom", owner="Ann", lives=9) != Cat(name="Tim", owner="Ann")
    assert Cat.lives == RealCat.lives == 9
    assert Cat.__hash__ is RealCat.__hash__ is None
    assert {*inspect.signature(Cat).parameters} == {*inspect.signature(RealCat).parameters}
    for wrong in ({"name": "Tom"}, {"name": "Tom", "owner": "Ann", "call": 1}, {"name": "T", "owner": "A", "tail": 1}):
        with pytest.raises(TypeError):
            Cat(**wrong)
    cats: Any = Cat
    with pytest.raises(TypeError):
        cats("Tom", "Ann")
    assert Stray().name() == "stray"
    with pytest.raises(TypeError):
        Stray(name="Tom")


def test_its_definition_is_strawberrys_own_and_made_when_it_is_asked_for() -> None:
    made = Cat(name="Tom", owner="Ann")
    for kind in (Cat, RealCat):
        definition = get_object_definition(kind, strict=True)
        assert (definition.name, definition.description, definition.origin) == ("Cat", "A cat.", kind)
        told = [(each.python_name, each.description, each.base_resolver is None) for each in definition.fields]
        assert told == [
            ("name", "Its name.", True),
            ("owner", None, True),  # which is left out where its type is known
            ("lives", "Lives left.", True),
            ("toys", "Toys.", True),
            ("mother", "Its mother.", True),
            ("call", "What it is called by.", False),
        ]
        assert [each.name for each in definition.interfaces] == ["Named" if kind is Cat else "RealNamed"]
    assert definition_if_made(Cat) is get_object_definition(Cat)
    assert made == Cat(name="Tom", owner="Ann"), "objects from before are as good"
    assert [each.name for each in dataclasses.fields(Cat)] == [each.name for each in dataclasses.fields(RealCat)]
    assert dataclasses.replace(made, name="Tim").name == "Tim"


def test_a_schema_of_declared_types_is_the_schema_of_strawberrys() -> None:
    @strawberry.type(description="The root.")
    class Query:
        cat: Cat = strawberry.field(description="One.")

    made: Any = real.Schema(query=Query)
    assert print_type(made._schema.type_map["Cat"]).count("loudly: Boolean! = false") == 1  # noqa: SLF001 - as in `built`
    root = Query(cat=Cat(name="Tom", owner="Ann", mother=Cat(name="Eve", owner="Ann")))
    answer = made.execute_sync("{ cat { call(loudly: true) lives mother { name call } } }", root_value=root)
    assert answer.errors is None
    assert answer.data == {"cat": {"call": "Ann, Tom!", "lives": 9, "mother": {"name": "Eve", "call": "Ann, Eve"}}}


def test_every_class_of_the_schema_is_constructed_as_its_definition_says() -> None:
    seen = 0
    for cls in classes():
        definition = get_object_definition(cls, strict=True)
        fields = {each.name: each for each in dataclasses.fields(cls)}
        parameters = inspect.signature(cls.__init__).parameters
        assert {*given_names(cls)} == {name for name, each in fields.items() if each.init} == {*parameters} - {"self"}
        for name in given_names(cls):
            needed = fields[name].default is fields[name].default_factory is dataclasses.MISSING
            assert (parameters[name].default is inspect.Parameter.empty) is needed, f"{cls.__qualname__}.{name}"
        for each in definition.fields:
            if each.base_resolver is not None and getattr(cls, each.python_name).__name__ != "_unlinked":
                assert getattr(cls, each.python_name) is each.base_resolver.wrapped_func
        assert definition.name == declared_name(cls)
        seen += 1
    assert seen > 250


def test_kinds_are_told_by_their_classes_as_strawberry_tells_them() -> None:
    """Of all objects by all types: what an image has in place of strawberry's functions says the same."""
    told = [each for each in own_types(GRAPHQL_SCHEMA) if DECLARED in vars(each.extensions[DEFINITION].origin)]
    objects = {each.name: each.extensions[DEFINITION].origin for each in told if isinstance(each, GraphQLObjectType)}
    some = [cls.__new__(cls) for cls in objects.values()]
    compared = 0
    for built in told:
        read: Any = SERVED.type_map[built.name]
        if isinstance(built, GraphQLInterfaceType):
            possible = {each.name for each in GRAPHQL_SCHEMA.get_possible_types(built)}
            for value in (objects[name].__new__(objects[name]) for name in possible):
                info: Any = type("Info", (), {"schema": GRAPHQL_SCHEMA, "field_name": "it"})
                assert read.resolve_type(value, info, read) == built.resolve_type(value, info, built)  # type: ignore[misc]
                compared += 1
        elif built.is_type_of is not None:
            for value in some:
                assert read.is_type_of(value, None) == built.is_type_of(value, None), (built.name, value)  # type: ignore[arg-type]
                compared += 1
        else:
            assert read.is_type_of is None
    assert compared > 1000


@real.type
class OfAMethod:
    name: str

    @field
    def age(self) -> int:
        """How old it is."""
        return 1


@real.type
class OfAMixin(OfAMethod):
    colour: str


@real.type
class OfAnAttribute:
    name: str = strawberry.field(description="Its name.")


@real.type(directives=needs(Action.AUDIT))
class OfARight:
    name: str


@real.type
class OfARightOfAField:
    name: str = real.field(directives=needs(Action.AUDIT))


@real.input
class OfAnInput:
    name: str = strawberry.field(description="Its name.")


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (OfAMethod, "OfAMethod.age is no field"),
        (OfAMixin, "OfAMethod.age is no field"),
        (OfAnAttribute, "OfAnAttribute.name is no field"),
        (OfARight, "What OfARight needs would not be asked for"),
        (OfARightOfAField, "What OfARightOfAField.name needs would not be asked for"),
        (OfAnInput, "OfAnInput.name is no field"),
    ],
)
def test_our_words_in_a_class_that_strawberry_itself_defined_are_refused(kind: Any, told: str) -> None:
    def asked(given: Any = None) -> Any:
        return given

    taken = kind is OfAnInput
    asked.__annotations__ = {"given": kind | None if taken else int | None, "return": str if taken else kind}
    root = real.type(type("Root", (Query,), {"__annotations__": {}, "asked": real.field(asked)}))
    with pytest.raises(TypeError, match=told):
        executable(schema_of(root))


def test_the_name_of_definitions_is_strawberrys() -> None:
    assert DEFINITION == GraphQLCoreConverter.DEFINITION_BACKREF


def test_definitions_are_made_once_whoever_asks_at_once() -> None:
    kinds = [strawberry.type(description="One of some.")(type(f"Kind{number}", (), {"__annotations__": {"a": "int"}}))
             for number in range(20)]  # fmt: skip
    for kind in kinds:
        kind.__module__ = __name__
    start, found = Barrier(8), list[Any]()

    def ask(number: int) -> None:
        start.wait()
        found.extend(get_object_definition(kind, strict=True) for kind in (kinds if number % 2 else reversed(kinds)))
        assert all(kind(a=1).a == 1 for kind in kinds)

    threads = [Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 160
    assert {id(each) for each in found} == {id(get_object_definition(kind)) for kind in kinds}
    assert all([each.python_name for each in definition.fields] == ["a"] for definition in found)


IN_A_PROCESS = """
import sys
import creditrules.handlers
from creditrules.api.types.decisions import Terms
from creditrules.api.types.input_places import place_in
from creditrules.api.types.inputs import EligibilityInput
import creditrules.api.types.batches, creditrules.api.types.recorded, creditrules.api.types.what_changed
made = Terms(limit=None, rate=None, currency="EUR", restricted_features=[], until=None, exposure_limit=None)
assert made.currency == "EUR" and EligibilityInput(facts={}).facts == {}
assert place_in(EligibilityInput, ("parties", "0", "facts", "any")) == ("parties", "0", "facts", "any")
assert not [name for name in sys.modules if name.startswith("strawberry.")], "nobody asked for what it knows"
assert Terms.__strawberry_definition__.fields[2].python_name == "currency"
assert "strawberry.types.object_type" in sys.modules
"""


def test_types_are_imported_constructed_and_looked_into_without_strawberry() -> None:
    env = {"PYTHONPATH": str(ROOT / "functions")}
    subprocess.run([sys.executable, "-c", IN_A_PROCESS], check=True, env=env)


def test_an_argument_is_declared_while_another_thread_has_strawberry_half_loaded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As by two first requests at once, one of which needs strawberry: what is imported to that end has nothing yet."""
    home = "strawberry.types.arguments"
    half, whole = ModuleType(home), sys.modules[home]
    half.__spec__ = SimpleNamespace(_initializing=True)  # type: ignore[assignment]  # as Python's own import says it
    monkeypatch.setitem(sys.modules, home, half)
    loudly = strawberry.argument(description="Whether it is heard far away.")
    monkeypatch.setitem(sys.modules, home, whole)
    monkeypatch.setitem(globals(), "Loudly", Annotated[bool, loudly])

    @strawberry.type(description="A bird.")
    class Bird:
        @field
        def sing(self, loud: Loudly = False) -> str:  # type: ignore[name-defined]  # noqa: F821, FBT002
            """What it sings."""
            return "la" if loud else ""

    [told] = get_object_definition(Bird, strict=True).fields
    assert [(each.python_name, each.description) for each in told.arguments] == [
        ("loud", "Whether it is heard far away.")
    ]
