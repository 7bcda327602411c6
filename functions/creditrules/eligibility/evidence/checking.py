"""Whether evidence holds, by nothing but the file and a public key: every part of it against every other."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, islice
from typing import Any, Final

from creditrules.document import DocumentLimits, canonical, digest_of, read_json
from creditrules.eligibility.evidence.comparing import compare
from creditrules.eligibility.evidence.faults import altered, contradicts, unreadable
from creditrules.eligibility.evidence.form import ALGORITHM, FORM, LONGEST_CORE, LONGEST_LINE, digests_in, statement_of
from creditrules.errors import Kind, Refusal
from creditrules.rules.audit import ChainEnd, ExportedLink, read_link_line, verify

__all__ = ["Checked", "Genuine", "check_evidence"]

Genuine = Callable[[str, bytes, bytes], bool]
"""Whether the key of that name, if it is the one that is trusted, made this signature of that message."""

_LIMITS: Final = DocumentLimits(size=LONGEST_CORE, depth=64, nodes=500_000)
_HASH: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_CORE: Final = {"contents", "digested", "end", "form", "linked", "madeAt", "question", "receipt"}
_QUESTION: Final = {"facts", "knownAt", "pins", "products", "requests", "validAt"}
_PERHAPS: Final = {"parameterPins"}
_DIGESTED: Final = ("facts", "trace", "requests")
_KIND: Final = "DECISIONS"
MOST_LINKS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file that holds says. said: the receipt's text. end: of the chain, when the evidence was made.

    taken: "facts", "requests" and "trace" as they were digested.
    contents: canonical forms by digest, None where they were withheld. links: how many followed, None where they were
    withheld. passed: the hashes of the receipt and of all links that follow it, by number, up to the end.
    """

    key: str
    made_at: str
    question: Mapping[str, Any]
    taken: Mapping[str, Any]
    trace: Sequence[Mapping[str, Any]]
    contents: Mapping[str, bytes] | None
    said: Mapping[str, Any]
    receipt: ExportedLink
    end: ChainEnd
    links: int | None
    passed: Mapping[int, str]


def check_evidence(lines: Iterable[bytes], genuine: Genuine) -> Checked:
    """What the evidence says. lines: with their line ends, none longer than need be, as a file gives them.

    Raises Refusal INVALID: "EVIDENCE_UNREADABLE" where it is not written as evidence is; "EVIDENCE_NOT_GENUINE" where
    the key did not sign it; "EVIDENCE_ALTERED" where a part is not that of a digest or hash; "EVIDENCE_CONTRADICTS"
    where two parts say different things; "EVIDENCE_CHAIN" where the links do not lead from the receipt to the end.
    """
    source = iter(lines)
    line = _line(source, LONGEST_CORE)
    key = _signed(source, line, genuine)  # before anything of it is read: what follows comes from the lender
    core = _core(line)
    receipt, end = _receipt(core["receipt"]), _end(core["end"])
    passed = _passed(source, receipt, end, linked=core["linked"])
    said = _said(receipt)
    taken = _all_taken(core["digested"], said)
    compare(core["question"], said, taken)
    trace = taken["trace"]
    contents = _contents(core["contents"], trace)
    links = len(passed) - 1 if core["linked"] else None
    return Checked(key, core["madeAt"], core["question"], taken, trace, contents, said, receipt, end, links, passed)


def _line(source: Iterator[bytes], longest: int) -> bytes:
    line = next(source, b"")
    if not line.endswith(b"\n") or len(line) > longest:
        raise unreadable("it is cut off, or a line of it is too long")
    return line[:-1]


def _core(line: bytes) -> dict[str, Any]:
    core = _canonical(line, "its first line")
    question, digests = core.get("question"), core.get("digested")
    well = (
        core.keys() == _CORE
        and core["form"] == FORM
        and isinstance(core["linked"], bool)
        and isinstance(question, dict)
        and question.keys() - _PERHAPS == _QUESTION
        and isinstance(digests, dict)
        and all(isinstance(text, str) for text in (*digests.values(), core["madeAt"]))
    )
    if not well:
        raise unreadable(f"its first line is not that of {FORM!r}")
    return core


def _signed(source: Iterator[bytes], line: bytes, genuine: Genuine) -> str:
    fields = _canonical(_line(source, LONGEST_LINE), "its second line")
    key, signature = fields.get("key"), fields.get("signature")
    if fields.keys() != {"algorithm", "key", "signature"} or fields["algorithm"] != ALGORITHM:
        raise unreadable("its second line is no signature")
    if not isinstance(key, str) or not isinstance(signature, str) or not re.fullmatch(r"[0-9a-f]{128}", signature):
        raise unreadable("its second line is no signature")
    if not genuine(key, bytes.fromhex(signature), statement_of(line)):
        message = "The signature is not that of this key over this file."
        hint = "Use the public key that the lender has given you; if it is that, the file was altered."
        raise Refusal(Kind.INVALID, "EVIDENCE_NOT_GENUINE", message, (), hint)
    return key


