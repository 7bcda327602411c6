"""API keys of partners' machines: made once, two at a time, revoked at once, and open what they were made for."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from tests.desk.lenders import ADA, AUDITOR, CHIEF, INCOME, SHOP, Lender

from creditrules import desk
from creditrules.auth import Action, Credential, Principal, Role, make_api_key, may
from creditrules.errors import Kind, Refusal
from creditrules.rules.audit import verify
from creditrules.rules.life import API_KEYS_KEY

MONTH = timedelta(days=30)
PURPOSES = (Action.DECIDE, Action.REGISTER_CONTRACT, Action.REQUEST_REVIEW, Action.CHOOSE_RULES)


@pytest.fixture
def lender(empty_lender: Lender) -> Lender:
    return empty_lender


@pytest.fixture
def holder(lender: Lender) -> desk.ApiKeyHolder:
    return desk.ApiKeyHolder(lender.catalogue)


@pytest.fixture
def make(lender: Lender) -> Callable[..., desk.MadeApiKey]:
    """Make a key as the chief does; keyword arguments replace what is given."""
    count = 0

    def make(partner: str = "shop", principal: Principal = CHIEF, **given: Any) -> desk.MadeApiKey:
        nonlocal count
        count += 1
        told = {"expires_at": lender.clock.moment + MONTH, "key": f"key {count}", **given}
        made: desk.MadeApiKey = lender.act(principal, desk.create_api_key, desk.ApiKeyGiven(partner, **told))
        return made

    return make


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as refused:
        act()
    return refused.value.code


def secret_of(made: desk.MadeApiKey) -> str:
    assert made.secret is not None
    return made.secret


def keys_of(lender: Lender, principal: Principal = CHIEF) -> list[desk.KnownApiKey]:
    view = desk.view_of(desk.Documents(lender.catalogue, "acme"), principal, lender.catalogue.store.now())
    return list(desk.api_keys_page(view, desk.asked_page(100)).items)


def test_a_key_opens_what_partners_may(make: Callable[..., desk.MadeApiKey], holder: desk.ApiKeyHolder) -> None:
    principal = holder.principal(secret_of(make(purposes=(Action.DECIDE,))))
    assert (principal.tenant, principal.subject) == ("acme", "key:shop")
    assert principal.roles == {Role.PARTNER}
    assert (principal.credential, SHOP.credential) == (Credential.API_KEY, Credential.TOKEN)
    assert {action for action in Action if may(principal, action)} >= {Action.ASK, Action.DECIDE}
    assert not any(may(principal, action) for action in (*PURPOSES[1:], Action.PUBLISH, Action.ISSUE_KEYS))


@pytest.mark.parametrize("purpose", PURPOSES)
def test_each_purpose_gives_its_own_right_and_no_other(
    make: Callable[..., desk.MadeApiKey], holder: desk.ApiKeyHolder, purpose: Action
) -> None:
    plain, given = (holder.principal(secret_of(make(purposes=each))) for each in ((), (purpose,)))
    of_deciding = {purpose, Action.READ_OWN_DECISIONS, Action.MANAGE_CONTACTS}
    gives = of_deciding if purpose is Action.DECIDE else {purpose}
    assert {each for each in Action if may(given, each)} - {each for each in Action if may(plain, each)} == gives


def test_its_secret_is_told_once_and_kept_nowhere(lender: Lender, make: Callable[..., desk.MadeApiKey]) -> None:
    made = make(key="once")
    again = make(key="once", expires_at=made.key.key.expires_at)
    assert (again.secret, again.replayed, again.key.key) == (None, True, made.key.key)
    assert len(keys_of(lender)) == 1
    assert code_of(lambda: make("other", key="once")) == "KEY_REUSED"
    secret = secret_of(made)
    assert secret not in repr(made)
    head = lender.catalogue.store.heads("acme", [API_KEYS_KEY])[API_KEYS_KEY]
    content = lender.catalogue.content("acme", [head.entries[-1].digest])[head.entries[-1].digest].decode()
    assert made.key.key.id in content
    assert secret.rpartition("_")[2][:43] not in content


def test_another_authors_idempotency_key_is_another(make: Callable[..., desk.MadeApiKey]) -> None:
    other = Principal("acme", "otto", frozenset({Role.CHIEF}))
    assert not make(key="same").replayed
    assert not make(key="same", principal=other).replayed


def test_two_of_a_partner_are_valid_at_once(lender: Lender, make: Callable[..., desk.MadeApiKey]) -> None:
    first, _ = make(), make()
    make("bank")
    assert code_of(make) == "API_KEYS_BOTH_VALID"
    lender.act(ADA, desk.revoke_api_key, first.key.key.id)
    make()
    lender.clock.moment += MONTH
    make(), make()
    assert code_of(make) == "API_KEYS_BOTH_VALID"


def test_a_revoked_key_is_refused_at_the_next_request(
    lender: Lender, make: Callable[..., desk.MadeApiKey], holder: desk.ApiKeyHolder
) -> None:
    """Also by a process that has known it, and whose clock is behind."""
    made, other = make(), make()
    elsewhere = desk.ApiKeyHolder(desk.Catalogue(lender.catalogue.store))
    for each in (holder, elsewhere):
        assert each.principal(secret_of(made)).subject == "key:shop"
    before = lender.clock.moment
    revoked = lender.act(ADA, desk.revoke_api_key, made.key.key.id)
    assert (revoked.replayed, revoked.key.key.revoked_by) == (False, "ada")
    lender.clock.moment = before - timedelta(minutes=5)
    for each in (holder, elsewhere):
        assert code_of(lambda holder=each: holder.principal(secret_of(made))) == "API_KEY_REVOKED"  # type: ignore[misc]
        assert each.principal(secret_of(other)).subject == "key:shop"
    again = lender.act(CHIEF, desk.revoke_api_key, made.key.key.id)
    assert (again.replayed, again.key.key.revoked_by) == (True, "ada")
    assert code_of(lambda: lender.act(ADA, desk.revoke_api_key, "acme-nothing")) == "UNKNOWN_API_KEY"


def test_a_key_expires(lender: Lender, make: Callable[..., desk.MadeApiKey], holder: desk.ApiKeyHolder) -> None:
    secret = secret_of(make())
    lender.clock.moment += MONTH - timedelta(minutes=1)
    assert holder.principal(secret).subject == "key:shop"
    lender.clock.moment += timedelta(minutes=2)
    assert code_of(lambda: holder.principal(secret)) == "API_KEY_EXPIRED"


def test_keys_that_ended_are_forgotten_after_ninety_days(lender: Lender, make: Callable[..., desk.MadeApiKey]) -> None:
    old = make(expires_at=lender.clock.moment + timedelta(days=1))
    lender.clock.moment += timedelta(days=90)
    make("bank")
    assert len(keys_of(lender)) == 2
    lender.clock.moment += timedelta(days=2)
    make("insurer")
    assert old.key.key.id not in {known.key.id for known in keys_of(lender)}


def test_guesses_and_wrong_keys_are_told_alike(
    lender: Lender, make: Callable[..., desk.MadeApiKey], holder: desk.ApiKeyHolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And cost the same: one head is read, whatever the text says; a key of another lender opens nothing here."""
    made = make()
    wrong = make_api_key("acme", iter_of(made.key.key.id)).text
    assert wrong.split("_")[1] == made.key.key.id
    strangers = [make_api_key("acme").text, make_api_key("nobody").text, wrong]
    reads: list[tuple[str, int]] = []
    heads = lender.catalogue.store.heads

    def counted(tenant: str, keys: Any) -> Any:
        reads.append((tenant, len(keys)))
        return heads(tenant, keys)

    monkeypatch.setattr(lender.catalogue.store, "heads", counted)
    for text in strangers:
        assert code_of(lambda text=text: holder.principal(text)) == "API_KEY_UNKNOWN"  # type: ignore[misc]
    assert reads == [("acme", 1), ("nobody", 1), ("acme", 1)]
    assert holder.principal(secret_of(made)).tenant == "acme"


