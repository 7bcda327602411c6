"""What is kept outside the table, for a schedule and for whoever restores: {"tenants": ["acme"]} says of whom."""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Mapping, Sequence
from typing import Any

from creditrules.bootstrap import build_upkeep
from creditrules.config import read_upkeep
from creditrules.slugs import is_slug

__all__ = ["anchor", "erase_again"]

try:
    _upkeep = build_upkeep(read_upkeep(os.environ))
finally:
    gc.enable()


def anchor(event: dict[str, Sequence[str]], _context: object) -> dict[str, str]:
    """Note where all chains end; by tenant, under which name. Raises Refusal, ValueError for what names no tenants."""
    return {tenant: _upkeep.anchor(tenant) for tenant in _tenants(event)}


def erase_again(event: dict[str, Sequence[str]], _context: object) -> dict[str, Any]:
    """After a restore: do the noted erasures that the table does not have. Raises as `anchor`; start it again then."""
    done = {tenant: _upkeep.erase_again(tenant) for tenant in _tenants(event)}
    return {tenant: {"noted": each.noted, "lost": each.lost, "taken": each.taken} for tenant, each in done.items()}


def _tenants(event: Mapping[str, Any]) -> list[str]:
    named = event.get("tenants")
    if not isinstance(named, list) or not all(map(is_slug, named)):
        raise ValueError(f'"tenants" is a list of lenders, not {json.dumps(named)}')
    return named
