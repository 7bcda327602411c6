"""A package whose bytes were altered anywhere is read or refused, and nothing else."""

from __future__ import annotations

import io
import random
import zipfile

from creditrules.spreadsheet.package import UnreadableError, open_package


def _package() -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", f"<a>{'x' * 500}</a>")
        archive.writestr("b.xml", "<b/>")
    return whole.getvalue()


def test_altered_bytes_are_read_or_refused() -> None:
    whole, drawn, refused = _package(), random.Random(1), 0  # noqa: S311 - a fixed series, no secret
    for _ in range(3_000):
        altered = bytearray(whole)
        for _ in range(drawn.randint(1, 4)):
            altered[drawn.randrange(len(altered))] = drawn.choice((0, 1, 255, drawn.randrange(256)))
        try:
            package = open_package(bytes(altered))
            for part in ("a.xml", "b.xml", "c.xml"):
                list(package.events(part))
        except UnreadableError:
            refused += 1
    assert refused == 3_000  # c.xml is never there
