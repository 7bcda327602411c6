"""What was written of an object, kept for the next answer in which one stands that is the same in all that is asked.

Whoever asks with other rights, in another language or after a document has moved has other `Fragments`: what is kept
there hangs, besides, on the selection and on the things that the object stands on. These are known again as the very
same objects, and never as equal ones: 1 and 1.0 are equal, and written otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from threading import Lock
from typing import Any, Final, NamedTuple, TypeAlias

from creditrules.api.engine.plans.leaves import Writer
from creditrules.api.engine.plans.run import NULL, Place, Run

__all__ = ["Asked", "Fragments", "Gap", "Keeping", "Standing", "Untold", "kept_selection"]

MOST_FRAGMENTS: Final = 2_000
MOST_TEXT: Final = 512 * 1024
"""Characters of the fragments kept for those who ask alike."""

Standing: TypeAlias = tuple[Hashable, tuple[object, ...]]
"""A name, under which one fragment of a selection is kept, and all that it hangs on."""


class Keeping(NamedTuple):
    """How the objects of a field are known again. All are asked with the object that has the field, and a value.

    values: gives what the objects tell of, with the field's arguments. tell: makes the object of a value. stands: on
    what it stands; None for one that is not kept. fragments: where those of this answer are kept; None where none are.
    unless: by the name of a field that is not settled for each value, whether it is not for this one. open: by the name
    of a field that is left open in what is kept, what it is of a value: a scalar, which may be null, written anew.
    """

    values: Callable[..., Any]
    tell: Callable[[Any, Any], Any]
    stands: Callable[[Any, Any], Standing | None]
    fragments: Callable[[Any], Fragments | None]
    unless: Mapping[str, Callable[[Any], bool]]
    open: Mapping[str, Callable[[Any], Any]]


class Gap(NamedTuple):
    """A field that is left open. head: what is written before its value."""

    head: str
    write: Writer
    read: Callable[[Any], Any]

    def written(self, value: Any) -> tuple[str, int]:
        """How it stands in what is told of a value, and what it takes of the answer. Raises what the writer does."""
        found = self.read(value)
        return (NULL, 0) if found is None else self.write(found)[:2]


class Asked(NamedTuple):
    """What is asked of the objects of a field. unless: of a value, whether it is not settled. gaps: in their order."""

    unless: tuple[Callable[[Any], bool], ...]
    gaps: tuple[Gap, ...]


class Untold:
    """A value of which no object has been made yet."""

    __slots__ = ("source", "value")

    def __init__(self, source: Any, value: Any) -> None:
        self.source = source
        self.value = value


class _Fragment(NamedTuple):
    """What was written, but for its gaps: of texts there is one more than of these.

    ids: of what it stands on, which it holds, so that no other object comes to have one.
    """

    ids: tuple[int, ...]
    on: tuple[object, ...]
    texts: tuple[str, ...]
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

    def keep(self, name: Hashable, on: tuple[object, ...], texts: tuple[str, ...], size: int, objects: int) -> None:
        """Keep what was written, in place of what the name had; where there is no room left, in place of all."""
        length = sum(map(len, texts))
        with self._lock:
            before = self._kept.pop(name, None)
            self._left += sum(map(len, before.texts)) if before else 0
            if length > self._left or len(self._kept) >= MOST_FRAGMENTS:
                self._kept.clear()
                self._left = MOST_TEXT
            if length <= self._left:
                self._kept[name] = _Fragment(tuple(map(id, on)), on, texts, size, objects)
                self._left -= length


def kept_selection(
    keeping: Keeping, asked: Asked, complete: Callable[[Run, Any, Place], None]
) -> Callable[[Run, Any, Place], None]:
    """Writes an `Untold`: as before, or else by what completes the object that is made of it.

    What has an error is not kept, and what is larger than the room that is left is written anew, to stop where it is
    full.
    """
    selection = object()
    stands, fragments, tell = keeping.stands, keeping.fragments, keeping.tell
    unless, gaps = asked

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
        if found is not None and _written(run, found, gaps, value):
            return
        left, objects, errors, mark = run.left, run.objects, len(run.errors), len(run.out)
        complete(run, tell(source, value), place)
        if len(run.errors) == errors:
            texts, open_ = _texts(run.out[mark:], gaps, value)
            run.out[mark:] = ["".join(run.out[mark:])]
            if texts:
                kept.keep((selection, name), on, texts, left - run.left - open_, run.objects - objects)

    return select


def _written(run: Run, found: _Fragment, gaps: tuple[Gap, ...], value: Any) -> bool:
    """Write it, if there is room for it, and nothing is wrong with what stands in its gaps."""
    pieces, size = [found.texts[0]], found.size
    if gaps:
        try:
            for gap, text in zip(gaps, found.texts[1:], strict=True):
                filled, takes = gap.written(value)
                size += takes
                pieces += (filled, text)
        except Exception:  # noqa: BLE001  (who writes it anew comes to the same, and tells it)
            return False
    if size > run.left:
        return False
    run.left -= size
    run.objects += found.objects
    run.out += pieces
    return True


def _texts(pieces: list[str], gaps: tuple[Gap, ...], value: Any) -> tuple[tuple[str, ...], int]:
    """The pieces put together between the gaps, and the room that these take; no texts where a gap is not found.

    A head is a piece of its own, with the value right after it, and no value is written like one.
    """
    texts, open_, done = [], 0, 0
    for gap in gaps:
        if pieces.count(gap.head) != 1:
            return (), 0
        at = pieces.index(gap.head) + 1
        texts.append("".join(pieces[done:at]))
        open_ += gap.written(value)[1]
        done = at + 1
    return (*texts, "".join(pieces[done:])), open_
