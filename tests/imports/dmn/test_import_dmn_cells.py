"""Dialect in cells and expressions: each is read as its product means it, and told."""

from __future__ import annotations

import pytest
from tests.imports.dmn.building import answer, decision, fact, read, refused, table, text, told

from creditrules.imports import Imported, Source

CELLS: list[tuple[str, str, object, object, str]] = [
    # the cell, the type of its column, a value that it takes, one that it does not, what is told
    ('== "A"', "string", "A", "B", "import.operator"),
    ('!= "A"', "string", "B", "A", ""),
    ('<> "A"', "string", "B", "A", "import.operator"),
    ("=< 5", "number", 5, 6, "import.operator"),
    ("≥ 5", "number", 5, 4, "import.operator"),
    ("> 5 && < 10", "number", 7, 10, "import.operator"),
    (">= 5 and < 10", "number", 5, 10, "import.test"),
    ("< 5 || > 10", "number", 11, 7, "import.operator"),
    ('== "A" || == "B"', "string", "B", "C", "import.operator"),
    ("'A'", "string", "A", "B", "import.quotes"),
    ("'A','B'", "string", "B", "C", "import.quotes"),
    ("“A”", "string", "A", "B", "import.quotes"),
    ("'it''s'", "string", "it's", "it", "import.quotes"),
    ('"A" or "B"', "string", "B", "C", "import.test"),
    ('"A", "B",', "string", "B", "C", "import.test"),
    ('in ("A", "B")', "string", "B", "C", "import.test"),
    ('IN ("A", "B")', "string", "B", "C", "import.word"),
    ('not in ("A", "B")', "string", "C", "B", "import.test"),
    ("in [1..3]", "number", 3, 4, "import.test"),
    ("between 1 and 3", "number", 3, 4, "import.test"),
    ("not (5)", "number", 4, 5, ""),
    ("NOT(5)", "number", 4, 5, "import.word"),
    ("!(5)", "number", 4, 5, "import.operator"),
    ("TRUE", "boolean", True, False, "import.word"),
    ("yes", "boolean", True, False, "import.word"),
    ('"true"', "boolean", True, False, "import.word"),
    ("NULL", "string", None, "A", "import.word"),
    ("empty", "string", None, "A", "import.test"),
    ("not empty", "string", "A", None, "import.test"),
    ("! > 3", "number", 3, 4, "import.test"),
    ("not > 3", "number", 3, 4, "import.test"),
    ("x > 5", "number", 6, 5, "import.test"),
    ("x > 5 and x < 8 or x = 1", "number", 1, 8, "import.test"),
    ('starts with(x, "A")', "string", "AB", "B", "import.test"),
    ("is null", "string", None, "A", "import.test"),
    ("is not null", "string", "A", None, "import.test"),
    ("null", "string", None, "A", ""),
    ('contains "b"', "string", "abc", "xyz", "import.test"),
    ('starts with "a"', "string", "abc", "xyz", "import.test"),
    ('not contains "b"', "string", "xyz", "abc", "import.test"),
    ('=~ "^a"', "string", "abc", "xyz", "import.test"),
    ("Very High", "string", "Very High", "Low", "import.text"),
    ("Gold, Silver", "string", "Silver", "Low", "import.text"),
    ("not(Gold)", "string", "Silver", "Gold", "import.text"),
    ("5 // at least", "number", 5, 6, ""),
    ("> 5 /* so */", "number", 6, 5, ""),
    (
        "> date and time('2020-01-31T00:00:00')",
        "dateTime",
        "2020-01-31T00:00:01",
        "2020-01-31T00:00:00",
        "import.quotes",
    ),
    ("2020-01-31", "date", "2020-01-31", "2020-02-01", "import.date"),
    ("< 2020-01-31", "date", "2020-01-30", "2020-01-31", "import.date"),
    ("[2020-01-01..2020-12-31]", "date", "2020-12-31", "2021-01-01", "import.date"),
    ('"2020-01-31"', "date", "2020-01-31", "2020-02-01", "import.date"),
    ("date('2020-01-31')", "date", "2020-01-31", "2020-02-01", "import.quotes"),
    ("< date:toDate('2020-01-31')", "date", "2020-01-30", "2020-01-31", "import.quotes"),
    ('> date and time("2020-01-31T00:00:00")', "date", "2020-01-31T12:00:00", "2020-01-30T00:00:00", "import.type"),
    ("${x > 5}", "number", 6, 5, "import.language"),
    ("#{x gt 5 and x lt 8}", "number", 6, 8, "import.language"),
    ("${cellInput == 'A'}", "string", "A", "B", "import.language"),
    ("${x.startsWith('A')}", "string", "Abc", "B", "import.language"),
    ("${x == 'A' ? true : false}", "string", "A", "B", "import.language"),
    ("${empty x}", "string", "", "B", "import.language"),
    ("${not empty x}", "string", "B", "", "import.language"),
    ("> ${4 + 1}", "number", 6, 5, "import.language"),
]


