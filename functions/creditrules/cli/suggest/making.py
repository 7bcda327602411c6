"""A candidate made from a file of applicants: read, fitted, written, checked as any rule file is, and told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from creditrules.cli.evaluate.columns import mapping_in
from creditrules.cli.files.documents import check_file
from creditrules.cli.impact.rows import content_digest
from creditrules.cli.impact.writing import write_text
from creditrules.cli.proposals.propose import propose_content
from creditrules.cli.push.gathering import gather
from creditrules.cli.screen import give_up, notes, print_diagnostics, screen
from creditrules.cli.service.asking import asking
from creditrules.cli.service.content import latest_content
from creditrules.cli.suggest.beside import outcomes_of
from creditrules.cli.suggest.page import print_suggested
from creditrules.cli.suggest.reading import Outcome, Read, read_sample
from creditrules.clock import utc_now
from creditrules.document import json_text, yaml_text
from creditrules.population.suggestion import (
    Better,
    Kind,
    NothingToSuggestError,
    Source,
    Suggested,
    Wishes,
    html_judgement,
    judge,
    mapping_of,
    plain_judgement,
    plain_mapping,
    suggest,
)

__all__ = ["Asked", "Service", "better_of", "make"]

_LIBRARIES = ("creditrules", "numpy", "scikit-learn")


@dataclass(frozen=True, slots=True)
class Asked:
    """The files, and what the columns of the applicants' file mean."""

    applicants: Path
    outcome: str
    bad: tuple[str, ...]
    mapping: Path | None
    time: str | None
    out: Path
    report: Path | None
    against: tuple[Path, ...]
    against_mapping: Path | None


@dataclass(frozen=True, slots=True)
class Service:
    """Where the candidate is proposed, and by whom."""

    url: str
    token: str | None


def better_of(texts: Sequence[str]) -> Mapping[str, Better]:
    """Directions from texts such as income=higher; ends the command where one is none."""
    found = {}
    for text in texts:
        name, equals, direction = text.rpartition("=")
        if not equals or direction not in tuple(Better):
            give_up(f"--better {text} says no direction.", "Write it as income=higher or debt=lower.")
        found[name] = Better(direction)
    return found


def make(asked: Asked, wishes: Wishes, service: Service | None) -> None:
    """Write the candidate and its mapping, and tell about it. service: where to propose it. Raises BadFile."""
    if asked.out.exists() and asked.out.samefile(asked.applicants):
        give_up("--out is the file of the applicants; it would be overwritten.")
    given = mapping_in(check_file(asked.mapping)) if asked.mapping else None
    read = read_sample(asked.applicants, Outcome(asked.outcome, asked.bad), given, wishes.protected, asked.time)
    _known(wishes, read)
    wishes = replace(wishes, labels=given.labels if given else {})
    versions = {name: version(name) for name in _LIBRARIES}
    source = Source(content_digest(asked.applicants), asked.outcome, asked.bad, asked.time, versions)
    try:
        made = suggest(read.sample, source, wishes)
    except NothingToSuggestError as wanting:
        give_up(str(wanting), _told(read))
    _write(asked.out, made, read)
    print_suggested(screen(), made, read)
    if asked.report is not None:
        _report(asked.report, asked, read, made, wishes)
    if service is not None:
        _propose(asked.out, service)


def _known(wishes: Wishes, read: Read) -> None:
    """Ends the command where a fact is named that no column gives."""
    for name in (*wishes.columns, *wishes.left_out, *wishes.protected, *wishes.better):
        if name not in read.sample.columns:
            give_up(f"There is no fact '{name}'.", f"Facts are: {', '.join(read.sample.columns)}.")
    for name in wishes.better:
        if read.sample.columns[name].kind is not Kind.NUMBER:
            give_up(f"--better: '{name}' is no number, so it has no direction.")


def _told(read: Read) -> str:
    counts = ", ".join(f"{count} for {why}" for why, count in read.passed_by.items())
    return f"{sum(read.passed_by.values())} rows were passed by: {counts}." if counts else ""


def _write(out: Path, made: Suggested, read: Read) -> None:
    """The rule file, checked as it is read back, and the mapping by which the same applicants can be evaluated."""
    used = [binned.column for binned in made.candidate.bins]
    mapping = mapping_of(read.mapping, used)
    beside = [_beside(name, read) for name in sorted(mapping.facts() - set(used))]
    content: dict[str, Any] = {**made.content, "facts": [*made.content["facts"], *beside]}
    out.write_text(yaml_text(content), "utf-8")
    columns = out.with_name(f"{out.name.partition('.')[0]}.columns.yaml")
    columns.write_text(yaml_text(plain_mapping(mapping)), "utf-8")
    checked = check_file(out)
    print_diagnostics(notes(), checked.name, checked.diagnostics)
    if not checked.ok:
        give_up(f"{out} was written, but cannot be published as it is.", "Give facts other names with --mapping.")


def _report(path: Path, asked: Asked, read: Read, made: Suggested, wishes: Wishes) -> None:
    """How well it does, as a page, and beside it as JSON."""
    other = outcomes_of(asked.against, asked.against_mapping, read, utc_now()) if asked.against else None
    judged = judge(read.sample, made, wishes, other)
    write_text(path, html_judgement(judged, made.content["name"]["en"]))
    write_text(path.with_suffix(".json"), json_text(plain_judgement(judged)))
    screen().print(f"report: {path} and {path.with_suffix('.json').name}", markup=False, soft_wrap=True)


def _propose(path: Path, service: Service) -> None:
    with asking(service.url, service.token) as client:
        for written in gather([path], lambda slug: latest_content(client, slug), None, None).contents:
            propose_content(client, written, create=True, submit_too=False)


def _beside(name: str, read: Read) -> dict[str, Any]:
    """A fact that no rule uses, but which comes with one that is used."""
    return {"name": name, "type": read.sample.columns[name].kind.value, "nullable": True}
