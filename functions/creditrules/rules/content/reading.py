"""Documents to rule sets and products: everything wrong is reported, with its place, before anything is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from creditrules.dmn import Model, read_model
from creditrules.document import Document, Path, canonical, digest_of, form_fault, read_canonical
from creditrules.errors import Diagnostic
from creditrules.records import dataclass, field
from creditrules.rules.content.forms import ChangeForm, ProductForm, RuleSetForm
from creditrules.rules.content.places import locate

__all__ = [
    "MODEL_KEYS",
    "ProductRead",
    "RuleSet",
    "RuleSetRead",
    "read_change",
    "read_product",
    "read_rule_set",
    "split_change",
]

MODEL_KEYS = ("facts", "types", "functions", "services", "decisions")
"""The part of a rule set's document that is its decision model."""

Form = TypeVar("Form", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One content of a rule set: its envelope, its model, and the canonical form that identifies both."""

    form: RuleSetForm
    model: Model
    content: bytes
    digest: str

    @property
    def written(self) -> Mapping[str, Any]:
        """The content as plain values, read anew each time."""
        value = read_canonical(self.content)
        assert isinstance(value, dict)  # noqa: S101  (it is the canonical form of what was read)
        return value


@dataclass(frozen=True, slots=True)
class RuleSetRead:
    """`rule_set` is None when the document cannot be understood; diagnostics may hold warnings even when it can."""

    rule_set: RuleSet | None
    diagnostics: tuple[Diagnostic, ...]
    document: Document
    paths: Mapping[str, Path] = field(default_factory=dict)

    def located(self, diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """Diagnostics about this rule set with the line and column in the document that their place has."""
        return located(diagnostics, self.document, self.paths)


@dataclass(frozen=True, slots=True)
class ProductRead:
    """`product` with its canonical form and digest; None when the document cannot be understood."""

    product: ProductForm | None
    content: bytes
    digest: str
    diagnostics: tuple[Diagnostic, ...]


def split_change(value: Any) -> tuple[Any, Any]:
    """The document without its `change` section, and that section (None where there is none)."""
    if not isinstance(value, Mapping) or "change" not in value:
        return value, None
    return {key: part for key, part in value.items() if key != "change"}, value["change"]


def read_rule_set(document: Document) -> RuleSetRead:
    """A rule set from its written form (see `forms.RuleSetForm` and `creditrules.dmn.read_model`), without `change`."""
    value, _ = split_change(document.value)
    if not isinstance(value, Mapping):
        return RuleSetRead(None, document.diagnostics or (_not_a_mapping("rule set"),), document)
    envelope = {key: part for key, part in value.items() if key not in MODEL_KEYS}
    form, faults = read_form(RuleSetForm, envelope)
    model = read_model({key: part for key, part in value.items() if key in MODEL_KEYS})
    diagnostics = located((*document.diagnostics, *faults, *model.diagnostics), document, model.paths)
    if form is None or model.model is None or not document.ok:
        return RuleSetRead(None, diagnostics, document, model.paths)
    content = canonical(value)
    rule_set = RuleSet(form, model.model, content, digest_of(content))
    return RuleSetRead(rule_set, diagnostics, document, model.paths)


def read_product(document: Document) -> ProductRead:
    """A product from its written form, without `change`."""
    value, _ = split_change(document.value)
    if not isinstance(value, Mapping):
        return ProductRead(None, b"", "", document.diagnostics or (_not_a_mapping("product"),))
    form, faults = read_form(ProductForm, value)
    diagnostics = located((*document.diagnostics, *faults), document)
    if form is None or not document.ok:
        return ProductRead(None, b"", "", diagnostics)
    content = canonical(value)
    return ProductRead(form, content, digest_of(content), diagnostics)


def read_change(value: Any) -> tuple[ChangeForm | None, tuple[Diagnostic, ...]]:
    """The `change` section of a file."""
    form, faults = read_form(ChangeForm, value)
    return form, tuple(fault.at("change") for fault in faults)


def read_form(form: type[Form], value: Any) -> tuple[Form | None, tuple[Diagnostic, ...]]:
    """Check `value` against a written form; every fault becomes a diagnostic with its place."""
    try:
        return form.model_validate(value), ()
    except ValidationError as error:
        return None, tuple(form_fault(fault) for fault in error.errors(include_url=False))


def located(
    diagnostics: Iterable[Diagnostic], document: Document, paths: Mapping[str, Path] | None = None
) -> tuple[Diagnostic, ...]:
    """The diagnostics with the line and column in the document that their place has."""
    return tuple(locate(diagnostic, document, paths or {}) for diagnostic in diagnostics)


def _not_a_mapping(what: str) -> Diagnostic:
    return Diagnostic("document.shape", f"A {what} is a mapping of names to values.")
