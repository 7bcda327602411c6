"""What another engine was asked and answered is read from every form in which it is kept."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from creditrules.feel import Date, from_datetime, parse_date
from creditrules.imports.compare.recorded.asked import Asked, Hits, Recorded, Written
from creditrules.imports.compare.recorded.columns import Names
from creditrules.imports.compare.recorded.reading import read_results

NOW = from_datetime(datetime(2026, 1, 15, 12, tzinfo=UTC))


def read(name: str, text: str, names: Names | None = None, **renamed: str) -> Recorded:
    return read_results(name, text.encode(), names or Names(), renamed, NOW)


def one(name: str, text: str, names: Names | None = None, **renamed: str) -> Asked:
    recorded = read(name, text, names, **renamed)
    assert recorded.ok, recorded.diagnostics
    [asked] = recorded.asked
    return asked


KIT = """<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
  <modelName>loan.dmn</modelName>
  <testCase id="001" {about}>
    <inputNode name="Applicant">
      <component name="age"><value xsi:type="xsd:decimal">38.50</value></component>
      <component name="born"><value xsi:type="xsd:date">1987-02-03</value></component>
      <component name="nothing"><value xsi:nil="true"/></component>
      <component name="issues"><list><item><value xsi:type="xsd:string">late</value></item></list></component>
    </inputNode>
    <inputNode name="open"><value>50</value></inputNode>
    <resultNode name="Risk" type="decision"><expected><value xsi:type="xsd:string">LOW</value></expected></resultNode>
    <resultNode name="Ok" type="decision"><expected><value xsi:type="xsd:boolean">true</value></expected></resultNode>
  </testCase>
</testCases>"""


def test_cases_of_the_kit_have_typed_values() -> None:
    asked = one("loan-test-01.xml", KIT.format(about=""))
    born = parse_date("1987-02-03")
    assert isinstance(born, Date)
    assert asked == Asked(
        "001",
        {
            "Applicant": {"age": Decimal("38.50"), "born": born, "nothing": None, "issues": ["late"]},
            "open": Written("50"),
        },
        {"Risk": "LOW", "Ok": True},
        4,
        decisions=True,
    )
    assert read("x.xml", KIT.format(about="")).model == "loan.dmn"


def test_cases_of_the_kit_may_call_a_service() -> None:
    assert one("x.xml", KIT.format(about='type="decisionService" invocableName="Svc"')).service == "Svc"


SCENARIO = """<ScenarioSimulationModel version="1.8">
  <simulation><scesimModelDescriptor><factMappings>
    <FactMapping><expressionElements><ExpressionElement><step>Driver</step></ExpressionElement>
      <ExpressionElement><step>Points</step></ExpressionElement></expressionElements>
      <expressionIdentifier><name>1|5</name><type>GIVEN</type></expressionIdentifier>
      <factIdentifier><name>Driver</name></factIdentifier></FactMapping>
    <FactMapping><expressionElements><ExpressionElement><step>Fine</step></ExpressionElement></expressionElements>
      <expressionIdentifier><name>1|6</name><type>EXPECT</type></expressionIdentifier>
      <factIdentifier><name>Fine</name></factIdentifier></FactMapping>
  </factMappings></scesimModelDescriptor>
  <scesimData><Scenario><factMappingValues>
    <FactMappingValue><factIdentifier><name>Scenario description</name></factIdentifier>
      <expressionIdentifier><name>Description</name><type>OTHER</type></expressionIdentifier>
      <rawValue class="string">fast</rawValue></FactMappingValue>
    <FactMappingValue><factIdentifier><name>Driver</name></factIdentifier>
      <expressionIdentifier><name>1|5</name><type>GIVEN</type></expressionIdentifier>
      <rawValue class="string">10</rawValue></FactMappingValue>
    <FactMappingValue><factIdentifier><name>Fine</name></factIdentifier>
      <expressionIdentifier><name>1|6</name><type>EXPECT</type></expressionIdentifier>
      <rawValue class="string">{fine}</rawValue></FactMappingValue>
  </factMappingValues></Scenario></scesimData></simulation>
  <settings><dmnFilePath>src/main/resources/Traffic.dmn</dmnFilePath></settings>
