"""The fact dictionary of rule files: what callers of all of them together may send."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.markup import escape

from creditrules.cli.files.documents import CheckedFile
from creditrules.rules import Declaration, choose, dictionary

__all__ = ["facts_of_files", "print_facts"]


def facts_of_files(files: Sequence[CheckedFile]) -> list[dict[str, object]]:
    """Each fact once, by name, in plain data; what rule sets differ in is listed."""
    found = dictionary(declaration for file in files for declaration in file.declared)
    return [_plain(name, declarations) for name, declarations in found.items()]


def print_facts(console: Console, files: Sequence[CheckedFile]) -> None:
    """One line for each fact, and where it is declared below it."""
    for fact in facts_of_files(files):
        parts = [" or ".join(map(str, _listed(fact["types"])))]
        parts += [f"in {' or '.join(map(str, _listed(fact['units'])))}"] if fact["units"] else []
        parts += [f"allowed: {'; '.join(map(str, _listed(fact['allowedValues'])))}"] if fact["allowedValues"] else []
        parts += ["sensitive"] if fact["sensitive"] else []
        parts += ["protected"] if fact["protected"] else []
        parts += [f"{' or '.join(map(str, _listed(fact['better'])))} is better"] if fact["better"] else []
        parts += [f"changeable {' or '.join(map(str, _listed(fact['changeable'])))}"] if fact["changeable"] else []
        label = f" ({fact['label']})" if fact["label"] != fact["name"] else ""
        console.print(
            f"[bold]{escape(str(fact['name']))}[/]{escape(label)}: {escape(', '.join(parts))}", soft_wrap=True
        )
        console.print(f"  {escape(', '.join(map(str, _listed(fact['declaredIn']))))}", soft_wrap=True)


def _plain(name: str, declarations: Sequence[Declaration]) -> dict[str, object]:
    facts = [declaration.fact for declaration in declarations]
    label = next((fact.label for fact in facts if fact.label), None)
    return {
        "name": name,
        "label": (choose(label, None) if label else None) or name,
        "types": _once(str(fact.type) for fact in facts),
        "units": _once(fact.unit for fact in facts),
        "allowedValues": _once(fact.allowed_values for fact in facts),
        "sensitive": any(fact.sensitive for fact in facts),
        "protected": any(fact.protected for fact in facts),
        "better": _once(fact.better.value for fact in facts if fact.better),
        "changeable": _once(fact.changeable.direction.value for fact in facts if fact.changeable),
        "declaredIn": [declaration.where for declaration in declarations],
    }


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []
