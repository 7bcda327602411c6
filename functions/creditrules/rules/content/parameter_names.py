"""What parameters are called: slugs of documents, and the names that expressions use after `param.`."""

from __future__ import annotations

from typing import Final

from creditrules.feel import KEYWORDS
from creditrules.slugs import is_slug

__all__ = ["PARAM", "PARAMETER_NAME_ENDS", "is_parameter_slug", "parameter_name", "parameter_slug"]

PARAM: Final = "param"
"""The reserved fact whose parts are the values of parameters."""

PARAMETER_NAME_ENDS: Final = KEYWORDS | {"instance"}
"""Words that end a parameter's name in an expression, and so are in none."""


def is_parameter_slug(text: str) -> bool:
    """Whether it is a slug whose words are a name in expressions: it begins with a letter and has no word of FEEL."""
    return is_slug(text) and text[0].isalpha() and all(w and w not in PARAMETER_NAME_ENDS for w in text.split("-"))


def parameter_name(slug: str) -> str:
    """The name of a parameter in expressions: lpr-1y is `param.lpr 1y`."""
    return slug.replace("-", " ")


def parameter_slug(name: str) -> str:
    """The slug of the parameter that an expression names."""
    return name.replace(" ", "-")
