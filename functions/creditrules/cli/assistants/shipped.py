"""Files that stand at the top of the repository, and beside this module where the package is installed."""

from __future__ import annotations

from pathlib import Path
from typing import Final

__all__ = ["DOCS", "OPERATIONS"]

_HERE: Final = Path(__file__).parent
_TOP: Final = _HERE.parents[3]


def _folder(installed: str, at_the_top: str) -> Path:
    folder = _HERE / installed
    return folder if folder.is_dir() else _TOP / at_the_top


OPERATIONS: Final = _folder("operations", "graphql/operations/assistant")
"""The GraphQL documents that may be asked."""
DOCS: Final = _folder("docs", "docs")
"""The documentation."""
