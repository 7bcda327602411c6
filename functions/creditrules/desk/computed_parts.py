"""What was computed of an impact and is kept: read, without what computes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from creditrules.auth import Action, require
from creditrules.desk.paging import page_in_place
from creditrules.desk.view import View
from creditrules.document import digest, read_json
from creditrules.rules import ComputedPart
from creditrules.rules.ports import Asked, Page

__all__ = ["differences_page", "figures_of_part"]


def figures_of_part(view: View, part: ComputedPart) -> Mapping[str, Any]:
    """All that was computed of a part. Raises Refusal FORBIDDEN; UNAVAILABLE "CONTENT_UNAVAILABLE"."""
    require(view.principal, Action.SEE_POLICY)
    found: Any = read_json(view.documents.content(part.digest)).value
    return found if isinstance(found, dict) else {}


def differences_page(view: View, comparison: Mapping[str, Any], asked: Asked) -> Page[Mapping[str, Any]]:
    """The differences of a comparison of answers in plain data. Raises Refusal FORBIDDEN.

    A cursor is refused where it is computed anew and comes out otherwise, as after it was cut short.
    """
    require(view.principal, Action.SEE_POLICY)
    found = comparison["differences"]
    return page_in_place(view, ("outcomes", digest(found)), found, asked)
