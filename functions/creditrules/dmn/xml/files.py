"""Several DMN files that import one another, read to one model."""

from __future__ import annotations

from collections.abc import Mapping

from creditrules.dmn.xml.definitions import XmlRead, read_xml

__all__ = ["read_models"]


def read_models(texts: Mapping[str, bytes], main: str) -> XmlRead:
    """One."""
    return read_xml(texts[main])
