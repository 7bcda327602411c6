"""The checker says what is wrong with a model, where, and what to do; golden, word for word."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from creditrules.dmn import CheckedModel, check_model, locate, read_model
from creditrules.document import read_yaml
from creditrules.errors import Severity
from creditrules.feel import NUMBER, STRING, ContextType

FACTS = """
facts:
  - {name: age, type: number, allowedValues: "[0..150]"}
  - {name: monthly income, type: number}
  - {name: tier, type: Tier}
  - {name: client, type: Client}
types:
  - {name: Tier, type: string, allowedValues: '"A", "B"'}
  - {name: Client, type: context, entries: [{name: tier, type: Tier}, {name: since, type: date}]}
"""


def checked_of(text: str) -> CheckedModel:
    value = read_yaml(text).value
    assert isinstance(value, Mapping)
    read = read_model(value)
    assert read.model is not None, read.diagnostics
    return check_model(read.model, {"product": ContextType((("kind", STRING), ("price", NUMBER)))})


def table(
    rule: str, *, inputs: str = "[age]", outputs: str = "[{name: out, type: string}]", policy: str = "FIRST"
) -> str:
    return f"""{FACTS}
decisions:
  - name: D
    table: {{hitPolicy: {policy}, inputs: {inputs}, outputs: {outputs}, rules: [{rule}]}}
"""


GOLDEN = {
    "result that is not allowed": (
        table("['-', '\"C\"']", outputs="[{name: out, type: Tier}]"),
        'decisions.D.rules[1].outputs[1]: "C" is not among the allowed values "A", "B". [dmn.not-allowed]',
    ),
    "cell that never matches": (
        table("['\"C\"', null]", inputs="[tier]"),
        (
            'decisions.D.rules[1].inputs[1]: "C" never matches: it is not among the allowed values "A", "B". '
            "[dmn.never-matches]\n  hint: Correct the value, or allow it."
        ),
    ),
    "entry cell that never matches": (
        table('[\'"C", "D"\', null]', inputs="[client.tier]"),
        (
            'decisions.D.rules[1].inputs[1]: "C", "D" never matches: it is not among the allowed values "A", "B". '
            "[dmn.never-matches]\n  hint: Correct the value, or allow it."
        ),
    ),
    "value of a cell that never matches": (
        table('[\'"A", "C"\', null]', inputs="[tier]"),
        (
            'decisions.D.rules[1].inputs[1]: "C" never matches: the allowed values are "A", "B". '
            "[dmn.never-matches]\n  hint: Correct the value, or allow it."
        ),
    ),
    "comparison that never matches": (
        table("['> \"B\"', null]", inputs="[tier]"),
        (
            'decisions.D.rules[1].inputs[1]: > "B" never matches: none of the allowed values "A", "B" meets it. '
            "[dmn.never-matches]\n  hint: Correct the value, or allow it."
        ),
    ),
    "unknown type": (
        f"{FACTS}\ndecisions: [{{name: D, type: Teir, expression: tier}}]",
        "decisions.D.type: There is no type \"Teir\". [dmn.unknown-type]\n  hint: Did you mean 'Tier'?",
    ),
    "type that contains itself": (
        "types: [{name: A, type: list<B>}, {name: B, type: A}]",
        "types.B.type: The type A contains itself: A → B → A. [dmn.type-cycle]",
    ),
    "circle": (
        "decisions: [{name: A, expression: B + 1}, {name: B, expression: C}, {name: C, expression: A}]",
        "decisions.A: A requires itself: A → B → C → A. [dmn.cycle]",
    ),
    "function that requires itself": (
        "functions: [{name: f, parameters: [x], expression: f(x)}]",
        "functions.f: f requires itself: f → f. [dmn.cycle]",
    ),
    "unknown requirement": (
        f"{FACTS}\ndecisions: [{{name: D, requires: [agee], expression: '1'}}]",
        "decisions.D: There is no \"agee\". [dmn.unknown-requirement]\n  hint: Did you mean 'age'?",
    ),
    "declared type against result": (
        f"{FACTS}\ndecisions: [{{name: D, type: number, list: ['\"a\"']}}]",
        "decisions.D: The result is list<string> where number is declared. [dmn.type]",
    ),
    "condition": (
        f"{FACTS}\ndecisions: [{{name: D, conditional: {{if: age, then: 1, else: 2}}}}]",
        "decisions.D.if: The condition is number, neither true nor false. [dmn.type]",
    ),
    "priorities": (
        table("['-', null]", policy="PRIORITY"),
        (
            "decisions.D.outputs[1]: "
            "PRIORITY needs the output's allowed values, in order of priority. [dmn.no-priorities]\n"
            '  hint: Give "allowedValues" as a list of constants.'
        ),
    ),
    "sum of texts": (
        table("['-', null]", policy="C+"),
        "decisions.D.outputs[1]: SUM needs numbers. [dmn.aggregation]",
    ),
    "row ids": (
        table("{id: a, when: ['-'], then: [null]}, {id: a, when: ['-'], then: [null]}"),
        (
            'decisions.D.rules[2]: Rows 1 and 2 have the same id "a". [dmn.duplicate-id]\n'
            "  hint: Ids name rows in reasons."
        ),
    ),
    "column against fact": (
        table("['-', null]", inputs="[{expression: age, type: string}]"),
        "decisions.D.inputs[1]: age is number, the column is declared string. [dmn.type]",
    ),
    "foreign function": (
        """functions:
  - {name: f, kind: JAVA, parameters: [x], context: [{name: class, expression: '"java.lang.System"'},
     {name: method signature, expression: '"exit(int)"'}]}""",
        (
            "functions.f: java.lang.System.exit(int) is not run here. [dmn.foreign-function]\n"
            "  hint: Only FEEL is evaluated, and a few functions of Java's standard library; translate it."
        ),
    ),
}


@pytest.mark.parametrize(("text", "message"), GOLDEN.values(), ids=GOLDEN.keys())
def test_messages_are_fixed_word_for_word(text: str, message: str) -> None:
    assert [each.render() for each in checked_of(text).diagnostics] == [message]


def test_feel_problems_have_the_place_of_their_cell() -> None:
    (found,) = checked_of(table("['\"old\"', null]")).diagnostics
    assert (found.code, found.place, found.span) == ("feel.comparison", "decisions.D.rules[1].inputs[1]", (0, 5))


def test_an_unquoted_text_is_advised_to_be_quoted() -> None:
    (found,) = checked_of(table("['-', DECLINE]")).diagnostics
    assert (found.code, found.place) == ("feel.unknown-name", "decisions.D.rules[1].outputs[1]")
    assert found.hint == 'If the text DECLINE is meant, quote it: "DECLINE".'


SOUND = {
    "names with blanks": "decisions: [{name: D, expression: monthly income / age}]",
    "decisions by name": "decisions: [{name: A B, expression: age + 1}, {name: C, expression: A B * 2}]",
    "extra facts": "decisions: [{name: D, expression: product.price > 5}]",
    "a value for a list of one": "decisions: [{name: D, type: list<number>, expression: age}]",
    "a list for its one item": "decisions: [{name: D, type: number, list: [age]}]",
    "a context entry named as its decision": (
        "decisions: [{name: D, context: [{name: D, expression: age}, {result: D}]}]"
    ),
    "functions that use functions": (
        "functions: [{name: f, parameters: [x], expression: g(x)}, {name: g, parameters: [x], expression: x}]"
    ),
    "item types in FEEL": "decisions: [{name: D, expression: client instance of Client}]",
    "a decision named as the built-in it calls": "decisions: [{name: sum, expression: 'sum([1, 2])'}]",
    "null results": "decisions: [{name: D, type: number, expression: 'null'}]",
}


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND.keys())
def test_what_is_sound_is_not_complained_about(text: str) -> None:
    assert checked_of(f"{FACTS}\n{text}").diagnostics == ()


def test_types_flow_from_facts_through_tables_and_boxes() -> None:
    checked = checked_of(f"""{FACTS}
