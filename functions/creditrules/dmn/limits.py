"""How large a model may be; strangers send them, and a table's index grows with rows times distinct values."""

from __future__ import annotations

__all__ = ["CELLS", "INDEX_BYTES", "ROWS"]

ROWS = 20_000
"""Rows of one decision table."""

CELLS = 250_000
"""Cells of all tables of one model together."""

INDEX_BYTES = 16 * 1024 * 1024
"""What the row sets of one column may take; beyond it only some are kept and the others derived from them."""
