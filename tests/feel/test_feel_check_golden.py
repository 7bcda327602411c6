"""What authors are told, word for word: tests/feel/golden holds each wrong text with the message it gets.

With UPDATE_GOLDEN=1 the file is written anew from the texts in it, to be read before it is committed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from creditrules.feel import (
    BOOLEAN,
    DATE,
    NUMBER,
    STRING,
    ContextType,
    FunctionType,
    ListType,
    Type,
    check_expression,
    check_unary_tests,
    parse_expression,
    parse_unary_tests,
)

GOLDEN = Path(__file__).parent / "golden" / "diagnostics.txt"
MARK = ">>> "
SCOPE: dict[str, Type] = {
    "age": NUMBER,
    "status": STRING,
    "married": BOOLEAN,
    "born": DATE,
    "monthly income": NUMBER,
    "loan": ContextType((("amount", NUMBER), ("rate", NUMBER))),
    "loans": ListType(ContextType((("amount", NUMBER), ("rate", NUMBER)))),
    "instalment": FunctionType((("principal", NUMBER), ("rate", NUMBER)), NUMBER),
}


def blocks() -> Iterator[tuple[str, str]]:
    text, told = "", list[str]()
    for line in [*GOLDEN.read_text(encoding="utf-8").splitlines(), MARK]:
        if line.startswith(MARK):
            if text:
                yield text, "\n".join(told).rstrip()
            text, told = line.removeprefix(MARK), []
        elif text:
            told.append(line)


def messages(text: str) -> str:
    names = frozenset(SCOPE)
    if text.startswith("cell "):
        checked = check_unary_tests(parse_unary_tests(text.removeprefix("cell "), names), SCOPE, NUMBER)
    else:
        checked = check_expression(parse_expression(text, names), SCOPE)
    return "\n".join(diagnostic.render() for diagnostic in checked.diagnostics)


def test_the_golden_file_is_up_to_date_when_asked() -> None:
    if os.environ.get("UPDATE_GOLDEN"):
        written = "\n\n".join(f"{MARK}{text}\n{messages(text)}" for text, _ in blocks())
        GOLDEN.write_text(written + "\n", encoding="utf-8")
    assert len(list(blocks())) > 50


@pytest.mark.parametrize(("text", "told"), list(blocks()), ids=[text for text, _ in blocks()])
def test_the_author_is_told(text: str, told: str) -> None:
    assert messages(text) == told
