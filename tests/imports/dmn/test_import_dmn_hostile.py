"""Files from strangers: nothing raises, nothing grows beyond measure, and an error names its file."""

from __future__ import annotations

import random

import pytest
from tests.imports.dmn.building import decision, definitions, fact, needs, read, table, text

from creditrules.imports import Source
from creditrules.imports.dmn import read_dmn

SAMPLE = definitions(
    '<itemDefinition name="tA"><itemComponent name="n"><typeRef>long</typeRef></itemComponent></itemDefinition>',
    fact("a", "tA"),
    fact("Season", id_="s", variable=False),
    decision(
        "d1", table([("a.n", "string"), "season"], [("o", "string")], ["> 5", "Winter", "'x'"], ["-", "!(1)", "y"])
    ),
    decision("d2", text("${o == 'x' ? a.n : 1} + o"), "Two words", needs("d1", "i:s")),
    decision("d3", text('get or else(Two words, zip(["a"], [b.c]))'), arrows=needs("d2", "i:gone")),
    '<decisionService id="p" name="P"/>',
)


@pytest.mark.parametrize("seed", range(40))
def test_no_altered_file_makes_it_raise(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  (which bytes are altered is no secret)
    data = bytearray(SAMPLE)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(data))
        piece = chance.choice([b"", b'"', b"<", b"${", b"'", b"(", b"#", b"?", b"not ", b"in", SAMPLE[at : at + 40]])
        data[at : at + chance.randint(0, 9)] = piece
    imported = read_dmn({"m.dmn": bytes(data)}, chance.choice(list(Source)))
    assert all(one.place.startswith("m.dmn") for one in imported.diagnostics)
    assert bool(imported.models) == imported.ok


DEEP = 3_000


@pytest.mark.parametrize(
    "expression",
    [
        "${" + "(" * DEEP + "1" + ")" * DEEP + "}",
        "${" + "!" * DEEP + "a}",
        "${a" + ".b" * DEEP + "}",
        "${" + "-" * DEEP + "1}",
        "${" + "a?" * DEEP + "1}",
        "!" * DEEP + "a",
        "(" * DEEP + "a == 1" + ")" * DEEP,
        "a" + "['b']" * DEEP,
        "${" * DEEP,
        "'" * DEEP,
        "not " * DEEP + "a",
        'from json("' + "[" * DEEP + '")',
        "trim(" * DEEP + "a" + ")" * DEEP,
        "a" * 20_000 + "(",
    ],
)
def test_deep_and_long_texts_are_refused_or_read(expression: str) -> None:
    imported = read(fact("a"), decision("D", text(expression)), decision("E", table(["a"], ["r"], [expression, "1"])))
    assert bool(imported.models) == imported.ok


def test_items_that_contain_each_other() -> None:
    items = "".join(
        f'<itemDefinition name="t{one}"><typeRef>t{other}</typeRef></itemDefinition>' for one, other in ("ab", "ba")
    )
    imported = read(items, fact("x", "ta"), decision("D", table([("x", "tb", '"a"')], ["r"], ["a", "1"])))
    assert not imported.ok


def test_decisions_that_require_each_other() -> None:
    imported = read(
        decision("one", table([("out2", "number")], ["out1"], ["> 5", "1"]), "One", needs("two")),
        decision("two", table([("out1", "number")], ["out2"], ["> 5", "1"]), "Two", needs("one")),
    )
    assert "dmn.cycle" in [one.code for one in imported.diagnostics]


def test_files_that_import_each_other() -> None:
    def file(own: str, other: str) -> bytes:
        return definitions(
            f'<import name="i" namespace="urn:{other}"/>', decision("D", text("1")), namespace=f"urn:{own}"
        )

    imported = read_dmn({"a.dmn": file("a", "b"), "b.dmn": file("b", "a")}, Source.AUTO)
    assert bool(imported.models) == imported.ok


def test_too_many_files() -> None:
    imported = read_dmn({f"{number}.dmn": SAMPLE for number in range(65)}, Source.AUTO)
    assert [one.code for one in imported.diagnostics] == ["document.too-many-values"]
