"""Registered GraphQL documents: all or none, each once, retired at once, and never those of another lender."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from threading import Barrier
from typing import Any

import pytest
from tests.desk.lenders import ADA, AUDITOR, CHIEF, SHOP, Lender, refused

from creditrules import desk
from creditrules.auth import Principal, Role
from creditrules.desk import Registration
from creditrules.errors import Kind, Refusal
from creditrules.rules.audit import verify
from creditrules.rules.life import MOST_ACTIVE, REGISTERED_DOCUMENTS_KEY

ZOE = Principal("zenith", "zoe", frozenset({Role.ADMINISTRATOR}))
NEW, AGAIN, ALREADY = Registration.REGISTERED, Registration.REGISTERED_AGAIN, Registration.ALREADY_REGISTERED


class ByWords:
    """Says of a text what stands in it: "faulty …", "secret …", else its first word is the operation's name."""

    shipped = (desk.ShippedDocument("partner/facts", "f" * 64, "Facts"),)

    def examine(self, text: str) -> desk.Examined:
        if text.startswith("faulty"):
            return desk.Examined(("It is faulty.", "And more."))
        hidden = {Role.PARTNER: ("Query.secret",), Role.CHOOSER: ("Query.secret",)} if text.startswith("secret") else {}
        return desk.Examined((), text.split(maxsplit=1)[0], "QUERY", hidden)


EXAMINER = ByWords()


@pytest.fixture
def lender(empty_lender: Lender) -> Lender:
    return empty_lender


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def register(lender: Lender, *texts: str, principal: Principal = ADA, **given: Any) -> desk.DocumentsRegistered:
    done: desk.DocumentsRegistered = lender.act(
        principal, desk.register_documents, EXAMINER, desk.DocumentsGiven(texts, **given)
    )
    return done


def came(done: desk.DocumentsRegistered) -> list[Registration]:
    assert done.errors == ()
    return [what for _, what in done.documents]


def found(lender: Lender, text: str, tenant: str = "acme") -> str | None:
    return desk.registered_text(lender.catalogue, tenant, digest(text))


def listed(lender: Lender, **given: Any) -> list[desk.KnownDocument]:
    page = desk.trusted_documents_page(lender.view(AUDITOR), EXAMINER, desk.asked_page(100), **given)
    return list(page.items)


def test_what_is_registered_is_found_until_it_is_retired_and_again_after_that(lender: Lender) -> None:
    assert found(lender, "One") is None
    assert came(register(lender, "One", "Two", note="the app 1.0")) == [NEW, NEW]
    assert (found(lender, "One"), found(lender, "Two")) == ("One", "Two")
    assert came(register(lender, "Two", "Three")) == [ALREADY, NEW]
    retired = lender.act(ADA, desk.retire_document, digest("One"))
    assert (retired.replayed, retired.document.retired.by) == (False, "ada")
    assert found(lender, "One") is None
    assert lender.act(CHIEF, desk.retire_document, digest("One")).replayed
    assert came(register(lender, "One", principal=CHIEF)) == [AGAIN]
    assert found(lender, "One") == "One"
    one = next(each for each in listed(lender) if each.name == "One")
    assert one.registered is not None
    assert [(act.by, act.retires) for act in one.registered.acts] == [("ada", False), ("ada", True), ("carla", False)]


def test_what_another_process_has_read_before_is_not_found_once_it_is_retired(lender: Lender) -> None:
    register(lender, "One")
    other = desk.Catalogue(lender.catalogue.store)
    assert desk.registered_text(other, "acme", digest("One")) == "One"
    lender.act(ADA, desk.retire_document, digest("One"))
    assert desk.registered_text(other, "acme", digest("One")) is None


def test_nothing_of_it_is_known_to_another_lender(lender: Lender) -> None:
    register(lender, "One")
    assert found(lender, "One", "zenith") is None
    refusal = refused(lambda: lender.act(ZOE, desk.retire_document, digest("One")))
    assert (refusal.kind, refusal.code) == (Kind.NOT_FOUND, "UNKNOWN_DOCUMENT_ID")
    assert came(register(lender, "One", principal=ZOE)) == [NEW]
    lender.act(ZOE, desk.retire_document, digest("One"))
    assert found(lender, "One") == "One"


