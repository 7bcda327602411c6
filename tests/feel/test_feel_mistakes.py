"""Typical mistakes of authors, one or several in a text: all are told, nothing else is, and the safe mends mend them.

tests/feel/mistakes holds the texts. Under each stand its diagnostics in order: the code, the text that is marked, a
part of the hint; and after `=>` what the safe mends make of it. With UPDATE_MISTAKES=1 what stands under the texts is
written anew, to be read before it is committed. `python -m tests.feel.test_feel_mistakes` prints how many texts and
mistakes there are and are told.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from creditrules.errors import Diagnostic, mended
from creditrules.feel import (
    BOOLEAN,
    DATE,
    NUMBER,
    STRING,
    Checked,
    ContextType,
    ListType,
    Type,
    check_expression,
    check_unary_tests,
    parse_expression,
    parse_unary_tests,
)

FOLDER = Path(__file__).parent / "mistakes"
SCOPE: dict[str, Type] = {
    "age": NUMBER,
    "income": NUMBER,
    "status": STRING,
    "state": STRING,
    "married": BOOLEAN,
    "born": DATE,
    "monthly income": NUMBER,
    "loan": ContextType((("amount", NUMBER), ("rate", NUMBER))),
    "loans": ListType(ContextType((("amount", NUMBER), ("rate", NUMBER)))),
    "tags": ListType(STRING),
}
TESTED: dict[str, Type] = {"number": NUMBER, "string": STRING, "date": DATE, "boolean": BOOLEAN}
ROUNDS = 4


@dataclass(frozen=True)
class Mistake:
    """A text and what is told of it; `cell` is the tested type where it is a cell's."""

    text: str
    cell: str
    told: tuple[str, ...]
    mended: str

    def __str__(self) -> str:
        return f"{self.cell}: {self.text}" if self.cell else self.text


def read(path: Path) -> Iterator[Mistake]:
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        if lines:
            cell, _, rest = lines[0].partition(": ")
            text, cell = (rest, cell) if cell in TESTED else (lines[0], "")
            told = tuple(line.strip() for line in lines[1:] if not line.startswith("=>"))
            after = next((line.removeprefix("=>").strip() for line in lines if line.startswith("=>")), "")
            yield Mistake(text, cell, told, after)


MISTAKES = [mistake for path in sorted(FOLDER.glob("*.txt")) for mistake in read(path)]


def checked(text: str, cell: str) -> Checked:
    names = frozenset(SCOPE)
    if cell:
        return check_unary_tests(parse_unary_tests(text, names), SCOPE, TESTED[cell])
    return check_expression(parse_expression(text, names), SCOPE)


def line(diagnostic: Diagnostic) -> str:
    marked = diagnostic.source[slice(*diagnostic.span)] if diagnostic.span else ""
    return f"{diagnostic.code} | {marked} | {diagnostic.hint}"


def safely_mended(text: str, cell: str) -> str:
    for _ in range(ROUNDS):
        found = checked(text, cell).diagnostics
        safe = [fix for diagnostic in found for fix in diagnostic.fixes[:1] if fix.safe]
        if not safe:
            break
        text = mended(text, safe)
    return text


def test_a_change_and_an_insertion_at_its_end_are_not_made_at_once() -> None:
    assert safely_mended('5 in [1..5] =>"true', "") == "5 in [1..5] >=true"


def test_a_range_whose_ends_have_half_a_bracket_is_not_put_into_brackets() -> None:
    assert safely_mended("(>10)...1enl", "") == "(>10)...1enl"
    assert safely_mended("5 in 1..(2 + 3)", "") == "5 in [1..(2 + 3)]"


def written(mistake: Mistake) -> str:
    lines = [str(mistake), *(f"  {line(one)}".rstrip() for one in checked(mistake.text, mistake.cell).diagnostics)]
    after = safely_mended(mistake.text, mistake.cell)
    return "\n".join([*lines, *([f"=> {after}"] if after != mistake.text else [])])


def holds(told: str, diagnostic: Diagnostic) -> bool:
    code, marked, hint = f"{told} ".split(" | ", 2)
    actual = line(diagnostic).split(" | ", 2)
    return (code, marked.strip()) == (actual[0], actual[1].strip()) and hint.strip() in actual[2]


def test_the_tables_are_up_to_date_when_asked() -> None:
    if os.environ.get("UPDATE_MISTAKES"):
        for path in sorted(FOLDER.glob("*.txt")):
            text = path.read_text(encoding="utf-8")
            head = text[: text.index("\n\n")] if text.startswith("#") else ""
            blocks = [head, *map(written, read(path))]
            path.write_text("\n\n".join(filter(None, blocks)) + "\n", encoding="utf-8")
    assert len(MISTAKES) > 40


@pytest.mark.parametrize("mistake", MISTAKES, ids=str)
def test_all_mistakes_of_a_text_are_told_and_nothing_else(mistake: Mistake) -> None:
    found = checked(mistake.text, mistake.cell).diagnostics
    assert len(found) == len(mistake.told), [line(one) for one in found]
    for told, one in zip(mistake.told, found, strict=True):
        assert holds(told, one), f"{told!r} is wanted, {line(one)!r} is told"


@pytest.mark.parametrize("mistake", MISTAKES, ids=str)
def test_who_asks_for_no_more_than_the_tree_has_the_same_one(mistake: Mistake) -> None:
    parse = parse_unary_tests if mistake.cell else parse_expression
    for text in (mistake.text, mistake.mended or mistake.text):
        whole, brief = parse(text, SCOPE), parse(text, SCOPE, told=False)
        assert (brief.text, repr(brief.expr), brief.plain) == (whole.text, repr(whole.expr), whole.plain)
        assert bool(brief.diagnostics) == bool(whole.diagnostics)


@pytest.mark.parametrize("mistake", MISTAKES, ids=str)
def test_the_safe_mends_mend(mistake: Mistake) -> None:
    after = safely_mended(mistake.text, mistake.cell)
    assert after == (mistake.mended or mistake.text)
    if mistake.mended:
        left = checked(after, mistake.cell).diagnostics
        assert not any(fix.safe for one in left for fix in one.fixes[:1])


def _figures() -> str:
    told = sum(len(mistake.told) for mistake in MISTAKES)
    exact = sum(
        len(found) == len(mistake.told) and all(map(holds, mistake.told, found))
        for mistake in MISTAKES
        for found in [checked(mistake.text, mistake.cell).diagnostics]
    )
    several = sum(len(mistake.told) > 1 for mistake in MISTAKES)
    hinted = sum(bool(one.hint) for mistake in MISTAKES for one in checked(mistake.text, mistake.cell).diagnostics)
    safe = [mistake for mistake in MISTAKES if mistake.mended]
    clean = sum(checked(safely_mended(mistake.text, mistake.cell), mistake.cell).ok for mistake in safe)
    return (
        f"{len(MISTAKES)} texts with {told} mistakes, {several} texts with more than one: told exactly in {exact}; "
        f"{hinted} mistakes with a hint; {len(safe)} texts mended safely, {clean} of them without errors afterwards."
    )


if __name__ == "__main__":
    sys.stdout.write(_figures() + "\n")
