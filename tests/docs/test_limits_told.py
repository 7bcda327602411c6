"""Bounds that pages tell are those of the code: each is read where a page says it, and compared."""

# ruff: noqa: SLF001 - bounds that nobody else uses are their rooms' own

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from creditrules.api import metering
from creditrules.api.http import compression
from creditrules.api.types import bounded, global_ids
from creditrules.auth import key_sources
from creditrules.cli.assistants import server
from creditrules.cli.evaluate import in_processes, parquet_bounds, population_file
from creditrules.desk import (
    attributing,
    batch_jobs,
    batching,
    budgets,
    catalogue,
    contracts,
    counting,
    importing,
    narrowing,
    parameter_findings,
    populations,
    recorded_impacts,
    redressing,
    registering,
    scheduled,
    submitting,
)  # fmt: skip
from creditrules.dmn import limits as of_models
from creditrules.eligibility import batch_jobs as jobs
from creditrules.eligibility import explanation, generated, generated_on_demand, reviews, search
from creditrules.eligibility.evidence import evaluating
from creditrules.eligibility.explain import searched
from creditrules.eligibility.explain.asking import narrowing as of_asking
from creditrules.eligibility.explain.asking import plan
from creditrules.eligibility.lifting import times
from creditrules.fetching import LARGEST, SECONDS
from creditrules.lending import limits as of_lending
from creditrules.limits import Limits
from creditrules.population import tally
from creditrules.population.spread import tallies
from creditrules.population.suggestion import binning, choosing
from creditrules.records import names_of
from creditrules.rules import ports
from creditrules.rules.content import forms
from creditrules.rules.life import registered_documents
from creditrules.slugs import MAX_SLUG_LENGTH
from creditrules.store.decisions import jobs as of_jobs
from creditrules.store.reading import content
from creditrules.throttling import accounts, ledger

DOCS = Path(__file__).parents[2] / "docs"
USUAL = Limits()
MIB = 1 << 20


