"""SnapStart: what is done before a snapshot of the function is taken, and in each instance that begins from it."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Final

__all__ = ["prepare_for_snapshot"]

_INITIALIZATION: Final = "AWS_LAMBDA_INITIALIZATION_TYPE"
_BY_SNAPSHOT: Final = "snap-start"
_HOOKS: Final = "snapshot_restore_py"
"""AWS's library of hooks, which Lambda's own runtimes of Python have."""


def prepare_for_snapshot(environment: Mapping[str, str], prime: Callable[[], None]) -> None:
    """Where a snapshot will be taken, load all that questions need, and let instances differ in what is random.

    Elsewhere an instance loads what its first request needs. prime: loads it, and asks nobody for anything: what is
    connected before a snapshot is gone after it.
    """
    if environment.get(_INITIALIZATION) != _BY_SNAPSHOT:
        return
    prime()
    # Keys, ids and tokens come from the system's source. The SDK spaces its tries by this one, and all would agree.
    import_module(_HOOKS).register_after_restore(random.seed)
