"""Typed clients that ariadne-codegen and graphql-codegen make: they are sound, and ask as the examples say."""

from __future__ import annotations

import gzip
import os
import re
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from tests.cli.serving import Served, serving
from tests.peers.clients import LANGUAGES, OWN, TOP, Example, example
from tests.peers.conftest import Peer

OPERATIONS = TOP / "graphql" / "operations"
KINDS = sorted(folder.name for folder in OPERATIONS.iterdir())
SAID = (TOP / "examples/clients/README.md").read_text("utf-8").partition("Both say:\n\n```\n")[2].partition("```")[0]

Made = Callable[[str], Example]


def shipped(kind: str) -> set[str]:
    return {f"sha256:{sha256(path.read_bytes()).hexdigest()}" for path in (OPERATIONS / kind).glob("*.graphql")}


@pytest.fixture(scope="module")
def made(peer: Peer, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The example of a language, made once."""
    found: dict[str, Example] = {}

    def of(language: str) -> Example:
        if language not in found:
            found[language] = example(language, peer, tmp_path_factory.mktemp(language))
        return found[language]

    return of


@pytest.fixture(scope="module")
def production(peer: Peer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demo lender as when deployed: partners send trusted documents only."""
    with serving(tmp_path_factory.mktemp("production"), dict(os.environ), "--memory", "--production") as served:
        yield served


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_generated_client_and_the_example_are_typed_throughout(made: Made, language: str) -> None:
    made(language).run(made(language).checked)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "partner"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_client_of_the_other_documents_is_typed_too(peer: Peer, tmp_path: Path, language: str, kind: str) -> None:
    other = example(language, peer, tmp_path, kind)
    for each in (*other.folder.glob("ask.*"), *other.folder.glob("*checkout*")):
        each.unlink()
    other.run([word for word in other.checked if word not in OWN])
    assert other.ids == shipped(kind)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_sends_every_document_by_the_id_of_the_file(made: Made, language: str) -> None:
    assert made(language).ids == shipped("partner")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_says_what_its_page_says(made: Made, demo: Served, language: str) -> None:
    assert made(language).ask(demo, demo.partner) == SAID.splitlines()


@pytest.mark.parametrize("language", LANGUAGES)
def test_so_it_does_where_only_trusted_documents_are_taken(made: Made, production: Served, language: str) -> None:
    token = production.lines[production.lines.index("Partner token (may ask):") + 1]
    assert made(language).ask(production, token) == SAID.splitlines()


@pytest.fixture(scope="module")
def checkout(peer: Peer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The scenario of the checkout."""
    options = ("--scenario", str(TOP / "examples" / "scenario"))
    with serving(tmp_path_factory.mktemp("scenario"), dict(os.environ), *options, last="ey") as served:
        yield served


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_checkouts_own_tests_pass_on_the_scenario(made: Made, checkout: Served, language: str) -> None:
    made(language).run(made(language).tested, {"CREDITRULES_URL": checkout.url})


def test_a_bundle_holds_what_is_asked_and_no_texts_of_documents(
    made: Made, peer: Peer, capsys: pytest.CaptureFixture[str]
) -> None:
    client = made("typescript")
    esbuild = str(peer("typescript-client/node_modules/.bin/esbuild"))
    bundle = client.run(
        [esbuild, "ask.ts", "--bundle", "--minify", "--format=esm", "--platform=node", "--target=es2022"]
    )
    with capsys.disabled():
        for each in map(made, LANGUAGES):
            sizes = [path.stat().st_size for path in each.files]
            sys.stdout.write(f"\n{each.folder.name}: {len(sizes)} files generated, {sum(sizes):,} bytes")
        squeezed = len(gzip.compress(bundle.encode()))
        sys.stdout.write(f"\nthe example in TypeScript, bundled: {len(bundle.encode()):,} bytes, {squeezed:,} in gzip")
    assert "sha256:" in bundle
    assert not re.search(r"\b(query|mutation|fragment) \w+", bundle)
    assert len(bundle) < 5_000