@pytest.mark.parametrize(("cell", "type_", "yes", "no", "code"), CELLS)
def test_a_cell_takes_what_its_author_means(cell: str, type_: str, yes: object, no: object, code: str) -> None:
    imported = read(fact("x", type_), decision("D", table([("x", type_)], ["r"], [cell, '"yes"'], ["-", '"no"'])))
    assert answer(imported, "D", {"x": yes}) == "yes"
    assert answer(imported, "D", {"x": no}) == "no"
    assert (code in told(imported)) == bool(code)
    assert bool(imported.interpretations) == bool(code)


COLLECTIONS = [
    ('${collection:contains(x, "a")}', ["a", "b"], ["b"]),
    ('${collection:notContains(x, "a")}', ["b"], ["a", "b"]),
    ('${collection:containsAny(x, \'"a","b"\')}', ["b", "c"], ["c"]),
    ('${collection:notContainsAny(x, \'"a","b"\')}', ["c"], ["b"]),
    ('${collection:allOf(x, \'"a","b"\')}', ["a", "b", "c"], ["a"]),
    ('${collection:noneOf(x, \'"a","b"\')}', ["c"], ["a", "c"]),
    ('${collection:notAllOf(x, \'"a","b"\')}', ["a"], ["a", "b"]),
    ('${collection:anyOf(\'"a","b"\', x)}', "b", "c"),
    ('${collection:noneOf(\'"a","b"\', x)}', "c", "b"),
    ("${collection:anyOf(x, 'VIP, GOLD')}", ["GOLD", "c"], ["VIP, GOLD"]),
    ('${collection:noneOf(x, "VIP,GOLD")}', ["c"], ["VIP"]),
    ("${collection:in(x, '10,20')}", [10, 20, 30], [10]),
]


@pytest.mark.parametrize(("cell", "yes", "no"), COLLECTIONS)
def test_flowables_collection_functions(cell: str, yes: object, no: object) -> None:
    imported = read(decision("D", table(["x"], ["r"], [cell, '"yes"'], ["-", '"no"'])), source=Source.FLOWABLE)
    assert answer(imported, "D", {"x": yes}) == "yes"
    assert answer(imported, "D", {"x": no}) == "no"


EXPRESSIONS: list[tuple[str, dict[str, object], object]] = [
    ("a == 1 && b != 2", {"a": 1, "b": 3}, True),
    ("a == 1 || !(b == 2)", {"a": 2, "b": 2}, False),
    ("!c and a > 0", {"a": 1, "c": False}, True),
    ("if a > 1 THEN 'x' ELSE 'y'", {"a": 2}, "x"),
    ("${a + b * 2}", {"a": 1, "b": 2}, 5),
    ("${a > 1 ? 'big' : 'small'}", {"a": 1}, "small"),
    ("${(a + b) * 2}", {"a": 1, "b": 2}, 6),
    ("${a - (b - 1)}", {"a": 5, "b": 3}, 3),
    ("${a / b / 2}", {"a": 8, "b": 2}, 2),
    ("${a % 3}", {"a": 8}, 2),
    ("${!c || a == 1}", {"a": 1, "c": True}, True),
    ("max(a, b) >= 5 ? 'hi' : 'lo'", {"a": 6, "b": 1}, "hi"),
    ("a + 1;", {"a": 1}, 2),
    ("a <> 5 AND b IN (1, 2)", {"a": 4, "b": 2}, True),
    ("s === 'a' && a !== 'b'", {"s": "a", "a": "c"}, True),
    ("a > 5 ? 'a' : a > 3 ? 'b' : 'c'", {"a": 4}, "b"),
    ("${max(a, b)}", {"a": 6, "b": 1}, 6),
    ("${s.toUpperCase()}", {"s": "abc"}, "ABC"),
    ("${s.substring(1, 3)}", {"s": "abcd"}, "bc"),
    ("${s.length() gt 2}", {"s": "abc"}, True),
    ("${s.trim().isEmpty()}", {"s": "  "}, True),
    ("${l.contains('a')}", {"l": ["a"]}, True),
    ("${l.contains('a')}", {"l": "cat"}, True),
    ("${l.size()}", {"l": ["a", "b"]}, 2),
    ("${m['k']}", {"m": {"k": 7}}, 7),
    ("${l[0]}", {"l": [7, 8]}, 7),
    ("Dear ${s}!", {"s": "Ann"}, "Dear Ann!"),
    ("trim(s)", {"s": " a "}, "a"),
    ("is defined(a)", {"a": None}, False),
    ("get or else(a, 5)", {"a": None}, 5),
    ("is blank(s)", {"s": "  "}, True),
    ("is empty(l)", {"l": []}, True),
    ("assert(a, a > 1)", {"a": 2}, 2),
    ("partition(l, 2)", {"l": [1, 2, 3]}, [[1, 2], [3]]),
    ("partition(l, 2)", {"l": []}, []),
    ("duplicate values(l)", {"l": [1, 2, 1]}, [1]),
    ('from json("{\\"a\\": [1, 2.5, null]}").a[2]', {}, 2.5),
    ("notContainsAny(l, [1, 2])", {"l": [3]}, True),
    ("containsAny(l, [1, 2])", {"l": [2, 3]}, True),
    ("containsOnly(l, [1, 2])", {"l": [2, 3]}, False),
    ('zip(["a", "b"], [l, m])', {"l": [1, 2], "m": [3, 4]}, [{"a": 1, "b": 3}, {"a": 2, "b": 4}]),
    ('last day of month(date("2024-02-03")).day', {}, 29),
    ('dayAdd(date("2024-02-28"), 2).day', {}, 1),
    ('dayDiff(date("2024-02-28"), date("2024-03-01"))', {}, 2),
    ('monthDiff(date("2024-01-31"), date("2025-03-01"))', {}, 13),
    ("left(s, 2) + right(s, 1) + mid(s, 2, 2)", {"s": "abcd"}, "abdbc"),
    ("len(s) + round(2.345, 2)", {"s": "ab"}, 4.35),
    ("isNumeric(s)", {"s": "-1.5"}, True),
    ("isAlpha(s)", {"s": "añb"}, True),
    ("a * get or else(b, 1 + 1)", {"a": 3, "b": None}, 6),
    ("power(a + 1, 2)", {"a": 2}, 9),
]


