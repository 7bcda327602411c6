"""What is asked of a population's file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from creditrules.cli.impact.sides import VersionFiles
from creditrules.dmn import Fact
from creditrules.population import Assessor, MappingForm
from creditrules.population.impact import ChangedRow
from creditrules.records import dataclass

__all__ = ["Asked", "Write"]

Write = Callable[[Iterable[ChangedRow]], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """Sides in the order before, after, candidates. told: the columns that are told of. limit: of rows."""

    sides: Sequence[VersionFiles]
    mapping: MappingForm | None
    told: Sequence[str]
    limit: int | None

    @property
    def versions(self) -> Sequence[Assessor]:
        """What answers."""
        return [side.assessor for side in self.sides]

    @property
    def facts(self) -> Mapping[str, Fact]:
        """What any version asks for, as the first that does has it."""
        return {name: fact for version in reversed(self.versions) for name, fact in version.facts.items()}
