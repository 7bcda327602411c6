"""Audit chains and their exports: the first break is named, whatever was done."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditrules.rules.audit import ChainEnd, ExportedLink, end_line, link_line, verify, verify_export


def chain(acts: int, slug: str = "cap") -> list[ExportedLink]:
    links: list[ExportedLink] = []
    previous = bytes(32)
    for number in range(1, acts + 1):
        text = json.dumps({"number": number, "act": "PUBLISH", "kind": "RULE_SET", "slug": slug, "author": "安娜"})
        digest = hashlib.sha256(previous + text.encode("ascii"))
        links.append(ExportedLink(number, text, previous.hex(), digest.hexdigest()))
        previous = digest.digest()
    return links


def export(links: list[ExportedLink], end: ChainEnd) -> list[bytes]:
    return [line.encode("ascii") for line in (*map(link_line, links), end_line(end, "RULE_SET", "cap"))]


LINKS = chain(5)
END = ChainEnd(5, LINKS[-1].hash)
LINES = export(LINKS, END)


def broken(lines: list[bytes]) -> tuple[int, str] | None:
    _, _, found = verify_export(lines)
    return (found.number, found.code) if found else None


def test_an_untouched_chain_holds() -> None:
    assert verify(LINKS, END) is None
    assert verify_export(LINES) == (5, END, None)


def test_an_export_verifies_by_its_description_alone() -> None:
    previous = bytes(32)
    for line in LINES[:-1]:
        link = json.loads(line)
        previous = hashlib.sha256(previous + link["text"].encode("ascii")).digest()
        assert previous.hex() == link["hash"]
    assert json.loads(LINES[-1])["end"] == {"hash": previous.hex(), "number": 5}


@pytest.mark.parametrize("place", range(5))
def test_a_dropped_link_is_missing(place: int) -> None:
    lines = LINES[:place] + LINES[place + 1 :]
    assert broken(lines) == (place + 1, "CUT_SHORT" if place == 4 else "MISSING")


@pytest.mark.parametrize("place", range(4))
def test_two_links_in_the_wrong_order_are_noticed_at_the_first(place: int) -> None:
    lines = [*LINES[:place], LINES[place + 1], LINES[place], *LINES[place + 2 :]]
    assert broken(lines) == (place + 1, "MISSING")


@pytest.mark.parametrize("place", range(5))
def test_a_doubled_link_is_noticed_where_the_next_should_stand(place: int) -> None:
    assert broken([*LINES[: place + 1], *LINES[place:]]) == (place + 2, "REPEATED")


@pytest.mark.parametrize("kept", range(5))
def test_a_chain_cut_short_is_noticed_by_its_end(kept: int) -> None:
    assert verify(LINKS[:kept], END) is not None
    assert broken([*LINES[:kept], LINES[-1]]) == (kept + 1, "CUT_SHORT")
    assert broken(LINES[:kept]) == (kept + 1, "NO_END")


def test_links_beyond_the_end_are_noticed() -> None:
    found = verify(LINKS, ChainEnd(3, LINKS[2].hash))
    assert found is not None
    assert (found.number, found.code) == (4, "BEYOND_END")


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_a_byte_flipped_anywhere_is_noticed_in_its_link(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(LINES) - 1))
    at = data.draw(st.integers(0, len(LINES[place]) - 1))
    flipped = bytearray(LINES[place])
    flipped[at] ^= data.draw(st.integers(1, 255))
    raw = b"".join([*LINES[:place], bytes(flipped), *LINES[place + 1 :]])
    found = broken(io.BytesIO(raw).readlines())
    assert found is not None
    # What is wrong with the line of the end is told of the link before or behind it.
    assert found[0] == place + 1 or (place == 5 and found[0] in range(1, 7))


@pytest.mark.parametrize("place", range(5))
@pytest.mark.parametrize("field", ["text", "hash", "previous"])
def test_an_altered_field_is_noticed_at_its_link(place: int, field: str) -> None:
    old = getattr(LINKS[place], field)
    new = old.replace("PUBLISH", "APPROVE") if field == "text" else "f" * 64
    altered = {"text": replace(LINKS[place], text=new), "hash": replace(LINKS[place], hash=new)}
    link = altered.get(field, replace(LINKS[place], previous=new))
    found = verify([*LINKS[:place], link, *LINKS[place + 1 :]], END)
    assert found is not None
    assert found.number == place + 1


def test_a_link_rewritten_with_a_fitting_hash_is_given_away_by_the_next() -> None:
    text = LINKS[2].text.replace("PUBLISH", "APPROVE")
    fitting = hashlib.sha256(bytes.fromhex(LINKS[2].previous) + text.encode()).hexdigest()
    forged = replace(LINKS[2], text=text, hash=fitting)
    found = verify([*LINKS[:2], forged, *LINKS[3:]], END)
    assert found is not None
    assert (found.number, found.code) == (4, "WRONG_PREVIOUS")


def test_a_chain_rewritten_from_a_link_on_does_not_reach_its_end() -> None:
    found = verify(chain(5, slug="another"), END)
    assert found is not None
    assert found.code == "WRONG_END"


def test_the_chain_of_another_document_is_noticed() -> None:
    other = chain(3, "other")
    end = ChainEnd(3, other[-1].hash)
    found = verify(other, end, {"kind": "RULE_SET", "slug": "cap"})
    assert found is not None
    assert (found.number, found.code) == (1, "OTHER_DOCUMENT")
    assert broken(export(other, end)) == (3, "OTHER_DOCUMENT")


def test_a_chain_without_links_has_an_end_that_says_so() -> None:
    assert broken([]) == (1, "NO_END")
    assert broken([b'{"end":{"hash":"","number":0},"kind":"RULE_SET","slug":"cap"}\n']) == (1, "WRONG_END")


@given(st.lists(st.one_of(st.binary(max_size=40), st.sampled_from(LINES)), max_size=7))
def test_any_bytes_get_an_answer(lines: list[bytes]) -> None:
    count, _, found = verify_export(lines)
    assert found is not None or (count == 5 and lines == LINES)
