"""The steps of a selection: each writes one field of an object, in the order of the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from graphql import FieldNode, GraphQLField, GraphQLObjectType, OperationType, Undefined, is_non_null_type
from graphql.execution.collect_fields import FieldDetailsList

from creditrules.api.engine.answer_size import AROUND, too_large
from creditrules.api.engine.plans.leaves import Writer, quoted
from creditrules.api.engine.plans.resolving import Read, Resolve
from creditrules.api.engine.plans.run import NULL, Full, Place, Run
from creditrules.records import dataclass

__all__ = [
    "Complete",
    "FieldPlan",
    "Selection",
    "constant_step",
    "leaf_step",
    "reading_step",
    "refuse_null",
    "resolving_step",
    "root_step",
]

Selection: TypeAlias = Callable[[Run, Any, Place], None]
"""Writes an object that stands at a place, braces included. Raises what is to be null further up; Full."""
Complete: TypeAlias = Callable[[Run, Any, Place], None]
"""Writes a value that a field came to."""


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """A field as asked. details: as graphql-core collected them. head: what stands before its value."""

    owner: GraphQLObjectType
    definition: GraphQLField
    details: FieldDetailsList
    key: str
    head: str

    @property
    def nodes(self) -> list[FieldNode]:
        """All places in the document that ask for it, which errors name."""
        return [each.node for each in self.details]

    @property
    def charge(self) -> int:
        """What its name takes of the answer."""
        return len(self.key) + AROUND

    @property
    def strict(self) -> bool:
        """Whether null may not stand there."""
        return bool(is_non_null_type(self.definition.type))


def refuse_null(planned: FieldPlan, value: Any) -> None:
    """Raise what graphql-core does of null where it must not be; an exception is raised as it is."""
    if isinstance(value, Exception):
        raise value
    message = f"Cannot return null for non-nullable field {planned.owner}.{planned.details[0].node.name.value}."
    raise TypeError(message)


def reading_step(planned: FieldPlan, read: Read, complete: Complete) -> Selection:
    """A field that is read off the object."""
    key, head, charge, strict, nodes = planned.key, planned.head, planned.charge, planned.strict, planned.nodes

    def step(run: Run, source: Any, place: Place) -> None:
        run.left -= charge
        run.out.append(head)
        mark = len(run.out), run.objects
        here = place, key
        try:
            complete(run, read(source), here)
        except Exception as raw:  # noqa: BLE001  (whatever a resolver raises is an error of its field)
            run.failed(raw, nodes, here, mark, strict)

    return step


def resolving_step(planned: FieldPlan, resolve: Resolve, complete: Complete) -> Selection:
    """A field for which more than the object plays a part; written out again, as a call more is felt at each field."""
    key, head, charge, strict, nodes = planned.key, planned.head, planned.charge, planned.strict, planned.nodes

    def step(run: Run, source: Any, place: Place) -> None:
        run.left -= charge
        run.out.append(head)
        mark = len(run.out), run.objects
        here = place, key
        try:
            complete(run, resolve(run, source), here)
        except Exception as raw:  # noqa: BLE001  (whatever a resolver raises is an error of its field)
            run.failed(raw, nodes, here, mark, strict)

    return step


def constant_step(planned: FieldPlan, name: str) -> Selection:
    """`__typename`, which is known before."""
    text = planned.head + quoted(name)
    size = planned.charge + len(name) + 4

    def step(run: Run, _source: Any, _place: Place) -> None:
        run.left -= size
        if run.left < 0:
            raise Full
        run.out.append(text)

    return step


def root_step(step: Selection, planned: FieldPlan, operation: OperationType) -> Selection:
    """A root field that takes more room than there is is refused, and gives back what it took."""
    nodes, strict, charge, head = planned.nodes, planned.strict, planned.charge, planned.head

    def stepped(run: Run, source: Any, place: Place) -> None:
        before, mark = run.left - charge, (len(run.out) + 1, run.objects)
        try:
            step(run, source, place)
        except Full:
            run.left = before
            refusal = too_large(run.room, operation)
            if len(run.out) < mark[0]:
                run.out.append(head)
            run.failed(refusal, nodes, (None, planned.key), mark, strict)

    return stepped


def leaf_step(planned: FieldPlan, read: Read, write: Writer) -> Selection:
    """A scalar or an enum that is read off the object."""
    key, head, charge, strict, nodes = planned.key, planned.head, planned.charge, planned.strict, planned.nodes

    def step(run: Run, source: Any, place: Place) -> None:
        run.left -= charge
        out = run.out
        out.append(head)
        try:
            value = read(source)
            if value is None or value is Undefined:
                if strict:
                    refuse_null(planned, value)
                out.append(NULL)
                return
            text, size, objects = write(value)
        except Exception as raw:  # noqa: BLE001  (whatever a resolver raises is an error of its field)
            run.failed(raw, nodes, (place, key), (len(out), run.objects), strict)
            return
        run.left -= size
        if run.left < 0:
            raise Full
        run.objects += objects
        out.append(text)

    return step
