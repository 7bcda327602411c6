"""The options by which a verification is tied to what was noted outside."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from creditrules.cli.screen import give_up, screen

if TYPE_CHECKING:
    from creditrules.cli.anchors.stamps import Stamp

__all__ = ["AnchorOption", "TimestampOption", "stamp_of", "tell_stamp"]

AnchorOption = Annotated[
    Path | None, typer.Option("--anchor", metavar="ENDS", help="Ends noted earlier, by `creditrules audit anchor`.")
]
TimestampOption = Annotated[
    tuple[Path, Path] | None,
    typer.Option("--timestamp", metavar="TOKEN PEM", help="An authority's answer (RFC 3161), and its certificates."),
]


def tell_stamp(stamped: Path | None, timestamp: tuple[Path, Path] | None) -> None:
    """Say when a file was stamped, where a token is given. Ends the command as `stamp_of` does."""
    stamp = stamp_of(stamped, timestamp)
    if stamp is not None:
        said = f"{stamped}: existed at {stamp.at.isoformat()}, by the time stamp of {stamp.by}"
        screen().print(said, markup=False, soft_wrap=True)


def stamp_of(stamped: Path | None, timestamp: tuple[Path, Path] | None) -> Stamp | None:
    """The time stamp of a file, where a token is given. Ends the command where it is none of it."""
    if timestamp is None:
        return None
    if stamped is None:
        give_up("A time stamp is one of an anchor: say which with --anchor.", status=2)
    from creditrules.cli.anchors.stamps import check_stamp  # noqa: PLC0415 - only who checks one needs what it needs

    try:
        content = stamped.read_bytes()
    except OSError as error:
        give_up(f"{stamped} cannot be read: {error.strerror or error}.")
    return check_stamp(content, *timestamp)
