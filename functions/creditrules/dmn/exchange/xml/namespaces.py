"""The namespaces of DMN 1.1 to 1.6, and what stands for what in 1.5, the version that is written."""

from __future__ import annotations

from typing import Final

__all__ = ["DMNDI", "MODEL", "OWN", "OWN_PREFIX", "RESERVED", "is_feel", "is_model", "newest"]

MODEL: Final = "https://www.omg.org/spec/DMN/20230324/MODEL/"
DMNDI: Final = "https://www.omg.org/spec/DMN/20230324/DMNDI/"
OWN: Final = "urn:creditrules:dmn:1"
"""What DMN has no place for: texts by language, units, nullability, sensitivity."""
OWN_PREFIX: Final = "creditrules"
RESERVED: Final = {OWN_PREFIX: OWN, "dmndi": DMNDI}
"""Prefixes that mean the same in every file we write."""

_MODELS: Final = frozenset(
    {
        "http://www.omg.org/spec/DMN/20151101",
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20151101/dmn11.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        MODEL,
        "https://www.omg.org/spec/DMN/20240513/MODEL/",
    }
)
_DIAGRAMS: Final = frozenset(
    {
        "http://www.omg.org/spec/DMN/20180521/DMNDI/",
        "https://www.omg.org/spec/DMN/20191111/DMNDI/",
        DMNDI,
    }
)


def is_model(namespace: str) -> bool:
    """Whether elements of this namespace are DMN's own."""
    return namespace in _MODELS


def is_feel(language: str) -> bool:
    """Whether an expression language means FEEL: one of its namespaces, or a name vendors give it.

    B-FEEL of DMN 1.6 is another language: it has FEEL's grammar, and false, 0 or "" where FEEL has null.
    """
    text = language.strip().casefold()
    if "b-feel" in text:
        return False
    return (
        not text
        or text in {"feel", "s-feel", "sfeel", "feel-scala-unary-tests"}
        or (text.startswith(("http://www.omg.org/spec/", "https://www.omg.org/spec/")) and "feel" in text)
    )


def newest(namespace: str) -> str:
    """The namespace of DMN 1.5 that takes the place of `namespace`; others stay."""
    if namespace in _MODELS:
        return MODEL
    return DMNDI if namespace in _DIAGRAMS else namespace
