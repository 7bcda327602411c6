"""Answers of another engine are held against ours: equal, different, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from creditrules.dmn.exchange.documents.read import read_model
from creditrules.document import read_yaml
from creditrules.feel import from_datetime
from creditrules.imports import Compared, ImportedModel, Interpretation, Options, Source, compare_results

NOW = from_datetime(datetime(2026, 1, 15, 12, tzinfo=UTC))
OPTIONS = Options(NOW)

LOAN = """
name: loan
facts:
  - {name: score, type: number}
  - {name: name, type: string}
  - {name: born, type: date}
  - {name: member, type: boolean}
  - {name: Client, type: context, entries: [{name: income, type: number}, {name: city, type: string}]}
  - {name: purpose, type: string, allowedValues: '"HOME", "CAR"'}
  - {name: anything, type: Any}
functions:
  - {name: twice, parameters: [{name: x, type: number}], type: number, expression: "x * 2"}
services:
  - {name: Rating, outputs: [Grade], inputs: [score]}
decisions:
  - name: Grade
    table:
      hitPolicy: UNIQUE
      inputs: [score]
      outputs: [{name: grade, type: string}]
      rules:
        - {id: low, when: ["[0..699]"], then: ['"C"']}
        - {id: middle, when: ["[700..749]"], then: ['"B"']}
        - {id: top, when: [">= 750"], then: ['"A"']}
        - {id: also, when: ["900"], then: ['"A+"']}
  - name: Terms
    table:
      hitPolicy: FIRST
      inputs: [Grade]
      outputs: [{name: rate, type: number}, {name: note, type: string}]
      rules:
        - ['"A"', "0.03", '"Fine"']
        - ["-", "0.09", '"Dear"']
  - {name: Reasons, expression: '["late", "young"]'}
  - {name: Third, expression: "1 / 3"}
  - {name: Income, expression: "twice(Client.income)"}
  - {name: Born, expression: born}
  - {name: Given, expression: "anything"}
  - {name: Member, expression: member}
  - {name: Purpose, expression: purpose}
