"""Files on disk as rule sets, products and mappings, with everything that is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from creditrules.backtest import MappingForm, read_mapping
from creditrules.clock import utc_now
from creditrules.document import Document, read_json, read_yaml
from creditrules.eligibility import CompiledRuleSet, compile_rule_set, run_cases
from creditrules.errors import Diagnostic, Severity
from creditrules.rules import (
    ChangeForm,
    ProductForm,
    check_rule_set,
    located,
    read_change,
    read_product,
    read_rule_set,
    split_change,
)

__all__ = ["CheckedFile", "check_file", "check_text"]

_LARGEST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """One file. Just one of rule_set, product and mapping is there, or none when there are errors."""

    name: str
    text: str
    diagnostics: tuple[Diagnostic, ...]
    rule_set: CompiledRuleSet | None = None
    product: ProductForm | None = None
    product_digest: str = ""
    mapping: MappingForm | None = None
    change: ChangeForm | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing found is an error."""
        return not any(diagnostic.severity is Severity.ERROR for diagnostic in self.diagnostics)


def check_file(path: Path) -> CheckedFile:
    """Read and check a file of any kind that creditrules knows."""
    try:
        if path.stat().st_size > _LARGEST:
            return _failed(path.name, "file.too-large", f"The file has more than {_LARGEST} bytes.")
        return check_text(str(path), path.read_text("utf-8"))
    except UnicodeDecodeError:
        return _failed(str(path), "file.encoding", "The file is not UTF-8 text.")
    except OSError as error:
        return _failed(str(path), "file.unreadable", f"The file cannot be read: {error.strerror or error}.")


def check_text(name: str, text: str) -> CheckedFile:
    """The same for a text; `name` decides between YAML and JSON by its ending."""
    document = read_json(text) if name.lower().endswith(".json") else read_yaml(text)
    value = document.value
    if not document.ok:
        return CheckedFile(name, text, document.diagnostics)
    if isinstance(value, dict) and "ruleSet" in value:
        return _rule_set(name, text, document)
    if isinstance(value, dict) and "product" in value:
        return _product(name, text, document)
    if isinstance(value, dict) and "columns" in value:
        mapping = read_mapping(document)
        return CheckedFile(name, text, mapping.diagnostics, mapping=mapping.mapping)
    hint = "A rule set has `ruleSet:`, a product `product:` and a mapping `columns:` at the top."
    return _failed(name, "file.unknown-kind", "The file is neither a rule set nor a product nor a mapping.", hint)


def _failed(name: str, code: str, message: str, hint: str = "") -> CheckedFile:
    return CheckedFile(name, "", (Diagnostic(code, message, hint),))


def _rule_set(name: str, text: str, document: Document) -> CheckedFile:
    change, faults = _change(document)
    read = read_rule_set(document)
    if read.rule_set is None:
        return CheckedFile(name, text, (*read.diagnostics, *faults), change=change)
    checked = check_rule_set(read.rule_set)
    found = (*read.diagnostics, *read.located(checked.diagnostics))
    if not checked.ok:
        return CheckedFile(name, text, (*found, *faults), change=change)
    compiled = compile_rule_set(checked)
    cases = read.located(run_cases(compiled, _moment(change)))
    return CheckedFile(name, text, (*found, *cases, *faults), rule_set=compiled, change=change)


def _product(name: str, text: str, document: Document) -> CheckedFile:
    change, faults = _change(document)
    read = read_product(document)
    return CheckedFile(
        name, text, (*read.diagnostics, *faults), product=read.product, product_digest=read.digest, change=change
    )


def _change(document: Document) -> tuple[ChangeForm | None, tuple[Diagnostic, ...]]:
    _, written = split_change(document.value)
    if written is None:
        return None, ()
    change, faults = read_change(written)
    return change, located(faults, document)


def _moment(change: ChangeForm | None) -> datetime:
    return change.valid_from if change and change.valid_from else utc_now()
