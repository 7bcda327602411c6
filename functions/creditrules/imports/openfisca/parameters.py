"""Files of dated values read as parameters, and written back: value by value with its day and its references."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from creditrules.document import Plain
from creditrules.imports.dated_values import About, ParametersRead, Written
from creditrules.imports.openfisca.dated import type_of
from creditrules.imports.openfisca.nodes import Node, nodes
from creditrules.imports.openfisca.notes import Notes
from creditrules.imports.paths import path_of
from creditrules.records import dataclass
from creditrules.rules import Parameter, is_parameter_slug, parameter_name
from creditrules.slugs import MAX_SLUG_LENGTH

__all__ = ["read_parameters", "written_openfisca"]

_MOST = 5_000
_LONGEST_TEXT = 2_000
_LONGEST_CITATION = 1_000
_OWN = frozenset(("description", "values", "metadata", "documentation"))
_LINK = re.compile(r"https?://")


def read_parameters(files: Mapping[str, bytes], about: About) -> ParametersRead:
    """Values by day (OpenFisca's YAML), each file or node as a parameter of its own. Never raises.

    Scales are no parameters: they are refused, and read as models by `read_openfisca`.
    """
    notes = Notes()
    documents: dict[str, Written] = {}
    for count, node in enumerate(nodes(files, notes)):
        if count >= _MOST:
            notes.refuse(node.file, "", f"There are more than {_MOST} parameters.", "Read them in parts.")
            break
        slug = _slug(node, documents, notes)
        document = _Read(node, about, notes).document(slug)
        if slug and document is not None:
            documents[slug] = document
    if not documents and not notes.diagnostics:
        first = next(iter(files), "")
        notes.refuse(first, "", "There is no parameter in these files.", "Values stand under `values:`.")
    return ParametersRead({} if notes.diagnostics else documents, tuple(notes.diagnostics))


def _slug(node: Node, taken: Mapping[str, object], notes: Notes) -> str:
    """The path as a slug: as much of its end as a slug holds."""
    words = [word for part in node.path for word in _words(part)]
    words = [word for word in words if is_parameter_slug(f"x-{word}")]
    while len("-".join(words)) > MAX_SLUG_LENGTH or (words and not words[0][0].isalpha()):
        words = words[1:]
    slug = "-".join(words)
    if not is_parameter_slug(slug) or slug in taken:
        message = f"No name of its own can be made of the path “{'.'.join(node.path)[:200]}”."
        notes.refuse(node.file, node.place, message, "Rename the file, in letters from a to z.")
        return ""
    return slug


def _words(part: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", part).encode("ascii", "ignore").decode().lower()
    return re.findall(r"[a-z0-9]+", plain)


@dataclass(slots=True)
class _Read:
    """One parameter as it is read."""

    node: Node
    about: About
    notes: Notes

    def document(self, slug: str) -> Written | None:
        content = self.node.content
        if "values" not in content:
            self._refuse("brackets", "A scale has several series of values.", "creditrules import reads it as a model.")
            return None
        given = content["values"]
        if not isinstance(given, dict):
            self._refuse("values", "Values are listed by the day from which they hold.", "Write `2024-01-31: …`.")
            return None
        metadata = self._metadata()
        references = _taken(metadata, "reference") if isinstance(metadata.get("reference"), dict) else None
        values, kept = self._values(given, references)
        type_ = self._type(values)
        if type_ is None or not values:
            return None
        rest: Written = {key: part for key, part in content.items() if key not in _OWN}
        metadata |= {"values": kept} if kept else {}
        metadata |= {"file": rest} if rest else {}
        return self._written(slug, metadata, {"type": type_, "values": values})

    def _metadata(self) -> Written:
        found = self.node.content.get("metadata")
        return dict(found) if isinstance(found, dict) else {}

    def _written(self, slug: str, metadata: Written, held: Written) -> Written:
        content = self.node.content
        label, described = metadata.get("short_label"), content.get("description")
        name = _text(label) or _text(described) or parameter_name(slug)
        document: Written = {"parameter": slug, "category": self.about.category, "name": self._local(name)}
        if label and name == _text(label) == label:
            del metadata["short_label"]
        if _text(described):
            document["description"] = self._local(_text(described))
        unit = metadata.get("unit")
        document["type"] = held["type"]
        if isinstance(unit, str) and 0 < len(unit) <= 100:  # noqa: PLR2004 - as long as a unit may be
            document["unit"] = unit
            del metadata["unit"]
        if self.about.time_zone != "UTC":
            document["timeZone"] = self.about.time_zone
        document["values"] = held["values"]
        if _text(content.get("documentation")):
            document["documentation"] = str(content["documentation"])
        if metadata:
            document["metadata"] = metadata
        return document | {"change": self._change(name, held["values"])}

    def _local(self, text: str) -> Written:
        return {self.about.language: text[:_LONGEST_TEXT]}

    def _change(self, name: str, values: Plain) -> Written:
        assert isinstance(values, dict)  # noqa: S101  (as it was made)
        first, last = min(values), values[max(values)]
        cited = last.get("references") if isinstance(last, dict) else None
        one = cited[0] if isinstance(cited, list) and cited else {}
        citation = one.get("citation") if isinstance(one, dict) else None
        file, start = path_of(self.node.file).name, date.fromisoformat(first)
        change: Written = {
            "basis": {"category": "REGULATION", "citation": citation or f"{file}, as it was read"},
            "comment": f"Read from {file}.",
            "notice": self._local(name),
            "validFrom": datetime.combine(start, time(), ZoneInfo(self.about.time_zone)).isoformat(),
        }
        return change | ({"correction": True} if start <= self.about.today else {})

    def _values(self, given: Mapping[str, Plain], references: Plain) -> tuple[Written, Written]:
        """The values by day, and what else is said of each day."""
        values: Written = {}
        kept: Written = {}
        for key, said in given.items():
            day = self._day(key)
            about: Written = dict(said) if isinstance(said, dict) else {"value": said}
            if day is None or ("value" not in about and "expected" in about):
                continue
            if "value" not in about:
                self._refuse(f"values.{key}", "There is no value for this day.", "Write `value: …`.")
                continue
            own = about.pop("reference", None)
            inner = about.get("metadata")
            if own is None and isinstance(inner, dict):
                own = inner.get("reference")
                about["metadata"] = {key: part for key, part in inner.items() if key != "reference"}
            cited: list[Plain] = list(_references(references.get(key) if isinstance(references, dict) else None))
            cited += _references(own)
            value: Written = {"value": about.pop("value")}
            values[day] = value | {"references": cited} if cited else value
            left: Written = {key: part for key, part in about.items() if part not in ({}, None)}
            kept |= {day: left} if left else {}
        return dict(sorted(values.items())), kept

    def _day(self, key: str) -> str | None:
        try:
            return date.fromisoformat(key).isoformat()
        except ValueError:
            self._refuse(f"values.{key}", f"“{key}” is no day.", "Write days as 2024-01-31.")
            return None

    def _type(self, values: Written) -> str | None:
        kinds = {type_of(one.get("value")) for one in values.values() if isinstance(one, dict)} - {""}
        if None in kinds or len(kinds) > 1:
            self._refuse("values", "The values are not of one type.", "Make a parameter of each type.")
            return None
        return kinds.pop() if kinds else "number"

    def _refuse(self, place: str, message: str, hint: str) -> None:
        self.notes.refuse(self.node.file, f"{self.node.place}.{place}".lstrip("."), message, hint)


def _taken(mapping: Written, key: str) -> Plain:
    return mapping.pop(key)


def _text(said: Plain) -> str:
    return said.strip() if isinstance(said, str) else ""


def _references(given: Plain) -> Iterator[Plain]:
    for one in given if isinstance(given, list) else [given]:
        title = one.get("title") if isinstance(one, dict) else one
        href = one.get("href") if isinstance(one, dict) else None
        if isinstance(title, str) and href is None and _LINK.match(title):
            title, href = None, title
        found: Written = {}
        if isinstance(title, str) and title:
            found["citation"] = title[:_LONGEST_CITATION]
        if isinstance(href, str) and _LINK.match(href) and len(href) <= _LONGEST_CITATION:
            found["link"] = href
        if found:
            yield found


def written_openfisca(parameter: Parameter, language: str = "en") -> Written:
    """A parameter in the form of OpenFisca's files: what `read_parameters` reads as the same.

    A version with one value is written as holding from the first day there is.
    """
    form = parameter.form
    metadata: Written = dict(form.metadata)
    per_day, rest = metadata.pop("values", {}), metadata.pop("file", {})
    name, described = _in(form.name, language), _in(form.description or {}, language)
    written: Written = {"description": described} if described else {}
    values: Written = {}
    cited: Written = {}
    for step in parameter.steps:
        day = step.since.isoformat() if step.since else date.min.isoformat()
        more = per_day.get(day, {}) if isinstance(per_day, dict) else {}
        values[day] = {"value": step.written.value} | (more if isinstance(more, dict) else {})
        references: list[Plain] = [
            {key: text for key, text in (("title", one.citation), ("href", one.link)) if text}
            for one in step.written.references
        ]
        if references:
            cited[day] = references[0] if len(references) == 1 else references
    written["values"] = values
    about: Written = {}
    if name not in {described, parameter.name}:
        about["short_label"] = name
    about |= metadata
    about |= {"unit": form.unit} if form.unit else {}
    about |= {"reference": cited} if cited else {}
    written |= {"metadata": about} if about else {}
    written |= {"documentation": form.documentation} if form.documentation else {}
    return written | (rest if isinstance(rest, dict) else {})


def _in(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or next(iter(texts.values()), "")