decisions:
  - {{name: Points, table: {{inputs: [age], outputs: [p], rules: [["< 18", 1], ["-", age * 2]]}}}}
  - name: Both
    table: {{hitPolicy: C, inputs: [age], outputs: [{{name: a, type: number}}, {{name: b, type: date}}], rules: []}}
  - {{name: Total, expression: "sum(for x in Both return x.a) + Points"}}
  - {{name: Box, context: [{{name: x, expression: Total}}, {{name: y, list: ["x"]}}]}}
""")
    assert checked.diagnostics == ()
    assert {name: str(type_) for name, type_ in checked.types.items()} == {
        "Points": "number",
        "Both": "list<context<a: number, b: date>>",
        "Total": "number",
        "Box": "context<x: number, y: list<number>>",
    }


def test_a_wrong_cell_is_told_for_every_row_it_stands_in() -> None:
    checked = checked_of(table("['\"x\"', null], ['< 5', null], ['\"x\"', null]"))
    assert [each.place for each in checked.diagnostics] == [
        "decisions.D.rules[1].inputs[1]",
        "decisions.D.rules[3].inputs[1]",
    ]


def test_a_cell_that_never_matches_does_not_stop_publishing() -> None:
    checked = checked_of(table("['\"C\"', null]", inputs="[tier]"))
    assert [each.severity for each in checked.diagnostics] == [Severity.WARNING]
    assert checked.ok


def test_diagnostics_find_their_line_and_column() -> None:
    text = f"""{FACTS}
decisions:
  - name: D
    table:
      inputs: [age]
      outputs: [out]
      rules:
        - {{when: ["< 18"], then: [agee]}}
"""
    document = read_yaml(text)
    assert isinstance(document.value, Mapping)
    read = read_model(document.value)
    assert read.model is not None
    (found,) = locate(check_model(read.model).diagnostics, read.paths, document)
    assert (found.line, found.column) == (17, 35)
    assert found.hint == "Did you mean 'age'?"
    assert found.span == (0, 4)


def test_long_chains_of_decisions_and_types_do_not_exhaust_the_stack() -> None:
    decisions = "\n".join(f"  - {{name: d{n}, expression: d{n + 1} + 1}}" for n in range(1500))
    checked = checked_of(f"decisions:\n{decisions}\n  - {{name: d1500, expression: 1}}")
    assert checked.diagnostics == ()
    types = "\n".join(f"  - {{name: t{n}, type: list<t{n + 1}>}}" for n in range(500))
    codes = {each.code for each in checked_of(f"types:\n{types}\n  - {{name: t500, type: number}}").diagnostics}
    assert codes == {"dmn.too-deep"}


def test_thousands_of_slips_are_told_but_only_some_get_a_suggestion() -> None:
    facts = "\n".join(f"  - {{name: fact number {n}, type: number}}" for n in range(500))
    requires = ", ".join(f"fact nmber {n}" for n in range(2000))
    found = checked_of(f"facts:\n{facts}\ndecisions: [{{name: D, requires: [{requires}], expression: 1}}]").diagnostics
    assert len(found) == 2000
    assert 0 < len([each for each in found if each.hint]) <= 10