"""


def imported(text: str = LOAN, name: str = "loan") -> ImportedModel:
    document = read_yaml(text).value
    assert isinstance(document, dict)
    model = read_model(document).model
    assert model is not None
    return ImportedModel(name, model, Source.GORULES, (f"rules/{name}.json",))


def compared(file: str, text: str, options: Options = OPTIONS, *told: Interpretation) -> Compared:
    [one] = compare_results([imported()], told, {file: text.encode()}, options)
    return one


def line(inputs: str, outputs: str, options: Options = OPTIONS, *told: Interpretation) -> Compared:
    return compared("x.jsonl", f'{{"input": {inputs}, "output": {outputs}}}', options, *told)


def codes(one: Compared) -> list[str]:
    return [cause.code for each in one.differences for cause in each.causes]


@pytest.mark.parametrize(
    ("inputs", "outputs"),
    [
        ('{"score": 800}', '{"Grade": "A"}'),
        ('{"score": 800}', '{"grade": "A"}'),
        ('{"score": 800}', '{"Terms": {"rate": 0.03, "note": "Fine"}}'),
        ('{"score": 800}', '{"Terms.rate": 0.030}'),
        ('{"score": 800}', '{"rate": 0.03, "note": "Fine"}'),
        ('{"score": "800"}', '{"Grade": "A"}'),
        ("{}", '{"Reasons": ["late", "young"]}'),
        ('{"Client": {"income": 5}}', '{"Income": 10}'),
        ('{"Client": {"income": 5, "shoe size": 43}}', '{"Income": 10}'),
        ('{"Client.income": 5}', '{"Income": 10}'),
        ('{"Client": {}}', '{"Income": null}'),
        ('{"born": "1980-02-03"}', '{"Born": "1980-02-03"}'),
        ('{"anything": {"a": [1, "x"]}}', '{"Given": {"a": [1, "x"]}}'),
        ("{}", '{"Given": null}'),
    ],
)
def test_the_same_answer_under_any_of_its_names_is_equal(inputs: str, outputs: str) -> None:
    one = line(inputs, outputs)
    assert one.same, one.differences
    assert one.equal == one.values


@pytest.mark.parametrize(
    ("inputs", "output", "expected", "got", "causes"),
    [
        ('{"score": 800}', '{"Grade": "B"}', '"B"', '"A"', []),
        ('{"score": 800}', '{"Grade": "a "}', '"a "', '"A"', ["compare.spelling"]),
        ('{"score": 749.5}', '{"Grade": "B"}', '"B"', "null", ["compare.bands", "compare.no-row"]),
        ('{"score": -5}', '{"Grade": "C"}', '"C"', "null", ["compare.no-row"]),
        ('{"score": 900}', '{"Grade": "A"}', '"A"', "null", ["compare.hit-policy", "dmn.unique"]),
        ("{}", '{"Third": 0.3333333333333333}', "0.3333333333333333", "0.33333", ["compare.digits"]),
        ("{}", '{"Third": 0.33}', "0.33", "0.33333", ["compare.rounded"]),
        ("{}", '{"Third": 0.34}', "0.34", "0.33333", []),
        ("{}", '{"Member": false}', "false", "null", ["compare.null"]),
        ("{}", '{"Given": ""}', '""', "null", ["compare.empty"]),
        ("{}", '{"Given": []}', "[]", "null", ["compare.empty"]),
        ('{"anything": ""}', '{"Given": null}', "null", '""', ["compare.empty"]),
        ('{"anything": "3"}', '{"Given": 3}', "3", '"3"', ["compare.type"]),
        ('{"anything": true}', '{"Given": "true"}', '"true"', "true", ["compare.type"]),
        ('{"anything": ["a"]}', '{"Given": "a"}', '"a"', '["a"]', ["compare.list"]),
        ("{}", '{"Reasons": ["young", "late"]}', '["young", "late"]', '["late", "young"]', ["compare.order"]),
        ('{"score": 800}', '{"Terms": {"rate": "0.03"}}', '"0.03"', "0.03", ["compare.type"]),
        ('{"purpose": "BOAT"}', '{"Purpose": "BOAT"}', '"BOAT"', "null", ["compare.input"]),
        ("{}", '{"no such thing": 3}', "3", "null", ["compare.no-output"]),
    ],
)
def test_a_difference_is_told_with_what_may_be_its_cause(
    inputs: str, output: str, expected: str, got: str, causes: list[str]
) -> None:
    one = line(inputs, output)
    assert not one.same
    first = one.differences[0]
    assert first.expected == expected
    assert first.got.startswith(got)
    assert codes(one)[: len(causes)] == causes
    assert bool(codes(one)) is bool(causes)


def test_a_difference_inside_a_value_is_told_where_it_is() -> None:
    one = line('{"score": 800}', '{"Terms": {"rate": 0.04, "note": "Fine"}}')
    [difference] = one.differences
    assert (difference.output, difference.decision, difference.expected, difference.got) == (
        "Terms.rate",
        "Terms",
        "0.04",
        "0.03",
    )


def test_how_our_answer_came_about_has_the_rows_that_fired() -> None:
    one = line('{"score": 720}', '{"rate": 0.03}')
    [difference] = one.differences
    assert [(step.decision, step.value, step.rows) for step in difference.steps] == [
        ("Grade", '"B"', ((2, "middle"),)),
        ("Terms", '{rate: 0.09, note: "Dear"}', ((2, ""),)),
    ]
    [near] = {step.near for step in line('{"score": -5}', '{"Grade": "C"}').differences[0].steps}
    assert near[0] == "row 1 needs score [0..699], and it is -5"


def test_the_clause_of_a_band_is_told_in_words() -> None:
    why = [cause.why for cause in line('{"score": 749.5}', '{"Grade": "B"}').differences[0].causes]
    assert why[0].startswith("749.5 in score lies between the bands [700..749] and >= 750 of Grade")


@pytest.mark.parametrize(("tolerance", "same"), [("0", False), ("0.003", False), ("0.0034", True)])
def test_numbers_may_differ_by_what_is_allowed_and_by_no_more(tolerance: str, *, same: bool) -> None:
    assert line("{}", '{"Third": 0.33}', replace(OPTIONS, tolerance=Decimal(tolerance))).same is same


def test_columns_of_texts_are_read_as_the_types_of_facts_and_answers() -> None:
    text = (
        "Input: score,Input: member,Input: born,Input: name,Result: Grade,Result: Member,Result: Born,Result: rate\n"
        "800,TRUE,1980-02-03,007,A,true,1980-02-03,0.03\n"
        "650.0,,,,C,,,0.090\n"
    )
    one = compared("x.csv", text)
    assert one.same, one.differences
    assert (one.cases, one.values, one.equal) == (2, 6, 6)


def test_results_of_the_rows_that_matched_are_one_value_or_a_list() -> None:
    text = "data { testCases=[{inputs {score=800} results=[{outputs {grade=A}}]}, {inputs {score=-1}, results=[]}] }"
    assert compared("x.conf", text, replace(OPTIONS, decision="Grade")).same


def test_a_service_is_called_with_its_arguments() -> None:
    text = """<testCases xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
      <testCase id="1" type="decisionService" invocableName="{name}">
        <inputNode name="score"><value xsi:type="xsd:decimal">{score}</value></inputNode>
        <resultNode name="Grade"><expected><value xsi:type="xsd:string">A</value></expected></resultNode>
      </testCase></testCases>"""
    assert compared("x.xml", text.format(name="Rating", score=800)).same
    assert [each.got for each in compared("x.xml", text.format(name="Rating", score=1)).differences] == ['"C"']
    assert codes(compared("x.xml", text.format(name="None", score=1))) == ["compare.no-output"]


def test_names_that_the_import_changed_are_known() -> None:
    told = Interpretation("import.name", "rules/loan.json", "facts.score", "the.score", "score", "Names have no dots.")
    assert line('{"the.score": 800}', '{"Grade": "A"}', OPTIONS, told).same
    assert not line('{"the.score": 800}', '{"Grade": "A"}').same


def test_what_has_an_identifier_in_its_file_may_be_called_by_it() -> None:
    model = replace(imported(), names={"in_1": "score", "dec_1": "Grade", "svc_1": "Rating"})
    question = b'{"input": {"in_1": 800}, "output": {"dec_1": "A"}}'
    assert [one.same for one in compare_results([model], (), {"x.jsonl": question}, OPTIONS)] == [True]


def test_what_a_graph_only_gives_back_is_counted_apart() -> None:
    one = line('{"score": 800, "id": "x"}', '{"Grade": "A", "id": "x"}')
    assert (one.same, one.values, one.passed_on, one.unused) == (True, 1, 1, ("id",))
    assert not line('{"score": 800, "id": "x"}', '{"Grade": "A", "id": "y"}').same


def test_questions_without_an_answer_are_skipped() -> None:
    one = compared("x.jsonl", '{"input": {}, "output": {"Grade": 1}, "error": "timeout"}')
    assert (one.cases, one.skipped, one.values) == (1, 1, 0)


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        '[{"input": {}, "output": {}}]',
        '[{"input": {"id": 1}, "output": {"id": 1}}]',
        '[{"input": {}, "output": {"no such thing": null}}]',
        '[{"input": {}, "output": {"Grade": 1}, "error": "x"}]',
    ],
)
def test_where_no_answer_is_compared_nothing_is_proved(text: str) -> None:
    one = compared("x.json", text)
    assert (one.same, [each.code for each in one.diagnostics]) == (False, ["compare.nothing"])


def test_only_so_many_questions_are_asked_as_may_be() -> None:
    text = '{"input": {"score": 800}, "output": {"Grade": "A"}}\n' * 10
    assert compared("x.jsonl", text, replace(OPTIONS, most=4)).cases == 4


def test_no_more_is_asked_when_it_is_enough_and_that_is_told() -> None:
    text = '{"input": {"score": 800}, "output": {"Grade": "A"}}\n' * 10
    times = iter([True, True, False])
    one = compared("x.jsonl", text, replace(OPTIONS, go_on=lambda: next(times)))
    assert (one.cases, [each.message for each in one.diagnostics]) == (
        2,
        ["Only the first 2 of 10 questions were asked."],
    )


CARD = LOAN.replace("name: loan", "name: card")


@pytest.mark.parametrize(
    ("file", "model"),
    [("loan.csv", "loan"), ("tests/Loan-boundaries.csv", "loan"), ("card.csv", "card"), ("cardinal.csv", "card")],
)
def test_results_belong_to_the_model_that_their_name_begins_with(file: str, model: str) -> None:
    models = [imported(), imported(CARD, "card")]
    [one] = compare_results(models, (), {file: b"score,Grade\n800,A\n"}, OPTIONS)
    assert (one.model, one.same) == (model, True)


def test_a_file_that_is_a_part_of_others_has_its_own_results() -> None:
    whole = ImportedModel("total", imported().model, Source.GORULES, ("r/total.json", "r/loan.json"))
    part = imported()
    for models in ([whole, part], [part, whole]):
        assert [one.model for one in compare_results(models, (), {"loan.csv": b"score,Grade\n1,C\n"}, OPTIONS)] == [
            "loan"
        ]
    assert [one.model for one in compare_results([whole], (), {"loan.csv": b"score,Grade\n1,C\n"}, OPTIONS)] == [
        "total"
    ]


CLASH = """
name: clash
facts: [{name: n, type: number}]
decisions:
  - {name: ok, expression: 'if n > 1 then "high" else "low"'}
  - name: Result
    context: [{name: ok, expression: 'ok = "high"'}]
