"""Names that no plain language takes, wherever a name may stand: kept, or renamed alike everywhere, and told."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

import pytest
from tests.imports.dmn.building import answer, decision, fact, needs, read, table, text, told

ODD = [
    "loan.amount",
    "1st rate",
    "a/b",
    "x-y",
    "n*m",
    "customer's age",
    "收入",
    "Größe",
    "Gro\u0308ße 2",
    "for sale",
    "a+b",
]


def knowledge(name: str, parameters: list[str], body: str) -> str:
    formal = "".join(f"<formalParameter name={quoteattr(one)}/>" for one in parameters)
    return (
        f'<businessKnowledgeModel id="k_{name}" name="{name}"><variable name="{name}"/>'
        f"<encapsulatedLogic>{formal}{text(body)}</encapsulatedLogic></businessKnowledgeModel>"
    )


def invocation(name: str, bindings: dict[str, str]) -> str:
    given = "".join(
        f"<binding><parameter name={quoteattr(key)}/>{text(value)}</binding>" for key, value in bindings.items()
    )
    return f"<invocation>{text(name)}{given}</invocation>"


def context(**entries: str) -> str:
    return context_of(list(entries.items()))


def context_of(entries: list[tuple[str, str]], result: str = "") -> str:
    parts = [f"<contextEntry><variable name={quoteattr(key)}/>{text(value)}</contextEntry>" for key, value in entries]
    last = f"<contextEntry>{text(result)}</contextEntry>" if result else ""
    return f"<context>{''.join(parts)}{last}</context>"


@pytest.mark.parametrize("name", ODD)
def test_odd_names_of_every_part(name: str) -> None:
    item = f"<itemDefinition name='tA'><itemComponent name={quoteattr(name)}><typeRef>long</typeRef></itemComponent>"
    imported = read(
        f"{item}</itemDefinition>",
        fact("c", "tA", "c"),
        fact(name, "number", "i"),
        knowledge("f", [name], f"{name} + 1"),
        decision("d1", invocation("f", {name: f"{name} * 2"}), arrows=needs("i:i", "f:k_f")),
        decision("d2", text(f"c.{name} + 1"), arrows=needs("i:c")),
        decision("d3", context_of([(name, "c0 + 1"), ("z", f"{name} + 1")], f"{name} + z"), arrows=needs("i:c0")),
        fact("c0", "number", "c0"),
    )
    assert answer(imported, "d1", {name: 4}) == 9
    assert answer(imported, "d2", {"c": {name: 4}}) == 5
    assert answer(imported, "d3", {"c0": 4}) == 11
    assert imported.interpretations == ()


@pytest.mark.parametrize("name", ["if", "then", "in", "for", "and", "return", "null", "not"])
def test_words_of_the_language_as_names(name: str) -> None:
    item = f"<itemDefinition name='tA'><itemComponent name='{name}'><typeRef>long</typeRef></itemComponent>"
    imported = read(
        f"{item}</itemDefinition>",
        fact("c", "tA", "c"),
        fact(name, "number", "i"),
        knowledge("f", [name], f"if {name} > 1 and not({name} = 5) then {name} else 0"),
        decision("d1", invocation("f", {name: name}), arrows=needs("i:i", "f:k_f")),
        decision("d2", text(f"c.{name} + 1"), arrows=needs("i:c")),
        decision("d3", context_of([(name, "1"), ("z", f"{name} + 1")], f"[{name}, z]")),
    )
    assert answer(imported, "d1", {f"{name}_": 4}) == 4
    assert answer(imported, "d1", {f"{name}_": 5}) == 0
    assert answer(imported, "d2", {"c": {f"{name}_": 4}}) == 5
    assert answer(imported, "d3", {}) == [1, 2]
    assert set(told(imported)) == {"import.name"}
    assert {one.place.partition(".")[0] for one in imported.interpretations} == {
        "types",
        "facts",
        "functions",
        "decisions",
    }


def test_a_name_with_a_sign_is_read_in_the_scope_of_its_decision() -> None:
    imported = read(
        fact("amount/term", "number", "o"),
        fact("amount", "number", "a"),
        fact("term", "number", "t"),
        decision("D", text("amount/term"), arrows=needs("i:a", "i:t")),
        decision("E", text("amount/term + 1"), arrows=needs("i:o")),
    )
    assert answer(imported, "D", {"amount": 10, "term": 2}) == 5
    assert answer(imported, "E", {"amount/term": 7}) == 8
    assert imported.interpretations == ()


def test_one_letter_written_in_two_ways() -> None:
    imported = read(fact("Größe", "number", "g"), decision("D", text("Gro\u0308ße + 1"), arrows=needs("i:g")))
    assert answer(imported, "D", {"Größe": 5}) == 6


def test_names_in_backticks() -> None:
    imported = read(decision("D", text("`first-name` + a.`b c`")), decision("E", text("`x` + 1")))
    assert answer(imported, "D", {"first-name": "x", "a": {"b c": "y"}}) == "xy"
    assert answer(imported, "E", {"x": 1}) == 2


def test_an_equals_sign_before_an_expression() -> None:
    columns = table(["= x"], ["r"], ["= 5", "= 1"], ["-", "0"])
    imported = read(fact("x", "number"), decision("D", text("=x + 1")), decision("E", columns))
    assert answer(imported, "D", {"x": 5}) == 6
    assert answer(imported, "E", {"x": 5}) == 1
    assert told(imported) == {"import.operator": 3}


@pytest.mark.parametrize("name", ["1stApplicant.income", "customer's age", "Net Income", "a.2nd line.x"])
def test_columns_of_odd_names_that_nothing_declares(name: str) -> None:
    imported = read(decision("D", table([(name, "number")], ["r"], ["> 5", "1"], ["-", "0"])))
    given: object = 9
    for step in reversed(name.split(".")):
        given = {step: given}
    assert isinstance(given, dict)
    assert answer(imported, "D", given) == 1


def test_an_output_with_a_dot_and_an_identifier_with_dots() -> None:
    rating = table([("score", "number")], [("risk.score", "number")], ["> 5", "1"], ["-", "0"])
    imported = read(
        decision("com.bank.rating", rating, "Rating"),
        decision("d2", text("risk.score + com.bank.rating"), "D", needs("com.bank.rating")),
    )
    assert answer(imported, "D", {"score": 9}) == 2
    assert told(imported) == {"import.name": 2, "import.fact": 1}


def test_every_interpretation_has_a_place_and_a_line() -> None:
    item = "<itemDefinition name='tA'><itemComponent name='n'><typeRef>json</typeRef></itemComponent></itemDefinition>"
    imported = read(
        item,
        fact("a", "java.lang.Long"),
        decision("D", table([("a", "string")], [("o", "java.lang.String")], ["== 5", "'x'"], policy="F"), variable="d"),
    )
    assert {(one.code, one.place) for one in imported.interpretations} == {
        ("import.type", "types.tA.n"),
        ("import.type", "facts.a"),
        ("import.type", "decisions.d.inputs[1]"),
        ("import.type", "decisions.d.outputs[1]"),
        ("import.hit-policy", "decisions.d"),
        ("import.operator", "decisions.d.rules[1].inputs[1]"),
        ("import.quotes", "decisions.d.rules[1].outputs[1]"),
    }
    assert all(one.line == 1 and one.column and one.why for one in imported.interpretations)


def test_every_error_says_what_to_write() -> None:
    imported = read(
        fact("x", "number", "i"), knowledge("f", ["a"], "a + x"), decision("D", text("f(1")), decision("E", text("["))
    )
    assert len(imported.diagnostics) > 2
    assert all(one.hint for one in imported.diagnostics)
