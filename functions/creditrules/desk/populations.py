"""Populations that a lender registers, lists and removes; nobody reads back what is in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

from creditrules.auth import Action, Principal, may, require
from creditrules.desk.catalogue import Catalogue, product_key
from creditrules.desk.paging import page_at_hand
from creditrules.desk.submitting import checked_once
from creditrules.desk.view import View
from creditrules.document import canonical, read_document, read_json
from creditrules.errors import Kind, Refusal
from creditrules.once import Once
from creditrules.population import MappingForm, read_mapping
from creditrules.population.impact import (
    Bands,
    ImpactPlan,
    KnownOutcome,
    PopulationForm,
    header_of,
    read_bands,
    rows_of,
)
from creditrules.records import dataclass, field
from creditrules.rules import KeptPopulation
from creditrules.rules.ports import MOST_POPULATIONS, Asked, Page
from creditrules.slugs import is_slug

__all__ = [
    "MOST_ROWS",
    "PopulationGiven",
    "TellingGiven",
    "mapping_of",
    "plan_of",
    "populations_page",
    "register_population",
    "remove_population",
]

MOST_ROWS: Final = 20_000
MOST_CHARACTERS: Final = 4 << 20
MOST_COLUMNS: Final = 500
MOST_TOLD: Final = 10


@dataclass(frozen=True, slots=True)
class TellingGiven:
    """What is told of impacts on a population; see `ImpactPlan`. Columns as `read_bands` takes them."""

    segments: tuple[str, ...] = ()
    protected: tuple[str, ...] = ()
    references: Mapping[str, str] = field(default_factory=dict)
    outcome: str | None = None
    bad: tuple[str, ...] = ()
    good: tuple[str, ...] = ()
    exposure: str | None = None
    scores: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PopulationGiven:
    """A population as it is sent. content: its rows as a text. mapping: a mapping file, or None."""

    name: str
    product: str
    form: PopulationForm
    content: str
    mapping: str | None = None
    telling: TellingGiven = TellingGiven()


def register_population(
    catalogue: Catalogue, principal: Principal, given: PopulationGiven, once: Once | None = None
) -> tuple[KeptPopulation, bool]:
    """Keep it, in place of one of the same name, its rows sealed; and whether it was kept before.

    Raises Refusal FORBIDDEN; CONFLICT "POPULATION_ASKED_FOR", "KEY_REUSED", "KEY_SPENT"; NOT_FOUND "UNKNOWN_PRODUCT";
    INVALID "BAD_POPULATION", "BAD_COLUMN", "CONTENT_REFUSED" (the mapping); TOO_LARGE "POPULATION_TOO_LARGE",
    "TOO_MANY_POPULATIONS"; UNAVAILABLE "RECORDING_NOT_SET_UP".
    """
    require(principal, Action.REGISTER_POPULATION)
    _refuse_asked_for(catalogue, principal, given.name)
    tenant, store = principal.tenant, catalogue.store.populations
    if not is_slug(given.name):
        raise _bad(
            "The name of a population is lower-case letters, digits and hyphens.", "name", "As in applicants-2026."
        )
    if not is_slug(given.product) or product_key(given.product) not in catalogue.store.heads(
        tenant, [product_key(given.product)]
    ):
        raise Refusal(Kind.NOT_FOUND, "UNKNOWN_PRODUCT", "There is no such product.", ("product",))
    names = {each.name for each in store.every(tenant)} - {given.name}
    if len(names) >= MOST_POPULATIONS:
        message = f"A lender keeps at most {MOST_POPULATIONS} populations."
        raise Refusal(Kind.TOO_LARGE, "TOO_MANY_POPULATIONS", message, ("name",), "Remove one that is not needed.")
    return store.register(tenant, _kept(catalogue, principal, given), given.content, checked_once(once))


def remove_population(catalogue: Catalogue, principal: Principal, name: str, once: Once | None = None) -> bool:
    """Forget a population; nothing of it can be opened any more. Gives whether that was done before.

    Raises Refusal FORBIDDEN; CONFLICT "POPULATION_ASKED_FOR", "KEY_REUSED"; NOT_FOUND.
    """
    require(principal, Action.REGISTER_POPULATION)
    _refuse_asked_for(catalogue, principal, name)
    once, populations = checked_once(once), catalogue.store.populations
    replayed = populations.remove(principal.tenant, name, once) if is_slug(name) else None
    if replayed is None:
        raise Refusal(Kind.NOT_FOUND, "UNKNOWN_POPULATION", "There is no such population.", ("name",))
    return replayed


def _refuse_asked_for(catalogue: Catalogue, principal: Principal, name: str) -> None:
    """Whom changes have to be held against is for those to say who set the policy, also by putting others in place.

    Raises Refusal CONFLICT "POPULATION_ASKED_FOR".
    """
    if name in catalogue.settings_now(principal.tenant).impact.populations and not may(principal, Action.SET_POLICY):
        message = "The lender's settings ask for impacts on this population, so only who may set them alters it."
        hint = "Register it under another name, or ask somebody who may set the policy."
        raise Refusal(Kind.CONFLICT, "POPULATION_ASKED_FOR", message, ("name",), hint)


def populations_page(view: View, asked: Asked) -> Page[KeptPopulation]:
    """All populations by name, for those who may see the lender's policy. Raises Refusal FORBIDDEN."""
    require(view.principal, Action.SEE_POLICY)
    seen = view.catalogue.store.populations.every(view.tenant)
    return page_at_hand(view, ("populations",), [(each.name, each) for each in seen], asked)


