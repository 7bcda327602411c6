"""Which id each operation has, in the forms that clients read."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from creditrules.cli.screen import give_up

__all__ = ["Listed", "ManifestForm", "manifest"]

_PREFIX = "sha256:"


class ManifestForm(StrEnum):
    """NAMES: ids by the names of operations. APOLLO: Apollo's persisted query manifest. TEXTS: by ids, as Relay's."""

    NAMES = "names"
    APOLLO = "apollo"
    TEXTS = "texts"


@dataclass(frozen=True, slots=True)
class Listed:
    """An operation. kind: QUERY or MUTATION."""

    name: str
    kind: str
    id: str
    text: str


def manifest(operations: Sequence[Listed], form: ManifestForm) -> str:
    """The operations as a JSON document. Ends the command where a form by names has two of one name."""
    if form is ManifestForm.NAMES:
        twice = [name for name, count in Counter(each.name for each in operations).items() if count > 1]
        if twice:
            give_up(f"Two documents have an operation {twice[0]!r}.", "Rename one, or take --manifest-form texts.")
    return json.dumps(_written(operations, form), ensure_ascii=False, indent=2) + "\n"


def _written(operations: Sequence[Listed], form: ManifestForm) -> Any:
    match form:
        case ManifestForm.NAMES:
            return {each.name: each.id for each in operations}
        case ManifestForm.TEXTS:
            return {each.id: each.text for each in operations}
        case ManifestForm.APOLLO:
            return {
                "format": "apollo-persisted-query-manifest",
                "version": 1,
                "operations": [
                    {
                        "id": each.id.removeprefix(_PREFIX),
                        "name": each.name,
                        "type": each.kind.lower(),
                        "body": each.text,
                    }
                    for each in operations
                ],
            }
