"""Every limit of the desk at both its edges, and what is said where something stored cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from creditrules import desk
from creditrules.auth import Principal, Role
from creditrules.config import MAX_RETENTION_DAYS
from creditrules.desk import deciding, documents, drawing, importing, moments, paging, proposing, submitting
from creditrules.document import read_yaml
from creditrules.eligibility.recording import ErasureReach, FactsState, Receipt, Recorded, RecordedDecision
from creditrules.errors import Kind, Refusal
from creditrules.once import Once
from creditrules.rules import (
    BasisCategory,
    Category,
    DocumentKey,
    DocumentKind,
    Entry,
    Head,
    read_product,
    read_rule_set,
)
from creditrules.rules.ports import Asked, Page
from creditrules.rules.time import deciding as decides
from creditrules.store.cursors import CursorSeal

START = datetime(2026, 1, 1, tzinfo=UTC)
NOW = START + timedelta(days=1)
SHOP = Principal("acme", "shop", frozenset({Role.PARTNER}))
CHIEF = Principal("acme", "chief", frozenset({Role.CHIEF, Role.ADMINISTRATOR, Role.AUDITOR}))
RULES = """\
ruleSet: cap
category: RISK
name: {en: Cap}
facts: [{name: age, type: number}]
decisions:
  - name: Findings
    table: {inputs: [age], outputs: [intervention, reason], rules: [["-", '"ALLOW"', "null"]]}
