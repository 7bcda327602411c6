"""Files of dated values read as parameters: value by value with its day and its references."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from creditrules.document import Plain
from creditrules.imports.dated_values import About, ParametersRead, Written
from creditrules.imports.openfisca.dated import type_of
from creditrules.imports.openfisca.nodes import Node, nodes
from creditrules.imports.openfisca.notes import Notes
from creditrules.imports.openfisca.scale_files import read_brackets
from creditrules.imports.openfisca.scale_values import bracket_lists, layout_of, scale_type
from creditrules.imports.paths import path_of
from creditrules.records import dataclass
from creditrules.rules import is_parameter_slug, parameter_name
from creditrules.slugs import MAX_SLUG_LENGTH

__all__ = ["read_parameters"]

_MOST = 5_000
_LONGEST_TEXT = 2_000
_LONGEST_CITATION = 1_000
_OWN = frozenset(("description", "values", "brackets", "metadata", "documentation"))
_LINK = re.compile(r"https?://")


def read_parameters(files: Mapping[str, bytes], about: About) -> ParametersRead:
    """Values by day (OpenFisca's YAML), each file or node as a parameter of its own. Never raises.

    A scale is one whose value is on each day the list of its brackets, lowest first: `{from, rate}` and so on.
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
        notes.refuse(first, "", "There is no parameter in these files.", "Values stand under `values:` or `brackets:`.")
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
        content, metadata = self.node.content, self._metadata()
        references = metadata.pop("reference") if isinstance(metadata.get("reference"), dict) else None
        found = self._scale(content["brackets"]) if "brackets" in content else self._series(content["values"])
        if found is None:
            return None
        type_, values, kept = found
        left = _cite(values, references)
        metadata |= {"reference": left} if left else {}
        rest: Written = {key: part for key, part in content.items() if key not in _OWN}
        metadata |= kept
        metadata |= {"file": rest} if rest else {}
        return self._written(slug, metadata, {"type": type_, "values": values})

    def _series(self, given: Plain) -> tuple[str, Written, Written] | None:
        """The type, the values by day, and what of the file goes under `metadata`."""
        if not isinstance(given, dict):
            self._refuse("values", "Values are listed by the day from which they hold.", "Write `2024-01-31: …`.")
            return None
        values, kept = self._values(given)
        type_ = self._type(values)
        return (type_, values, {"values": kept} if kept else {}) if type_ is not None and values else None

    def _scale(self, given: Plain) -> tuple[str, Written, Written] | None:
        """The same of brackets."""
        brackets = read_brackets(given, self._refuse)
        if brackets is None:
            return None
        values: Written = {day: {"value": _plain(found)} for day, found in bracket_lists(brackets).items()}
        layout = layout_of(brackets)
        return (scale_type(brackets), values, {"brackets": layout} if layout else {}) if values else None

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

    def _values(self, given: Mapping[str, Plain]) -> tuple[Written, Written]:
        """The values by day, and what else is said of each day."""
        values: Written = {}
        kept: Written = {}
        for key, said in given.items():
            day = self._day(key)
            about: Written = dict(said) if isinstance(said, dict) else {"value": said}
            if day is None:
                continue
            if "value" not in about and "expected" in about:
                kept[day] = about
                continue
            if "value" not in about:
                self._refuse(f"values.{key}", "There is no value for this day.", "Write `value: …`.")
                continue
            own = about.pop("reference", None)
            inner = about.get("metadata")
            if own is None and isinstance(inner, dict):
                own = inner.get("reference")
                about["metadata"] = {key: part for key, part in inner.items() if key != "reference"}
            cited: list[Plain] = list(_references(own))
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


def _plain(found: Sequence[Mapping[str, Plain]] | None) -> Plain:
    return None if found is None else [dict(bracket) for bracket in found]


def _cite(values: Written, references: Plain) -> Written:
    """Add the references of each day to the value from then on; those of other days are left."""
    left: Written = {}
    for day, said in references.items() if isinstance(references, dict) else ():
        value, cited = values.get(day), list(_references(said))
        if isinstance(value, dict) and cited:
            own = value.get("references", [])
            value["references"] = [*cited, *(own if isinstance(own, list) else [])]
        else:
            left[day] = said
    return left


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
