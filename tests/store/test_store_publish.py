"""What publishing records, what it refuses, and what a retry gets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from creditrules.errors import Kind, Refusal
from creditrules.rules import ActivationKind, Category, DocumentKey, DocumentKind, Head, Impact, TableImpact
from creditrules.rules.ports import Asked, NewDocument, Publication, Published
from creditrules.store import RulesInTable
from creditrules.store.keys import earlier_receipt_key

Create = Callable[..., DocumentKey]
Publish = Callable[..., Published]
Publishable = Callable[..., Publication]

TICK = timedelta(microseconds=1)
DAY = timedelta(days=1)


def head_of(store: RulesInTable, key: DocumentKey) -> Head:
    return store.heads("lender", [key])[key]


def test_a_new_document_has_no_version_and_nothing_in_force(store: RulesInTable, create: Create) -> None:
    key = create("line-cap")
    head = head_of(store, key)
    assert (head.revision, head.latest_version, head.entries, head.category) == (1, 0, (), Category.REGULATION)
    assert head.name == {"en": "line-cap", "zh": "额度"}
    assert head.created_by == "ana"
    assert store.in_force("lender", head, store.now(), store.now()) is None


def test_a_slug_is_taken_once_per_kind(store: RulesInTable, create: Create) -> None:
    create("line-cap")
    create("line-cap", kind=DocumentKind.PRODUCT)
    with pytest.raises(Refusal) as refused:
        create("line-cap")
    assert (refused.value.kind, refused.value.code) == (Kind.CONFLICT, "SLUG_TAKEN")


def test_what_was_published_reads_back_whole(store: RulesInTable, create: Create, publication: Publishable) -> None:
    key = create("line-cap")
    impact = Impact(("huabei",), ("income",), (), ("R1",), (), (TableImpact("Risk", 1, 2, 3),), 4, ("young",))
    wanted = publication(key)
    wanted = replace(wanted, statement=replace(wanted.statement, impact=impact), links=("b", "a"))
    published = store.publish("lender", wanted)

    assert not published.replayed
    assert published.version.statement == wanted.statement
    assert store.version("lender", key, 1) == published.version
    assert store.activation("lender", key, 1) == published.activation
    assert head_of(store, key) == published.head
    assert published.head.links == ("a", "b")
    assert store.content("lender", [wanted.digest]) == {wanted.digest: wanted.content}


def test_what_was_published_is_in_force_for_the_next_question_though_the_clock_stands_still(
    store: RulesInTable, create: Create, publish: Publish
) -> None:
    key = create("line-cap")
    for number in (1, 2, 3):
        publish(key)
        entry = store.in_force("lender", head_of(store, key), store.now(), store.now())
        assert entry is not None
        assert entry.version == number


def test_so_it_is_where_another_document_was_stamped_by_a_clock_gone_wrong(
    store: RulesInTable, create: Create, publish: Publish, clock: list[datetime]
) -> None:
    clock[0] += 365 * DAY
    publish(create("stamped-far-ahead"))
    clock[0] -= 365 * DAY
    test_what_was_published_is_in_force_for_the_next_question_though_the_clock_stands_still(store, create, publish)


def test_recorded_times_increase_strictly_when_the_clock_steps_back(
    store: RulesInTable, create: Create, publish: Publish, clock: list[datetime]
) -> None:
    key = create("line-cap")
    first = publish(key).version.recorded_at
    clock[0] -= DAY
    second = publish(key).version.recorded_at
    assert second == first + TICK
    clock[0] += 2 * DAY
    assert publish(key).version.recorded_at == clock[0]


def test_a_document_stamped_far_ahead_does_not_take_the_stores_present_with_it(
    store: RulesInTable, create: Create, publish: Publish, clock: list[datetime]
) -> None:
    key = create("line-cap")
    clock[0] += 365 * DAY
    publish(key)
    clock[0] -= 365 * DAY
    assert store.now() == clock[0]


def test_a_schedule_is_in_force_from_its_start_and_until_its_end(
    store: RulesInTable, create: Create, publish: Publish, clock: list[datetime]
) -> None:
    key = create("line-cap")
    publish(key)
    start, end = clock[0] + DAY, clock[0] + 2 * DAY
    publish(key, valid_from=start, valid_until=end)
    head, now = head_of(store, key), store.now()

    def version_at(moment: datetime) -> int | None:
        entry = store.in_force("lender", head, moment, now)
        return None if entry is None else entry.version

    assert [version_at(t) for t in (start - TICK, start, end - TICK, end)] == [1, 2, 2, 1]


def test_a_correction_changes_the_past_but_not_what_had_been_known(
    store: RulesInTable, create: Create, publish: Publish, clock: list[datetime]
) -> None:
    key = create("line-cap")
    publish(key)
    then = clock[0] + DAY
    clock[0] += 10 * DAY
    known = clock[0]
    clock[0] += TICK
    publish(key, kind=ActivationKind.CORRECTION, valid_from=then)
    head = head_of(store, key)
    as_known = store.in_force("lender", head, then + DAY, known)
    as_corrected = store.in_force("lender", head, then + DAY, store.now())
    assert as_known is not None
    assert as_corrected is not None
    assert (as_known.version, as_corrected.version) == (1, 2)


def test_times_of_any_zone_are_kept_as_the_same_moment(store: RulesInTable, create: Create, publish: Publish) -> None:
    key = create("line-cap")
    shanghai = timezone(timedelta(hours=8))
    published = publish(key, valid_from=datetime(2026, 10, 1, tzinfo=shanghai))
    assert published.activation.valid_from == datetime(2026, 9, 30, 16, tzinfo=UTC)
    assert store.activation("lender", key, 1) == published.activation


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("STARTS_IN_PAST", {"valid_from": datetime(2026, 6, 1, 11, 59, tzinfo=UTC)}),
        ("NOT_IN_PAST", {"kind": ActivationKind.CORRECTION}),
        ("NOT_IN_PAST", {"kind": ActivationKind.CORRECTION, "valid_from": datetime(2026, 6, 2, tzinfo=UTC)}),
        ("EMPTY_PERIOD", {"valid_until": datetime(2026, 6, 1, tzinfo=UTC)}),
        (
            "EMPTY_PERIOD",
            {"valid_from": datetime(2026, 7, 1, tzinfo=UTC), "valid_until": datetime(2026, 7, 1, tzinfo=UTC)},
        ),
        ("NAIVE_TIME", {"valid_from": datetime(2026, 7, 1)}),  # noqa: DTZ001 - what is refused
        ("NAIVE_TIME", {"valid_until": datetime(2026, 7, 1)}),  # noqa: DTZ001
        ("TIME_OUT_OF_RANGE", {"valid_from": datetime(1899, 12, 31, tzinfo=UTC), "kind": ActivationKind.CORRECTION}),
        ("TIME_OUT_OF_RANGE", {"valid_until": datetime.max.replace(tzinfo=timezone(timedelta(hours=-1)))}),
        ("DIGEST_MISMATCH", {"digest": "0" * 64}),
        ("NO_RETRY_KEY", {"retry_key": ""}),
        ("STALE_BASE", {"based_on": 1}),
        ("CONTENT_TOO_LARGE", {"content": bytes((4 << 20) + 1)}),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing_behind(
    store: RulesInTable, create: Create, publish: Publish, code: str, changes: dict[str, object]
) -> None:
    key = create("line-cap")
    before = head_of(store, key)
    with pytest.raises(Refusal) as refused:
        publish(key, **changes)
    assert refused.value.code == code
    assert head_of(store, key) == before
    assert store.versions("lender", key, Asked(10)).items == ()


def test_a_statement_too_large_to_keep_is_refused(
    store: RulesInTable, create: Create, publication: Publishable
) -> None:
    key = create("line-cap")
    wanted = publication(key)
    huge = replace(wanted, statement=replace(wanted.statement, comment="x" * (1 << 20)))
    with pytest.raises(Refusal) as refused:
        store.publish("lender", huge)
    assert (refused.value.kind, refused.value.code) == (Kind.TOO_LARGE, "STATEMENT_TOO_LARGE")
    assert head_of(store, key).latest_version == 0


def test_any_text_survives_a_statement(store: RulesInTable, create: Create, publication: Publishable) -> None:
    key = create("line-cap")
    wanted = publication(key)
    odd = replace(wanted, statement=replace(wanted.statement, comment="額\ud800\x00#'\"")), "key \ud800#"
    published = store.publish("lender", replace(odd[0], retry_key=odd[1]))
    read = store.version("lender", key, 1)
    assert read is not None
    assert read.statement.comment == "額\ud800\x00#'\"" == published.version.statement.comment


def test_publishing_to_nothing_is_not_found(store: RulesInTable, publish: Publish) -> None:
    with pytest.raises(Refusal) as refused:
        publish(DocumentKey(DocumentKind.RULE_SET, "nowhere"))
    assert (refused.value.kind, refused.value.code) == (Kind.NOT_FOUND, "UNKNOWN_DOCUMENT")


def test_a_retry_gets_the_first_answer_even_after_other_writes(
    store: RulesInTable, create: Create, publication: Publishable, clock: list[datetime]
) -> None:
    key = create("line-cap")
    wanted = publication(key, valid_from=clock[0] + DAY, based_on=0)
    first = store.publish("lender", wanted)
    store.publish("lender", publication(key))
    clock[0] += 2 * DAY
    again = store.publish("lender", wanted)

    assert again.replayed
    assert (again.version, again.activation) == (first.version, first.activation)
    assert [v.number for v in store.versions("lender", key, Asked(10)).items] == [2, 1]


def test_a_retry_may_come_with_another_computed_impact(
    store: RulesInTable, create: Create, publication: Publishable
) -> None:
    key = create("line-cap")
    wanted = publication(key)
    store.publish("lender", wanted)
    again = replace(wanted, statement=replace(wanted.statement, impact=Impact(("new-product",))))
    assert store.publish("lender", again).replayed


@pytest.mark.parametrize("change", ["content", "comment", "valid_until"])
def test_a_key_used_with_another_publication_is_refused(
    store: RulesInTable, create: Create, publication: Publishable, change: str
) -> None:
    key = create("line-cap")
    wanted = publication(key)
    store.publish("lender", wanted)
    others = {
        "content": publication(key, content=b"other", statement=wanted.statement),
        "comment": replace(wanted, statement=replace(wanted.statement, comment="Other.")),
        "valid_until": replace(wanted, valid_until=datetime(2030, 1, 1, tzinfo=UTC)),
    }
    with pytest.raises(Refusal) as refused:
        store.publish("lender", replace(others[change], retry_key=wanted.retry_key))
    assert (refused.value.kind, refused.value.code) == (Kind.CONFLICT, "KEY_REUSED")
    assert head_of(store, key).latest_version == 1


def test_the_same_key_serves_two_authors(store: RulesInTable, create: Create, publication: Publishable) -> None:
    wanted = publication(create("line-cap"))
    first = store.publish("lender", wanted)
    other = store.publish("lender", replace(wanted, author="bo", based_on=None))
    assert (first.replayed, other.replayed) == (False, False)
    assert store.publish("lender", wanted).version == first.version


def test_a_receipt_of_an_earlier_release_is_found_by_its_author_and_refused_to_others(
    store: RulesInTable, create: Create, publication: Publishable, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = publication(create("line-cap"))
    with monkeypatch.context() as earlier:
        keyed = "creditrules.store.writing.works.receipt_key"
        earlier.setattr(keyed, lambda tenant, key, _author, retry: earlier_receipt_key(tenant, key, retry))
        first = store.publish("lender", wanted)
    assert store.publish("lender", wanted) == replace(first, replayed=True)
    with pytest.raises(Refusal) as refused:
        store.publish("lender", replace(wanted, author="bo"))
    assert refused.value.code == "KEY_REUSED"


def test_what_was_sent_tells_acts_apart_and_receipts_of_before_go_by_what_came_of_it(
    store: RulesInTable, create: Create, publication: Publishable
) -> None:
    wanted = publication(create("line-cap"))
    first = store.publish("lender", wanted)
    assert store.publish("lender", replace(wanted, sent="a")) == replace(first, replayed=True)
    later = replace(wanted, retry_key="later", sent="a")
    second = store.publish("lender", later)
    assert store.publish("lender", replace(later, name={"en": "As computed by now"})).version == second.version
    with pytest.raises(Refusal) as refused:
        store.publish("lender", replace(later, sent="b"))
    assert refused.value.code == "KEY_REUSED"


def test_the_same_key_serves_two_documents(store: RulesInTable, create: Create, publish: Publish) -> None:
    one, other = create("one"), create("other")
    assert not publish(one, retry_key="k").replayed
    assert not publish(other, retry_key="k").replayed


def test_products_are_versioned_by_the_same_code(store: RulesInTable, publish: Publish) -> None:
    key = DocumentKey(DocumentKind.PRODUCT, "huabei")
    store.create("lender", NewDocument(key, {"zh": "花呗"}, None), "ana")
    publish(key, links=("line-cap",))
    publish(key, links=("student-bar",))
    head = head_of(store, key)
    assert head.category is None
    assert head.links == ("line-cap", "student-bar")
