"""The command line `creditrules`: run it all here, try rules on files, talk to a service."""

from __future__ import annotations

import sys

from creditrules.cli.extras import advice

__all__ = ["main"]


def main() -> None:
    """Run the command line; the console script `creditrules` and `python -m creditrules` come here.

    Where a library is missing that an extra brings, the command ends with status 1 and says which extra.
    """
    try:
        from creditrules.cli.main import run  # noqa: PLC0415 - what it imports may not be installed

        run()
    except ModuleNotFoundError as missing:
        told = advice(missing)
        if told is None:
            raise
        sys.exit(f"error: {told}")
