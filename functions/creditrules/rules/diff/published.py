"""What partners may know of a content, and in what two contents differ for them.

A content is split in two: its *face*, which partners may read, made key by key of what is named here, and the rest that
decides. Diffs are made of faces alone, so that nothing else can be told by one; of the rest it is told whether it says
something else. Each content's own declaration governs its numbers: what a version does not publish is in no face of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from creditrules.document import read_json
from creditrules.records import dataclass
from creditrules.rules.content.forms import LiftForm, ProductForm, ReasonForm, RuleSetForm
from creditrules.rules.content.given_reasons import interventions_by_reason
from creditrules.rules.content.parameter_checks import parameters_named
from creditrules.rules.content.parameters import Parameter
from creditrules.rules.content.pricing import PricingForm
from creditrules.rules.content.reading import RuleSet
from creditrules.rules.diff.contents import diff_contents
from creditrules.rules.diff.parts import ContentDiff
from creditrules.rules.diff.sameness import says_the_same
from creditrules.rules.diff.values import Plain

__all__ = ["Face", "PublishedDiff", "diff_published", "face_of_parameter", "face_of_product", "face_of_rule_set"]

_OF_RULE_SETS: Final = ("ruleSet", "category", "name", "timeZone", "appliesTo")
_KEPT_OF_RULE_SETS: Final = ("decisions", "functions", "services", "findings", "publishes", "reads")
_OF_PRODUCTS: Final = (
    "product", "name", "description", "kind", "segment", "scenario", "currency", "lenderType", "jurisdiction",
    "features", "ruleSets",
)  # fmt: skip
_OF_PARAMETERS: Final = ("parameter", "category", "name", "type", "unit", "timeZone", "published")
_VALUES: Final = ("value", "values", "references")
_NAMES_APART: Final = re.compile("[<>,:]")
"""What stands between the names in a type such as list<score>."""
_OF_TYPES: Final = ("name", "type", "of", "entries", "allowedValues", "typeConstraint")
_OF_FACTS: Final = (*_OF_TYPES, "nullable", "unit", "sensitive", "better", "protected", "label", "description")
_OF_CHANGEABLE: Final = ("direction",)
"""Of what an applicant could change no more than whether and which way: steps and bounds tell where thresholds are."""
_OF_REASONS: Final = ("message", "basis", "codes")
_OF_PRICES: Final = frozenset({"amount", "term", "deposit", "method", "apr"})


@dataclass(frozen=True, slots=True)
class Face:
    """A content in two: `told` to partners, as plain values; `kept`, what else decides."""

    told: Mapping[str, Plain]
    kept: Mapping[str, Plain]


@dataclass(frozen=True, slots=True)
class PublishedDiff:
    """In what two contents differ for partners.

    diff: of what is published. rest_differs: whether what decides and is not published says something else.
    """

    diff: ContentDiff
    rest_differs: bool = False


def diff_published(before: Face, after: Face) -> PublishedDiff:
    """In what two faces of a document differ."""
    return PublishedDiff(diff_contents(before.told, after.told), not says_the_same(before.kept, after.kept))


def face_of_rule_set(rule_set: RuleSet) -> Face:
    """Facts asked for, reasons with their words and interventions, parameters by name; conditions where it says so."""
    written, form = rule_set.written, rule_set.form
    facts = [_fact(fact) for fact in written.get("facts") or ()]
    types = {each["name"]: _item(each, _OF_TYPES) for each in written.get("types") or ()}
    reached = _reached(facts, types)
    told = dict(_some(written, _OF_RULE_SETS))
    told["facts"], told["types"] = facts, [types[name] for name in types if name in reached]
    steps = interventions_by_reason(rule_set)
    told["reasons"] = {
        code: {
            **dict(_some(written["reasons"][code], _OF_REASONS)),
            **_lift(form, reason),
            **({"interventions": [step.value for step in steps[code]]} if code in steps else {}),
        }
        for code, reason in form.reasons.items()
    }
    told["usedParameters"] = list(parameters_named(rule_set.model, form.reads))
    kept = dict(_some(written, _KEPT_OF_RULE_SETS))
    kept["types"] = [types[name] for name in types if name not in reached]
    kept["lifts"] = dict(_kept_lifts(form))
    return Face(told, kept)


def face_of_product(form: ProductForm, content: bytes) -> Face:
    """What it is, its features and rule sets, and of its price what may be asked of it and how loans are repaid.

    content: the form's canonical form.
    """
    written = _written(content)
    told = dict(_some(written, _OF_PRODUCTS))
    if form.pricing is not None:
        told["pricing"] = _price(form.pricing)
    told["usedParameters"] = list(form.parameters)
    kept = dict(_some(written, ("alternativeSegments", "exchange")))
    price = written.get("pricing") or {}
    return Face(told, kept | {"pricing": {key: part for key, part in price.items() if key not in _OF_PRICES}})


def face_of_parameter(parameter: Parameter) -> Face:
    """What it is and measures; its values where it publishes them."""
    written = _written(parameter.content)
    if parameter.form.published:
        return Face(dict(_some(written, (*_OF_PARAMETERS, *_VALUES))), dict(_some(written, ("allowedValues",))))
    values = {day: each.value for day, each in (parameter.form.values or {}).items()}
    kept = dict(_some(written, ("allowedValues", "value")))
    return Face(dict(_some(written, _OF_PARAMETERS)), kept | {"values": values})


def _written(content: bytes) -> Mapping[str, Any]:
    value = read_json(content).value
    assert isinstance(value, dict)  # noqa: S101  (it is the canonical form of what was read)
    return value


def _some(written: Mapping[str, Any], keys: Iterable[str]) -> Iterator[tuple[str, Any]]:
    return ((key, written[key]) for key in keys if key in written)


def _fact(written: Mapping[str, Any]) -> dict[str, Any]:
    changeable = written.get("changeable")
    told = {"changeable": dict(_some(changeable, _OF_CHANGEABLE))} if changeable else {}
    return {**_item(written, _OF_FACTS), **told}


def _item(written: Mapping[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    """A fact or a type; of the entries of a context no more than their types."""
    item = dict(_some(written, keys))
    if item.get("entries"):
        item["entries"] = [_item(entry, _OF_TYPES) for entry in item["entries"]]
    return item


def _reached(items: Iterable[Mapping[str, Any]], types: Mapping[str, Mapping[str, Any]]) -> frozenset[str]:
    """The types that facts are made of."""
    found: set[str] = set()
    waiting = list(items)
    while waiting:
        item = waiting.pop()
        named = {name.strip() for key in ("type", "of") for name in _NAMES_APART.split(str(item.get(key, "")))}
        new = (named & types.keys()) - found
        found |= new
        waiting += [*(types[name] for name in new), *(item.get("entries") or ())]
    return frozenset(found)


def _lift(form: RuleSetForm, reason: ReasonForm) -> dict[str, Plain]:
    """What is told of what lifts a reason, as it is written; of a condition always whether its values are told."""
    lift = reason.lift
    if not isinstance(lift, LiftForm):
        return {} if lift is None else {"lift": lift}
    tells = form.tells_thresholds(lift)
    condition = {"condition": lift.condition} if tells else {}
    return {"lift": {**condition, "message": lift.message, "publishThresholds": tells}}


def _kept_lifts(form: RuleSetForm) -> Iterator[tuple[str, Plain]]:
    for code, reason in form.reasons.items():
        if isinstance(reason.lift, LiftForm) and not form.tells_thresholds(reason.lift):
            yield code, reason.lift.condition


def _price(form: PricingForm) -> dict[str, Plain]:
    """What `Product.loans` tells, under the names of the written form."""
    told: dict[str, Plain] = {
        "amount": {
            "minimum": form.smallest,
            **({} if form.amount.maximum is None else {"maximum": form.amount.maximum}),
            "step": form.amount.step or form.rounding.unit,
        },
        "term": {"minimum": form.term.minimum, "maximum": form.term.maximum, "step": form.term.step},
        "deposit": form.deposit.value,
        "method": form.method.value,
    }
    return told if form.apr is None else {**told, "apr": form.apr.value}
