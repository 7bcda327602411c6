"""Small DMN files as products write them, read and asked: what the import tests are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from creditrules.dmn import check_model, compile_model
from creditrules.feel import Value, from_datetime, from_feel
from creditrules.imports import Imported, Source
from creditrules.imports.dmn import read_dmn

DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"
NOW = from_datetime(datetime(2026, 3, 1, tzinfo=UTC))


def definitions(*parts: str, namespace: str = "urn:m", xmlns: str = DMN, more: str = "") -> bytes:
    """A file."""
    return (
        f'<definitions xmlns="{xmlns}" name="M" namespace="{namespace}" {more}>{"".join(parts)}</definitions>'.encode()
    )


def fact(name: str, type_: str = "", id_: str = "", *, variable: bool = True) -> str:
    """Input data."""
    typed = f" typeRef={quoteattr(type_)}" if type_ else ""
    inner = f"<variable name={quoteattr(name)}{typed}/>" if variable else ""
    return f'<inputData id="{id_ or "i_" + name}" name={quoteattr(name)}>{inner}</inputData>'


def needs(*hrefs: str) -> str:
    """Arrows: to inputs as "i:id", to functions as "f:id", else to decisions."""
    found = []
    for href in hrefs:
        kind, colon, identifier = href.partition(":")
        if kind == "f" and colon:
            found.append(f'<knowledgeRequirement><requiredKnowledge href="#{identifier}"/></knowledgeRequirement>')
        else:
            what = "requiredInput" if colon else "requiredDecision"
            found.append(f'<informationRequirement><{what} href="#{identifier or href}"/></informationRequirement>')
    return "".join(found)


def decision(id_: str, logic: str, name: str = "", arrows: str = "", variable: str = "") -> str:
    """A decision; `variable` is the name of its variable, none written without."""
    named = f"<variable name={quoteattr(variable)}/>" if variable else ""
    return f'<decision id="{id_}" name={quoteattr(name or id_)}>{named}{arrows}{logic}</decision>'


def text(expression: str, language: str = "") -> str:
    """A literal expression."""
    spoken = f" expressionLanguage={quoteattr(language)}" if language else ""
    return f"<literalExpression{spoken}><text>{escape(expression)}</text></literalExpression>"


Column = str | tuple[str, str] | tuple[str, str, str]
"""An expression or an output's name, its type, its allowed values."""


def table(
    inputs: Sequence[Column], outputs: Sequence[Column], *rows: Sequence[str], policy: str = "FIRST", language: str = ""
) -> str:
    """A decision table; each row has the cells of its inputs and then those of its outputs."""
    spoken = f" expressionLanguage={quoteattr(language)}" if language else ""
    parts = [f"<decisionTable hitPolicy={quoteattr(policy)}>"]
    for column in inputs:
        expression, type_, values = _column(column)
        parts.append(f"<input><inputExpression{type_}><text>{escape(expression)}</text></inputExpression>")
        parts.append(f"<inputValues><text>{escape(values)}</text></inputValues></input>" if values else "</input>")
    for column in outputs:
        name, type_, values = _column(column)
        inner = f"<outputValues><text>{escape(values)}</text></outputValues>" if values else ""
        parts.append(f"<output name={quoteattr(name)}{type_}>{inner}</output>")
    for row in rows:
        cells = [
            f"<{kind}Entry{spoken}><text>{escape(cell)}</text></{kind}Entry>"
            for kind, cell in zip(["input"] * len(inputs) + ["output"] * len(outputs), row, strict=True)
        ]
        parts.append(f"<rule>{''.join(cells)}</rule>")
    return "".join([*parts, "</decisionTable>"])


def _column(column: Column) -> tuple[str, str, str]:
    name, type_, values = (column, "", "") if isinstance(column, str) else (*column, "")[:3]
    return name, f" typeRef={quoteattr(type_)}" if type_ else "", values


def read(*parts: str, source: Source = Source.AUTO, more: str = "") -> Imported:
    """One file, imported."""
    return read_dmn({"m.dmn": definitions(*parts, more=more)}, source)


def answer(imported: Imported, name: str, facts: Mapping[str, object], model: int = 0) -> object:
    """What a decision of an imported model says on facts as callers give them."""
    assert imported.ok, "\n".join(one.render() for one in imported.diagnostics)
    checked = check_model(imported.models[model].model)
    assert checked.ok, checked.diagnostics
    compiled = compile_model(checked)
    stated = compiled.read_facts(facts)
    assert stated.ok, stated.diagnostics
    value: Value = compiled.evaluate(stated.values, NOW, [name]).values[name]
    return from_feel(value)


def told(imported: Imported) -> dict[str, int]:
    """How often each kind of interpretation was made."""
    codes = [one.code for one in imported.interpretations]
    return {code: codes.count(code) for code in dict.fromkeys(codes)}


def refused(imported: Imported) -> list[tuple[str, str]]:
    """Code and place of every error, each of which says what to write instead."""
    assert imported.models == ()
    assert all(one.hint for one in imported.diagnostics), [one.render() for one in imported.diagnostics]
    return [(one.code, one.place) for one in imported.diagnostics]
