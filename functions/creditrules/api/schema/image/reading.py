"""A schema read from its image: a type is made when it is asked for, and what its fields do is loaded when they run."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterator
from importlib import import_module
from threading import RLock
from typing import Any, Final

from graphql import (
    DirectiveLocation,
    GraphQLArgument,
    GraphQLDirective,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    Undefined,
    introspection_types,
    specified_directives,
    specified_scalar_types,
)
from graphql.type.schema import InterfaceImplementations

from creditrules.api.engine.examiner import NEEDS
from creditrules.api.engine.inputs.holding import MOST_ITEMS
from creditrules.api.engine.preparing import SOUND
from creditrules.api.schema.conversions import Class, Inputs, Parts
from creditrules.api.schema.image.enums import ImagedEnum
from creditrules.api.schema.image.forms import (
    Argument,
    EnumForm,
    FieldForm,
    Image,
    InputForm,
    Ref,
    Resolver,
    ScalarForm,
    TypeForm,
)
from creditrules.api.schema.own_types import DEFINITION
from creditrules.auth import Action

__all__ = ["KINDS", "ImagedSchema"]

KINDS: Final[tuple[type[Any], ...]] = (TypeForm, InputForm, EnumForm, ScalarForm)
_OWN: Final[dict[str, GraphQLNamedType]] = {**specified_scalar_types, **introspection_types}


class ImagedSchema(GraphQLSchema):
    """The schema of an image. It was valid when that was written, and is not held against the rules again."""

    def __init__(self, image: bytes) -> None:
        self._image = Image(*marshal.loads(image))  # noqa: S302 - our own file, as bytecode is
        types = _Types(self._image, self)
        self.type_map = types
        self.assume_valid = True
        self._validation_errors = []
        self.description, self.ast_node, self.extension_ast_nodes = None, None, ()
        self.extensions = {SOUND: self._image.documents}
        self.query_type = types.root(self._image.query)
        self.mutation_type = types.root(self._image.mutation)
        self.subscription_type = None
        self.directives = tuple(map(types.directive, self._image.directives))
        self._sub_type_map = {}
        self._implementations_map = {}

    def get_implementations(self, interface_type: GraphQLInterfaceType) -> InterfaceImplementations:
        """See `GraphQLSchema.get_implementations`."""
        name = interface_type.name
        known = self._implementations_map.get(name)
        if known is None:
            objects, interfaces = self._image.implementations.get(name, ((), ()))
            known = InterfaceImplementations(
                objects=[self.type_map[each] for each in objects],  # type: ignore[misc]
                interfaces=[self.type_map[each] for each in interfaces],  # type: ignore[misc]
            )
            self._implementations_map[name] = known
        return known


class _Types(dict[str, GraphQLNamedType]):
    """The types of a schema by their names; those that nobody has asked for are not made yet."""

    def __init__(self, image: Image, schema: ImagedSchema) -> None:
        super().__init__()
        self._forms = image.types
        self._schema = schema
        self._lock = RLock()
        self.inputs = Inputs(self._parts)
        self._all = False

    def root(self, name: str) -> GraphQLObjectType:
        """The type of a root."""
        made = self[name]
        assert isinstance(made, GraphQLObjectType)  # noqa: S101  (as it was when it was written)
        return made

    def __missing__(self, name: str) -> GraphQLNamedType:
        form = self._forms[name]
        with self._lock:  # a type is one object, whoever asks
            if not super().__contains__(name):
                super().__setitem__(name, self._made(KINDS[form[0]](*form[1:])) if form else _OWN[name])
            return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        return self[name] if name in self._forms else default

    def __contains__(self, name: object) -> bool:
        return name in self._forms

    def __len__(self) -> int:
        return len(self._forms)

    def __iter__(self) -> Iterator[str]:
        return iter(self._forms)

    def keys(self) -> Any:
        return self._forms.keys()

    def values(self) -> Any:
        return self._in_order().values()

    def items(self) -> Any:
        return self._in_order().items()

    def _parts(self, cls: Class) -> Parts:
        forms = (InputForm(*form[1:]) for form in self._forms.values() if form and KINDS[form[0]] is InputForm)
        return next(Parts(form.parts, form.unsaid) for form in forms if form.cls == cls)

    def _in_order(self) -> dict[str, GraphQLNamedType]:
        return {name: self[name] for name in self._forms}

    def _made(self, form: TypeForm | InputForm | EnumForm | ScalarForm) -> GraphQLNamedType:
        match form:
            case TypeForm():
                return self._composite(form)
            case InputForm():
                return GraphQLInputObjectType(
                    form.name,
                    lambda: {each[0]: self._argument(GraphQLInputField, Argument(*each)) for each in form.fields},
                    form.description,
                    _loading("made_input", form.cls) if form.made else None,
                )
            case EnumForm():
                return ImagedEnum(form)
            case ScalarForm():
                from creditrules.api.schema.image.loading import scalar_named  # noqa: PLC0415 - strawberry

                return scalar_named(form.name)

    def _composite(self, form: TypeForm) -> GraphQLObjectType | GraphQLInterfaceType:
        extensions: dict[str, Any] = {NEEDS: Action(form.needs)} if form.needs else {}
        kind: Any = GraphQLInterfaceType if form.abstract else GraphQLObjectType
        apart: dict[str, Any] = {}
        if form.told and form.abstract:
            apart["resolve_type"] = _loading("kind_of", form.cls)
        elif form.told:
            apart["is_type_of"] = _loading("is_of", form.cls)
        made: GraphQLObjectType | GraphQLInterfaceType = kind(
            form.name,
            lambda: {each[0]: ImagedField(_field_form(each), self) for each in form.fields},
            interfaces=lambda: [self[each] for each in form.interfaces],
            description=form.description,
            extensions=extensions,
            **apart,
        )
        return made

    def type(self, ref: Ref) -> Any:
        """The type that is written so."""
        if isinstance(ref, str):
            return self[ref]
        mark, inner = ref
        return GraphQLNonNull(self.type(inner)) if mark == "!" else GraphQLList(self.type(inner))

    def arguments(self, given: tuple[Any, ...]) -> dict[str, GraphQLArgument]:
        """The arguments of a field or a directive."""
        return {each[0]: self._argument(GraphQLArgument, Argument(*each)) for each in given}

    def _argument(self, kind: Callable[..., Any], form: Argument) -> Any:
        return kind(
            self.type(form.type),
            default_value=_default(form.default),
            description=form.description,
            deprecation_reason=form.deprecated,
            extensions={} if form.most is None else {MOST_ITEMS: form.most},
        )

    def directive(self, written: Any) -> GraphQLDirective:
        """A directive."""
        if isinstance(written, str):
            return next(each for each in specified_directives if each.name == written)
        name, places, arguments, description, repeatable = written
        where = [DirectiveLocation(each) for each in places]
        given = self.arguments(arguments)
        return GraphQLDirective(name, where, given, is_repeatable=repeatable, description=description)


class ImagedField(GraphQLField):
    """A field whose type, arguments and resolver are made when each is first asked for."""

    def __init__(self, form: FieldForm, types: _Types) -> None:
        self._form, self._types = form, types
        self.description, self.deprecation_reason = form.description, form.deprecated
        self.extensions = _Extensions({NEEDS: Action(form.needs)}, form)
        self.subscribe = self.ast_node = None

    def __getattr__(self, name: str) -> Any:
        match name:
            case "type":
                made: Any = self._types.type(self._form.type)
            case "args":
                made = self._types.arguments(self._form.arguments)
            case "resolve":
                from creditrules.api.schema.image.loading import resolver  # noqa: PLC0415 - what is resolved

                made = resolver(self._form.resolver, self._types.inputs)
            case _:
                raise AttributeError(name)
        return vars(self).setdefault(name, made)  # one object, whoever asks


class _Extensions(dict[str, Any]):
    """Of a field; its definition in Python is loaded when it is asked for."""

    def __init__(self, known: dict[str, Any], form: FieldForm) -> None:
        super().__init__(known)
        self._form = form

    def __missing__(self, name: str) -> Any:
        if name != DEFINITION or not self._form.resolver.owner:
            raise KeyError(name)
        from creditrules.api.schema.image.loading import definition  # noqa: PLC0415 - as above

        return definition(self._form.resolver)

    def get(self, name: str, default: Any = None) -> Any:
        try:
            return self[name]
        except KeyError:
            return default


def _field_form(written: tuple[Any, ...]) -> FieldForm:
    *parts, resolver = written
    form: FieldForm = FieldForm._make((*parts, Resolver(*resolver)))
    return form


def _default(written: tuple[Any, ...]) -> Any:
    match written:
        case ():
            return Undefined
        case (value,):
            return value
    module, name, member = written
    found: Any = import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    return found[member]


def _loading(name: str, *about: Any) -> Callable[..., Any]:
    """A function of `loading`, which makes the one that is called from then on."""
    made: list[Callable[..., Any]] = []

    def called(*given: Any, **named: Any) -> Any:
        if not made:
            made.append(getattr(import_module("creditrules.api.schema.image.loading"), name)(*about))
        return made[0](*given, **named)

    return called
