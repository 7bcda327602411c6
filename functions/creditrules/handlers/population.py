"""One part of a population in S3, decided or added up, as the state machine of infra/population.yml asks for it."""

from __future__ import annotations

import gc
import os
from typing import Any

from creditrules.bootstrap import build_parts

__all__ = ["add_parts", "decide_part"]

try:
    _parts = build_parts(os.environ["CREDITRULES_POPULATIONS"], os.environ["AWS_REGION"])
finally:
    gc.enable()


def decide_part(event: dict[str, str], _context: object) -> dict[str, Any]:
    """See `Parts.decide`."""
    return _parts.decide(event)


def add_parts(event: dict[str, str], _context: object) -> dict[str, Any]:
    """See `Parts.add`."""
    return _parts.add(event)
