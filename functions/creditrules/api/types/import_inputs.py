"""What clients send to have rules of other engines read."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from base64 import b64decode
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from enum import Enum

from creditrules.api.types.bounded import at_most
from creditrules.api.types.declaring import enum_value, strawberry
from creditrules.api.types.enums import RuleSource
from creditrules.desk import Importing, RuleFile
from creditrules.errors import Kind, Refusal

__all__ = ["ImportRulesInput"]


@strawberry.enum(description="How a file's bytes are sent.")
class FileEncoding(Enum):
    TEXT = enum_value("TEXT", description="As the text that they are in UTF-8: DMN, JSON, CSV, PMML.")
    BASE64 = enum_value("BASE64", description="In base64: workbooks, and texts that are not UTF-8.")


@strawberry.input(description="A file of another engine.")
class RuleFileInput:
    name: str = strawberry.field(
        description="Its name with its ending, and with its folder where files name each other by it; at most 200."
    )
    content: str = strawberry.field(description="What is in it. All files together have at most 4 MiB.")
    encoding: FileEncoding = strawberry.field(default=FileEncoding.TEXT, description="How `content` is written.")

    def file(self, field: tuple[str | int, ...]) -> RuleFile:
        """The file as bytes. Raises Refusal INVALID "BAD_BASE64"."""
        if self.encoding is FileEncoding.TEXT:
            return RuleFile(self.name, self.content.encode("utf-8", "replace"))
        try:
            return RuleFile(self.name, b64decode(self.content, validate=True))
        except ValueError:
            message = f"The content of '{self.name[:60]}' is no base64."
            raise Refusal(Kind.INVALID, "BAD_BASE64", message, field, "Or send the text with `TEXT`.") from None


@strawberry.input(description="What a column of results in CSV holds.")
class ResultColumnInput:
    heading: str = strawberry.field(description="The column's heading.")
    name: str = strawberry.field(description="The fact, the decision or the output that it has.")


@strawberry.input(description="Rules of another engine to be read, and what it answered, to compare with.")
class ImportRulesInput:
    files: list[RuleFileInput] = strawberry.field(
        description="The files; those of results count among them.", metadata=at_most(64)
    )
    source: RuleSource = strawberry.field(
        default=RuleSource.AUTO, description="Whose they are; each file says so itself unless said."
    )
    results: list[RuleFileInput] = strawberry.field(
        default_factory=list,
        description=(
            "What the other engine was asked and answered: test cases of the DMN kit, KIE scenarios, JSON, JSON lines, "
            "CSV. Of all together 500 questions are asked, as many as five seconds allow."
        ),
        metadata=at_most(64),
    )
    columns: list[ResultColumnInput] = strawberry.field(
        default_factory=list,
        description="What columns of CSV hold, where their headings do not say it.",
        metadata=at_most(500),
    )
    decision: str = strawberry.field(default="", description="Where results are looked for; anywhere unless said.")
    tolerance: Decimal | None = strawberry.field(
        default=None, description="By how much numbers may differ; 0 unless said."
    )
    valid_at: datetime | None = strawberry.field(
        default=None, description="What `now()` and `today()` answer in comparisons; now unless said."
    )

    def importing(self) -> Importing:
        """What is to be read. Raises Refusal INVALID "BAD_BASE64"."""
        return Importing(
            _files(self.files, "files"),
            self.source,
            _files(self.results, "results"),
            self.tolerance or Decimal(0),
            self.decision,
            {column.heading: column.name for column in self.columns},
            self.valid_at,
        )


def _files(given: Sequence[RuleFileInput], field: str) -> list[RuleFile]:
    return [one.file((field, at, "content")) for at, one in enumerate(given)]
