"""Words by which people say in tables what a column is and what a cell means, in English, German and French."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

__all__ = ["ANY", "NO", "OTHERWISE", "YES", "Role", "marked_heading", "role_of"]


class Role(StrEnum):
    """What a column is."""

    ID = "id"
    INPUT = "input"
    OUTPUT = "output"
    NOTE = "note"


_IN: Final = (
    "if when in input inputs condition conditions criteria criterion given wenn bedingung bedingungen eingabe eingaben "
    "si entrée entrées critère critères"
)
_OUT: Final = (
    "then out output outputs result results action actions decision decisions outcome outcomes conclusion conclusions "
    "dann ergebnis ergebnisse ausgabe ausgaben entscheidung alors résultat résultats sortie sorties décision"
)
_NOTE: Final = (
    "note notes comment comments remark remarks annotation annotations rationale bemerkung bemerkungen kommentar "
    "anmerkung remarque remarques commentaire"
)
_ID: Final = "# no nr n° rule ruleid row line regel règle id"
_ROLES: Final = {
    word: role
    for role, words in ((Role.INPUT, _IN), (Role.OUTPUT, _OUT), (Role.NOTE, _NOTE), (Role.ID, _ID))
    for word in words.split()
}
_ROLES.update(dict.fromkeys(("rule id", "rule no", "rule #", "rule name", "rule number"), Role.ID))
_PREFIXED: Final = re.compile(r"(?P<role>[^\W\d]+)\s*[:–—-]\s*(?P<rest>\S.*)", re.DOTALL)
_SUFFIXED: Final = re.compile(r"(?P<rest>.*\S)\s*[(\[](?P<role>[^\W\d]+)[)\]]", re.DOTALL)
_ARROWED: Final = re.compile(r"(?:→|⇒|->|=>)\s*(?P<rest>\S.*)", re.DOTALL)

ANY: Final = frozenset(
    ("", "-", "–", "—", "*", "any", "all", "n/a", "every", "egal", "beliebig", "alle", "tous", "toutes")
)
OTHERWISE: Final = frozenset(("otherwise", "else", "sonst", "sinon", "all others", "all other", "anything else"))
YES: Final = frozenset(("yes", "true", "ja", "oui", "wahr", "vrai"))
NO: Final = frozenset(("no", "false", "nein", "non", "falsch", "faux"))


def role_of(text: str) -> Role | None:
    """What a cell that stands over columns says that these are."""
    return _ROLES.get(" ".join(text.casefold().split()).rstrip(":."))


def marked_heading(text: str) -> tuple[str, Role | None]:
    """A column's name, and what the heading itself says that it is: `Output: Rate`, `Rate (result)`, `→ Rate`."""
    text = " ".join(text.split())
    arrow = _ARROWED.fullmatch(text)
    if arrow is not None:
        return arrow["rest"], Role.OUTPUT
    for shape in (_PREFIXED, _SUFFIXED):
        found = shape.fullmatch(text)
        role = None if found is None else _ROLES.get(found["role"].casefold())
        if found is not None and role in {Role.INPUT, Role.OUTPUT, Role.NOTE}:
            return found["rest"], role
    return text, role_of(text) if role_of(text) in {Role.ID, Role.NOTE} else None
