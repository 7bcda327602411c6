"""Parameters written as files of dated values: what was read comes back, with what has been changed since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from creditrules.document import Plain
from creditrules.imports.dated_values import Written
from creditrules.imports.openfisca.dated import type_of
from creditrules.imports.openfisca.scale_files import in_order, is_scale, written_brackets
from creditrules.rules import Parameter, Step

__all__ = ["no_openfisca", "written_openfisca"]


def no_openfisca(parameter: Parameter) -> str:
    """Why OpenFisca's files have no form for a parameter; "" where they have one."""
    values = {str(step.since): step.written.value for step in parameter.steps}
    if not is_scale(parameter.type):
        known = all(type_of(value) is not None for value in values.values())
        return "" if known else f"Its type, {parameter.type}, is none of values by day, and none of brackets."
    return "" if in_order(values) else "Its brackets are not all in the order of `from`."


def written_openfisca(parameter: Parameter, language: str = "en") -> Written:
    """A parameter in the form of OpenFisca's files: what `read_parameters` reads as the same.

    A version with one value is written as holding from the first day there is.
    """
    form = parameter.form
    metadata: Written = dict(form.metadata)
    per_day, rest = metadata.pop("values", {}), metadata.pop("file", {})
    name, described = _in(form.name, language), _in(form.description or {}, language)
    written: Written = {"description": described} if described else {}
    layout = metadata.pop("brackets", None)
    steps = {step.since.isoformat() if step.since else date.min.isoformat(): step for step in parameter.steps}
    cited: Written = {day: told for day, step in steps.items() if (told := _told(step))}
    values = {day: step.written.value for day, step in steps.items()}
    brackets = written_brackets(values, layout) if is_scale(parameter.type) else []
    written |= {"brackets": brackets} if brackets else {"values": _by_day(values, per_day)}
    about: Written = {}
    if name not in {described, parameter.name}:
        about["short_label"] = name
    known = metadata.get("reference")
    about |= metadata
    about |= {"unit": form.unit} if form.unit else {}
    if cited and known is not None and not isinstance(known, dict):
        _cite_apart(written, cited)
    elif cited:
        about["reference"] = cited | (known if isinstance(known, dict) else {})
    written |= {"metadata": about} if about else {}
    written |= {"documentation": form.documentation} if form.documentation else {}
    return written | (rest if isinstance(rest, dict) else {})


def _told(step: Step) -> Plain:
    told: list[Plain] = [
        {key: text for key, text in (("title", one.citation), ("href", one.link)) if text}
        for one in step.written.references
    ]
    return told[0] if len(told) == 1 else told


def _by_day(values: Mapping[str, Plain], per_day: Plain) -> Written:
    """The values with what else is said of each day; of a day without one, what is expected."""
    more = {day: part for day, part in per_day.items() if isinstance(part, dict)} if isinstance(per_day, dict) else {}
    said: Written = {day: {"value": value} | more.get(day, {}) for day, value in values.items()}
    return dict(sorted((said | {day: part for day, part in more.items() if day not in values}).items()))


def _cite_apart(written: Written, cited: Written) -> None:
    """References by day where those of the whole are written in another way."""
    values = written.get("values")
    for day, value in values.items() if isinstance(values, dict) else ():
        if isinstance(value, dict) and day in cited:
            value["reference"] = cited[day]


def _in(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or next(iter(texts.values()), "")
