"""Columns of a file of applicants as facts: a mapping made by looking at what they hold, and blanks that are null."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from creditrules.feel import KEYWORDS
from creditrules.population.mapping import ColumnForm, DateForm, MappingForm, NumberForm, TextForm

__all__ = ["mapping_of", "mapping_seen", "plain_mapping", "with_nulls"]

_NUMBER = re.compile(r"\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)\s*", re.ASCII)
_SPEAKABLE = re.compile(r"[^\W\d]\w*(?:[.-]\w+)*")


def mapping_seen(rows: Sequence[Mapping[str, Any]], columns: Iterable[str]) -> MappingForm:
    """A mapping for columns whose meaning nobody said; blank cells are null, facts bear the columns' names.

    A column is numbers where all of its cells are plain numbers, true and false where all are those, texts otherwise.
    Of a name that no expression can speak, the signs are replaced that hinder it.
    """
    names = _names(columns)
    return MappingForm(columns={column: _seen(fact, rows, column) for column, fact in names.items()})


def _seen(fact: str, rows: Sequence[Mapping[str, Any]], column: str) -> ColumnForm:
    texts = {str(value) for row in rows if (value := row.get(column)) is not None and str(value).strip()}
    if texts and texts <= {"true", "false", "True", "False"}:
        return ColumnForm(blank={fact: None}, values={text: {fact: text.lower() == "true"} for text in sorted(texts)})
    if texts and all(map(_NUMBER.fullmatch, texts)):
        return ColumnForm(blank={fact: None}, number=NumberForm(fact=fact))
    return ColumnForm(blank={fact: None}, text=TextForm(fact=fact))


def _names(columns: Iterable[str]) -> dict[str, str]:
    names: dict[str, str] = {}
    for column in columns:
        name = column
        if not _SPEAKABLE.fullmatch(name) or name in KEYWORDS:
            name = re.sub(r"\W+", "_", column).strip("_")
            name = name if _SPEAKABLE.fullmatch(name) and name not in KEYWORDS else f"column_{name}"
        names[column] = name if name not in names.values() else f"{name}_{len(names)}"
    return names


def with_nulls(mapping: MappingForm) -> MappingForm:
    """The mapping that gives null for every fact that some cell of a column stands for and another leaves out.

    So what a row does not tell is known not to be told, which is what bins of missing values ask for.
    """
    return mapping.model_copy(update={"columns": {name: _filled(form) for name, form in mapping.columns.items()}})


def _filled(form: ColumnForm) -> ColumnForm:
    nothing = dict.fromkeys(sorted(form.facts()))
    changes: dict[str, Any] = {"values": {text: {**nothing, **facts} for text, facts in form.values.items()}}
    if form.blank is not None:
        changes["blank"] = {**nothing, **form.blank}
    for kind, part in _parts(form):
        own = {part.fact, *(part.also if isinstance(part, NumberForm) else ())}
        rest = {fact: None for fact in nothing if fact not in own}
        changes[kind] = part.model_copy(update={"set": {**rest, **part.set}})
    return form.model_copy(update=changes)


def mapping_of(mapping: MappingForm, facts: Collection[str]) -> MappingForm:
    """The part of a mapping that gives these facts, and no others but numbers, dates and texts that they come with."""
    columns = {name: _only(form, facts) for name, form in mapping.columns.items() if not form.facts().isdisjoint(facts)}
    labels = _these(mapping.labels, facts)
    return MappingForm(columns=columns, constants=_these(mapping.constants, facts), labels=labels)


def _only(form: ColumnForm, facts: Collection[str]) -> ColumnForm:
    changes: dict[str, Any] = {"values": {text: _these(given, facts) for text, given in form.values.items()}}
    if form.blank is not None:
        changes["blank"] = _these(form.blank, facts)
    for kind, part in _parts(form):
        also = {"also": tuple(each for each in part.also if each in facts)} if isinstance(part, NumberForm) else {}
        changes[kind] = part.model_copy(update={"set": _these(part.set, facts), **also})
    return form.model_copy(update=changes)


def _these(given: Mapping[str, Any], facts: Collection[str]) -> dict[str, Any]:
    return {fact: value for fact, value in given.items() if fact in facts}


def _parts(form: ColumnForm) -> Iterator[tuple[str, NumberForm | DateForm | TextForm]]:
    if form.number is not None:
        yield "number", form.number
    if form.date is not None:
        yield "date", form.date
    if form.text is not None:
        yield "text", form.text


def plain_mapping(mapping: MappingForm) -> dict[str, Any]:
    """The content of a mapping file."""
    content = mapping.model_dump(exclude_defaults=True)
    for form in content["columns"].values():
        if "also" in form.get("number", {}):
            form["number"]["also"] = list(form["number"]["also"])
    return content