def iter_of(key_id: str) -> Callable[[str], str]:
    """Signs that make up the name of a key that there is, and a secret of nines."""
    signs = iter(key_id[-12:] + "9" * 43)
    return lambda _: next(signs)


def test_the_last_use_is_noted_once_a_minute(
    lender: Lender, make: Callable[..., desk.MadeApiKey], holder: desk.ApiKeyHolder
) -> None:
    secret = secret_of(make())
    assert keys_of(lender)[0].used_at is None
    holder.principal(secret)
    first = keys_of(lender)[0].used_at
    assert first is not None
    for _ in range(20):
        holder.principal(secret)
        desk.ApiKeyHolder(lender.catalogue).principal(secret)
    assert keys_of(lender)[0].used_at == first, "some seconds have passed, no minute"
    lender.clock.moment += timedelta(minutes=2)
    holder.principal(secret)
    assert (keys_of(lender)[0].used_at or first) > first


def test_a_use_that_cannot_be_noted_refuses_nothing(
    lender: Lender, make: Callable[..., desk.MadeApiKey], holder: desk.ApiKeyHolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: object) -> None:
        raise Refusal(Kind.UNAVAILABLE, "STORE_UNAVAILABLE", "The store does not answer.")

    secret = secret_of(make())
    monkeypatch.setattr(lender.catalogue.store.key_uses, "mark_used", down)
    assert holder.principal(secret).subject == "key:shop"