def test_what_is_kept_of_the_lender_s_rules_is_no_document(lender: Lender) -> None:
    """Texts lie among the contents, by their digest; only what was registered is found."""
    rules = lender.rule_set("line-cap").published.version.digest
    assert desk.registered_text(lender.catalogue, "acme", rules) is None
    register(lender, "One")
    head = lender.catalogue.store.heads("acme", [REGISTERED_DOCUMENTS_KEY])[REGISTERED_DOCUMENTS_KEY]
    for content in (rules, head.entries[-1].digest):
        assert desk.registered_text(lender.catalogue, "acme", content) is None


def test_all_are_registered_or_none(lender: Lender) -> None:
    done = register(lender, "One", "faulty", "secret Two")
    assert [(each.code, each.field) for each in done.errors] == [
        ("DOCUMENT_FAULTY", ("documents", "1")),
        ("DOCUMENT_FAULTY", ("documents", "1")),
        ("DOCUMENT_NOT_FOR_ROLE", ("documents", "2")),
    ]
    assert done.documents == ()
    assert found(lender, "One") is None
    assert len(register(lender, *(f"faulty {number}" for number in range(50))).errors) == 20


def test_what_partners_may_not_see_is_for_others_only_and_warned_of(lender: Lender) -> None:
    for_staff = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
    assert register(lender, "secret One", roles=for_staff | {Role.PARTNER}).errors
    done = register(lender, "secret One", "Two", roles=for_staff)
    assert came(done) == [NEW, NEW]
    [warning] = done.warnings
    assert (warning.digest, warning.role, warning.fields) == (digest("secret One"), Role.PARTNER, ("Query.secret",))
    secret = next(each for each in listed(lender) if each.name == "secret")
    assert Role.PARTNER not in secret.examined.usable
    assert secret.registered is not None
    assert secret.registered.roles == ("ADMINISTRATOR", "AUDITOR")


def test_a_text_sent_twice_at_once_is_one_document(lender: Lender) -> None:
    assert came(register(lender, "One", "One")) == [NEW]


def test_a_retry_gets_the_first_answer_and_undoes_nothing(lender: Lender) -> None:
    assert came(register(lender, "One", "Two", key="k")) == [NEW, NEW]
    again = register(lender, "One", "Two", key="k")
    assert (came(again), again.replayed) == ([NEW, NEW], True)
    lender.act(ADA, desk.retire_document, digest("One"), "r")
    assert register(lender, "One", "Two", key="k").replayed
    assert found(lender, "One") is None
    register(lender, "One", key="another")
    assert lender.act(ADA, desk.retire_document, digest("One"), "r").replayed
    assert found(lender, "One") == "One"
    for act in (
        lambda: register(lender, "One", key="k"),
        lambda: register(lender, "One", "Two", key="k", note="other"),
        lambda: lender.act(ADA, desk.retire_document, digest("One"), "k"),
        lambda: register(lender, "One", key="r"),
    ):
        assert refused(act).code == "KEY_REUSED"
    assert not register(lender, "One", "Two", key="k", principal=CHIEF).replayed


def test_each_act_is_a_link_of_the_chain(lender: Lender) -> None:
    register(lender, "One", "Two")
    lender.act(CHIEF, desk.retire_document, digest("Two"))
    register(lender, "One")
    store = lender.catalogue.store
    links = store.audit("acme", REGISTERED_DOCUMENTS_KEY, desk.asked_page(100)).items
    told = [link.text for link in links[-2:]]
    assert ["ada" in told[0], "One, Two" in told[0], "carla" in told[1], "retired: Two" in told[1]] == [True] * 4
    assert verify(links, store.audit_end("acme", REGISTERED_DOCUMENTS_KEY)) is None


