"""The service of a scenario in place of the one on a folder: begun, or told why not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from creditrules.auth import make_key
from creditrules.cli.scenarios.form import read_scenario
from creditrules.cli.scenarios.play import BrokenContracts, Play
from creditrules.cli.screen import give_up
from creditrules.cli.service.client import NoAnswerError
from creditrules.cli.service.publishing import NotPublishedError
from creditrules.config import LocalSettings

__all__ = ["greeting", "playing"]


@contextmanager
def playing(path: Path, settings: LocalSettings) -> Iterator[Play]:
    """The scenario of a file or folder, played until the end. Ends the command where it cannot be played."""
    scenario, folder = read_scenario(path)
    try:
        play = Play(scenario, folder, make_key(), settings)
    except NotPublishedError as problem:
        told = (f"{each.get('place') or ''} {each['message']}".strip() for each in problem.diagnostics)
        give_up("\n".join((f"The scenario's rules are refused: {problem}", *told)))
    except NoAnswerError as problem:
        give_up(f"The scenario cannot be played: {problem}", problem.hint)
    except BrokenContracts as problem:
        give_up(f"Contract queries do not hold by the scenario's rules:\n{problem}")
    try:
        yield play
    finally:
        play.close()


def greeting(play: Play, url: str, *, quiet: bool) -> tuple[str, ...]:
    """What the screen says of it, in paragraphs."""
    told = play.told()
    begun = (
        f"The scenario {told['scenario']} is played at {url} (GraphQL at {url}/graphql). Ctrl-C stops it.\n"
        f"Its clock shows {told['now']}. All data are in memory; POST {url}/scenario/reset begins anew."
    )
    if quiet:
        return (begun,)
    return (begun, f"Partner token:\n{play.partner}", f"Administrator token:\n{play.administrator}")
