"""`creditrules audit`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, BinaryIO, TypeVar

import typer

from creditrules.cli.anchors.ends import Anchors, read_anchors
from creditrules.cli.anchors.options import AnchorOption, TimestampOption, tell_stamp
from creditrules.cli.audit.chains import ServedChain, served_chains, served_ends
from creditrules.cli.screen import command_app, give_up, screen
from creditrules.cli.service.asking import asking
from creditrules.cli.service.client import Client, NoAnswerError
from creditrules.errors import Refusal
from creditrules.rules.audit import Break, ChainEnd, ChainLink, end_line, link_line, verify, verify_export
from creditrules.slugs import is_slug

__all__ = ["app"]

app = command_app()

Link = TypeVar("Link", bound=ChainLink)


class Kind(StrEnum):
    """What a document is."""

    RULE_SET = "rule-set"
    PRODUCT = "product"
    EXPERIMENT = "experiment"
    POLICY = "policy"
    DECISIONS = "decisions"


Token = Annotated[str | None, typer.Option(envvar="CREDITRULES_TOKEN", help="An auditor's or administrator's token.")]
Url = Annotated[str, typer.Option(envvar="CREDITRULES_URL", help="The service.")]
OfKind = Annotated[Kind | None, typer.Option(help="Where documents of several kinds bear the slug.")]
LOCAL = "http://127.0.0.1:8000/graphql"


@app.callback()
def audit() -> None:
    """Export and verify audit chains: every act on a document, each bound to the one before by a hash.

    [bold]Examples[/bold]

      creditrules audit export behaviour-risk > chain.jsonl
      creditrules audit verify chain.jsonl
      creditrules audit verify --all
      creditrules audit export --kind decisions 7 > decisions-7.jsonl
      creditrules audit anchor ends-2026-06-01.jsonl
    """


@app.command("export")
def export_(
    slug: Annotated[str, typer.Argument(help="The document.")],
    *,
    kind: OfKind = None,
    token: Token = None,
    url: Url = LOCAL,
) -> None:
    """Write a document's whole audit chain to the standard output, as JSON lines.

    Every act is one line, oldest first; the last line states the chain's
    end. The export is checked on its way: a chain that does not hold is
    written all the same, and the status is 1.

    [bold]Examples[/bold]

      creditrules audit export behaviour-risk > chain.jsonl
      creditrules audit export --kind product huabei | head -1 | jq .text -r | jq
    """
    with asking(url, token) as client:
        chain = _only_chain(client, slug, kind)
        links = _written(chain.links())
        found = verify(links, lambda: chain.end, {"kind": chain.kind, "slug": slug})
        for _ in links:
            pass  # what stands behind a break is exported as well
    if chain.end is not None:
        typer.echo(end_line(chain.end, chain.kind, slug), nl=False)
    if found is not None:
        give_up(_broken(slug, found))


@app.command("verify")
def verify_(  # noqa: PLR0913 - options of a command
    what: Annotated[str | None, typer.Argument(help="An export, - for the standard input, or a slug.")] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="All documents and decisions.")] = False,
    through: Annotated[
        str | None, typer.Option(metavar="HASH", help="A hash noted earlier, which the chain must pass through.")
    ] = None,
    anchor: AnchorOption = None,
    timestamp: TimestampOption = None,
    kind: OfKind = None,
    token: Token = None,
    url: Url = LOCAL,
) -> None:
    """Verify audit chains: name the first link that does not hold and say why, with status 1; or say that all hold.

    An export is verified without a service, by this procedure:

      1. Start with 32 zero bytes.
      2. For each line but the last: `number` is one more than before (1 at
         first), `previous` is the hash so far in hexadecimal, and `hash` is
         SHA-256 over the bytes of `previous` followed by `text` in ASCII.
         The JSON in `text` has the same `number`, and always the same
         `tenant`, `kind` and `slug`.
      3. The last line's `end` has the number and hash of the last link.

    Someone who can rewrite a whole export can make one that holds: note the
    hash of the end where they cannot reach it, and pass it as --through; or
    the ends of all chains, by `creditrules audit anchor`, and pass the file
    as --anchor, with the time stamp of it, if it has one.

    [bold]Examples[/bold]

      creditrules audit verify chain.jsonl
      creditrules audit verify behaviour-risk --through 5f1c…
      creditrules audit verify --all
      creditrules audit verify --all --anchor ends.jsonl --timestamp ends.jsonl.tsr tsa.pem
    """
    if (what is None) != every or (every and through):
        give_up("Name an export or a slug, or else --all (without --through).", status=2)
    anchors = read_anchors(anchor) if anchor else None
    tell_stamp(anchor, timestamp)
    passed = _Passed(through, anchors)
    if what is not None and (what == "-" or Path(what).is_file()):
        holds = _told(what, *_of_file(what, passed))
    else:
        if what is not None and not is_slug(what):
            give_up(f"{what!r} is neither a file nor a slug.", status=2)
        with asking(url, token) as client:
            chains = served_chains(client, None, _kind(kind)) if what is None else [_only_chain(client, what, kind)]
            told = [_told(f"{chain.kind} {chain.slug}", *_of_service(chain, passed)) for chain in chains]
            if anchors is not None and every and all(told):
                _tell_missing(anchors)
        holds = all(told)
    if holds and not passed.through:
        give_up("The chain holds but does not pass through that hash: it is not the one that was noted.")
    if holds and anchors is not None:
        _tell_anchors(anchors, every=every)
    raise typer.Exit(0 if holds else 1)


@app.command("anchor")
def anchor_(
    file: Annotated[
        str,
        typer.Argument(help="Where to note the ends, s3://bucket/name too; or a file that is there, to be stamped."),
    ],
    *,
    token: Token = None,
    url: Url = LOCAL,
) -> None:
    """Note where all chains end now, in a file to be kept where nobody can alter it; with a request for a time stamp.

    FILE.tsq is the request (RFC 3161) for a time stamp of FILE: send it to
    an authority of your choice as application/timestamp-query, and keep the
    answer with FILE for --timestamp. A FILE that
    is there already, evidence of a decision for instance, is left as it is
    and only gets its request. Nothing is sent from here.

    s3://bucket/name puts the ends into a bucket, for which credentials and
    region are those of the environment; what has the name already is never
    written over, and the bucket's object lock says for how long it stays.

    [bold]Examples[/bold]

      creditrules audit anchor ends.jsonl
      creditrules audit anchor s3://acme-kept/ends-2026-06.jsonl
      creditrules audit verify --all --anchor ends.jsonl
    """
    if file.startswith("s3://"):
        _anchor_in_bucket(file, token, url)
    else:
        _anchor_in_file(Path(file), token, url)


def _anchor_in_bucket(address: str, token: str | None, url: str) -> None:
    from creditrules.bootstrap import shelf_at  # noqa: PLC0415 - no other command here needs it

    bucket, _, name = address.rpartition("/")
    if not name or bucket in {"s3:", "s3:/"}:
        give_up(f"{address} names no object in a bucket.", "Write s3://bucket/name", status=2)
    with asking(url, token) as client:
        ends = list(served_ends(client))
    try:
        shelf = shelf_at(f"{bucket}/", os.environ.get("AWS_REGION", "us-east-1"))
        if shelf.get(name) is not None:
            give_up(f"{address} is there already, and stays as it is.", "Choose another name.")
        shelf.put(name, "".join(end_line(end, kind, slug) for kind, slug, end in ends).encode("ascii"))
    except Refusal as refused:
        give_up(f"{refused.message} ({refused.cause})", refused.hint)
    screen().print(f"{address}: the ends of {len(ends)} chains", markup=False, soft_wrap=True)


def _anchor_in_file(file: Path, token: str | None, url: str) -> None:
    from creditrules.cli.anchors.stamps import request_for  # noqa: PLC0415 - no other command here needs it

    try:
        if not file.exists():
            with asking(url, token) as client:
                ends = list(served_ends(client))
            with file.open("x", encoding="ascii") as written:
                written.writelines(end_line(end, kind, slug) for kind, slug, end in ends)
            screen().print(f"{file}: the ends of {len(ends)} chains", markup=False, soft_wrap=True)
        request = file.with_name(f"{file.name}.tsq")
        request.write_bytes(request_for(file.read_bytes()))
        screen().print(f"{request}: a request for a time stamp of it", markup=False, soft_wrap=True)
    except OSError as error:
        give_up(f"{file} cannot be anchored: {error.strerror or error}.")


def _tell_anchors(anchors: Anchors, *, every: bool) -> None:
    """One chain has one end in the file; of all chains every end in it must have been met."""
    if anchors.passed and not (every and anchors.left):
        screen().print(f"passes through {anchors.passed} ends of the anchor", markup=False, soft_wrap=True)
        return
    which = ", ".join(f"{kind} {slug}" for kind, slug in anchors.left[:3])
    give_up(f"What was read holds but does not pass through the anchor's ends, as of {which}: history was rewritten.")


def _tell_missing(anchors: Anchors) -> None:
    """Name what was there when the ends were noted and is not any more; ends the command where there is such."""
    missing = anchors.missing()
    if not missing:
        return
    for line in missing:
        screen().print(line, style="red", markup=False, soft_wrap=True)
    also = "".join(f" {kind} {slug} was rewritten besides." for kind, slug in anchors.rewritten())
    give_up(
        f"What is there holds, and {len(missing)} chains are shorter than they were.{also}",
        "After a restore that is what came after its moment; erase again what was erased: creditrules erasures again",
    )


def _written(links: Iterable[Link]) -> Iterator[Link]:
    for link in links:
        typer.echo(link_line(link), nl=False)
        yield link


class _Passed:
    """Watches for a hash; `through` once it was seen, or where none is looked for."""

    def __init__(self, wanted: str | None, anchors: Anchors | None) -> None:
        self._anchors = anchors
        self._wanted = wanted.lower() if wanted is not None else None
        self.through = wanted is None

    def came_to(self, kind: str, slug: str, length: int) -> None:
        if self._anchors is not None:
            self._anchors.came_to(kind, slug, length)

    def watch(self, links: Iterable[Link]) -> Iterator[Link]:
        for link in links if self._anchors is None else self._anchors.watch(links):
            self.through = self.through or link.hash == self._wanted
            yield link


def _of_file(name: str, passed: _Passed) -> tuple[int, ChainEnd | None, Break | None]:
    try:
        if name == "-":
            return _verified(sys.stdin.buffer, passed)
        with Path(name).open("rb") as file:
            return _verified(file, passed)
    except OSError as error:
        give_up(f"{name} cannot be read: {error.strerror or error}.")


def _verified(file: BinaryIO, passed: _Passed) -> tuple[int, ChainEnd | None, Break | None]:
    return verify_export(file, watch=passed.watch)


def _of_service(chain: ServedChain, passed: _Passed) -> tuple[int, ChainEnd | None, Break | None]:
    about = {"kind": chain.kind, "slug": chain.slug}
    found = verify(passed.watch(chain.links()), lambda: chain.end, about)
    if found is None:
        passed.came_to(chain.kind, chain.slug, chain.count)
    return chain.count, chain.end, found


def _told(name: str, count: int, end: ChainEnd | None, found: Break | None) -> bool:
    if found is not None:
        screen().print(_broken(name, found), style="red", markup=False, soft_wrap=True)
        return False
    acts = f"{count} act{'' if count == 1 else 's'}"
    screen().print(f"{name}: holds, {acts}, end {end.hash if end else ''}", markup=False, soft_wrap=True)
    return True


def _broken(name: str, found: Break) -> str:
    return f"{name}: broken at link {found.number}: {found.message} [{found.code}]"


def _only_chain(client: Client, slug: str, kind: Kind | None) -> ServedChain:
    chains = list(served_chains(client, slug, _kind(kind)))
    if not chains:
        raise NoAnswerError(f"There is no document '{slug}'.", "`creditrules audit verify --all` lists them.")
    if len(chains) > 1:
        kinds = " and ".join(chain.kind for chain in chains)
        raise NoAnswerError(f"'{slug}' is a {kinds}.", "Say which one with --kind.")
    return chains[0]


def _kind(kind: Kind | None) -> str | None:
    return kind.name if kind is not None else None