</ScenarioSimulationModel>"""


@pytest.mark.parametrize(("fine", "value"), [('"No"', "No"), ("500", Decimal(500)), ("null", None), ("[1, 2]", [1, 2])])
def test_values_of_scenarios_are_feel(fine: str, value: object) -> None:
    recorded = read("x.scesim", SCENARIO.format(fine=fine))
    assert recorded.model == "Traffic.dmn"
    assert [(each.name, each.inputs, each.outputs) for each in recorded.asked] == [
        ("fast", {"Driver.Points": Decimal(10)}, {"Fine": value})
    ]


def test_a_condition_in_a_scenario_is_told_and_not_compared() -> None:
    recorded = read("x.scesim", SCENARIO.format(fine="&gt; 5"))
    assert [each.code for each in recorded.diagnostics] == ["compare.not-constant"]
    assert recorded.ok
    assert recorded.asked[0].outputs == {}


@pytest.mark.parametrize("inputs", ["input", "inputs", "facts", "context"])
@pytest.mark.parametrize("outputs", ["output", "outputs", "expected", "result"])
def test_lines_of_json_have_inputs_and_outputs(inputs: str, outputs: str) -> None:
    text = f'{{"{inputs}": {{"age": 3}}, "{outputs}": {{"risk": 0.1}}}}'
    recorded = read("x.jsonl", f"{text}\n\n{text}\n")
    assert [each.line for each in recorded.asked] == [1, 3]
    assert (recorded.asked[0].inputs, recorded.asked[0].outputs) == ({"age": 3}, {"risk": Decimal("0.1")})


@pytest.mark.parametrize(
    "text",
    [
        '[{"input": {"age": 3}, "output": {"risk": 1}}]',
        '{"input": {"age": 3}, "output": {"risk": 1}}',
        '{"nodes": [], "edges": [], "tests": [{"input": {"age": 3}, "output": {"risk": 1}}]}',
    ],
)
def test_a_json_file_is_a_list_of_questions_or_one_or_a_graph_with_tests(text: str) -> None:
    asked = one("x.json", text)
    assert (asked.inputs, asked.outputs, asked.line) == ({"age": 3}, {"risk": 1}, 1)


def test_an_answer_that_is_no_object_is_the_one_thing_that_was_asked() -> None:
    assert one("x.json", '{"facts": {}, "expected": 7, "name": "seven"}').outputs == {"": 7}


CSV = (
    "\ufeffScenario,Input: age,Input: member.since,Expected Result: risk,Result: risk,Result: rate,Error?\n"
    "young,17,,HIGH,LOW,,\nold,70,2020-01-01,HIGH,,0.1,\nbroken,1,,,,,timeout\n\n"
)


def test_columns_say_what_they_are_and_a_result_counts_before_what_was_expected() -> None:
    recorded = read("x.csv", CSV)
    assert [(each.name, each.line, each.inputs, each.outputs, each.failed) for each in recorded.asked] == [
        ("young", 2, {"age": Written("17")}, {"risk": Written("LOW")}, False),
        (
            "old",
            3,
            {"age": Written("70"), "member.since": Written("2020-01-01")},
            {"risk": Written("HIGH"), "rate": Written("0.1")},
            False,
        ),
        ("broken", 4, {"age": Written("1")}, {}, True),
    ]


def test_plain_columns_bear_the_names_of_facts_and_outputs_or_are_told_which() -> None:
    names = Names(frozenset({"age"}), frozenset({"Risk"}))
    recorded = read("x.csv", "age;Alter;Risk;Bemerkung\n1;2;LOW;x\n", names, Alter="age")
    assert recorded.asked[0].inputs == {"age": Written("2")}
    assert recorded.asked[0].outputs == {"Risk": Written("LOW")}
    assert [each.message for each in recorded.diagnostics] == ["Columns that are not compared: Bemerkung."]


HOCON = """
# what camunda-dmn-tester writes
data {
    testCases=[
        { inputs { country=CH, name: "an \\"odd\\" one" }
          results=[ { outputs { ok="true" } rowIndex="1" }, { outputs { ok="false" } } ] }
        { inputs { country=null }, results=[] }
    ]
}
dmnPath=[server, "country-risk.dmn"] // where it lies
"""


def test_configurations_of_the_camunda_tester_are_read() -> None:
    recorded = read("x.conf", HOCON)
    assert recorded.ok, recorded.diagnostics
    assert recorded.model == "country-risk.dmn"
    first, second = recorded.asked
    assert first.inputs == {"country": Written("CH"), "name": Written('an "odd" one')}
    assert first.outputs == {"ok": Hits((Written("true"), Written("false")))}
    assert (second.inputs, second.outputs) == ({"country": None}, {"": Hits(())})


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("x.conf", 'data { testCases=[{inputs {a="x\n}]}', 1),
        ("x.conf", "data {\n  testCases=${other}\n}", 2),
        ("x.conf", "data { testCases=" + "[" * 100 + "]" * 100 + "}", 1),
        ("x.conf", "data { a b }", 1),
        ("x.conf", "data = 1", None),
        ("x.csv", "", None),
        ("x.csv", 'a,b\n"x,1\n', None),
        ("x.csv", "a,b\n1,2\n", 1),
        ("x.csv", "Input: a,b\n1,2\n", 1),
        ("x.json", "[1]", 1),
        ("x.json", "3", None),
        ("x.json", '{"nodes": [], "edges": []}', None),
        ("x.json", "[", 1),
        ("x.jsonl", '{"input": {}, "output": 1}\n{"input": 3}\n', 2),
        ("x.jsonl", '{"input": {}, "output": 1}\n{\n', 2),
        ("x.xml", "<project/>", None),
        ("x.xml", "<a", 1),
        ("x.txt", "hello", None),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(name: str, text: str, line: int | None) -> None:
    recorded = read(name, text)
    assert not recorded.ok
    assert recorded.asked == ()
    assert recorded.diagnostics[0].line == line


@pytest.mark.parametrize("name", ["x.csv", "x.json", "x.jsonl", "x.conf", "x.xml"])
def test_bytes_that_are_no_text_are_no_results(name: str) -> None:
    assert not read_results(name, b"<\xff\xfe\x00\x81", Names(), {}, NOW).ok
