"""What was written of an object, written again in the next answer in which one stands that is the same.

Whoever asks with other rights, in another language or after a document has moved has other `Fragments`: what is kept
there hangs, besides, on the selection and on the things that the object stands on.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final, NamedTuple, TypeAlias

from creditrules.api.engine.plans.fragments import Fragment, Fragments, Gap, Open
from creditrules.api.engine.plans.run import NULL, Place, Run

__all__ = ["Asked", "Keeping", "Standing", "Untold", "kept_selection"]

Standing: TypeAlias = tuple[Hashable, tuple[object, ...]]
"""A name, under which one fragment of a selection is kept, and all that it hangs on besides.

What is equal in a name is written alike.
"""


def _alone(value: Any) -> Sequence[Any]:
    return (value,)


_NONE: Final[Mapping[str, Callable[[Any], Any]]] = {}


class Keeping(NamedTuple):
    """How the objects of a field are known again, of the values of which they tell.

    tell: makes the object of the object that has the field, and a value. stands: of the same two, on what it stands;
    None for one that is not kept. fragments: of the object that has the field, where those of this answer are kept;
    None where none are. values: gives the values, with the field's arguments.

    By the names of fields in the schema, `unless` says of a field that is not settled for each value whether it is not
    for this one; `open` what a field that is left open is of a value: a scalar, which may be null, written anew;
    `within` the values of which the objects tell that a field gives, where these are known again themselves. parts: of
    a value, all of which something is left open.
    """

    tell: Callable[[Any, Any], Any]
    stands: Callable[[Any, Any], Standing | None]
    fragments: Callable[[Any], Fragments | None]
    unless: Mapping[str, Callable[[Any], bool]] = _NONE
    open: Mapping[str, Callable[[Any], Any]] = _NONE
    within: Mapping[str, Callable[[Any], Iterable[Any]]] = _NONE
    parts: Callable[[Any], Sequence[Any]] = _alone
    values: Callable[..., Any] = _alone


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


def kept_selection(
    keeping: Keeping, asked: Asked, complete: Callable[[Run, Any, Place], None]
) -> Callable[[Run, Any, Place], None]:
    """Writes an `Untold`: as before, or else by what completes the object that is made of it.

    What has an error is not kept, and what is larger than the room that is left is written anew, to stop where it is
    full.
    """
    selection = object()
    stands, fragments, tell, parts = keeping.stands, keeping.fragments, keeping.tell, keeping.parts
    unless, gaps = asked

    def select(run: Run, untold: Any, place: Place) -> None:
        source, value = untold.source, untold.value
        kept = fragments(source)
        standing = None if kept is None or _is_any(unless, value) else stands(source, value)
        if kept is None or standing is None:
            _unknown(run)
            complete(run, tell(source, value), place)
            return
        name, on = (selection, standing[0]), standing[1]
        found = kept.find(name, on)
        if found is not None and _written(run, found, parts(value)):
            return
        if found is None and run.open is None and not kept.awaits(name, on):
            complete(run, tell(source, value), place)
            return
        around, own = run.open, list[Open]()
        left, objects, errors, mark = run.left, run.objects, len(run.errors), len(run.out)
        run.open = own
        try:
            complete(run, tell(source, value), place)
        finally:
            run.open = around
        if len(run.errors) != errors or not _find(gaps, run.out, mark, value, own):
            _unknown(run)
            return
        made = _taken_apart(run.out[mark:], own, mark, parts(value))
        if made is None:
            _unknown(run)
            return
        text, placed, taken = made
        kept.keep(name, Fragment(on, text, placed, left - run.left - taken, run.objects - objects))
        if around is not None:
            del run.out[mark + 1 :]
            run.out[mark] = text
            for (_, gap, after), (_, _, of) in zip(placed, own, strict=True):
                around.append((len(run.out), gap, of))
                run.out += (gap.written(of)[0], after)

    return select


def _is_any(unless: tuple[Callable[[Any], bool], ...], value: Any) -> bool:
    for each in unless:  # noqa: SIM110  (`any` takes twice the time, for each decision)
        if each(value):
            return True
    return False


def _unknown(run: Run) -> None:
    """What this is written in is not to be kept: something in it cannot be known again."""
    if run.open is not None:
        run.open.append(_NOWHERE)


_NOWHERE: Final[Any] = (-1, None, None)


def _written(run: Run, found: Fragment, parts: Sequence[Any]) -> bool:
    """Write it, if there is room for it, and nothing is wrong with what stands in its gaps."""
    pieces, size = [found.text], found.size
    try:
        for part, (_, write, read), after in found.gaps:
            value = read(parts[part])
            text, takes, _ = (NULL, 0, 0) if value is None else write(value)
            size += takes
            pieces += (text, after)
    except Exception:  # noqa: BLE001  (who writes it anew comes to the same, and tells it)
        return False
    if size > run.left:
        return False
    if run.open is not None:
        first = len(run.out) + 1
        run.open += [(first + 2 * place, gap, parts[part]) for place, (part, gap, _) in enumerate(found.gaps)]
    run.left -= size
    run.objects += found.objects
    run.out += pieces
    return True


def _find(gaps: tuple[Gap, ...], out: list[str], mark: int, value: Any, own: list[Open]) -> bool:
    """Add the gaps of the object itself to those that stand in it; whether each could be told from all else.

    A head is a piece of its own, with the value right after it, and no value is written like one.
    """
    for gap in gaps:
        pieces = out[mark:]
        if pieces.count(gap.head) != 1:
            return False
        own.append((mark + pieces.index(gap.head) + 1, gap, value))
    own.sort(key=itemgetter(0))
    return True


def _taken_apart(
    pieces: list[str], own: list[Open], mark: int, parts: Sequence[Any]
) -> tuple[str, tuple[tuple[int, Gap, str], ...], int] | None:
    """The text before the gaps, these, and the room that is taken in them; None where it cannot be known again.

    Such as where two parts are one thing: they may be two of another value, and say different amounts.
    """
    places = {id(part): place for place, part in enumerate(parts)}
    if len(places) < len(parts):
        return None
    gaps, taken, end = list[tuple[int, Gap, str]](), 0, len(pieces)
    for at, gap, of in reversed(own):
        if at < 0 or id(of) not in places:
            return None
        taken += gap.written(of)[1]
        gaps.insert(0, (places[id(of)], gap, "".join(pieces[at - mark + 1 : end])))
        end = at - mark
    return "".join(pieces[:end]), tuple(gaps), taken
