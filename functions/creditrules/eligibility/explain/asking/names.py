"""By which name one asks for what stands on an axis."""

from __future__ import annotations

from collections.abc import Iterable

from creditrules.dmn.analysis import Axis, facts_of

__all__ = ["names_of"]

_REQUEST = "request"


def names_of(*axes: Axis) -> frozenset[str]:
    """The facts that have to be known to know where axes stand, whole; the parts of a request by themselves."""
    whole = facts_of(*axes)
    return (whole - {_REQUEST}) | _parts(axes) if _REQUEST in whole else whole


def _parts(axes: Iterable[Axis]) -> frozenset[str]:
    behind = (each.path for axis in axes for each in axis.behind)
    return frozenset(".".join(path[:2]) for path in behind if path[:1] == (_REQUEST,))
