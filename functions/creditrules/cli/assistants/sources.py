"""Where a tool takes rules from: a file of the folder, a text, a version of the service, a proposal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from creditrules.cli.assistants.faults import Fault, plain_diagnostics
from creditrules.cli.assistants.folder import LONGEST_NAME, Folder
from creditrules.cli.assistants.operations import Operation, Service
from creditrules.cli.assistants.tooling import Given, Moment
from creditrules.cli.service.documents import KINDS
from creditrules.document import read_document

__all__ = ["DocumentName", "Read", "Source", "Sources", "kind_and_slug"]

DocumentName = Annotated[
    str,
    Field(
        pattern=rf"^(({'|'.join(KINDS)}):)?[a-z0-9]([a-z0-9-]{{0,62}}[a-z0-9])?$",
        description='A rule set by its slug ("behaviour-risk"), or "product:…", "parameter:…", "experiment:…".',
    ),
]
ProposalId = Annotated[str, Field(max_length=256, pattern=r"^[A-Za-z0-9+/=_-]+$")]


class Source(Given):
    """One content, by just one of `file`, `content`, `document` and `proposal`."""

    file: Annotated[
        str | None, Field(max_length=LONGEST_NAME, description="A file of the folder, as list_files names it.")
    ] = None
    content: Annotated[str | None, Field(description="The content itself, in YAML or JSON.")] = None
    document: Annotated[DocumentName | None, Field(description="A document of the service.")] = None
    version: Annotated[int | None, Field(ge=1, description="Of the document; left out: the one in force.")] = None
    valid_at: Moment = None
    proposal: Annotated[ProposalId | None, Field(description="The id of a proposal of the service.")] = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if sum(value is not None for value in (self.file, self.content, self.document, self.proposal)) != 1:
            raise ValueError("give just one of file, content, document and proposal")
        if self.document is None and (self.version is not None or self.valid_at is not None):
            raise ValueError("version and validAt go with document")
        if self.version is not None and self.valid_at is not None:
            raise ValueError("give version or validAt")
        return self


@dataclass(frozen=True, slots=True)
class Read:
    """A content as it was found. about: what the service says of it: number, digest, author, recordedAt."""

    name: str
    data: bytes
    about: dict[str, Any]

    @property
    def text(self) -> str:
        """Raises Fault for what is no UTF-8."""
        try:
            return self.data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Fault("document.encoding", "The content is not UTF-8 text.", place=self.name) from None

    def plain(self) -> dict[str, Any]:
        """The content as a mapping. Raises Fault with everything that keeps it from being one."""
        document = read_document(self.text)
        if not document.ok or not isinstance(document.value, dict):
            found = plain_diagnostics(document.diagnostics)
            raise Fault("CONTENT_REFUSED", f"{self.name} cannot be read.", "See what was found.", self.name, found)
        return document.value


class Sources:
    """Reads from the folder and the service that the operator gave."""

    def __init__(self, service: Service | None, folder: Folder | None) -> None:
        self._service = service
        self._folder = folder

    @property
    def service(self) -> Service:
        """Raises Fault where there is none."""
        if self._service is None:
            message = "No service was given to this server, only files."
            raise Fault("NO_SERVICE", message, "The operator starts it with --url and a token.")
        return self._service

    @property
    def folder(self) -> Folder:
        """Raises Fault where there is none."""
        if self._folder is None:
            raise Fault("NO_FOLDER", "No folder was given to this server.", "The operator starts it with --rules.")
        return self._folder

    def read(self, source: Source, name: str = "content") -> Read:
        """name: for a content that has no other. Raises Fault."""
        if source.file is not None:
            return Read(source.file, self.folder.read(source.file), {})
        if source.content is not None:
            ending = "json" if source.content.lstrip()[:1] == "{" else "yaml"
            return Read(f"{name}.{ending}", source.content.encode("utf-8", "surrogatepass"), {})
        if source.proposal is not None:
            return self._proposal(source.proposal)
        return self._version(source)

    def _proposal(self, identity: str) -> Read:
        found = self.service.ask(Operation.PROPOSAL, {"id": identity})["node"]
        if not found:
            raise Fault("UNKNOWN_PROPOSAL", "There is no such proposal.", "list_proposals has the ids.", "proposal")
        about = {"number": None, "digest": found["digest"], "author": ", ".join(found["authors"]), "recordedAt": None}
        return Read(f"{found['document']['slug']} proposal {found['number']}", found["content"].encode(), about)

    def _version(self, source: Source) -> Read:
        kind, slug = kind_and_slug(source.document or "")
        asked: dict[str, Any] = {"kind": kind, "slug": slug}
        if source.version is not None:
            found = self.service.ask(Operation.DOCUMENT_VERSION, {**asked, "number": source.version})["document"]
        else:
            found = self.service.ask(Operation.DOCUMENT_IN_FORCE, {**asked, "validAt": source.valid_at})["document"]
        version = found and found["version"]
        if not version:
            message = f"There is no such version of '{slug}'." if found else f"There is no document '{slug}'."
            hint = "list_rule_sets, list_products and list_parameters tell what there is; history tells its versions."
            raise Fault("UNKNOWN_VERSION" if found else "UNKNOWN_DOCUMENT", message, hint, "document")
        about = {part: version[part] for part in ("number", "digest", "author", "recordedAt")}
        return Read(f"{slug} version {version['number']}", (version["content"] or "").encode(), about)


def kind_and_slug(name: str) -> tuple[str, str]:
    """A document's kind, as the service calls it, and its slug."""
    word, colon, slug = name.partition(":")
    return (KINDS[word], slug) if colon else ("RULE_SET", name)
