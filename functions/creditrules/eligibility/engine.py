"""Which release of the engine evaluates: what a record says of its answer, and what that means to another release."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["ENGINE", "is_known_engine"]

ENGINE: Final = "0.1.0"
"""The release that this is, as `creditrules version` says it."""

_RELEASE: Final = re.compile(r"(\d{1,6})\.(\d{1,6})\.(\d{1,6})", re.ASCII)


def is_known_engine(engine: object) -> bool:
    """Whether this release can speak for what that one evaluated: it is no newer one.

    None: a record of before records said so.
    """
    return engine is None or (isinstance(engine, str) and _parts(engine) <= _parts(ENGINE))


def _parts(engine: str) -> tuple[float, ...]:
    found = _RELEASE.fullmatch(engine)
    return tuple(map(int, found.groups())) if found else (float("inf"),)