"""


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("x.csv", "n,Result: ok\n2,true\n"),
        ("x.jsonl", '{"input": {"n": 2}, "output": {"ok": true}}'),
        (
            "x.xml",
            (
                "<testCases><testCase><inputNode name='n'><value>2</value></inputNode><resultNode name='ok'><expected>"
                "<value>high</value></expected></resultNode></testCase></testCases>"
            ),
        ),
    ],
)
def test_what_the_last_decision_gives_is_meant_before_one_on_the_way_but_where_decisions_are_named(
    file: str, text: str
) -> None:
    [one] = compare_results([imported(CLASH)], (), {file: text.encode()}, OPTIONS)
    assert (one.same, one.values) == (True, 1), one.differences


def test_results_may_name_their_model_and_must_where_there_are_several() -> None:
    models = [imported(), imported(CARD, "card")]
    kit = b"<testCases><modelName>card.json</modelName></testCases>"
    assert [one.model for one in compare_results(models, (), {"loan.xml": kit}, OPTIONS)] == ["card"]
    [one] = compare_results(models, (), {"x.csv": b"score,Grade\n800,A\n"}, OPTIONS)
    assert (one.same, [each.code for each in one.diagnostics]) == (False, ["compare.which-model"])


@pytest.mark.parametrize("text", ["", "{", "[1]", "<a"])
def test_results_that_cannot_be_read_are_no_agreement(text: str) -> None:
    found: Mapping[str, bytes] = {"x.json": text.encode()}
    [one] = compare_results([imported()], (), found, OPTIONS)
    assert (one.same, one.cases) == (False, 0)
    assert one.diagnostics


def test_no_model_is_no_agreement() -> None:
    [one] = compare_results([], (), {"x.json": b"[]"}, OPTIONS)
    assert not one.same
