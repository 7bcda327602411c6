"""What a file that declares nothing speaks of: names become facts, functions never do."""

from __future__ import annotations

import pytest

from creditrules.dmn import check_model
from creditrules.dmn.exchange.xml import read_xml

HEAD = '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="M" namespace="urn:m">'


def told_of(tested: str, cell: str) -> tuple[list[str], list[str]]:
    """The facts of a table of one cell, and the codes of its errors."""
    table = (
        f'<decisionTable hitPolicy="FIRST"><input id="c"><inputExpression><text>{tested}</text></inputExpression>'
        "</input>"
        f'<output id="o"/><rule id="r"><inputEntry id="e"><text>{cell}</text></inputEntry>'
        '<outputEntry id="x"><text>1</text></outputEntry></rule></decisionTable>'
    )
    text = f'{HEAD}<decision id="d" name="D"><variable name="D"/>{table}</decision></definitions>'
    read = read_xml(text.encode())
    assert read.model is not None
    checked = check_model(read.model)
    return [fact.name for fact in read.model.facts], [one.code for one in checked.diagnostics]


@pytest.mark.parametrize(
    ("tested", "cell", "facts", "codes"),
    [
        ("x", 'contains(?, "A")', ["x"], []),
        ("x", 'startsWith(?, "A")', ["x"], ["feel.unknown-function"]),
        ("x", "max(?, limit) = limit", ["x", "limit"], []),
        ("count(xs)", "&gt; 5", ["xs"], []),
        ("date", "-", ["date"], []),
        ("x", "? = contains", ["x"], []),
    ],
)
def test_a_function_is_never_a_fact(tested: str, cell: str, facts: list[str], codes: list[str]) -> None:
    assert told_of(tested, cell) == (facts, codes)
