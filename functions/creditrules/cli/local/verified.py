"""What was verified of a backup, in words."""

from __future__ import annotations

from collections.abc import Iterator

from creditrules.store import Backup

__all__ = ["verified_lines"]


def verified_lines(backup: Backup) -> Iterator[str]:
    """One line for each lender, and what was verified of all of them."""
    yield "Verified: the database's pages, every audit chain and content, every chain of decisions and its keys."
    for tenant, found in sorted(backup.tenants.items()):
        yield (
            f"  {tenant}: documents {found.documents}, audit entries {found.links}, "
            f"receipts of decisions {found.decisions}"
        )
    if not backup.tenants:
        yield "  It holds nothing yet."
