"""What a model reads of a fact whose entries nobody declares: their names are found in its texts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from creditrules.dmn.check.names import bound_names, model_names, tests_of, texts_of, with_variables
from creditrules.dmn.model.boxed import Boxed
from creditrules.dmn.model.definitions import Model
from creditrules.dmn.model.outside import uses
from creditrules.feel import Names, parse_expression, parse_unary_tests

__all__ = ["binds", "entries_spoken", "parts_read", "spoken_in"]

_APART = r'"(?:[^"\\]|\\.)*"|//[^\n]*|/\*.*?\*/'
"""Texts and comments, in which nothing is spoken of."""


def binds(model: Model, name: str) -> bool:
    """Whether a boxed expression of the model gives the name a meaning of its own."""
    return any(name in bound_names(box) for box in _boxes(model))


def entries_spoken(model: Model, fact: str, ends: Collection[str]) -> frozenset[str]:
    """The names that follow `fact.` somewhere: all words up to one of `ends`, which are in no name.

    No expression has two words side by side that are not one name or parted by such a word, so that the names need
    not be known to be found.
    """
    return frozenset(name for text, _ in _texts(model, fact) for name in spoken_in(text, fact, ends))


def spoken_in(text: str, fact: str, ends: Collection[str]) -> frozenset[str]:
    """The same of one text."""
    if fact not in text:
        return frozenset()
    pattern = re.compile(rf"{_APART}|(?<![\w.]){re.escape(fact)}\s*\.\s*(\w+(?:\s+\w+)*)", re.DOTALL)
    names = (_up_to(match[1].split(), ends) for match in pattern.finditer(text) if match[1])
    return frozenset(name for name in names if name)


def _up_to(words: list[str], ends: Collection[str]) -> str:
    stop = next((place for place, word in enumerate(words) if word in ends), len(words))
    return " ".join(words[:stop])


def parts_read(model: Model, fact: str, entries: Collection[str]) -> frozenset[tuple[str, ...]]:
    """The ways that texts go into a fact, () where one takes it as a whole; `entries`: the names it may have."""
    names = model_names(model)
    names = with_variables(names._replace(entries=names.entries | frozenset(entries)), (fact,))
    return frozenset(way for text, tests in _texts(model, fact) for way in _ways(text, names, fact, tests))


def _ways(text: str, names: Names, fact: str, tests: bool) -> Iterator[tuple[str, ...]]:  # noqa: FBT001
    parsed = (parse_unary_tests if tests else parse_expression)(text, names)
    if parsed.expr is not None:
        yield from (use.path for use in uses(parsed.expr) if use.name == fact)


def _texts(model: Model, word: str) -> Iterator[tuple[str, bool]]:
    """Every text of the model that has a word in it, and whether it is a cell of conditions.

    Large tables have very many texts, and most have the word in none: all are looked at together first.
    """
    for box in _boxes(model):
        for found, tests in ((list(texts_of(box)), False), (list(tests_of(box)), True)):
            if word in "\n".join(found):
                yield from ((text, tests) for text in set(found) if word in text)


def _boxes(model: Model) -> Iterator[Boxed]:
    yield from (decision.expression for decision in model.decisions if decision.expression is not None)
    yield from (function.function for function in model.functions)
