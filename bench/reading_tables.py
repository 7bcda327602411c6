"""Files that are read: tables of 16,000 rows in every form, and one as large exports of court services are."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from contenders import table_document
from table_rows import make_rows

__all__ = ["court_table", "model_document", "rule_set_document"]

_WORDS = ("CREATE", "SDO", "CLAIM", "DEFENDANT", "DIRECTIONS", "ORDER", "NOTICE", "JUDGE", "HEARING", "FEE", "RESPONSE")
_EVENTS = 400
_REASONS = tuple(f"R{number:03}" for number in range(200))


def model_document(rows: int) -> dict[str, Any]:
    """A decision model of one table: six columns of conditions and the row's number."""
    return table_document(make_rows(rows))


def rule_set_document(rows: int) -> dict[str, Any]:
    """A rule set with the same table of findings."""
    document = table_document(make_rows(rows))
    table = document["decisions"][0]["table"]
    chance = random.Random(5)
    table["outputs"] = [{"name": "intervention", "type": "string"}, {"name": "reason", "type": "string"}]
    for rule in table["rules"]:
        rule["then"] = [chance.choice(('"DECLINE"', '"ALLOW"', '"REFER"')), f'"{chance.choice(_REASONS)}"']
    facts = [{**fact, "label": {"en": fact["name"]}} for fact in document["facts"]]
    return {
        "ruleSet": "bench",
        "category": "RISK",
        "name": {"en": "Bench"},
        "timeZone": "UTC",
        "reasons": {code: {"message": {"en": f"Reason {code}."}} for code in _REASONS},
        "facts": facts,
        "decisions": [{"name": "Findings", "table": table}],
    }


def court_table(rows: int = 300, columns: int = 10) -> bytes:
    """A table as task lists of courts are: columns of event names, long lists in the cells, contexts as results.

    Of 300 rows and 10 columns it has 1.7 MB; no two of its long cells are alike.
    """
    chance = random.Random(3)
    events = ["_".join(chance.sample(_WORDS, 3)) + f"_{number}" for number in range(_EVENTS)]
    inputs = columns - 3
    head = "".join(_input(index) for index in range(inputs)) + "".join(_output(index) for index in range(3))
    body = "".join(_rule(chance, events, row, inputs) for row in range(rows))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" '
        'xmlns:camunda="http://camunda.org/schema/1.0/dmn" id="d" name="DRD" '
        'namespace="http://camunda.org/schema/1.0/dmn">\n'
        '  <decision id="tasks" name="Tasks" camunda:historyTimeToLive="P90D">\n'
        f'    <decisionTable id="DecisionTable_1" hitPolicy="COLLECT">\n{head}{body}'
        "    </decisionTable>\n  </decision>\n</definitions>\n"
    ).encode()


def _input(index: int) -> str:
    return (
        f'      <input id="Input_{index}" label="Input {index}">\n'
        f'        <inputExpression id="Expression_{index}" typeRef="string">\n          <text>event{index}</text>\n'
        "        </inputExpression>\n      </input>\n"
    )


def _output(index: int) -> str:
    return f'      <output id="Output_{index}" label="Output {index}" name="output{index}" typeRef="string" />\n'


def _rule(chance: random.Random, events: Sequence[str], row: int, inputs: int) -> str:
    cells = "".join(_entry("inputEntry", f"In_{row}_{index}", _cell(chance, events)) for index in range(inputs))
    results = (f'"{chance.choice(events)}"', '"Auto"', f'"{"x" * 80} {row}"')
    cells += "".join(_entry("outputEntry", f"Out_{row}_{index}", text) for index, text in enumerate(results))
    words = "Event that is completed by the user. Values can be listed as comma separated."
    return f'      <rule id="DecisionRule_{row}">\n        <description>{words}</description>\n{cells}      </rule>\n'


def _cell(chance: random.Random, events: Sequence[str]) -> str:
    listed = ",".join(f'"{event}"' for event in chance.sample(events, chance.randrange(20, 30)))
    return f"not({listed})" if chance.random() < 0.1 else listed


def _entry(kind: str, name: str, text: str) -> str:
    return f'        <{kind} id="{name}">\n          <text>{escape(text)}</text>\n        </{kind}>\n'