"""
WHY = desk.GivenStatement(BasisCategory.RISK, "committee", None, "comment", {"en": "x"})
PRODUCT = "{{product: {slug}, name: {{en: Line}}, kind: LINE, segment: CONSUMER, currency: CNY, ruleSets: [cap]}}"


def head(key: DocumentKey, digest: str) -> Head:
    category = Category.RISK if key.kind is DocumentKind.RULE_SET else None
    entry = Entry(1, 1, digest, START, None, START)
    return Head(key, {"en": key.slug}, category, 1, 1, 1, START, "ana", START, (entry,))


class NoContracts:
    """Nobody relies on anything."""

    def every(self, tenant: str) -> tuple[()]:
        assert tenant == "acme"
        return ()


@dataclass
class Shelf:
    """A store of what stands on it, for one tenant."""

    stored: dict[DocumentKey, Head] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)
    cursors: CursorSeal = field(default_factory=lambda: CursorSeal(b"a secret of this test run"))
    contracts: NoContracts = field(default_factory=NoContracts)

    def put(self, key: DocumentKey, content: bytes, digest: str) -> None:
        self.stored[key] = head(key, digest)
        self.contents[digest] = content

    def now(self) -> datetime:
        return NOW

    def all_heads(self, tenant: str) -> Mapping[DocumentKey, Head]:
        assert tenant == "acme"
        return self.stored

    def heads(self, tenant: str, keys: Sequence[DocumentKey]) -> Mapping[DocumentKey, Head]:
        return {key: self.all_heads(tenant)[key] for key in keys if key in self.stored}

    def in_force(self, tenant: str, head: Head, valid_at: datetime, known_at: datetime) -> Entry | None:
        assert tenant == "acme"
        return decides(head, valid_at, known_at)

    def content(self, tenant: str, digests: Sequence[str]) -> Mapping[str, bytes]:
        assert tenant == "acme"
        return {digest: self.contents[digest] for digest in digests if digest in self.contents}

    def content_and_forms(
        self, tenant: str, digests: Sequence[str], *_: object
    ) -> tuple[Mapping[str, bytes], Mapping[str, bytes]]:
        return self.content(tenant, digests), {}

    def activate(self, tenant: str, act: object) -> None:
        raise AssertionError((tenant, act))

    def version(self, tenant: str, key: DocumentKey, number: int) -> None:
        assert (tenant, number > 0) == ("acme", True), key


def shelf(products: int) -> Shelf:
    found = Shelf()
    rule_set = read_rule_set(read_yaml(RULES)).rule_set
    assert rule_set is not None
    found.put(desk.rule_set_key("cap"), rule_set.content, rule_set.digest)
    for number in range(products):
        product = read_product(read_yaml(PRODUCT.format(slug=f"line-{number:04}")))
        found.put(desk.product_key(f"line-{number:04}"), product.content, product.digest)
    return found


def recording(records: Any) -> desk.Recording:
    return desk.Recording(records, 30)


def catalogue(store: Any) -> desk.Catalogue:
    return desk.Catalogue(store)


def view(store: Any, principal: Principal = CHIEF) -> desk.View:
    return desk.view_of(desk.Documents(catalogue(store), "acme"), principal, NOW)


def refused(act: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as found:
        act()
    return found.value


def test_a_question_is_answered_for_a_thousand_products_and_refused_for_one_more() -> None:
    store = shelf(1000)
    report = desk.ask(catalogue(store), SHOP, desk.Question({"age": 20}))
    assert len(report.decisions) == 1000
    assert all(decision.outcome.is_open for decision in report.decisions)

    product = read_product(read_yaml(PRODUCT.format(slug="one-more")))
    store.put(desk.product_key("one-more"), product.content, product.digest)
    for question in (desk.Question({"age": 20}), desk.Question({"age": 20}, ("line-0001",))):
        refusal = refused(lambda question=question: desk.ask(catalogue(store), SHOP, question))  # type: ignore[misc]
        assert (refusal.kind, refusal.code) == (Kind.TOO_LARGE, "TOO_MANY_PRODUCTS")
        assert refusal.message == "There are more than 1000 products."
    assert refused(lambda: desk.products_page(view(store), desk.asked_page())).code == "TOO_MANY_PRODUCTS"


def test_rule_sets_do_not_count_as_products() -> None:
    store = shelf(1000)
    for number in range(5):
        key = desk.rule_set_key(f"more-{number}")
        store.stored[key] = head(key, "")
    assert len(desk.ask(catalogue(store), SHOP, desk.Question({"age": 20}, ("line-0001",))).decisions) == 1


@pytest.mark.parametrize(("size", "goes"), [(1, True), (100, True), (0, False), (101, False), (-1, False)])
def test_a_page_holds_from_one_to_a_hundred_items(size: int, *, goes: bool) -> None:
    store = shelf(120)
    if goes:
        page = desk.products_page(view(store), desk.asked_page(size))
        assert (len(page.items), page.has_next, page.total) == (size, True, 120)
        return
    refusal = refused(lambda: desk.products_page(view(store), desk.asked_page(size)))
    assert (refusal.kind, refusal.code, refusal.field) == (Kind.INVALID, "BAD_PAGE_SIZE", ("first",))
    assert refusal.message == f"A page holds from 1 to 100 items, not {size}."


def test_a_page_of_which_nothing_is_said_holds_twenty() -> None:
    assert len(desk.products_page(view(shelf(30)), desk.asked_page()).items) == 20


def test_pages_of_a_listing_at_hand_hold_all_of_it_once_in_order() -> None:
    store = shelf(7)
    found: list[str] = []
    after = None
    while True:
        page = desk.products_page(view(store), desk.asked_page(3, after))
        found += [product.form.product for product in page.items]
        if not page.has_next:
            break
        after = page.cursors[-1]
    assert found == [f"line-{number:04}" for number in range(7)]


@pytest.mark.parametrize("foreign", ["products", "rows", "decisions"])
def test_a_cursor_at_hand_is_good_for_its_own_listing_and_lender_only(foreign: str) -> None:
    store = shelf(3)
    own, items = view(store), ["a", "b", "c"]
    cursor = paging.page_in_place(own, ("changes", "FACTS"), items, desk.asked_page(1)).cursors[0]
    assert paging.page_in_place(own, ("changes", "FACTS"), items, desk.asked_page(None, cursor)).items == ("b", "c")
    for name, after in (((foreign,), cursor), (("changes", "TESTS"), cursor), (("changes", "FACTS"), "Y2hhbmdlczox")):
        asked = desk.asked_page(None, after)
        refusal = refused(partial(paging.page_in_place, own, name, items, asked))
        assert (refusal.kind, refusal.code, refusal.field) == (Kind.INVALID, "BAD_CURSOR", ("after",))
    other = desk.View(desk.Documents(own.catalogue, "zenith"), CHIEF, NOW, own.moments)
    assert (
        refused(lambda: paging.page_in_place(other, ("changes", "FACTS"), items, desk.asked_page(None, cursor))).code
        == "BAD_CURSOR"
    )


def test_sifting_stops_after_a_thousand_items_and_says_where_to_go_on() -> None:
    read = 0

    def fetch(asked: Asked) -> Page[int]:
        nonlocal read
        start = int(asked.after or 0)
        read += asked.size
        items = tuple(range(start, start + asked.size))
        return Page(items, tuple(str(item + 1) for item in items), has_next=True)

    page = paging.sifted_page(fetch, lambda items: [False for _ in items], desk.asked_page(10))
    assert (page.items, page.has_next, page.resume, read) == ((), True, "1000", 1000)
    page = paging.sifted_page(fetch, lambda items: [item == 1999 for item in items], desk.asked_page(10, page.resume))
    assert (page.items, page.cursors, page.resume) == ((1999,), ("2000",), "2000")


@pytest.mark.parametrize("size", [1, 2, 7, 100])
def test_a_sifted_listing_read_back_is_the_one_read_on(size: int) -> None:
    numbers = list(range(1500))

    def fetch(asked: Asked) -> Page[int]:
        low = 0 if asked.after is None else int(asked.after) + 1
        high = len(numbers) if asked.before is None else int(asked.before)
        inside = numbers[low:high]
        items = inside[-asked.size :] if asked.backward else inside[: asked.size]
        return Page.of(asked, items, [str(each) for each in items], more=len(inside) > asked.size)

    def wanted(items: Sequence[int]) -> list[bool]:
        return [item % 100 in {3, 4} and not 200 < item < 1300 for item in items]

    on: list[int] = []
    asked = desk.asked_page(size)
    while (page := paging.sifted_page(fetch, wanted, asked)).has_next:
        on += page.items
        asked = desk.asked_page(size, page.resume or page.cursors[-1])
    on += page.items
    back: list[int] = []
    asked = desk.asked_page(last=size)
    while (page := paging.sifted_page(fetch, wanted, asked)).has_previous:
        back = [*page.items, *back]
        asked = desk.asked_page(last=size, before=page.resume or page.cursors[0])
    back = [*page.items, *back]
    assert on == back == [3, 4, 103, 104, 1303, 1304, 1403, 1404]


def test_of_first_and_last_one_is_given() -> None:
    refusal = refused(lambda: desk.asked_page(first=1, last=1))
    assert (refusal.code, refusal.field) == ("FIRST_AND_LAST", ("last",))
    assert refused(lambda: desk.asked_page(last=101)).field == ("last",)
    assert desk.asked_page(before="x") == Asked(20, None, "x", backward=True)
    assert desk.asked_page(after="w", before="x") == Asked(20, "w", "x")


def test_an_answer_holds_so_many_characters_of_content_and_no_more() -> None:
    found = desk.Documents(catalogue(Shelf()), "acme")
    assert found.give_out("x" * documents.MOST_CONTENT)
    refusal = refused(lambda: found.give_out("x"))
    assert (refusal.kind, refusal.code) == (Kind.TOO_LARGE, "ANSWER_TOO_LARGE")


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (datetime(1900, 1, 1, tzinfo=UTC), None),
        (datetime(1899, 12, 31, 23, 59, 59, tzinfo=UTC), "TIME_OUT_OF_RANGE"),
        (datetime(1900, 1, 1, tzinfo=timezone(timedelta(hours=1))), "TIME_OUT_OF_RANGE"),
        (datetime(9998, 12, 31, tzinfo=UTC), None),
        (datetime(9999, 1, 1, tzinfo=UTC), "TIME_OUT_OF_RANGE"),
        (datetime(2026, 1, 1), "NAIVE_TIME"),  # noqa: DTZ001 - what is refused
    ],
)
def test_times_have_a_zone_and_lie_between_1900_and_9998(moment: datetime, code: str | None) -> None:
    if code is None:
        assert moments.fix_moments(NOW, valid_at=moment).valid_at == moment
        return
    refusal = refused(lambda: moments.fix_moments(NOW, valid_at=moment))
    assert (refusal.kind, refusal.code, refusal.field) == (Kind.INVALID, code, ("validAt",))


def test_what_is_known_is_known_by_now_and_not_a_moment_later() -> None:
    assert moments.fix_moments(NOW, known_at=NOW).known_at == NOW
    refusal = refused(lambda: moments.fix_moments(NOW, known_at=NOW + timedelta(microseconds=1)))
    assert (refusal.code, refusal.field) == ("KNOWN_AT_IN_FUTURE", ("knownAt",))


@pytest.mark.parametrize("length", [1, submitting.LONGEST_KEY])
def test_an_idempotency_key_of_any_length_up_to_the_limit_is_taken(length: int) -> None:
    assert submitting.checked_key("k" * length) == "k" * length


@pytest.mark.parametrize("key", ["", "k" * (submitting.LONGEST_KEY + 1), "a\nb"])
def test_any_other_idempotency_key_is_refused_in_every_act(key: str) -> None:
    numbered = desk.Numbered(desk.rule_set_key("cap"), 1)
    store = shelf(1)
    gone = desk.ErasureGiven("customer 1", ErasureReach.ALL, "asked for")
    asked, once = desk.Deciding(desk.Question({}), key, "customer 1"), Once("carla", "act", key, "sent")
    for act in (
        lambda: desk.publish_rule_set(catalogue(store), CHIEF, desk.Submission("cap", RULES, None, once)),
        lambda: desk.retire(catalogue(store), CHIEF, numbered, WHY, None, once),
        lambda: desk.erase_subject(recording(object()), CHIEF, gone, once),
        lambda: desk.remove_population(catalogue(store), CHIEF, "people", once),
        lambda: desk.decide_on_record(catalogue(store), recording(object()), SHOP, asked),
    ):
        refusal = refused(act)
        assert (refusal.code, refusal.field) == ("BAD_IDEMPOTENCY_KEY", ("idempotencyKey",))


class Recorder:
    """Takes every decision."""

    def record(self, tenant: str, request: Any, evaluate: Any) -> Any:
        assert tenant == "acme"
        assert callable(evaluate)
        receipt = Receipt("0", 1, "{}", "", "")
        decision = RecordedDecision("id", request.author, NOW, NOW, NOW, NOW, FactsState.EXPIRED, (), receipt, None)
        return Recorded(decision, replayed=False)

    def erase(self, tenant: str, erasure: Any, once: Any) -> Any:
        assert (tenant, once) == ("acme", None)
        return erasure


def decide(**named: Any) -> Any:
    given: dict[str, Any] = {"key": "key", "subject": "customer 1", "retention_days": None} | named
    return desk.decide_on_record(
        catalogue(Shelf()), recording(Recorder()), SHOP, desk.Deciding(desk.Question({}), **given)
    )


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"subject": "x" * drawing.LONGEST_SUBJECT}, None),
        ({"subject": "x" * (drawing.LONGEST_SUBJECT + 1)}, "BAD_SUBJECT"),
        ({"retention_days": 1}, None),
        ({"retention_days": 0}, "BAD_RETENTION"),
        ({"retention_days": MAX_RETENTION_DAYS}, None),
        ({"retention_days": MAX_RETENTION_DAYS + 1}, "BAD_RETENTION"),
    ],
)
def test_what_is_recorded_has_a_subject_and_a_term_within_limits(given: dict[str, Any], code: str | None) -> None:
    if code is None:
        assert decide(**given)
    else:
        assert refused(lambda: decide(**given)).code == code


@pytest.mark.parametrize(
    ("length", "goes"),
    [(1, True), (deciding.LONGEST_STATEMENT, True), (0, False), (deciding.LONGEST_STATEMENT + 1, False)],
)
def test_an_erasure_is_stated_within_limits(length: int, *, goes: bool) -> None:

    def erase() -> object:
        return desk.erase_subject(
            recording(Recorder()), CHIEF, desk.ErasureGiven("customer 1", ErasureReach.ALL, "x" * length)
        )

    if goes:
        assert erase()
    else:
        assert refused(erase).code == "STATEMENT_MISSING"


def test_without_records_nothing_is_decided_read_or_erased() -> None:
    asked = desk.Deciding(desk.Question({}), "key", "customer 1")
    for act in (
        lambda: desk.decide_on_record(catalogue(Shelf()), None, SHOP, asked),
        lambda: desk.seen_decision(None, SHOP, "id"),
        lambda: desk.replay(catalogue(Shelf()), None, SHOP, "id", desk.Other()),
        lambda: desk.erase_subject(None, CHIEF, desk.ErasureGiven("customer 1", ErasureReach.ALL, "asked for")),
    ):
        refusal = refused(act)
        assert (refusal.kind, refusal.code) == (Kind.UNAVAILABLE, "RECORDING_NOT_SET_UP")
    assert list(desk.decision_chains(view(Shelf()), None)) == []


def test_a_comment_is_as_long_as_the_limit_and_no_longer() -> None:
    assert proposing._checked_comment("x" * proposing.LONGEST_COMMENT)  # noqa: SLF001
    refusal = refused(lambda: proposing._checked_comment("x" * (proposing.LONGEST_COMMENT + 1)))  # noqa: SLF001
    assert (refusal.code, refusal.field) == ("COMMENT_TOO_LONG", ("comment",))
    assert refusal.message == "A comment has at most 4000 characters."


def test_content_that_is_not_there_is_our_fault_and_said_so() -> None:
    store = shelf(1)
    store.contents.clear()
    refusal = refused(lambda: desk.ask(catalogue(store), SHOP, desk.Question({"age": 20})))
    assert (refusal.kind, refusal.code) == (Kind.UNAVAILABLE, "CONTENT_UNAVAILABLE")
    comparing = refused(lambda: catalogue(store).difference("acme", "one", "another"))
    assert (comparing.kind, comparing.code) == (Kind.UNAVAILABLE, "CONTENT_UNAVAILABLE")


@pytest.mark.parametrize("kind", [DocumentKind.PRODUCT, DocumentKind.RULE_SET])
@pytest.mark.parametrize("content", [b"{}", b"[]", b"{", b'{"ruleSet":"cap"}'])
def test_content_that_cannot_be_read_any_more_is_our_fault_and_said_so(kind: DocumentKind, content: bytes) -> None:
    store = shelf(1)
    key = desk.product_key("line-0000") if kind is DocumentKind.PRODUCT else desk.rule_set_key("cap")
    store.contents[store.stored[key].entries[0].digest] = content
    refusal = refused(lambda: desk.ask(catalogue(store), SHOP, desk.Question({"age": 20})))
    assert (refusal.kind, refusal.code) == (Kind.UNAVAILABLE, "CONTENT_UNREADABLE")


def test_a_pin_names_a_version_that_there_is() -> None:
    for number in (0, -1, 7):
        question = desk.Question({"age": 20}, None, None, None, {desk.rule_set_key("cap"): number})
        refusal = refused(lambda question=question: desk.ask(catalogue(shelf(1)), SHOP, question))  # type: ignore[misc]
        assert (refusal.kind, refusal.code, refusal.field) == (Kind.NOT_FOUND, "UNKNOWN_VERSION", ("pins",))


WRITER = Principal("acme", "ana", frozenset({Role.ADMINISTRATOR}))


def import_of(files: list[desk.RuleFile], **more: Any) -> desk.ReadRules:
    return desk.import_rules(catalogue(shelf(1)), WRITER, desk.Importing(files, **more))


def files_of(count: int, size: int = 1) -> list[desk.RuleFile]:
    return [desk.RuleFile(f"{at}.txt", b"x" * size) for at in range(count)]


def test_so_many_files_of_so_many_bytes_are_imported_and_no_more() -> None:
    most, size = importing.MOST_FILES, importing.MOST_BYTES
    assert len(import_of(files_of(most)).diagnostics) == most
    assert refused(lambda: import_of(files_of(most + 1))).code == "TOO_MANY_FILES"
    assert refused(lambda: import_of(files_of(most), results=files_of(1))).code == "TOO_MANY_FILES"
    assert not import_of(files_of(2, size // 2)).ok
    assert refused(lambda: import_of(files_of(1, size), results=files_of(1))).code == "FILES_TOO_LARGE"


@pytest.mark.parametrize("length", [1, importing.LONGEST_NAME])
def test_a_file_has_a_name_of_any_length_up_to_the_limit(length: int) -> None:
    assert import_of([desk.RuleFile("n" * length, b"")]).diagnostics


@pytest.mark.parametrize("length", [0, importing.LONGEST_NAME + 1])
def test_a_file_of_no_name_or_one_too_long_is_refused(length: int) -> None:
    assert refused(lambda: import_of([desk.RuleFile("n" * length, b"")])).code == "FILE_NAME"


def test_questions_are_asked_for_so_long_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter([0, 1, 2, importing.MOST_SECONDS, 9])
    monkeypatch.setattr(importing, "monotonic", lambda: next(seconds))
    dmn = (
        b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="a" namespace="https://a.example">'
        b'<decision name="A" id="a"><literalExpression><text>1</text></literalExpression></decision></definitions>'
    )
    results = desk.RuleFile("a.jsonl", b'{"input": {}, "output": {"A": 1}}\n' * 5)
    [comparison] = import_of([desk.RuleFile("a.dmn", dmn)], results=[results]).comparisons
    assert (comparison.cases, [one.code for one in comparison.diagnostics]) == (2, ["compare.not-all"])


@pytest.mark.parametrize("tolerance", ["-0.1", "NaN", "Infinity"])
def test_a_tolerance_is_a_distance(tolerance: str) -> None:
    assert refused(lambda: import_of(files_of(1), tolerance=Decimal(tolerance))).code == "BAD_TOLERANCE"
