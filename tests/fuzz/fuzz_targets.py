"""What is fuzzed: bytes in; every stage of the language must answer with diagnostics, null or warnings, never raise.

Both fuzzers drive these: hypothesis in `test_fuzz.py`, the coverage-guided one in `fuzz.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from creditrules.dmn import check_model, compile_model, locate, read_model
from creditrules.dmn.exchange.xml import read_models, write_xml
from creditrules.document import Document, read_document, read_json
from creditrules.errors import mended
from creditrules.feel import (
    BOOLEAN,
    DATE,
    NUMBER,
    STRING,
    Checked,
    Date,
    DateTime,
    ListType,
    Run,
    Time,
    Type,
    Unknown,
    brief,
    check_expression,
    check_unary_tests,
    compile_expression,
    compile_unary_tests,
    parse_expression,
    parse_unary_tests,
)
from creditrules.feel.temporal import UTC_ZONE

__all__ = ["TARGETS", "document", "expression", "model"]

NOW = DateTime(Date(2026, 1, 1), Time(0, UTC_ZONE))
STEPS = 20_000
ROUNDS = 12
LONG = 60
TYPES: Mapping[str, Type] = {
    "a": NUMBER,
    "n": NUMBER,
    "s": STRING,
    "b": BOOLEAN,
    "d": DATE,
    "l": ListType(NUMBER),
    "monthly income": NUMBER,
}
SCOPE: Mapping[str, Any] = {
    "a": Decimal("1.5"),
    "n": None,
    "s": "text",
    "b": True,
    "d": Date(2026, 1, 31),
    "l": [Decimal(1), None, Decimal(3)],
    "monthly income": Unknown(frozenset({"monthly income"})),
}
POLICIES = ("UNIQUE", "ANY", "PRIORITY", "FIRST", "RULE ORDER", "OUTPUT ORDER", "COLLECT", "C+", "C<", "C>", "C#")
KINDS = ("number", "string", "boolean", "date", "list<number>", "Tier", "Any", "date and time", "context")


def expression(data: bytes) -> None:
    """Any text as an expression and as a table cell."""
    text = data.decode("utf-8", "replace")
    checked = check_expression(parse_expression(text), TYPES)
    assert checked.ok or checked.diagnostics
    for diagnostic in checked.diagnostics:
        diagnostic.render()
    _mend(text, checked)
    run = Run(NOW, STEPS)
    brief(compile_expression(checked)(run, SCOPE))
    tests = check_unary_tests(parse_unary_tests(text), TYPES, NUMBER)
    for tested in (Decimal(2), None, Unknown(frozenset({"x"}))):
        held = compile_unary_tests(tests)(Run(NOW, STEPS), SCOPE, tested)
        assert held is None or isinstance(held, bool | Unknown)


def _mend(text: str, checked: Checked) -> None:
    """Whatever is proposed is of this text, and safe changes come to an end, or shorten it as long as they go on."""
    whole = len(text)
    for _ in range(ROUNDS):
        fixes = [fix for diagnostic in checked.diagnostics for fix in diagnostic.fixes]
        assert all(0 <= start <= end <= len(text) for start, end in (fix.span for fix in fixes))
        safe = [one.fixes[0] for one in checked.diagnostics if one.fixes and one.fixes[0].safe]
        after = mended(text, safe)
        if after == text:
            return
        assert not checked.ok
        text = after
        checked = check_expression(parse_expression(text), TYPES)
    assert len(text) > LONG or len(text) < whole, text


def model(data: bytes) -> None:
    """Any texts in the places of a model, and any facts: texts are divided by lines, the last one is the facts."""
    texts = data.decode("utf-8", "replace").split("\n")
    first = data[0] if data else 0
    texts += ["1"] * (12 - len(texts))
    value = {
        "types": [{"name": "Tier", "type": "string", "allowedValues": texts[1]}],
        "facts": [
            {"name": "a", "type": KINDS[first % len(KINDS)], "nullable": bool(first & 64)},
            {"name": "t", "type": "Tier"},
        ],
        "functions": [{"name": "f", "parameters": ["p"], "expression": texts[2]}],
        "services": [{"name": "S", "outputs": ["Y"], "inputs": ["a", "t"]}],
        "decisions": [
            {"name": "X", "expression": texts[3]},
            {"name": "Y", "for": {"variable": "i", "in": texts[4], "return": texts[5]}},
            {
                "name": "T",
                "table": {
                    "hitPolicy": POLICIES[first % len(POLICIES)],
                    "inputs": ["a", {"expression": texts[6], "allowedValues": texts[1]}],
                    "outputs": [{"name": "o", "allowedValues": texts[7]}],
                    "rules": [[texts[8], texts[9], texts[10]], [texts[9], "-", "f(1)"], ["-", texts[8], texts[3]]],
                },
            },
        ],
    }
    facts = read_json(texts[-1]).value
    _run(value, facts if isinstance(facts, dict) else {"a": facts})


def document(data: bytes) -> None:
    """Any bytes as a document: YAML, JSON or DMN."""
    if data.lstrip().startswith(b"<"):
        xml = read_models({"m.dmn": data})
        for diagnostic in xml.diagnostics:
            diagnostic.render()
        if xml.model is not None:
            write_xml(xml.model, xml.companion)
            _answers(xml.model, {})
        return
    read = read_document(data.decode("utf-8", "replace"))
    if isinstance(read.value, dict):
        _run(read.value, {}, read)


def _run(value: Mapping[str, Any], facts: Mapping[str, Any], source: Document | None = None) -> None:
    read = read_model(value)
    assert read.model is not None or read.diagnostics
    for diagnostic in read.diagnostics if source is None else locate(read.diagnostics, read.paths, source):
        diagnostic.render()
    if read.model is not None:
        _answers(read.model, facts)


def _answers(whole: Any, facts: Mapping[str, Any]) -> None:
    checked = check_model(whole)
    for diagnostic in checked.diagnostics:
        diagnostic.render()
    compiled = compile_model(checked)
    read = compiled.read_facts(facts)
    plain = compiled.evaluate(read.values, NOW, compiled.decisions)
    traced = compiled.evaluate(read.values, NOW, compiled.decisions, trace=True)
    for name, value in plain.values.items():
        assert brief(value) == brief(traced.values[name])


TARGETS: Mapping[str, Callable[[bytes], None]] = {"expression": expression, "model": model, "document": document}
