"""What can be made of genuine evidence without the lender's key: every field altered, parts mixed, other spellings."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from hashlib import sha256
from typing import Any

from tests.cli.evidences import Made, evidence_made

from creditrules.auth import LocalSigner, make_key
from creditrules.document import canonical, read_json
from creditrules.eligibility.evidence import signature_line, statement_of
from creditrules.rules.audit import ExportedLink, link_line

__all__ = ["Forgeries", "core_of", "forgeries"]

FORGER = LocalSigner(make_key())
Forgeries = dict[str, bytes]


def core_of(content: bytes) -> dict[str, Any]:
    found: Any = read_json(content.splitlines()[0]).value
    return dict(found)


def with_core(content: bytes, core: object) -> bytes:
    return canonical(core) + content[content.index(b"\n") :]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else ())
    for name, inner in inside:
        yield (*path, name)
        yield from places(inner, (*path, name))


def fields(made: Made) -> Iterator[tuple[str, bytes]]:
    """Each field of the core altered, left out, or with another beside it."""
    for path in places(core_of(made.first)):
        for how in ("altered", "left out", "beside"):
            core = core_of(made.first)
            inside: Any = core
            for name in path[:-1]:
                inside = inside[name]
            if how == "altered":
                inside[path[-1]] = [inside[path[-1]]]
            elif how == "left out":
                del inside[path[-1]]
            elif isinstance(inside, dict):
                inside[f"{path[-1]} "] = inside[path[-1]]
            else:
                inside.append(inside[path[-1]])
            yield f"{path} {how}", with_core(made.first, core)


def mixed(made: Made) -> Iterator[tuple[str, bytes]]:
    """Parts of two genuine files, and of a rule set's chain, put together."""
    [core, signature, *links], [_, signed_, *behind] = (
        content.splitlines(keepends=True) for content in (made.first, made.second)
    )
    rules, rest = made.rules.splitlines(keepends=True), b"".join(links)
    for part in ("receipt", "digested", "question", "contents", "end", "madeAt"):
        one, two = core_of(made.first), core_of(made.second)
        if one[part] != two[part]:
            yield f"the other's {part}", with_core(made.first, one | {part: two[part]})
    some = core_of(made.first)
    digest = next(iter(some["contents"]))
    yield "a content dropped", with_core(made.first, some | {"contents": {digest: some["contents"][digest]}})
    yield "no contents", with_core(made.first, some | {"contents": None})
    yield "a content for another", with_core(made.first, some | {"contents": dict.fromkeys(some["contents"], "{}")})
    yield "the other's signature", core + signed_ + rest
    yield "the other's links", core + signature + b"".join(behind)
    yield "lines swapped", signature + core + rest
    yield "the core twice", core + core + signature + rest
    yield "the signature twice", core + signature + signature + rest
    yield "the first link is missing", core + signature + b"".join(links[1:])
    yield "the last link is missing", core + signature + b"".join(links[:-1])
    yield "no links", core + signature
    yield "links swapped", core + signature + links[1] + links[0] + b"".join(links[2:])
    yield "a link twice", core + signature + links[0] + rest
    yield "a rule set's chain behind", core + signature + rest + rules[0]
    yield "a rule set's chain", core + signature + b"".join(rules)
    yield "a rule set's link for a link", core + signature + rules[0] + b"".join(links[1:])
    yield "another history", core + signature + b"".join(rewritten(links))
    yield "links where none are stated", made.open + links[0]


def rewritten(links: list[bytes]) -> Iterator[bytes]:
    """The links after one that was altered, each with a hash that fits the one before."""
    previous = json.loads(links[0])["previous"]
    for line in links:
        said = json.loads(line)
        text = said["text"].replace('"author":"ann"', '"author":"eve"')
        made = sha256(bytes.fromhex(previous) + text.encode()).hexdigest()
        yield link_line(ExportedLink(said["number"], text, previous, made)).encode()
        previous = made


def keyed(made: Made) -> Iterator[tuple[str, bytes]]:
    """Signatures of another key, and other spellings of the genuine one."""
    core, line, *links = made.first.splitlines(keepends=True)
    rest, said = b"".join(links), json.loads(line)
    own = FORGER.sign(statement_of(core[:-1]))
    yield "signed by the forger", core + signature_line(FORGER.public().kid, own) + b"\n" + rest
    yield "signed by the forger in the lender's name", core + signature_line(said["key"], own) + b"\n" + rest
    half = said["signature"][:64]
    for name, text in {
        "nothing": "0" * 128,
        "capitals": said["signature"].upper(),
        "short": half,
        "a list": [said["signature"]],
        "halves swapped": said["signature"][64:] + half,
    }.items():
        yield f"the signature is {name}", core + canonical(said | {"signature": text}) + b"\n" + rest
    for name, text in {"algorithm": "none", "key": None, "form": "creditrules evidence 1"}.items():
        yield f"{name} of the signature", core + canonical(said | {name: text}) + b"\n" + rest


def backwards(line: bytes) -> bytes:
    return json.dumps(dict(reversed(json.loads(line).items())), separators=(",", ":")).encode() + b"\n"


def spelt(made: Made) -> Iterator[tuple[str, bytes]]:
    """The same said in other bytes."""
    core, line, *links = made.first.splitlines(keepends=True)
    link, rest = links[0], b"".join(links[1:])
    number = json.loads(link)["number"]
    at = f'"number":{number},'.encode()
    others: dict[str, Callable[[bytes], bytes]] = {
        "a blank": lambda text: text.replace(b":", b": ", 1),
        "a blank before": lambda text: b" " + text,
        "a return": lambda text: text[:-1] + b"\r\n",
        "an escape": lambda text: text.replace(b'"key"', b'"\\u006bey"').replace(b'"hash"', b'"\\u0068ash"'),
        "a mark of the byte order": lambda text: b"\xef\xbb\xbf" + text,
        "nothing at its end": lambda text: text[:-1] + b"\0\n",
        "a comma": lambda text: text.replace(b"}\n", b",}\n"),
        "nesting": lambda _: b"[" * 100_000 + b"]" * 100_000 + b"\n",
        "a long line": lambda text: text.replace(b":", b":" + b" " * (1 << 20), 1),
        "another order": backwards,
        "a name twice": lambda text: b'{"key":"","hash":"",' + text[1:],
        "a proto": lambda text: b'{"__proto__":{},' + text[1:],
        "another encoding": lambda text: text.decode().encode("utf-16"),
        "half a pair": lambda text: text.replace(b'"}', b'\\ud800"}'),
    }
    for name, change in others.items():
        yield f"the signature's line with {name}", core + change(line) + link + rest
        yield f"a link with {name}", core + line + change(link) + rest
        yield f"the core with {name}", change(core) + line + link + rest
    for text in (f"{number}.0", f"{number}e0", f'"{number}"', f"0{number}", f"+{number}"):
        yield f"number {text}", core + line + link.replace(at, f'"number":{text},'.encode()) + rest
    yield "the number twice", core + line + link.replace(at, b'"number":1,' + at) + rest
    yield "composed otherwise", made.first.replace("é".encode(), "e\u0301".encode())
    yield "a line at the end", made.first + b"\n"
    yield "no line end", made.first[:-1]
    yield "nothing", b""
    yield "half of it", made.first[: len(made.first) // 2]


@cache
def forgeries() -> Forgeries:
    made = evidence_made()
    return dict((*fields(made), *mixed(made), *keyed(made), *spelt(made)))
