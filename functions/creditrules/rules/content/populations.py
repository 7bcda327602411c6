"""Populations that a lender keeps, to hold changes of its rules against."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from creditrules.records import dataclass

__all__ = ["KeptPopulation"]


@dataclass(frozen=True, slots=True)
class KeptPopulation:
    """What is told of a population without opening it.

    product: slug of what its people apply for. digest: SHA-256 of the text of their rows. form: "CSV" or "JSON_LINES".
    mapping: how columns become facts, and plan: what is told of an impact, both in canonical JSON. columns: the names
    of its columns. size: in characters.
    """

    name: str
    product: str
    digest: str
    form: str
    mapping: str | None
    plan: str
    rows: int
    columns: tuple[str, ...]
    size: int
    author: str
    registered_at: datetime

    @property
    def identity(self) -> str:
        """SHA-256 over everything that an impact on it hangs on but the rules."""
        said = (self.product, self.digest, self.form, self.mapping or "", self.plan)
        return sha256("\0".join(said).encode()).hexdigest()
