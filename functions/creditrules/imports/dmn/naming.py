"""What a file's texts speak of: parts by other names than their own, arrows that are missing, facts nobody declares."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from creditrules.dmn.exchange.xml import Element
from creditrules.dmn.model import Use
from creditrules.feel import BUILTINS
from creditrules.imports.dmn.dialect import Dialect
from creditrules.imports.dmn.file import DmnFile
from creditrules.imports.dmn.inference import Evidence
from creditrules.imports.dmn.layout import PARTS, Part, Text
from creditrules.imports.dmn.trees import altered, child, children, made, name_of, outputs_of

__all__ = ["Names"]

_REQUIRED: Final = {"facts": "requiredInput", "decisions": "requiredDecision"}
_REQUIREMENTS: Final = ("informationRequirement", "knowledgeRequirement")


class Names:
    """The names of one file."""

    def __init__(self, file: DmnFile, parts: list[Part], dialect: Dialect) -> None:
        self._file, self._parts, self._dialect, self._notes = file, parts, dialect, file.notes
        self._ids = {part.element.get("id"): part for part in parts}
        self._evidence = Evidence(dialect)
        self._needed: dict[str, list[Part]] = {}

    def settle(self) -> None:
        """Have every text speak of parts by their names, every arrow point to one, and every fact be declared."""
        self.arrows()
        self.clashes()
        for part in self._parts:
            if part.kind == "decisions":
                self.decision(part)
        self.declare()

    def clashes(self) -> None:
        """Give the later of two parts with one name another, facts keep theirs."""
        taken: dict[str, Part] = {}
        for part in sorted(self._parts, key=lambda one: list(PARTS.values()).index(one.kind)):
            first = taken.setdefault(part.name, part)
            if first is part:
                continue
            if part.kind == "facts":
                self._merge(first, part)
                continue
            taken[self._other_name(part, first.kind.removesuffix("s"))] = part

    def _other_name(self, part: Part, other: str) -> str:
        """Give a part another name, in the texts that speak of it too."""
        old, place = part.name, part.place
        new = self._free(part, {one.name for one in self._parts})
        for one in self._parts:
            if one is not part and part in self._required(one):
                self._respeak(one, old, new)
        self._rename(part, new)
        why = f"The name is also that of a {other}; the texts that require this one say so."
        self._notes.interpreted("import.clash", part.element, place, old, new, why)
        return new

    def _merge(self, first: Part, second: Part) -> None:
        """The same input drawn twice is one fact."""
        before, after = second.element.get("id"), first.element.get("id")
        for part in self._parts:
            for reference in _references(part.element):
                if reference.get("href").lstrip("#") == before:
                    altered(reference, href=f"#{after}")
        self._file.root.content.remove(second.element)
        self._parts.remove(second)
        why = "The same input stands in the file twice."
        self._notes.interpreted("import.clash", second.element, second.place, before, after, why)

    def _free(self, part: Part, taken: set[str]) -> str:
        names = (name_of(part.element), part.element.get("id"), f"{part.name} result", f"{part.name} decision")
        plain = [
            name for name in names if (name and name not in taken and name.isidentifier()) or name.endswith("result")
        ]
        found = plain[0] if plain else f"{part.name} decision"
        while found in taken:
            found += " 2"
        return found

    def _rename(self, part: Part, name: str) -> None:
        self._dialect.know(name)
        variable = child(part.element, "variable")
        if variable is None:
            part.element.content.insert(0, made("variable", part.element, name=name))
        else:
            altered(variable, name=name)

    def _respeak(self, part: Part, old: str, new: str) -> None:
        for text in part.texts:
            spans = [use.node.span for use in self._dialect.uses(text) if use.name == old]
            self._put(text, [(span, new) for span in spans])

    def arrows(self) -> None:
        """Arrows that point to nothing go; those that name a part in place of its identifier are put right."""
        names = {part.name: part for part in self._parts} | {name_of(part.element): part for part in self._parts}
        for part in list(self._parts):
            for requirement in children(part.element, *_REQUIREMENTS):
                for reference in children(requirement, "requiredInput", "requiredDecision", "requiredKnowledge"):
                    self._arrow(part, requirement, reference, names)

    def _arrow(self, part: Part, requirement: Element, reference: Element, names: dict[str, Part]) -> None:
        href = reference.get("href").strip()
        space, hash_, identifier = href.partition("#")
        if not hash_:
            space, identifier = "", href
        if space not in {"", self._file.namespace}:
            if identifier in self._file.names.get(space, {}):
                return
        elif identifier in self._ids:
            return
        elif identifier in names:
            after = f"#{names[identifier].element.get('id')}"
            altered(reference, href=after)
            why = "The arrow names the part in place of its id."
            self._notes.interpreted("import.requirement", reference, part.place, href, after, why)
            return
        requirement.content.remove(reference)
        if not children(requirement):
            part.element.content.remove(requirement)
        why = "The arrow points to nothing in these files; what the texts name counts."
        self._notes.interpreted("import.requirement", reference, part.place, href, "", why)

    def _required(self, part: Part) -> list[Part]:
        found = [self._ids.get(one.get("href").rpartition("#")[2]) for one in _references(part.element)]
        return [one for one in found if one is not None]

    def _spoken(self, part: Part) -> set[str]:
        """The names that its arrows allow it to use."""
        found = {one.name for one in self._required(part)}
        for reference in _references(part.element):
            space, _, identifier = reference.get("href").partition("#")
            found |= {self._file.names.get(space, {}).get(identifier, "")} - {""}
        return found

    def decision(self, part: Part) -> None:
        """Settle every name in the texts of a decision."""
        for text in part.texts:
            changes: list[tuple[tuple[int, int], str]] = []
            for use in self._dialect.uses(text):
                change = self._use(part, text, use)
                if change is not None:
                    changes.append(change)
            self._put(text, changes)

    def _use(self, part: Part, text: Text, use: Use) -> tuple[tuple[int, int], str] | None:
        declared = {one.name: one for one in self._parts}
        found = declared.get(use.name)
        if use.called:
            if found is not None and found is not part:
                self._require(part, found)
            return None
        if found is not None and (found is not part or found.kind == "facts"):
            self._require(part, found, text)
            return self._stripped(found, use)
        if use.name in self._imported() and self._foreign(use) is None:
            return None
        meant = self._meant(part, use)
        if len({id(one) for one, _ in meant}) > 1:
            self._ambiguous(text, use, [one for one, _ in meant])
            return None
        if meant:
            (provider, said), span = meant[0], use.node.span
            if provider.kind == "facts" and child(provider.element, "variable") is None:
                self._call_fact(provider, use.name, text)
                self._require(part, provider)
                return None
            why = f"The {provider.kind.removesuffix('s')} {provider.name} is known by this name where it is used."
            self._notes.interpreted("import.name", text.near, text.place, use.name, said, why)
            self._require(part, provider, text)
            return span, said
        foreign = self._foreign(use)
        if foreign is not None:
            why = "The imported part is known by this name where it is used."
            self._notes.interpreted("import.name", text.near, text.place, "".join(foreign[2]), foreign[0], why)
            return foreign[1], foreign[0]
        if use.filtered or (use.name in BUILTINS and not self._whole(text, use)):
            return None
        self._undeclared(part, text, use)
        return None

    def _stripped(self, found: Part, use: Use) -> tuple[tuple[int, int], str] | None:
        """`Decision.output` where the decision has just that output, and its value is all there is."""
        if found.kind != "decisions" or not use.path or outputs_of(found.element) != [use.path[0]]:
            return None
        rest = "".join(f".{step}" for step in use.path[1:])
        return use.span, f"{found.name}{rest}"

    def _foreign(self, use: Use) -> tuple[str, tuple[int, int], list[str]] | None:
        """An imported part that a name, or a name with the import's, means under another than its own."""
        for length in range(min(len(use.path), 1), -1, -1):
            spoken = ".".join([use.name, *use.path[:length]])
            if spoken in self._file.others:
                return None
            said = {names[spoken] for names in self._file.others.values() if spoken in names}
            if len(said) == 1:
                rest = [f".{step}" for step in use.path[length:]]
                return "".join([*said, *rest]), use.span, [spoken, *rest]
        return None

    def _imported(self) -> set[str]:
        return {name.partition(".")[0] for names in self._file.names.values() for name in names.values()} | {
            name for names in self._file.names.values() for name in names.values()
        }

    def _whole(self, text: Text, use: Use) -> bool:
        return text.text == use.name or bool(use.path)

    def _meant(self, part: Part, use: Use) -> list[tuple[Part, str]]:
        """The parts that a name of another kind may mean, and what to say instead; those required go before others."""
        candidates = [
            (one, said)
            for one in self._parts
            if one is not part and not self._depends(one, part)
            for said in self._aliases(one).get(use.name, ())
        ]
        required = self._required(part)
        return [pair for pair in candidates if pair[0] in required] or candidates

    def _ambiguous(self, text: Text, use: Use, parts: list[Part]) -> None:
        names = ", ".join(dict.fromkeys(one.name for one in parts))
        message = f'"{use.name}" may be a result of {names}.'
        hint = "Draw an arrow from the one that is meant, or declare an input of this name."
        self._notes.failing("import.ambiguous", text.near, text.place, message, hint)

    def _aliases(self, part: Part) -> dict[str, tuple[str, ...]]:
        names = {part.element.get("id"), name_of(part.element)} - {"", part.name}
        found: dict[str, tuple[str, ...]] = dict.fromkeys(names, (part.name,))
        if part.kind == "decisions":
            outputs = outputs_of(part.element)
            for name in outputs:
                if name and name != part.name:
                    found.setdefault(name, (part.name if len(outputs) == 1 else f"{part.name}.{name}",))
        return found

    def _depends(self, part: Part, on: Part) -> bool:
        seen: set[int] = set()
        waiting = [part]
        while waiting:
            current = waiting.pop()
            if current is on:
                return True
            if id(current) not in seen:
                seen.add(id(current))
                waiting += self._required(current)
        return False

    def columns(self) -> None:
        """Columns that spell a part's name with other signs or capitals."""
        for part, text in [(one, text) for one in self._parts for text in one.texts]:
            if text.tests or text.column is not None:
                continue
            written = text.text
            unknown = [use for use in self._dialect.uses(text) if use.name not in {one.name for one in self._parts}]
            if not unknown or any(use.called for use in unknown) or self._exact(part, unknown):
                continue
            like = [one for one in self._parts if one is not part and _folded(one.name) == _folded(written)]
            if len(like) == 1 and like[0].kind in _REQUIRED and child(like[0].element, "variable") is not None:
                why = f"Nothing is called so; {like[0].name} is written with other signs or capitals."
                self._notes.interpreted("import.name", text.near, text.place, written, like[0].name, why)
                text.say(like[0].name)

    def _exact(self, part: Part, unknown: list[Use]) -> bool:
        return any(self._meant(part, use) for use in unknown)

    def _put(self, text: Text, changes: list[tuple[tuple[int, int], str]]) -> None:
        if not changes:
            return
        after = text.text
        for (start, end), said in sorted(dict.fromkeys(changes), reverse=True):
            after = after[:start] + said + after[end:]
        text.say(after)

    def _require(self, part: Part, found: Part, text: Text | None = None) -> None:
        if not _arrows(part.element) or found in self._required(part) or found is part:
            return
        identifier = found.element.get("id")
        kind = _REQUIRED.get(found.kind)
        if kind is not None:
            _insert(
                part.element,
                made("informationRequirement", part.element, made(kind, part.element, href=f"#{identifier}")),
            )
        else:
            inner = made("requiredKnowledge", part.element, href=f"#{identifier}")
            _insert(part.element, made("knowledgeRequirement", part.element, inner))
        near = text.near if text is not None else part.element
        why = f"The texts of {part.name} use {found.name}, and no arrow says so."
        self._notes.interpreted("import.requirement", near, part.place, "", found.name, why)

    def _call_fact(self, fact: Part, name: str, text: Text) -> None:
        """An input that is drawn under one name and used under its identifier or another spelling."""
        before = fact.name
        self._rename(fact, name)
        why = "The input is drawn under a title and used under this name, by which callers give it."
        self._notes.interpreted("import.name", text.near, fact.place, before, name, why)

    def _undeclared(self, part: Part, text: Text, use: Use) -> None:
        drawn = [
            one
            for one in self._parts
            if one.kind == "facts" and _folded(one.name) == _folded(use.name) and child(one.element, "variable") is None
        ]
        if len(drawn) == 1 and not self._in_use(drawn[0]):
            self._call_fact(drawn[0], use.name, text)
            self._require(part, drawn[0])
            return
        users = self._needed.setdefault(use.name, [])
        if part not in users:
            users.append(part)
        self._evidence.near.setdefault(use.name, text)

    def _in_use(self, fact: Part) -> bool:
        return any(
            use.name == fact.name for part in self._parts for text in part.texts for use in self._dialect.uses(text)
        )

    def declare(self) -> None:
        """Add the facts that nobody declares, with the types that their uses tell; drop inputs that are only drawn."""
        self._evidence.gather(self._parts)
        drawn = [one for users in self._needed.values() for part in users for one in self._required(part)]
        for fact in dict.fromkeys(one for one in drawn if one.kind == "facts"):
            if child(fact.element, "variable") is None and not self._in_use(fact) and not self._served(fact):
                self._drop(fact)
        for name, users in self._needed.items():
            for part in [one for one in self._parts if one.name == name]:
                self._other_name(part, "fact")
            item, made_fact = self._evidence.declared(name, self._file.root)
            if item is not None:
                self._file.root.content.append(item)
            self._file.root.content.append(made_fact)
            for part in users:
                if _arrows(part.element):
                    reference = made("requiredInput", part.element, href=f"#{made_fact.get('id')}")
                    _insert(part.element, made("informationRequirement", part.element, reference))
            text = self._evidence.near[name]
            why = "Nothing declares this variable, so it is a fact; its type is what the tables say of it."
            self._notes.interpreted("import.fact", text.near, f"facts.{name}", "", self._evidence.shown(name), why)
        for fact in [one for one in self._parts if one.kind == "facts"]:
            self._typed(fact)

    def _typed(self, fact: Part) -> None:
        """A declared fact without a type takes the one that all its columns have."""
        variable = child(fact.element, "variable")
        if variable is not None and variable.get("typeRef"):
            return
        type_ = self._evidence.simple(fact.name)
        if type_:
            if variable is None:
                variable = made("variable", fact.element, name=fact.name)
                fact.element.content.append(variable)
            altered(variable, typeRef=type_)
            why = "The input has no type; its columns and their cells say this one."
            self._notes.interpreted("import.type", fact.element, fact.place, "", type_, why)

    def _served(self, fact: Part) -> bool:
        identifier = fact.element.get("id")
        return any(
            one.get("href").rpartition("#")[2] == identifier
            for service in children(self._file.root, "decisionService")
            for one in children(service, "inputData")
        )

    def _drop(self, fact: Part) -> None:
        identifier = fact.element.get("id")
        for part in self._parts:
            for requirement in children(part.element, *_REQUIREMENTS):
                if any(one.get("href").rpartition("#")[2] == identifier for one in children(requirement)):
                    part.element.content.remove(requirement)
                    _mark_drawn(part.element)
        self._file.root.content.remove(fact.element)
        self._parts.remove(fact)
        why = "The input is only drawn: no text uses it under any name."
        self._notes.interpreted("import.unused", fact.element, fact.place, fact.name, "", why)


def _mark_drawn(element: Element) -> None:
    """Arrows count even when the last one has gone."""
    if not children(element, *_REQUIREMENTS):
        element.content.append(made("informationRequirement", element))


def _insert(element: Element, requirement: Element) -> None:
    empty = [one for one in children(element, "informationRequirement") if not children(one)]
    for one in empty:
        element.content.remove(one)
    element.content.append(requirement)


def _references(element: Element) -> Iterator[Element]:
    for requirement in children(element, *_REQUIREMENTS):
        yield from children(requirement, "requiredInput", "requiredDecision", "requiredKnowledge")


def _arrows(element: Element) -> bool:
    return bool(children(element, *_REQUIREMENTS))


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
