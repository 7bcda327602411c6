"""In what the service of one machine is not as the deployed one, told at its start."""

from __future__ import annotations

from typing import Final

__all__ = ["differences"]

BEHAVIOUR: Final = (
    "GraphiQL, introspection and suggestions are on",
    "partners may send any document (unless CREDITRULES_DOCUMENTS says trusted)",
    "no approvals are asked for (unless --approvals or a policy says so)",
    "no line is logged for each request",
)
"""What --production makes as deployed."""
MACHINE: Final = (
    "SQLite in place of DynamoDB, keys in a file in place of KMS",
    "tokens of its own key",
    "HTTP on 127.0.0.1, without a gateway's 6 MB and 29 seconds",
    "requests beside each other in one process",
)
"""What no option alters."""


def differences(*, production: bool) -> str:
    """One paragraph for the screen."""
    if production:
        return f"As when deployed, but for: {'; '.join(MACHINE)}."
    return f"Other than when deployed: {'; '.join(BEHAVIOUR)}; --production tries it as deployed."
