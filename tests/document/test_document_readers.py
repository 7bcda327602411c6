"""YAML and JSON documents are read to the same plain values, with positions, and refused in words."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditrules.document import Document, DocumentLimits, canonical, read_document, read_json, read_yaml
from creditrules.errors import Severity

texts = st.text(st.characters(codec="utf-8", exclude_characters="\x85\u2028\u2029\ufeff"), max_size=12)
plain_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20).map(Decimal) | texts,
    lambda children: st.lists(children, max_size=4) | st.dictionaries(texts, children, max_size=4),
    max_leaves=20,
)


def codes(document: Document) -> list[str]:
    return [diagnostic.code for diagnostic in document.diagnostics]


@given(plain_values)
def test_canonical_json_reads_back_to_the_same_value(value: object) -> None:
    text = canonical(value)
    assert read_json(text).value == value
    assert canonical(read_json(text).value) == text


@given(plain_values)
def test_every_json_position_points_at_its_value(value: object) -> None:
    text = json.dumps(json.loads(canonical(value)), indent=1, ensure_ascii=False)
    document = read_json(text)
    lines = text.split("\n")
    for path, (line, column) in document.positions.items():
        part = document.value
        for step in path:
            part = part[step]  # type: ignore[index]
        found, _ = json.JSONDecoder(parse_int=Decimal).raw_decode(
            "\n".join([lines[line - 1][column - 1 :], *lines[line:]])
        )
        assert found == part


@given(st.text())
def test_no_text_makes_a_reader_raise(text: str) -> None:
    assert read_yaml(text).diagnostics or read_yaml(text).ok
    assert read_json(text).diagnostics or read_json(text).ok


@given(st.binary())
def test_no_bytes_make_a_reader_raise(content: bytes) -> None:
    assert read_yaml(content).diagnostics or read_yaml(content).ok
    assert read_json(content).diagnostics or read_json(content).ok


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("Yes", "Yes"),
        ("2026-01-01", "2026-01-01"),
        ("12:30:45", "12:30:45"),
        ("1_000", "1_000"),
        ("true", True),
        ("~", None),
        ("", None),
        ("0.10", Decimal("0.10")),
        ("-1e3", Decimal(-1000)),
        ("+.5", Decimal("0.5")),
        ("'12'", "12"),
        ('"true"', "true"),
        ("=", "="),
        ("< 18", "< 18"),
    ],
)
def test_yaml_scalars_follow_the_core_schema(scalar: str, value: object) -> None:
    read = read_yaml(f"key: {scalar}\n").value
    assert read == {"key": value}
    assert isinstance(read, dict)
    assert type(read["key"]) is type(value)


@pytest.mark.parametrize(
    ("text", "code", "position"),
    [
        ("a: 1\na: 2\n", "document.duplicate-key", (2, 1)),
        ("a: &x 1\n", "document.anchor", (1, 4)),
        ("a: 1\nb: *x\n", "document.alias", (2, 4)),
        ("a: !!python/object/apply:os.system [ls]\n", "document.tag", (1, 4)),
        ("a: !x y\n", "document.tag", (1, 4)),
        ("a:\n  <<: {b: 1}\n", "document.merge-key", (2, 3)),
        ("? [a]\n: b\n", "document.key", (1, 3)),
        ("a: 1\n---\nb: 2\n", "document.several", (2, 1)),
        ("a: 012\n", "document.ambiguous-number", (1, 4)),
        ("a: 0x1F\n", "document.ambiguous-number", (1, 4)),
        ("a: .inf\n", "document.number-not-finite", (1, 4)),
        ("a: .NaN\n", "document.number-not-finite", (1, 4)),
        ("a: 1e999999\n", "document.number-too-large", (1, 4)),
        ("a: 1e99999999999999999999999\n", "document.number-too-large", (1, 4)),
        ("a: 0.12345678901234567890123456789012345\n", "document.number-too-long", (1, 4)),
        ("a: [1, 2\nb: 3\n", "document.syntax", (2, 2)),
        ("a: b: c\n", "document.syntax", (1, 5)),
        ('a: "\\ud800"\n', "document.encoding", None),
        ("a: \x07\n", "document.syntax", None),
    ],
)
def test_yaml_is_refused_with_code_and_position(text: str, code: str, position: tuple[int, int] | None) -> None:
    document = read_yaml(text)
    assert document.value is None
    first = document.diagnostics[0]
    if code != "document.encoding" or first.code != "document.syntax":
        assert first.code == code
    if position is not None:
        assert (first.line, first.column) == position


@pytest.mark.parametrize(
    ("text", "code", "position"),
    [
        ('{"a": 1,\n "a": 2}', "document.duplicate-key", (2, 7)),
        ('{"a": NaN}', "document.number-not-finite", (1, 7)),
        ("[1, -Infinity]", "document.number-not-finite", (1, 5)),
        ('{"a": 1e999999}', "document.number-too-large", (1, 7)),
        ('{"a": 01}', "document.syntax", (1, 8)),
        ('{"a": 1,}', "document.syntax", None),
        ("", "document.syntax", (1, 1)),
        ('"\\ud800"', "document.encoding", (1, 1)),
        ("[" * 100_000, "document.too-deep", (1, 1)),
    ],
)
def test_json_is_refused_with_code_and_position(text: str, code: str, position: tuple[int, int] | None) -> None:
    document = read_json(text)
    assert document.value is None
    assert codes(document) == [code]
    if position is not None:
        assert (document.diagnostics[0].line, document.diagnostics[0].column) == position


def test_every_wrong_scalar_is_told_not_only_the_first() -> None:
    assert codes(read_yaml("a: 012\nb: &x 1\nb: 2\n")) == [
        "document.ambiguous-number",
        "document.anchor",
        "document.duplicate-key",
    ]


def test_an_exploding_yaml_does_not_explode() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    document = read_yaml("\n".join(lines))
    assert document.value is None
    assert set(codes(document)) == {"document.anchor", "document.alias"}


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "[{a: "])
def test_deep_yaml_is_refused(opening: str) -> None:
    document = read_yaml(opening * 20_000)
    assert codes(document)[-1] in {"document.too-deep", "document.syntax"}
    assert document.value is None


def test_limits_are_exact() -> None:
    limits = DocumentLimits(size=40, depth=2, nodes=4)
    assert read_json("[[1, 2]]", limits).ok
    assert read_yaml("[[1, 2]]", limits).ok
    for read in (read_json, read_yaml):
        assert codes(read("[[1, 2, 3]]", limits)) == ["document.too-many-values"]
        assert codes(read("[[[]]]", limits)) == ["document.too-deep"]
        assert codes(read('"' + "x" * 39 + '"', limits)) == ["document.too-large"]
        assert codes(read('"' + "花" * 13 + '"', limits)) == ["document.too-large"]
        assert read('"' + "x" * 38 + '"', limits).ok


def test_bytes_with_a_byte_order_mark_are_text() -> None:
    assert read_yaml(b"\xef\xbb\xbfa: 1").value == {"a": Decimal(1)}
    assert read_json(b"\xef\xbb\xbf[1]").value == [Decimal(1)]
    assert codes(read_json(b"\xff\xfe[")) == ["document.encoding"]


def test_the_position_of_something_absent_is_that_of_what_surrounds_it() -> None:
    document = read_yaml("rules:\n  - when: [1]\n")
    assert document.position(("rules", 0, "when", 0)) == (2, 12)
    assert document.position(("rules", 0, "then")) == (2, 5)


@pytest.mark.parametrize("text", ['{"a": [1]}', "{a: [1]}", "a:\n  - 1", " \n{a: [1], }"])
def test_a_text_may_be_yaml_or_json_whichever_it_is(text: str) -> None:
    assert read_document(text).value == {"a": [Decimal(1)]}


def test_what_looks_like_json_and_is_neither_is_judged_as_json() -> None:
    (problem,) = read_document('{"a": [1}').diagnostics
    assert (problem.line, problem.severity) == (1, Severity.ERROR)


SCRAPS = (
    '"a"',
    '"a:b"',
    '"\\u0061"',
    '"\\ud800"',
    '"é"',
    '"b"',
    "1",
    "-0",
    "1.50",
    "1e9999",
    "NaN",
    "null",
    "nul",
    " ",
)
scraps = st.sampled_from(SCRAPS)
colons = st.sampled_from([":", " : ", "::", ""])


@given(st.lists(st.tuples(scraps, scraps), max_size=4), colons, st.sampled_from("} ]x"))
def test_a_small_object_is_read_as_it_is_inside_of_a_list(entries: list[tuple[str, str]], colon: str, end: str) -> None:
    text = "{" + ",".join(f"{key}{colon}{value}" for key, value in entries) + "}" + end.replace("}", "")
    alone, inside = read_json(text), read_json(f"[{text}]")
    assert codes(alone) == codes(inside)
    assert ([alone.value] if alone.ok else None) == inside.value
    assert repr(alone.value) == (repr(inside.value[0]) if isinstance(inside.value, list) else "None")
