"""The sections of the catalogue put together, and the page made of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from creditrules.codes.assistants import ASSISTANTS
from creditrules.codes.changes import CONTRACTS, LIFE
from creditrules.codes.credentials import CREDENTIALS
from creditrules.codes.documents import CONVERSION, DOCUMENTS, SHEETS, XML
from creditrules.codes.graphs import GRAPHS
from creditrules.codes.imports import COMPARISON, IMPORTS
from creditrules.codes.language import FEEL, MODELS
from creditrules.codes.lending import LENDING
from creditrules.codes.records import DECISIONS, EVIDENCE, NOTICES
from creditrules.codes.requests import BATCHES, QUESTIONS, REQUESTS
from creditrules.codes.rules import APPLICANTS, FACTS, PARAMETERS, RULES
from creditrules.codes.stored import AUDIT, STORE
from creditrules.codes.telling import TELLING
from creditrules.codes.verification import VERIFICATION

__all__ = ["CATALOGUE", "Code", "code_named", "rendered"]

Entries = Mapping[str, tuple[str, str]]

_SECTIONS: tuple[tuple[str, str, Entries], ...] = (
    ("Documents", "Any file or text that is read: YAML, JSON, CSV, Excel, DMN.", DOCUMENTS),
    ("Conversion", "Writing one format as another.", CONVERSION),
    ("Sheets", "Decision tables in CSV and Excel.", SHEETS),
    ("DMN XML", "What only DMN's own XML has.", XML),
    ("Decision models", "Decisions, tables and types, in whatever format; and what a run warns of.", MODELS),
    ("Verification", "What is proved of decision tables, whatever the facts: docs/verification.md.", VERIFICATION),
    ("FEEL", "Expressions: what is found before a run, and why a value became null in one.", FEEL),
    ("Imports", "Rules of other engines, brought in; and what was interpreted in them.", IMPORTS),
    ("Decision graphs", "Graphs of GoRules (JDM) that are imported; and what was interpreted in them.", GRAPHS),
    ("Comparisons", "Imported models held against what another engine answered.", COMPARISON),
    ("Facts", "What is known of an applicant, against what the rules declare.", FACTS),
    ("Rule sets and products", "Findings, reasons, test cases, and how documents name each other.", RULES),
    ("Loans", "Terms of products and loans that are asked for, before there is a schedule or a rate.", LENDING),
    ("Parameters", "Values by date that rule sets use by name.", PARAMETERS),
    ("Files of applicants", "Columns and rows of populations.", APPLICANTS),
    ("Requests", "HTTP and GraphQL.", REQUESTS),
    ("Tokens and keys", "Who asks, and whether that can be believed.", CREDENTIALS),
    ("Assistants", "What assistants ask through `creditrules mcp`.", ASSISTANTS),
    ("Questions", "What is asked about: facts, times, versions, products.", QUESTIONS),
    ("Batches", "Many applicants at once, and batch jobs.", BATCHES),
    ("Changes", "Publishing, proposals, approvals and activations.", LIFE),
    ("Contract queries", "What callers rely on.", CONTRACTS),
    ("The change feed", "Webhooks, and what is delivered to them.", TELLING),
    ("Decisions on record", "Recording, reading back, counting, replaying, erasing.", DECISIONS),
    ("Notices and reviews", "What is sent to the applicant, and a person's look at a decision.", NOTICES),
    ("Evidence", "One decision in a file of its own, and its checking.", EVIDENCE),
    ("The store", "What is our fault, or nobody's. Nothing of the input has to change.", STORE),
    ("Audit chains", "The first link at which a hash chain does not hold.", AUDIT),
)


class Code(NamedTuple):
    """One code. section: the heading that it stands under. mend: what to do; never empty."""

    name: str
    section: str
    meaning: str
    mend: str


CATALOGUE: tuple[Code, ...] = tuple(
    Code(code, section, meaning, mend) for section, _, entries in _SECTIONS for code, (meaning, mend) in entries.items()
)


def code_named(name: str) -> Code | None:
    """The entry of a code, None if there is none."""
    return next((entry for entry in CATALOGUE if entry.name == name), None)


def rendered() -> str:
    """The whole catalogue as one page of Markdown."""
    return "\n".join(_lines())


_HEAD = """\
# Codes

<!-- Written by `creditrules codes > docs/codes.md`; change functions/creditrules/codes/ instead. -->

Every answer that says something is wrong carries a code. Codes are stable: none is reused with another meaning, and one
mistake has one code wherever it is found. Dotted ones in lower case are **diagnostics** of content, with a place in it;
those in capitals are **refusals** of requests, in a mutation's `userErrors` or in the `extensions` of a GraphQL error.
`creditrules codes CODE` says the same in a terminal."""


def _lines() -> Iterator[str]:
    yield _HEAD
    for section, about, entries in _SECTIONS:
        yield from ("", f"## {section}", "", about, "", "| code | what it means | what to do |", "|---|---|---|")
        yield from (f"| `{code}` | {meaning} | {mend} |" for code, (meaning, mend) in sorted(entries.items()))
    yield ""