def _receipt(fields: object) -> ExportedLink:
    link = read_link_line(canonical(fields) + b"\n") if isinstance(fields, dict) else None
    if link is None or not _HASH.fullmatch(link.previous) or link.number < 1:
        raise unreadable("its receipt is no link of a chain")
    return link


def _end(fields: object) -> ChainEnd:
    if not isinstance(fields, dict) or fields.keys() != {"hash", "number"}:
        raise unreadable("it does not state the chain's end")
    number, text = fields["number"], fields["hash"]
    if not isinstance(number, Decimal) or number != int(number) or not isinstance(text, str):
        raise unreadable("it does not state the chain's end")
    return ChainEnd(int(number), text)


def _passed(source: Iterator[bytes], receipt: ExportedLink, end: ChainEnd, *, linked: bool) -> Mapping[int, str]:
    """The receipt and the links that follow, verified up to the end; where none follow, nothing else may."""
    passed: dict[int, str] = {}

    def watched() -> Iterator[ExportedLink]:
        for link in chain([receipt], islice(_links(source), MOST_LINKS + 1)):
            passed[link.number] = link.hash
            yield link

    start, last = ChainEnd(receipt.number - 1, receipt.previous), ChainEnd(receipt.number, receipt.hash)
    broken = verify(watched(), end if linked else last, {"kind": _KIND}, start)
    beyond = receipt.number > end.number or (receipt.number == end.number and receipt.hash != end.hash)
    if broken is None and not beyond:
        return passed
    why = broken.message if broken else "The receipt is not in the chain whose end is stated."
    raise Refusal(Kind.INVALID, "EVIDENCE_CHAIN", why, (), "Have the evidence made again, and compare.")


def _links(source: Iterator[bytes]) -> Iterator[ExportedLink]:
    for line in source:
        link = read_link_line(line) if len(line) <= LONGEST_LINE else None
        if link is None:
            raise unreadable("a line after the second is no link as an export writes it")
        yield link


def _said(receipt: ExportedLink) -> dict[str, Any]:
    said = json.loads(receipt.text)  # an object: the chain was verified
    needed = ("act", "id", "tenant", "validAt", "knownAt", "recordedAt", "author", "factsDigest", "traceDigest")
    if said.get("act") != "DECIDE" or not all(isinstance(said.get(name), str) for name in needed):
        raise unreadable("its receipt is not that of a decision")
    if said.get("slug") not in {said["id"][:1], said["id"][:2]} or not isinstance(said.get("products"), list):
        raise contradicts("the receipt does not stand in the chain of its decision")
    return dict(said)


def _all_taken(digests: Mapping[str, str], said: Mapping[str, Any]) -> Mapping[str, Any]:
    if digests.keys() != {name for name in _DIGESTED if f"{name}Digest" in said}:
        raise contradicts("what was digested is not what the receipt has digests of")
    return {name: _taken(text, said, name) for name, text in digests.items()}


def _taken(content: str, said: Mapping[str, Any], name: str) -> Any:
    """Facts, trace or requests as they were digested."""
    text = content.encode("utf-8", "surrogatepass")
    if digest_of(text) != said[f"{name}Digest"]:
        raise altered(f"the {name}", f"the receipt's {name}Digest")
    fields = _canonical(text, f"its {name}")
    wanted = list if name == "trace" else dict
    if fields.keys() != {"salt", name} or not isinstance(fields[name], wanted):
        raise unreadable(f"its {name} are not written as they are digested")
    return fields[name]


def _contents(contents: Any, trace: Sequence[Mapping[str, Any]]) -> Mapping[str, bytes] | None:
    if contents is None:
        return None
    if not isinstance(contents, dict) or contents.keys() != digests_in(trace):
        raise contradicts("the contents are not those that the answers rest on")
    found = {name: str(text).encode("utf-8", "surrogatepass") for name, text in contents.items()}
    for name, text in found.items():
        if digest_of(text) != name:
            raise altered("a content", f"its digest, {name}")
    return found


def _canonical(line: bytes, what: str) -> dict[str, Any]:
    """The object that a line says; it must be written in the canonical form."""
    value = read_json(line, _LIMITS).value
    if not isinstance(value, dict) or canonical(value) != line:
        raise unreadable(f"{what} cannot be read, or is not in the canonical form")
    return value
