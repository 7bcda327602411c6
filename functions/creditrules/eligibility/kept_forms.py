"""A compiled rule set as it is kept beside its content: data only, from which another process has it at once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from creditrules.collecting import uncollected
from creditrules.dmn import LARGE, coded_tables, compile_kept, packed, unpacked
from creditrules.document import canonical, digest_of, read_canonical
from creditrules.eligibility.compiled import CompiledRuleSet, ready_rule_set
from creditrules.eligibility.engine import ENGINE, is_known_engine
from creditrules.errors import Diagnostic, Fix, Severity
from creditrules.rules import CheckedRuleSet, reserved_types, rule_set_with_rows, without_rows

__all__ = ["FORM", "compiled_form", "from_form", "is_outdated_form"]

FORM: Final = f"1/{ENGINE}"
"""What forms of this release are called; raised whenever reading, checking or compiling derives anything else."""

_LENGTH_BYTES: Final = 8


def is_outdated_form(name: str) -> bool:
    """Whether a form of that name is of an earlier release, or of an earlier state of this one."""
    number, _, engine = name.partition("/")
    own = int(FORM.partition("/")[0])
    if not (number.isascii() and number.isdigit()) or not is_known_engine(engine):
        return False
    return name != FORM and (engine != ENGINE or int(number) < own)


@uncollected()
def compiled_form(compiled: CompiledRuleSet, least: int = LARGE) -> bytes | None:
    """The form of a rule set with large tables; None for another, which is compiled as quickly.

    It has the content but for the rows of these tables, the rows by column with each distinct text once, for each
    column the values at which rows come or go, and what was told of the content. least: rows of a large table.
    """
    tables = coded_tables(compiled.model, least)
    rest = without_rows(compiled.rule_set.written, tables) if tables else None
    if rest is None:
        return None
    heads: dict[str, Any] = {}
    arrays: list[bytes] = []
    for name, rules in tables.items():
        found = packed(rules)
        if found is None:
            return None
        heads[name] = found[0]
        arrays += found[1]
    head = {
        "form": FORM,
        "content": compiled.rule_set.digest,
        "rest": canonical(rest).decode(),
        "told": [_plain(each) for each in compiled.warnings],
        "ofModel": len(compiled.model.checked.diagnostics),
        "tables": heads,
        "lengths": [len(each) for each in arrays],
    }
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return b"".join((len(text).to_bytes(_LENGTH_BYTES, "little"), text, *arrays))


@uncollected()
def from_form(content: bytes, form: bytes) -> CompiledRuleSet | None:
    """The rule set of a content by the form that was kept of it; None where it is of another content, or another form.

    form: as `compiled_form` made it; whoever kept it says that it is that.
    """
    start = _LENGTH_BYTES + int.from_bytes(form[:_LENGTH_BYTES], "little")
    try:
        head = json.loads(form[_LENGTH_BYTES:start])
        digest = digest_of(content)
        if head["form"] != FORM or head["content"] != digest:
            return None
        arrays = _cut(memoryview(form)[start:], head["lengths"])
        rules = {name: unpacked(each, arrays) for name, each in head["tables"].items()}
        told = tuple(map(_told, head["told"]))
    except (LookupError, TypeError, ValueError, StopIteration):
        return None
    rest = read_canonical(head["rest"].encode())
    rule_set = rule_set_with_rows(rest, rules, content, digest) if isinstance(rest, Mapping) else None
    if rule_set is None:
        return None
    given = reserved_types(rule_set.model, rule_set.form.reads)
    model = compile_kept(rule_set.model, given, told[: head["ofModel"]])
    return ready_rule_set(CheckedRuleSet(rule_set, model.checked, told), model)


def _cut(arrays: memoryview, lengths: list[int]) -> Iterator[bytes]:
    start = 0
    for length in lengths:
        yield bytes(arrays[start : start + length])
        start += length


def _plain(told: Diagnostic) -> dict[str, Any]:
    fixes = [[fix.title, fix.span, fix.replacement, fix.safe] for fix in told.fixes]
    return {
        "code": told.code,
        "message": told.message,
        "hint": told.hint,
        "place": told.place,
        "source": told.source,
        "span": told.span,
        "severity": told.severity.value,
        "fixes": fixes,
    }


def _told(plain: Mapping[str, Any]) -> Diagnostic:
    return Diagnostic(
        plain["code"],
        plain["message"],
        plain["hint"],
        plain["place"],
        plain["source"],
        plain["span"] and (plain["span"][0], plain["span"][1]),
        severity=Severity(plain["severity"]),
        fixes=tuple(Fix(title, (span[0], span[1]), text, safe) for title, span, text, safe in plain["fixes"]),
    )
