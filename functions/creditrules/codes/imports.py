"""Codes of files from elsewhere that are imported, and of what is interpreted in them."""

from __future__ import annotations

from typing import Final

__all__ = ["IMPORTS"]

IMPORTS: Final = {
    "import.nothing": ("No file was given to import.", "Name files, or a folder that has some."),
    "import.other-source": (
        "The file is of another kind than those of the source that was named.",
        "Say `--from auto`, or name its own source.",
    ),
    "import.unknown-file": (
        "The file is of no kind that is imported.",
        "The hint lists what is read; export the rules as one of these.",
    ),
}
