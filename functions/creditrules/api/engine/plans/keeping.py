"""What was written of an object, kept for the next answer in which one stands that is the same in all that is asked.

Whoever asks with other rights, in another language or after a document has moved has other `Fragments`: what is kept
there hangs, besides, on the selection and on the things that the object stands on. These are known again as the very
same objects, and never as equal ones: 1 and 1.0 are equal, and written otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from threading import Lock
from typing import Any, Final, NamedTuple, TypeAlias

from creditrules.api.engine.plans.run import Place, Run

__all__ = ["Fragments", "Keeping", "Standing", "Untold", "kept_selection"]

MOST_FRAGMENTS: Final = 2_000
MOST_TEXT: Final = 512 * 1024
"""Characters of the fragments kept for those who ask alike."""

Standing: TypeAlias = tuple[Hashable, tuple[object, ...]]
"""A name, under which one fragment of a selection is kept, and all that it hangs on."""


class Keeping(NamedTuple):
    """How the objects of a field are known again. All are asked with the object that has the field, and a value.

    values: gives what the objects tell of, with the field's arguments. tell: makes the object of a value. stands: on
    what it stands; None for one that is not kept. fragments: where those of this answer are kept; None where none are.
    unless: by the name of a field that is not settled for each value, whether it is not for this one.
    """

    values: Callable[..., Any]
    tell: Callable[[Any, Any], Any]
    stands: Callable[[Any, Any], Standing | None]
    fragments: Callable[[Any], Fragments | None]
    unless: Mapping[str, Callable[[Any], bool]]


class Untold:
    """A value of which no object has been made yet."""

    __slots__ = ("source", "value")

    def __init__(self, source: Any, value: Any) -> None:
        self.source = source
        self.value = value


class _Fragment(NamedTuple):
    """What was written. ids: of what it stands on, which it holds, so that no other object comes to have one."""

    ids: tuple[int, ...]
    on: tuple[object, ...]
    text: str
    size: int
    objects: int


class Fragments:
    """Of those who ask alike; thread-safe. Nothing of them is of one applicant."""

    __slots__ = ("_kept", "_left", "_lock")

    def __init__(self) -> None:
        self._kept: dict[Hashable, _Fragment] = {}
        self._left = MOST_TEXT
        self._lock = Lock()

    def find(self, name: Hashable, on: tuple[object, ...]) -> _Fragment | None:
        """What was kept under the name, if it stands on these very things."""
        kept = self._kept.get(name)
        return kept if kept is not None and kept.ids == tuple(map(id, on)) else None

    def keep(self, name: Hashable, on: tuple[object, ...], text: str, size: int, objects: int) -> None:
        """Keep what was written, in place of what the name had; where there is no room left, in place of all."""
        with self._lock:
            before = self._kept.pop(name, None)
            self._left += len(before.text) if before else 0
            if len(text) > self._left or len(self._kept) >= MOST_FRAGMENTS:
                self._kept.clear()
                self._left = MOST_TEXT
            if len(text) <= self._left:
                self._kept[name] = _Fragment(tuple(map(id, on)), on, text, size, objects)
                self._left -= len(text)


def kept_selection(
    keeping: Keeping, unless: tuple[Callable[[Any], bool], ...], complete: Callable[[Run, Any, Place], None]
) -> Callable[[Run, Any, Place], None]:
    """Writes an `Untold`: as before, or else by what completes the object that is made of it.

    unless: of a value, whether something is asked for that is not settled. What has an error is not kept, and what is
    larger than the room that is left is written anew, to stop where it is full.
    """
    selection = object()
    stands, fragments, tell = keeping.stands, keeping.fragments, keeping.tell

    def select(run: Run, untold: Any, place: Place) -> None:
        source, value = untold.source, untold.value
        kept = fragments(source)
        standing = None if kept is None or any(each(value) for each in unless) else stands(source, value)
        if standing is None:
            complete(run, tell(source, value), place)
            return
        assert kept is not None  # noqa: S101  (as said)
        name, on = standing
        found = kept.find((selection, name), on)
        if found is not None and found.size <= run.left:
            run.left -= found.size
            run.objects += found.objects
            run.out.append(found.text)
            return
        left, objects, errors, mark = run.left, run.objects, len(run.errors), len(run.out)
        complete(run, tell(source, value), place)
        if len(run.errors) == errors:
            text = "".join(run.out[mark:])
            run.out[mark:] = [text]
            kept.keep((selection, name), on, text, left - run.left, run.objects - objects)

    return select