def of_an_answer(work: budgets.Work) -> int:
    """How often something is worked out by the usual budget, of which a part is for decisions alone."""
    steps = USUAL.evaluation_steps
    return (steps - steps // budgets._KEPT_FOR_DECISIONS) // budgets.PRICES[work]


# Page, a sentence with # for each number, and what the numbers have to be.
TOLD: list[tuple[str, str, tuple[float | Decimal, ...]]] = [
    ("assistants", "never longer than # characters", (server._LARGEST_ANSWER,)),
    ("cases", "at most #, or `--most`", (generated_on_demand._MOST,)),
    ("cases", "of a table with more than # rows # are, drawn", (generated._LARGEST, generated._SAMPLED)),
    ("contracts", "# contracts of one author, # of a lender; in one, # products, # KiB of facts and requests, and #",
     (contracts.MOST_OF_AUTHOR, ports.MOST_CONTRACTS, contracts.MOST_PRODUCTS, *[contracts.LARGEST_PART // 1024] * 2)),
    ("evidence", "more than # different answers", (evaluating.MOST_EVALUATED,)),
    ("federation", "takes at most # representations", (bounded.MOST_NAMED,)),
    ("graphql", "asks the same of up to # applicants", (batching.MOST_SUBJECTS,)),
    ("graphql", "sends up to # applicants (# MiB)", (batching.MOST_SUBJECTS, batch_jobs.MOST_PART_BYTES // MIB)),
    ("graphql", "whose answers have more than # MB", (Decimal(of_jobs._MOST_RESULT) / 10**6,)),
    ("graphql", "Parts have numbers from 1 to #:", (jobs.MOST_PARTS,)),
    ("graphql", "as often as is wanted, for # days", (batch_jobs.KEEP_DAYS,)),
    ("graphql", "and # of them are kept for each", (jobs.MOST_JOBS,)),
    ("graphql", "Up to # causes are each tried", (search.MOST_APART,)),
    ("graphql", "at most # in all, and fewer where very many products", (attributing.MOST_EVALUATIONS,)),
    ("graphql", "An answer makes at most # comparisons", (of_an_answer(budgets.Work.PUBLISHED_DIFF),)),
    ("graphql", "for # days at most", (counting.MOST_DAYS,)),
    ("graphql", "up to # of them in one request and is exact", (redressing.MOST_TOTALLED,)),
    ("graphql", "It has 1 to # printable characters", (submitting.LONGEST_KEY,)),
    ("graphql", "# steps, as many as three evaluations may take alone, and # seconds",
     (USUAL.evaluation_steps, USUAL.evaluation_milliseconds / 1000)),
    ("impact", "at most # of them; nobody reads them back", (populations.MOST_ROWS,)),
    ("impact", "at most # of them, for those", (recorded_impacts.MOST_RECORDED,)),
    ("importing", "At a time # files with # MiB in all are read, workbooks in base64, and # questions are asked",
     (importing.MOST_FILES, importing.MOST_BYTES // MIB, importing.MOST_QUESTIONS)),
    ("offers", "rates to # %, 50 years, # instalments", (of_lending.RATE * 100, of_lending.INSTALMENTS)),
    ("operating", "no more than the limit of a body and # times as large", (compression.MOST_TIMES,)),
    ("operating", "not retired, of # bytes at most", (registering.LARGEST_TEXT,)),
    ("operating", "lists of the last # lenders, # texts and", (catalogue.REGISTERED_KEPT, catalogue.TEXTS_KEPT)),
    ("operating", "a content of a rule set of # bytes or more", (ports.LARGE_CONTENT,)),
    ("operating", "at most # kB in # seconds", (LARGEST // 1024, SECONDS)),
    ("operating", "at most once in # seconds", (key_sources.COOLDOWN_SECONDS,)),
    ("operating", "each part counts at most # groups, of which the first # are told",
     (tallies._MOST_GROUPS, tally._MOST_GROUPS)),
    ("operating", "requests wait for their turn: # s at most", (USUAL.queue_seconds,)),
    ("operating", "kept of rule sets (# compiled ones, # analysed ones)",
     (catalogue.COMPILED_KEPT, catalogue.NARROWINGS_KEPT)),
    ("operating", "contents of more than # characters", (content._CHUNK_BYTES,)),
    ("populations", "Files above # MB are shared", (in_processes._WORTH_PROCESSES // MIB,)),
    ("populations", "a row of CSV and an object of JSON have at most # characters", (population_file._LONGEST_ROW,)),
    ("populations", "more than # columns, # rows, # MiB unpacked",
     (parquet_bounds.MOST_COLUMNS, parquet_bounds.MOST_ROWS, parquet_bounds.MOST_BYTES // MIB)),
    ("populations", "or # values in the lists of one", (parquet_bounds.MOST_VALUES,)),
    ("questions", "where all plans can be compared (some # states", (plan.MOST_STATES,)),
    ("questions", "the decisions about the first # products", (narrowing.MOST_PRODUCTS_NARROWED,)),
    ("questions", "here up to # states of the dialogue", (of_asking._STATES,)),
    ("questions", "one answer works out # of them at most", (of_an_answer(budgets.Work.QUESTION),)),
    ("reasons", "At most # such comparisons", (times._MOST_TURNS,)),
    ("reasons", "and of two together, at most # decisions", (searched.MOST_TRIES,)),
    ("reasons", "One answer looks into at most # decisions", (of_an_answer(budgets.Work.HELP),)),
    ("reasons", "The first # dates are looked at, and # in one answer",
     (scheduled.MOST_SCHEDULED, of_an_answer(budgets.Work.DATE_AHEAD))),
    ("reasons", "what would lift at most # reasons of an answer and # of a decision",
     (explanation.MOST_LIFTS, explanation.MOST_LIFTS_IN_ALL)),
    ("reasons", "One review at a time, at most #", (reviews.MOST_REVIEWS,)),
    ("rule-files", "inner hyphens, at most #", (MAX_SLUG_LENGTH,)),
    ("rule-files", "property), at most # | empty", (forms.MOST_PROPERTIES,)),
    ("rule-files", "At most # rows a table and # cells a model, and of these # that",
     (of_models.ROWS, of_models.CELLS, of_models.EXPRESSIONS)),
    ("suggest", "texts of more than # kinds", (choosing._MOST_TEXTS,)),
    ("suggest", "of all ways to join # groups", (binning._GROUPS,)),
    ("throttling", "one for every # `steps` of evaluation", (metering._STEPS,)),
    ("throttling", '`RateLimit-Policy: "cost";q=#;w=#`',
     (USUAL.partner_cost, USUAL.partner_cost // USUAL.partner_cost_per_second)),
    ("throttling", "(cost / # + the cost of one request)", (accounts.SLICES,)),
    ("throttling", "at most `# · N` go beyond", (accounts.VARIED_AT_ONCE,)),
    ("throttling", "each of its last # days on which it asked", (ledger.MOST_DAYS,)),
    ("trusted-documents", "Bounds: # bytes a text, # texts and # bytes a call, # documents of a lender",
     (registering.LARGEST_TEXT, registering.MOST_AT_ONCE, registering.LARGEST_TOGETHER,
      registered_documents.MOST_ACTIVE)),
    ("trusted-documents", "the last # are listed", (registered_documents._MOST_RETIRED,)),
    ("two-times", "Ids are opaque, at most # characters", (global_ids.LONGEST,)),
    ("verification", "Of one code at most # are told of a table", (of_models.TABLE_FLAWS,)),
    ("verification", "At most # rule sets are looked at", (parameter_findings._MOST,)),
]  # fmt: skip


@pytest.mark.parametrize(("page", "sentence", "bounds"), TOLD, ids=[f"{page}: {said}" for page, said, _ in TOLD])
def test_a_bound_that_a_page_tells_is_that_of_the_code(page: str, sentence: str, bounds: tuple[float, ...]) -> None:
    text = " ".join((DOCS / f"{page}.md").read_text("utf-8").split())
    found = re.findall(re.escape(sentence).replace(r"\#", r"(\d[\d,]*(?:\.\d+)?)"), text)
    assert len(found) == 1, "the sentence stands in the page, once"
    told = [found[0]] if isinstance(found[0], str) else found[0]
    assert [Decimal(each.replace(",", "")) for each in told] == [Decimal(str(bound)) for bound in bounds]


def test_the_page_on_settings_tells_what_limits_usually_are() -> None:
    page = (DOCS / "settings.md").read_text("utf-8")
    rows = re.findall(r"^\| `CREDITRULES_MAX_(\w+)` \|.*\| (\d+) \|$", page, re.MULTILINE)
    usual = {name: getattr(USUAL, name) for name in names_of(Limits)}
    assert {name.lower(): int(value) for name, value in rows} == usual
