"""Codes of what assistants ask through `creditrules mcp`."""

from __future__ import annotations

from typing import Final

__all__ = ["ASSISTANTS"]

ASSISTANTS: Final = {
    "BAD_ARGUMENTS": (
        "A tool or a prompt was given arguments that it does not take.",
        "Each place is in `found`; the input schema of the tool says what it takes.",
    ),
    "FILE_NOT_HERE": (
        "The server's folder has no such rule file: it is missing, hidden or of another kind, or a link leads out.",
        "Name a file as list_files does.",
    ),
    "NO_FOLDER": ("The server was given no folder of rule files.", "Start `creditrules mcp` with --rules."),
    "NO_SERVICE": ("The server was given no service.", "Start `creditrules mcp` with --url and a token."),
    "SERVICE_SILENT": (
        "The service did not answer, or not as a creditrules service does.",
        "See whether it runs at the address that `creditrules mcp` was given.",
    ),
    "UNKNOWN_CODE": ("There is no such code.", "Write it as the message shows it."),
}