def test_every_act_is_a_link_of_a_chain_that_holds(lender: Lender, make: Callable[..., desk.MadeApiKey]) -> None:
    made = make()
    lender.act(ADA, desk.revoke_api_key, made.key.key.id)
    store = lender.catalogue.store
    links = store.audit("acme", API_KEYS_KEY, desk.asked_page(100)).items
    assert [link.text.count('"author":"carla"') + 2 * link.text.count('"author":"ada"') for link in links] == [1, 1, 2]
    assert verify(links, store.audit_end("acme", API_KEYS_KEY)) is None


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"partner": "The Shop"}, "BAD_API_KEY"),
        ({"expires_at": timedelta(0)}, "BAD_API_KEY"),
        ({"expires_at": timedelta(days=367)}, "BAD_API_KEY"),
        ({"purposes": (Action.PUBLISH,)}, "BAD_API_KEY"),
        ({"products": ()}, "BAD_API_KEY"),
        ({"products": ("line", "line")}, "BAD_API_KEY"),
        ({"products": ("a#b",)}, "BAD_API_KEY"),
        ({"products": ("nothing",)}, "UNKNOWN_PRODUCT"),
        ({"key": ""}, "BAD_IDEMPOTENCY_KEY"),
        ({"key": "a\u202eb"}, "BAD_IDEMPOTENCY_KEY"),
    ],
)
def test_a_key_that_cannot_be_is_not_made(
    lender: Lender, make: Callable[..., desk.MadeApiKey], given: dict[str, Any], code: str
) -> None:
    if isinstance(given.get("expires_at"), timedelta):
        given = {"expires_at": lender.clock.moment + given["expires_at"]}
    assert code_of(lambda: make(**given)) == code
    assert keys_of(lender) == []


def test_who_may_make_revoke_and_list(lender: Lender, make: Callable[..., desk.MadeApiKey]) -> None:
    for principal in (ADA, SHOP, AUDITOR):
        assert code_of(lambda principal=principal: make(principal=principal)) == "NOT_ALLOWED"  # type: ignore[misc]
    made = make()
    for principal in (SHOP, AUDITOR):
        with pytest.raises(Refusal, match="needs the right"):
            lender.act(principal, desk.revoke_api_key, made.key.key.id)
    assert len(keys_of(lender, AUDITOR)) == len(keys_of(lender, ADA)) == 1
    assert code_of(lambda: keys_of(lender, SHOP)) == "NOT_ALLOWED"


def test_acts_at_one_time_all_count(lender: Lender, make: Callable[..., desk.MadeApiKey]) -> None:
    together = Barrier(4)

    def act(number: int) -> str:
        together.wait(5)
        return secret_of(make("shop" if number % 2 else "bank"))

    with ThreadPoolExecutor(4) as threads:
        secrets = list(threads.map(act, range(4)))
    assert len({known.key.id for known in keys_of(lender)}) == 4
    holder = desk.ApiKeyHolder(lender.catalogue)
    assert sorted(holder.principal(secret).subject for secret in secrets) == ["key:bank"] * 2 + ["key:shop"] * 2


def test_a_key_for_one_product_asks_about_no_other(
    lender: Lender, make: Callable[..., desk.MadeApiKey], holder: desk.ApiKeyHolder
) -> None:
    for slug, at_least in (("line", 1000), ("loan", 0)):
        lender.rule_set(f"{slug}-rules", INCOME, at_least=at_least)
        lender.product(slug, f"{slug}-rules")
    made = make(products=("line",), purposes=(Action.DECIDE, Action.REGISTER_CONTRACT))
    principal = holder.principal(secret_of(made))
    question = desk.Question({"income": 5})

    def asked(who: Principal, **changes: Any) -> list[tuple[str, list[str]]]:
        report = lender.act(who, desk.ask, desk.Question({"income": 5}, **changes))
        found = ((each.product.product, each.alternatives) for each in report.decisions)
        return [(slug, [other.product.product for other in others]) for slug, others in found]

    assert asked(SHOP) == [("line", ["loan"]), ("loan", [])]
    assert asked(principal) == asked(principal, products=("line",)) == [("line", [])]
    assert code_of(lambda: asked(principal, products=("line", "loan"))) == "PRODUCT_OUT_OF_SCOPE"
    subjects = [desk.BatchSubject("ann", {"income": 5}, {})]
    batch = desk.ask_batch(*(lender.catalogue, principal), question, subjects, alternatives=True)
    assert [each.product.product for each in batch.answers[0].report.decisions] == ["line"]  # type: ignore[union-attr]
    done = desk.decide_on_record(lender.catalogue, lender.recording, principal, desk.Deciding(question, "k", "ann"))
    assert done.decision.author == "key:shop"
    assert done.decision.sealed is not None
    assert done.decision.sealed.products == ("line",)
    contract = desk.ContractGiven("x", {"income": 5})
    assert code_of(lambda: lender.act(principal, desk.register_contract, contract)) == "PRODUCT_OUT_OF_SCOPE"