@pytest.mark.parametrize(("expression", "facts", "value"), EXPRESSIONS)
def test_an_expression_says_what_its_author_means(expression: str, facts: dict[str, object], value: object) -> None:
    imported = read(*(fact(name) for name in facts), decision("D", text(expression)))
    found = answer(imported, "D", facts)
    assert found == value or (isinstance(value, float) and float(str(found)) == value)
    assert imported.interpretations


FEEL = [
    ("a = 1 and b != 2", {"a": 1, "b": 3}, True),
    ('contains(s, "it\'s")', {"s": "it's"}, True),
    ('if s = "== &&" then 1 else 2', {"s": "== &&"}, 1),
    ("not(c)", {"c": False}, True),
    ("count(l[item > 1])", {"l": [1, 2, 3]}, 2),
    ("{trim: function(x) x + 1, y: trim(1)}.y", {}, 2),
]


@pytest.mark.parametrize(("expression", "facts", "value"), FEEL)
def test_what_is_feel_stays_as_it_is(expression: str, facts: dict[str, object], value: object) -> None:
    imported = read(*(fact(name) for name in facts), decision("D", text(expression)))
    assert answer(imported, "D", facts) == value
    assert imported.interpretations == ()


@pytest.mark.parametrize("language", ["javascript", "http://www.groovy-lang.org", "python", "jexl", "java"])
def test_another_language_is_refused_with_its_place(language: str) -> None:
    imported = read(fact("a"), decision("D", text("a.map(x => x * 2)", language)))
    assert refused(imported) == [("import.foreign", "m.dmn.decisions.D")]


def test_what_every_language_says_alike_is_read() -> None:
    rows = (["5", "'low'"], ["-", "grade"])
    imported = read(
        fact("grade"),
        fact("x"),
        decision("D", table(["x"], ["r"], *rows, language="javascript")),
        source=Source.CAMUNDA7,
    )
    assert answer(imported, "D", {"x": 5}) == "low"
    assert answer(imported, "D", {"x": 6, "grade": "top"}) == "top"
    assert told(imported)["import.language"] == 4


@pytest.mark.parametrize(
    "expression",
    ["uuid()", "random number()", "from json(s)", "to base64(s)", "string format(s, {a: 1})", "text(1, s)"],
)
def test_functions_without_a_counterpart_are_refused(expression: str) -> None:
    codes = refused_codes(read(fact("s"), decision("D", text(expression))))
    assert "import.function" in codes


@pytest.mark.parametrize("expression", ["${s.matches2('a')}", "${bean.decide(s)}", "${s +}", "${s[i]}", "${f:g(s)}"])
def test_juel_that_feel_cannot_say_is_refused(expression: str) -> None:
    assert refused(read(fact("s"), decision("D", text(expression)))) == [("import.language", "m.dmn.decisions.D")]


def test_a_tilde_is_refused_as_products_differ() -> None:
    imported = read(decision("D", table([("x", "string")], ["r"], ['~ "a"', "1"])))
    assert refused(imported) == [("import.operator", "m.dmn.decisions.D.rules[1].inputs[1]")]


def test_a_called_name_that_is_no_function_is_an_error_and_no_fact() -> None:
    imported = read(decision("D", table(["x"], ["r"], ['startsWith(?, "A")', "1"])))
    assert [one.code for one in imported.diagnostics] == ["feel.unknown-function"]
    assert imported.models == ()


def refused_codes(imported: Imported) -> list[str]:
    assert imported.models == ()
    return [one.code for one in imported.diagnostics]
