"""What a rule set reads of other parties' facts: each has to be one that it declares, and is of the type declared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from creditrules.dmn import CheckedModel, check_model, parts_read
from creditrules.errors import Diagnostic
from creditrules.feel import ContextType
from creditrules.records import replace
from creditrules.rules.content.reserved import PARTIES_FACT, parties_with
from creditrules.suggestions import suggestion

__all__ = ["check_party_facts"]

_NO_ENTRY: Final = re.compile(r"\bfacts\s*\.\s*(?P<name>\w[\w\s]*)$")


def check_party_facts(checked: CheckedModel) -> Iterator[Diagnostic]:
    """What is wrong once the facts of `parties` have the types that the model declares facts with."""
    if PARTIES_FACT not in checked.extra_facts or not parts_read(checked.model, PARTIES_FACT, ()):
        return
    declared = ContextType(tuple((name, domain.type) for name, domain in checked.facts.items()))
    typed = check_model(checked.model, {**checked.extra_facts, PARTIES_FACT: parties_with(declared)})
    known = set(checked.diagnostics)
    yield from (_told(each, checked) for each in typed.diagnostics if each not in known)


def _told(diagnostic: Diagnostic, checked: CheckedModel) -> Diagnostic:
    """A fact that is read and not declared, by its name."""
    text = diagnostic.source[slice(*diagnostic.span)] if diagnostic.span else ""
    found = _NO_ENTRY.search(text)
    if diagnostic.code != "feel.no-entry" or found is None:
        return diagnostic
    name = " ".join(found["name"].split())
    message = f"'{name}' is read of the facts of parties, and the rule set declares no such fact."
    hint = suggestion(name, checked.facts) or "Declare it under `facts` with its type, as callers send it."
    return replace(diagnostic, code="rule-set.undeclared-party-fact", message=message, hint=hint, fixes=())
