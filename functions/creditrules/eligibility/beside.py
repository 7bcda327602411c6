"""What callers say beside the applicant's own facts, under names of its own among them: parties, exposures, sources.

It stands among the facts so that whatever keeps, evaluates again or hands out facts has it too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from creditrules.dmn import Fact
from creditrules.document import form_fault
from creditrules.errors import Kind, Refusal
from creditrules.feel import NUMBER, ListType, Value, to_feel
from creditrules.records import dataclass, field
from creditrules.rules import Exposure, FactSource, Party

__all__ = ["BESIDE", "EXPOSURES_FACT", "Beside", "party_fact"]

MOST_PARTIES: Final = 20
MOST_EXPOSURES: Final = 500
MOST_SOURCES: Final = 500
_PARTIES: Final = "parties"
_EXPOSURES: Final = "exposures"
_SOURCES: Final = "sources"
BESIDE: Final = frozenset({_PARTIES, _EXPOSURES, _SOURCES})
"""The names, wherever no rule set has facts of its own that are called so."""

EXPOSURES_FACT: Final = Fact(
    _EXPOSURES,
    ListType(NUMBER),
    {"type": "list"},
    "",
    False,
    {"en": "What is owed by product", "zh": "各产品已用额度"},
    "Send it as `exposures`, an empty list where nothing is owed.",
    "",
)

Form = TypeVar("Form", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Beside:
    """What was said. exposures: None where nothing was said of them, which is not that there are none."""

    parties: tuple[Party, ...] = ()
    exposures: tuple[Exposure, ...] | None = None
    sources: Mapping[str, FactSource] = field(default_factory=dict)

    @classmethod
    def read(cls, facts: Mapping[str, object], names: Collection[str]) -> Beside:
        """What stands among the facts under some of the names.

        Raises Refusal INVALID "INVALID_FACT" with the place of what is no such thing.
        """
        facts = {name: value for name, value in facts.items() if name not in BESIDE or name in names}
        parties = _forms(Party, facts.get(_PARTIES) or (), _PARTIES, MOST_PARTIES)
        names = [party.name for party in parties]
        if len(set(names)) < len(names):
            raise _invalid("Two parties have one name.", (_PARTIES,), "Give each a name of its own.")
        exposures = facts.get(_EXPOSURES)
        found = None if exposures is None else tuple(_forms(Exposure, exposures, _EXPOSURES, MOST_EXPOSURES))
        return cls(tuple(parties), found, _sources(facts))


def party_fact(party: Party, typed: Mapping[str, Value]) -> Value:
    """What rules read of one of `parties`. typed: facts of it that are known better than as they were sent."""
    sent = to_feel({name: value for name, value in party.facts.items() if name not in typed})
    assert isinstance(sent, Mapping)  # noqa: S101 - as it went in
    return {"name": party.name, "role": party.role.value, "facts": {**sent, **typed}}


def _sources(facts: Mapping[str, object]) -> Mapping[str, FactSource]:
    said = facts.get(_SOURCES)
    if said is None:
        return {}
    if not isinstance(said, Mapping) or len(said) > MOST_SOURCES:
        hint = "Write it as {monthlyIncome: {source: bureau, confidence: 0.8}}."
        raise _invalid(f"`{_SOURCES}` is an object of at most {MOST_SOURCES} facts by name.", (_SOURCES,), hint)
    for name in said:
        if name not in facts or name in BESIDE:
            hint = "Leave out the source of a fact that is not given."
            raise _invalid("There is no such fact of which a source is told.", (_SOURCES,), hint)
    return {name: _form(FactSource, each, (_SOURCES, name)) for name, each in said.items()}


def _forms(form: type[Form], said: object, name: str, most: int) -> list[Form]:
    if not isinstance(said, list | tuple) or len(said) > most:
        raise _invalid(f"`{name}` is a list of at most {most}.", (name,), "")
    return [_form(form, each, (name, place)) for place, each in enumerate(said)]


def _form(form: type[Form], said: Any, place: tuple[str | int, ...]) -> Form:
    try:
        return form.model_validate(said)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise _invalid(form_fault(first, quoted=False).message, (*place, *first["loc"]), "") from None


def _invalid(message: str, place: tuple[str | int, ...], hint: str) -> Refusal:
    return Refusal(Kind.INVALID, "INVALID_FACT", message, place, hint)
