"""The demo lender: rules and products as code, with the moments at which each was pushed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any

from creditrules.cli.service.client import Client
from creditrules.cli.service.publishing import PublishedDocument, publish_content
from creditrules.clock import utc_now
from creditrules.document import read_yaml

__all__ = ["Lender", "Recording", "SetClock", "demo_lender", "demo_story", "publish_recordings"]

_FOLDER = files("creditrules.cli.demo") / "documents"


@dataclass(frozen=True, slots=True)
class Recording:
    """One file, and when the service came to know it."""

    recorded_at: datetime
    file: str

    def content(self) -> str:
        """The file's text."""
        return _FOLDER.joinpath(*self.file.split("/")).read_text("utf-8")


@dataclass(frozen=True, slots=True)
class Lender:
    """published: its history up to the story. story: what `creditrules demo` publishes before the reader's eyes."""

    tenant: str
    author: str
    published: tuple[Recording, ...]
    story: tuple[Recording, ...]


class SetClock:
    """A clock that shows the moment it is set to, and the present while it is set to none."""

    def __init__(self) -> None:
        self.moment: datetime | None = None

    def __call__(self) -> datetime:
        """The moment, or the present."""
        return self.moment or utc_now()


def demo_lender() -> Lender:
    """The lender that comes with the package."""
    value: Any = read_yaml(_FOLDER.joinpath("lender.yaml").read_text("utf-8")).value
    return Lender(value["tenant"], value["author"], _recordings(value["published"]), _recordings(value["story"]))


def demo_story() -> dict[str, Any]:
    """The applicant and the scenes of the story, as written."""
    value: Any = read_yaml(_FOLDER.joinpath("story.yaml").read_text("utf-8")).value
    return dict(value)


def _recordings(listed: Sequence[dict[str, str]]) -> tuple[Recording, ...]:
    return tuple(Recording(datetime.fromisoformat(each["recordedAt"]), each["file"]) for each in listed)


def publish_recordings(
    client: Client,
    clock: SetClock,
    recordings: Sequence[Recording],
    progress: Callable[[Sequence[Recording]], Iterator[Recording]] = iter,
) -> list[PublishedDocument]:
    """Publish files as an administrator, each at its own moment; the clock stays at the last one.

    Raises NotPublishedError and NoAnswerError.
    """
    done = []
    for recording in progress(recordings):
        clock.moment = recording.recorded_at
        done.append(publish_content(client, recording.content(), create=True, retry_key=recording.file))
    return done