def mapping_of(population: KeptPopulation) -> MappingForm | None:
    """How its columns become facts; None where its rows name facts."""
    return None if population.mapping is None else read_mapping(read_json(population.mapping)).mapping


def plan_of(population: KeptPopulation) -> ImpactPlan:
    """What is told of an impact on it."""
    said: Any = read_json(population.plan).value
    outcome = said["outcome"]
    return ImpactPlan(
        tuple(map(_bands, said["segments"])),
        tuple(map(_bands, said["protected"])),
        said["references"],
        KnownOutcome(outcome["column"], frozenset(outcome["bad"]), frozenset(outcome["good"])) if outcome else None,
        said["exposure"],
        tuple(said["scores"]),
    )


def _bands(said: Mapping[str, Any]) -> Bands:
    return Bands(said["column"], tuple(Decimal(cut) for cut in said["cuts"]))


def _kept(catalogue: Catalogue, principal: Principal, given: PopulationGiven) -> KeptPopulation:
    if len(given.content) > MOST_CHARACTERS:
        raise _too_large(f"A population has at most {MOST_CHARACTERS:,} characters.")
    rows, columns = _looked_through(given)
    telling, mapping = _telling(given.telling), _mapping(given.mapping)
    wanted = [*_columns(telling), *(mapping.columns if mapping else ())]
    absent = [name for name in wanted if name not in columns]
    if absent:
        raise Refusal(
            Kind.INVALID,
            "BAD_COLUMN",
            "No row of the population has a column of that name.",
            ("telling",) if absent[0] in _columns(telling) else ("mapping",),
            "Name columns as they are written.",
        )
    return KeptPopulation(
        given.name,
        given.product,
        sha256(given.content.encode()).hexdigest(),
        given.form.value,
        None if given.mapping is None else canonical(read_document(given.mapping).value).decode(),
        canonical(telling).decode(),
        rows,
        tuple(columns),
        len(given.content),
        principal.subject,
        catalogue.store.now(),
    )


def _looked_through(given: PopulationGiven) -> tuple[int, Sequence[str]]:
    """How many rows there are, and under which names. Raises Refusal."""
    columns = dict.fromkeys(header_of(given.content, given.form) or ())
    rows = 0
    for row in rows_of(given.content, given.form):
        rows += 1
        if row.problem:
            raise _bad(f"Row {row.number} of the population cannot be read.", "content", "Correct it, or leave it out.")
        columns.update(dict.fromkeys(row.values))
        if rows > MOST_ROWS or len(columns) > MOST_COLUMNS:
            raise _too_large(f"A population has at most {MOST_ROWS:,} rows, of at most {MOST_COLUMNS} columns.")
    if not rows:
        raise _bad("The population has no rows.", "content", "The first line of CSV names the columns.")
    return rows, list(columns)


def _telling(given: TellingGiven) -> dict[str, Any]:
    """What is told, as it is kept. Raises Refusal INVALID."""
    segments, protected = (
        [{"column": bands.column, "cuts": [str(cut) for cut in bands.cuts]} for bands in map(read_bands, told)]
        for told in (given.segments, given.protected)
    )
    names = [each["column"] for each in (*segments, *protected)]
    if len(names) + len(given.scores) > MOST_TOLD:
        raise _bad(f"An impact is told by at most {MOST_TOLD} columns.", "telling", "Leave some out.")
    if len(set(names)) < len(names):
        raise _bad("A column is named twice.", "telling", "A protected column is told as a segment anyway.")
    if given.references.keys() - {each["column"] for each in protected}:
        raise _bad("A reference names a column that is not protected.", "telling", "Name it among `protected`.")
    if (given.outcome is None) != (not given.bad):
        raise _bad("An outcome column and its bad values go together.", "telling", "Name both, or none.")
    outcome = {"column": given.outcome, "bad": sorted(given.bad), "good": sorted(given.good)} if given.outcome else None
    return {
        "segments": segments,
        "protected": protected,
        "references": dict(given.references),
        "outcome": outcome,
        "exposure": given.exposure,
        "scores": list(given.scores),
    }


def _columns(telling: Mapping[str, Any]) -> list[str]:
    bands = [each["column"] for each in (*telling["segments"], *telling["protected"])]
    outcome = telling["outcome"]
    single = [outcome["column"] if outcome else None, telling["exposure"]]
    return [*bands, *(name for name in single if name), *telling["scores"]]


def _mapping(text: str | None) -> MappingForm | None:
    if text is None:
        return None
    read = read_mapping(read_document(text))
    if read.mapping is None:
        message = f"The mapping cannot be used. {read.diagnostics[0].message}"
        raise Refusal(Kind.INVALID, "BAD_POPULATION", message, ("mapping",), read.diagnostics[0].hint, read.diagnostics)
    return read.mapping


def _bad(message: str, at: str, hint: str) -> Refusal:
    return Refusal(Kind.INVALID, "BAD_POPULATION", message, (at,), hint)


def _too_large(message: str) -> Refusal:
    return Refusal(Kind.TOO_LARGE, "POPULATION_TOO_LARGE", message, ("content",), "Register a sample.")