@pytest.mark.parametrize("texts", [("Same",), ("Same", "Own {}")])
def test_of_those_who_register_at_once_nothing_is_lost_and_nothing_doubled(
    lender: Lender, texts: tuple[str, ...]
) -> None:
    barrier = Barrier(4)

    def act(number: int) -> desk.DocumentsRegistered | str:
        catalogue = desk.Catalogue(lender.catalogue.store)
        given = desk.DocumentsGiven(tuple(text.format(number) for text in texts))
        barrier.wait()
        try:
            return desk.register_documents(catalogue, ADA, EXAMINER, given)
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(4) as pool:
        ends = list(pool.map(act, range(4)))
    assert {each for each in ends if isinstance(each, str)} <= {"DOCUMENTS_BUSY"}
    done = [each for each in ends if not isinstance(each, str)]
    assert [came(each)[0] for each in done].count(NEW) == 1
    mine = listed(lender, origin=desk.DocumentOrigin.REGISTERED)
    assert len(mine) == 1 + len(done) * (len(texts) - 1)
    assert len({each.digest for each in mine}) == len(mine)


@pytest.mark.parametrize(
    ("texts", "given", "code"),
    [
        ((), {}, "BAD_DOCUMENTS"),
        (("One",) * 101, {}, "BAD_DOCUMENTS"),
        (("One",), {"roles": frozenset()}, "BAD_DOCUMENTS"),
        (("One",), {"note": "n" * 121}, "BAD_DOCUMENTS"),
        (("One",), {"note": "a\u202eb"}, "HIDDEN_CHARACTERS"),
        (("One",), {"key": ""}, "BAD_IDEMPOTENCY_KEY"),
        (("O" * 32_769,), {}, "DOCUMENTS_TOO_LARGE"),
        (("Ω" * 16_385,), {}, "DOCUMENTS_TOO_LARGE"),
        (tuple(f"{number} " + "o" * 32_000 for number in range(16)), {}, "DOCUMENTS_TOO_LARGE"),
    ],
)
def test_what_cannot_be_is_not_registered(
    lender: Lender, texts: tuple[str, ...], given: dict[str, Any], code: str
) -> None:
    assert refused(lambda: register(lender, *texts, **given)).code == code
    assert listed(lender, origin=desk.DocumentOrigin.REGISTERED) == []


def test_a_lender_has_so_many_and_those_retired_do_not_count(lender: Lender) -> None:
    for start in range(0, MOST_ACTIVE, 100):
        register(lender, *(f"D{number}" for number in range(start, start + 100)))
    assert refused(lambda: register(lender, "More")).code == "TOO_MANY_DOCUMENTS"
    assert came(register(lender, "D7")) == [ALREADY]
    lender.act(ADA, desk.retire_document, digest("D7"))
    assert came(register(lender, "More")) == [NEW]
    assert refused(lambda: register(lender, "D7")).code == "TOO_MANY_DOCUMENTS"


def test_the_list_has_shipped_and_registered_ones_with_their_state(lender: Lender) -> None:
    register(lender, "One", "Two", "breaks later")
    lender.act(ADA, desk.retire_document, digest("Two"))
    broken = ByWords()
    broken.examine = lambda text: desk.Examined(("Gone.",)) if "later" in text else ByWords.examine(broken, text)  # type: ignore[method-assign]
    page = desk.trusted_documents_page(lender.view(AUDITOR), broken, desk.asked_page(100))
    assert [(each.name, each.state.value, each.origin.value) for each in page.items] == [
        ("partner/facts", "ACTIVE", "SHIPPED"),
        ("One", "ACTIVE", "REGISTERED"),
        ("Two", "RETIRED", "REGISTERED"),
        ("breaks", "BROKEN", "REGISTERED"),
    ]
    gone = page.items[-1]
    assert (gone.operation, gone.kind, gone.text, gone.examined.usable) == ("breaks", "QUERY", "breaks later", ())
    first = desk.trusted_documents_page(lender.view(AUDITOR), broken, desk.asked_page(2))
    rest = desk.trusted_documents_page(lender.view(AUDITOR), broken, desk.asked_page(2, first.cursors[-1]))
    assert [each.name for each in (*first.items, *rest.items)] == [each.name for each in page.items]


def test_partners_and_auditors_register_nothing_and_partners_see_no_list(lender: Lender) -> None:
    for principal in (SHOP, AUDITOR, replace(ADA, roles=frozenset({Role.APPROVER}))):
        assert refused(lambda principal=principal: register(lender, "One", principal=principal)).code == "NOT_ALLOWED"  # type: ignore[misc]
    refusal = refused(lambda: desk.trusted_documents_page(lender.view(SHOP), EXAMINER, desk.asked_page()))
    assert refusal.code == "NOT_ALLOWED"
